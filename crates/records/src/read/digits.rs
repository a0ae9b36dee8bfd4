//! Digits of numbers and times.

pub(super) fn is_digits(text: &str) -> bool {
    text.bytes().all(|digit| digit.is_ascii_digit())
}

/// The digits of a number, without the zeros around them.
pub(super) fn digits(number: &str) -> String {
    let mantissa = number.split(['e', 'E']).next().unwrap_or_default();
    mantissa.replace(['-', '.'], "").trim_matches('0').to_owned()
}
