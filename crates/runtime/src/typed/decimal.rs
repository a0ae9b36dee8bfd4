use std::fmt;
use std::str::FromStr;

use super::mismatch::Mismatch;
use super::value::{Num, Scalar, Typed, View};

/// Precision in digits of every number of 64 bits.
const KEPT_DIGITS: usize = 15;

/// A number with all its digits, for amounts that an `f64` would round.
///
/// The check sees the number as the untyped check does: rounded to 64 bits.
///
/// ```
/// use deskledger_runtime::typed::{Decimal, from_slice, to_vec};
/// let price: Decimal = from_slice(b"12345678901234567.89")?.value;
/// assert_eq!((to_vec(&price), price.as_f64()), (b"12345678901234567.89".to_vec(), 12345678901234567.89));
/// assert_eq!((Decimal::from(4.99), Decimal::from(3)), ("4.990".parse()?, "3.0".parse()?));
/// assert!("4,99".parse::<Decimal>().is_err());
/// # Ok::<(), deskledger_runtime::typed::Mismatch>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Decimal {
    number: Num,
    /// The number as it is written, where `number` has not all of its digits.
    digits: Option<Box<str>>,
}

impl Decimal {
    /// The number, rounded to the next `f64`.
    pub fn as_f64(&self) -> f64 {
        self.number.float()
    }

    /// The value.
    ///
    /// # Errors
    /// It has more digits than the type.
    #[cfg(feature = "decimal")]
    pub fn value(&self) -> Result<rust_decimal::Decimal, Mismatch> {
        let text = self.to_string();
        let exact = rust_decimal::Decimal::from_str_exact(&text);
        let value = exact.or_else(|_| rust_decimal::Decimal::from_scientific(&text));
        value.map_err(|error| Mismatch::of_whole(error.to_string()))
    }
}

#[cfg(feature = "decimal")]
impl From<rust_decimal::Decimal> for Decimal {
    fn from(value: rust_decimal::Decimal) -> Self {
        value.to_string().parse().unwrap_or_default()
    }
}

impl Default for Decimal {
    fn default() -> Self {
        Self::from(0)
    }
}

impl From<f64> for Decimal {
    fn from(value: f64) -> Self {
        Self { number: Num::of_float(value), digits: None }
    }
}

impl From<i64> for Decimal {
    fn from(value: i64) -> Self {
        Self { number: Num::Int(value), digits: None }
    }
}

impl FromStr for Decimal {
    type Err = Mismatch;

    fn from_str(text: &str) -> Result<Self, Mismatch> {
        let number: serde_json::Number =
            serde_json::from_str(text).map_err(|error| Mismatch::of_whole(error.to_string()))?;
        let number = match Num::of(&number) {
            Num::Float(value) => Num::of_float(value),
            whole => whole,
        };
        let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
        let digits = mantissa.trim_start_matches(['-', '0', '.']).bytes().filter(u8::is_ascii_digit).count();
        // A whole number of 64 bits has all of them.
        let is_kept = digits <= KEPT_DIGITS
            || (!matches!(number, Num::Float(_)) && mantissa.len() == text.len() && !text.contains('.'));
        Ok(Self { number, digits: (!is_kept).then(|| text.into()) })
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.digits {
            Some(digits) => f.write_str(digits),
            None => self.number.to_value().fmt(f),
        }
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Typed for Decimal {
    fn view(&self) -> View<'_> {
        match &self.digits {
            Some(digits) => View::Digits(digits, self.number),
            None => View::Number(self.number),
        }
    }

    fn put(&mut self, scalar: Scalar<'_>) -> bool {
        let value = match scalar {
            Scalar::Digits(text, _) => text.parse().ok(),
            Scalar::Number(Num::Float(value)) => Some(Self::from(value)),
            Scalar::Number(number) => Some(Self { number, digits: None }),
            _ => None,
        };
        value.map(|value| *self = value).is_some()
    }

    fn reads_digits(&self) -> bool {
        true
    }

    fn has_digits() -> bool {
        true
    }
}
