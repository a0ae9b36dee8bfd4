//! Numbers of documents: whole numbers, steps and digits that 64 bits do not hold exactly, others as floating point.

use std::cmp::Ordering;

use deskledger_codegen::{Node, Numeral, Value};
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

/// The digits of a number as they are written.
pub(crate) fn written(number: &Numeral) -> String {
    number.digits.as_deref().map_or_else(|| number.value.to_string(), str::to_owned)
}

/// The digits in a value that 64 bits do not hold.
pub(crate) fn rounded(node: &Node) -> Vec<&str> {
    match &node.value {
        Value::Number(number) => number.digits.as_deref().into_iter().collect(),
        Value::List(list) => list.iter().flat_map(rounded).collect(),
        Value::Map(entries) => entries.iter().flat_map(|(_, node)| rounded(node)).collect(),
        _ => Vec::new(),
    }
}

/// The order of two numbers.
pub(crate) fn compare(one: &Numeral, other: &Numeral) -> Ordering {
    if (&one.digits, &other.digits) != (&None, &None)
        && let (Some(one), Some(other)) = (Digits::of(&written(one)), Digits::of(&written(other)))
    {
        return one.signed_order(&other);
    }
    Exact::of(one).partial_cmp(&Exact::of(other)).unwrap_or(Ordering::Equal)
}

/// A number by its digits.
struct Digits {
    is_negative: bool,
    /// Place of the decimal point among the digits, which may be before the first and after the last one.
    point: i64,
    /// Without zeros before and after them.
    digits: String,
}

impl Digits {
    fn of(text: &str) -> Option<Self> {
        let unsigned = text.trim_start_matches(['+', '-']);
        let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        let digits = all.trim_start_matches('0');
        let first = i64::try_from(whole.len()).ok()? - i64::try_from(all.len() - digits.len()).ok()?;
        let point = if digits.is_empty() { 0 } else { first.checked_add(exponent.parse().ok()?)? };
        let is_negative = text.starts_with('-') && !digits.is_empty();
        Some(Self { is_negative, point, digits: digits.trim_end_matches('0').to_owned() })
    }

    fn signed_order(&self, other: &Self) -> Ordering {
        // Below one, the place of the first digit is negative; zero has no digit and is less than all of them.
        let size = |one: &Self| (!one.digits.is_empty(), one.point, one.digits.clone());
        match (self.is_negative, other.is_negative) {
            (false, false) => size(self).cmp(&size(other)),
            (true, true) => size(other).cmp(&size(self)),
            (one, other) => other.cmp(&one),
        }
    }

    /// The whole number towards zero, and the sign of the fraction, or 0.
    fn split(&self) -> Option<(i128, i128)> {
        let count = usize::try_from(self.point.max(0)).ok().filter(|count| *count < 40)?;
        let end = count.min(self.digits.len());
        let whole: i128 = format!("0{:0<count$}", &self.digits[..end]).parse().ok()?;
        let sign = if self.is_negative { -1 } else { 1 };
        Some((sign * whole, if end < self.digits.len() { sign } else { 0 }))
    }
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

/// Whether every multiple of a step is one of another. Of steps with too many digits that is known of equal ones only.
pub(crate) fn is_step_within(own: &Numeral, step: &Numeral) -> bool {
    match (&own.digits, &step.digits) {
        (None, None) => is_multiple(own, step),
        _ => compare(own, step) == Ordering::Equal,
    }
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
        "int8" => Some((i8::MIN.into(), i8::MAX.into())),
        "int16" => Some((i16::MIN.into(), i16::MAX.into())),
        "int32" => Some((i32::MIN.into(), i32::MAX.into())),
        "int64" => Some((i64::MIN.into(), i64::MAX.into())),
        "uint8" => Some((0, u8::MAX.into())),
        "uint16" => Some((0, u16::MAX.into())),
        "uint32" => Some((0, u32::MAX.into())),
        "uint64" => Some((0, u64::MAX.into())),
        _ => None,
    }
}

/// The ends of the range of a format of floating point; every number of JSON is within the others.
pub(crate) fn float_range(format: &str) -> Option<(Bound, Bound)> {
    let bound = |limit: f32| {
        let value = Number::from_f64(limit.into())?;
        Some(Bound { limit: Numeral { value, digits: None }, exclusive: false })
    };
    if format == "float" { Some((bound(f32::MIN)?, bound(f32::MAX)?)) } else { None }
}

/// An end of a range.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bound {
    pub(crate) limit: Numeral,
    pub(crate) exclusive: bool,
}

impl Bound {
    /// Whether a number is on the allowed side; `side` is `Greater` for a lower bound.
    pub(crate) fn allows(&self, number: &Number, side: Ordering) -> bool {
        let order = compare(&Numeral { value: number.clone(), digits: None }, &self.limit);
        order == side || (order == Ordering::Equal && !self.exclusive)
    }

    /// The first whole number on the allowed side; `side` is `Greater` for a lower bound.
    pub(crate) fn first_whole(&self, side: Ordering) -> Option<i128> {
        let by = if side == Ordering::Greater { 1 } else { -1 };
        let exact = whole(&self.limit).filter(|_| self.limit.digits.is_none()).map(|limit| (limit, 0));
        let (limit, fraction) = exact.or_else(|| Digits::of(&written(&self.limit))?.split())?;
        let is_next = if fraction == 0 { self.exclusive } else { fraction == by };
        Some(if is_next { limit + by } else { limit })
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
        let limit = written(&bound.limit);
        if bound.exclusive { messages::exclusive(limit).into() } else { limit.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numeral(text: &str) -> Numeral {
        Numeral { value: text.parse().unwrap(), digits: Some(text.into()) }
    }

    #[test]
    fn digits_are_in_the_order_of_their_numbers() {
        let ordered = [
            "-20.5", "-2.05e1", "-3", "-0.5", "-1e-30", "0", "-0.0", "1e-30", "0.05", "0.5", "0.51", "3", "20.5", "1e2",
        ];
        let same = [("-20.5", "-2.05e1"), ("0", "-0.0")];
        for (place, one) in ordered.iter().enumerate() {
            for (other_place, other) in ordered.iter().enumerate() {
                let is_same = same.contains(&(one, other)) || same.contains(&(other, one));
                let expected = if is_same { Ordering::Equal } else { place.cmp(&other_place) };
                assert_eq!(compare(&numeral(one), &numeral(other)), expected, "{one} {other}");
            }
        }
    }

    #[test]
    fn the_first_whole_number_is_on_the_allowed_side() {
        let cases = [
            ("18446744073709551617.5", 18_446_744_073_709_551_618, 18_446_744_073_709_551_617),
            ("-18446744073709551617.5", -18_446_744_073_709_551_617, -18_446_744_073_709_551_618),
            ("0.5", 1, 0),
            ("-0.5", 0, -1),
            ("1e-30", 1, 0),
            ("-30e1", -300, -300),
        ];
        for (text, least, most) in cases {
            let bound = Bound { limit: numeral(text), exclusive: false };
            let found = [Ordering::Greater, Ordering::Less].map(|side| bound.first_whole(side));
            assert_eq!(found, [Some(least), Some(most)], "{text}");
        }
        let bound = Bound { limit: numeral("-30e1"), exclusive: true };
        assert_eq!(bound.first_whole(Ordering::Greater), Some(-299));
    }
}
