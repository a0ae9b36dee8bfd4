### Messages of the generator: what is wrong with a document, and how to mend it.
###
### Names of keywords and of parameters are as the document has them. A remedy follows its problem on a line of its own.

## Frame of a report

warning = warning: { $message }
and-more = and { $count } more

## Lists and values

or = { " or " }
quoted = "{ $text }"
# the article before the name of a keyword
a = a { $name }
an = an { $name }
one-of = one of { $names }
at-least-characters =
    at least { $limit } { $limit ->
        [one] character
       *[other] characters
    }
at-most-characters =
    at most { $limit } { $limit ->
        [one] character
       *[other] characters
    }
at-least-items =
    at least { $limit } { $limit ->
        [one] item
       *[other] items
    }
at-most-items =
    at most { $limit } { $limit ->
        [one] item
       *[other] items
    }
at-least-fields =
    at least { $limit } { $limit ->
        [one] field
       *[other] fields
    }
at-most-fields =
    at most { $limit } { $limit ->
        [one] field
       *[other] fields
    }
matches = text that matches { $pattern }
number-at-least = a number of at least { $limit }
number-at-most = a number of at most { $limit }
multiple-of = a multiple of { $step }
number = { $number }

## Kinds of values

nothing = nothing
a-boolean = a boolean
a-number = a number
a-text = a text
a-list = a list
a-map = a map
true-or-false = true or false
a-whole-number = a whole number
a-whole-number-from-0 = a whole number from 0
a-count = a count, a whole number from 0
a-short-number = a number above 0 with at most 19 digits
a-json-value = a value that JSON can express
parts = parts
bytes = bytes
schema-value = a schema (a map, true or false)

## Parts of a document

a-document = a document
info = info
components = components
a-path = a path
an-operation = an operation
a-parameter = a parameter
the-name-of-a-parameter = the name of a parameter
a-request-body = a request body
a-media-type = a media type
an-encoding = an encoding
a-response = a response
a-header = a header
a-schema = a schema
a-record = a record
a-description = a description
a-heading = a heading
a-reference = a reference
a-rule = a rule
a-security-scheme = a security scheme
a-server = a server
a-variable-of-a-server = a variable of a server
x-pagination = x-pagination
x-provenance = x-provenance

## Sentences for many problems

# $expected and $found are values as above
expected = expected { $expected }, found { $found }
# $what is a part of the document, $found a kind of value
as-a-map = expected { $what } as a map, found { $found }
# $what, $found
as-a-list = expected { $what } as a list, found { $found }
# $what, $found
as-text = expected { $what } as text, found { $found }
# $name is a keyword, $expected and $found are kinds of values
to-be = expected `{ $name }` to be { $expected }, found { $found }
# $name is a keyword, $what a part of the document
missing = expected `{ $name }` in { $what }, found none
# $name, $what
unknown-name = expected no `{ $name }` in { $what }: it is not known, and would have no effect
# $name, $what
unknown-name-ignored = expected no `{ $name }` in { $what }: it is not known, and has no effect

## Remedies for many problems

write = write { $text }
write-a = write { $expected }
write-code = write `{ $code }`
write-one-such-as = write one, such as { $example }
write-for-example = write for example { $example }
write-names-and-values = write `name: value` lines
write-list-lines = write `- value` lines
write-one-of-these = write one of these
write-one-of-these-or-describe = write one of these, or say it in the description
write-one-of-the-two = it is not checked; write one of the two
write-one-of-the-four = write one of the four
write-a-pattern = it is not checked; write a pattern
write-more-simply = write it more simply
use-a-text = use a text
use-letters = use letters
use-letters-and-hyphens = use letters, digits and hyphens
put-in-quotes = put it in quotes
add = add `{ $name }`
remove-it = remove it
remove = remove `{ $name }`
remove-one = remove one of the two
rename-it = rename it
rename-one = rename one of the two
leave-one = leave one of them
nest-less = nest less deeply
remove-or-prefix = remove it, or start the name with x-
remove-or-prefix-known = remove it, or start the name with x-; known are { $names }
did-you-mean = did you mean `{ $name }`?
unchecked-did-you-mean = it is not checked; did you mean `{ $name }`?
use-smaller-counts = use smaller counts; a length belongs into minLength and maxLength

## Files and their syntax

# $limit, $found
too-many-bytes = expected a document of at most { $limit } bytes, found { $found }
raise-max-size = raise the limit: --max-size of spec check, Options::max_bytes of the build; or leave parts out
second-document = expected one document, found a second
keep-one-a-file = keep one a file
empty-file = expected a document, found an empty file
start-with-openapi = start with `openapi: 3.0.3`
no-yaml = expected YAML or JSON, found: { $reason }
check-punctuation = look for wrong indentation, a missing quote or a missing bracket
too-many-levels = expected at most { $limit } levels, found more
alias-of-itself = expected an alias of a finished value, found one of itself
write-value-out = write the value out
another-tag = expected a value of JSON, found another tag
leave-tag-out = leave the tag out
no-name = expected a name, found a list or a map
name-again = expected every name once, found `{ $name }` again
too-many-values = expected at most { $limit } values with every alias written out, found more
split-document = split the document, or use fewer aliases
unfinished = expected a value, found the end
finish-document = finish the document
# $path is a file, $reason what the system reports
unreadable-file = expected a file that can be read at { $path }, found: { $reason }
not-permitted = { $reason }
check-permissions = check the file and its permissions
missing-file = expected a file at { $path }, found none
path-begins = the path begins at the directory of the file that it stands in
outside-directory = expected a file below the directory of the document, found { $path } outside of it
move-or-allow = move the file, or allow a directory above both: --root of spec check, Options::root of the build
too-many-files = expected at most { $limit } files, found more
raise-max-files = raise the limit: --max-files of spec check, Options::max_files of the build
not-a-file = expected a file at { $path }, found something else
name-a-file = name a file
# $path is a file, $reason one of the next two messages
no-utf-8 = expected UTF-8 in { $path }, found: { $reason }
# $count bytes from the byte $index, which is counted from 0
invalid-utf-8 = invalid utf-8 sequence of { $count } bytes from index { $index }
incomplete-utf-8 = incomplete utf-8 byte sequence from index { $index }
save-as-utf-8 = save the file as UTF-8

## References

reference-loop = expected a reference to a value, found a chain of more than { $limit } references
break-loop = the references refer to each other: write one value out
beside-reference = expected no `{ $name }` beside a `$ref` in OpenAPI 3.0: it has no effect
use-all-of = put the reference and the rule into `allOf`
reference-elsewhere = expected a reference into this document, found { $reference }
name-a-component = name a component of this document, such as #/components/schemas/Name
name-a-local-file = name a file of this machine, such as parts/names.yaml#/Name
no-path-in-reference = expected a reference by a path such as #/components/schemas/Name, found { $reference }
missing-target = expected a value at { $reference }, found none
# $names is a list, $folder a part of the document
known-targets = there are { $names } under { $folder }
define-target = define { $name }, or refer to what is there
no-address = expected an address
write-a-uri = write a URI reference
missing-schema = expected a reference to a schema of this document, found { $reference }
copy-under-defs = copy the schema under $defs
part-of-itself = expected a schema whose parts end, found one that is part of itself through `allOf`
remove-from-all-of = remove the reference from `allOf`, or put it into a field

## Document

# $name is a format, $version its version
named-version = { $name } { $version }
another-version = expected OpenAPI 3.0 to 3.2, found { $found }
convert = convert it: { $command }
describe-calls = it describes messages: describe the HTTP calls in a document of OpenAPI
write-another-version = write the document in 3.0, 3.1 or 3.2
nothing-generated = expected no `{ $name }`: nothing is generated from them
write-as-paths = write them as paths of a document of their own
another-dialect = expected schemas of JSON Schema 2020-12, found another dialect: they are read as 2020-12
servers-without-effect = expected no `servers` in { $what }: calls go to the endpoint of the client
give-endpoint = give the endpoint when the client is made
# $name is a placeholder of the address
missing-variable = expected a variable { $name }, because the address has { "{" }{ $name }{ "}" }; found none
describe-variable = describe it under `variables`; until then it stays in the address as it is
# $name, $address
unused-variable = expected { "{" }{ $name }{ "}" } in the address { $address }, found none: the variable has no effect
remove-variable = remove the variable
# $names is a list, $found a value
server-default = expected one of { $names } for the default, found { $found }
change-default-or-enum = the first of them is used: change the default, or the enum
# $name is a keyword, $found a kind of value
no-date = expected { $name } as a date, found { $found }
write-a-date = write a date such as '2026-12-31', or a time in UTC
no-example = expected an example as it is sent, found { $found }
write-one-value = write one value
# $names, $found
unknown-source = expected one of { $names } for the source, found { $found }
see-head-of-document = see the head of the document for their meaning

## Paths and operations

no-slash = expected a path that starts with /, found { $path }
write-after-address = write the path as it follows the address of the server
# $path is a path, $rest the end of it
no-plain-path-from = expected a plain path, found { $path }: `{ $rest }` is no part of it
describe-query = describe a query by parameters; what is left of it is sent as it is
no-plain-path = expected a plain path, found { $path }
write-segments = write segments with `/` between them
open-brace = expected a `{ "}" }` for every `{ "{" }` of the path
close-braces = close the braces
twice-in-path = expected { "{" }{ $name }{ "}" } once in the path, found it twice
# $name is a parameter, $path a path
not-in-path = expected { "{" }{ $name }{ "}" } in the path { $path }, because it is a path parameter
add-to-path = add it to the path, or remove the parameter
missing-path-parameter = expected a path parameter { $name }, because the path has { "{" }{ $name }{ "}" }; found none: it is a text
add-path-parameter = add a parameter { $name } with `in: path`
# $id is an operationId, $line the line of the other one
operation-again = expected every operationId once, found { $id } again: it is on line { $line }
no-operation-id = expected an `operationId`, found none: the name { $id } is made of the path
add-operation-id = add `operationId`, so that the name stays
no-method = expected a method such as COPY, found { $found }
write-an-operation = write `operationId: ...` and what follows
no-status = expected a status such as '200', 2XX or default, found { $found }

## Parameters

parameter-again = expected every parameter once, found { $name } again
reserved-is-encoded = expected no `allowReserved` of { $name }: reserved characters are sent encoded all the same
server-reads-both = a server reads both
path-parameter-is-required = expected the path parameter { $name } to be required
write-required = write `required: true`: a path without it is another path
header-without-name = expected the name of a header, found an empty text: the parameter is not sent
remove-parameter = remove the parameter
ignored-header = expected no parameter { $name }: OpenAPI ignores it, so it is neither sent nor checked
describe-otherwise = describe media types by `content` and credentials by `securitySchemes`, or state a value as `x-fixed`
no-header-name = expected the name of a header, found { $found }
required-with-default = expected no default of { $name }: it is required, so the default is never used
remove-default = remove the default, or `required`
whole-query = expected the whole query as the fields of an object in `application/x-www-form-urlencoded` without `encoding`, found another one: it cannot be sent
describe-each-parameter = describe each parameter with `in: query`
unknown-place = expected path, query, header or cookie, found { $found }
one-content = expected one media type in `content`
no-json-content = expected JSON in `content` of a parameter, found { $found }
sent-as-usual = it is sent in the usual style
# $names, $found
unknown-style = expected one of the styles { $names } here, found { $found }
remove-style = remove `style`, or write one of these
cookie-style = expected the style form, found cookie: the value is percent-encoded all the same
write-form-style = write `style: form`, or have the server decode the value
no-type-beside = expected a type beside `{ $name }`: a value without a type is read as a text
add-type = add the type
no-fixed-text = expected a text in the query or a header
# $names, $found
no-transport-header = expected one of the headers { $names } for x-transport, found { $found }
remove-x-transport = remove `x-transport`: the caller fills it in

## Bodies, responses and pages

items-not-checked = expected no `{ $name }`: the items of a sequence are not checked one by one
check-items = check each item with the schema of its component
# $other is the media type that is left out, $name the one that is taken
another-media-type = expected one media type of a body, found { $other } beside { $name }
body-is-made-as = bodies are made and read as { $name }
no-json-body = expected JSON or a form, found { $name } with a schema
body-is-bytes = the body is passed on as bytes; nothing in it is checked
# $name is a keyword, $field a field, $media-type a media type
encoding-without-effect = expected no `{ $name }` of { $field } in { $media-type }: it has no effect
field-is-sent-as-usual = remove it: the field is sent in the usual way
no-deep-object = expected the style deepObject of { $name }, as of other fields: it is sent in brackets, too
state-under-encoding = state it under `encoding`
no-page-rule = expected one of `next`, `offset`, `page` and `link`, found none
no-page-parameter = expected an optional parameter of the query, a text or a whole number
name-page-parameter = name the parameter that the next page differs in
no-list-in-page = expected a list of items in the response of the pages, found none: there is no `pages`
name-items = name it by `items` of `x-pagination`, as a JSON pointer in the body
# $name
header-not-checked = expected a type other than object for the header { $name }: nothing in its value is checked
check-value = check the value where it is used
# $name
response-not-checked = expected JSON or a sequence, found { $name } with a schema: nothing in the body is checked
check-body = check the body where it is used, or describe JSON by its own media type

## Rules over several parameters

rule-again = expected the rule { $rule } once in an operation, found it again
# $names, $found
unknown-rule = expected one of the rules { $names }, found { $found }
# $limit, $found
too-few-parameters =
    expected at least { $limit } { $limit ->
        [one] name of a parameter
       *[other] names of parameters
    }, found { $found }
name-parameters = name the parameters that the rule is about
no-parameter-of-operation = expected a parameter of this operation, found { $found }
its-parameters-are = its parameters are { $names }
# $part is a part of the rule, $found a parameter
no-optional-minute = expected an optional text of the format minute for the { $part }, found { $found }
make-optional-minute = give it `type: string` and `format: minute`, and no `required`
# $rule, $found
required-in-rule = expected optional parameters in the rule { $rule }, found { $found }
leave-out-of-rule = leave it out of the rule: it is always there
no-order = expected two whole numbers, two numbers, two dates or two minutes in the rule ordered
give-same-type = give both the same type, or say it in the description
no-type-of-time-range = expected the type that implements the rule time_range, found none
name-time-range = name it with Options::time_range, or write the rules all_or_none and ordered
wrong-type-of-time-range = expected the path of a type for the rule time_range, found another text: { $reason }
correct-time-range = correct Options::time_range

## Records

# $record, $found
no-field-of-record = expected the name of a field of { $record }, found { $found }
add-field = add the field, or remove the name
# $name, $other
names-alike = expected names that differ in Rust, found { $name } beside { $other }
# $name, $line
names-alike-on-line = expected names that differ in Rust, found { $name } also on line { $line }
taken-name = expected a name that Rust has no meaning for, found { $name }
no-plain-value = expected a plain value in a record, found { $found }
write-a-plain-value = write text, a number, or yes or no

## Credentials

unknown-scheme = expected the name of a security scheme, found { $found }
describe-scheme = describe it under components/securitySchemes
no-header-or-cookie-name = expected the name of a header or a cookie, found { $found }
# $name, $type
unsent-scheme = expected a security scheme that can be sent, found { $name } of type { $type }
write-a-scheme = write apiKey with `name` and `in`, http with `scheme`, oauth2, openIdConnect or mutualTLS
no-header-key = expected the rule of an apiKey in a header, found one of { $name }
no-text-credential = expected a credential that is a text

## Schemas

unsupported-keyword = expected no `{ $name }`: it is not supported
unsupported-keyword-ignored = expected no `{ $name }`: it is not supported, and not checked
write-dynamic-ref = it belongs to an older draft; write $dynamicRef
another-draft = expected draft 4 or 2020-12 of JSON Schema
see-json-schema = see the keyword in the specification of JSON Schema
nullable-without-effect = expected no `nullable` in OpenAPI 3.1: it has no effect
add-null = add 'null' to the types
# $name is a keyword, $type a type
of-another-type = expected no `{ $name }` in a schema of type { $type }: it has no effect
remove-or-change-type = remove it, or change the type
# $one and $other are formats, $found another one
one-of-two-formats = expected { $one } or { $other }, found { $found }
# $names, $found
unknown-text-format = expected one of { $names } for the format, found { $found }
unknown-format = expected a format that is known, found { $found }
beyond-64-bits = expected a bound within 64 bits, found { $found }
all-keep-it = remove it: every whole number of 64 bits keeps it
none-keeps-it = change it: no whole number of 64 bits keeps it
# $most is a keyword with its article, $least the keyword of the lower bound $limit, $found the upper bound
below-lower-bound = expected { $most } that is not below { $least } { $limit }, found { $found }
# $most, $least, $limit, $found
not-above-lower-bound = expected { $most } above { $least } { $limit }, found { $found }
change-one = no value can keep both: change one of them
no-step = expected a number above 0
no-whole-step = expected a number above 0 whose multiples have at most 18 digits
no-text-in-enum = expected a text in the enum of a string, found { $found }
empty-enum = expected at least one value, found none
list-values = list the values, or remove the enum
value-again = expected every value once, found { $value } again
null-rejected = expected null among the values of the other rules beside `nullable`: it is rejected
nullable-without-type = expected a type beside `nullable`: without one it has no effect, and null is rejected
accept-null = `nullable` adds null to the type beside it only: add null to the enum, and let every schema of `allOf`, and one of `oneOf` or `anyOf`, accept it

## Values beside their rules

no-value = expected no value, found { $found }
no-alternative = expected a value of one of the alternatives, found { $found }
missing-field = expected the field { $name }, found none
exclusive-bounds = expected a number inside its exclusive bounds, found { $found }
# $broken is a sentence about the value, $what its keyword
of-keyword = { $broken } for the { $what }
not-used = { $broken }: it is not used
never-accepted = { $broken }: it is never accepted
change-value-or-rule = change the { $what }, or its rule

## Discriminators

discriminator-alone = expected `oneOf` or `anyOf` beside the discriminator: it has no effect
list-alternatives = list the alternatives beside it; whoever reads the value learns its type from the field
# $broken is one of the sentences below
no-choice = { $broken }: the discriminator has no effect, every alternative is tried
refer-to-alternatives = refer to each alternative, and name each in `mapping`
no-property-name = expected a `propertyName` in the discriminator, found none
default-mapping = expected no `defaultMapping` in the discriminator
# $name, $found
mapped-elsewhere = expected one of the alternatives for { $name } in the discriminator, found { $found }
no-text-property = expected { $name } to be a text, by which the discriminator chooses, found another type
nameless-alternative = expected every alternative beside a discriminator to be a reference, found a schema without a name
# $name, $value
two-alternatives = expected one alternative for each value of { $name }, found two for { $value }

## Types

# $broken is one of the sentences below
untyped = { $broken }: its values have no type of their own, and are of any type
state-a-type = state a type, if there is one
two-types = expected a schema that has values, found one that asks for two types
no-type = expected a schema with a type, found one without
mixed-enum = expected an enum of texts or of whole numbers, found values of several types
schema-of-itself = expected a schema that ends, found one that leads to itself
nested-schemas = expected schemas that are less deep in one another
endless-value = expected a value that ends, found a field that needs a value of its own type

## Patterns. The sentences that begin with "found" follow the first two.

wrong-pattern = expected a pattern of ECMA-262, { $found }
unchecked-pattern = expected a pattern that can be checked, { $found }: it is not checked
too-many-patterns = expected patterns that take little work together, found too many large ones before this
too-many-patterns-unchecked = expected patterns that take little work together, found too many large ones before this: it is not checked
long-pattern = found one of { $count } bytes
shorten-pattern = write a pattern of at most { $limit } bytes
# $found and $missing are brackets
unpaired = found a `{ $found }` without its `{ $missing }`
write-itself = write { $text } for the character itself
nothing-to-repeat = found `{ $quantifier }` with nothing before it to repeat
no-minimum = found { $text }, which ECMA-262 does not count as a repetition
wrong-repetition = found the repetition { $text }
smaller-count-first = write the smaller count first
nested-groups = found groups nested more than { $limit } deep
lookaround = found a lookaround, which cannot be checked in one pass
write-two-rules = write the same as two rules, or as alternatives
wrong-group-name = found a group with a wrong name
wrong-group = found a group that starts with (?{ $text }
write-a-group = write (...), (?:...) or (?<name>...)
# $first, $last
wrong-range = found the range { $first }-{ $last }, which runs backwards
smaller-end-first = write the smaller end first
range-of-class = found a range whose end is a class
no-boundary = found \B, which cannot be checked byte by byte
write-both-sides = write which characters stand on both sides
back-reference = found a reference back to a group, which cannot be checked in one pass
write-alternatives-out = write the alternatives out
open-escape = found a \ at the end
control-without-letter = found \c without a letter
unknown-escape = found \{ $character }, which means nothing in ECMA-262
write-start = write ^ for the start of the text
write-end = write $ for the end of the text
half-a-pair = found half a surrogate pair, which no text contains
write-code-point = write \u{ "{" }...{ "}" } with the code point
missing-digits = found { $count } hexadecimal digits missing
write-hexadecimal = write for example \x41 or \u0041
no-property = found { $text } without a property
no-code-point = found { $text } for the number of a character
write-digits = write hexadecimal digits of a code point that is no surrogate
no-start = found one that has no start: { $reason }
large-table = found one whose table is too large
# $entries, $limit
large-table-of = found one whose table has { $entries } entries, where { $limit } are the most
uncheckable = found one that cannot be checked: { $reason }

## Generated code

no-rust = expected to generate Rust, found: { $reason }
report-mistake = this is a mistake of the generator: report it with the document
unrouted-method = expected a method that axum routes, found { $method }
# $method, $path
route-again = expected one operation for a route, found { $method } { $path } again
route-by-hand = route it by hand, before the generated router
progenitor-fails = expected a document that progenitor understands, found: { $reason }
progenitor-panics = a panic in it
look-for-unusual = look for an unusual path or name
