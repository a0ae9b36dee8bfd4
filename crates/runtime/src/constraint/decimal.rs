//! Steps of numbers (`multipleOf`), without rounding.

use std::fmt;
use std::io::Write;

use serde_json::{Number as Json, Value};

use super::number::Numeric;
use crate::message::Argument;

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
        let mut text = [0; 32];
        let mut rest = &mut text[..];
        write!(rest, "{:e}", number.float().abs()).ok()?;
        let unused = rest.len();
        let (digits, exponent) = std::str::from_utf8(&text[..32 - unused]).ok()?.split_once('e')?;
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
            return whole.is_multiple_of(self.mantissa);
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
        if places >= 1e15 {
            return None;
        }
        // The nearest whole number; `round` is a call of a function where the processor is not known.
        #[expect(clippy::cast_possible_truncation, reason = "below 10 to the power of 15")]
        let whole = (places + 0.5) as i64;
        let is_exact = whole as f64 / power == value;
        Some(is_exact && (self.mantissa == 1 || whole.unsigned_abs().is_multiple_of(self.mantissa)))
    }

    /// The number as a value.
    pub(crate) fn to_value(self) -> Value {
        let written = self.to_string();
        serde_json::from_str(&written).unwrap_or(Value::String(written))
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
pub(crate) const POWERS: [f64; 16] =
    [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

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
        for (value, step) in [
            ("0.0075", "0.0001"),
            ("0.3", "0.1"),
            ("12391239123", "1e-8"),
            ("1000000000000", "1e-8"),
            ("0", "7"),
            ("-4.5", "1.5"),
            ("1", "0.008"),
            ("1", "0.0016"),
            ("1", "0.00032"),
            ("1", "0.000064"),
        ] {
            assert!(is_multiple(value, step), "{value} of {step}");
        }
        for (value, step) in [
            ("0.30000000000000004", "0.1"),
            ("19.995", "0.01"),
            ("0.00751", "0.0001"),
            ("1e308", "0.123456789"),
            ("35", "1.5"),
            ("7", "2"),
            ("0.5", "10"),
            ("1", "0"),
            ("1", "0.016"),
            ("1", "0.0032"),
            ("1", "0.00064"),
        ] {
            assert!(!is_multiple(value, step), "{value} of {step}");
        }
        let step = |mantissa, exponent| Decimal { mantissa, exponent };
        assert!(step(2, 0).divides(8_i64) && !step(2, 0).divides(9_007_199_254_740_993_i64));
        assert!(step(15, -1).divides(3_i64) && !step(15, -1).divides(4_i64));
        // The nearest float is even.
        let odd: Json = serde_json::from_str("9007199254740993").unwrap();
        assert!(!step(2, 0).divides(&odd));
    }

    #[test]
    fn a_step_is_shown_as_it_is_written() {
        for text in ["0.0075", "1.5", "2000", "7", "1e-21", "12e21"] {
            let (number, text): (Json, _) = (serde_json::from_str(text).unwrap(), text);
            let step = Decimal::of(&number).unwrap();
            assert_eq!((step.to_string(), step.to_value()), (text.to_owned(), Value::Number(number)));
        }
    }
}
