use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::value::{Alternative, Kind, Map, Num, Object, Scalar, Slot, Typed, Union};

/// A value that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Read<T> {
    /// The value.
    pub value: T,
    /// Whether nothing was lost: no field that the type does not have, no `null` where none may be.
    pub is_exact: bool,
}

/// Why a value is not of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Where: a JSON pointer, empty for the whole value.
    pub pointer: String,
    /// What is wrong.
    pub message: String,
}

impl Mismatch {
    /// A mismatch of the whole value.
    pub(crate) fn of_whole(message: String) -> Self {
        Self { pointer: String::new(), message }
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() { "the whole value" } else { &self.pointer };
        write!(f, "{place}: {}", self.message)
    }
}

impl std::error::Error for Mismatch {}

/// Reads a value from JSON.
///
/// # Errors
/// It is not JSON, or not of the type.
pub fn from_slice<T: Typed + Default>(json: &[u8]) -> Result<Read<T>, Mismatch> {
    let mut value = T::default();
    slice_into(&mut value, json).map(|is_exact| Read { value, is_exact })
}

/// Reads a value from one of any type.
///
/// # Errors
/// It is not of the type.
pub fn from_value<T: Typed + Default>(any: &Value) -> Result<Read<T>, Mismatch> {
    let mut value = T::default();
    value_into(&mut value, any).map(|is_exact| Read { value, is_exact })
}

/// A value of the document, which the generator has read before.
pub fn literal<T: Typed + Default>(json: &str) -> T {
    from_slice(json.as_bytes()).map(|read| read.value).unwrap_or_default()
}

pub(super) fn slice_into(value: &mut dyn Typed, json: &[u8]) -> Result<bool, Mismatch> {
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let mut state = State { is_exact: true, is_null: false, is_text: true, way: Vec::new() };
    let read = Seed { value, state: &mut state }.deserialize(&mut deserializer).and_then(|()| deserializer.end());
    state.result(read)
}

pub(super) fn value_into(value: &mut dyn Typed, any: &Value) -> Result<bool, Mismatch> {
    let mut state = State { is_exact: true, is_null: false, is_text: false, way: Vec::new() };
    let read = Seed { value, state: &mut state }.deserialize(any);
    state.result(read)
}

struct State {
    is_exact: bool,
    /// Whether the value that was read last is `null`.
    is_null: bool,
    /// Whether the value is read from text, which has all digits of numbers.
    is_text: bool,
    /// The way to what is wrong, from the inside.
    way: Vec<String>,
}

impl State {
    fn result(self, read: Result<(), serde_json::Error>) -> Result<bool, Mismatch> {
        let escaped = |step: &String| format!("/{}", step.replace('~', "~0").replace('/', "~1"));
        let pointer = || self.way.iter().rev().map(escaped).collect();
        read.map(|()| self.is_exact).map_err(|error| Mismatch { pointer: pointer(), message: error.to_string() })
    }

    fn within<V, E>(&mut self, step: impl FnOnce() -> String, read: Result<V, E>) -> Result<V, E> {
        read.inspect_err(|_| self.way.push(step()))
    }
}

/// The one reader of all types.
struct Seed<'v> {
    value: &'v mut dyn Typed,
    state: &'v mut State,
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.state.is_text && self.value.reads_digits() {
            true => self.read_digits(deserializer),
            false => deserializer.deserialize_any(self),
        }
    }
}

impl Seed<'_> {
    fn read_digits<'de, D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match <&RawValue>::deserialize(deserializer)?.get() {
            "null" => self.put(Scalar::Null),
            text if text.starts_with(|first: char| first == '-' || first.is_ascii_digit()) => {
                self.put(Scalar::Digits(text))
            }
            _ => Err(de::Error::custom("expected a number")),
        }
    }

    #[inline]
    fn put<E: de::Error>(self, scalar: Scalar<'_>) -> Result<(), E> {
        self.state.is_null = matches!(scalar, Scalar::Null);
        if self.value.put(scalar) { Ok(()) } else { Err(unexpected(scalar.kind())) }
    }
}

fn unexpected<E: de::Error>(kind: Kind) -> E {
    E::custom(format_args!("expected a value of another type than {kind:?}"))
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of JSON")
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<(), E> {
        self.put(Scalar::Boolean(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<(), E> {
        self.put(Scalar::Number(Num::Int(value)))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<(), E> {
        self.put(Scalar::Number(i64::try_from(value).map_or(Num::Unsigned(value), Num::Int)))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<(), E> {
        self.put(Scalar::Number(Num::Float(value)))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<(), E> {
        self.put(Scalar::Text(value))
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        self.put(Scalar::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        match self.value.open(Kind::List) {
            Slot::List(list) => {
                let mut index = 0_usize;
                loop {
                    // The item is made before it is known whether there is one more.
                    let Some(value) = list.push() else { return Err(unexpected(Kind::List)) };
                    let read = items.next_element_seed(Seed { value, state: self.state });
                    if self.state.within(|| index.to_string(), read)?.is_none() {
                        list.pop();
                        return Ok(());
                    }
                    index += 1;
                }
            }
            Slot::Union(union) => {
                self.state.is_exact &= take(union, Value::deserialize(SeqAccessDeserializer::new(items))?);
                Ok(())
            }
            _ => Err(unexpected(Kind::List)),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        match self.value.open(Kind::Object) {
            Slot::Object(object) => read_object(object, entries, self.state),
            Slot::Map(map) => {
                while let Some(name) = entries.next_key::<String>()? {
                    read_entry(map, &name, &mut entries, self.state)?;
                }
                Ok(())
            }
            Slot::Union(union) => {
                self.state.is_exact &= take(union, Value::deserialize(MapAccessDeserializer::new(entries))?);
                Ok(())
            }
            _ => Err(unexpected(Kind::Object)),
        }
    }
}

fn read_entry<'de, A: MapAccess<'de>>(
    map: &mut dyn Map,
    name: &str,
    entries: &mut A,
    state: &mut State,
) -> Result<(), A::Error> {
    let read = entries.next_value_seed(Seed { value: map.slot(name), state });
    state.within(|| name.to_owned(), read)
}

fn read_object<'de, A: MapAccess<'de>>(
    object: &mut dyn Object,
    mut entries: A,
    state: &mut State,
) -> Result<(), A::Error> {
    let names = object.names();
    // Which fields were read: as bits, and those of a long struct in a list.
    let (mut read_bits, mut read_more) = (0_u64, vec![false; names.len().saturating_sub(64)]);
    let mut next = 0;
    while let Some(index) = entries.next_key_seed(Name { names, next })? {
        let index = match index {
            Ok(index) => index,
            Err(name) => {
                match object.rest_mut() {
                    Some(map) => read_entry(map, &name, &mut entries, state)?,
                    None => {
                        entries.next_value::<IgnoredAny>()?;
                        state.is_exact = false;
                    }
                }
                continue;
            }
        };
        let Some(value) = object.slot(index) else { return Err(unexpected(Kind::Object)) };
        let read = entries.next_value_seed(Seed { value, state });
        state.within(|| names[index].0.to_owned(), read)?;
        // A `null` that the field cannot hold is lost.
        if std::mem::take(&mut state.is_null) {
            state.is_exact &= names[index].1 || object.get(index).is_some_and(|value| !value.is_absent());
        }
        match index.checked_sub(64) {
            None => read_bits |= 1 << index,
            Some(index) => read_more[index] = true,
        }
        next = index + 1;
    }
    let is_read = |index: usize| match index.checked_sub(64) {
        None => read_bits >> index & 1 == 1,
        Some(index) => read_more[index],
    };
    match names.iter().enumerate().find(|(index, (_, required))| *required && !is_read(*index)) {
        Some((_, (name, _))) => Err(de::Error::custom(format_args!("expected the field {name}, found none"))),
        None => Ok(()),
    }
}

/// Finds a name among those of a struct; mostly they come in the order of the document.
struct Name {
    names: &'static [(&'static str, bool)],
    next: usize,
}

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Result<usize, String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Result<usize, String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Self::Value, E> {
        if self.names.get(self.next).is_some_and(|(one, _)| *one == name) {
            return Ok(Ok(self.next));
        }
        Ok(self.names.iter().position(|(one, _)| *one == name).ok_or_else(|| name.to_owned()))
    }
}

/// The only alternative whose values have a kind.
fn by_kind(union: &dyn Union, kind: Kind) -> Option<usize> {
    let is_possible = |one: &Alternative| one.kinds & (kind as u8 | Alternative::ANY) != 0;
    let mut places = union.alternatives().0.iter().enumerate().filter(|(_, one)| is_possible(one));
    let (first, _) = places.next()?;
    places.next().is_none().then_some(first)
}

/// Takes a value: as that of the alternative that the discriminator names, or the first whose schema accepts it, or else as
/// it is. `true`: no value is lost.
fn take(union: &mut dyn Union, value: Value) -> bool {
    let (alternatives, tag) = union.alternatives();
    let (name, kind) = (value.get(tag).and_then(Value::as_str), value.view().kind() as u8);
    let named = alternatives.iter().position(|one| name.is_some_and(|name| one.tags.contains(&name)));
    // A name that the document does not have is that of an alternative to come.
    let any = if name.is_some() && named.is_none() { 0 } else { alternatives.len() };
    let accepted = |is_stated: bool| {
        let all = alternatives.iter().enumerate().filter(move |(_, one)| (one.kinds & kind != 0) == is_stated);
        all.filter_map(|(index, one)| one.schema?.accepts(&value).then_some(index))
    };
    for index in named.into_iter().chain(accepted(true)).chain(accepted(false)).chain(0..any) {
        union.set(index);
        if value_into(union.get_mut(), &value) == Ok(true) {
            return true;
        }
    }
    union.set(usize::MAX);
    value_into(union.get_mut(), &value) == Ok(true)
}

/// Sets a union to a value without parts.
pub fn put(union: &mut dyn Union, scalar: Scalar<'_>) -> bool {
    match by_kind(union, scalar.kind()) {
        Some(index) => {
            union.set(index);
            union.get_mut().put(scalar) || take(union, scalar.to_value())
        }
        None => {
            let value = scalar.to_value();
            let (alternatives, _) = union.alternatives();
            let accepts = |one: &Alternative| {
                one.kinds & scalar.kind() as u8 != 0 && one.schema.is_some_and(|schema| schema.accepts(&value))
            };
            for (index, _) in alternatives.iter().enumerate().filter(|(_, one)| accepts(one)) {
                union.set(index);
                if union.get_mut().put(scalar) {
                    return true;
                }
            }
            take(union, value)
        }
    }
}

/// Where the parts of a value of a union go.
pub fn open<'v>(union: &'v mut dyn Union, kind: Kind) -> Slot<'v> {
    match by_kind(union, kind) {
        Some(index) => {
            union.set(index);
            union.get_mut().open(kind)
        }
        None => Slot::Union(union),
    }
}
