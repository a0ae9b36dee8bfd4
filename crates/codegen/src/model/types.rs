pub(crate) use deskledger_runtime::ParameterIn;
use deskledger_runtime::json_schema;

use super::deprecation::Deprecation;
use crate::diagnostic::Position;
use crate::names;
use crate::pattern::Pattern;
use crate::spec::Node;

/// The document.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    #[cfg_attr(not(feature = "progenitor"), allow(dead_code, reason = "only progenitor's client has them"))]
    pub(crate) title: String,
    #[cfg_attr(not(feature = "progenitor"), allow(dead_code, reason = "only progenitor's client has them"))]
    pub(crate) version: String,
    /// Whether it is written in OpenAPI 3.1, whose schemas are those of JSON Schema.
    pub(crate) is_3_1: bool,
    /// Path of each operation as the document has it, in its order.
    pub(crate) operations: Vec<Operation>,
    pub(crate) records: Vec<Record>,
    /// Credentials that travel as one value and have a rule.
    pub(crate) credentials: Vec<Credential>,
    pub(crate) security_schemes: Vec<SecurityScheme>,
    pub(crate) servers: Vec<Server>,
}

/// An address of the service.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    pub(crate) name: Option<String>,
    pub(crate) description: String,
    pub(crate) url: String,
    pub(crate) variables: Vec<Variable>,
}

/// A part of the address of a server that can be chosen.
#[derive(Clone, Debug)]
pub(crate) struct Variable {
    pub(crate) name: String,
    pub(crate) description: String,
    /// The values that it may have; empty where it may have any.
    pub(crate) one_of: Vec<String>,
    pub(crate) default: String,
}

/// A way to prove who asks.
#[derive(Clone, Debug)]
pub(crate) struct SecurityScheme {
    pub(crate) name: String,
    pub(crate) kind: SecurityKind,
    pub(crate) description: String,
}

/// Data of a security scheme: names and addresses as in the document.
#[derive(Clone, Debug)]
pub(crate) enum SecurityKind {
    ApiKey(ParameterIn, String),
    Basic,
    Bearer,
    Http(String),
    OAuth2(String),
    OpenIdConnect(String),
    MutualTls,
}

/// A call.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    pub(crate) id: String,
    /// The id made unique among the names of Rust, which are made of it.
    pub(crate) name: String,
    pub(crate) position: Position,
    /// Method, in capitals unless the document has one of its own.
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) summary: String,
    pub(crate) description: String,
    pub(crate) deprecation: Option<Deprecation>,
    pub(crate) tags: Vec<String>,
    /// Whether it proves who asks; not where the document says `security: []`.
    pub(crate) needs_credential: bool,
    /// Alternatives of security schemes, by their names, with their scopes.
    pub(crate) security: Vec<Vec<(String, Vec<String>)>>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) rules: Vec<CrossFieldRule>,
    pub(crate) responses: Vec<Response>,
    pub(crate) pagination: Option<Pagination>,
}

/// Pagination of an operation.
#[derive(Clone, Debug)]
pub(crate) struct Pagination {
    /// Pointer to the items in the body; none if it is the only list there.
    pub(crate) items: Option<String>,
    /// Field of the parameter that the next page differs in.
    pub(crate) parameter: String,
    pub(crate) next: Next,
    /// Number of the first page.
    pub(crate) first: i64,
    pub(crate) position: Position,
}

/// The value of the parameter for the next page.
#[derive(Clone, Debug)]
pub(crate) enum Next {
    /// It is at this pointer in the body.
    Marker(String),
    /// It grows by the number of items.
    Offset,
    /// It grows by one.
    Page,
    /// The request is the target of the header `Link` with `rel="next"`.
    Link,
}

impl Operation {
    /// The parameters that a caller fills in.
    pub(crate) fn inputs(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(|parameter| parameter.role == Role::Input)
    }

    /// Whether the response is a file: bytes that nothing on the way interprets.
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
    /// Name of its field in Rust, unique in the operation.
    pub(crate) field: String,
    /// Media type of a body.
    pub(crate) media_type: Option<String>,
    /// Media types that the document has for a body, in its order.
    pub(crate) listed: Vec<String>,
    pub(crate) place: ParameterIn,
    pub(crate) required: bool,
    pub(crate) deprecation: Option<Deprecation>,
    pub(crate) empty_is_absent: bool,
    pub(crate) description: String,
    /// The same in further languages, by their names.
    pub(crate) descriptions: Vec<(String, String)>,
    /// As on the wire.
    pub(crate) example: Option<String>,
    pub(crate) schema: Schema,
    pub(crate) role: Role,
    /// Whether a secret may be in it: nothing that is printed has it.
    pub(crate) is_secret: bool,
    /// Whether fields of the value may have defaults.
    pub(crate) has_defaults: bool,
    pub(crate) provenance: Provenance,
    pub(crate) position: Position,
}

impl Parameter {
    /// An input of which nothing else is said.
    pub(super) fn new(name: &str, place: ParameterIn, schema: Schema, position: Position) -> Self {
        Self {
            name: name.to_owned(),
            field: names::snake(name),
            media_type: None,
            listed: Vec::new(),
            place,
            required: false,
            deprecation: None,
            empty_is_absent: false,
            description: String::new(),
            descriptions: Vec::new(),
            example: None,
            schema,
            role: Role::Input,
            is_secret: false,
            has_defaults: false,
            provenance: Provenance::default(),
            position,
        }
    }
}

/// Source of the value of a parameter.
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
    /// Everything else that JSON can express.
    Json(Box<Json>),
    /// A body of parts with names.
    Parts(Box<Parts>),
    /// Bytes that are passed on as they are.
    Raw,
}

/// Rule of a body of parts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Parts {
    /// The schema of the parts as fields of an object, as it is written.
    pub(crate) schema: Node,
    /// Fields whose values are files.
    pub(crate) files: Vec<String>,
    /// Media types that a part may have, by its name.
    pub(crate) media_types: Vec<(String, Vec<String>)>,
}

/// Rule of a value that JSON can express, and how it stands on the wire.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Json {
    /// The schema as it is written.
    pub(crate) schema: Node,
    /// Name of the style in Rust.
    pub(crate) style: &'static str,
    pub(crate) explode: bool,
    /// Names that its fields add to the query: `*` for any, `name[` for all that begin so.
    pub(crate) in_query: Vec<String>,
}

/// Lines that the keywords of a rule stand on, by keyword.
pub(crate) type Lines = Vec<(&'static str, u32)>;

/// Rule of a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Text {
    pub(crate) min: usize,
    pub(crate) max: Option<usize>,
    pub(crate) pattern: Option<Pattern>,
    pub(crate) format: Option<&'static str>,
    pub(crate) one_of: Vec<String>,
    pub(crate) secret: bool,
    pub(crate) lines: Lines,
}

/// Rule of a whole number; exclusive bounds are made inclusive.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Int {
    pub(crate) min: Option<i64>,
    pub(crate) max: Option<i64>,
    pub(crate) multiple_of: Option<i64>,
    pub(crate) lines: Lines,
}

/// Rule of a number with a fraction.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Number {
    pub(crate) min: Option<json_schema::Number>,
    pub(crate) exclusive_min: bool,
    pub(crate) max: Option<json_schema::Number>,
    pub(crate) exclusive_max: bool,
    pub(crate) multiple_of: Option<json_schema::Decimal>,
    pub(crate) lines: Lines,
}

/// Rule of a list.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct List {
    pub(crate) min: usize,
    pub(crate) max: Option<usize>,
    pub(crate) unique: bool,
    pub(crate) item: Shape,
    pub(crate) lines: Lines,
}

/// A rule over more than one parameter.
#[derive(Clone, Debug)]
pub(crate) struct CrossFieldRule {
    pub(crate) rule: &'static str,
    /// The parameters by their part in the rule.
    pub(crate) parameters: Vec<(&'static str, String)>,
    pub(crate) description: String,
    /// The same in further languages, by their names.
    pub(crate) descriptions: Vec<(String, String)>,
    pub(crate) provenance: Provenance,
    pub(crate) position: Position,
}

/// A response.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    /// A digit stands for a range, as 2 for 2XX, and 0 for every other status.
    pub(crate) status: u16,
    pub(crate) description: String,
    pub(crate) headers: Vec<Header>,
    pub(crate) media_types: Vec<MediaType>,
    pub(crate) provenance: Provenance,
}

impl Response {
    pub(crate) fn is_success(&self) -> bool {
        self.status == 2 || (200..300).contains(&self.status)
    }

    /// The media type of JSON that has a type, if there is one.
    pub(crate) fn json(&self) -> Option<&MediaType> {
        self.media_types.iter().find(|one| one.rule.is_some())
    }
}

/// A header of a response.
#[derive(Clone, Debug)]
pub(crate) struct Header {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) kind: String,
    /// The schema as it is written, of a value or a list of values.
    pub(crate) schema: Option<Node>,
    pub(crate) example: Option<String>,
}

/// A media type of the body of a response.
#[derive(Clone, Debug)]
pub(crate) struct MediaType {
    pub(crate) name: String,
    pub(crate) schema: Option<String>,
    pub(crate) example: Option<String>,
    pub(crate) is_binary: bool,
    /// The schema as it is written, of JSON.
    pub(crate) rule: Option<Node>,
    /// How values follow one another, by its name in Rust, and the schema of each as it is written.
    pub(crate) items: Option<(&'static str, Node)>,
}

/// Source of a statement.
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
    pub(crate) place: ParameterIn,
    pub(crate) description: String,
    /// A text that is secret.
    pub(crate) shape: Shape,
    pub(crate) position: Position,
}
