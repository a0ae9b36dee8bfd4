//! JSON, read from the start to the end. Only what is plain is read here; serde_json reads the rest at the place where it stands:
//! texts with escapes, long numbers, values of any type.

use serde::de::DeserializeOwned;

use super::value::Num;
use crate::constraint::decimal::POWERS;

/// Most digits of a number that is read here: as whole numbers they are exact in 64 bits, with a fraction or without.
const MAX_DIGITS: usize = 15;

/// A text of JSON and a place in it.
#[derive(Clone, Copy)]
pub(super) struct Text<'j> {
    text: &'j str,
    at: usize,
}

impl<'j> Text<'j> {
    pub(super) fn new(text: &'j str) -> Self {
        Self { text, at: 0 }
    }

    /// The next byte that is not white space, 0 at the end; it is not passed.
    #[inline(always)]
    pub(super) fn peek(&mut self) -> u8 {
        loop {
            match self.byte() {
                b' ' | b'\n' | b'\t' | b'\r' => self.at += 1,
                byte => return byte,
            }
        }
    }

    /// Passes the next byte that is not white space.
    #[inline(always)]
    pub(super) fn next(&mut self) -> u8 {
        let next = self.peek();
        self.at += usize::from(self.at < self.text.len());
        next
    }

    /// Whether nothing but white space is left.
    pub(super) fn is_at_end(&mut self) -> bool {
        self.peek();
        self.at == self.text.len()
    }

    /// Whether a word is next; it is passed.
    pub(super) fn pass_word(&mut self, word: &str) -> bool {
        let is_next = self.text.as_bytes()[self.at..].starts_with(word.as_bytes());
        self.at += if is_next { word.len() } else { 0 };
        is_next
    }

    /// Length of the whole text in bytes.
    pub(super) fn length(&self) -> usize {
        self.text.len()
    }

    /// The text since an earlier position.
    pub(super) fn since(self, start: Self) -> &'j str {
        &self.text[start.at..self.at]
    }

    /// A text, from its first quotation mark; one with escapes is stored in `other`.
    #[inline(always)]
    pub(super) fn string<'s>(&mut self, other: &'s mut String) -> Option<&'s str>
    where
        'j: 's,
    {
        let start = self.at + 1;
        let end = end_of_plain(self.text.as_bytes(), start);
        if self.text.as_bytes().get(end) == Some(&b'"') {
            self.at = end + 1;
            return self.text.get(start..end);
        }
        *other = self.any()?;
        Some(other)
    }

    /// A number, from its first byte, and whether it may have more digits than the precision of `f64`.
    #[inline(always)]
    pub(super) fn number(&mut self) -> Option<(Num, bool)> {
        match self.plain_number() {
            Some(number) => Some((number, false)),
            None => self.any().map(|number| (Num::of(&number), true)),
        }
    }

    #[inline(always)]
    fn plain_number(&mut self) -> Option<Num> {
        let (mut rest, mut digits) = (*self, 0);
        let is_negative = rest.byte() == b'-';
        rest.at += usize::from(is_negative);
        let starts_with_0 = rest.byte() == b'0';
        let whole = rest.digits(&mut digits);
        let places = match rest.byte() {
            b'.' => {
                rest.at += 1;
                Some(rest.digits(&mut digits))
            }
            _ => None,
        };
        let is_plain = whole > 0
            && places != Some(0)
            && whole + places.unwrap_or(0) <= MAX_DIGITS
            && !(starts_with_0 && whole > 1)
            && !matches!(rest.byte(), b'e' | b'E')
            // There is no whole number -0.
            && !(is_negative && digits == 0);
        if !is_plain {
            return None;
        }
        *self = rest;
        let digits = if is_negative { -digits } else { digits };
        // A quotient of two exact numbers is the nearest one to its value.
        Some(places.map_or(Num::Int(digits), |places| Num::Float(digits as f64 / POWERS[places])))
    }

    /// Passes digits, adds them to a number, and counts them.
    #[inline(always)]
    fn digits(&mut self, number: &mut i64) -> usize {
        let start = self.at;
        while let digit @ b'0'..=b'9' = self.byte() {
            *number = number.wrapping_mul(10).wrapping_add(i64::from(digit - b'0'));
            self.at += 1;
        }
        self.at - start
    }

    /// A value as serde_json reads it.
    #[cold]
    pub(super) fn any<T: DeserializeOwned>(&mut self) -> Option<T> {
        let mut values = serde_json::Deserializer::from_str(&self.text[self.at..]).into_iter::<T>();
        let value = values.next()?.ok()?;
        self.at += values.byte_offset();
        Some(value)
    }

    #[inline(always)]
    fn byte(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }
}

/// The place of the first byte from `at` on that ends a plain text: a quotation mark, a backslash, a control character, or none.
#[inline(always)]
fn end_of_plain(bytes: &[u8], mut at: usize) -> usize {
    const ONES: u64 = u64::MAX / 255;
    // Eight bytes at once: the highest bit of each is set where it is zero, or below 32. Of wrong bits only higher ones are set.
    let zeros = |eight: u64| eight.wrapping_sub(ONES) & !eight;
    while let Some(eight) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let eight = u64::from_le_bytes(*eight);
        let controls = eight.wrapping_sub(ONES * 32) & !eight;
        let ends = (controls | zeros(eight ^ (ONES * u64::from(b'"'))) | zeros(eight ^ (ONES * u64::from(b'\\'))))
            & (ONES << 7);
        if ends != 0 {
            return at + ends.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while bytes.get(at).is_some_and(|byte| !matches!(byte, b'"' | b'\\' | 0..32)) {
        at += 1;
    }
    at
}

/// Numbers that look random and are the same in every run.
#[cfg(test)]
pub(super) fn random() -> impl FnMut(usize) -> usize {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    move |limit| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 20).unwrap_or_default() % limit
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn a_number_is_the_one_that_serde_json_reads() {
        let (mut below, mut plain) = (random(), 0);
        for _ in 0..50_000 {
            let mut text: String = (0..=below(18)).map(|_| char::from(b"00123456789..-eE+x "[below(19)])).collect();
            text.insert(0, char::from(b"-0123456789"[below(11)]));
            let mut own = Text::new(&text);
            let read = own.number().filter(|_| own.is_at_end()).map(|(number, _)| format!("{number:?}"));
            let expected = serde_json::from_str(&text).ok().map(|number| format!("{:?}", Num::of(&number)));
            assert_eq!(read, expected, "{text:?}");
            plain += usize::from(read.is_some());
        }
        assert!(plain > 5_000, "{plain}");
    }

    #[test]
    fn a_text_ends_where_it_ends_for_serde_json() {
        for end in ["\"", "\\\"\"", "\\u0041\"", "\n\"", "\u{1f}\"", "", "张\"", "\u{7f}\u{a0}\""] {
            for length in 0..20 {
                let text = format!("\"{}{end} 12345678", "é".repeat(length % 3) + &"a".repeat(length));
                let mut expected = serde_json::Deserializer::from_str(&text).into_iter::<Value>();
                let expected = expected.next().and_then(Result::ok);
                assert_eq!(Text::new(&text).string(&mut String::new()).map(Value::from), expected, "{text:?}");
            }
        }
    }
}
