//! The header of a table: which row it is, and which column of the document a heading names.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use deskledger::{ColumnKind, ConnectionRecord, list};

use super::limits::MAX_COLUMNS;
use super::time_zone::TimeZone;
use crate::message::{Message, listed, shown};
use crate::messages;

/// Maximum number of characters of a heading.
pub(super) const MAX_CHARACTERS: usize = 255;

/// Maximum number of rows in which the header is looked for.
const MAX_TITLES: usize = 20;

/// Meaning of a column of a file.
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
    zoned(heading).map(|(column, _)| column)
}

/// The same, with the time zone that the heading of a time names: `Connection Started (Asia/Shanghai)`.
pub(super) fn zoned(heading: &str) -> Option<(usize, Option<TimeZone>)> {
    static KNOWN: OnceLock<HashMap<String, usize>> = OnceLock::new();
    let known = KNOWN.get_or_init(known);
    if let Some(column) = known.get(&simplified(heading)) {
        return Some((*column, None));
    }
    let (bare, zone) = heading.trim_end().strip_suffix([')', '）'])?.rsplit_once(['(', '（'])?;
    let column = *known.get(&simplified(bare))?;
    let is_time = ConnectionRecord::COLUMNS.get(column).is_some_and(|column| column.kind == ColumnKind::Instant);
    // The zone of this machine is not that of the one that wrote the file.
    let zone = zone.parse().ok().filter(|_| is_time && !["local", "system"].contains(&&*simplified(zone)))?;
    Some((column, Some(zone)))
}

fn known() -> HashMap<String, usize> {
    let mut known = HashMap::new();
    // A short name that two columns share identifies neither.
    let mut short: HashMap<String, Option<usize>> = HashMap::new();
    for (index, column) in ConnectionRecord::COLUMNS.iter().enumerate() {
        known.insert(simplified(column.name), index);
        for (_, heading) in column.headings {
            let heading = simplified(heading);
            if let Some((bare, _)) = heading.split_once('(') {
                let shared = short.entry(bare.trim_end().to_owned()).or_insert(Some(index));
                *shared = shared.filter(|other| *other == index);
            }
            known.entry(heading).or_insert(index);
        }
    }
    for (heading, index) in short.into_iter().filter_map(|(heading, index)| Some((heading, index?))) {
        known.entry(heading).or_insert(index);
    }
    known
}

/// In small letters, with single spaces and narrow parentheses.
fn simplified(heading: &str) -> String {
    let words: Vec<_> = heading.trim_matches(['\u{feff}', '\u{200b}']).split_whitespace().collect();
    words.join(" ").replace('（', "(").replace('）', ")").to_lowercase()
}

#[derive(Debug)]
pub(super) struct Header {
    pub(super) columns: Vec<Column>,
    /// The zone of times that name none.
    pub(super) zone: Option<TimeZone>,
    texts: Vec<String>,
    /// Whether spaces stood around the heading of a column: they stand around its values too.
    is_padded: Vec<bool>,
}

impl Header {
    /// The header of these texts. All that is wrong with them is reported at once.
    pub(super) fn of(texts: Vec<String>) -> Result<Self, Message> {
        let (columns, zone) = columns(&texts)?;
        let is_padded = texts.iter().map(|text| text.trim().len() < text.len() && !text.trim().is_empty());
        Ok(Self { columns, zone, is_padded: is_padded.collect(), texts })
    }

    /// A value of a column, without spaces around it where they stood around the heading.
    pub(super) fn trimmed<'t>(&self, index: usize, text: &'t str) -> &'t str {
        if self.is_padded.get(index) == Some(&true) { text.trim() } else { text }
    }

    pub(super) fn is_padded(&self) -> bool {
        self.is_padded.contains(&true)
    }

    /// Whether a row is the header again, as in files that were put together: by the indices and texts of its values.
    pub(super) fn is_repeated_by<'t>(&self, mut values: impl Iterator<Item = (usize, &'t str)>) -> bool {
        let mut count = 0;
        let is_same = values.all(|(index, value)| {
            count += usize::from(!value.is_empty());
            // Text after a second byte order mark may be in another encoding.
            let is_marked = value.starts_with('\u{feff}');
            !is_marked && simplified(value) == self.texts.get(index).map_or(String::new(), |text| simplified(text))
        });
        is_same && count == self.texts.iter().filter(|text| !text.is_empty()).count()
    }

    /// The headings of the columns that the document does not define.
    pub(super) fn unknown(&self) -> Vec<Arc<str>> {
        let unknown = |column: &Column| if let Column::Unknown(name) = column { Some(name.clone()) } else { None };
        self.columns.iter().filter_map(unknown).collect()
    }
}

/// The search for the header in the first rows of a table, which may have titles above it.
#[derive(Debug, Default)]
pub(super) struct Search {
    rows: usize,
    /// The first row, and its line.
    first: Option<(u64, Vec<String>)>,
    /// Problem of the first row that names a column.
    broken: Option<Message>,
}

impl Search {
    /// The header, if this row is it.
    pub(super) fn next(&mut self, line: u64, texts: Vec<String>) -> Option<Header> {
        self.rows += 1;
        if texts.iter().any(|text| column(text).is_some()) {
            match Header::of(texts.clone()) {
                Ok(header) => return Some(header),
                Err(message) => drop(self.broken.get_or_insert(message)),
            }
        }
        self.first.get_or_insert((line, texts));
        None
    }

    /// Whether the header would have been found by now.
    pub(super) fn is_over(&self) -> bool {
        self.rows >= MAX_TITLES
    }

    /// Rows above the header that were skipped.
    pub(super) fn titles(&self) -> usize {
        self.rows.saturating_sub(1)
    }

    /// The problem of the first row that names a column; else the line and the texts of the first row.
    pub(super) fn end(self) -> Result<Option<(u64, Vec<String>)>, Message> {
        self.broken.map_or(Ok(self.first), Err)
    }
}

/// What is wrong with a row: that it is one of totals, where one of its texts labels it so.
pub(super) fn or_totals<'t>(message: Message, texts: impl Iterator<Item = &'t str>) -> Message {
    const LABELS: [&str; 10] =
        ["total", "totals", "grand total", "subtotal", "sum", "count", "合计", "总计", "小计", "共计"];
    let mut texts = texts.map(str::trim);
    let is_word = |rest: &str| !rest.starts_with(|next: char| next.is_ascii_alphabetic());
    let is_label = |text: &str| LABELS.iter().any(|label| text.strip_prefix(label).is_some_and(is_word));
    texts.find(|text| is_label(&text.to_lowercase())).map_or(message, |label| messages::totals_row(shown(label)))
}

/// The meaning of each column of a table. All problems of the headings are reported at once.
fn columns(headings: &[String]) -> Result<(Vec<Column>, Option<TimeZone>), Message> {
    let (mut columns, mut twice, mut zones) = (Vec::new(), Vec::new(), Vec::new());
    for heading in headings {
        let is_empty = heading.trim().is_empty();
        let column = match zoned(heading) {
            Some((index, zone)) => {
                zones.extend(zone);
                Column::Known(index)
            }
            None if is_empty => Column::Unnamed,
            None => Column::Unknown(heading.trim().into()),
        };
        if !is_empty && columns.contains(&column) {
            twice.push(heading.as_str());
        }
        columns.push(column);
    }
    let required = ConnectionRecord::COLUMNS.iter().enumerate().filter(|(_, column)| column.required);
    let missing = required.filter(|(index, _)| !columns.contains(&Column::Known(*index)));
    let long = headings.iter().map(String::as_str).filter(|heading| heading.chars().count() > MAX_CHARACTERS);
    let mut wrong = Vec::new();
    let mut add = |message: fn(Message) -> Message, headings: Vec<&str>| {
        if !headings.is_empty() {
            wrong.push(message(listed(&headings)));
        }
    };
    add(messages::repeated, twice);
    add(messages::missing, missing.map(|(_, column)| column.name).collect());
    add(messages::too_long, long.collect());
    zones.dedup();
    if zones.len() > 1 {
        let names: Vec<_> = zones.iter().map(ToString::to_string).collect();
        wrong.push(messages::several_zones(listed(&names)));
    }
    if columns.len() > MAX_COLUMNS {
        wrong.push(messages::too_many_columns(columns.len(), MAX_COLUMNS));
    }
    if wrong.is_empty() { Ok((columns, zones.pop())) } else { Err(messages::headings(list::sentences(wrong, 0))) }
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
        assert_eq!(name("Connection Started (Asia/Shanghai)"), Some("connection_start_time"));
        assert_eq!(name("开始连接时间（UTC+08）"), Some("connection_start_time"));
        let others = ["Connection Started (local)", "Connection Started (today)", "Connected User (UTC)"];
        for unknown in ["", "latency", "user", "(ms)"].into_iter().chain(others) {
            assert_eq!(name(unknown), None, "{unknown}");
        }
    }
}
