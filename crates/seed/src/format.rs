//! Numbers as text. A record has some forty of them, and `format!` would take most of the time of a seed.

/// Appends a number in decimal digits, padded with leading zeros to `width`.
pub(crate) fn decimal(text: &mut String, number: u64, width: usize) {
    let count = number.checked_ilog10().map_or(0, |power| power as usize + 1).max(width);
    let mut power = 10_u64.saturating_pow(count.saturating_sub(1) as u32);
    for _ in 0..count {
        text.push(char::from(b'0' + (number / power % 10) as u8));
        power = (power / 10).max(1);
    }
}

/// Appends the last `width` hexadecimal digits of a number.
pub(crate) fn hexadecimal(text: &mut String, number: u64, width: u32) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for place in (0..width).rev() {
        let digit = number >> (4 * place) & 0xf;
        text.push(char::from(DIGITS.get(digit as usize).copied().unwrap_or(b'0')));
    }
}

/// A prefix and numbers, each after a separator: `join("10", '.', [1, 2, 3])` is `10.1.2.3`.
pub(crate) fn join<const N: usize>(front: &str, separator: char, numbers: [u64; N]) -> String {
    let mut text = String::with_capacity(front.len() + 11 * N);
    text.push_str(front);
    for number in numbers {
        text.push(separator);
        decimal(&mut text, number, 1);
    }
    text
}

/// A UUID of version 4 from two random numbers.
pub(crate) fn uuid(high: u64, low: u64) -> String {
    let (high, low) = (high & !0xf000 | 0x4000, low >> 2 | 1 << 63);
    let mut text = String::with_capacity(36);
    let parts =
        [(high >> 32, 8), (high >> 16 & 0xffff, 4), (high & 0xffff, 4), (low >> 48, 4), (low & 0xffff_ffff_ffff, 12)];
    for (index, (number, width)) in parts.into_iter().enumerate() {
        if index > 0 {
            text.push('-');
        }
        hexadecimal(&mut text, number, width);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_is_one_of_version_4() {
        assert_eq!(uuid(u64::MAX, u64::MAX), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(uuid(0, 0), "00000000-0000-4000-8000-000000000000");
    }

    #[test]
    fn numbers_keep_every_digit() {
        let spelled = |number, width| {
            let mut text = String::new();
            decimal(&mut text, number, width);
            text
        };
        for (number, width) in [(0, 0), (0, 1), (7, 5), (123_456, 3), (u64::MAX, 1), (u64::MAX, 20), (10, 2)] {
            let expected = if (number, width) == (0, 0) { String::new() } else { format!("{number:0width$}") };
            assert_eq!(spelled(number, width), expected);
        }
        assert_eq!(join("10", '.', [1, 20, 255]), "10.1.20.255");
    }
}
