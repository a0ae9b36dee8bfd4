### Changes of a contract: why a kind has its verdict, what changed, and what users of the API do about it.

## Kinds of changes: why they have their verdicts

operation-added = A new operation; existing operations are unchanged.
operation-removed = Requests to it fail.
operation-removed-before-sunset = Requests to it fail before the announced date.
operation-removed-after-sunset = It was deprecated and its announced date has passed. Requests to it still fail.
operation-path-renamed = Only the name of a path parameter differs; the addresses are unchanged.
operation-id-changed = The operationId is not part of a request, but names the function and the type in the SDK.
operation-id-added = The operationId replaces the generated name in the SDK.
operation-id-removed = A generated name replaces the operationId in the SDK.
operation-deprecated = The operation still works; its end date, if any, is announced.
operation-deprecated-without-sunset = The operation still works; no end date is announced. Other tools require a date as a policy; clients are not affected.
operation-reactivated = The deprecation was withdrawn.
sunset-added = An end date is announced.
sunset-removed = The announced end date is withdrawn; users have no date to plan for.
sunset-earlier = Users have less time to migrate than announced.
sunset-later = Users have more time to migrate than announced.
sunset-invalid = The date cannot be parsed, so the end date is unknown.
stability-decreased = The promised stability is lower than before.
stability-increased = The promised stability is higher than before.
stability-declared = A stability level is declared or withdrawn.
stability-invalid = The value is not one of the levels draft, alpha, beta and stable, so the promised stability is unknown.
webhook-added = The service may send more requests; subscribing is optional.
webhook-removed = Subscribers no longer receive requests.
callback-added = The service may send more requests.
callback-removed = Clients wait for requests that are no longer sent.
parameter-removed = The service may ignore or reject the value.
parameter-removed-before-sunset = It was announced to be supported until its end date.
parameter-removed-after-sunset = It was deprecated and its announced end date has passed.
parameter-added = Requests without it stay valid. Requests are built with `..Default::default()`.
parameter-required-added = Requests without it are rejected.
parameter-required-default-added = It is required, so its default never applies; requests without it are rejected.
parameter-became-required = Requests without it are rejected.
parameter-became-optional = More requests are accepted; the field of the SDK becomes an `Option`.
parameter-place-changed = The value is read from another location.
parameter-style-changed = The serialization of the value differs.
parameter-explode-changed = The serialization of the value differs.
parameter-reserved-changed = The encoding of reserved characters differs.
parameter-content-changed = The media type of the value differs.
parameter-empty-rejected = An empty value is no longer equivalent to an absent parameter.
parameter-empty-accepted = An empty value is equivalent to an absent parameter.
parameter-deprecated = The parameter still works.
parameter-deprecated-without-sunset = The parameter still works; no end date is announced. Other tools require a date as a policy.
parameter-reactivated = The deprecation was withdrawn.
request-body-added = Requests without a body stay valid; the function of the SDK takes a body.
request-body-required-added = Requests without a body are rejected.
request-body-removed = The service no longer reads the body.
request-body-became-required = Requests without a body are rejected.
request-body-became-optional = More requests are accepted; the body of the SDK becomes an `Option`.
request-media-type-added = The body can be sent in another media type.
request-media-type-removed = Bodies of this type are rejected.
request-encoding-changed = The encoding of parts of the body differs.
response-added = A new status; clients handle undocumented statuses as errors.
response-success-added = Clients that check for the documented success statuses treat the new status as an error.
response-removed = The service returns fewer statuses than before.
response-success-removed = Clients expect this status and do not handle the response that replaces it.
response-media-type-added = Clients without an Accept header may receive the new media type.
response-media-type-removed = Clients that request this media type no longer receive it.
response-header-added = Clients ignore unknown headers.
response-header-removed = The header was optional; clients that read it no longer receive it.
response-required-header-removed = The header was guaranteed in every response.
response-header-became-optional = The header was guaranteed in every response.
response-header-became-required = The header is guaranteed in every response; the field of the SDK is no longer an `Option`.
response-header-explode-changed = The serialization of the value differs.
response-header-content-changed = The media type of the value differs.
request-property-added = It is optional. A document that does not mention a name does not guarantee to accept any value for it.
request-property-required-added = Requests without it are rejected.
request-property-removed = The service may ignore the value; if other properties are forbidden, it rejects the value, and the change is breaking.
response-property-added = Clients ignore unknown properties; if other properties were forbidden, the change is breaking.
response-property-removed = The property was optional; clients that read it no longer receive it.
response-property-required-removed = The property was guaranteed in every response.
request-default-changed = The meaning of requests without the value changes.
request-default-added = The meaning of requests without the value may change.
request-default-removed = The meaning of requests without the value may change.
response-default-changed = The default is only informative, because the service sends the value.
response-default-added = The default is only informative, because the service sends the value.
response-default-removed = The default is only informative, because the service sends the value.
property-read-only-changed = Whether requests contain the property changes; whether it is required is rated separately.
property-write-only-changed = Whether responses contain the property changes; whether it is required is rated separately.
property-write-only-ended = Responses may contain a property that they never contained.
property-deprecated = The property still works.
property-deprecated-without-sunset = The property still works; no end date is announced. Other tools require a date as a policy.
property-reactivated = The deprecation was withdrawn.
discriminator-changed = Another property or another value selects the alternative.
number-type-changed = The same numbers are allowed; the SDK has another type for them.
security-required = Requests without credentials are rejected.
security-dropped = Requests without credentials are accepted.
security-alternative-added = Another authentication method is accepted.
security-alternative-removed = Clients that use this authentication method are rejected.
security-scope-added = Tokens without the scope are rejected.
security-scope-removed = Tokens need fewer scopes.
security-scheme-added = It has an effect only where an operation uses it.
security-scheme-removed = Operations that used it are rated separately; its credential is removed from the SDK.
security-scheme-renamed = The name of a scheme is not part of a request, but names its credential in the SDK.
security-scheme-type-changed = The authentication method of clients differs.
security-scheme-place-changed = The credential is read from another location.
security-scheme-address-changed = Tokens are issued at another address; the old address may still work.
security-scheme-scope-added = It has an effect only where an operation requires it.
security-scheme-scope-removed = Clients that request the scope may be rejected.
server-added = Another address is available.
server-removed = The old address may still respond, but is no longer guaranteed.
server-variable-changed = Addresses with the old default or an old value may not work.
tag-added = Tags group the documentation.
tag-removed = Tags group the documentation.
rule-added = Requests that violate the rule are rejected.
rule-removed = More requests are accepted.
rule-changed = The rule applies to other parameters or has another meaning.
record-columns-changed = The order or the headings of the columns of a file differ.
schema-removed = Requests and responses that used it are rated separately; its type is removed from the SDK.
schema-added = It has an effect only where it is used.
extension-changed = The rules of this table do not cover the extension.
wording-changed = Text for readers.
version-decreased = The version of the document is lower than before.
request-values-narrowed = A combination of rules rejects values that were accepted.
response-values-widened = A combination of rules allows values that responses never contained.

## Narrower and wider rules of schemas

type-narrowed = Fewer types are allowed
type-widened = More types are allowed
became-not-nullable = Null is no longer allowed
became-nullable = Null is allowed
enum-added = The values are restricted to a list
enum-removed = The values are no longer restricted to a list
enum-value-removed = A value was removed from the list
enum-value-added = A value was added to the list
minimum-increased = The lower bound is higher or new
minimum-decreased = The lower bound is lower or removed
maximum-decreased = The upper bound is lower or new
maximum-increased = The upper bound is higher or removed
multiple-of-narrowed = Numbers must be multiples of a new or larger step
multiple-of-widened = Numbers may be multiples of a smaller step, or the step is removed
min-length-increased = Strings must be longer
min-length-decreased = Strings may be shorter
max-length-decreased = Strings must be shorter
max-length-increased = Strings may be longer
pattern-narrowed = The pattern accepts fewer or other strings, as the comparison of the automata shows
pattern-widened = The pattern accepts more or other strings, as the comparison of the automata shows
format-narrowed = The format is new or differs
format-widened = The format is removed or differs
content-encoding-narrowed = The encoding of strings is new or differs
content-encoding-widened = The encoding of strings is removed or differs
content-media-type-narrowed = The media type of the content is new or differs
content-media-type-widened = The media type of the content is removed or differs
content-schema-narrowed = The schema of the encoded content is new or differs
content-schema-widened = The schema of the encoded content is removed or differs
min-items-increased = Arrays must be longer
min-items-decreased = Arrays may be shorter
max-items-decreased = Arrays must be shorter
max-items-increased = Arrays may be longer
unique-items-added = Items must be unique
unique-items-removed = Items may be repeated
prefix-items-narrowed = The first items are more restricted
prefix-items-widened = The first items are less restricted
items-narrowed = Items must match a schema
items-widened = Items may have any value
contains-narrowed = The required number or schema of contained items is stricter or differs
contains-widened = The required number or schema of contained items is looser or differs
unevaluated-items-narrowed = Further items are restricted
unevaluated-items-widened = Further items are less restricted
property-became-required = The property is required
property-became-optional = The property is optional
additional-properties-narrowed = Other properties are restricted or forbidden
additional-properties-widened = Other properties are less restricted
pattern-properties-narrowed = Properties with matching names are restricted
pattern-properties-widened = Properties with matching names are less restricted
property-names-narrowed = Property names are restricted
property-names-widened = Property names are less restricted
min-properties-increased = Objects must have more properties
min-properties-decreased = Objects may have fewer properties
max-properties-decreased = Objects must have fewer properties
max-properties-increased = Objects may have more properties
dependent-required-narrowed = A property requires other properties
dependent-required-widened = A property no longer requires other properties
dependent-schemas-narrowed = A property requires a schema of the object
dependent-schemas-widened = A property no longer requires a schema of the object
unevaluated-properties-narrowed = Further properties are restricted
unevaluated-properties-widened = Further properties are less restricted
any-of-narrowed = An alternative of anyOf was removed, or anyOf was added
any-of-widened = An alternative of anyOf was added, or anyOf was removed
one-of-narrowed = An alternative of oneOf was removed, or oneOf was added
one-of-widened = An alternative of oneOf was added, or oneOf was removed
not-narrowed = The keyword not excludes more values
not-widened = The keyword not excludes fewer values
condition-narrowed = The keywords if, then and else are more restrictive
condition-widened = The keywords if, then and else are less restrictive

## Effects of a narrower or wider rule of a schema. $what is one of the messages above.

rejects-valid-requests = { $what }: requests that were valid are rejected.
accepts-valid-requests = { $what }: every request that was valid is still accepted.
gives-known-responses = { $what }: every response was possible before.
gives-new-responses = { $what }: responses may contain values that they never contained.

## A verdict other than that of the kind

undecided = { $reason } Here it cannot be decided from the documents.
made-breaking = { $reason } Here other rules make it breaking.
made-harmless = { $reason } Here the other rules allow the same values as before.
covered = { $reason } Here another response of the document covers it.
sent-by-service = { $reason } Here the service sends the request and reads the response, so the opposite direction counts.

## Advice for users of the API

call-successor = Call its successor, or stop calling it.
rename-in-code = Rename the request type and the function of the SDK.
migrate-before = Migrate before the new date.
ask-for-end = Ask the owner of the API for the end date.
expect-changes = Expect further changes.
do-not-wait = Stop waiting for it.
do-not-send = Stop sending it.
always-send = Send it in every request.
wrap-field = Wrap the value of the SDK's field in `Some`.
leave-out-empty = Leave the parameter out instead of sending it empty.
use-new-client = Send the request with a client of the new version.
send-no-body = Send no body.
wrap-body = Wrap the body of the SDK's request in `Some`.
always-send-body = Send the body in every request.
send-another-media-type = Send another media type of the document.
send-value = Send the value explicitly instead of relying on the default.
send-accepted-values = Send values that the new rules accept; `check` of the new SDK reports all others.
handle-statuses = Handle the success statuses of the new document.
accept-another-media-type = Request another media type of the document.
name-media-types = Name the accepted media types in the header Accept.
handle-no-header = Handle responses without the header.
read-header = Read the header as the new document states its serialization.
handle-no-property = Handle responses without the property.
handle-new-values = Handle the new values.
compile = Compile with the new SDK and correct what it reports.
regenerate = Regenerate the types.
request-scope = Request the scope with the token.
authenticate = Authenticate as the new document requires.
use-new-address = Use an address of the new document.
obey-rule = Send requests that the rule accepts; `check` of the new SDK reports all others.
read-by-heading = Read columns by their headings, not by their positions.

## Parts of the contract

comma = { ", " }
operation-part = operation { $name }
path-part = path { $path }
request-body-part = request body
response-part = response { $status }
# $part is a request body or a response, $media-type its media type
media-type-part = { $part } { $media-type }
# $place is one of the places below, $name that of the parameter
parameter-part = { $place } parameter { $name }
header-part = header { $name }
cookie-part = cookie { $name }
field-part = field { $name }
fields-like-part = fields like { $pattern }
other-fields-part = other fields
item-part = item { $number }
items-part = items
alternative-part = alternative { $name }
unnamed-alternative-part = an alternative of { $keyword }
rule-part = rule { $name }
callback-part = callback { $name }
security-scheme-part = security scheme { $name }
flow-part = flow { $name }
tag-part = tag { $name }
servers-part = servers
info-part = info
headers-part = headers
body-part = body{ $pointer }

## Words of parts and changes

query = query
path = path
header = header
cookie = cookie
unnamed = without a name
any = any
none = none
or = { " or " }
with = { " with " }
allowed = allowed
forbidden = forbidden
restricted = restricted
no-media-type = no media type
server = server
tag = tag
scope = scope
variable = variable
alternative = alternative
values-of = { $keyword } value
exclusive = { $limit } (exclusive)

## Changes in words

was-removed = was removed
was-added = was added
was-added-optional = was added (optional)
was-added-required = was added (required)
was-added-with-default = was added (required, with a default)
became-required = became required
became-optional = became optional
was-changed = changed
was-deprecated = was deprecated
was-deprecated-until = was deprecated, to end on { $date }
no-longer-deprecated = is no longer deprecated
not-a-date = expected x-sunset as a date such as 2026-12-31, found { $found }
credentials-required = credentials are now required: { $credentials }
credentials-not-required = credentials are no longer required
no-longer-lets-in = { $credentials } is no longer accepted
lets-in = { $credentials } is now accepted
# $old and $new are versions
version-became = version { $old } became { $new }
# $old and $new are paths
path-became = path { $old } became { $new }
# $old and $new are places
place-became = { $old } parameter became a { $new } parameter
# $old and $new are media types
media-type-became = { $old } became { $new }
empty-rejected = an empty value no longer counts as absent
empty-accepted = an empty value counts as absent
columns-changed = the columns or their headings changed
null-allowed = null is now allowed
null-forbidden = null is no longer allowed
item-has-rule = item { $number } now has a rule of its own
item-has-no-rule = item { $number } no longer has a rule of its own
# $keyword is enum or const, $values are the first ones, $count is the number of the others
more-values-removed = { $keyword } value { $values } and { $count } more was removed
# $keyword is enum or const, $values are the first ones, $count is the number of the others
more-values-added = { $keyword } value { $values } and { $count } more was added
values-undecided = it cannot be decided whether the same values are allowed
values-forbidden = values that were allowed are now rejected
values-allowed = values that were rejected are now allowed
# $old and $new are names of types
type-became = type { $old } became { $new }
# $old and $new are whether they are allowed
additional-properties-became = additionalProperties { $old } became { $new }
# $what is a keyword, $old and $new are its values
became = { $what } { $old } became { $new }
# $what is a keyword or a kind of part, $value its value or name
value-was-removed = { $what } { $value } was removed
# $what is a keyword or a kind of part, $value its value or name
value-was-added = { $what } { $value } was added
# $what is a kind of part, $name its name, $whole what it belongs to
part-was-removed = { $what } { $name } of { $whole } was removed
# $what is a kind of part, $name its name, $whole what it belongs to
part-was-added = { $what } { $name } of { $whole } was added
# $what is a kind of part, $name its name, $whole what it belongs to
part-changed = { $what } { $name } of { $whole } changed
keyword-was-removed = { $keyword } was removed
keyword-was-added = { $keyword } was added
keyword-changed = { $keyword } changed

## Differences between a live service and its document

unknown-status = status { $status } is not in the document
no-content-type = the response has no Content-Type
unknown-media-type = media type { $media-type } is not in the document
is-missing = is missing
unknown-names = not in the document: { $names }
missing-names = missing: { $names }
unknown-value = a value that the document does not allow

## Problems of the file of accepted changes

# $number is that of the rule, $found its id
ignore-unknown-kind = rule { $number }: expected the id of a kind of change, found { $found }
ignore-no-reason = rule { $number }: expected a reason, found none
# $number is that of the rule, $found its date
ignore-no-date = rule { $number }: expected until as a date such as 2026-12-31, found { $found }

## Section of a changelog

breaking-heading = #### Breaking
maybe-heading = #### Possibly breaking
source-heading = #### Source of the SDK
safe-heading = #### Added and relaxed
information-heading = #### Documentation and notices
no-changes = No change of the contract.
first-release = First release of the contract.
more-changes = - { $count } more, which `deskledger spec diff` lists
# $at is a part of the contract, $change what changed, $id the kind of the change
entry = - { $at }: { $change } (`{ $id }`).
because = { " " }{ $reason }
for-example = { " " }For example: { $value }.
migration = { " " }**Migration:** { $advice }
