//! Runtime of generated code: validation, JSON Schema, parameter styles, multipart bodies, operation data and requests.
//!
//! No HTTP client and no vendor is known here.

#[macro_use]
mod macros;

mod constraint;
pub mod date_time;
pub mod format;
pub mod json_schema;
pub mod list;
mod locale;
pub mod message;
pub mod message_files;
mod messages;
pub mod minute;
pub mod multipart;
pub mod operation;
pub mod parameter;
pub mod percent;
pub mod quality;
pub mod request;
pub mod sequence;
mod time_range;
pub mod typed;
pub mod validate;

pub use constraint::unique::Comparable;
pub use date_time::{DATE_TIME, DateTime, InvalidDateTime};
pub use format::Format;
pub use message::{Locale, Message};
pub use minute::{InvalidMinute, Minute};
pub use multipart::{FormPart, FormParts, Multipart};
pub use operation::{
    Column, ColumnKind, CrossFieldRule, Deprecation, Header, MediaType, Operation, Parameter, Provenance, Response,
    Role, Security, SecurityKind, SecurityRequirement, SecurityScheme, Shape, Value,
};
pub use parameter::{Json, Raw, Style, TypedJson};
pub use request::{EncodedRequest, ParameterValue, Query, RawRequest, choice};
pub use time_range::{TimeRange, TimeRangeError};
#[doc(hidden)]
pub use validate::walk;
pub use validate::{
    Boolean, BytePattern, Expected, Field, Int, List, Location, MAX_VIOLATIONS, Matcher, Number, ParameterIn, Pattern,
    Rule, Rules, SourceLines, Table, Text, Verdict, Violation, Violations, check, checked, cross_field as cross,
};
