//! The types that others are made of.

use std::collections::BTreeMap;

use serde_json::Value;

use super::file::FilePart;
use super::value::{Fields, Kind, List, Map, Num, Scalar, Slot, Typed, View};

/// The methods of a type without parts.
macro_rules! scalar {
    ($($type:ty, $self:ident => $view:expr, $pattern:pat => $value:expr;)*) => {$(
        impl Typed for $type {
            fn view(&$self) -> View<'_> {
                $view
            }

            fn put(&mut self, scalar: Scalar<'_>) -> bool {
                let value: Option<$type> = match scalar {
                    $pattern => $value,
                    _ => None,
                };
                value.map(|value| *self = value).is_some()
            }
        }
    )*};
}

scalar! {
    bool, self => View::Boolean(*self), Scalar::Boolean(value) => Some(value);
    String, self => View::Text(self), Scalar::Text(text) => Some(text.to_owned());
    i64, self => View::Number(Num::Int(*self)), Scalar::Number(number) => number.whole();
    i32, self => View::Number(Num::Int((*self).into())), Scalar::Number(number) => number.whole().and_then(|whole| whole.try_into().ok());
    u64, self => View::Number(i64::try_from(*self).map_or(Num::Unsigned(*self), Num::Int)),
        Scalar::Number(number) => number.unsigned();
    f64, self => View::Number(Num::of_float(*self)), Scalar::Number(number) => Some(number.float());
}

impl Num {
    /// The number as one without a fraction; `3.0` is one too.
    pub fn whole(self) -> Option<i64> {
        match self {
            Num::Int(value) => Some(value),
            Num::Unsigned(value) => value.try_into().ok(),
            #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
            Num::Float(value) => (value.fract() == 0.0 && value.abs() < 9.2e18).then_some(value as i64),
        }
    }

    fn unsigned(self) -> Option<u64> {
        match self {
            Num::Unsigned(value) => Some(value),
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
            Num::Float(value) if value.fract() == 0.0 && (0.0..1.8e19).contains(&value) => Some(value as u64),
            _ => self.whole()?.try_into().ok(),
        }
    }

    /// A number without a fraction is written as such: `3`, not `3.0`; so is the least whole number, since a float that is read and
    /// equals it may be rounded.
    pub(super) fn of_float(value: f64) -> Self {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        const LEAST: f64 = i64::MIN as f64;
        let is_exact = || value.abs() < EXACT || value == LEAST;
        // A cast and back: `fract` is a call of a function where the processor is not known.
        #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
        match value as i64 as f64 == value && is_exact() && !(value == 0.0 && value.is_sign_negative()) {
            true => Num::Int(value as i64),
            false => Num::Float(value),
        }
    }

    pub(crate) fn float(self) -> f64 {
        match self {
            Num::Int(value) => value as f64,
            Num::Unsigned(value) => value as f64,
            Num::Float(value) => value,
        }
    }

    pub(super) fn to_value(self) -> Value {
        match self {
            Num::Int(value) => value.into(),
            Num::Unsigned(value) => value.into(),
            Num::Float(value) => value.into(),
        }
    }

    pub(super) fn of(number: &serde_json::Number) -> Self {
        let whole = number.as_i64().map(Num::Int).or_else(|| number.as_u64().map(Num::Unsigned));
        whole.unwrap_or_else(|| Num::Float(number.as_f64().unwrap_or(f64::NAN)))
    }
}

/// `None` is `null`, or an absent field where the field is optional; `Some(None)` is `null` where both may be.
impl<T: Typed + Default> Typed for Option<T> {
    fn view(&self) -> View<'_> {
        self.as_ref().map_or(View::Null, Typed::view)
    }

    fn put(&mut self, scalar: Scalar<'_>) -> bool {
        let mut value = T::default();
        let is_value = value.put(scalar);
        *self = is_value.then_some(value);
        is_value || matches!(scalar, Scalar::Null)
    }

    fn open(&mut self, kind: Kind) -> Slot<'_> {
        self.insert(T::default()).open(kind)
    }

    fn reads_digits(&self) -> bool {
        T::has_digits()
    }

    fn has_digits() -> bool {
        T::has_digits()
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }

    fn as_file(&self) -> Option<&FilePart> {
        self.as_ref()?.as_file()
    }

    fn put_file(&mut self, file: &FilePart) -> bool {
        self.get_or_insert_default().put_file(file)
    }
}

impl<T: Typed> Typed for Box<T> {
    fn view(&self) -> View<'_> {
        (**self).view()
    }

    fn put(&mut self, scalar: Scalar<'_>) -> bool {
        (**self).put(scalar)
    }

    fn open(&mut self, kind: Kind) -> Slot<'_> {
        (**self).open(kind)
    }

    fn reads_digits(&self) -> bool {
        (**self).reads_digits()
    }

    fn has_digits() -> bool {
        T::has_digits()
    }

    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }
}

impl<T: Typed + Default> Typed for Vec<T> {
    fn view(&self) -> View<'_> {
        View::List(self)
    }

    fn open(&mut self, kind: Kind) -> Slot<'_> {
        self.clear();
        if kind == Kind::List { Slot::List(self) } else { Slot::None }
    }

    fn put_file(&mut self, file: &FilePart) -> bool {
        let mut item = T::default();
        let is_file = item.put_file(file);
        self.push(item);
        is_file
    }
}

impl<T: Typed + Default> List for Vec<T> {
    fn len(&self) -> usize {
        self.len()
    }

    fn get(&self, index: usize) -> Option<&dyn Typed> {
        self.as_slice().get(index).map(|item| item as &dyn Typed)
    }

    fn push(&mut self) -> Option<&mut dyn Typed> {
        self.push(T::default());
        self.last_mut().map(|item| item as &mut dyn Typed)
    }
}

impl<T: Typed + Default> Typed for BTreeMap<String, T> {
    fn view(&self) -> View<'_> {
        View::Object(Fields::of_map(self))
    }

    fn open(&mut self, kind: Kind) -> Slot<'_> {
        self.clear();
        if kind == Kind::Object { Slot::Map(self) } else { Slot::None }
    }
}

/// Entries by name, of a map of one type or of any.
macro_rules! map {
    ($type:ty $(, $value:ident)?) => {
        impl$(<$value: Typed + Default>)? Map for $type {
            fn len(&self) -> usize {
                self.len()
            }

            fn iter(&self) -> Box<dyn Iterator<Item = (&str, &dyn Typed)> + '_> {
                Box::new(self.iter().map(|(name, value)| (name.as_str(), value as &dyn Typed)))
            }

            fn get(&self, name: &str) -> Option<&dyn Typed> {
                self.get(name).map(|value| value as &dyn Typed)
            }

            fn slot(&mut self, name: &str) -> &mut dyn Typed {
                self.entry(name.to_owned()).or_insert_with(Default::default)
            }
        }
    };
}

map!(BTreeMap<String, T>, T);
map!(serde_json::Map<String, Value>);

/// No value: a response without a body.
impl Typed for () {
    fn view(&self) -> View<'_> {
        View::Null
    }

    fn put(&mut self, scalar: Scalar<'_>) -> bool {
        matches!(scalar, Scalar::Null)
    }
}

/// Any value.
impl Typed for Value {
    fn view(&self) -> View<'_> {
        match self {
            Value::Null => View::Null,
            Value::Bool(value) => View::Boolean(*value),
            Value::Number(value) => View::Number(Num::of(value)),
            Value::String(value) => View::Text(value),
            Value::Array(items) => View::List(items),
            Value::Object(entries) => View::Object(Fields::of_map(entries)),
        }
    }

    fn put(&mut self, scalar: Scalar<'_>) -> bool {
        *self = scalar.to_value();
        true
    }

    fn open(&mut self, kind: Kind) -> Slot<'_> {
        *self = if kind == Kind::List { Value::Array(Vec::new()) } else { Value::Object(serde_json::Map::new()) };
        match self {
            Value::Array(items) => Slot::List(items),
            Value::Object(entries) => Slot::Map(entries),
            _ => Slot::None,
        }
    }
}

impl Scalar<'_> {
    pub(super) fn kind(self) -> Kind {
        match self {
            Scalar::Null => Kind::Null,
            Scalar::Boolean(_) => Kind::Boolean,
            Scalar::Number(_) | Scalar::Digits(..) => Kind::Number,
            Scalar::Text(_) => Kind::Text,
        }
    }

    pub(super) fn to_value(self) -> Value {
        match self {
            Scalar::Null => Value::Null,
            Scalar::Boolean(value) => value.into(),
            Scalar::Number(number) | Scalar::Digits(_, number) => number.to_value(),
            Scalar::Text(text) => text.into(),
        }
    }
}

/// A text without characters where a file cannot stand.
impl Typed for FilePart {
    fn view(&self) -> View<'_> {
        View::Text("")
    }

    fn put(&mut self, scalar: Scalar<'_>) -> bool {
        matches!(scalar, Scalar::Text(_))
    }

    fn as_file(&self) -> Option<&FilePart> {
        Some(self)
    }

    fn put_file(&mut self, file: &FilePart) -> bool {
        self.clone_from(file);
        true
    }
}
