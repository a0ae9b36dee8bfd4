use super::location::{Location, SourceLines};
use super::rule::Rule;
use super::violation::{Violation, Violations};
use crate::constraint::decimal::Decimal;
use crate::constraint::number::{self, is_at_least, is_at_most};
use crate::message::Message;
use crate::messages;

/// Rule for a whole number. Exclusive bounds are made inclusive at generation.
#[derive(Clone, Copy, Debug, Default)]
pub struct Int {
    /// Smallest value.
    pub min: Option<i64>,
    /// Largest value.
    pub max: Option<i64>,
    /// The value is a multiple of this; above 0.
    pub multiple_of: Option<i64>,
    /// Positions of the keywords.
    pub lines: SourceLines,
}

/// Whether a whole number is a multiple of a step.
#[inline(always)]
fn is_multiple(value: i64, step: i64) -> bool {
    step <= 0 || value.unsigned_abs().is_multiple_of(step.unsigned_abs())
}

impl Rule for Int {
    type Value = i64;

    fn collect(&self, at: Location, value: &i64, out: &mut Violations) {
        let mut report = |rule, expected: Message| {
            out.push(Violation::new(self.lines.of(rule, at), rule, expected, &value.to_string()));
        };
        if let Some(min) = self.min.filter(|min| value < min) {
            report("minimum", messages::at_least(min));
        }
        if let Some(max) = self.max.filter(|max| value > max) {
            report("maximum", messages::at_most(max));
        }
        if let Some(step) = self.multiple_of.filter(|step| !is_multiple(*value, *step)) {
            report("multipleOf", messages::multiple_of(step));
        }
    }

    #[inline(always)]
    fn is_valid(&self, _at: Location, value: &i64) -> bool {
        self.min.is_none_or(|min| *value >= min)
            && self.max.is_none_or(|max| *value <= max)
            && self.multiple_of.is_none_or(|step| is_multiple(*value, step))
    }
}

/// Rule for a number with a fraction. The value is the float nearest to the number as written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Number {
    /// Smallest value.
    pub min: Option<number::Number>,
    /// Whether the smallest value itself is rejected.
    pub exclusive_min: bool,
    /// Largest value.
    pub max: Option<number::Number>,
    /// Whether the largest value itself is rejected.
    pub exclusive_max: bool,
    /// The value is a multiple of this; above 0.
    pub multiple_of: Option<Decimal>,
    /// Positions of the keywords.
    pub lines: SourceLines,
}

impl Rule for Number {
    type Value = f64;

    fn collect(&self, at: Location, value: &f64, out: &mut Violations) {
        let mut report = |rule, expected: Message| {
            out.push(Violation::new(self.lines.of(rule, at), rule, expected, &value.to_string()));
        };
        if !value.is_finite() {
            return report("type", messages::finite());
        }
        if let Some(min) = self.min.filter(|min| !is_at_least(*value, *min, self.exclusive_min)) {
            match self.exclusive_min {
                true => report("exclusiveMinimum", messages::above(min)),
                false => report("minimum", messages::at_least(min)),
            }
        }
        if let Some(max) = self.max.filter(|max| !is_at_most(*value, *max, self.exclusive_max)) {
            match self.exclusive_max {
                true => report("exclusiveMaximum", messages::below(max)),
                false => report("maximum", messages::at_most(max)),
            }
        }
        if let Some(step) = self.multiple_of.filter(|step| !step.divides(*value)) {
            report("multipleOf", messages::multiple_of(step));
        }
    }

    #[inline(always)]
    fn is_valid(&self, _at: Location, value: &f64) -> bool {
        value.is_finite()
            && self.min.is_none_or(|min| is_at_least(*value, min, self.exclusive_min))
            && self.max.is_none_or(|max| is_at_most(*value, max, self.exclusive_max))
            && self.multiple_of.is_none_or(|step| step.divides(*value))
    }
}

/// Rule for yes or no: there is nothing to break once it is read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Boolean;

impl Rule for Boolean {
    type Value = bool;

    fn collect(&self, _at: Location, _value: &bool, _out: &mut Violations) {}

    #[inline(always)]
    fn is_valid(&self, _at: Location, _value: &bool) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validate::checker;
    use crate::validate::location::ParameterIn;

    fn broken<R: Rule>(rule: R, value: &R::Value) -> Vec<&'static str> {
        checker::broken(rule, ParameterIn::Query, value)
    }

    #[test]
    fn a_limit_just_outside_its_bounds_is_not_sent() {
        let rule = Int { min: Some(0), max: Some(100), multiple_of: Some(5), ..Int::default() };
        assert_eq!(broken(rule, &0), [""; 0]);
        assert_eq!(broken(rule, &100), [""; 0]);
        assert_eq!(broken(rule, &-5), ["minimum"]);
        assert_eq!(broken(rule, &105), ["maximum"]);
        assert_eq!(broken(rule, &101), ["maximum", "multipleOf"]);
        assert_eq!(broken(Int { multiple_of: Some(1), ..Int::default() }, &i64::MIN), [""; 0]);
    }

    #[test]
    fn a_decimal_multiple_is_not_rejected_for_binary_rounding() {
        let tenth = Decimal { mantissa: 1, exponent: -1 };
        let rule = Number { multiple_of: Some(tenth), ..Number::default() };
        assert_eq!(broken(rule, &0.3), [""; 0]);
        assert_eq!(broken(rule, &19.9), [""; 0]);
        assert_eq!(broken(rule, &0.35), ["multipleOf"]);
    }

    #[test]
    fn an_exclusive_bound_rejects_the_bound_itself() {
        let (min, max) = (Some(number::Number::Whole(0)), Some(number::Number::Float(1.0)));
        let rule = Number { min, exclusive_min: true, max, exclusive_max: true, ..Number::default() };
        assert_eq!(broken(rule, &0.5), [""; 0]);
        assert_eq!(broken(rule, &0.0), ["exclusiveMinimum"]);
        assert_eq!(broken(rule, &1.0), ["exclusiveMaximum"]);
        assert_eq!(broken(rule, &f64::NAN), ["type"]);
    }
}
