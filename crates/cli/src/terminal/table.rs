//! A small table for a terminal, with widths counted in terminal columns.
//!
//! By hand: one table of five columns does not pay for comfy-table with its five crates, and the filter of control
//! characters would remain.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Maximum width of a cell; longer ones are cut.
const MAX_WIDTH: usize = 24;

/// The rows under their headings, a line each.
pub(crate) fn render(headings: &[&str], rows: &[Vec<String>]) -> String {
    let mut all: Vec<Vec<String>> = vec![headings.iter().map(|heading| cut(heading)).collect()];
    all.extend(rows.iter().map(|row| row.iter().map(|cell| cut(cell)).collect()));
    let width =
        |column: usize| all.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..headings.len()).map(width).collect();
    all.insert(1, widths.iter().map(|width| "-".repeat(*width)).collect());
    let line = |row: &Vec<String>| {
        let cells = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell}{}", " ".repeat(width.saturating_sub(cell.width()))));
        format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    all.iter().map(line).collect()
}

/// A record can hold anything: control characters do not reach the terminal.
fn cut(cell: &str) -> String {
    let clean: String = cell.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if clean.width() <= MAX_WIDTH {
        return clean;
    }
    let mut width = 0;
    let mut short: String = clean
        .chars()
        .take_while(|c| {
            width += c.width().unwrap_or(0);
            width < MAX_WIDTH
        })
        .collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_name_does_not_shift_the_columns() {
        let rows = [vec!["张三".to_owned(), "x".to_owned()], vec!["abcd".to_owned(), "y".to_owned()]];
        assert_eq!(render(&["Name", "B"], &rows), "Name  B\n----  -\n张三  x\nabcd  y\n");
    }

    #[test]
    fn a_record_cannot_send_codes_to_the_terminal() {
        assert!(!render(&["A"], &[vec!["\x1b[2J".to_owned()]]).contains('\x1b'));
    }
}
