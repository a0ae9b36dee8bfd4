//! Checks of a request: every violation, or, first and much faster, whether there is one at all.

use super::location::ParameterIn;
use super::rule::{Field, Rule, Verdict};
use super::violation::Violations;

/// Whether every rule so far is satisfied; the first violation ends the check.
struct IsValid {
    is_valid: bool,
    /// The body was checked while it was read.
    has_valid_body: bool,
}

impl Verdict for IsValid {
    // So that the rule, which is a constant, is no more than what has to be compared.
    #[inline(always)]
    fn field<R: Rule>(&mut self, field: &Field<R>, value: &R::Value) {
        self.is_valid = self.is_valid
            && ((field.at.place == ParameterIn::Body && self.has_valid_body) || field.rule.is_valid(field.at, value));
    }

    #[inline(always)]
    fn rule(&mut self, is_valid: impl FnOnce() -> bool, _collect: impl FnOnce(&mut Violations)) {
        self.is_valid = self.is_valid && is_valid();
    }
}

/// A value with rules: what is generated for a request and for a record.
pub trait Rules {
    /// Checks every rule, in the order of the document.
    fn rules(&self, verdict: &mut impl Verdict);
}

/// Checks every rule and collects the violations. A valid value costs no allocation.
///
/// # Errors
/// Every violation.
#[inline]
pub fn check(value: &impl Rules) -> Result<(), Violations> {
    if is_valid(value, false) { Ok(()) } else { collected(value, Violations::new()) }
}

/// The value, if it is valid and nothing was reported before.
///
/// # Errors
/// The value, or every violation besides those reported before.
pub fn checked<R: Rules>(value: R, mut reported: Violations) -> Result<R, Violations> {
    let has_valid_body = reported.take_valid_body();
    if reported.is_empty() && is_valid(&value, has_valid_body) {
        Ok(value)
    } else {
        collected(&value, reported).map(|()| value)
    }
}

#[inline(always)]
fn is_valid(value: &impl Rules, has_valid_body: bool) -> bool {
    let mut verdict = IsValid { is_valid: true, has_valid_body };
    value.rules(&mut verdict);
    verdict.is_valid
}

#[cold]
fn collected(value: &impl Rules, mut reported: Violations) -> Result<(), Violations> {
    value.rules(&mut reported);
    reported.into_result(())
}

/// Checks a rule both ways, which have to agree.
#[cfg(test)]
#[derive(Default)]
pub(crate) struct Both(pub(crate) Violations);

#[cfg(test)]
impl Verdict for Both {
    fn field<R: Rule>(&mut self, field: &Field<R>, value: &R::Value) {
        self.rule(|| field.rule.is_valid(field.at, value), |out| out.field(field, value));
    }

    fn rule(&mut self, is_valid: impl FnOnce() -> bool, collect: impl FnOnce(&mut Violations)) {
        let before = self.0.iter().count();
        collect(&mut self.0);
        assert_eq!(is_valid(), self.0.iter().count() == before, "{}", self.0);
    }
}

/// The rules that a value breaks, by both ways.
#[cfg(test)]
pub(crate) fn broken<R: Rule>(rule: R, place: ParameterIn, value: &R::Value) -> Vec<&'static str> {
    let (at, mut both) = (super::location::Location { place, name: "x", line: 1 }, Both::default());
    both.rule(|| rule.is_valid(at, value), |out| rule.collect(at, value, out));
    both.0.iter().map(|violation| violation.rule).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages;
    use crate::validate::location::{Location, SourceLines};
    use crate::validate::text::Text;
    use crate::validate::violation::Violation;

    static NAME: Field<Text> = Field {
        at: Location { place: ParameterIn::Query, name: "name", line: 3 },
        empty_is_absent: true,
        rule: Text {
            min: 0,
            max: Some(2),
            pattern: None,
            format: None,
            one_of: &[],
            secret: false,
            lines: SourceLines(&[]),
        },
    };

    struct Names(Vec<&'static str>);

    impl Rules for Names {
        fn rules(&self, verdict: &mut impl Verdict) {
            self.0.iter().for_each(|name| NAME.check_optional(Some(name), verdict));
        }
    }

    #[test]
    fn a_broken_rule_after_many_that_are_kept_is_reported() {
        assert_eq!(check(&Names(vec!["a", "", "bc"])), Ok(()));
        let reported = check(&Names(vec!["a", "b", "c", "def"])).unwrap_err();
        assert_eq!(reported.to_string(), "query parameter name: expected at most 2 characters, found \"def\"");
    }

    #[test]
    fn what_was_reported_while_reading_is_not_forgotten_because_the_rules_are_kept() {
        let reported = || {
            let mut reported = Violations::new();
            reported.push(Violation::hidden(NAME.at, "required", messages::an_item()));
            reported
        };
        assert_eq!(checked(Names(vec!["a"]), reported()).err(), Some(reported()));
        assert!(checked(Names(vec!["a"]), Violations::new()).is_ok());
        // A value that could not be parsed is reported once.
        assert_eq!(checked(Names(vec!["abc"]), reported()).err(), Some(reported()));
    }
}
