//! A section of a changelog, with what users of the API do about each change.

use std::fmt::Write;

use super::short;
use crate::change::{Change, Comparison};
use crate::kind::{Verdict, advice};

/// Headings of the verdicts, the strongest first.
const GROUPS: [(Verdict, &str); 5] = [
    (Verdict::Breaking, "Breaking"),
    (Verdict::Maybe, "Possibly breaking"),
    (Verdict::SourceOnly, "Source of the SDK"),
    (Verdict::Safe, "Added and relaxed"),
    (Verdict::Information, "Documentation and notices"),
];

/// Most changes of a group; a rewritten document has thousands.
const MAX_LINES: usize = 100;

impl Comparison {
    pub(super) fn changelog(&self, out: &mut String) -> std::fmt::Result {
        let accepted = self.accepted.iter().map(|one| &one.change);
        let all: Vec<&Change> = self.changes.iter().chain(accepted).collect();
        if all.is_empty() {
            writeln!(out, "No change of the contract.")?;
        }
        let mut separator = "";
        for (verdict, heading) in GROUPS {
            let group: Vec<&Change> = all.iter().filter(|one| one.verdict == verdict).copied().collect();
            if group.is_empty() {
                continue;
            }
            writeln!(out, "{separator}#### {heading}\n")?;
            separator = "\n";
            group.iter().take(MAX_LINES).try_for_each(|change| line(change, out))?;
            if let Some(more @ 1..) = group.len().checked_sub(MAX_LINES) {
                writeln!(out, "- {more} more, which `deskledger spec diff` lists")?;
            }
        }
        Ok(())
    }
}

fn line(change: &Change, out: &mut String) -> std::fmt::Result {
    let clean = |text: &str| text.replace('<', "&lt;").replace(char::is_whitespace, " ");
    write!(out, "- {}: {} (`{}`).", clean(&change.at), clean(&change.message), change.id)?;
    if change.verdict >= Verdict::SourceOnly {
        write!(out, " {}", change.reason)?;
        if let Some(witness) = &change.witness {
            write!(out, " For example: `{}`.", short(&witness.to_string()).replace('`', "'"))?;
        }
        if let Some((advice, _)) = advice(&change.id) {
            write!(out, " **Migration:** {advice}")?;
        }
    }
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::kinds;

    #[test]
    fn no_change_that_may_break_is_without_advice() {
        let may_break = |kind: &&crate::kind::Kind| kind.wire > Verdict::Safe || kind.source > Verdict::Safe;
        let without: Vec<_> = kinds().iter().filter(may_break).filter(|kind| advice(&kind.id).is_none()).collect();
        assert!(without.is_empty(), "{without:?}");
    }
}
