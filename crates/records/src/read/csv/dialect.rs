//! Dialects of CSV: the delimiter, and whether the text was written for a spreadsheet program.

use super::table::{Next, Table};
use crate::formula;
use crate::read::header;
use crate::read::options::Delimiter;

/// Rows in which the delimiter is looked for, as the header is.
const ROWS: usize = 20;

/// Dialect of a text file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read) struct Dialect {
    pub(in crate::read) delimiter: Delimiter,
    /// Bytes of a line `sep=;` in front of the text.
    pub(in crate::read) skip: usize,
    /// Written for a spreadsheet program, as its byte order mark indicates: apostrophes prevent formulas.
    is_for_spreadsheet: bool,
}

impl Dialect {
    /// By the start of the text, after its byte order mark.
    pub(in crate::read) fn detect(beginning: &[u8], has_mark: bool, delimiter: Option<Delimiter>) -> Self {
        let (named, skip) = separator_line(beginning).unzip();
        let skip = skip.unwrap_or_default();
        let count = |delimiter: &Delimiter| columns(beginning.get(skip..).unwrap_or_default(), *delimiter);
        // The first one of those that name most columns.
        let best = || Delimiter::DETECTED.into_iter().rev().max_by_key(count);
        let delimiter = delimiter.or(named).or_else(best).unwrap_or(Delimiter::DETECTED[0]);
        Self { delimiter, skip, is_for_spreadsheet: has_mark }
    }

    /// A text as it was before it was protected from a spreadsheet program.
    pub(super) fn plain<'t>(&self, text: &'t str) -> &'t str {
        if self.is_for_spreadsheet { formula::unprotected(text) } else { text }
    }
}

/// Number of known columns in the best of the first rows.
fn columns(beginning: &[u8], delimiter: Delimiter) -> usize {
    let mut table = Table::new(beginning, delimiter);
    let is_known = |field: &&[u8]| str::from_utf8(field).is_ok_and(|text| header::column(text).is_some());
    let mut next = || matches!(table.next(), Ok(Next::Row)).then(|| table.fields().filter(is_known).count());
    (0..ROWS).map_while(|_| next()).max().unwrap_or_default()
}

/// The delimiter that a first line `sep=;` names, as spreadsheet programs understand it, and the length of the line.
fn separator_line(beginning: &[u8]) -> Option<(Delimiter, usize)> {
    let end = beginning.iter().position(|byte| matches!(byte, b'\n' | b'\r'))?;
    let line = beginning.get(..end)?;
    let line = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
    let (name, sign) = line.split_at_checked(4)?;
    let [sign] = *sign else { return None };
    let delimiter = Delimiter::of(sign).filter(|_| name.eq_ignore_ascii_case(b"sep="))?;
    Some((delimiter, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_the_one_that_names_most_columns() {
        let of = |text: &str| Dialect::detect(text.as_bytes(), false, None).delimiter.to_string();
        for (text, delimiter) in [
            ("user_name,connection_start_time\n", ","),
            ("user_name\tconnection_start_time\n", "tab"),
            ("user_name;connection_start_time;VIP, and more\n", ";"),
            ("Report, 2020; all | users\n\nuser_name|connection_start_time\n", "|"),
            ("user_name,a;b;c|d\n", ","),
            ("no;header\n", ","),
            ("", ","),
            ("sep=;\nuser_name,sid\n", ";"),
            ("\"SEP=\t\"\r\nx\n", "tab"),
            ("sep=\"\nuser_name|sid\n", "|"),
        ] {
            assert_eq!(of(text), delimiter, "{text}");
        }
        assert_eq!(Dialect::detect(b"user_name,sid\n", false, Delimiter::of(b';')).delimiter.to_string(), ";");
    }
}
