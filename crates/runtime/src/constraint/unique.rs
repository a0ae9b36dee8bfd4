//! Whether no item of a list is repeated.

use std::borrow::Borrow;
use std::hash::{BuildHasher, Hasher, RandomState};

use serde_json::Value;

use super::number::{Number, compare};

/// Up to so many items each is compared with each other.
const FEW: usize = 16;

/// A value that may be an item of a list without repetitions.
pub trait Comparable {
    /// Whether two values are equal: numbers by value, the fields of objects in any order.
    fn is_equal(&self, other: &Self) -> bool;

    /// A hash; equal values have equal hashes.
    fn hash(&self, seed: &RandomState) -> u64;
}

/// Whether no item is repeated, in a time that no choice of items makes quadratic.
pub(crate) fn are_unique<T: Comparable + ?Sized, V: Borrow<T>>(items: &[V]) -> bool {
    if items.len() <= FEW {
        return (1..items.len()).all(|end| items[..end].iter().all(|one| !one.borrow().is_equal(items[end].borrow())));
    }
    // A random seed: nobody can choose different items with the same hash.
    let seed = RandomState::new();
    let mut hashed: Vec<(u64, &T)> = items.iter().map(Borrow::borrow).map(|item| (item.hash(&seed), item)).collect();
    hashed.sort_unstable_by_key(|(hash, _)| *hash);
    hashed
        .chunk_by(|(one, _), (other, _)| one == other)
        .all(|alike| (1..alike.len()).all(|end| alike[..end].iter().all(|(_, one)| !one.is_equal(alike[end].1))))
}

macro_rules! comparable {
    ($($type:ty),*) => {$(
        impl Comparable for $type {
            #[inline]
            fn is_equal(&self, other: &Self) -> bool {
                self == other
            }

            fn hash(&self, seed: &RandomState) -> u64 {
                seed.hash_one(self)
            }
        }
    )*};
}

comparable!(str, i64, bool);

impl Comparable for f64 {
    #[inline]
    fn is_equal(&self, other: &Self) -> bool {
        self == other
    }

    fn hash(&self, seed: &RandomState) -> u64 {
        // Adding 0 makes one zero of both. NaN is equal to nothing: its hash is spread, so that many are not compared.
        let bits = if self.is_nan() { std::ptr::from_ref(self).addr() as u64 } else { (self + 0.0).to_bits() };
        seed.hash_one(bits)
    }
}

impl Comparable for Value {
    fn is_equal(&self, other: &Self) -> bool {
        match (self, other) {
            (Value::Number(one), Value::Number(other)) => {
                compare(one, Number::of(other)).is_some_and(|order| order.is_eq())
            }
            (Value::Array(one), Value::Array(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.is_equal(other))
            }
            (Value::Object(one), Value::Object(other)) => {
                one.len() == other.len()
                    && one.iter().all(|(name, one)| other.get(name).is_some_and(|other| one.is_equal(other)))
            }
            _ => self == other,
        }
    }

    /// Numbers are hashed as floats, the fields of an object in any order.
    fn hash(&self, seed: &RandomState) -> u64 {
        let mut hasher = seed.build_hasher();
        match self {
            Value::Null => hasher.write_u8(0),
            Value::Bool(value) => hasher.write_u8(1 + u8::from(*value)),
            Value::Number(value) => hasher.write_u64((value.as_f64().unwrap_or(f64::NAN) + 0.0).to_bits()),
            Value::String(value) => hasher.write(value.as_bytes()),
            Value::Array(values) => values.iter().for_each(|value| hasher.write_u64(value.hash(seed))),
            Value::Object(values) => hasher.write_u64(values.iter().fold(0, |sum: u64, (name, value)| {
                let mut one = seed.build_hasher();
                one.write(name.as_bytes());
                one.write_u64(value.hash(seed));
                sum.wrapping_add(one.finish())
            })),
        }
        hasher.finish()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_item_written_in_another_way_still_stands_twice() {
        let filler: Vec<Value> = (10..30).map(Value::from).collect();
        for (one, other, are_equal) in [
            (json!(1), json!(1.0), true),
            (json!(0.0), json!(-0.0), true),
            (json!({"a": 1, "b": [2]}), json!({"b": [2.0], "a": 1}), true),
            (json!("a"), json!("a"), true),
            (json!(1), json!(true), false),
            (json!([1]), json!([[1]]), false),
            (json!([1]), json!([1, 2]), false),
            (json!({"a": 1}), json!({"a": 1, "b": 2}), false),
            (json!(""), json!(null), false),
        ] {
            let short = vec![one, other];
            let long = [&filler[..], &short].concat();
            for items in [&short, &long] {
                assert_eq!(are_unique::<Value, _>(items), !are_equal, "{short:?}");
            }
        }
        let zeros = || [0.0, -0.0].into_iter();
        assert!(!are_unique::<f64, _>(&Vec::from_iter(zeros())) && are_unique::<f64, _>(&[f64::NAN, f64::NAN, 1.0]));
        assert!(!are_unique::<f64, _>(&Vec::from_iter((1..20).map(f64::from).chain(zeros()))));
    }

    #[test]
    fn a_list_of_a_million_items_is_not_compared_each_with_each() {
        let mut values: Vec<i64> = (0..1_000_000).rev().collect();
        assert!(are_unique::<i64, _>(&values));
        values[17] = 3;
        assert!(!are_unique::<i64, _>(&values));
        let odd = [f64::NAN, 0.0, 1.0].repeat(7);
        assert!(!are_unique::<f64, _>(&odd) && are_unique::<f64, _>(&[f64::NAN; 20]));
    }
}
