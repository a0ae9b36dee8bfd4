### Changes of a contract: why a kind has its verdict, what changed, and what users of the API do about it.

## Kinds of changes: why they have their verdicts

operation-added = A new call; nothing that existed changes.
operation-removed = Requests to it fail.
operation-removed-before-sunset = Requests to it fail before the date that was announced.
operation-removed-after-sunset = It was deprecated and its announced date has passed. Requests to it fail all the same.
operation-path-renamed = Only the name of a path parameter differs; addresses are the same.
operation-id-changed = The id is not part of a request, but names the function and the type in the SDK.
operation-id-added = The generated name is replaced by the id.
operation-id-removed = The id is replaced by a generated name.
operation-deprecated = The call still works; the date of its end, if any, is announced.
operation-deprecated-without-sunset = The call still works and no end is announced. Other tools ask for a date as a matter of policy; a client loses nothing.
operation-reactivated = A deprecation was withdrawn.
sunset-added = An end is announced.
sunset-removed = The announced date is withdrawn; users who planned with it no longer know the end.
sunset-earlier = Users who planned with the announced date have less time than was promised.
sunset-later = There is more time than was announced.
sunset-invalid = The date cannot be parsed, so the end is unknown.
stability-decreased = A promise of stability is withdrawn.
stability-increased = A higher stability is promised.
stability-declared = A level is declared, or is not any more.
stability-invalid = The level is none of draft, alpha, beta, stable, so the promise is unknown.
webhook-added = The service may send more; nobody has to subscribe.
webhook-removed = Subscribers receive nothing any more.
callback-added = The service may call more.
callback-removed = Clients wait for calls that are no longer sent.
parameter-removed = The service may ignore the value or reject it.
parameter-removed-before-sunset = It was announced to work until its date.
parameter-removed-after-sunset = It was deprecated and its announced date has passed.
parameter-added = Requests without it stay valid. Requests are built with `..Default::default()`.
parameter-required-added = Requests without it are rejected.
parameter-required-default-added = It is required, so its default never applies: requests without it are rejected.
parameter-became-required = Requests without it are rejected.
parameter-became-optional = More requests are accepted; the field of the SDK becomes an `Option`.
parameter-place-changed = The value is read from elsewhere.
parameter-style-changed = The value is written in another way.
parameter-explode-changed = The value is written in another way.
parameter-reserved-changed = Reserved characters are written in another way.
parameter-content-changed = The value is written in another media type.
parameter-empty-rejected = An empty value counted as absent and does not any more.
parameter-empty-accepted = An empty value counts as absent.
parameter-deprecated = The parameter still works.
parameter-deprecated-without-sunset = The parameter still works and no end is announced. Other tools ask for a date as a matter of policy.
parameter-reactivated = A deprecation was withdrawn.
request-body-added = Requests without a body stay valid; the function takes one.
request-body-required-added = Requests without a body are rejected.
request-body-removed = The service does not read the body any more.
request-body-became-required = Requests without a body are rejected.
request-body-became-optional = More requests are accepted; the body of the SDK becomes an `Option`.
request-media-type-added = One more way to send the body.
request-media-type-removed = Bodies of this type are rejected.
request-encoding-changed = Parts of the body are written in another way.
response-added = One more status; clients already handle statuses that the document does not list as errors.
response-success-added = A client that compares with the known success statuses takes the new one for an error.
response-removed = The service gives less than before.
response-success-removed = Clients wait for this status; what they receive instead they do not expect.
response-media-type-added = A client that names no media type may receive the new one.
response-media-type-removed = A client that asks for it does not receive it any more.
response-header-added = Clients ignore headers that they do not know.
response-header-removed = It could be absent before; clients that read it no longer find it.
response-required-header-removed = It was promised in every response.
response-header-became-optional = It was promised in every response.
response-header-became-required = It is promised in every response; the field of the SDK is no longer an `Option`.
request-property-added = It may be left out. A document that said nothing of a name did not promise to accept it with any value.
request-property-required-added = Requests without it are rejected.
request-property-removed = The service may ignore the value; where other properties are forbidden it rejects it, and the change is breaking.
response-property-added = Clients ignore what they do not know; where other properties were forbidden the change is breaking.
response-property-removed = It could be absent before; clients that read it no longer find it.
response-property-required-removed = It was promised in every response.
request-default-changed = The same request means something else where the value is left out.
request-default-added = A request without the value may mean something else.
request-default-removed = A request without the value may mean something else.
response-default-changed = A default is a note where the service writes the value.
response-default-added = A default is a note where the service writes the value.
response-default-removed = A default is a note where the service writes the value.
property-read-only-changed = Whether the value is sent or only received; requiredness is rated on its own.
property-write-only-changed = Whether the value is received or only sent; requiredness is rated on its own.
property-write-only-ended = A value that was never given may now appear in responses.
property-deprecated = The property still works.
property-deprecated-without-sunset = The property still works and no end is announced. Other tools ask for a date as a matter of policy.
property-reactivated = A deprecation was withdrawn.
discriminator-changed = Another field, or another value, picks the alternative.
security-required = Calls without credentials are rejected.
security-dropped = Calls without credentials are accepted.
security-alternative-added = One more way to authenticate.
security-alternative-removed = Clients that authenticate this way are rejected.
security-scope-added = Tokens without the scope are rejected.
security-scope-removed = Tokens need less.
security-scheme-added = It matters where an operation uses it.
security-scheme-removed = Operations that used it are rated on their own; its credential leaves the SDK.
security-scheme-type-changed = Clients authenticate in another way.
security-scheme-place-changed = The credential is read from elsewhere.
security-scheme-address-changed = Tokens come from another address; the old one may still work.
security-scheme-scope-added = It matters where an operation asks for it.
security-scheme-scope-removed = Clients that request the scope may be rejected.
server-added = One more address.
server-removed = The old address may still respond, but is not promised any more.
server-variable-changed = Addresses made with the old default or an old value may not work.
tag-added = Tags group the documentation.
tag-removed = Tags group the documentation.
rule-added = Requests that break the rule are rejected.
rule-removed = More requests are accepted.
rule-changed = The rule concerns other parameters or means something else.
record-columns-changed = The order or the headings of the columns of a file differ.
schema-removed = Requests and responses that used it are rated on their own; its type leaves the SDK.
schema-added = It matters where something uses it.
extension-changed = An extension that the rules of this table do not know.
wording-changed = Text for readers.
version-decreased = The version of the document is lower than before.
request-values-narrowed = Values that were accepted are rejected, by several rules in combination.
response-values-widened = Values that were never given are possible, by several rules in combination.

## Narrower and wider rules of schemas

type-narrowed = Fewer types are allowed
type-widened = More types are allowed
became-not-nullable = Null is not allowed any more
became-nullable = Null is allowed
enum-added = The values are listed, and there were no limits before
enum-removed = The values are not listed any more
enum-value-removed = A value of the list is gone
enum-value-added = The list has a new value
minimum-increased = The lower bound is higher or new
minimum-decreased = The lower bound is lower or gone
maximum-decreased = The upper bound is lower or new
maximum-increased = The upper bound is higher or gone
multiple-of-narrowed = Numbers must be a multiple, or of a larger step
multiple-of-widened = Numbers may be multiples of a smaller step, or any
min-length-increased = Texts must be longer
min-length-decreased = Texts may be shorter
max-length-decreased = Texts must be shorter
max-length-increased = Texts may be longer
pattern-narrowed = The pattern accepts fewer texts, or others; compared by automata
pattern-widened = The pattern accepts more texts, or others; compared by automata
format-narrowed = There is a format, or another one
format-widened = There is no format any more, or another one
content-encoding-narrowed = Texts must be encoded, or in another way
content-encoding-widened = Texts need not be encoded, or in another way
content-media-type-narrowed = The content must be of a media type, or of another one
content-media-type-widened = The content may be of any media type, or of another one
content-schema-narrowed = The encoded content must follow a schema, or another one
content-schema-widened = The encoded content need not follow a schema, or follows another one
min-items-increased = Lists must be longer
min-items-decreased = Lists may be shorter
max-items-decreased = Lists must be shorter
max-items-increased = Lists may be longer
unique-items-added = Items must differ
unique-items-removed = Items may be equal
prefix-items-narrowed = The items at the start are more restricted
prefix-items-widened = The items at the start are less restricted
items-narrowed = Items must follow a schema
items-widened = Items may be anything
contains-narrowed = Lists must contain more, fewer, or other items
contains-widened = Lists need not contain as many, as few, or such items
unevaluated-items-narrowed = Further items are restricted
unevaluated-items-widened = Further items are less restricted
property-became-required = The property must be there
property-became-optional = The property may be absent
additional-properties-narrowed = Other properties are restricted or forbidden
additional-properties-widened = Other properties are less restricted
pattern-properties-narrowed = Properties with such names are restricted
pattern-properties-widened = Properties with such names are less restricted
property-names-narrowed = Names of properties are restricted
property-names-widened = Names of properties are less restricted
min-properties-increased = Objects must have more properties
min-properties-decreased = Objects may have fewer properties
max-properties-decreased = Objects must have fewer properties
max-properties-increased = Objects may have more properties
dependent-required-narrowed = A property asks for further ones
dependent-required-widened = A property does not ask for further ones any more
dependent-schemas-narrowed = A property asks for a schema of the whole
dependent-schemas-widened = A property does not ask for a schema of the whole any more
unevaluated-properties-narrowed = Further properties are restricted
unevaluated-properties-widened = Further properties are less restricted
any-of-narrowed = An alternative of anyOf is gone, or anyOf is new
any-of-widened = There is a new alternative of anyOf, or anyOf is gone
one-of-narrowed = An alternative of oneOf is gone, or oneOf is new
one-of-widened = There is a new alternative of oneOf, or oneOf is gone
not-narrowed = More is excluded by not
not-widened = Less is excluded by not
condition-narrowed = If, then and else restrict more
condition-widened = If, then and else restrict less

## Effects of a narrower or wider rule of a schema. $what is one of the messages above.

rejects-valid-requests = { $what }: requests that were valid are rejected.
accepts-valid-requests = { $what }: every request that was valid is still accepted.
gives-known-responses = { $what }: every response was possible before.
gives-new-responses = { $what }: responses may contain what they never contained.

## A verdict other than that of the kind

undecided = { $reason } Here it cannot be decided from the documents.
made-breaking = { $reason } Here other rules turn it into a break.
made-harmless = { $reason } Here the other rules allow the same values as before.

## Advice for users of the API

call-successor = Call its successor, or stop calling it.
rename-in-code = Rename the request type and the function of the SDK.
migrate-before = Migrate before the new date.
ask-for-end = Ask the owner of the API for the date of its end.
expect-changes = Expect further changes.
do-not-wait = Do not wait for it.
do-not-send = Do not send it.
always-send = Send it in every request.
wrap-field = Wrap the value of the SDK's field in `Some`.
leave-out-empty = Leave the parameter out instead of sending it empty.
use-new-client = Send the request with a client of the new version.
send-no-body = Send no body.
wrap-body = Wrap the body of the SDK's request in `Some`.
always-send-body = Send the body in every request.
send-another-media-type = Send another media type of the document.
send-value = Send the value that is meant, instead of relying on the default.
send-accepted-values = Send values that the new rules accept; `check` of the new SDK reports all others.
handle-statuses = Handle the success statuses of the new document.
accept-another-media-type = Ask for another media type of the document.
name-media-types = Name the media types that you accept.
handle-no-header = Handle responses without the header.
handle-no-property = Handle responses without it.
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
no-longer-deprecated = is not deprecated any more
not-a-date = expected x-sunset as a date such as 2026-12-31, found { $found }
credentials-required = credentials are required now: { $credentials }
credentials-not-required = credentials are not required any more
no-longer-lets-in = { $credentials } does not let in any more
lets-in = { $credentials } lets in now
# $old and $new are versions
version-became = version { $old } became { $new }
# $old and $new are paths
path-became = path { $old } became { $new }
# $old and $new are places
place-became = { $old } parameter became a { $new } parameter
# $old and $new are media types
media-type-became = { $old } became { $new }
empty-rejected = an empty value is not absent any more
empty-accepted = an empty value counts as absent
columns-changed = the columns or their headings changed
null-allowed = null is allowed now
null-forbidden = null is not allowed any more
item-has-rule = item { $number } has a rule of its own now
item-has-no-rule = item { $number } has no rule of its own any more
# $keyword is enum or const, $values are the first ones, $count is the number of the others
more-values-removed = { $keyword } value { $values } and { $count } more was removed
# $keyword is enum or const, $values are the first ones, $count is the number of the others
more-values-added = { $keyword } value { $values } and { $count } more was added
values-undecided = it cannot be decided whether the same values are allowed
values-forbidden = values that were allowed are not any more
values-allowed = values that were not allowed are now
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
