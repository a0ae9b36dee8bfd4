### Messages of the generator of synthetic records.

# $max, $found
wrong-days = expected 1 to { $max } days, found { $found }
# $days, $end
early-period = expected a period after the year 0, found { $days } days before { $end }
