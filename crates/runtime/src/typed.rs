//! Values with types of their own, read from JSON and written as JSON.
//!
//! A type says what its parts are, once, as data; everything else is one reader, one writer and one validator for all types,
//! so that thousands of generated types compile in seconds.

mod check;
mod decimal;
mod field_set;
mod file;
mod formatted;
mod header;
mod implied;
mod json;
mod json_text;
mod leaf;
mod mismatch;
mod read;
mod responses;
mod union;
mod value;
mod visits;
mod write;

pub(crate) use check::{Check, Seen};
pub use decimal::Decimal;
pub use file::FilePart;
pub use formatted::{Formatted, TextFormat, marker, text};
pub use header::HeaderKey;
pub use implied::Implied;
pub use json::Json;
pub use mismatch::{Mismatch, Read};
pub(crate) use read::from_slice_checked;
pub use read::{from_slice, from_value, literal};
pub use responses::{Responses, by_status, from_body};
pub use serde_json::Value;
pub use union::{open, put};
pub use value::{Accepts, Alternative, Fields, Kind, List, Map, Num, Object, Scalar, Slot, Typed, Union, View};
pub(crate) use visits::{OFTEN, Visits};
pub(crate) use write::to_vec_filled;
pub use write::{to_value, to_vec};
