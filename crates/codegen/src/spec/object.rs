use deskledger_runtime::list;
use deskledger_runtime::message::Message;
use serde_json::Number;

use super::node::{Key, Node, Value};
use super::source::Source;
use crate::diagnostic::Position;
use crate::messages;

/// A map of the document with the names that it may have.
#[derive(Clone, Copy)]
pub(crate) struct Object<'s> {
    /// The map.
    pub(crate) node: &'s Node,
    what: messages::Text,
}

impl<'s> Object<'s> {
    /// Reads a map and reports every name outside `known`; names that start with `x-` are free.
    pub(crate) fn read(source: &mut Source<'s>, node: &'s Node, what: messages::Text, known: &[&str]) -> Option<Self> {
        let Value::Map(entries) = &node.value else {
            let found = messages::as_a_map(what, node.kind());
            return source.refuse("type", node.position, found, messages::write_names_and_values());
        };
        for (key, _) in entries.iter().filter(|(key, _)| !key.name.starts_with("x-")) {
            if !known.contains(&key.name.as_str()) {
                unknown(source, key, what, known);
            }
        }
        Some(Self { node, what })
    }

    /// An entry.
    pub(crate) fn get(self, name: &str) -> Option<&'s Node> {
        self.node.get(name)
    }

    /// Position of an entry, or of the map where it has none.
    pub(crate) fn position(self, name: &str) -> Position {
        self.get(name).unwrap_or(self.node).position
    }

    /// An entry that must be there.
    pub(crate) fn required(self, source: &mut Source<'s>, name: &str) -> Option<&'s Node> {
        let node = self.get(name);
        if node.is_none() {
            let found = messages::missing(name, self.what);
            source.report("missing", self.node.position, found, messages::add(name));
        }
        node
    }

    /// An entry that is a text.
    pub(crate) fn text(self, source: &mut Source<'s>, name: &str) -> Option<&'s str> {
        let node = self.get(name)?;
        node.as_text().or_else(|| wrong_type(source, name, messages::a_text(), node))
    }

    /// An entry that is a text to be read by people, which changes no code; empty where there is none.
    pub(crate) fn prose(self, source: &mut Source<'s>, name: &str) -> String {
        match self.get(name) {
            Some(Node { value: Value::Text(text), .. }) => text.trim().to_owned(),
            Some(node) => {
                let found = messages::to_be(name, messages::a_text(), node.shown());
                source.warn("type", node.position, found, messages::put_in_quotes());
                if let Value::Number(value) = &node.value { value.to_string() } else { String::new() }
            }
            None => String::new(),
        }
    }

    /// An entry to be read by people that should be there.
    pub(crate) fn expected_prose(self, source: &mut Source<'s>, name: &str) -> String {
        self.expects(source, name);
        self.prose(source, name)
    }

    /// Warns where an entry is missing that changes no code.
    pub(crate) fn expects(self, source: &mut Source<'s>, name: &str) {
        if self.get(name).is_none() {
            let found = messages::missing(name, self.what);
            source.warn("missing", self.node.position, found, messages::add(name));
        }
    }

    /// An entry that is a text and must be there.
    pub(crate) fn required_text(self, source: &mut Source<'s>, name: &str) -> Option<&'s str> {
        self.required(source, name)?;
        self.text(source, name)
    }

    /// An entry that is yes or no.
    pub(crate) fn boolean(self, source: &mut Source<'s>, name: &str) -> Option<bool> {
        let node = self.get(name)?;
        match node.value {
            Value::Boolean(value) => Some(value),
            _ => wrong_type(source, name, messages::true_or_false(), node),
        }
    }

    /// An entry that is yes or no; no where there is none.
    pub(crate) fn is(self, source: &mut Source<'s>, name: &str) -> bool {
        self.boolean(source, name).unwrap_or(false)
    }

    /// An entry that is a number.
    pub(crate) fn number(self, source: &mut Source<'s>, name: &str) -> Option<&'s Number> {
        let node = self.get(name)?;
        node.as_number().or_else(|| wrong_type(source, name, messages::a_number(), node))
    }

    /// An entry that counts something: a whole number from 0, which may be written `2.0`. Nothing is as long as the largest.
    pub(crate) fn count(self, source: &mut Source<'s>, name: &str) -> Option<usize> {
        let number = self.number(source, name)?;
        let is_whole = |value: &f64| value.fract() == 0.0 && *value >= 0.0;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the largest is meant beyond it")]
        let count = number.as_u64().or_else(|| number.as_f64().filter(is_whole).map(|value| value as u64));
        let wrong = || wrong_type(source, name, messages::a_whole_number_from_0(), self.get(name)?);
        count.map(|count| count.min(u32::MAX.into()) as usize).or_else(wrong)
    }

    /// The values of an entry that is a list; none where there is none.
    pub(crate) fn list(self, source: &mut Source<'s>, name: &str) -> &'s [Node] {
        match self.get(name) {
            Some(Node { value: Value::List(list), .. }) => list,
            Some(node) => wrong_type(source, name, messages::a_list(), node).unwrap_or_default(),
            None => &[],
        }
    }

    /// The entries of an entry that is a map; none where there is none.
    pub(crate) fn map(self, source: &mut Source<'s>, name: &str) -> &'s [(Key, Node)] {
        match self.get(name) {
            Some(Node { value: Value::Map(entries), .. }) => entries,
            Some(node) => wrong_type(source, name, messages::a_map(), node).unwrap_or_default(),
            None => &[],
        }
    }
}

fn wrong_type<T>(source: &mut Source<'_>, name: &str, expected: Message, node: &Node) -> Option<T> {
    let is_unquoted = matches!(node.value, Value::Number(_) | Value::Boolean(_));
    let hint = match is_unquoted && expected == messages::a_text() {
        true => messages::put_in_quotes(),
        false => messages::write_a(expected.clone()),
    };
    source.refuse("type", node.position, messages::to_be(name, expected, node.shown()), hint)
}

/// Warns of every name of a map outside `known`; one that is nearly a known name is an error, as in a map that is read.
pub(crate) fn warn_unknown(source: &mut Source<'_>, node: &Node, what: messages::Text, known: &[&str]) {
    for (key, _) in node.entries().iter().filter(|(key, _)| !key.name.starts_with("x-")) {
        if known.contains(&key.name.as_str()) {
            continue;
        }
        if near(&key.name, known).is_some() {
            unknown(source, key, what, known);
        } else {
            let found = messages::unknown_name_ignored(&key.name, what);
            source.warn("unknown-name", key.position, found, messages::remove_or_prefix());
        }
    }
}

fn unknown(source: &mut Source<'_>, key: &Key, what: messages::Text, known: &[&str]) {
    let found = messages::unknown_name(&key.name, what);
    let hint = match near(&key.name, known) {
        Some(name) => messages::did_you_mean(name),
        None => messages::remove_or_prefix_known(list::unquoted(known, 0)),
    };
    source.report("unknown-name", key.position, found, hint);
}

/// A known name that this one was probably meant to be.
pub(crate) fn near<'n>(name: &str, known: &[&'n str]) -> Option<&'n str> {
    known.iter().find(|known| name.len() > 3 && distance(known, name) <= 2).copied()
}

/// Edit distance of two short names.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().take(64).collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, a) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (column, b) in other.iter().enumerate() {
            let changed = diagonal + usize::from(!a.eq_ignore_ascii_case(b));
            diagonal = row[column + 1];
            row[column + 1] = changed.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelling_is_reported_with_the_right_name() {
        assert_eq!(distance("maxLength", "maxLenght"), 2);
        assert_eq!(distance("required", "requird"), 1);
        assert!(distance("pattern", "format") > 2);
    }
}
