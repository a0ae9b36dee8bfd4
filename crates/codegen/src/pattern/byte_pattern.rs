//! Patterns in which every byte has its place: found in the table, so that it does not matter how they are written.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::table::Table;

/// Maximum number of sets of bytes; the eighth bit is any byte.
const MAX_SETS: usize = 7;

/// In place of the set of the bytes that follow: any bytes.
const ANY: u8 = u8::MAX;

/// The longest run of places of their own.
const MAX_LENGTH: usize = 4096;

/// From how many places with one set on they are written as bytes that follow.
const SHORTEST_RUN: usize = 8;

/// The bytes of a character that has several.
const CHARACTERS: [&[RangeInclusive<u8>]; 8] = {
    const NEXT: RangeInclusive<u8> = 0x80..=0xbf;
    [
        &[0xc2..=0xdf, NEXT],
        &[0xe0..=0xe0, 0xa0..=0xbf, NEXT],
        &[0xe1..=0xec, NEXT, NEXT],
        &[0xed..=0xed, 0x80..=0x9f, NEXT],
        &[0xee..=0xef, NEXT, NEXT],
        &[0xf0..=0xf0, 0x90..=0xbf, NEXT, NEXT],
        &[0xf1..=0xf3, NEXT, NEXT, NEXT],
        &[0xf4..=0xf4, 0x80..=0x8f, NEXT, NEXT],
    ]
};

/// A pattern as sets of bytes; the runtime's type of the same name explains the fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BytePattern {
    /// The first and the last byte of each range, for each set.
    pub ranges: Vec<Vec<u8>>,
    /// For each of the first bytes the bit of its set.
    pub head: Vec<u8>,
    /// The bit of the set of all bytes that follow; 0 where none do.
    pub rest: u8,
    /// Fewest bytes.
    pub min: usize,
    /// Most bytes.
    pub max: Option<usize>,
}

impl Table {
    /// The byte pattern, if the pattern is one: each state goes to one other on some bytes and rejects all others, the last one
    /// may stay, and every text that is long enough is accepted.
    pub(crate) fn byte_pattern(&self) -> Option<BytePattern> {
        let (mut state, mut ranges, mut head) = (usize::from(self.start), Vec::new(), Vec::new());
        let (mut min, mut rest, mut max) = (None, 0, None);
        while state > 1 {
            match (min, self.accepts[state]) {
                (None, true) => min = Some(head.len()),
                (Some(_), false) => return None,
                _ => {}
            }
            let Some((next, set)) = self.only_way(state)? else {
                max = Some(head.len());
                break;
            };
            let set = bit(&mut ranges, set)?;
            if next == state {
                rest = set;
                break;
            }
            head.push(set);
            state = next;
            if head.len() > MAX_LENGTH {
                return None;
            }
        }
        match state {
            0 => return None,
            1 => (rest, min) = (ANY, min.or(Some(head.len()))),
            _ => {}
        }
        // A long run of one set is written by its length.
        if let Some(last) = head.last().copied().filter(|last| rest == 0 || rest == *last) {
            let others = head.iter().rposition(|set| *set != last).map_or(0, |place| place + 1);
            if rest == last || head.len() - others >= SHORTEST_RUN {
                rest = last;
                head.truncate(others);
            }
        }
        Some(BytePattern { ranges, head, rest, min: min?, max })
    }

    /// The one state that a state goes to, and on which bytes; nothing where it rejects every byte. `None` where there
    /// are several.
    fn only_way(&self, state: usize) -> Option<Option<(usize, Vec<u8>)>> {
        let mut way: Option<usize> = None;
        let mut ranges: Vec<u8> = Vec::new();
        // Inside a character every character is rejected, but not the bytes that are left of this one.
        let beyond_ascii = self.beyond_ascii(state).filter(|to| *to != 0 && self.beyond_ascii(*to) == Some(*to));
        for byte in 0..=u8::MAX {
            let next = beyond_ascii.filter(|_| !byte.is_ascii()).unwrap_or_else(|| self.step(state, byte));
            if next == 0 {
                continue;
            }
            if *way.get_or_insert(next) != next {
                return None;
            }
            match ranges.last_mut() {
                Some(last) if *last + 1 == byte => *last = byte,
                _ => ranges.extend([byte, byte]),
            }
        }
        Some(way.map(|way| (way, ranges)))
    }

    fn step(&self, state: usize, byte: u8) -> usize {
        usize::from(self.next[state * self.width + usize::from(self.classes[usize::from(byte)])])
    }

    /// The one state that every character of several bytes leads to. Where it leads back to itself as well, each byte of such a
    /// character may lead to it: a text is valid UTF-8.
    fn beyond_ascii(&self, state: usize) -> Option<usize> {
        let ends = CHARACTERS.iter().flat_map(|character| {
            character.iter().fold(BTreeSet::from([state]), |states, bytes| {
                states.iter().flat_map(|state| bytes.clone().map(|byte| self.step(*state, byte))).collect()
            })
        });
        let ends: BTreeSet<usize> = ends.collect();
        ends.first().copied().filter(|_| ends.len() == 1)
    }
}

/// The bit of a set, old or new.
fn bit(sets: &mut Vec<Vec<u8>>, set: Vec<u8>) -> Option<u8> {
    let place = sets.iter().position(|one| *one == set).unwrap_or_else(|| {
        sets.push(set);
        sets.len() - 1
    });
    (place < MAX_SETS).then(|| 1 << place)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::compile::{Matcher, Pattern};

    fn matcher(pattern: &str) -> Matcher {
        Matcher::clone(&Pattern::new(pattern).unwrap().matcher)
    }

    type Judge<'p> = Box<dyn Fn(&str) -> bool + 'p>;

    /// The verdict of the runtime on a text, by the emitted matcher; none where that is the table.
    fn judge(pattern: &Pattern) -> Option<Judge<'_>> {
        Some(match &*pattern.matcher {
            Matcher::BytePattern(form) => {
                let ranges: Vec<&[u8]> = form.ranges.iter().map(Vec::as_slice).collect();
                let head = Box::leak(form.head.clone().into_boxed_slice());
                let max = form.max.unwrap_or(usize::MAX);
                let form = deskledger_runtime::BytePattern::new(&ranges, head, form.rest, form.min, max);
                Box::new(move |text| form.is_match(text))
            }
            Matcher::Literals(words) => Box::new(|text| words.iter().any(|word| word == text)),
            Matcher::Table => return None,
        })
    }

    #[test]
    fn patterns_of_documents_are_not_left_to_the_table() {
        let form = |pattern| match matcher(pattern) {
            Matcher::BytePattern(form) => (form.head.len(), form.min, form.max),
            other => panic!("{pattern}: {other:?}"),
        };
        assert_eq!(form("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}Z$"), (17, 17, Some(17)));
        assert_eq!(form("^[A-Za-z0-9][A-Za-z0-9_-]*$"), (1, 1, None));
        assert_eq!(form("^[0-9a-f]{32}$"), (0, 32, Some(32)));
        assert_eq!(form("^[a-z]{1,64}$"), (0, 1, Some(64)));
        assert_eq!(form(r"^\d+$"), (0, 1, None));
        assert_eq!(form("^x-"), (2, 2, None));
        assert_eq!(form(r"^[^\x00]*$"), (0, 0, None));
        assert_eq!(form("^[^/]+$"), (0, 1, None));
        assert_eq!(form("^张[0-9]+$"), (3, 4, None));
        assert_eq!(form("^é"), (2, 2, None));
    }

    #[test]
    fn a_choice_of_words_is_compared_as_words() {
        assert_eq!(matcher("^(zh_CN|en_US)$"), Matcher::Literals(vec!["en_US".to_owned(), "zh_CN".to_owned()]));
        assert_eq!(matcher("^([a-z]{2}|x)$"), Matcher::Table);
        assert_eq!(matcher("^(a|bc)*$"), Matcher::Table);
    }

    #[test]
    fn lengths_with_a_gap_and_other_branches_are_left_to_the_table() {
        for pattern in
            ["^a(bc)?$", "^(abc)?$", "^[a-z]+-[0-9]+$", "^(ab)*$", "[0-9]", "^.{3}$", "[]", r"^a|b$", "^[^é]*$"]
        {
            assert!(!matches!(matcher(pattern), Matcher::BytePattern(_)), "{pattern}");
        }
    }

    /// Byte patterns, literals, and patterns that are neither.
    fn patterns() -> impl Strategy<Value = String> {
        let set = prop::sample::select(vec!["[a-c]", "[0-9a]", "-", "é", "[^a]", "b", "[a-c0-9_-]", r"\x7f", "(a|bc)"]);
        let count = prop::sample::select(vec!["", "", "*", "+", "?", "{2}", "{1,3}", "{9,}", "{0,9}", "{8}"]);
        let part = (set, count).prop_map(|(set, count)| format!("{set}{count}"));
        let parts = prop::collection::vec(part, 0..4).prop_map(|parts| parts.concat());
        // Found anywhere, such a pattern is a large table, and not a byte pattern.
        let end = prop::sample::select(vec!["$", "$", ""]);
        let one = (parts, end).prop_map(|(parts, end)| format!("^{parts}{end}"));
        let words = prop::collection::vec("[abé]{0,3}", 1..5).prop_map(|words| format!("^({})$", words.join("|")));
        prop_oneof![4 => one, 1 => words]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_emitted_says_what_the_table_says(
            pattern in patterns(),
            texts in prop::collection::vec("[a-c0é_\u{7f}-]{0,14}", 32),
        ) {
            // Three counted parts that overlap may need more entries than a table may have.
            let pattern = Pattern::new(&pattern);
            prop_assume!(pattern.as_ref().map_or_else(|error| !error.is_beyond, |_| true));
            let pattern = pattern.unwrap();
            if let Some(judge) = judge(&pattern) {
                for text in texts {
                    prop_assert_eq!(judge(&text), pattern.table.is_match(&text), "{} on {:?}", pattern.source, text);
                }
            }
        }
    }
}
