//! A section of a changelog, with what users of the API do about each change.

use deskledger_runtime::message::{Locale, Message};

use super::short;
use crate::change::{Change, Comparison};
use crate::kind::{self, Verdict};
use crate::messages;

/// Headings of the verdicts, the strongest first.
const GROUPS: [(Verdict, fn() -> Message); 5] = [
    (Verdict::Breaking, messages::breaking_heading),
    (Verdict::Maybe, messages::maybe_heading),
    (Verdict::SourceOnly, messages::source_heading),
    (Verdict::Safe, messages::safe_heading),
    (Verdict::Information, messages::information_heading),
];

/// Most changes of a group; a rewritten document has thousands.
const MAX_LINES: usize = 100;

impl Comparison {
    /// The changes as a section of a changelog in Markdown, with migration notes.
    pub fn changelog(&self, locale: Locale) -> String {
        let accepted = self.accepted.iter().map(|one| &one.change);
        let all: Vec<&Change> = self.changes.iter().chain(accepted).collect();
        let mut groups = Vec::new();
        for (verdict, heading) in GROUPS {
            let group: Vec<&Change> = all.iter().filter(|one| one.verdict == verdict).copied().collect();
            if group.is_empty() {
                continue;
            }
            let mut lines = vec![heading().localized(locale), String::new()];
            lines.extend(group.iter().take(MAX_LINES).map(|change| line(change, locale)));
            if let Some(more @ 1..) = group.len().checked_sub(MAX_LINES) {
                lines.push(messages::more_changes(more).localized(locale));
            }
            groups.push(lines.join("\n") + "\n");
        }
        if groups.is_empty() { messages::no_changes().localized(locale) + "\n" } else { groups.join("\n") }
    }
}

fn line(change: &Change, locale: Locale) -> String {
    let clean = |text: &Message| text.localized(locale).replace('<', "&lt;").replace(char::is_whitespace, " ");
    let mut sentences = vec![messages::entry(clean(&change.at), clean(&change.message), &change.id)];
    if change.verdict >= Verdict::SourceOnly {
        sentences.push(messages::because(change.reason.clone()));
        let value = change.witness.as_ref().map(|value| short(&value.to_string()).replace('`', "'"));
        sentences.extend(value.map(|value| messages::for_example(format!("`{value}`"))));
        // The advice is for those who send the requests.
        let kind = kind::find(&change.id).filter(|kind| change.reason != kind.reason_flipped());
        sentences.extend(kind.and_then(kind::Kind::advice).map(messages::migration));
    }
    Message::list(sentences, Message::of("")).localized(locale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::kinds;

    #[test]
    fn no_change_that_may_break_is_without_advice() {
        let may_break = |kind: &&crate::kind::Kind| kind.wire > Verdict::Safe || kind.source > Verdict::Safe;
        let without: Vec<_> = kinds().iter().filter(may_break).filter(|kind| kind.advice().is_none()).collect();
        assert!(without.is_empty(), "{without:?}");
    }
}
