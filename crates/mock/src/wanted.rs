//! What the rules of a schema ask of one value.

use deskledger_runtime::Pattern;
use deskledger_runtime::json_schema::{Keyword, Schema, Type};
use serde_json::Value;

use crate::number::NumberRules;
use crate::text::TextRules;

/// Maximum number of references followed.
const MAX_REFERENCES: usize = 24;

/// Everything that is asked of one value.
#[derive(Default)]
pub(crate) struct Wanted {
    pub(crate) types: Option<Vec<Type>>,
    pub(crate) values: Option<Vec<Value>>,
    pub(crate) text: TextRules,
    pub(crate) number: NumberRules,
    pub(crate) is_unique: bool,
    pub(crate) min_items: usize,
    pub(crate) max_items: Option<usize>,
    pub(crate) prefix: &'static [&'static Schema],
    pub(crate) items: Vec<(usize, &'static Schema)>,
    pub(crate) contains: Vec<(&'static Schema, usize)>,
    pub(crate) fields: Vec<(&'static str, &'static Schema)>,
    /// Fields that say which alternative the value is.
    pub(crate) tags: Vec<(&'static str, &'static str)>,
    pub(crate) patterns: Vec<(&'static Pattern, &'static Schema)>,
    pub(crate) additional: Vec<&'static Schema>,
    pub(crate) is_closed: bool,
    pub(crate) names: Option<&'static Schema>,
    pub(crate) required: Vec<&'static str>,
    pub(crate) dependent: Vec<(&'static str, &'static [&'static str])>,
    pub(crate) min_fields: usize,
    pub(crate) max_fields: Option<usize>,
    pub(crate) is_never: bool,
    /// Whether values without parts are preferred, so that a schema inside itself comes to an end.
    pub(crate) is_flat: bool,
}

pub(crate) fn is_never(schema: &Schema) -> bool {
    schema.rules.iter().any(|rule| matches!(rule.keyword, Keyword::Never))
}

/// Whether a schema says that its values have no parts.
pub(crate) fn is_flat(schema: &Schema, level: usize) -> bool {
    level < MAX_REFERENCES
        && schema.rules.iter().any(|rule| match rule.keyword {
            Keyword::Type(types) => !types.iter().any(|one| matches!(one, Type::Array | Type::Object)),
            Keyword::Enum(_) | Keyword::Const(_) => true,
            Keyword::Reference(schema) => is_flat(schema, level + 1),
            _ => false,
        })
}

pub(crate) fn one_of(values: Vec<Value>, wanted: &mut Wanted) {
    match &mut wanted.values {
        Some(known) => known.retain(|value| values.contains(value)),
        None => wanted.values = Some(values),
    }
}

pub(crate) fn least(known: Option<usize>, max: usize) -> Option<usize> {
    Some(known.map_or(max, |known| known.min(max)))
}
