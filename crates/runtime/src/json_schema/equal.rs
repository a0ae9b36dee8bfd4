use serde_json::Value;

use super::schema::Literal;
use crate::constraint::number::compare;

/// Whether a value is the one of the document: numbers by value, objects without order.
pub(super) fn is_literal(value: &Value, literal: &Literal) -> bool {
    match (value, literal) {
        (Value::Null, Literal::Null) => true,
        (Value::Bool(value), Literal::Boolean(literal)) => value == literal,
        (Value::Number(value), Literal::Number(literal)) => compare(value, *literal).is_some_and(|order| order.is_eq()),
        (Value::String(value), Literal::Text(literal)) => value == literal,
        (Value::Array(values), Literal::List(literals)) => {
            values.len() == literals.len()
                && values.iter().zip(*literals).all(|(value, literal)| is_literal(value, literal))
        }
        (Value::Object(values), Literal::Object(literals)) => {
            values.len() == literals.len()
                && literals
                    .iter()
                    .all(|(name, literal)| values.get(*name).is_some_and(|value| is_literal(value, literal)))
        }
        _ => false,
    }
}
