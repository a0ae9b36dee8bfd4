//! A record as one line of text: that of an exported CSV file.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;

use deskledger::{ConnectionRecord, Value};
use deskledger_records::write::{csv_fields, csv_line, csv_value};

use super::filter::Filter;
use super::record::WIDTH;

/// A record as it is read.
#[derive(Debug)]
pub struct Row<'r> {
    line: &'r str,
    /// Position of each column in the line, if it is not that of the document.
    positions: Option<&'r Positions>,
    texts: OnceCell<[Cow<'r, str>; WIDTH]>,
}

/// Position of each column of the document in a line; `None` if it did not exist when the line was written.
type Positions = [Option<usize>; WIDTH];

/// The orders of fields that lines of this store have: that of the document, and those of earlier documents.
#[derive(Clone, Debug, Default)]
pub(super) struct Layouts {
    pub(super) current: i64,
    earlier: HashMap<i64, Positions>,
}

impl Layouts {
    /// From the number and the names of the fields of each layout.
    pub(super) fn new(layouts: Vec<(i64, String)>) -> Self {
        let mut all = Self::default();
        for (number, fields) in layouts {
            let fields: Vec<&str> = fields.split(',').collect();
            if fields.iter().copied().eq(ConnectionRecord::COLUMNS.iter().map(|column| column.name)) {
                all.current = number;
            } else {
                let position =
                    |index: usize| fields.iter().position(|name| *name == ConnectionRecord::COLUMNS[index].name);
                all.earlier.insert(number, std::array::from_fn(position));
            }
        }
        all
    }

    /// A record; `None` if the layout is unknown, which another version of the program has added in the meantime.
    pub(super) fn row<'r>(&'r self, layout: i64, line: &'r str) -> Option<Row<'r>> {
        let positions = if layout == self.current { None } else { Some(self.earlier.get(&layout)?) };
        Some(Row { line, positions, texts: OnceCell::new() })
    }
}

impl<'r> Row<'r> {
    /// A record of a line in the order of the document.
    pub fn new(line: &'r str) -> Self {
        Self { line, positions: None, texts: OnceCell::new() }
    }

    /// The line of texts in the order of [`ConnectionRecord::COLUMNS`].
    pub fn line_of(texts: &[&str; WIDTH], line: &mut Vec<u8>) {
        csv_line(line, &values(texts));
    }

    /// The fields of the line.
    pub fn texts(&self) -> impl Iterator<Item = Cow<'r, str>> {
        csv_fields(self.line)
    }

    /// The values in the order of [`ConnectionRecord::COLUMNS`].
    pub fn values(&self) -> [Value<'_>; WIDTH] {
        values(self.texts.get_or_init(|| match self.positions {
            None => {
                let mut fields = csv_fields(self.line);
                std::array::from_fn(|_| fields.next().unwrap_or_default())
            }
            Some(positions) => {
                let fields: Vec<_> = csv_fields(self.line).collect();
                positions.map(|position| position.and_then(|at| fields.get(at).cloned()).unwrap_or_default())
            }
        }))
    }

    /// The line of a CSV file with English headings, unless its fields are those of an earlier document.
    pub fn line(&self) -> Option<&str> {
        self.positions.is_none().then_some(self.line)
    }

    /// Whether the texts of a filter are those of the record.
    pub fn matches(&self, filter: &Filter) -> bool {
        let texts = [
            ("user_name", &filter.user_name),
            ("computer_name", &filter.computer_name),
            ("terminal_type", &filter.terminal_type),
        ];
        texts.into_iter().all(|(name, expected)| {
            expected.as_deref().is_none_or(|expected| self.text(name).is_some_and(|text| text == expected))
        })
    }

    pub(super) fn text(&self, name: &str) -> Option<Cow<'r, str>> {
        let column = ConnectionRecord::COLUMNS.iter().position(|column| column.name == name)?;
        let position = self.positions.map_or(Some(column), |positions| positions.get(column).copied().flatten());
        csv_fields(self.line).nth(position?)
    }
}

fn values<T: AsRef<str>>(texts: &[T; WIDTH]) -> [Value<'_>; WIDTH] {
    std::array::from_fn(|index| csv_value(texts[index].as_ref(), ConnectionRecord::COLUMNS[index].kind))
}

#[cfg(test)]
mod tests {
    use deskledger::ColumnKind;

    use super::*;

    #[test]
    fn a_line_gives_back_the_values_that_it_was_made_of() {
        let texts = ["a,b", "\"", "say \"hi\"", "", "two\r\nlines", "\"\"", ",", "张三", " "];
        for shift in 0..texts.len() {
            let mut values = [Value::Absent; WIDTH];
            for (index, (value, column)) in values.iter_mut().zip(ConnectionRecord::COLUMNS).enumerate() {
                *value = match column.kind {
                    ColumnKind::Int => Value::Int(-7 * index as i64),
                    ColumnKind::Boolean => Value::Boolean(shift % 2 == 0),
                    _ => Some(texts[(index + shift) % texts.len()]).filter(|text| !text.is_empty()).into(),
                };
            }
            let mut line = Vec::new();
            csv_line(&mut line, &values);
            let line = String::from_utf8(line).unwrap();
            let names: Vec<_> = ConnectionRecord::COLUMNS.iter().map(|column| column.name).collect();
            let reversed: Vec<_> = names.iter().rev().copied().chain(["unknown"]).collect();
            let layouts = Layouts::new(vec![(1, reversed[1..].join(",")), (2, names.join(","))]);
            assert_eq!(layouts.row(2, &line).unwrap().values(), values);
            assert!(layouts.row(3, &line).is_none());
            // In the order of an earlier document, which had no last field and one that is gone.
            let mut line = Vec::new();
            let earlier: Vec<_> = values[..WIDTH - 1].iter().rev().copied().chain([Value::Text("x")]).collect();
            csv_line(&mut line, &earlier);
            let line = String::from_utf8(line).unwrap();
            let row = layouts.row(1, &line).unwrap();
            assert!(row.line().is_none() && row.values()[..WIDTH - 1] == values[..WIDTH - 1]);
            assert_eq!(row.values()[WIDTH - 1], Value::Absent);
        }
    }
}
