use std::collections::BTreeMap;

use crate::diagnostic::Position;
use crate::model::Operation;
use crate::spec::Node;

/// The types of a document.
#[derive(Default)]
pub(crate) struct Types<'s> {
    pub(crate) definitions: Vec<Definition<'s>>,
    /// Components whose values have a type without a definition of its own, by their names.
    pub(crate) aliases: Vec<(String, Rust, &'s Node)>,
    /// The types of the bodies of requests and responses, by the place of their schemas.
    bodies: BTreeMap<Position, Rust>,
    /// Outcomes of operations, by position.
    outcomes: BTreeMap<Position, Outcome>,
    /// Number of untyped positions.
    pub(crate) untyped: usize,
}

impl<'s> Types<'s> {
    /// Adds a type, and returns its number.
    pub(super) fn add(&mut self, definition: Definition<'s>) -> usize {
        self.definitions.push(definition);
        self.definitions.len() - 1
    }

    pub(super) fn add_body(&mut self, at: Position, rust: Rust) {
        self.bodies.insert(at, rust);
    }

    pub(super) fn add_outcome(&mut self, operation: &Operation, outcome: Outcome) {
        self.outcomes.insert(operation.position, outcome);
    }

    /// The outcome of an operation.
    pub(crate) fn outcome(&self, operation: &Operation) -> Option<&Outcome> {
        self.outcomes.get(&operation.position)
    }

    /// The type of a body; none for one of any type.
    pub(crate) fn body(&self, schema: &Node) -> Option<&Rust> {
        self.bodies.get(&schema.position).filter(|rust| **rust != Rust::Any)
    }

    /// The schemas that have a type.
    pub(crate) fn schemas(&self) -> impl Iterator<Item = &'s Node> {
        let aliases = self.aliases.iter().map(|(.., schema)| *schema);
        self.definitions.iter().map(|one| one.schema).chain(aliases)
    }

    /// The name of a type.
    pub(crate) fn name(&self, index: usize) -> &str {
        self.definitions.get(index).map_or("", |one| one.name.as_str())
    }

    /// Numbers the types anew.
    pub(super) fn renumber(&mut self, number: &impl Fn(usize) -> usize) {
        let mut change = |rust: &mut Rust| rust.renumber(number);
        for one in &mut self.definitions {
            match &mut one.kind {
                Kind::Struct { fields, rest, .. } => {
                    fields.iter_mut().for_each(|field| change(&mut field.rust));
                    rest.iter_mut().for_each(|(_, rust)| change(rust));
                }
                Kind::Union { alternatives, .. } => alternatives.iter_mut().for_each(|one| change(&mut one.rust)),
                Kind::Responses { bodies, .. } => bodies.iter_mut().for_each(|(.., rust)| change(rust)),
                Kind::Texts(_) | Kind::Ints(_) => {}
            }
        }
        self.aliases.iter_mut().for_each(|(_, rust, _)| change(rust));
        self.bodies.values_mut().for_each(&mut change);
        for outcome in self.outcomes.values_mut() {
            match &mut outcome.success {
                Success::One(rust) => change(rust),
                Success::Several(index) => *index = number(*index),
                Success::Raw => {}
            }
            outcome.errors = outcome.errors.map(number);
        }
    }
}

/// A type of Rust.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rust {
    Text,
    /// A text of a format, by the name of its type.
    Formatted(&'static str),
    I32,
    I64,
    U64,
    F64,
    /// A number with all its digits.
    Decimal,
    Boolean,
    /// Nothing: a response without a body.
    Unit,
    /// A file in a body of several parts.
    File,
    /// Anything.
    Any,
    List(Box<Rust>),
    Map(Box<Rust>),
    Optional(Box<Rust>),
    /// Of this type, or of any type where the value is of another one: the schema states none.
    Implied(Box<Rust>),
    Named(usize),
    Boxed(usize),
}

impl Rust {
    /// Numbers the types in it anew.
    pub(super) fn renumber(&mut self, number: &impl Fn(usize) -> usize) {
        match self {
            Rust::List(inner) | Rust::Map(inner) | Rust::Optional(inner) | Rust::Implied(inner) => {
                inner.renumber(number)
            }
            Rust::Named(index) | Rust::Boxed(index) => *index = number(*index),
            _ => {}
        }
    }
}

/// A type with a name.
pub(crate) struct Definition<'s> {
    pub(crate) name: String,
    /// Its position in the document.
    pub(crate) schema: &'s Node,
    pub(crate) kind: Kind<'s>,
}

/// Kind of a named type.
pub(crate) enum Kind<'s> {
    Struct {
        fields: Vec<Field<'s>>,
        rest: Option<(String, Rust)>,
        /// Field for a value that is not an object, if the schema states no type.
        other: Option<String>,
    },
    Texts(Vec<(String, String)>),
    Ints(Vec<(String, i64)>),
    Union {
        tag: &'s str,
        alternatives: Vec<Alternative<'s>>,
    },
    /// Bodies by status, each with the name of the status; and whether any other response has a place.
    Responses {
        bodies: Vec<(u16, String, Rust)>,
        is_error: bool,
    },
}

/// Outcome of an operation.
pub(crate) struct Outcome {
    pub(crate) success: Success,
    /// The type with the error responses.
    pub(crate) errors: Option<usize>,
}

/// The body of a success.
pub(crate) enum Success {
    /// None that has a type.
    Raw,
    One(Rust),
    /// A type with the bodies by status.
    Several(usize),
}

/// A field of a struct.
pub(crate) struct Field<'s> {
    pub(crate) name: String,
    pub(crate) wire: &'s str,
    pub(crate) required: bool,
    pub(crate) rust: Rust,
    pub(crate) schema: &'s Node,
    /// Whether it is a secret, which is not shown.
    pub(crate) secret: bool,
}

/// An alternative of a union.
pub(crate) struct Alternative<'s> {
    pub(crate) name: String,
    pub(crate) rust: Rust,
    pub(crate) kinds: u8,
    pub(crate) tags: Vec<&'s str>,
    /// The schema that decides, where the kinds do not.
    pub(crate) schema: Option<&'s Node>,
}

impl Alternative<'_> {
    /// A bit of `kinds` beside those of JSON: the schema states no type, so that values of every kind may be of it.
    pub(super) const ANY: u8 = 64;

    /// Whether a value may be of both.
    pub(super) fn may_be(&self, other: &Self) -> bool {
        self.kinds & other.kinds != 0 || (self.kinds | other.kinds) & Self::ANY != 0
    }
}
