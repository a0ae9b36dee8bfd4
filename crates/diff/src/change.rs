//! Changes: the result of a comparison.

use std::collections::{BTreeMap, HashSet};

use deskledger_codegen::{Contract, Position};
use deskledger_runtime::message::Message;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use crate::kind::{self, Verdict};
use crate::messages;
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
    #[schemars(with = "String")]
    pub at: Message,
    /// The change in words.
    #[schemars(with = "String")]
    pub message: Message,
    /// Why the verdict is what it is.
    #[schemars(with = "String")]
    pub reason: Message,
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

impl Change {
    /// Names the document of the change in its part of the contract.
    pub fn name_document(&mut self, name: &str) {
        self.at = Message::list(vec![Message::of(name), self.at.clone()], messages::comma());
    }
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

/// A part of the contract, within others.
#[derive(Clone)]
pub(crate) struct At<'a> {
    outer: Option<&'a At<'a>>,
    part: Message,
}

impl<'a> At<'a> {
    pub(crate) fn new(part: Message) -> Self {
        Self { outer: None, part }
    }

    pub(crate) fn within(&'a self, part: Message) -> Self {
        Self { outer: Some(self), part }
    }

    /// The content of this part, a body, in a media type.
    pub(crate) fn in_media_type(&self, name: &str) -> Self {
        Self { outer: self.outer, part: messages::media_type_part(self.part.clone(), name) }
    }

    fn message(&self) -> Message {
        let mut parts: Vec<_> = std::iter::successors(Some(self), |at| at.outer).map(|at| at.part.clone()).collect();
        parts.reverse();
        Message::list(parts, messages::comma())
    }
}

/// Collects changes.
pub(crate) struct Changes<'d> {
    old: &'d Contract,
    new: &'d Contract,
    pub(crate) list: Vec<Change>,
    /// The strongest verdict for the wire since it was set back.
    pub(crate) strongest: Verdict,
    /// Whether the service sends the request of the operation: a webhook or a callback.
    pub(crate) is_flipped: bool,
    seen: HashSet<(&'static str, Option<Position>, Option<Position>, Verdict)>,
}

/// Positions of a change in both documents.
pub(crate) type Positions = (Option<Position>, Option<Position>);

impl<'d> Changes<'d> {
    pub(crate) fn new(old: &'d Contract, new: &'d Contract) -> Self {
        Self { old, new, list: Vec::new(), strongest: Verdict::Information, is_flipped: false, seen: HashSet::new() }
    }

    /// Adds a change with the verdict of its kind.
    pub(crate) fn add(&mut self, id: &str, positions: Positions, at: &At<'_>, message: Message) {
        self.add_rated(id, None, positions, at, message, None);
    }

    /// Adds that a part is now required, or no longer is.
    pub(crate) fn add_required(&mut self, part: &str, (old, new): (bool, bool), positions: Positions, at: &At<'_>) {
        let (now, message) = became_required(new);
        if old != new {
            self.add(&format!("{part}-became-{now}"), positions, at, message);
        }
    }

    /// Adds that an entry was removed or added, with another verdict than that of its kind; `whole` is where the maps stand.
    pub(crate) fn add_one_sided(
        &mut self,
        part: &str,
        wire: Option<Verdict>,
        entry: Entry<'_>,
        whole: Positions,
        at: &At<'_>,
    ) {
        let position = Some(entry.key.position);
        let (word, positions, message) = match entry.old {
            Some(_) => ("removed", (position, whole.1), messages::was_removed()),
            None => ("added", (whole.0, position), messages::was_added()),
        };
        self.add_rated(&format!("{part}-{word}"), wire, positions, at, message, None);
    }

    /// States that the SDK has the same types before and after the changes from a place of the list on.
    pub(crate) fn keep_source(&mut self, from: usize) {
        for change in &mut self.list[from..] {
            (change.source, change.verdict) = (Verdict::Safe, change.wire);
        }
    }

    /// Adds a change, with another verdict for the wire than that of its kind.
    pub(crate) fn add_rated(
        &mut self,
        id: &str,
        wire: Option<Verdict>,
        positions: Positions,
        at: &At<'_>,
        message: Message,
        witness: Option<Json>,
    ) {
        let Some(kind) = kind::find(id) else { return debug_assert!(false, "{id} is not in the table") };
        let flipped = kind.flipped().filter(|_| self.is_flipped);
        let wire = wire.or(flipped).unwrap_or(kind.wire);
        // The SDK has no calls of webhooks and callbacks.
        let source = if flipped.is_some() { Verdict::Safe } else { kind.source };
        let is_opposite = flipped.is_some() && wire != kind.wire;
        self.strongest = self.strongest.max(wire);
        if !self.seen.insert((kind.id.as_str(), positions.0, positions.1, wire)) {
            return;
        }
        let place = |contract: &Contract, position: Option<Position>| {
            let position = position?;
            Some(Location { file: contract.file(position).to_owned(), line: position.line, column: position.column })
        };
        let is_source = source > Verdict::Safe && wire < Verdict::SourceOnly;
        self.list.push(Change {
            id: kind.id.clone(),
            verdict: if is_source { Verdict::SourceOnly } else { wire },
            wire,
            source,
            at: at.message(),
            message,
            reason: if is_opposite { kind.reason_flipped() } else { kind.reason_of(wire) },
            old: place(self.old, positions.0),
            new: place(self.new, positions.1),
            witness,
        });
    }
}

/// Whether a part must be there now, in an id and in words.
pub(crate) fn became_required(is_required: bool) -> (&'static str, Message) {
    match is_required {
        true => ("required", messages::became_required()),
        false => ("optional", messages::became_optional()),
    }
}
