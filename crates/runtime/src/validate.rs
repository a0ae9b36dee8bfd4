//! Rules as data, and the violations that they report.
//!
//! The generator fills in the literals; the logic is implemented here once. Nothing here knows HTTP.

pub mod checker;
pub mod cross_field;
mod expected;
mod list;
mod location;
mod number;
mod pattern;
mod rule;
mod text;
mod violation;

pub use checker::{Rules, check, checked};
pub use expected::Expected;
pub use list::List;
pub use location::{Location, ParameterIn, SourceLines};
pub use number::{Boolean, Int, Number};
#[doc(hidden)]
pub use pattern::walk;
pub use pattern::{BytePattern, Matcher, Pattern, Table};
pub use rule::{Field, Rule, Verdict};
pub use text::{Text, changes_the_path};
pub use violation::{MAX_VIOLATIONS, Violation, Violations};
