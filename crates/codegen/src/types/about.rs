//! Documentation of types: the rules of their values.

use crate::spec::Node;

/// Keywords that the documentation of a type has.
const LIMITS: [&str; 15] = [
    "default", "example", "exclusiveMaximum", "exclusiveMinimum", "format", "maxItems", "maxLength", "maximum",
    "minItems", "minLength", "minimum", "multipleOf", "pattern", "readOnly", "writeOnly",
];

/// Maximum number of documented characters of a keyword.
const SHOWN: usize = 80;

/// The description of a schema and its limits, as text.
pub(crate) fn about(schema: &Node, otherwise: &str) -> String {
    let described = schema.text("description").map_or("", str::trim);
    let described = if described.is_empty() { otherwise } else { described };
    let limits = schema.entries().iter().filter(|(key, _)| LIMITS.contains(&key.name.as_str()));
    let limits = limits.map(|(key, node)| (key, node.to_json().to_string()));
    let limits = limits.filter(|(_, value)| value.chars().count() <= SHOWN && !value.contains('`'));
    let limits: Vec<_> = limits.map(|(key, value)| format!("`{}: {value}`", key.name)).collect();
    match limits.is_empty() {
        true => described.to_owned(),
        false => format!("{described}\n\n{}.", limits.join(", ")),
    }
}
