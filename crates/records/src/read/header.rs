//! Which column of the document a heading means: the name of the field, or its heading in any language.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, OnceLock};

use deskledger::{ConnectionRecord, list};

use super::limits::MAX_COLUMNS;
use crate::message::{Message, listed};
use crate::messages;

/// Most characters of a heading.
const MAX_CHARACTERS: usize = 255;

/// What a column of a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// A field of the document, by its index.
    Known(usize),
    /// Something else, by its heading.
    Unknown(Arc<str>),
    /// Nothing: it has no heading.
    Unnamed,
}

/// The column of which this is the field, or the heading in any language. A unit or hint in parentheses may be left out,
/// as the console does: `Average Latency` is `Average Latency (ms)`.
pub(super) fn column(heading: &str) -> Option<usize> {
    static KNOWN: OnceLock<HashMap<String, usize>> = OnceLock::new();
    let known = KNOWN.get_or_init(known);
    known.get(&simplified(heading)).copied()
}

fn known() -> HashMap<String, usize> {
    let mut known = HashMap::new();
    // What two columns would share is what neither of them is known by.
    let mut short: HashMap<String, Option<usize>> = HashMap::new();
    for (index, column) in ConnectionRecord::COLUMNS.iter().enumerate() {
        known.insert(simplified(column.name), index);
        for (_, heading) in column.headings {
            let heading = simplified(heading);
            if let Some((bare, _)) = heading.split_once('(') {
                match short.entry(bare.trim_end().to_owned()) {
                    Entry::Vacant(entry) => drop(entry.insert(Some(index))),
                    Entry::Occupied(mut entry) if *entry.get() != Some(index) => drop(entry.insert(None)),
                    Entry::Occupied(_) => {}
                }
            }
            known.entry(heading).or_insert(index);
        }
    }
    for (heading, index) in short {
        if let Some(index) = index {
            known.entry(heading).or_insert(index);
        }
    }
    known
}

/// In small letters, with single spaces and narrow parentheses.
fn simplified(heading: &str) -> String {
    let words: Vec<_> = heading.trim_matches(['\u{feff}', '\u{200b}']).split_whitespace().collect();
    words.join(" ").replace('（', "(").replace('）', ")").to_lowercase()
}

/// What each column of a table holds. All that is wrong with its headings is told at once.
pub(super) fn columns(headings: &[String]) -> Result<Vec<Column>, Message> {
    let (mut columns, mut twice) = (Vec::new(), Vec::new());
    for heading in headings {
        let is_empty = heading.trim().is_empty();
        let column = match column(heading) {
            Some(index) => Column::Known(index),
            None if is_empty => Column::Unnamed,
            None => Column::Unknown(heading.trim().into()),
        };
        if !is_empty && columns.contains(&column) {
            twice.push(heading.as_str());
        }
        columns.push(column);
    }
    let required = ConnectionRecord::COLUMNS.iter().enumerate().filter(|(_, column)| column.required);
    let missing =
        required.filter(|(index, _)| !columns.contains(&Column::Known(*index))).map(|(_, column)| column.name);
    let missing: Vec<_> = missing.collect();
    let long: Vec<_> =
        headings.iter().filter(|heading| heading.chars().count() > MAX_CHARACTERS).map(String::as_str).collect();
    let mut wrong = Vec::new();
    let mut add = |message: fn(Message) -> Message, headings: Vec<&str>| {
        if !headings.is_empty() {
            wrong.push(message(listed(&headings)));
        }
    };
    add(messages::repeated, twice);
    add(messages::missing, missing);
    add(messages::too_long, long);
    if columns.len() > MAX_COLUMNS {
        wrong.push(messages::too_many_columns(columns.len(), MAX_COLUMNS));
    }
    if wrong.is_empty() { Ok(columns) } else { Err(messages::headings(list::sentences(wrong, 0))) }
}

/// The headings of the columns that the document does not know.
pub(super) fn unknown(columns: &[Column]) -> Vec<Arc<str>> {
    let unknown = columns.iter().filter_map(|column| match column {
        Column::Unknown(name) => Some(name.clone()),
        _ => None,
    });
    unknown.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(heading: &str) -> Option<&'static str> {
        column(heading).map(|index| ConnectionRecord::COLUMNS[index].name)
    }

    #[test]
    fn every_field_is_known_by_its_name_and_every_heading() {
        for column in ConnectionRecord::COLUMNS {
            let headings = column.headings.iter().map(|(_, heading)| *heading);
            for heading in headings.chain([column.name]) {
                assert_eq!(name(heading), Some(column.name), "{heading}");
                assert_eq!(name(&format!(" {} ", heading.to_uppercase())), Some(column.name), "{heading}");
            }
        }
    }

    #[test]
    fn the_headings_of_the_console_are_those_of_the_document() {
        assert_eq!(name("Average Latency"), Some("e2e_rtt"));
        assert_eq!(name("平均时延（ms）"), Some("e2e_rtt"));
        assert_eq!(name("network latency"), Some("network_rtt"));
        assert_eq!(name("Reconnection"), Some("is_reconnect"));
        assert_eq!(name("\u{feff}Connected  User"), Some("user_name"));
        for unknown in ["", "latency", "user", "(ms)"] {
            assert_eq!(name(unknown), None, "{unknown}");
        }
    }
}
