use crate::diagnostic::Position;

/// A value of the document.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub(crate) position: Position,
    pub(crate) value: Value,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Boolean(bool),
    Number(serde_json::Number),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

/// The name of an entry of a map.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Key {
    pub(crate) position: Position,
    pub(crate) name: String,
}
