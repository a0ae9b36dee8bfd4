//! Gets cloud-desktop connection records out of the cloud, whole, and into a file.

mod check;
mod contract;
mod date_time;
mod generated;
pub mod runtime;
mod time_range;
mod wire;

pub use check::{MOST_VIOLATIONS, Place, Violation, Violations};
pub use contract::{Column, ColumnKind, Operation, Value};
pub use date_time::{DateTime, InvalidDateTime};
pub use generated::{ConnectionRecord, DOCUMENT, EXPORT_CONNECTION_RECORDS, ExportConnectionRecords};
pub use time_range::{InvalidMinute, Minute, TimeRange, TimeRangeError};
pub use wire::Wire;
