//! What generated code calls.

pub use crate::check::{
    At, Boolean, Expected, Field, Form, Format, Int, Lines, List, Matcher, Number, Pattern, Place, Rule, Rules, Table,
    Text, Verdict, Violation, Violations, catalogue, check, checked, cross, format,
};
pub use crate::client::{Answer, Call, Client, Context, Direct, Part, Reply};
pub use crate::contract::{
    Column, ColumnKind, CrossRule, Header, MediaType, Operation, Parameter, Provenance, Response, Role, Shape, Value,
};
pub use crate::date_time::DATE_TIME;
pub use crate::download::Download;
pub use crate::download::multipart::{BrokenWrapper, Unwrap, boundary};
pub use crate::error::Error;
pub use crate::json_schema;
pub use crate::parts::{FormPart, FormParts, Multipart};
pub use crate::style::{Json, Raw, Style};
pub use crate::time_range::{Minute, TimeRange};
pub use crate::wire::{Outgoing, Query, Wire, choice};
