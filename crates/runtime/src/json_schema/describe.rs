//! Expectations of rules, as messages.

use serde_json::Value;

use super::schema::{Keyword, Literal, Type};
use crate::message::Message;
use crate::validate::Expected;
use crate::{list, messages};

/// The expectation of the rule: `at most 8 characters`.
pub(super) fn expected(keyword: &Keyword) -> Expected {
    match *keyword {
        Keyword::Never => messages::no_value().into(),
        Keyword::Type([one]) => Expected::from(of_type(*one)).limit(one.name()),
        Keyword::Type(types) => {
            let names: Vec<_> = types.iter().map(|one| one.name()).collect();
            Expected::from(messages::one_of_the_types(list::names(&names))).limit(names)
        }
        Keyword::Enum(values) => {
            let values: Vec<_> = values.iter().map(Literal::to_value).collect();
            Expected::from(messages::one_of(list::names(&values))).limit(values)
        }
        Keyword::Const(value) => messages::exactly(value.to_value()).into(),
        Keyword::MinLength(count) => messages::at_least_characters(count).into(),
        Keyword::MaxLength(count) => messages::at_most_characters(count).into(),
        Keyword::Pattern(pattern) => messages::matches(Value::from(pattern.source)).into(),
        Keyword::Format(format) => Expected::from((format.expected)()).limit(format.name),
        Keyword::Minimum { limit, exclusive: false } => messages::at_least(limit).into(),
        Keyword::Minimum { limit, .. } => messages::above(limit).into(),
        Keyword::Maximum { limit, exclusive: false } => messages::at_most(limit).into(),
        Keyword::Maximum { limit, .. } => messages::below(limit).into(),
        Keyword::MultipleOf(step) => messages::multiple_of(step).into(),
        Keyword::MinItems(count) => messages::at_least_items(count).into(),
        Keyword::MaxItems(count) => messages::at_most_items(count).into(),
        Keyword::UniqueItems => messages::no_item_twice().into(),
        Keyword::Contains { min, max: None, .. } => messages::contained_at_least(min).into(),
        Keyword::Contains { min, max: Some(max), .. } => {
            Expected::from(messages::contained(min, max)).limit(vec![min, max])
        }
        Keyword::PropertyNames(_) => messages::field_names().into(),
        Keyword::Required(names) => Expected::from(messages::fields(list::names(names))).limit(names),
        Keyword::MinProperties(count) => messages::at_least_fields(count).into(),
        Keyword::MaxProperties(count) => messages::at_most_fields(count).into(),
        Keyword::DependentRequired(_) => messages::fields_beside().into(),
        Keyword::AnyOf(_) => messages::any_alternative().into(),
        Keyword::OneOf(_) => messages::one_alternative().into(),
        Keyword::Choice { property, options } => {
            let names: Vec<_> = options.iter().map(|(name, _)| *name).collect();
            Expected::from(messages::choice(property, list::names(&names))).limit(names)
        }
        Keyword::Not(_) => messages::another_value().into(),
        _ => messages::the_schema().into(),
    }
}

fn of_type(one: Type) -> Message {
    match one {
        Type::Null => messages::null(),
        Type::Boolean => messages::boolean(),
        Type::Integer => messages::integer(),
        Type::Number => messages::number(),
        Type::String => messages::string(),
        Type::Array => messages::array(),
        Type::Object => messages::object(),
    }
}

impl Literal {
    /// The value as JSON.
    ///
    /// ```
    /// use deskledger_runtime::json_schema::Literal;
    /// let point = Literal::Object(&[("label", Literal::Text("A")), ("tags", Literal::List(&[Literal::Null]))]);
    /// assert_eq!(point.to_value(), serde_json::json!({ "label": "A", "tags": [null] }));
    /// ```
    pub fn to_value(&self) -> Value {
        match *self {
            Self::Null => Value::Null,
            Self::Boolean(value) => value.into(),
            Self::Number(value) => value.to_value(),
            Self::Text(text) => text.into(),
            Self::List(items) => items.iter().map(Self::to_value).collect(),
            Self::Object(fields) => fields.iter().map(|(name, value)| (*name, value.to_value())).collect(),
        }
    }
}
