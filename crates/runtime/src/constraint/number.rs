//! Bounds and steps of numbers, without rounding.

use std::cmp::Ordering;
use std::fmt::{self, Write};

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
            Number::Whole(limit) if limit.unsigned_abs() <= EXACT => self.partial_cmp(&(limit as f64)),
            // The float nearest to such a limit may be another number.
            Number::Whole(limit) => match whole_of_float(self) {
                Some(value) => Some(value.cmp(&limit)),
                None => self.partial_cmp(&(limit as f64)),
            },
        }
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
            None => self.float().order(limit),
        }
    }
}

/// Every whole number up to this one is a float.
const EXACT: u128 = 1 << 53;

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

/// Whether a value keeps a lower bound.
#[inline(always)]
pub(crate) fn is_at_least(value: impl Numeric, limit: Number, is_exclusive: bool) -> bool {
    value.order(limit).is_some_and(|order| order.is_gt() || (order.is_eq() && !is_exclusive))
}

/// Whether a value keeps an upper bound.
#[inline(always)]
pub(crate) fn is_at_most(value: impl Numeric, limit: Number, is_exclusive: bool) -> bool {
    value.order(limit).is_some_and(|order| order.is_lt() || (order.is_eq() && !is_exclusive))
}

/// Whether a whole number is a multiple of another, both without their signs.
#[inline(always)]
pub(crate) fn is_whole_multiple(value: u64, step: u64) -> bool {
    value.is_multiple_of(step)
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

/// A number as a decimal fraction: `mantissa` times ten to the power of `exponent`. The sign does not matter here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal {
    /// The digits, without zeros at the end.
    pub mantissa: u64,
    /// Power of ten.
    pub exponent: i32,
}

impl Decimal {
    /// The shortest decimal that reads as this number: what was written, up to 17 digits.
    ///
    /// ```
    /// use deskledger_runtime::json_schema::Decimal;
    /// let number: serde_json::Number = serde_json::from_str("0.0075").unwrap();
    /// assert_eq!(Decimal::of(&number), Some(Decimal { mantissa: 75, exponent: -4 }));
    /// ```
    pub fn of(number: &Json) -> Option<Self> {
        Self::of_numeric(number)
    }

    fn of_numeric(number: impl Numeric) -> Option<Self> {
        if let Some(whole) = number.magnitude() {
            return Some(Self::new(whole, 0));
        }
        // Written with an exponent, a number of 64 bits has at most 17 digits.
        let mut text = Text { bytes: [0; 32], length: 0 };
        write!(text, "{:e}", number.float().abs()).ok()?;
        let (digits, exponent) = text.as_str().split_once('e')?;
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let mantissa = whole
            .bytes()
            .chain(fraction.bytes())
            .try_fold(0_u64, |sum, digit| sum.checked_mul(10)?.checked_add(u64::from(digit.wrapping_sub(b'0'))))?;
        Some(Self::new(mantissa, exponent.parse::<i32>().ok()?.checked_sub(i32::try_from(fraction.len()).ok()?)?))
    }

    /// Moves zeros at the end into the exponent.
    fn new(mut mantissa: u64, mut exponent: i32) -> Self {
        if mantissa == 0 {
            return Self { mantissa, exponent: 0 };
        }
        while mantissa.is_multiple_of(10) {
            mantissa /= 10;
            exponent += 1;
        }
        Self { mantissa, exponent }
    }

    /// Whether a number is a multiple of this step, without rounding.
    #[inline]
    pub(crate) fn divides(self, number: impl Numeric) -> bool {
        if let (Some(whole), 0) = (number.magnitude(), self.exponent) {
            return is_whole_multiple(whole, self.mantissa);
        }
        let exact = || Self::of_numeric(number).is_some_and(|value| value.is_multiple_of(self));
        self.divides_plain(number).unwrap_or_else(exact)
    }

    /// The result for numbers of up to 15 digits, without their text: a number that is a whole number of the last place of
    /// the step is the nearest one to it, and no other of so few digits is.
    fn divides_plain(self, number: impl Numeric) -> Option<bool> {
        let places = usize::try_from(-i64::from(self.exponent)).ok()?;
        let power = *POWERS.get(places)?;
        let value = number.float().abs();
        if value.is_nan() {
            return None;
        }
        let places = value * power;
        if places >= 1e15 || value >= 1e15 {
            return None;
        }
        // The nearest whole number; `round` is a call of a function where the processor is not known.
        #[expect(clippy::cast_possible_truncation, reason = "below 10 to the power of 15")]
        let whole = (places + 0.5) as i64;
        let is_exact = whole as f64 / power == value;
        Some(is_exact && (self.mantissa == 1 || whole.unsigned_abs().is_multiple_of(self.mantissa)))
    }

    /// Whether this is a multiple of `step`, without rounding.
    fn is_multiple_of(self, step: Self) -> bool {
        if self.mantissa == 0 || step.mantissa == 0 {
            return self.mantissa == 0;
        }
        // With equal powers of ten the digits decide. Fewer powers here: they would have to be among the digits, which
        // end in no zero.
        let Ok(power) = u32::try_from(i64::from(self.exponent) - i64::from(step.exponent)) else {
            return false;
        };
        let modulus = u128::from(step.mantissa);
        (u128::from(self.mantissa) % modulus * power_of_ten(power, modulus)).is_multiple_of(modulus)
    }
}

/// Powers of ten that a number of 64 bits holds exactly.
const POWERS: [f64; 16] = [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

impl Decimal {
    /// The number as a value.
    pub(crate) fn to_value(self) -> Value {
        let written = self.to_string();
        serde_json::from_str(&written).unwrap_or(Value::String(written))
    }
}

impl From<Decimal> for Argument {
    fn from(number: Decimal) -> Self {
        Self::Data(number.to_value())
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.mantissa.to_string();
        let places = usize::try_from(self.exponent.unsigned_abs()).unwrap_or(usize::MAX);
        match self.exponent {
            0..=20 => write!(f, "{digits}{}", "0".repeat(places)),
            -20..0 => {
                let digits = format!("{digits:0>width$}", width = places + 1);
                let (whole, fraction) = digits.split_at(digits.len() - places);
                write!(f, "{whole}.{fraction}")
            }
            exponent => write!(f, "{digits}e{exponent}"),
        }
    }
}

/// A short text without an allocation.
struct Text {
    bytes: [u8; 32],
    length: usize,
}

impl Text {
    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }
}

impl Write for Text {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.length + text.len();
        self.bytes.get_mut(self.length..end).ok_or(fmt::Error)?.copy_from_slice(text.as_bytes());
        self.length = end;
        Ok(())
    }
}

/// Ten to a power, modulo a number below 2^64.
fn power_of_ten(mut power: u32, modulus: u128) -> u128 {
    let (mut result, mut square) = (1 % modulus, 10 % modulus);
    while power > 0 {
        if power % 2 == 1 {
            result = result * square % modulus;
        }
        square = square * square % modulus;
        power /= 2;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_multiple(value: &str, step: &str) -> bool {
        let read = |text: &str| Decimal::of(&serde_json::from_str(text).unwrap()).unwrap();
        let slow = read(value).is_multiple_of(read(step));
        assert_eq!(read(step).divides(value.parse::<f64>().unwrap()), slow, "{value} of {step} as a float");
        assert_eq!(read(step).divides(&serde_json::from_str(value).unwrap()), slow, "{value} of {step}");
        slow
    }

    #[test]
    fn a_multiple_is_not_lost_to_binary_rounding() {
        for (value, step) in
            [("0.0075", "0.0001"), ("0.3", "0.1"), ("12391239123", "1e-8"), ("0", "7"), ("-4.5", "1.5")]
        {
            assert!(is_multiple(value, step), "{value} of {step}");
        }
        for (value, step) in [
            ("0.30000000000000004", "0.1"),
            ("19.995", "0.01"),
            ("0.00751", "0.0001"),
            ("1e308", "0.123456789"),
            ("35", "1.5"),
            ("7", "2"),
        ] {
            assert!(!is_multiple(value, step), "{value} of {step}");
        }
    }

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
}
