//! Numbers of documents: whole numbers and steps exactly, others as floating point.

use std::cmp::Ordering;

use deskledger_runtime::json_schema::{Decimal, Number as Exact};
use deskledger_runtime::message::Argument;
use serde_json::Number;

use crate::messages;

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

/// Whether a number is a multiple of another, by the digits that are written.
pub(crate) fn is_multiple(number: &Number, step: &Number) -> bool {
    let (Some(value), Some(step)) = (Decimal::of(number), Decimal::of(step)) else { return false };
    let (mantissa, of) = (u128::from(value.mantissa), u128::from(step.mantissa));
    let places = value.exponent.abs_diff(step.exponent);
    if value.exponent >= step.exponent {
        return of > 0 && (0..places).fold(mantissa % of, |rest, _| rest * 10 % of) == 0;
    }
    let of = 10_u128.checked_pow(places).and_then(|power| of.checked_mul(power));
    mantissa == 0 || of.is_some_and(|of| of > 0 && mantissa % of == 0)
}

/// The least multiple of two steps.
pub(crate) fn least_multiple(one: u64, other: u64) -> Option<u64> {
    let (mut divisor, mut rest) = (one, other);
    while rest > 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    (one / divisor.max(1)).checked_mul(other)
}

/// A number beside another.
pub(crate) fn offset(number: &Number, by: i32) -> Number {
    match whole(number).and_then(|value| i64::try_from(value + i128::from(by)).ok()) {
        Some(value) => value.into(),
        None => Number::from_f64(number.as_f64().unwrap_or_default() + f64::from(by)).unwrap_or_else(|| by.into()),
    }
}

/// The range of a format of whole numbers.
pub(crate) fn integer_range(format: &str) -> Option<(i128, i128)> {
    match format {
        "int32" => Some((i32::MIN.into(), i32::MAX.into())),
        "int64" => Some((i64::MIN.into(), i64::MAX.into())),
        _ => None,
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

    /// The first whole number on the allowed side; `side` is `Greater` for a lower bound.
    pub(crate) fn first_whole(&self, side: Ordering) -> Option<i128> {
        let by = if side == Ordering::Greater { 1 } else { -1 };
        if let Some(limit) = whole(&self.limit) {
            return Some(if self.exclusive { limit + by } else { limit });
        }
        let limit = self.limit.as_f64()?;
        whole(&Number::from_f64(if by > 0 { limit.ceil() } else { limit.floor() })?)
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

impl From<&Bound> for Argument {
    fn from(bound: &Bound) -> Self {
        let limit = bound.limit.to_string();
        if bound.exclusive { messages::exclusive(limit).into() } else { limit.into() }
    }
}
