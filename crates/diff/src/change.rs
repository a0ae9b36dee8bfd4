//! Changes: the result of a comparison.

use std::collections::{BTreeMap, HashSet};

use deskledger_codegen::{Contract, Position};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use crate::kind::{self, Verdict};
use crate::set::Entry;

/// A place in a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Location {
    /// The file: the document, or one that it refers to.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// A change.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Change {
    /// Kind of the change. Stable.
    pub id: String,
    /// The verdict of wire and source together.
    pub verdict: Verdict,
    /// Verdict for requests and responses.
    pub wire: Verdict,
    /// Verdict for the source of the Rust SDK: breaking, maybe or safe.
    pub source: Verdict,
    /// Part of the contract. A change of a schema that several parts share is reported at the first of them.
    pub at: String,
    /// The change in words.
    pub message: String,
    /// Why the verdict is what it is.
    pub reason: String,
    /// Position in the old document; the enclosing part where something was added.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<Location>,
    /// Position in the new document; the enclosing part where something was removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<Location>,
    /// A value that one version allows and the other does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witness: Option<Json>,
}

/// Every change between two versions of a document.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Comparison {
    /// The strongest verdict; absent where nothing changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// Number of changes of each verdict.
    pub counts: BTreeMap<String, usize>,
    /// Version of the old document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_version: Option<String>,
    /// Version of the new document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_version: Option<String>,
    /// The version that is due by semantic versioning; absent where the old one is not such a version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_version: Option<String>,
    /// The changes, the strongest first.
    pub changes: Vec<Change>,
    /// Breaking changes that a rule of the ignore file accepts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accepted: Vec<Accepted>,
    /// Rules of the ignore file that have expired or fit no change; operations of a live service that were not called.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// A change that is known and accepted.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Accepted {
    /// The change.
    pub change: Change,
    /// Why it is accepted.
    pub reason: String,
    /// The last day on which it is accepted.
    pub until: String,
}

/// Collects changes.
pub(crate) struct Changes<'d> {
    old: &'d Contract,
    new: &'d Contract,
    pub(crate) list: Vec<Change>,
    /// The strongest verdict for the wire since it was set back.
    pub(crate) strongest: Verdict,
    seen: HashSet<(&'static str, Option<Position>, Option<Position>, Verdict)>,
}

/// Positions of a change in both documents.
pub(crate) type Positions = (Option<Position>, Option<Position>);

impl<'d> Changes<'d> {
    pub(crate) fn new(old: &'d Contract, new: &'d Contract) -> Self {
        Self { old, new, list: Vec::new(), strongest: Verdict::Information, seen: HashSet::new() }
    }

    /// Adds a change with the verdict of its kind.
    pub(crate) fn add(&mut self, id: &str, positions: Positions, at: &str, message: impl Into<String>) {
        self.add_rated(id, None, positions, at, message.into(), None);
    }

    /// Adds that a part must be there now, or need not be there any more.
    pub(crate) fn add_required(&mut self, part: &str, (old, new): (bool, bool), positions: Positions, at: &str) {
        let now = if new { "required" } else { "optional" };
        if old != new {
            self.add(&format!("{part}-became-{now}"), positions, at, format!("became {now}"));
        }
    }

    /// Adds that an entry was removed or added; `whole` is where the maps stand.
    pub(crate) fn add_one_sided(&mut self, part: &str, entry: Entry<'_>, whole: Positions, at: &str) {
        let position = Some(entry.key.position);
        let (word, positions) = match entry.old {
            Some(_) => ("removed", (position, whole.1)),
            None => ("added", (whole.0, position)),
        };
        self.add(&format!("{part}-{word}"), positions, at, format!("was {word}"));
    }

    /// Adds a change, with another verdict for the wire than that of its kind.
    pub(crate) fn add_rated(
        &mut self,
        id: &str,
        wire: Option<Verdict>,
        positions: Positions,
        at: &str,
        message: String,
        witness: Option<Json>,
    ) {
        let Some(kind) = kind::find(id) else { return debug_assert!(false, "{id} is not in the table") };
        let wire = wire.unwrap_or(kind.wire);
        self.strongest = self.strongest.max(wire);
        if !self.seen.insert((kind.id.as_str(), positions.0, positions.1, wire)) {
            return;
        }
        let place = |contract: &Contract, position: Option<Position>| {
            let position = position?;
            Some(Location { file: contract.file(position).to_owned(), line: position.line, column: position.column })
        };
        let is_source = kind.source > Verdict::Safe && wire < Verdict::SourceOnly;
        let reason = match (wire == kind.wire, wire) {
            (true, _) => kind.reason.clone(),
            (false, Verdict::Maybe) => format!("{} Here it cannot be decided from the documents.", kind.reason),
            (false, Verdict::Breaking) => format!("{} Here other rules turn it into a break.", kind.reason),
            (false, _) => format!("{} Here the other rules allow the same values as before.", kind.reason),
        };
        self.list.push(Change {
            id: kind.id.clone(),
            verdict: if is_source { Verdict::SourceOnly } else { wire },
            wire,
            source: kind.source,
            at: at.to_owned(),
            message,
            reason,
            old: place(self.old, positions.0),
            new: place(self.new, positions.1),
            witness,
        });
    }
}
