//! Ranges without values.

use deskledger_runtime::json_schema::Number;
use deskledger_runtime::message::Message;

use crate::diagnostic::Position;
use crate::messages;
use crate::spec::{Node, Source};

/// The lower and the upper bound of the same thing, and the keywords that make them exclusive or are exclusive bounds themselves.
const RANGES: [[&str; 4]; 4] = [
    ["minLength", "maxLength", "", ""],
    ["minItems", "maxItems", "", ""],
    ["minProperties", "maxProperties", "", ""],
    ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"],
];

/// The ranges of a schema that no value is in: the upper bound, its position, and what is wrong.
pub(crate) fn empty_ranges(schema: &Node) -> impl Iterator<Item = (&'static str, Position, Message)> {
    let bounds = |name, exclusive| {
        let is_exclusive = schema.is(exclusive);
        [(name, is_exclusive), (exclusive, true)].map(|(name, is_exclusive)| {
            let node = schema.get(name)?;
            Some((name, node.position, node.as_number()?, is_exclusive))
        })
    };
    RANGES.into_iter().filter_map(move |[least, most, above, below]| {
        let pairs = bounds(least, above)
            .into_iter()
            .flatten()
            .flat_map(|low| bounds(most, below).map(|high| Some((low, high?))));
        pairs.flatten().find_map(|((least, _, min, is_above), (most, at, max, is_below))| {
            let (low, high) = (Number::of(min), Number::of(max));
            let expected = if most.starts_with('e') { messages::an(most) } else { messages::a(most) };
            let (min, max) = (min.to_string(), max.to_string());
            let found = match () {
                () if low > high => messages::below_lower_bound(expected, least, min, max),
                () if low == high && (is_above || is_below) => {
                    messages::not_above_lower_bound(expected, least, min, max)
                }
                () => return None,
            };
            Some((most, at, found))
        })
    })
}

/// Reports the ranges with these upper bounds that no value is in.
pub(super) fn report_empty(source: &mut Source<'_>, schema: &Node, most: &[&str]) {
    for (_, at, found) in empty_ranges(schema).filter(|(name, ..)| most.contains(name)) {
        source.report("empty-range", at, found, messages::change_one());
    }
}
