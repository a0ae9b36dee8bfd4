//! Lengths of texts, counted in characters (Unicode code points).
//!
//! A text of n bytes has at most n and at least n/4 characters: mostly there is nothing to count.

/// Whether a text has at most `max` characters.
#[inline(always)]
pub(crate) fn is_short_enough(text: &str, max: usize) -> bool {
    text.len() <= max || (text.len() / 4 <= max && text.chars().nth(max).is_none())
}

/// Whether a text has at least `min` characters.
#[inline(always)]
pub(crate) fn is_long_enough(text: &str, min: usize) -> bool {
    min == 0 || (text.len() >= min && (text.len() / 4 >= min || text.chars().nth(min - 1).is_some()))
}
