//! What the document says, as data, checked and with positions. Everything that is generated is made from it.

mod document;
mod operation;
mod parameter;
mod record;
mod response;
mod rule;
mod schema;
mod security;
mod text;

pub(crate) use document::read;

use crate::diagnostic::Position;
use crate::pattern::Pattern;

/// The document.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub(crate) title: String,
    pub(crate) version: String,
    /// Path of each operation as the document has it, in its order.
    pub(crate) operations: Vec<Operation>,
    pub(crate) records: Vec<Record>,
    /// Credentials that travel as one value and have a rule.
    pub(crate) credentials: Vec<Credential>,
}

/// A call.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) position: Position,
    /// Method, in capitals.
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) summary: String,
    pub(crate) description: String,
    pub(crate) tags: Vec<String>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) rules: Vec<CrossRule>,
    pub(crate) responses: Vec<Response>,
}

impl Operation {
    /// The parameters that a caller fills in.
    pub(crate) fn inputs(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(|parameter| parameter.role == Role::Input)
    }

    /// Whether the answer is a file: bytes that nobody reads on the way.
    pub(crate) fn is_download(&self) -> bool {
        let success = self.responses.iter().find(|response| response.status == 200);
        success.is_some_and(|response| {
            !response.media_types.is_empty() && response.media_types.iter().all(|one| one.is_binary)
        })
    }
}

/// A parameter.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) place: Place,
    pub(crate) required: bool,
    pub(crate) empty_is_absent: bool,
    pub(crate) description: String,
    /// As on the wire.
    pub(crate) example: Option<String>,
    pub(crate) schema: Schema,
    pub(crate) role: Role,
    pub(crate) provenance: Provenance,
    pub(crate) position: Position,
}

/// Where a value is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    Path,
    Query,
    Header,
    Body,
}

/// Who fills a parameter in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Input,
    Fixed(String),
    Transport,
}

/// Type, rule and default of a value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Schema {
    pub(crate) shape: Shape,
    /// As on the wire.
    pub(crate) default: Option<String>,
}

/// Type and rule of a value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    Text(Text),
    Int(Int),
    Number(Number),
    Boolean,
    List(Box<List>),
}

/// Rule of a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Text {
    pub(crate) min: usize,
    pub(crate) max: Option<usize>,
    pub(crate) pattern: Option<Pattern>,
    pub(crate) format: Option<&'static str>,
    pub(crate) one_of: Vec<String>,
    pub(crate) secret: bool,
}

/// Rule of a whole number; exclusive bounds are made inclusive.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Int {
    pub(crate) min: Option<i64>,
    pub(crate) max: Option<i64>,
    pub(crate) multiple_of: Option<i64>,
}

/// Rule of a number with a fraction.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Number {
    pub(crate) min: Option<f64>,
    pub(crate) exclusive_min: bool,
    pub(crate) max: Option<f64>,
    pub(crate) exclusive_max: bool,
    pub(crate) multiple_of: Option<f64>,
}

/// Rule of a list.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct List {
    pub(crate) min: usize,
    pub(crate) max: Option<usize>,
    pub(crate) unique: bool,
    pub(crate) item: Shape,
}

/// A rule over more than one parameter.
#[derive(Clone, Debug)]
pub(crate) struct CrossRule {
    pub(crate) rule: &'static str,
    /// The parameters by their part in the rule.
    pub(crate) parameters: Vec<(&'static str, String)>,
    pub(crate) description: String,
    pub(crate) provenance: Provenance,
    pub(crate) position: Position,
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) description: String,
    pub(crate) headers: Vec<Header>,
    pub(crate) media_types: Vec<MediaType>,
    pub(crate) provenance: Provenance,
}

/// A header of an answer.
#[derive(Clone, Debug)]
pub(crate) struct Header {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) kind: String,
    pub(crate) example: Option<String>,
}

/// One form of the body of an answer.
#[derive(Clone, Debug)]
pub(crate) struct MediaType {
    pub(crate) name: String,
    pub(crate) schema: Option<String>,
    pub(crate) example: Option<String>,
    pub(crate) is_binary: bool,
}

/// Where a statement comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Provenance {
    pub(crate) source: String,
    pub(crate) note: String,
}

/// A row of a table.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) name: String,
    pub(crate) position: Position,
    pub(crate) description: String,
    pub(crate) columns: Vec<Column>,
}

/// A field of a record.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) position: Position,
    pub(crate) required: bool,
    pub(crate) description: String,
    pub(crate) headings: Vec<(String, String)>,
    pub(crate) schema: Schema,
}

/// A credential that travels as one value.
#[derive(Clone, Debug)]
pub(crate) struct Credential {
    pub(crate) name: String,
    pub(crate) place: Place,
    pub(crate) description: String,
    pub(crate) rule: Text,
    pub(crate) position: Position,
}
