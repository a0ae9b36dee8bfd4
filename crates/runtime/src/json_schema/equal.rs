use super::data::{Data, Items, Named, Node};
use super::schema::Literal;
use crate::constraint::number::compare;

/// Whether a value is the one of the document: numbers by value, objects without order.
pub(super) fn is_literal<'v>(value: impl Data<'v>, literal: &Literal) -> bool {
    match (value.node(), literal) {
        (Node::Null, Literal::Null) => true,
        (Node::Boolean(value), Literal::Boolean(literal)) => value == *literal,
        (Node::Number(value), Literal::Number(literal)) => compare(value, *literal).is_some_and(|order| order.is_eq()),
        (Node::Text(value), Literal::Text(literal)) => &*value == *literal,
        (Node::List(values), Literal::List(literals)) => {
            values.len() == literals.len()
                && values.iter().zip(*literals).all(|(value, literal)| is_literal(value, literal))
        }
        (Node::Object(values), Literal::Object(literals)) => {
            values.len() == literals.len()
                && literals
                    .iter()
                    .all(|(name, literal)| values.get(name).is_some_and(|value| is_literal(value, literal)))
        }
        _ => false,
    }
}
