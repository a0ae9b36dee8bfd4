//! Compares two versions of an OpenAPI document.
//!
//! Every change has a kind, a verdict for requests and responses, one for the source of the generated Rust SDK, and its
//! position in both documents. Verdicts of schemas come from set inclusion: a request must accept at least what it
//! accepted, a response must give at most what it gave. Where that cannot be decided, the verdict is [`Verdict::Maybe`].
//!
//! Floors, each importing only those before it: messages < kinds and numbers < changes < `world`, `shape`, `value` and patterns (sets
//! of values) < `include` and samples < `schema` < operations < `compare` < `drift`, which compares a live service < reports.
#![doc = include_str!("../README.md")]

mod annotations;
mod change;
mod compare;
mod drift;
mod fuel;
mod ignore;
mod include;
mod kind;
mod messages;
mod number;
mod operation;
mod patterns;
mod probe;
mod report;
mod rules;
mod same;
mod sample;
mod schema;
mod security;
mod servers;
mod set;
mod shape;
mod value;
mod version;
mod world;

pub use change::{Accepted, Change, Comparison, Location};
pub use compare::{Options, compare, compare_contracts};
pub use drift::{Observation, drift};
pub use ignore::{Ignore, IgnoreRule};
pub use kind::{Kind, Verdict, kinds};
pub use probe::{Probe, probes};
pub use report::{Format, changelog_in_chinese};
pub use version::highest_version;
