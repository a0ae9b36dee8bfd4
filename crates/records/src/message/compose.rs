//! Messages that need entries of the catalogue to be put together: lists of names, and broken rules of a row.

use deskledger::{Violation, Violations};

use super::catalogue;
use super::escape::shown;
use super::phrase::{Message, Word};

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
    /// What is wrong with the fields of a row: each message with the name of its field, and how many more there are.
    pub(crate) fn of_fields<'n>(fields: impl IntoIterator<Item = (&'n str, Self)>, more: usize) -> Self {
        let sentence = |(name, message): (&str, Self)| catalogue::FIELD.with([name.into(), message.into()]);
        let mut sentences: Vec<_> = fields.into_iter().map(sentence).collect();
        if more > 0 {
            sentences.push(catalogue::AND_MORE.with([more.into()]));
        }
        Self::several(sentences)
    }
}

/// Several broken rules at once, all of them reported.
impl From<Violations> for Message {
    fn from(violations: Violations) -> Self {
        let message = |violation: &Violation| Self::of_violation(violation.clone(), None);
        Self::of_fields(violations.iter().map(|one| (&*one.name, message(one))), violations.more())
    }
}
