//! The version that is due, by semantic versioning.

use crate::change::{Change, Comparison};
use crate::kind::Verdict;

type Version = (u64, u64, u64);

/// The three numbers of a version; what follows them is left out.
fn read(text: &str) -> Option<Version> {
    let numbers = text.strip_prefix('v').unwrap_or(text).split(['-', '+']).next()?;
    let mut parts = numbers.split('.').map(|part| part.parse::<u64>().ok());
    let version = (parts.next()??, parts.next()??, parts.next()??);
    parts.next().is_none().then_some(version)
}

pub(crate) fn is_lower(one: &str, other: &str) -> bool {
    read(one).zip(read(other)).is_some_and(|(one, other)| one < other)
}

/// The highest of some versions.
pub fn highest_version(versions: impl IntoIterator<Item = String>) -> Option<String> {
    versions.into_iter().reduce(|one, other| if is_lower(&one, &other) { other } else { one })
}

/// The version after a version with these changes. What may break counts as a break, and so does the source of the SDK,
/// which has the version of the document.
pub(crate) fn next(old: &str, changes: &[Change]) -> Option<String> {
    let (major, minor, patch) = read(old)?;
    let is_break = |change: &Change| change.verdict >= Verdict::SourceOnly || change.source > Verdict::Safe;
    let next = if changes.iter().any(is_break) {
        if major == 0 { (0, minor + 1, 0) } else { (major + 1, 0, 0) }
    } else if changes.iter().any(|change| change.verdict == Verdict::Safe) {
        if major == 0 { (0, minor, patch + 1) } else { (major, minor + 1, 0) }
    } else if changes.is_empty() {
        (major, minor, patch)
    } else {
        (major, minor, patch + 1)
    };
    Some(format!("{}.{}.{}", next.0, next.1, next.2))
}

impl Comparison {
    /// The version of the new document if it is due or higher, otherwise the version that is due.
    pub fn release_version(&self) -> Option<&str> {
        let (declared, due) = (self.new_version.as_deref(), self.next_version.as_deref());
        match (declared, due) {
            (Some(declared), Some(due)) if !is_lower(declared, due) && read(declared).is_some() => Some(declared),
            _ => due,
        }
    }
}
