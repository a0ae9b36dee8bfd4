use std::ops::{Deref, DerefMut};

use serde_json::Value;

use super::value::{Kind, Scalar, Slot, Typed, View};

/// A value of the type that the keywords of a schema imply, where the schema states none; a value of another type is preserved.
///
/// ```
/// use deskledger_runtime::typed::{Implied, from_slice, to_vec};
/// let lines: Implied<Vec<i64>> = from_slice(b"[1, 2]")?.value;
/// assert_eq!((lines[0], lines.len(), &lines.other), (1, 2, &None));
/// let text: Implied<Vec<i64>> = from_slice(b"\"none\"")?.value;
/// assert_eq!((text.other.as_ref().and_then(|value| value.as_str()), to_vec(&text)), (Some("none"), b"\"none\"".to_vec()));
/// # Ok::<(), deskledger_runtime::typed::Mismatch>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Implied<T> {
    /// The value of the implied type; a default one beside another value.
    pub value: T,
    /// The value, where it is of another type.
    pub other: Option<Value>,
}

impl<T> From<T> for Implied<T> {
    fn from(value: T) -> Self {
        Self { value, other: None }
    }
}

impl<T> Deref for Implied<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Implied<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T: Typed> Typed for Implied<T> {
    fn view(&self) -> View<'_> {
        self.other.as_ref().map_or_else(|| self.value.view(), Typed::view)
    }

    fn put(&mut self, scalar: Scalar<'_>) -> bool {
        self.other = None;
        self.value.put(scalar) || self.other.put(scalar)
    }

    fn reads_digits(&self) -> bool {
        T::has_digits()
    }

    fn has_digits() -> bool {
        T::has_digits()
    }

    fn open(&mut self, kind: Kind) -> Slot<'_> {
        self.other = None;
        match self.value.open(kind) {
            Slot::None => self.other.open(kind),
            _ => self.value.open(kind),
        }
    }
}
