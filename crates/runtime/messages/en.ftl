### Messages of the runtime: what a rule expects of a value.
###
### Most of them follow the word "expected". $limit is the limit of the rule as the document states it, $names a list of
### names or values that are separated by commas.

## Sentences

# $expected is one of the texts below
expected = expected { $expected }
# $expected is one of the texts below, $found the value, shortened
expected-but-found = expected { $expected }, found "{ $found }"
# $place is a part of a request as below, $name that of a parameter, $message one of the sentences above
violation = { $place } { $name }: { $message }
and-more = and { $count } more
more = { $count } more

## Lists

quoted = "{ $text }"
comma = { ", " }
semicolon = { "; " }

## Parts of a request

path-parameter = path parameter
query-parameter = query parameter
header = header
cookie = cookie
field = field

## Texts

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
one-of = one of { $names }
matches = text that matches { $limit }
text = text

## Formats

byte = base64 such as aGVsbG8=
date = a date such as 2020-04-13
date-time = a date and time such as 2020-04-24T03:02:47Z
duration = a duration such as P1DT12H
email = an address such as user@example.com
hostname = a host name such as www.example.com
ipv4 = an IPv4 address such as 192.0.2.1
ipv6 = an IPv6 address such as 2001:db8::1
minute = a minute in UTC such as 2016-08-20T21:11Z
time = a time such as 01:59:00Z
uri = a URI such as https://example.com/
uuid = a UUID such as 2eb8aa08-aa98-11ea-b4aa-73b441d16380

## Numbers

at-least = a number of at least { $limit }
at-most = a number of at most { $limit }
above = a number above { $limit }
below = a number below { $limit }
multiple-of = a multiple of { $limit }
finite = a finite number
number = a number
whole-number = a whole number
true-or-false = true or false

## Lists and objects

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
an-item = at least one item, found none
no-item-twice = unique items
contained-at-least =
    at least { $limit } { $limit ->
        [one] item
       *[other] items
    } matching the schema
# $min, $max
contained = from { $min } to { $max } items matching the schema
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
fields = the fields { $names }
fields-beside = the fields that another field requires
field-names = field names that match their schema
no-other-field = no field that the document does not define

## JSON values

no-value = no value
exactly = the value { $limit }
null = null
boolean = a boolean
integer = an integer
string = a string
array = an array
object = an object
one-of-the-types = one of the types { $names }
any-alternative = a value that matches at least one of the alternatives
one-alternative = a value that matches exactly one of the alternatives
# $field, $names
choice = an object whose field { $field } is one of { $names }
another-value = a value other than these
the-schema = a value that matches the schema
levels = at most { $limit } levels of nested schemas
visits = a value whose parts are checked at most { $limit } times each on average

## Presence, and rules on several parameters

a-value = a value, found none
one-value = one value, found several
a-value-of = a value of at least one of { $names }, found none
a-value-beside = a value, because { $given } is given; found none
# $other, $limit
not-below = a value that is not below { $other } { $limit }

## Encoded requests

header-value = a value without line breaks, other control characters and outer blanks
keeps-names = field names that no other parameter of the query has
keeps-parts = a value that the style of the parameter can express: no delimiter and no outer blanks in a part, and not an empty item alone
keeps-the-path = a value that does not change the path: not . or .., and without \
keeps-the-path-whole = a nonempty value that does not change the path: not . or .., and without \
no-parameter = no parameter: the query of this operation has none
a-parameter = one of the parameters { $names }
at-most-parameters = at most { $limit } parameters
percent-encoded = percent-encoded UTF-8 without NUL
parts = parts with headers, separated by a boundary and ended by a closing one
part-name = a name for every part
at-most-parts = at most { $limit } parts
media-type = a part of the media type { $names }
utf-8 = UTF-8
json = JSON
json-but = JSON: { $cause }
# $limit, $found
at-most-bytes = at most { $limit } bytes, found { $found }
kind = a value of the required type
kind-and-style = a value of the required type and style
kind-of-fields = fields of the required type, each once
kind-of-items = items of the required type
brackets = names in closed brackets
at-most-brackets = at most { $limit } names in brackets

## Types and rules in help: a type and its rules, joined by clause

clause = { ", " }
# $min, $max
length = { $min } to { $max } characters
matching = matches { $pattern }
shape-number = number
shape-whole-number = whole number
shape-at-least = at least { $limit }
shape-at-most = at most { $limit }
list-of = list: { $item }
any-json = a value that JSON can express
deprecated = deprecated
# $date
deprecated-since = deprecated since { $date }
# $date
ends-on = ends on { $date }
any-parts = parts: fields and files
bytes = bytes

## The time range; each text follows the word "expected"

# $given, $missing
both-or-neither = a value, because { $given } is given: give both or neither, found no { $missing }
# $other, $end
minute-before = a minute before { $other } ({ $end })
both-ends-no-start = both ends of the time range or neither, found no start
both-ends-no-end = both ends of the time range or neither, found no end
start-before-end = the start of the time range before its end
