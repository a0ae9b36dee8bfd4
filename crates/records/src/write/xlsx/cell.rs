//! One value as a cell of a sheet.

use std::io::Write;

use deskledger::{ColumnKind, DateTime, Value};

use super::parts::{STYLE_DATE_TIME, STYLE_HEADING};
use super::shared::Shared;
use crate::labels::Labels;

/// Maximum number of UTF-16 units in a cell of a workbook; a longer text is cut.
pub(in crate::write) const MAX_UNITS: usize = 32_767;

/// Spreadsheet programs keep 15 digits of a number: from here on a whole number is a text.
const ROUNDED: u64 = 1_000_000_000_000_000;

/// 1970-01-01 in the days of the workbook, which begin with 1 on 1900-01-01 and know a February 29th in that year.
const EPOCH: i64 = 25_569;

/// 1900-03-01, from which on the days of the workbook are those of the calendar.
const FIRST_DAY: i64 = 61;

/// Parts of a day in which times are written.
const SCALE: i64 = 10_000_000_000;

/// Adds a cell; an empty one where the value is absent, because cells are placed by their order.
pub(super) fn write(
    out: &mut Vec<u8>,
    value: Value<'_>,
    (column, kind): (usize, ColumnKind),
    labels: Labels,
    shared: &mut Shared,
) {
    let mut text = |out: &mut Vec<u8>, value: &str| match shared.number(column, value, content) {
        Some(number) => whole(out, b"<c t=\"s\"><v>", number),
        None => inline_text(out, value),
    };
    match value {
        Value::Text(value) if kind == ColumnKind::Instant => instant(out, value),
        Value::Text(value) => text(out, value),
        Value::Int(value) if value.unsigned_abs() < ROUNDED => whole(out, b"<c><v>", value),
        Value::Int(value) => text(out, itoa::Buffer::new().format(value)),
        Value::Number(value) if is_kept(value) => drop(write!(out, "<c><v>{value}</v></c>")),
        Value::Number(value) if value.is_finite() => text(out, &value.to_string()),
        Value::Boolean(yes) => text(out, if yes { labels.yes } else { labels.no }),
        _ => out.extend_from_slice(b"<c/>"),
    }
}

/// Whether a number has no more digits than spreadsheet programs keep.
fn is_kept(value: f64) -> bool {
    value.is_finite() && format!("{value:.14e}").parse() == Ok(value)
}

pub(super) fn heading(out: &mut Vec<u8>, value: &str) {
    styled_text(out, &format!("<c s=\"{STYLE_HEADING}\" t=\"inlineStr\"><is>"), value);
}

fn inline_text(out: &mut Vec<u8>, value: &str) {
    styled_text(out, "<c t=\"inlineStr\"><is>", value);
}

fn styled_text(out: &mut Vec<u8>, start: &str, value: &str) {
    out.extend_from_slice(start.as_bytes());
    content(out, value);
    out.extend_from_slice(b"</is></c>");
}

/// Adds a text as its element.
fn content(out: &mut Vec<u8>, value: &str) {
    let value = shortened(value);
    let is_trimmed = !value.starts_with(|char: char| char.is_whitespace()) && !value.ends_with(char::is_whitespace);
    out.extend_from_slice(if is_trimmed { b"<t>" } else { b"<t xml:space=\"preserve\">" });
    escape(out, value);
    out.extend_from_slice(b"</t>");
}

/// Adds a cell of a whole number behind its start.
fn whole(out: &mut Vec<u8>, start: &[u8], value: impl itoa::Integer) {
    out.extend_from_slice(start);
    out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
    out.extend_from_slice(b"</v></c>");
}

/// Days with a fraction of ten digits, which is finer than a tenth of a millisecond. A time that a workbook cannot
/// count, or that names its offset because a cell cannot, stays text.
fn instant(out: &mut Vec<u8>, value: &str) {
    let time = if value.ends_with('Z') { value.parse().ok() } else { None };
    let Some(seconds) = time.map(DateTime::unix_seconds) else { return inline_text(out, value) };
    let (day, second) = (seconds.div_euclid(86_400) + EPOCH, seconds.rem_euclid(86_400));
    if day < FIRST_DAY {
        return inline_text(out, value);
    }
    // Above one whole day, so that its zeros are written.
    let fraction = SCALE + (second * SCALE + 43_200) / 86_400;
    out.extend_from_slice(b"<c s=\"");
    out.push(b'0' + STYLE_DATE_TIME);
    out.extend_from_slice(b"\"><v>");
    out.extend_from_slice(itoa::Buffer::new().format(day).as_bytes());
    out.push(b'.');
    out.extend_from_slice(&itoa::Buffer::new().format(fraction).as_bytes()[1..]);
    out.extend_from_slice(b"</v></c>");
}

/// The part of a text that a cell can hold.
fn shortened(value: &str) -> &str {
    if value.len() <= MAX_UNITS {
        return value;
    }
    let mut units = 0;
    let cut = value.char_indices().find(|(_, char)| {
        units += char.len_utf16();
        units > MAX_UNITS
    });
    cut.map_or(value, |(end, _)| &value[..end])
}

/// Escapes markup. What XML cannot hold, and a carriage return, which it would change, become `_xHHHH_`, the way of
/// the format; so does an underscore that would be read as the start of one.
fn escape(out: &mut Vec<u8>, value: &str) {
    let mut done = 0;
    for (at, byte) in value.bytes().enumerate() {
        let (replacement, length): (&[u8], usize) = match byte {
            b'&' => (b"&amp;", 1),
            b'<' => (b"&lt;", 1),
            b'>' => (b"&gt;", 1),
            b'\t' | b'\n' => continue,
            0..=0x1F => (&control(byte), 1),
            b'_' if is_escape(&value.as_bytes()[at..]) => (b"_x005F_", 1),
            0xEF if value[at..].starts_with('\u{FFFE}') => (b"_xFFFE_", 3),
            0xEF if value[at..].starts_with('\u{FFFF}') => (b"_xFFFF_", 3),
            _ => continue,
        };
        out.extend_from_slice(&value.as_bytes()[done..at]);
        out.extend_from_slice(replacement);
        done = at + length;
    }
    out.extend_from_slice(&value.as_bytes()[done..]);
}

fn control(byte: u8) -> [u8; 7] {
    let digit = |value: u8| b"0123456789ABCDEF"[usize::from(value & 15)];
    [b'_', b'x', b'0', b'0', digit(byte >> 4), digit(byte), b'_']
}

/// Whether a text begins with `_xHHHH_`.
fn is_escape(text: &[u8]) -> bool {
    matches!(text, [b'_', b'x', a, b, c, d, b'_', ..] if [a, b, c, d].iter().all(|digit| digit.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: Value<'_>, kind: ColumnKind) -> String {
        let mut out = Vec::new();
        write(&mut out, value, (0, kind), Labels::of("zh_CN"), &mut Shared::full());
        String::from_utf8(out).unwrap()
    }

    fn content(text: &str) -> String {
        let cell = written(Value::Text(text), ColumnKind::Text);
        let (_, rest) = cell.split_once("<is>").unwrap();
        rest.strip_suffix("</t></is></c>").unwrap().to_owned()
    }

    #[test]
    fn a_text_never_becomes_markup_or_a_formula() {
        assert_eq!(content("<b>&\"'"), "<t>&lt;b&gt;&amp;\"'");
        assert_eq!(content("=HYPERLINK(1)"), "<t>=HYPERLINK(1)");
    }

    #[test]
    fn characters_that_xml_cannot_hold_do_not_break_the_file() {
        assert_eq!(
            content("a\0b\u{1f}c\r\u{fffe}\u{ffff}d\u{fffd}"),
            "<t>a_x0000_b_x001F_c_x000D__xFFFE__xFFFF_d\u{fffd}"
        );
        assert_eq!(content("_x0041_ _x41_ __x00ff_"), "<t>_x005F_x0041_ _x41_ __x005F_x00ff_");
    }

    #[test]
    fn spaces_at_the_ends_are_kept() {
        assert_eq!(content(" a"), "<t xml:space=\"preserve\"> a");
        assert_eq!(content("a\n"), "<t xml:space=\"preserve\">a\n");
    }

    #[test]
    fn a_text_too_long_for_a_cell_is_cut_between_characters() {
        assert_eq!(shortened(&"é".repeat(40_000)).chars().count(), MAX_UNITS);
        assert_eq!(shortened(&"😀".repeat(20_000)).chars().count(), MAX_UNITS / 2);
        assert_eq!(shortened(&"é".repeat(32_767)).chars().count(), MAX_UNITS);
    }

    #[test]
    fn times_are_days_of_the_workbook() {
        let time = |text| written(Value::Text(text), ColumnKind::Instant);
        assert_eq!(time("1970-01-01T00:00:00Z"), "<c s=\"2\"><v>25569.0000000000</v></c>");
        assert_eq!(time("2020-04-24T12:00:00Z"), "<c s=\"2\"><v>43945.5000000000</v></c>");
        assert_eq!(time("2020-04-24T23:59:59Z"), "<c s=\"2\"><v>43945.9999884259</v></c>");
        assert_eq!(time("1900-03-01T00:00:00Z"), "<c s=\"2\"><v>61.0000000000</v></c>");
        assert!(time("1900-02-28T23:59:59Z").contains("inlineStr"));
        assert!(time("2022-10-30T02:30:00+02:00").contains("<t>2022-10-30T02:30:00+02:00</t>"));
    }

    #[test]
    fn a_number_of_more_digits_than_spreadsheet_programs_keep_is_a_text() {
        for (value, text) in [
            (Value::Int(1_000_000_000_000_000), "1000000000000000"),
            (Value::Int(-9_007_199_254_740_993), "-9007199254740993"),
            (Value::Int(i64::MIN), "-9223372036854775808"),
            (Value::Number(0.300_000_000_000_000_04), "0.30000000000000004"),
        ] {
            assert_eq!(written(value, ColumnKind::Text), format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>"));
        }
        assert_eq!(written(Value::Int(-999_999_999_999_999), ColumnKind::Text), "<c><v>-999999999999999</v></c>");
        assert_eq!(written(Value::Number(0.3), ColumnKind::Text), "<c><v>0.3</v></c>");
    }

    #[test]
    fn values_that_are_absent_keep_their_place() {
        assert_eq!(written(Value::Absent, ColumnKind::Text), "<c/>");
        assert_eq!(written(Value::Number(f64::NAN), ColumnKind::Number), "<c/>");
        assert_eq!(written(Value::Int(-7), ColumnKind::Int), "<c><v>-7</v></c>");
        assert!(written(Value::Boolean(true), ColumnKind::Boolean).contains("<t>是</t>"));
    }
}
