use crate::json_schema::Schema;

/// Encoding of a value; the names are those of OpenAPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names of OpenAPI")]
pub enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    /// As JSON: a parameter with `content`, or a body.
    Json,
}

/// Rule for a value that JSON can express, and how it stands on the wire.
#[derive(Clone, Copy, Debug)]
pub struct Json {
    /// The rule.
    pub schema: &'static Schema,
    /// Encoding of the value.
    pub style: Style,
    /// Whether each item or field stands alone.
    pub explode: bool,
}

/// The same rule for a value of a type of its own.
#[derive(Clone, Copy, Debug)]
pub struct TypedJson(pub Json);
