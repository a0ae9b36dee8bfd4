//! Numbers of documents: whole numbers exactly, others as floating point.

use std::cmp::Ordering;
use std::fmt;

use deskledger_runtime::json_schema::Number as Exact;
use serde_json::Number;

/// The value of a whole number.
pub(crate) fn whole(number: &Number) -> Option<i128> {
    let exact = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
    #[allow(clippy::cast_possible_truncation, reason = "the range is checked")]
    exact.or_else(|| {
        number.as_f64().filter(|value| value.fract() == 0.0 && value.abs() < 1e30).map(|value| value as i128)
    })
}

/// The order of two numbers.
pub(crate) fn compare(one: &Number, other: &Number) -> Ordering {
    Exact::of(one).partial_cmp(&Exact::of(other)).unwrap_or(Ordering::Equal)
}

/// Whether a number is a multiple of another; floating point is compared with a tolerance of its last digits.
pub(crate) fn is_multiple(number: &Number, step: &Number) -> bool {
    match (whole(number), whole(step)) {
        (_, Some(0)) => false,
        (Some(number), Some(step)) => number % step == 0,
        _ => {
            let quotient = number.as_f64().unwrap_or_default() / step.as_f64().unwrap_or(1.0);
            quotient.is_finite() && (quotient - quotient.round()).abs() < 1e-9 * quotient.abs().max(1.0)
        }
    }
}

/// A number beside another.
pub(crate) fn offset(number: &Number, by: i32) -> Number {
    match whole(number).and_then(|value| i64::try_from(value + i128::from(by)).ok()) {
        Some(value) => value.into(),
        None => Number::from_f64(number.as_f64().unwrap_or_default() + f64::from(by)).unwrap_or_else(|| by.into()),
    }
}

/// An end of a range.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bound {
    pub(crate) limit: Number,
    pub(crate) exclusive: bool,
}

impl Bound {
    /// Whether a number is on the allowed side; `side` is `Greater` for a lower bound.
    pub(crate) fn allows(&self, number: &Number, side: Ordering) -> bool {
        let order = compare(number, &self.limit);
        order == side || (order == Ordering::Equal && !self.exclusive)
    }

    /// Whether the other bound allows every number that this one allows.
    pub(crate) fn is_within(&self, other: &Self, side: Ordering) -> bool {
        let order = compare(&self.limit, &other.limit);
        order == side || (order == Ordering::Equal && (self.exclusive || !other.exclusive))
    }

    /// The stricter of two bounds.
    pub(crate) fn strictest(one: Option<Self>, other: Option<Self>, side: Ordering) -> Option<Self> {
        match (one, other) {
            (Some(one), Some(other)) if one.is_within(&other, side) => Some(one),
            (Some(_), Some(other)) => Some(other),
            (one, other) => one.or(other),
        }
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.limit, if self.exclusive { " (exclusive)" } else { "" })
    }
}
