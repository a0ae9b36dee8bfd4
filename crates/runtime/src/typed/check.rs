use serde_json::Value;

use super::value::{Scalar, Typed};

/// The rules for a value, checked while it is read: each part has been in the cache of the processor just then.
pub(crate) trait Check: Copy {
    /// Whether a value without parts satisfies every rule.
    fn accepts_scalar(self, scalar: Scalar<'_>) -> bool;

    /// Whether a value satisfies every rule: as written, because its type may round numbers.
    fn accepts(self, value: &Value) -> bool;

    /// Whether a list or an object satisfies the rules that [`item`](Self::item) and [`field`](Self::field) do not pass on.
    fn accepts_but_parts(self, value: &dyn Typed, seen: &Seen) -> bool;

    /// The rules for the items of a list.
    fn item(self) -> Self;

    /// The rules for a field of an object.
    fn field(self, name: &str, seen: &mut Seen) -> Self;
}

/// State of the fields of an object after some of them.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// The named fields that are there, as bits of their places.
    pub(crate) there: u64,
    /// The place of the field that is expected next.
    pub(crate) next: usize,
    /// Whether a field has more rules than were passed on.
    pub(crate) has_more: bool,
}

/// No rules.
impl Check for () {
    fn accepts_scalar(self, _: Scalar<'_>) -> bool {
        true
    }

    fn accepts(self, _: &Value) -> bool {
        true
    }

    fn accepts_but_parts(self, _: &dyn Typed, _: &Seen) -> bool {
        true
    }

    fn item(self) {}

    fn field(self, _: &str, _: &mut Seen) {}
}
