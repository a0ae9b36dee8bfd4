//! The kinds of changes, from the table `kinds.txt`, with the advice of `migration.txt`.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::Serialize;

/// Severity of a change for clients, in ascending order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Nothing that a client does, sends or receives is concerned.
    Information,
    /// The contract changed; every client goes on working.
    Safe,
    /// Requests and responses go on working; code that uses the Rust SDK may not compile.
    SourceOnly,
    /// Some clients may fail; it cannot be decided from the documents.
    Maybe,
    /// There are clients that fail.
    Breaking,
}

impl Verdict {
    /// Every verdict, from the least to the most.
    pub const ALL: [Self; 5] = [Self::Information, Self::Safe, Self::SourceOnly, Self::Maybe, Self::Breaking];

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Information => "information",
            Self::Safe => "safe",
            Self::SourceOnly => "source-only",
            Self::Maybe => "maybe",
            Self::Breaking => "breaking",
        }
    }

    /// The verdict of a name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.name() == name)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A kind of change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Stable name.
    pub id: String,
    /// Verdict for requests and responses. A single change may be rated lower where the sets of values prove it.
    pub wire: Verdict,
    /// Verdict for the source of the Rust SDK: breaking, maybe or safe.
    pub source: Verdict,
    /// Why.
    pub reason: String,
    /// The same in Chinese.
    pub chinese: String,
}

/// Every kind, in the order of the documentation.
///
/// ```
/// let kind = deskledger_diff::kinds().iter().find(|kind| kind.id == "operation-removed").unwrap();
/// assert_eq!(kind.wire, deskledger_diff::Verdict::Breaking);
/// ```
pub fn kinds() -> &'static [Kind] {
    &KINDS.0
}

pub(crate) fn find(id: &str) -> Option<&'static Kind> {
    KINDS.1.get(id).map(|place| &KINDS.0[*place])
}

/// The remedy for users of the API after a change of a kind, in English and Chinese.
pub(crate) fn advice(id: &str) -> Option<(&'static str, &'static str)> {
    let lines = include_str!("migration.txt").lines().filter(|line| !line.starts_with('#'));
    let mut rows = lines.filter_map(|line| line.split_once(" | "));
    rows.find(|(start, _)| id.starts_with(start)).and_then(|(_, advice)| advice.split_once(" | "))
}

static KINDS: LazyLock<(Vec<Kind>, HashMap<&'static str, usize>)> = LazyLock::new(|| {
    let list = Box::leak(read(include_str!("kinds.txt")).into_boxed_slice());
    let index = list.iter().enumerate().map(|(place, kind)| (kind.id.as_str(), place)).collect();
    (list.to_vec(), index)
});

fn read(table: &str) -> Vec<Kind> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    let (mut kinds, mut effects) = (Vec::new(), HashMap::new());
    for columns in lines.map(|line| line.split(" | ").collect::<Vec<_>>()) {
        match columns.as_slice() {
            [id, wire, source, reason, chinese] => kinds.push(Kind {
                id: (*id).to_owned(),
                wire: Verdict::find(wire).unwrap_or(Verdict::Maybe),
                source: Verdict::find(source).unwrap_or(Verdict::Maybe),
                reason: (*reason).to_owned(),
                chinese: (*chinese).to_owned(),
            }),
            [flow, wire, effect, chinese] => drop(effects.insert((*flow, *wire), (*effect, *chinese))),
            [narrowed, widened, source, less, more, less_chinese, more_chinese] => {
                let (less_source, more_source) = source.split_once('/').unwrap_or((source, source));
                let kind = |flow: &str, is_less: bool, wire: Verdict| {
                    let (id, text, chinese, source) = match is_less {
                        true => (narrowed, less, less_chinese, less_source),
                        false => (widened, more, more_chinese, more_source),
                    };
                    let (effect, effect_chinese) = effects.get(&(flow, wire.name())).copied().unwrap_or_default();
                    Kind {
                        id: format!("{flow}-{id}"),
                        wire,
                        source: Verdict::find(source).unwrap_or(Verdict::Maybe),
                        reason: sentence(text, effect),
                        chinese: format!("{chinese}：{effect_chinese}。"),
                    }
                };
                kinds.push(kind("request", true, Verdict::Breaking));
                kinds.push(kind("request", false, Verdict::Safe));
                kinds.push(kind("response", true, Verdict::Safe));
                kinds.push(kind("response", false, Verdict::Breaking));
            }
            _ => {}
        }
    }
    kinds
}

fn sentence(text: &str, effect: &str) -> String {
    let first = text.chars().next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}: {effect}.", text.get(1..).unwrap_or_default())
}
