//! Rules as data, and the violations that they gather.
//!
//! The generator fills in literals; the logic stands here once. Nothing here knows HTTP.

pub mod checker;
pub mod cross_field;
mod expected;
pub mod format;
mod list;
mod number;
mod pattern;
mod source_lines;
mod text;
mod violation;

pub use checker::{Rules, Verdict, check, checked};
pub use expected::Expected;
pub use list::List;
pub use number::{Boolean, Int, Number};
pub use pattern::{BytePattern, Matcher, Pattern, Table};
pub use source_lines::SourceLines;
pub use text::changes_the_path;
pub use text::{Format, Text};
pub use violation::{MAX_VIOLATIONS, ParameterIn, Violation, Violations};

/// A rule that a value keeps or breaks.
pub trait Rule {
    /// Type of the value, for example `str`.
    type Value: ?Sized;

    /// Adds every violation of `value` to `out`.
    fn collect(&self, at: Location, value: &Self::Value, out: &mut Violations);

    /// Whether `collect` would add none, without building what it would add.
    fn is_valid(&self, at: Location, value: &Self::Value) -> bool;

    /// Whether the wire form of the value is empty, which counts as absent where the document allows it.
    fn is_empty(_value: &Self::Value) -> bool {
        false
    }
}

/// Where a value stands: which parameter or field, and on which line of the document its rule is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Location {
    /// Part of the request.
    pub place: ParameterIn,
    /// Name of the parameter or field, as on the wire.
    pub name: &'static str,
    /// Line of the document, counted from 1.
    pub line: u32,
}

/// A parameter or field with its rule.
#[derive(Clone, Copy, Debug)]
pub struct Field<R> {
    /// Where the value stands.
    pub at: Location,
    /// Whether an empty value counts as absent.
    pub empty_is_absent: bool,
    /// The rule for a value that is there.
    pub rule: R,
}

impl<R: Rule> Field<R> {
    /// The value, unless it is absent or counts as absent.
    #[inline(always)]
    pub fn present<'v>(&self, value: Option<&'v R::Value>) -> Option<&'v R::Value> {
        value.filter(|value| !(self.empty_is_absent && R::is_empty(value)))
    }

    /// Checks a value that must be there.
    #[inline(always)]
    pub fn check(&self, value: &R::Value, verdict: &mut impl Verdict) {
        verdict.field(self, value);
    }

    /// Checks a value that may be absent.
    #[inline(always)]
    pub fn check_optional(&self, value: Option<&R::Value>, verdict: &mut impl Verdict) {
        if let Some(value) = self.present(value) {
            self.check(value, verdict);
        }
    }
}
