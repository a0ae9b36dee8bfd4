//! The texts of a column: each distinct one once, and for each row which of them it is.

use std::hash::BuildHasher;
use std::ops::Range;

use foldhash::quality::RandomState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

/// Maximum size of a dictionary in bytes.
const MAX_DICTIONARY: usize = 1 << 20;

/// Texts before it is judged whether a dictionary is worthwhile.
const SAMPLE: usize = 4096;

/// Texts in one buffer.
#[derive(Default)]
pub(super) struct List {
    text: String,
    ends: Vec<usize>,
}

impl List {
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    fn get(&self, index: u32) -> &str {
        let index = index as usize;
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        self.ends.get(index).and_then(|end| self.text.get(start..*end)).unwrap_or_default()
    }

    /// A part of all texts behind one another.
    pub(super) fn bytes(&self, range: Range<usize>) -> &[u8] {
        self.text.as_bytes().get(range).unwrap_or_default()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let text = self.text.get(start..*end).unwrap_or_default();
            start = *end;
            text
        })
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }
}

/// Whether a text has an index depends on nothing but the texts before it: the hashes, which are seeded, do not show.
#[derive(Default)]
pub(super) struct Texts {
    /// The distinct texts, or all of them if most are distinct.
    pub(super) list: List,
    /// Index of each text; `None` if all are listed.
    indices: Option<Vec<u32>>,
    found: HashTable<u32>,
    hasher: RandomState,
}

impl Texts {
    pub(super) fn new() -> Self {
        Self { indices: Some(Vec::new()), ..Self::default() }
    }

    /// Adds a text; returns the bytes that it may take: each repetition has its own if all are listed.
    pub(super) fn push(&mut self, text: &str) -> usize {
        let Self { list, indices, found, hasher } = self;
        let Some(all) = indices else {
            list.push(text);
            return text.len();
        };
        let hash = |index: &u32| hasher.hash_one(list.get(*index));
        match found.entry(hasher.hash_one(text), |index| list.get(*index) == text, hash) {
            Entry::Occupied(entry) => {
                all.push(*entry.get());
                text.len().max(4)
            }
            Entry::Vacant(entry) => {
                let index = list.len() as u32;
                entry.insert(index);
                list.push(text);
                all.push(index);
                let is_large = list.text.len() + 4 * list.len() > MAX_DICTIONARY;
                if is_large || (list.len() > SAMPLE && list.len() > all.len() / 2) {
                    self.list_all();
                }
                text.len()
            }
        }
    }

    fn list_all(&mut self) {
        let indices = self.indices.take().unwrap_or_default();
        if indices.len() > self.list.len() {
            let mut all = List::default();
            indices.into_iter().for_each(|index| all.push(self.list.get(index)));
            self.list = all;
        }
        self.found.clear();
    }

    /// Index of each distinct text; `None` if all are listed.
    pub(super) fn indices(&self) -> Option<&[u32]> {
        self.indices.as_deref()
    }

    pub(super) fn len(&self) -> usize {
        self.indices.as_ref().map_or(self.list.len(), Vec::len)
    }

    pub(super) fn clear(&mut self) {
        self.list.clear();
        self.found.clear();
        self.indices.get_or_insert_default().clear();
    }
}

#[cfg(test)]
mod tests {
    use super::Texts;

    #[test]
    fn a_long_text_that_returns_counts_each_time() {
        let (mut texts, long) = (Texts::new(), "a".repeat(1 << 19));
        assert_eq!([texts.push(&long), texts.push(&long)], [1 << 19; 2]);
    }
}
