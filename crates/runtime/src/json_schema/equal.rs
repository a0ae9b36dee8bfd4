use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};

use serde_json::{Number as Json, Value};

use super::{Literal, Number, number};

/// Whether a value is the one of the document: numbers by value, objects without order.
pub(super) fn is_literal(value: &Value, literal: &Literal) -> bool {
    match (value, literal) {
        (Value::Null, Literal::Null) => true,
        (Value::Bool(value), Literal::Boolean(literal)) => value == literal,
        (Value::Number(value), Literal::Number(literal)) => {
            number::compare(value, *literal).is_some_and(|order| order.is_eq())
        }
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

/// Whether no value stands twice, in time that grows with the length of the list.
pub(super) fn are_unique(values: &[Value]) -> bool {
    if values.len() < 8 {
        return (1..values.len()).all(|end| values[..end].iter().all(|one| !is_equal(one, &values[end])));
    }
    // Seeded by chance: nobody can choose values that all share one place.
    let seed = RandomState::new();
    let mut seen: HashMap<u64, Vec<&Value>> = HashMap::with_capacity(values.len());
    values.iter().all(|value| {
        let alike = seen.entry(hash(&seed, value)).or_default();
        let is_new = alike.iter().all(|one| !is_equal(one, value));
        alike.push(value);
        is_new
    })
}

fn is_equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            number::compare(one, number_of(other)).is_some_and(|order| order.is_eq())
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_equal(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(name, one)| other.get(name).is_some_and(|other| is_equal(one, other)))
        }
        _ => one == other,
    }
}

fn number_of(value: &Json) -> Number {
    match value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from)) {
        Some(whole) => Number::Whole(whole),
        None => Number::Float(value.as_f64().unwrap_or(f64::NAN)),
    }
}

/// Equal values have equal hashes: numbers are taken as floats, the fields of an object in any order.
fn hash(seed: &RandomState, value: &Value) -> u64 {
    let mut hasher = seed.build_hasher();
    match value {
        Value::Null => hasher.write_u8(0),
        Value::Bool(value) => hasher.write_u8(1 + u8::from(*value)),
        // Adding 0 makes one zero of both.
        Value::Number(value) => hasher.write_u64((value.as_f64().unwrap_or(f64::NAN) + 0.0).to_bits()),
        Value::String(value) => hasher.write(value.as_bytes()),
        Value::Array(values) => values.iter().for_each(|value| hasher.write_u64(hash(seed, value))),
        Value::Object(values) => hasher.write_u64(values.iter().fold(0, |sum: u64, (name, value)| {
            let mut one = seed.build_hasher();
            one.write(name.as_bytes());
            one.write_u64(hash(seed, value));
            sum.wrapping_add(one.finish())
        })),
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_item_written_in_another_way_still_stands_twice() {
        let filler: Vec<Value> = (10..20).map(Value::from).collect();
        for (one, other) in [
            (json!(1), json!(1.0)),
            (json!(0.0), json!(-0.0)),
            (json!({"a": 1, "b": [2]}), json!({"b": [2.0], "a": 1})),
        ] {
            assert!(!are_unique(&[one.clone(), other.clone()]), "{one} {other}");
            let mut long = filler.clone();
            long.extend([one.clone(), other.clone()]);
            assert!(!are_unique(&long), "{one} {other}");
        }
        for (one, other) in [(json!(1), json!(true)), (json!([1]), json!([[1]])), (json!(""), json!(null))] {
            let mut long = filler.clone();
            long.extend([one, other]);
            assert!(are_unique(&long));
        }
    }
}
