### Messages of the client of this service.

## The time range; each text follows the word "expected"

# $given, $missing
both-or-neither = a value, because { $given } is given: give both or neither, found no { $missing }
# $other, $end
minute-before = a minute before { $other } ({ $end })
both-ends-no-start = both ends of the time range or neither, found no start
both-ends-no-end = both ends of the time range or neither, found no end
start-before-end = the start of the time range before its end

# $expected is one of the texts above
expected = expected { $expected }
