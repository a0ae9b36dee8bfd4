use std::fmt;

/// A value that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Read<T> {
    /// The value.
    pub value: T,
    /// Whether nothing was lost: no field that the type does not have, no field twice, no `null` where none may be.
    pub is_exact: bool,
}

/// Why a value is not of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Location: a JSON pointer, empty for the whole value.
    pub pointer: String,
    /// The problem.
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
