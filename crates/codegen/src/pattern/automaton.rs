//! From a pattern to a deterministic automaton over bytes.

use std::collections::BTreeMap;

use regex_automata::Anchored;
use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::nfa::thompson;
use regex_automata::util::primitives::StateID;
use regex_automata::util::start::Config as Start;
use regex_automata::util::syntax;

use super::table::InvalidPattern;
use crate::messages;

/// Most memory of an automaton before it is made small, in bytes.
const MAX_BYTES: usize = 4 << 20;

/// Most entries of its table, each of four bytes: the work that a pattern costs which is too large.
pub(crate) const MAX_ENTRIES: usize = MAX_BYTES / 4;

/// An automaton with one column a byte class; state 0 rejects every continuation, state 1 accepts every one.
pub(super) struct Raw {
    /// Column of each byte.
    pub(super) columns: Box<[u8; 256]>,
    /// Next states by column.
    pub(super) rows: Vec<Vec<usize>>,
    /// Whether a state accepts at the end of the text.
    pub(super) accepts: Vec<bool>,
    /// State before the first byte.
    pub(super) start: usize,
}

/// Builds the automaton that finds the pattern anywhere in a text.
pub(super) fn build(pattern: &str) -> Result<Raw, InvalidPattern> {
    let automaton = dense::Builder::new()
        .syntax(syntax::Config::new().unicode(true).utf8(true).nest_limit(250))
        .thompson(thompson::Config::new().utf8(true).nfa_size_limit(Some(MAX_BYTES)))
        .configure(
            dense::Config::new()
                .accelerate(false)
                .start_kind(StartKind::Unanchored)
                .dfa_size_limit(Some(MAX_BYTES))
                .determinize_size_limit(Some(MAX_BYTES)),
        )
        .build(pattern)
        .map_err(|error| refused(&error))?;
    let start = automaton.start_state(&Start::new().anchored(Anchored::No)).map_err(|error| {
        InvalidPattern::beyond(messages::no_start(format_args!("{error}")), messages::write_more_simply())
    })?;
    Ok(walk(&automaton, start))
}

fn refused(error: &dense::BuildError) -> InvalidPattern {
    let mut reason = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        reason = inner.to_string();
        cause = inner.source();
    }
    if error.is_size_limit_exceeded() || reason.contains("size limit") || reason.contains("exceed") {
        return InvalidPattern::beyond(messages::large_table(), messages::use_smaller_counts());
    }
    let reason = reason.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
    InvalidPattern::new(messages::uncheckable(reason), messages::write_more_simply())
}

/// Takes the automaton over, with its matches moved to where they are known.
///
/// The library reports a match one byte late; here a state accepts at once, and after a match the remaining input is irrelevant.
fn walk(automaton: &dense::DFA<Vec<u32>>, start: StateID) -> Raw {
    let (columns, samples) = columns(automaton);
    let mut raw = Raw { columns, rows: vec![Vec::new(), Vec::new()], accepts: vec![false, true], start: 0 };
    raw.rows[0] = vec![0; samples.len()];
    raw.rows[1] = vec![1; samples.len()];
    let mut numbers = BTreeMap::new();
    let mut waiting = Vec::new();
    let mut number = |state: StateID, waiting: &mut Vec<StateID>| {
        if automaton.is_match_state(state) {
            1
        } else if automaton.is_dead_state(state) {
            0
        } else {
            let fresh = numbers.len() + 2;
            *numbers.entry(state).or_insert_with(|| {
                waiting.push(state);
                fresh
            })
        }
    };
    raw.start = number(start, &mut waiting);
    let mut done = 0;
    while let Some(state) = waiting.get(done).copied() {
        done += 1;
        raw.rows.push(samples.iter().map(|byte| number(automaton.next_state(state, *byte), &mut waiting)).collect());
        raw.accepts.push(automaton.is_match_state(automaton.next_eoi_state(state)));
    }
    raw
}

/// The column of each byte, and a byte of each column.
fn columns(automaton: &dense::DFA<Vec<u32>>) -> (Box<[u8; 256]>, Vec<u8>) {
    let (mut columns, mut samples, mut seen) = (Box::new([0; 256]), Vec::new(), BTreeMap::new());
    for byte in 0..=u8::MAX {
        let column = *seen.entry(automaton.byte_classes().get(byte)).or_insert_with(|| {
            samples.push(byte);
            u8::try_from(samples.len() - 1).unwrap_or(u8::MAX)
        });
        columns[usize::from(byte)] = column;
    }
    (columns, samples)
}
