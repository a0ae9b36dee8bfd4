//! Bounds of numbers, without rounding.

use std::cmp::Ordering;
use std::fmt;

use serde_json::{Number as Json, Value};

use crate::message::Argument;

/// A number of the document, as it is written there.
#[derive(Clone, Copy, Debug)]
pub enum Number {
    /// Without a fraction.
    Whole(i128),
    /// With a fraction or an exponent.
    Float(f64),
}

/// A value that has bounds and a step: whole, with a fraction, or a number of JSON.
pub(crate) trait Numeric: Copy {
    /// The value without its sign, if it is a whole number of 64 bits by its type.
    fn magnitude(self) -> Option<u64>;

    /// The nearest number of 64 bits with a fraction.
    fn float(self) -> f64;

    /// The order of the value and a number of the document; none for what is not a number.
    fn order(self, limit: Number) -> Option<Ordering>;
}

impl Numeric for i64 {
    #[inline(always)]
    fn magnitude(self) -> Option<u64> {
        Some(self.unsigned_abs())
    }

    #[inline(always)]
    fn float(self) -> f64 {
        self as f64
    }

    #[inline(always)]
    fn order(self, limit: Number) -> Option<Ordering> {
        order_of_whole(self.into(), limit)
    }
}

impl Numeric for f64 {
    #[inline(always)]
    fn magnitude(self) -> Option<u64> {
        None
    }

    #[inline(always)]
    fn float(self) -> f64 {
        self
    }

    #[inline(always)]
    fn order(self, limit: Number) -> Option<Ordering> {
        match limit {
            Number::Float(limit) => self.partial_cmp(&limit),
            // A number of 128 bits is made a float by a function, one of 64 bits by the processor.
            Number::Whole(limit) => match i64::try_from(limit) {
                Ok(limit) if limit.unsigned_abs() <= EXACT => self.partial_cmp(&(limit as f64)),
                _ => order_beyond(self, limit),
            },
        }
    }
}

/// The order of a float and a limit whose nearest float may be another number.
#[cold]
fn order_beyond(value: f64, limit: i128) -> Option<Ordering> {
    match whole_of_float(value) {
        Some(value) => Some(value.cmp(&limit)),
        None => value.partial_cmp(&(limit as f64)),
    }
}

impl Numeric for &Json {
    #[inline]
    fn magnitude(self) -> Option<u64> {
        self.as_u64().or_else(|| self.as_i64().map(i64::unsigned_abs))
    }

    #[inline]
    fn float(self) -> f64 {
        self.as_f64().unwrap_or(f64::NAN)
    }

    #[inline]
    fn order(self, limit: Number) -> Option<Ordering> {
        match whole(self) {
            Some(value) => order_of_whole(value, limit),
            None => order_of_rounded(self.float(), limit),
        }
    }
}

/// The order of a number that is read and is not a whole one of 64 bits: what is below the least of these is rounded to it.
pub(crate) fn order_of_rounded(value: f64, limit: Number) -> Option<Ordering> {
    match (value.order(limit), limit) {
        (Some(Ordering::Equal), Number::Whole(limit)) if limit == i64::MIN.into() => Some(Ordering::Less),
        (order, _) => order,
    }
}

/// Every whole number up to this one is a float.
const EXACT: u64 = 1 << 53;

#[inline(always)]
fn order_of_whole(value: i128, limit: Number) -> Option<Ordering> {
    match limit {
        Number::Whole(limit) => Some(value.cmp(&limit)),
        Number::Float(limit) => match whole_of_float(limit) {
            Some(limit) => Some(value.cmp(&limit)),
            None => (value as f64).partial_cmp(&limit),
        },
    }
}

/// A float without a fraction as a whole number.
fn whole_of_float(value: f64) -> Option<i128> {
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
    (value.fract() == 0.0 && value.abs() < 1e38).then_some(value as i128)
}

fn whole(value: &Json) -> Option<i128> {
    value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from))
}

/// The order of a value and a number of the document.
#[inline(always)]
pub(crate) fn compare(value: impl Numeric, limit: Number) -> Option<Ordering> {
    value.order(limit)
}

/// Whether a value satisfies a lower bound.
#[inline(always)]
pub(crate) fn is_at_least(value: impl Numeric, limit: Number, is_exclusive: bool) -> bool {
    value.order(limit).is_some_and(|order| order.is_gt() || (order.is_eq() && !is_exclusive))
}

/// Whether a value satisfies an upper bound.
#[inline(always)]
pub(crate) fn is_at_most(value: impl Numeric, limit: Number, is_exclusive: bool) -> bool {
    value.order(limit).is_some_and(|order| order.is_lt() || (order.is_eq() && !is_exclusive))
}

/// Whether a number has no fraction: `1.0` is a whole number too.
pub(crate) fn is_whole(value: &Json) -> bool {
    whole(value).is_some() || value.as_f64().is_some_and(|value| value.fract() == 0.0)
}

impl Number {
    /// A number of JSON.
    pub fn of(number: &Json) -> Self {
        match whole(number) {
            Some(whole) => Self::Whole(whole),
            None => Self::Float(number.float()),
        }
    }

    /// The least numbers that are not below, or above, this one: a whole number, and one with a fraction; infinity where the
    /// nearest float may be another number.
    pub(crate) const fn least(self, is_above: bool) -> (i128, f64) {
        let (whole, float) = match self {
            Self::Whole(whole) if whole.unsigned_abs() <= EXACT as u128 => (whole, whole as f64),
            Self::Whole(whole) => (whole, f64::INFINITY),
            Self::Float(float) => (float as i128, float),
        };
        let is_too_small = match self {
            Self::Whole(_) => is_above,
            Self::Float(float) => (whole as f64) < float || (is_above && whole as f64 == float),
        };
        (whole.saturating_add(is_too_small as i128), if is_above { float.next_up() } else { float })
    }

    /// The number with the other sign.
    pub(crate) const fn negative(self) -> Self {
        match self {
            Self::Whole(whole) => Self::Whole(whole.saturating_neg()),
            Self::Float(float) => Self::Float(-float),
        }
    }

    /// The number as a value.
    pub fn to_value(self) -> Value {
        match self {
            Self::Whole(value) => Json::from_i128(value).map_or_else(|| value.to_string().into(), Value::Number),
            Self::Float(value) => value.into(),
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other).is_some_and(Ordering::is_eq)
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match *self {
            Self::Whole(value) => order_of_whole(value, *other),
            Self::Float(value) => value.order(*other),
        }
    }
}

/// A float without a fraction has none here either.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(value) => value.fmt(f),
            Self::Float(value) => value.fmt(f),
        }
    }
}

impl From<Number> for Argument {
    fn from(number: Number) -> Self {
        match number {
            Number::Whole(_) => Self::Data(number.to_value()),
            Number::Float(value) => value.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_beside_a_large_bound_is_not_rounded_onto_it() {
        let value = serde_json::from_str::<Json>("9007199254740993").unwrap();
        assert_eq!(compare(&value, Number::Whole(9_007_199_254_740_992)), Some(Ordering::Greater));
        assert_eq!(compare(&value, Number::Float(1.5)), Some(Ordering::Greater));
        assert_eq!(compare(&value, Number::Float(9_007_199_254_740_992.0)), Some(Ordering::Greater));
        let limit = Number::Whole(9_007_199_254_740_993);
        assert_eq!(compare(9_007_199_254_740_992.0, limit), Some(Ordering::Less));
        assert_eq!(compare(f64::INFINITY, limit), Some(Ordering::Greater));
        assert_eq!(compare(f64::NAN, limit), None);
    }

    #[test]
    fn a_whole_number_below_64_bits_is_not_rounded_onto_the_least_one() {
        let order = |text| compare(&serde_json::from_str::<Json>(text).unwrap(), Number::Whole(i64::MIN.into()));
        assert_eq!(order("-9223372036854775808"), Some(Ordering::Equal));
        for below in ["-9223372036854775809", "-9223372036854776832", "-9223372036854777000"] {
            assert_eq!(order(below), Some(Ordering::Less), "{below}");
        }
        assert_eq!(order("-9.2e18"), Some(Ordering::Greater));
        // A value of a type is exact.
        assert_eq!(compare(i64::MIN as f64, Number::Whole(i64::MIN.into())), Some(Ordering::Equal));
    }

    #[test]
    fn a_whole_number_is_the_float_of_its_value() {
        let (two, half) = (Number::Whole(2), Number::Float(1.5));
        assert!(two == Number::Float(2.0) && two != Number::Whole(3) && two > half && half == Number::Float(1.5));
        assert_eq!(
            [two, half].map(|number| (number.to_string(), number.to_value())),
            [("2".to_owned(), 2.into()), ("1.5".to_owned(), 1.5.into())]
        );
    }
}
