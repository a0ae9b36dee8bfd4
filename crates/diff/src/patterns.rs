//! Patterns as automata, each built once, and inclusion of the texts of one list of rules in another.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::rc::Rc;

use deskledger_codegen::Table;

/// Maximum number of entries of the tables of all patterns.
const MAX_ENTRIES: usize = 8 << 20;
/// Weight of a pattern without a table.
const FAILED: usize = 1 << 19;
/// Maximum number of states of the product of automata for one question, and for all.
const MAX_STATES: usize = 1 << 16;
const MAX_ALL_STATES: usize = 1 << 22;
/// Maximum size in bytes of a cached comparison.
const MAX_QUESTION: usize = 4096;
/// The longest length that is counted exactly.
const MAX_LENGTH: u64 = 1024;

/// The tables of patterns.
#[derive(Default)]
pub(crate) struct Patterns {
    tables: RefCell<HashMap<String, Option<Rc<Table>>>>,
    /// Answers by their questions: documents repeat the same few rules of texts.
    known: RefCell<HashMap<String, Inclusion>>,
    entries: Cell<usize>,
    states: Cell<usize>,
}

/// Rules of texts.
#[derive(Clone, Debug)]
pub(crate) struct Texts<'t, 'd> {
    pub(crate) patterns: &'t BTreeSet<&'d str>,
    pub(crate) min: u64,
    pub(crate) max: Option<u64>,
}

/// Whether every text that matches one list of rules matches another one.
#[derive(Clone)]
pub(crate) enum Inclusion {
    Yes,
    /// A text that matches the first and not the second.
    No(String),
    Unknown,
}

impl Patterns {
    fn table(&self, pattern: &str) -> Option<Rc<Table>> {
        if let Some(table) = self.tables.borrow().get(pattern) {
            return table.clone();
        }
        let table = (self.entries.get() < MAX_ENTRIES).then(|| Table::new(pattern).ok()).flatten().map(Rc::new);
        let work = table.as_ref().map_or(FAILED, |table| table.next.len());
        self.entries.set(self.entries.get().saturating_add(work));
        self.tables.borrow_mut().insert(pattern.to_owned(), table.clone());
        table
    }

    /// Whether a pattern is found in a text.
    pub(crate) fn is_match(&self, pattern: &str, text: &str) -> Option<bool> {
        Some(self.table(pattern)?.is_match(text))
    }

    /// A text of the rules that breaks the other ones.
    pub(crate) fn includes(&self, one: &Texts<'_, '_>, other: &Texts<'_, '_>) -> Inclusion {
        let max = match (one.max, other.max) {
            (Some(one), Some(other)) if other >= one => None,
            (_, other) => other,
        };
        let mut other = Texts { max, min: if other.min <= one.min { 0 } else { other.min }, ..other.clone() };
        let more: BTreeSet<&str> = other.patterns.difference(one.patterns).copied().collect();
        other.patterns = &more;
        if more.is_empty() && other.max.is_none() && other.min == 0 {
            return Inclusion::Yes;
        }
        let question = format!("{one:?} {other:?}");
        if let Some(answer) = self.known.borrow().get(&question) {
            return answer.clone();
        }
        let counted = [Some(one.min), one.max, Some(other.min), other.max.map(|max| max + 1)];
        let cap = counted.into_iter().flatten().max().unwrap_or(0);
        let tables = |patterns: &BTreeSet<&str>| patterns.iter().map(|one| self.table(one)).collect::<Option<Vec<_>>>();
        let answer = match (tables(one.patterns), tables(other.patterns)) {
            (Some(own), Some(others)) if cap <= MAX_LENGTH => self.search(one, &other, &own, &others, cap),
            _ => Inclusion::Unknown,
        };
        if question.len() <= MAX_QUESTION {
            self.known.borrow_mut().insert(question, answer.clone());
        }
        answer
    }

    /// Walks all automata at once, from state to state, until a text is found or none is left.
    fn search(
        &self,
        one: &Texts<'_, '_>,
        other: &Texts<'_, '_>,
        own: &[Rc<Table>],
        others: &[Rc<Table>],
        cap: u64,
    ) -> Inclusion {
        let tables: Vec<&Table> = own.iter().chain(others).map(Rc::as_ref).collect();
        let bytes = representatives(&tables);
        type State = (Vec<u16>, u8, u64);
        let first: State = (tables.iter().map(|table| table.start).collect(), 0, 0);
        let mut seen = HashSet::from([first.clone()]);
        let mut list: Vec<(State, usize, u8)> = vec![(first, 0, 0)];
        let mut done = 0;
        while let Some(((states, utf8, length), ..)) = list.get(done).cloned() {
            let accepts =
                |range: Range<usize>| range.into_iter().all(|place| tables[place].accepts[usize::from(states[place])]);
            let fits = |texts: &Texts<'_, '_>| length >= texts.min && texts.max.is_none_or(|max| length <= max);
            if utf8 == 0 && fits(one) && accepts(0..own.len()) && !(fits(other) && accepts(own.len()..tables.len())) {
                return text_of(&list, done).map_or(Inclusion::Unknown, Inclusion::No);
            }
            for byte in &bytes {
                let Some(next_utf8) = utf8_step(utf8, *byte) else { continue };
                let length = if utf8 == 0 { (length + 1).min(cap + 1) } else { length };
                if one.max.is_some_and(|max| length > max) {
                    continue;
                }
                let step = |(table, state): (&&Table, &u16)| {
                    table.next[usize::from(*state) * table.width + usize::from(table.classes[usize::from(*byte)])]
                };
                let next: Vec<u16> = tables.iter().zip(&states).map(step).collect();
                if next[..own.len()].contains(&0) {
                    continue;
                }
                let state = (next, next_utf8, length);
                if seen.insert(state.clone()) {
                    list.push((state, done, *byte));
                }
            }
            done += 1;
            if list.len() > MAX_STATES || self.states.get() > MAX_ALL_STATES {
                return Inclusion::Unknown;
            }
            self.states.set(self.states.get() + 1);
        }
        Inclusion::Yes
    }
}

fn text_of<S>(list: &[(S, usize, u8)], mut place: usize) -> Option<String> {
    let mut bytes = Vec::new();
    while place > 0 {
        bytes.push(list[place].2);
        place = list[place].1;
    }
    bytes.reverse();
    String::from_utf8(bytes).ok()
}

/// One byte of each kind that all tables and UTF-8 treat alike, letters and digits first.
fn representatives(tables: &[&Table]) -> Vec<u8> {
    let nice = (b'a'..=b'z').chain(b'0'..=b'9').chain(b'A'..=b'Z').chain(b' '..=b'~').chain(0..=u8::MAX);
    let mut seen = BTreeSet::new();
    let kind = |byte: u8| -> (Vec<u8>, Vec<Option<u8>>) {
        let classes = tables.iter().map(|table| table.classes[usize::from(byte)]).collect();
        (classes, (0..8).map(|state| utf8_step(state, byte)).collect())
    };
    nice.filter(|byte| seen.insert(kind(*byte))).collect()
}

/// The states of UTF-8: 0 between characters, 1 to 3 as many bytes to come, the others restricted second bytes.
fn utf8_step(state: u8, byte: u8) -> Option<u8> {
    match (state, byte) {
        (0, 0..=0x7F) => Some(0),
        (0, 0xC2..=0xDF) => Some(1),
        (0, 0xE0) => Some(4),
        (0, 0xED) => Some(5),
        (0, 0xE1..=0xEF) => Some(2),
        (0, 0xF0) => Some(6),
        (0, 0xF1..=0xF3) => Some(3),
        (0, 0xF4) => Some(7),
        (1..=3, 0x80..=0xBF) => Some(state - 1),
        (4, 0xA0..=0xBF) | (5, 0x80..=0x9F) => Some(1),
        (6, 0x90..=0xBF) | (7, 0x80..=0x8F) => Some(2),
        _ => None,
    }
}
