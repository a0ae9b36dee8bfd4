use super::location::Location;
use super::violation::Violations;

/// A rule for values of one type.
pub trait Rule {
    /// Type of the value, for example `str`.
    type Value: ?Sized;

    /// Adds every violation of `value` to `out`.
    fn collect(&self, at: Location, value: &Self::Value, out: &mut Violations);

    /// Whether `collect` would add none, without building what it would add.
    fn is_valid(&self, at: Location, value: &Self::Value) -> bool;

    /// Whether the value is empty on the wire, which counts as absent where the document allows it.
    fn is_empty(_value: &Self::Value) -> bool {
        false
    }
}

/// A parameter or field with its rule.
#[derive(Clone, Copy, Debug)]
pub struct Field<R> {
    /// Location of the value.
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

/// Receives what each rule finds: whether a value is valid, or the violations.
pub trait Verdict {
    /// A value with its own rule; one that could not be parsed is reported already, and only once.
    fn field<R: Rule>(&mut self, field: &Field<R>, value: &R::Value);

    /// A rule: whether it is satisfied, and how its violations are collected. Only one of the two is called.
    fn rule(&mut self, is_valid: impl FnOnce() -> bool, collect: impl FnOnce(&mut Violations));
}

impl Verdict for Violations {
    fn field<R: Rule>(&mut self, field: &Field<R>, value: &R::Value) {
        if !self.contains(field.at) {
            field.rule.collect(field.at, value, self);
        }
    }

    fn rule(&mut self, _is_valid: impl FnOnce() -> bool, collect: impl FnOnce(&mut Violations)) {
        collect(self);
    }
}
