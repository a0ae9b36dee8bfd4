use serde_json::Value;

use super::file::FilePart;

/// A value of a type that JSON can express.
pub trait Typed {
    /// The value as JSON has it.
    fn view(&self) -> View<'_>;

    /// Sets the value; `false` if the type has no such value.
    fn put(&mut self, _scalar: Scalar<'_>) -> bool {
        false
    }

    /// Destination of the parts of a list or of an object; without one the type has no parts.
    fn open(&mut self, _kind: Kind) -> Slot<'_> {
        Slot::None
    }

    /// Whether a number is read with all its digits.
    fn reads_digits(&self) -> bool {
        false
    }

    /// Whether values of the type read numbers with all their digits.
    fn has_digits() -> bool
    where
        Self: Sized,
    {
        false
    }

    /// Whether there is no value at all, as in an optional field.
    fn is_absent(&self) -> bool {
        false
    }

    /// The file of a body of several parts.
    fn as_file(&self) -> Option<&FilePart> {
        None
    }

    /// Sets or adds a file; `false` if the type has none.
    fn put_file(&mut self, _file: &FilePart) -> bool {
        false
    }
}

/// A value by its type.
#[derive(Clone, Copy)]
pub enum View<'v> {
    /// `null`.
    Null,
    /// Yes or no.
    Boolean(bool),
    /// A number.
    Number(Num),
    /// A number with more digits than the rounded one beside them.
    Digits(&'v str, Num),
    /// A text.
    Text(&'v str),
    /// A list.
    List(&'v dyn List),
    /// An object.
    Object(Fields<'v>),
}

impl View<'_> {
    /// The kind of the value.
    pub(super) fn kind(self) -> Kind {
        match self {
            View::Null => Kind::Null,
            View::Boolean(_) => Kind::Boolean,
            View::Number(_) | View::Digits(..) => Kind::Number,
            View::Text(_) => Kind::Text,
            View::List(_) => Kind::List,
            View::Object(_) => Kind::Object,
        }
    }
}

/// A value without parts, as it is read.
#[derive(Clone, Copy, Debug)]
pub enum Scalar<'v> {
    /// `null`.
    Null,
    /// Yes or no.
    Boolean(bool),
    /// A number.
    Number(Num),
    /// A number as it is written, for a type that [reads digits](Typed::reads_digits), and rounded.
    Digits(&'v str, Num),
    /// A text.
    Text(&'v str),
}

/// A number of JSON.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Num {
    /// A whole number.
    Int(i64),
    /// A whole number above those of `i64`.
    Unsigned(u64),
    /// With a fraction or an exponent.
    Float(f64),
}

/// The kinds of values, as bits of [`Alternative::kinds`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs, reason = "the types of JSON")]
pub enum Kind {
    Null = 1,
    Boolean = 2,
    Number = 4,
    Text = 8,
    List = 16,
    Object = 32,
}

/// Destination of the parts of a value.
pub enum Slot<'v> {
    /// The type has no such value.
    None,
    /// The items of a list.
    List(&'v mut dyn List),
    /// The fields of an object.
    Object(&'v mut dyn Object),
    /// The entries of a map.
    Map(&'v mut dyn Map),
    /// The value as a whole: its type depends on its content.
    Union(&'v mut dyn Union),
}

/// A list.
pub trait List {
    /// Number of items.
    fn len(&self) -> usize;

    /// Whether there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// An item.
    fn get(&self, index: usize) -> Option<&dyn Typed>;

    /// A new item at the end.
    fn push(&mut self) -> Option<&mut dyn Typed>;
}

/// A struct.
pub trait Object {
    /// Names of the fields, and whether each must be there.
    fn names(&self) -> &'static [(&'static str, bool)];

    /// The value of a field, by its place among the names.
    fn get(&self, index: usize) -> Option<&dyn Typed>;

    /// Destination of the value of a field.
    fn slot(&mut self, index: usize) -> Option<&mut dyn Typed>;

    /// The fields that are not named.
    fn rest(&self) -> Option<&dyn Map>;

    /// Destination of unnamed fields; none if there are no others.
    fn rest_mut(&mut self) -> Option<&mut dyn Map>;
}

/// Values by name.
pub trait Map {
    /// Number of entries.
    fn len(&self) -> usize;

    /// Whether there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The entries.
    fn iter(&self) -> Box<dyn Iterator<Item = (&str, &dyn Typed)> + '_>;

    /// The value of a name.
    fn get(&self, name: &str) -> Option<&dyn Typed>;

    /// A new entry.
    fn slot(&mut self, name: &str) -> &mut dyn Typed;
}

/// The fields of an object: those of a struct, then the others.
#[derive(Clone, Copy)]
pub struct Fields<'v>(Of<'v>);

#[derive(Clone, Copy)]
enum Of<'v> {
    Object(&'v dyn Object),
    Map(&'v dyn Map),
}

impl<'v> Fields<'v> {
    /// Those of a struct.
    pub fn of(object: &'v dyn Object) -> Self {
        Self(Of::Object(object))
    }

    /// The entries of a map.
    pub fn of_map(map: &'v dyn Map) -> Self {
        Self(Of::Map(map))
    }

    /// Names and values.
    #[inline]
    pub fn iter(self) -> impl Iterator<Item = (&'v str, &'v dyn Typed)> {
        let (object, names) = match self.0 {
            Of::Object(object) => (Some(object), object.names()),
            Of::Map(_) => (None, &[][..]),
        };
        Entries { object, names, next: 0, rest: self.rest().filter(|rest| !rest.is_empty()).map(Map::iter) }
    }

    fn rest(self) -> Option<&'v dyn Map> {
        match self.0 {
            Of::Object(object) => object.rest(),
            Of::Map(map) => Some(map),
        }
    }

    /// Number of fields.
    pub fn len(self) -> usize {
        self.iter().count()
    }

    /// Number of fields that no struct names.
    pub(crate) fn others(self) -> usize {
        self.rest().map_or(0, Map::len)
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.iter().next().is_none()
    }

    /// The value of a field.
    pub fn get(self, name: &str) -> Option<&'v dyn Typed> {
        let own = match self.0 {
            Of::Object(object) => {
                let names = object.names();
                let index = names.iter().position(|(one, _)| *one == name);
                index.and_then(|index| object.get(index).filter(|value| names[index].1 || !value.is_absent()))
            }
            Of::Map(_) => None,
        };
        own.or_else(|| self.rest()?.get(name))
    }
}

/// The fields of a struct, then the others: one loop, as it is what checks spend their time in.
struct Entries<'v> {
    object: Option<&'v dyn Object>,
    names: &'static [(&'static str, bool)],
    next: usize,
    rest: Option<Box<dyn Iterator<Item = (&'v str, &'v dyn Typed)> + 'v>>,
}

impl<'v> Iterator for Entries<'v> {
    type Item = (&'v str, &'v dyn Typed);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if let Some(object) = self.object {
            while let Some((name, required)) = self.names.get(self.next) {
                self.next += 1;
                if let Some(value) = object.get(self.next - 1)
                    && (*required || !value.is_absent())
                {
                    return Some((name, value));
                }
            }
        }
        self.rest.as_mut()?.next()
    }
}

/// Decides whether a value is of an alternative: a schema.
pub trait Accepts: Sync {
    /// Whether the value is valid.
    fn accepts(&self, value: &Value) -> bool;
}

/// An alternative of a union.
pub struct Alternative {
    /// Kinds of its values: bits of [`Kind`], and [`Self::ANY`].
    pub kinds: u8,
    /// Values of the discriminator field that select it.
    pub tags: &'static [&'static str],
    /// Its schema, where the kinds do not decide.
    pub schema: Option<&'static dyn Accepts>,
}

impl Alternative {
    /// A bit of `kinds`: its schema states no type, so that values of the other kinds may be of this alternative, too.
    pub const ANY: u8 = 64;
}

/// A value of one of several types, or of none of them.
pub trait Union {
    /// The alternatives, and the field that names one.
    fn alternatives(&self) -> (&'static [Alternative], &'static str);

    /// Sets an empty value of an alternative; of any type where there is no such alternative.
    fn set(&mut self, index: usize);

    /// The value.
    fn get(&self) -> &dyn Typed;

    /// The value.
    fn get_mut(&mut self) -> &mut dyn Typed;
}
