### Texts of documentation sites.

## Labels of pages

skip-to-content = Skip to the content
menu = Menu
search = Search
search-hint = Search the documentation
no-results = Nothing found
results = results
on-this-page = On this page
link-to-section = Link to this section
markdown = This page as Markdown
scrollable-table = Table
scrollable-code = Code

## Labels of the reference

reference = API reference
error-codes = Error codes
servers = Servers
credentials = Credentials
operations = Operations
parameters = Parameters
body = Request body
rules-over-several = Rules over several parameters
responses = Responses
headers = Headers
content = Content
samples = Samples
schemas = Schemas
required = required
optional = optional
deprecated = deprecated
# $date
since = since { $date }
# $date
removed-on = removed on { $date }
callbacks = Callbacks
example = Example
meaning = Meaning
what-to-do = What to do
retry = Retry
status = Status
document = The document
other-operations = Other operations
first-request = First request
get-started = Documentation
contract-changes = Changes of the contract
about-contract-changes = What changed for clients, how severe each change is and what to do about it, found by comparing versions of the document.
no-contract-changes = The changelog names no changes of a released contract yet.

## Error catalogue

about-error-codes = Error codes of the service: their meaning, what to do, and whether to retry.

## Places of parameters

in-path = path
in-query = query
in-header = header
in-cookie = cookie

## Kinds of values

kind-string = text
kind-integer = integer
kind-number = number
kind-boolean = true or false
kind-object = object
kind-null = null
kind-any = any value
kind-file = file
kind-none = no value
# $items
kind-array = list of { $items }
# $values
kind-map = map to { $values }
# $kinds
kind-any-of = at least one of: { $kinds }
# $kinds
kind-one-of = exactly one of: { $kinds }
# $kinds
kind-all-of = all of: { $kinds }
# $kind
kind-not = anything but: { $kind }
or = { " or " }
together = { "; " }
comma = { ", " }
each-element = each element
each-value = each value
each-other-field = each other field
# $number
alternative = alternative { $number }
more-in-document = Further fields are in the document.

## Rules

characters = { " " }characters
elements = { " " }elements
fields = { " " }fields
# $min, $max, $unit
between = { $min } to { $max }{ $unit }.
# $min, $unit
at-least = At least { $min }{ $unit }.
# $max, $unit
at-most = At most { $max }{ $unit }.
# $count, $unit
exactly = Exactly { $count }{ $unit }.
# $limit
more-than = More than { $limit }.
# $limit
less-than = Less than { $limit }.
# $step
multiple-of = A multiple of { $step }.
# $pattern
matches-pattern = Matches the pattern { $pattern }.
# $values
one-of-values = One of { $values }.
# $value
always = Always { $value }.
# $value
default-is = Default: { $value }.
# $format
format-is = Format: { $format }.
unique-elements = Elements are unique.
no-other-fields = No other fields are permitted.
# $names
requires-fields = Requires the fields { $names }.
read-only = Only in responses.
write-only = Only in requests.
may-be-null = May be null.
may-be-empty = An empty value is permitted.
# $separator
separated-by = Several values in one, separated by { $separator }.
repeated = Each value is a parameter of its own: the name is repeated.
as-json = Encoded as JSON.
bracketed = Each field is a parameter NAME[FIELD].
names-and-values = Names and values in turn, separated by `,`.
# $field
selected-by = The field { $field } selects the alternative.
# $field, $values
selected-as = The field { $field } selects the alternative: { $values }.
# $name, $types
type-of-part = The part { $name } is of the type { $types }.
# $rule
further-rule = Rule of JSON Schema: { $rule }.

## Credentials

# $place, $name
api-key = API key in the { $place } { $name }.
# $scheme
http-scheme = HTTP authentication: { $scheme }.
oauth2 = OAuth 2.0.
open-id = OpenID Connect.
mutual-tls = Client certificate (mutual TLS).
# $alternatives
needs-credentials = Credentials: { $alternatives }.
# $name, $scopes
with-scopes = { $name } ({ $scopes })
none = none
no-credentials = Credentials: none required.

## Errors

# $path, $why
cannot-read = { $path }: cannot be read: { $why }
# $path
occupied = { $path }: expected an empty directory or a site that this command wrote, found other files: give another directory
# $page, $target
broken-link = { $page }: expected a link to a page, a heading or a file of the site, found { $target }
# $page, $id
repeated-id = { $page }: expected each heading id once, found #{ $id } twice
# $name, $why
wrong-template = { $name }: { $why }
