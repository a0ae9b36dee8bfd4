use crate::diagnostic::Position;

/// A value of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Its start.
    pub position: Position,
    /// Its value.
    pub value: Value,
}

/// A value.
#[allow(missing_docs, reason = "the types of JSON")]
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Boolean(bool),
    Number(serde_json::Number),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

/// The name of an entry of a map.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// Its start.
    pub position: Position,
    /// Its text.
    pub name: String,
}
