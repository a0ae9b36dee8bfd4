//! Texts that many cells share: a cell with a number is shorter and faster to write and to compress.

use std::collections::HashMap;

/// Maximum number of shared texts. Together with the next limits it bounds the memory of a workbook of any size.
const MAX_TEXTS: usize = 1 << 16;

/// Maximum length of all shared texts in bytes.
const MAX_BYTES: usize = 2 << 20;

/// Maximum length of a shared text in bytes.
const MAX_LENGTH: usize = 255;

/// Number of new texts in a column after which further ones are shared only if as many were repeated.
const TRIAL: u64 = 1 << 14;

/// The shared texts, numbered in the order of their first cells.
#[derive(Default)]
pub(super) struct Shared {
    numbers: HashMap<Box<str>, usize>,
    bytes: usize,
    /// Number of cells of each column with a shared text, and with a new one.
    columns: Vec<(u64, u64)>,
    /// The items of the part.
    pub(super) items: Vec<u8>,
}

impl Shared {
    /// The number of a text; `None` if it is not shared. `element` writes a text as its element.
    pub(super) fn number(
        &mut self,
        column: usize,
        text: &str,
        element: impl FnOnce(&mut Vec<u8>, &str),
    ) -> Option<usize> {
        if column >= self.columns.len() {
            self.columns.resize(column + 1, (0, 0));
        }
        let (repeated, new) = self.columns.get_mut(column)?;
        if let Some(number) = self.numbers.get(text) {
            *repeated += 1;
            return Some(*number);
        }
        *new += 1;
        let number = self.numbers.len();
        let is_full = number == MAX_TEXTS || self.bytes + text.len() > MAX_BYTES;
        // openpyxl undoes the escape of `_x` in shared texts and no other one: such a text stays in its cell.
        if is_full || text.len() > MAX_LENGTH || *new > TRIAL + *repeated || text.contains("_x") {
            return None;
        }
        self.bytes += text.len();
        self.numbers.insert(text.into(), number);
        self.items.extend_from_slice(b"<si>");
        element(&mut self.items, text);
        self.items.extend_from_slice(b"</si>");
        Some(number)
    }

    /// Shares nothing.
    #[cfg(test)]
    pub(super) fn full() -> Self {
        Self { bytes: MAX_BYTES + 1, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_never_repeat_or_are_long_do_not_fill_the_memory() {
        let mut shared = Shared::default();
        let element = |items: &mut Vec<u8>, text: &str| items.extend_from_slice(text.as_bytes());
        for number in 0..2 * MAX_TEXTS {
            shared.number(0, &format!("{number}"), element);
            assert_eq!(shared.number(1, "again", element), Some(1));
        }
        assert_eq!(shared.numbers.len() as u64, TRIAL + 1);
        assert_eq!(shared.number(2, &"x".repeat(MAX_LENGTH + 1), element), None);
        for number in 0..4 * MAX_TEXTS {
            shared.number(3 + number % 64, &format!("{number:0200}"), element);
        }
        assert!(shared.bytes <= MAX_BYTES && shared.items.len() < 2 * MAX_BYTES);
    }
}
