//! Numbers within bounds and steps, without rounding: they are counted in steps of a power of ten.

use deskledger_runtime::json_schema::{Decimal, Number};
use serde_json::Value;

use crate::draw::Draw;

/// Largest number of steps; whatever is greater counts as this.
const LIMIT: i128 = i128::MAX / 4;

/// Numbers without bounds are up to this one: small numbers say more than any of 64 bits.
const USUAL: i128 = 100;

/// The same for numbers that differ from others.
const VARIED: i128 = 1_000_000;

/// Most steps between two bounds that are all drawn from.
const MAX_RANGE: i128 = 1000;

/// Up to this number of units, a fraction is the same as text and as the nearest float.
const MAX_EXACT: i128 = 10_i128.pow(15);

/// Most digits behind the point of a number that nothing asks them of.
const MAX_DIGITS: i32 = 18;

/// Rules of a number. Of several bounds the narrowest counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct NumberRules {
    pub(crate) is_whole: bool,
    /// Bounds, and whether they are excluded.
    pub(crate) min: Vec<(Number, bool)>,
    pub(crate) max: Vec<(Number, bool)>,
    pub(crate) steps: Vec<Decimal>,
}

/// A number that keeps the rules; none where there is none, or none is found.
pub(crate) fn number(rules: &NumberRules, draw: &mut Draw) -> Option<Value> {
    let whole = rules.is_whole.then_some(Decimal { mantissa: 1, exponent: 0 });
    let steps = || rules.steps.iter().copied().chain(whole);
    let bounds = rules.min.iter().chain(&rules.max).filter_map(|(bound, _)| Some(parts(*bound)?.1));
    // One digit more than the bounds have, so that there are numbers between two of them.
    let exponent = match steps().map(|step| step.exponent).min() {
        Some(exponent) => exponent.min(0),
        None => bounds.min().map_or(-2, |exponent| (exponent - 1).min(-2)).max(-MAX_DIGITS),
    };
    let step = steps().try_fold(1, |known, step| {
        let own = i128::from(step.mantissa).checked_mul(power(step.exponent - exponent)?)?;
        least_multiple(known, own)
    })?;
    let min = rules.min.iter().filter_map(|bound| limit(*bound, exponent, true)).max();
    let max = rules.max.iter().filter_map(|bound| limit(*bound, exponent, false)).min();
    // Too large to be counted: the bound itself.
    let is_beyond = |limit: Option<i128>| limit.is_some_and(|limit| limit.abs() >= LIMIT);
    if let Some((bound, _)) = rules.min.first().filter(|_| is_beyond(min) && min > Some(0)) {
        return Some(bound.to_value());
    }
    if let Some((bound, _)) = rules.max.first().filter(|_| is_beyond(max) && max < Some(0)) {
        return Some(bound.to_value());
    }
    let min = min.map(|min| rounded(min, step, true));
    let max = max.map(|max| rounded(max, step, false));
    if min.zip(max).is_some_and(|(min, max)| min > max) {
        return between(rules).filter(|_| !rules.is_whole && rules.steps.is_empty());
    }
    let (one, per_one) = (rounded(power(-exponent)?, step, true), power(-exponent)? / step);
    let exact = if exponent < 0 { (MAX_EXACT / step).max(1) } else { LIMIT };
    let (low, high) = range(min, max, one.min(exact), per_one, exact, draw);
    written(draw.between(low, high).checked_mul(step)?, exponent)
}

/// The range that is drawn from, in steps: that of usual numbers, as far as the bounds allow.
fn range(min: Option<i128>, max: Option<i128>, one: i128, per_one: i128, exact: i128, draw: &Draw) -> (i128, i128) {
    let count = if draw.is_varied() { VARIED } else { USUAL };
    let usual = per_one.saturating_mul(count).max(one + count - 1).min(exact).max(one);
    match (min, max) {
        (Some(min), Some(max)) if !draw.is_first() && max.saturating_sub(min) <= MAX_RANGE => (min, max),
        (Some(min), max) if min > usual => (min, max.unwrap_or(LIMIT).min(min.saturating_add(usual - one))),
        (None, Some(max)) if max < one && draw.is_first() => (max, max),
        (min, Some(max)) if max < one => (min.unwrap_or(-LIMIT).max(max.saturating_sub(usual - one)), max),
        (min, max) => (min.unwrap_or(one).max(one), max.unwrap_or(usual).min(usual)),
    }
}

/// The middle of bounds that are closer than the units in which numbers are counted.
fn between(rules: &NumberRules) -> Option<Value> {
    let floats = |bounds: &[(Number, bool)]| bounds.iter().filter_map(|(bound, _)| bound.to_value().as_f64()).collect();
    let (min, max): (Vec<f64>, Vec<f64>) = (floats(&rules.min), floats(&rules.max));
    let (min, max) = (min.into_iter().reduce(f64::max)?, max.into_iter().reduce(f64::min)?);
    serde_json::Number::from_f64(min + (max - min) / 2.0).filter(|_| min <= max).map(Value::Number)
}

/// Digits and power of ten of a number.
fn parts(number: Number) -> Option<(i128, i32)> {
    match number {
        Number::Whole(whole) => Some((whole, 0)),
        Number::Float(float) => {
            let Decimal { mantissa, exponent } = Decimal::of(&serde_json::Number::from_f64(float)?)?;
            let mantissa = i128::from(mantissa);
            Some((if float < 0.0 { -mantissa } else { mantissa }, exponent))
        }
    }
}

/// A bound in units of a power of ten: the first number that it permits.
fn limit((bound, is_excluded): (Number, bool), exponent: i32, is_lower: bool) -> Option<i128> {
    let (digits, own) = parts(bound)?;
    let scaled = |is_up| match own - exponent {
        up if up >= 0 => power(up).and_then(|power| digits.checked_mul(power)).unwrap_or(LIMIT * digits.signum()),
        down => rounded(digits, power(-down).unwrap_or(i128::MAX), is_up),
    };
    let (below, above) = (scaled(false), scaled(true));
    let next = i128::from(is_excluded && below == above);
    Some(if is_lower { above.saturating_add(next) } else { below.saturating_sub(next) }.clamp(-LIMIT, LIMIT))
}

fn power(exponent: i32) -> Option<i128> {
    10_i128.checked_pow(u32::try_from(exponent).ok()?)
}

/// How often a step is in a number, rounded up or down.
fn rounded(number: i128, step: i128, is_up: bool) -> i128 {
    number.div_euclid(step) + i128::from(is_up && number.rem_euclid(step) != 0)
}

fn least_multiple(one: i128, other: i128) -> Option<i128> {
    let (mut divisor, mut rest) = (one, other);
    while rest != 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    (other > 0).then(|| (one / divisor).checked_mul(other)).flatten()
}

/// A number of so many units of a power of ten, as JSON has it.
fn written(mut digits: i128, mut exponent: i32) -> Option<Value> {
    while exponent < 0 && digits % 10 == 0 {
        (digits, exponent) = (digits / 10, exponent + 1);
    }
    let whole = serde_json::Number::from_i128(digits).filter(|_| exponent == 0);
    let fraction = || serde_json::Number::from_f64(format!("{digits}e{exponent}").parse().ok()?);
    whole.or_else(fraction).map(Value::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_at_the_end_of_what_a_float_can_count_is_not_rounded() {
        let exact = 9_007_199_254_740_993;
        let bound = vec![(Number::Whole(exact), false)];
        for is_whole in [true, false] {
            let rules = NumberRules { is_whole, min: bound.clone(), max: bound.clone(), steps: Vec::new() };
            assert_eq!(number(&rules, &mut Draw::new(None)), Some(9_007_199_254_740_993_i64.into()));
        }
    }

    #[test]
    fn a_number_between_two_bounds_keeps_every_step() {
        let step = |mantissa, exponent| Decimal { mantissa, exponent };
        let float = |value: f64| vec![(Number::Float(value), true)];
        for (rules, expected) in [
            (NumberRules { steps: vec![step(1, -10)], min: float(0.25), ..NumberRules::default() }, "1"),
            (NumberRules { steps: vec![step(1, -10)], max: float(0.25), ..NumberRules::default() }, "0.2499999999"),
            (NumberRules { steps: vec![step(15, -1)], is_whole: true, ..NumberRules::default() }, "3"),
            (NumberRules { steps: vec![step(4, 0), step(6, 0)], is_whole: true, ..NumberRules::default() }, "12"),
            (NumberRules { min: vec![(Number::Float(1e300), false)], ..NumberRules::default() }, "1e300"),
            (NumberRules { min: float(0.5), max: float(0.51), ..NumberRules::default() }, "0.501"),
            (NumberRules { min: float(1e-300), max: float(1e-299), ..NumberRules::default() }, "5.5e-300"),
            (NumberRules { steps: vec![step(3, -18)], ..NumberRules::default() }, "0.000999999999999999"),
            (NumberRules { max: vec![(Number::Whole(-5), true)], is_whole: true, ..NumberRules::default() }, "-6"),
        ] {
            let found = number(&rules, &mut Draw::new(None)).unwrap();
            assert_eq!(found.as_f64(), expected.parse().ok(), "{rules:?}");
        }
    }
}
