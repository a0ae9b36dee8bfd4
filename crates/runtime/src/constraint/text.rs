//! Equality of names, and lengths of texts, counted in characters (Unicode code points).
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

/// Whether two names are the same; most are short, and compared as two numbers that may overlap.
#[inline(always)]
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    one.len() == other.len()
        && match one.len() {
            4..=8 => one.first_chunk::<4>() == other.first_chunk() && one.last_chunk::<4>() == other.last_chunk(),
            9..=16 => one.first_chunk::<8>() == other.first_chunk() && one.last_chunk::<8>() == other.last_chunk(),
            _ => one == other,
        }
}

/// The place of a name; mostly names stand in the order of the document, so that the next one is looked at first.
#[inline(always)]
pub(crate) fn place<T>(named: &[(&str, T)], name: &str, next: usize) -> Option<usize> {
    match named.get(next) {
        Some((one, _)) if is_same(one, name) => Some(next),
        _ => named.iter().position(|(one, _)| is_same(one, name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_in_one_byte_are_not_taken_for_each_other() {
        let name = "abcdefghijklmnopqrstuvwxyz";
        for length in 0..name.len() {
            let one = &name[..length];
            assert!(is_same(one, &name.to_owned()[..length]));
            for place in 0..length {
                let other = format!("{}_{}", &one[..place], &one[place + 1..]);
                assert!(!is_same(one, &other), "{one} {other}");
            }
            assert!(!is_same(one, &name[..=length]), "{one}");
        }
    }
}
