//! What the cells of a workbook mean.

use std::borrow::Cow;

use deskledger::{ColumnKind, DateTime};

use crate::read::cells::Cell;
use crate::read::row::Field;

/// 1970-01-01 in the days of a workbook.
const EPOCH: f64 = 25_569.0;

/// How many days later the days that are counted from 1904 on begin.
const DAYS_TO_1904: f64 = 1462.0;

/// The day that the calendar of a workbook has and that there never was: 1900-02-29.
const NO_DAY: f64 = 60.0;

const SECONDS_A_DAY: f64 = 86_400.0;

/// What a cell says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    Boolean,
    /// A text by its number among those that are shared.
    Shared,
    Text,
}

impl Kind {
    pub(super) fn of(name: Option<&str>) -> Self {
        match name {
            Some("b") => Self::Boolean,
            Some("s") => Self::Shared,
            Some("str" | "inlineStr" | "d" | "e") => Self::Text,
            _ => Self::Number,
        }
    }
}

/// A value, for a column of the document.
pub(super) fn known(text: &str, kind: Kind, column: ColumnKind, is_date: bool, is_1904: bool) -> Cell {
    match kind {
        Kind::Boolean => match column {
            ColumnKind::Boolean => Cell::Boolean(text.trim() == "1"),
            _ => Cell::Untyped(if text.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned()),
        },
        Kind::Number if is_date || column == ColumnKind::Instant => match time(text, is_1904) {
            Some(time) => Cell::Text(time.to_string()),
            None => Cell::Untyped(text.to_owned()),
        },
        _ => Cell::Untyped(text.to_owned()),
    }
}

/// A value, for a column that the document does not know.
pub(super) fn unknown(text: &str, kind: Kind, is_date: bool, is_1904: bool) -> Field {
    let plain = || Field::Text(text.to_owned());
    match kind {
        Kind::Boolean => Field::Boolean(text.trim() == "1"),
        Kind::Number if is_date => time(text, is_1904).map_or_else(plain, |time| Field::Text(time.to_string())),
        Kind::Number => match (text.trim().parse(), text.trim().parse()) {
            (Ok(whole), _) => Field::Int(whole),
            (_, Ok(number)) => Field::Number(number),
            _ => plain(),
        },
        _ => plain(),
    }
}

/// A point in time as days; the nearest second, because a day is a binary fraction.
fn time(text: &str, is_1904: bool) -> Option<DateTime> {
    let days: f64 = text.trim().parse().ok()?;
    let days = if is_1904 { days + DAYS_TO_1904 } else { days };
    let days = if days < NO_DAY { days + 1.0 } else { days };
    let seconds = ((days - EPOCH) * SECONDS_A_DAY).round();
    (seconds.abs() < 1e12).then(|| DateTime::from_unix_seconds(seconds as i64)).flatten()
}

/// A text in which `_xHHHH_` stands for what XML cannot hold.
pub(super) fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return text.into();
    }
    let (mut units, mut rest) = (Vec::new(), text);
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        units.extend(before.encode_utf16());
        let unit = from.get(2..6).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match unit.filter(|_| from[6..].starts_with('_')).and_then(|digits| u16::from_str_radix(digits, 16).ok()) {
            Some(unit) => {
                units.push(unit);
                rest = &from[7..];
            }
            None => {
                units.extend("_x".encode_utf16());
                rest = &from[2..];
            }
        }
    }
    units.extend(rest.encode_utf16());
    String::from_utf16_lossy(&units).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_a_workbook_are_times_to_the_second() {
        let of = |text, is_1904| time(text, is_1904).map(|time| time.to_string());
        assert_eq!(of("43945.9999884259", false).as_deref(), Some("2020-04-24T23:59:59Z"));
        assert_eq!(of("43945.126932870371", false).as_deref(), Some("2020-04-24T03:02:47Z"));
        assert_eq!(of("42483.5", true).as_deref(), Some("2020-04-24T12:00:00Z"));
        assert_eq!(of("1", false).as_deref(), Some("1900-01-01T00:00:00Z"));
        assert_eq!(of("61", false).as_deref(), Some("1900-03-01T00:00:00Z"));
        for none in ["", "NaN", "1e300", "-1e7", "x"] {
            assert_eq!(of(none, false), None, "{none}");
        }
    }

    #[test]
    fn escapes_are_undone_and_what_only_looks_like_one_is_kept() {
        for (text, plain) in [
            ("a_x0000_b_x000D_", "a\0b\r"),
            ("_x005F_x0041_", "_x0041_"),
            ("_xD83D__xDE42_", "🙂"),
            ("_x41_ _x_ _xé_ _x004", "_x41_ _x_ _xé_ _x004"),
        ] {
            assert_eq!(unescape(text), plain);
        }
    }
}
