//! A value as the validator sees it: one of any type, or one of a type of its own.

use std::cmp::Ordering;
use std::ops::Deref;

use serde_json::{Map, Value};

use super::schema::Schema;
use crate::constraint::number::{Number, Numeric, is_whole, order_of_rounded};
use crate::constraint::unique::are_unique;
use crate::typed::{Accepts, Fields, List, Num, Scalar, Typed, View, to_value};

/// A value that rules are about.
pub(super) trait Data<'v>: Copy {
    type Text: Deref<Target = str>;
    type Number: JsonNumber;
    type Items: Items<'v>;
    type Fields: Named<'v>;

    fn node(self) -> Node<Self::Text, Self::Number, Self::Items, Self::Fields>;
}

/// A value by its type.
pub(super) enum Node<T, N, I, F> {
    Null,
    Boolean(bool),
    Number(N),
    Text(T),
    List(I),
    Object(F),
}

/// A number of JSON.
pub(super) trait JsonNumber: Numeric {
    /// The value, if it is a whole number of 64 bits by its type.
    fn whole(self) -> Option<i64>;

    /// Whether it has no fraction, however it is written.
    fn is_whole(self) -> bool;
}

/// The items of a list.
pub(super) trait Items<'v>: Copy {
    type Item: Data<'v>;

    fn len(self) -> usize;
    fn iter(self) -> impl Iterator<Item = Self::Item>;
    fn are_unique(self) -> bool;
}

/// The fields of an object.
pub(super) trait Named<'v>: Copy {
    type Field: Data<'v>;

    fn len(self) -> usize;
    fn iter(self) -> impl Iterator<Item = (&'v str, Self::Field)>;
    fn get(self, name: &str) -> Option<Self::Field>;

    fn has(self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// How many fields there are that only the value decides on: those that a type names are as many in every value.
    #[inline(always)]
    fn others(self) -> usize {
        self.len()
    }
}

impl<'v> Data<'v> for &'v Value {
    type Text = &'v str;
    type Number = &'v serde_json::Number;
    type Items = &'v [Value];
    type Fields = &'v Map<String, Value>;

    #[inline(always)]
    fn node(self) -> Node<Self::Text, Self::Number, Self::Items, Self::Fields> {
        match self {
            Value::Null => Node::Null,
            Value::Bool(value) => Node::Boolean(*value),
            Value::Number(value) => Node::Number(value),
            Value::String(value) => Node::Text(value),
            Value::Array(items) => Node::List(items),
            Value::Object(fields) => Node::Object(fields),
        }
    }
}

impl JsonNumber for &serde_json::Number {
    #[inline(always)]
    fn whole(self) -> Option<i64> {
        self.as_i64()
    }

    fn is_whole(self) -> bool {
        is_whole(self)
    }
}

impl<'v> Items<'v> for &'v [Value] {
    type Item = &'v Value;

    #[inline(always)]
    fn len(self) -> usize {
        self.len()
    }

    #[inline(always)]
    fn iter(self) -> impl Iterator<Item = &'v Value> {
        self.iter()
    }

    fn are_unique(self) -> bool {
        are_unique::<Value, _>(self)
    }
}

impl<'v> Named<'v> for &'v Map<String, Value> {
    type Field = &'v Value;

    #[inline(always)]
    fn len(self) -> usize {
        self.len()
    }

    #[inline(always)]
    fn iter(self) -> impl Iterator<Item = (&'v str, &'v Value)> {
        self.iter().map(|(name, value)| (name.as_str(), value))
    }

    #[inline(always)]
    fn get(self, name: &str) -> Option<&'v Value> {
        self.get(name)
    }

    /// In a small object a field is found sooner by looking than by its hash.
    #[inline(always)]
    fn has(self, name: &str) -> bool {
        match self.len() {
            0..=16 => self.keys().any(|one| one == name),
            _ => self.contains_key(name),
        }
    }
}

/// A value of a type of its own. It is viewed where it is looked at: a view that is passed on is copied, which takes longer.
#[derive(Clone, Copy)]
pub(super) struct OfType<'v>(pub(super) &'v dyn Typed);

impl<'v> Data<'v> for OfType<'v> {
    type Text = &'v str;
    type Number = Num;
    type Items = &'v dyn List;
    type Fields = Fields<'v>;

    #[inline(always)]
    fn node(self) -> Node<Self::Text, Self::Number, Self::Items, Self::Fields> {
        match self.0.view() {
            View::Null => Node::Null,
            View::Boolean(value) => Node::Boolean(value),
            View::Number(value) | View::Digits(_, value) => Node::Number(value),
            View::Text(value) => Node::Text(value),
            View::List(items) => Node::List(items),
            View::Object(fields) => Node::Object(fields),
        }
    }
}

/// A value without parts: those of a value of any type stand for the ones that it never has.
impl<'v> Data<'v> for Scalar<'v> {
    type Text = &'v str;
    type Number = Num;
    type Items = &'v [Value];
    type Fields = &'v Map<String, Value>;

    #[inline(always)]
    fn node(self) -> Node<&'v str, Num, Self::Items, Self::Fields> {
        match self {
            Scalar::Null => Node::Null,
            Scalar::Boolean(value) => Node::Boolean(value),
            Scalar::Number(value) | Scalar::Digits(_, value) => Node::Number(value),
            Scalar::Text(value) => Node::Text(value),
        }
    }
}

impl Numeric for Num {
    #[inline(always)]
    fn magnitude(self) -> Option<u64> {
        match self {
            Num::Int(value) => Some(value.unsigned_abs()),
            Num::Unsigned(value) => Some(value),
            Num::Float(_) => None,
        }
    }

    fn float(self) -> f64 {
        Num::float(self)
    }

    #[inline]
    fn order(self, limit: Number) -> Option<Ordering> {
        match self {
            Num::Int(value) => value.order(limit),
            Num::Unsigned(value) => (&serde_json::Number::from(value)).order(limit),
            Num::Float(value) => order_of_rounded(value, limit),
        }
    }
}

impl JsonNumber for Num {
    #[inline(always)]
    fn whole(self) -> Option<i64> {
        match self {
            Num::Int(value) => Some(value),
            _ => None,
        }
    }

    fn is_whole(self) -> bool {
        !matches!(self, Num::Float(value) if value.fract() != 0.0)
    }
}

impl<'v> Items<'v> for &'v dyn List {
    type Item = OfType<'v>;

    fn len(self) -> usize {
        List::len(self)
    }

    fn iter(self) -> impl Iterator<Item = OfType<'v>> {
        (0..List::len(self)).filter_map(move |index| self.get(index)).map(OfType)
    }

    fn are_unique(self) -> bool {
        let text = |item: OfType<'v>| if let View::Text(text) = item.0.view() { Some(text) } else { None };
        if let Some(texts) = self.iter().map(text).collect::<Option<Vec<_>>>() {
            return are_unique::<str, _>(&texts);
        }
        let items: Vec<Value> = self.iter().map(|item| to_value(item.0)).collect();
        are_unique::<Value, _>(&items)
    }
}

impl<'v> Named<'v> for Fields<'v> {
    type Field = OfType<'v>;

    fn len(self) -> usize {
        self.len()
    }

    fn iter(self) -> impl Iterator<Item = (&'v str, OfType<'v>)> {
        self.iter().map(|(name, value)| (name, OfType(value)))
    }

    fn get(self, name: &str) -> Option<OfType<'v>> {
        self.get(name).map(OfType)
    }

    fn others(self) -> usize {
        self.others()
    }
}

impl Accepts for Schema {
    fn accepts(&self, value: &Value) -> bool {
        self.is_valid(value)
    }
}
