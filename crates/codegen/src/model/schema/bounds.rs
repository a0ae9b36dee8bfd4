use crate::diagnostic::Position;
use crate::model::types::Lines;
use crate::spec::{Object, Source};

/// The keywords of bounds that a violation may name.
pub(super) const BOUNDS: [&str; 5] = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];

/// Positions of the keywords of a rule.
pub(super) fn lines(schema: Object<'_>, keywords: &[&'static str]) -> Lines {
    let line = |name: &str| {
        let (key, _) = schema.node.entries().iter().find(|(key, _)| key.name == name)?;
        Some(key.position.line)
    };
    keywords.iter().filter_map(|name| Some((*name, line(name)?))).collect()
}

pub(super) fn ordered<V: PartialOrd + std::fmt::Display>(
    source: &mut Source<'_>,
    position: Position,
    (least, min): (&str, Option<V>),
    (most, max): (&'static str, Option<V>),
) {
    if let (Some(min), Some(max)) = (min, max)
        && min > max
    {
        let found = format!("expected a {most} that is not below {least} {min}, found {max}");
        source.report("empty-range", position, found, "no value can keep both: change one of them");
    }
}
