use deskledger_runtime::message::Message;
use serde_json::Value as Json;

use crate::diagnostic::Position;
use crate::messages;

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
    Number(Numeral),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

/// A number of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Numeral {
    /// The number; the nearest one of 64 bits, if there is none with these digits.
    pub value: serde_json::Number,
    /// The digits as they are written, if `value` has others.
    pub digits: Option<Box<str>>,
}

impl std::ops::Deref for Numeral {
    type Target = serde_json::Number;

    fn deref(&self) -> &serde_json::Number {
        &self.value
    }
}

/// The name of an entry of a map.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// Its start.
    pub position: Position,
    /// Its text.
    pub name: String,
}

impl Node {
    /// The entries of a map; none of any other value.
    pub fn entries(&self) -> &[(Key, Node)] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The entry of a map.
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.entries().iter().find(|(key, _)| key.name == name).map(|(_, node)| node)
    }

    /// The items of a list; none of any other value.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(list) => list,
            _ => &[],
        }
    }

    /// The text of an entry, if it is one.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_text()
    }

    /// The items of an entry that is a list.
    pub fn list(&self, name: &str) -> &[Node] {
        self.get(name).map(Node::items).unwrap_or_default()
    }

    /// The entries of an entry that is a map.
    pub fn map(&self, name: &str) -> &[(Key, Node)] {
        self.get(name).map(Node::entries).unwrap_or_default()
    }

    /// Whether an entry is `true`.
    pub fn is(&self, name: &str) -> bool {
        self.get(name).is_some_and(|node| node.value == Value::Boolean(true))
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if it is one.
    pub fn as_number(&self) -> Option<&serde_json::Number> {
        match &self.value {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// Kind of the value, for a message.
    pub fn kind(&self) -> Message {
        match self.value {
            Value::Null => messages::nothing(),
            Value::Boolean(_) => messages::a_boolean(),
            Value::Number(_) => messages::a_number(),
            Value::Text(_) => messages::a_text(),
            Value::List(_) => messages::a_list(),
            Value::Map(_) => messages::a_map(),
        }
    }

    /// Kind of the value, for a message; a number itself.
    pub(crate) fn shown(&self) -> Message {
        match &self.value {
            Value::Number(value) => messages::number(value.to_string()),
            _ => self.kind(),
        }
    }

    /// The value without positions, in the order of the document.
    pub fn to_json(&self) -> Json {
        match &self.value {
            Value::Null => Json::Null,
            Value::Boolean(value) => Json::Bool(*value),
            Value::Number(number) => Json::Number(number.value.clone()),
            Value::Text(value) => Json::String(value.clone()),
            Value::List(list) => Json::Array(list.iter().map(Node::to_json).collect()),
            Value::Map(map) => Json::Object(map.iter().map(|(key, node)| (key.name.clone(), node.to_json())).collect()),
        }
    }
}
