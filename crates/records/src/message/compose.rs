//! Messages that need entries of the catalogue to be put together: lists of names, and broken rules of a row.

use deskledger::{Violation, Violations};

use super::catalogue;
use super::escape::shown;
use super::phrase::{Message, Phrase, Word};

/// How many names a message lists.
const MAX_NAMES: usize = 8;

impl Word {
    /// Names of columns, the first few of them, escaped and shortened.
    pub(crate) fn names(names: &[&str]) -> Self {
        let more = names.len().saturating_sub(MAX_NAMES);
        let names = names.iter().take(MAX_NAMES).map(|name| shown(name));
        Self::Names(names.collect(), (more > 0).then(|| catalogue::AND_MORE.with([more.into()])))
    }
}

impl Message {
    /// What is wrong with the values of a row, each violation with the name of its field. The values found in some fields are
    /// entries of the catalogue.
    pub(crate) fn broken(violations: Violations, words: &[(&'static str, &'static Phrase<0>)]) -> Self {
        let sentence = |violation: &Violation| {
            let found = words.iter().find(|(field, _)| *field == violation.name && violation.found.is_some());
            let message = Self::of_violation(violation.clone(), found.map(|(_, words)| words.texts()));
            let name: &str = &violation.name;
            catalogue::FIELD.with([name.into(), message.into()])
        };
        let mut sentences: Vec<_> = violations.iter().map(sentence).collect();
        if violations.more() > 0 {
            sentences.push(catalogue::AND_MORE.with([violations.more().into()]));
        }
        Self::several(sentences)
    }
}

/// Several broken rules at once, all of them reported.
impl From<Violations> for Message {
    fn from(violations: Violations) -> Self {
        Self::broken(violations, &[])
    }
}
