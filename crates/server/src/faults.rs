//! Fault injection for tests of clients: late, rejected, truncated and stalled responses, wrong lengths and entity tags, and
//! duplicated, late or malformed records. The same seed and the same order of requests inject the same faults.

mod body;
mod config;
mod inject;
mod records;

pub use config::{Chaos, ChaosRule, Fault};
pub use inject::{InjectedError, with_faults};
pub(crate) use inject::{Injector, inject};
