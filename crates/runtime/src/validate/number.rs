use super::{Location, Rule, SourceLines, Violation, Violations};
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
    /// Where the keywords stand.
    pub lines: SourceLines,
}

impl Rule for Int {
    type Value = i64;

    fn collect(&self, at: Location, value: &i64, out: &mut Violations) {
        let mut tell = |rule, expected: Message| {
            out.push(Violation::new(self.lines.of(rule, at), rule, expected, &value.to_string()));
        };
        if let Some(min) = self.min.filter(|min| value < min) {
            tell("minimum", messages::at_least(min));
        }
        if let Some(max) = self.max.filter(|max| value > max) {
            tell("maximum", messages::at_most(max));
        }
        if let Some(step) = self.multiple_of.filter(|step| *step > 0 && value % step != 0) {
            tell("multipleOf", messages::multiple_of(step));
        }
    }

    #[inline(always)]
    fn is_valid(&self, _at: Location, value: &i64) -> bool {
        self.min.is_none_or(|min| *value >= min)
            && self.max.is_none_or(|max| *value <= max)
            && self.multiple_of.is_none_or(|step| step <= 0 || value % step == 0)
    }
}

/// Rule for a number with a fraction.
#[derive(Clone, Copy, Debug, Default)]
pub struct Number {
    /// Smallest value.
    pub min: Option<f64>,
    /// Whether the smallest value itself is refused.
    pub exclusive_min: bool,
    /// Largest value.
    pub max: Option<f64>,
    /// Whether the largest value itself is refused.
    pub exclusive_max: bool,
    /// The value is a multiple of this; above 0.
    pub multiple_of: Option<f64>,
    /// Where the keywords stand.
    pub lines: SourceLines,
}

impl Rule for Number {
    type Value = f64;

    fn collect(&self, at: Location, value: &f64, out: &mut Violations) {
        let mut tell = |rule, expected: Message| {
            out.push(Violation::new(self.lines.of(rule, at), rule, expected, &value.to_string()));
        };
        if !value.is_finite() {
            return tell("type", messages::finite());
        }
        if let Some(min) = self.min.filter(|min| value < min || (self.exclusive_min && value == min)) {
            let (rule, expected) = match self.exclusive_min {
                true => ("exclusiveMinimum", messages::above(min)),
                false => ("minimum", messages::at_least(min)),
            };
            tell(rule, expected);
        }
        if let Some(max) = self.max.filter(|max| value > max || (self.exclusive_max && value == max)) {
            let (rule, expected) = match self.exclusive_max {
                true => ("exclusiveMaximum", messages::below(max)),
                false => ("maximum", messages::at_most(max)),
            };
            tell(rule, expected);
        }
        if let Some(step) = self.multiple_of.filter(|step| *step > 0.0 && !is_multiple(*value, *step)) {
            tell("multipleOf", messages::multiple_of(step));
        }
    }

    #[inline(always)]
    fn is_valid(&self, _at: Location, value: &f64) -> bool {
        value.is_finite()
            && self.min.is_none_or(|min| if self.exclusive_min { *value > min } else { *value >= min })
            && self.max.is_none_or(|max| if self.exclusive_max { *value < max } else { *value <= max })
            && self.multiple_of.is_none_or(|step| step <= 0.0 || is_multiple(*value, step))
    }
}

/// 0.3 is a multiple of 0.1, though the quotient of the nearest binary fractions is 2.9999999999999996.
fn is_multiple(value: f64, step: f64) -> bool {
    let times = (value / step).round();
    times.is_finite() && (times * step - value).abs() <= f64::EPSILON * value.abs().max(step)
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
    use crate::validate::ParameterIn;

    fn broken<R: Rule>(rule: R, value: &R::Value) -> Vec<&'static str> {
        let (at, mut out) = (Location { place: ParameterIn::Query, name: "x", line: 1 }, Violations::new());
        rule.collect(at, value, &mut out);
        assert_eq!(rule.is_valid(at, value), out.is_empty());
        out.iter().map(|violation| violation.rule).collect()
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
    fn a_decimal_multiple_is_not_refused_for_binary_rounding() {
        let rule = Number { multiple_of: Some(0.1), ..Number::default() };
        assert_eq!(broken(rule, &0.3), [""; 0]);
        assert_eq!(broken(rule, &19.9), [""; 0]);
        assert_eq!(broken(rule, &0.35), ["multipleOf"]);
    }

    #[test]
    fn an_exclusive_bound_refuses_the_bound_itself() {
        let rule =
            Number { min: Some(0.0), exclusive_min: true, max: Some(1.0), exclusive_max: true, ..Number::default() };
        assert_eq!(broken(rule, &0.5), [""; 0]);
        assert_eq!(broken(rule, &0.0), ["exclusiveMinimum"]);
        assert_eq!(broken(rule, &1.0), ["exclusiveMaximum"]);
        assert_eq!(broken(rule, &f64::NAN), ["type"]);
    }
}
