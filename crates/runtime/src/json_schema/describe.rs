//! What a rule asks for, as an entry of the catalogue.

use serde_json::Value;

use super::{Keyword, Literal, Number, Type};
use crate::validate::Expected;
use crate::validate::catalogue::{self, Phrase};

/// What the rule asks for: `at most 8 characters`.
pub(super) fn expected(keyword: &Keyword) -> Expected {
    let counted = |phrase: &'static Phrase, count: usize| Expected::new(phrase).limit(count);
    match *keyword {
        Keyword::Never => Expected::new(&catalogue::NO_VALUE),
        Keyword::Type([one]) => Expected::new(of_type(*one)).limit(one.name()),
        Keyword::Type(types) => {
            let names: Vec<_> = types.iter().map(|one| one.name()).collect();
            Expected::new(&catalogue::ONE_OF_THE_TYPES).limit(names)
        }
        Keyword::Enum(values) => {
            let values: Vec<_> = values.iter().map(literal).collect();
            Expected::new(&catalogue::ONE_OF).limit(values)
        }
        Keyword::Const(value) => Expected::new(&catalogue::EXACTLY).limit(literal(&value)),
        Keyword::MinLength(count) => counted(&catalogue::AT_LEAST_CHARACTERS, count),
        Keyword::MaxLength(count) => counted(&catalogue::AT_MOST_CHARACTERS, count),
        Keyword::Pattern(pattern) => Expected::new(&catalogue::MATCHES).limit(pattern.source),
        Keyword::Format(format) => Expected::new(format.expected).limit(format.name),
        Keyword::Minimum { limit, exclusive: false } => Expected::new(&catalogue::AT_LEAST).limit(number(limit)),
        Keyword::Minimum { limit, .. } => Expected::new(&catalogue::ABOVE).limit(number(limit)),
        Keyword::Maximum { limit, exclusive: false } => Expected::new(&catalogue::AT_MOST).limit(number(limit)),
        Keyword::Maximum { limit, .. } => Expected::new(&catalogue::BELOW).limit(number(limit)),
        Keyword::MultipleOf(step) => {
            let written = step.to_string();
            let number = serde_json::from_str(&written).unwrap_or(Value::String(written));
            Expected::new(&catalogue::MULTIPLE_OF).limit(number)
        }
        Keyword::MinItems(count) => counted(&catalogue::AT_LEAST_ITEMS, count),
        Keyword::MaxItems(count) => counted(&catalogue::AT_MOST_ITEMS, count),
        Keyword::UniqueItems => Expected::new(&catalogue::NO_ITEM_TWICE),
        Keyword::Contains { min, max: None, .. } => counted(&catalogue::CONTAINED_AT_LEAST, min),
        Keyword::Contains { min, max: Some(max), .. } => {
            let expected = Expected::new(&catalogue::CONTAINED).limit(vec![min, max]);
            expected.naming(min.to_string()).naming(max.to_string())
        }
        Keyword::PropertyNames(_) => Expected::new(&catalogue::FIELD_NAMES),
        Keyword::Required(names) => Expected::new(&catalogue::FIELDS).limit(names),
        Keyword::MinProperties(count) => counted(&catalogue::AT_LEAST_FIELDS, count),
        Keyword::MaxProperties(count) => counted(&catalogue::AT_MOST_FIELDS, count),
        Keyword::DependentRequired(_) => Expected::new(&catalogue::FIELDS_BESIDE),
        Keyword::AnyOf(_) => Expected::new(&catalogue::ANY_ALTERNATIVE),
        Keyword::OneOf(_) => Expected::new(&catalogue::ONE_ALTERNATIVE),
        Keyword::Choice { property, options } => {
            let names: Vec<_> = options.iter().map(|(name, _)| *name).collect();
            Expected::new(&catalogue::CHOICE).limit(names).naming(property)
        }
        Keyword::Not(_) => Expected::new(&catalogue::ANOTHER_VALUE),
        _ => Expected::new(&catalogue::THE_SCHEMA),
    }
}

fn of_type(one: Type) -> &'static Phrase {
    match one {
        Type::Null => &catalogue::NULL,
        Type::Boolean => &catalogue::BOOLEAN,
        Type::Integer => &catalogue::INTEGER,
        Type::Number => &catalogue::NUMBER,
        Type::String => &catalogue::STRING,
        Type::Array => &catalogue::ARRAY,
        Type::Object => &catalogue::OBJECT,
    }
}

pub(super) fn literal(value: &Literal) -> Value {
    match *value {
        Literal::Null => Value::Null,
        Literal::Boolean(value) => value.into(),
        Literal::Number(value) => number(value),
        Literal::Text(text) => text.into(),
        Literal::List(items) => items.iter().map(literal).collect(),
        Literal::Object(fields) => fields.iter().map(|(name, value)| (*name, literal(value))).collect(),
    }
}

fn number(value: Number) -> Value {
    match value {
        Number::Whole(value) => serde_json::Number::from_i128(value).map_or(value.to_string().into(), Value::Number),
        Number::Float(value) => value.into(),
    }
}
