//! Values of the cells of a workbook.

use std::borrow::Cow;
use std::iter;

use deskledger::ColumnKind;

use super::style::{Shows, Style};
use crate::message::{Message, shown};
use crate::messages;
use crate::read::cells::Cell;
use crate::read::dates::{Dates, SERIALS, Time, day, serial_of_1900, time_of_iso, wall_of_serial};
use crate::read::digits::is_digits;
use crate::read::row::Field;

/// The type of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    Boolean,
    /// A text by its number among those that are shared.
    Shared,
    Text,
    /// A text in the cell itself.
    Inline,
    /// A date in ISO 8601.
    Date,
    Error,
    /// A formula whose value is not stored.
    OpenFormula,
}

impl Kind {
    pub(super) fn of(name: &str) -> Self {
        match name {
            "b" => Self::Boolean,
            "s" => Self::Shared,
            "str" => Self::Text,
            "inlineStr" => Self::Inline,
            "d" => Self::Date,
            "e" => Self::Error,
            _ => Self::Number,
        }
    }
}

/// A cell that is not empty.
#[derive(Clone, Copy, Debug)]
pub(super) struct Value<'t> {
    pub(super) text: &'t str,
    pub(super) kind: Kind,
    pub(super) style: Style,
    pub(super) is_1904: bool,
}

impl Value<'_> {
    /// The value, for a column of the document.
    pub(super) fn known(self, column: ColumnKind) -> Cell {
        let text = self.text.trim();
        match self.kind {
            Kind::Boolean => match (boolean(text), column) {
                (Some(value), ColumnKind::Boolean) => Cell::Boolean(value),
                (Some(value), _) => Cell::Untyped(if value { "TRUE" } else { "FALSE" }.to_owned()),
                (None, _) => Cell::Untyped(text.to_owned()),
            },
            Kind::Number => match self.number(column == ColumnKind::Instant) {
                Cell::Int(_) if column == ColumnKind::Text => Cell::Untyped(text.to_owned()),
                Cell::Number(number) if column == ColumnKind::Text => Cell::Untyped(number.to_string()),
                cell => cell,
            },
            Kind::Date => self.date(),
            Kind::Error => Cell::other(messages::error_cell(shown(text))),
            Kind::OpenFormula => Cell::other(messages::open_formula()),
            Kind::Shared | Kind::Text | Kind::Inline => Cell::Untyped(self.text.to_owned()),
        }
    }

    /// The value, for a column that the document does not define.
    pub(super) fn unknown(self, name: &str, dates: &Dates) -> Result<Field, Message> {
        let text = self.text.trim();
        let cell = match self.kind {
            Kind::Boolean => return Ok(boolean(text).map_or_else(|| Field::Text(text.to_owned()), Field::Boolean)),
            Kind::Number => self.number(false),
            Kind::Date => self.date(),
            Kind::OpenFormula => return Err(messages::text_or_number(shown(name), messages::open_formula())),
            Kind::Error | Kind::Shared | Kind::Text | Kind::Inline => return Ok(Field::Text(self.text.to_owned())),
        };
        let is_day = self.kind == Kind::Number && self.style.is_day || self.kind == Kind::Date && !text.contains(':');
        let time = |wall| match day(wall) {
            // The same in every zone.
            Some(day) if is_day && dates.zone().is_some() => Ok(day),
            _ => dates.local(wall).map(|time| time.to_string()),
        };
        Ok(match cell {
            Cell::Local(wall) => match time(wall) {
                Ok(time) => Field::Text(time),
                Err(Some(message)) => return Err(messages::field(shown(name), message)),
                Err(None) => Field::Text(text.to_owned()),
            },
            Cell::Int(number) => Field::Int(number),
            Cell::Number(number) => Field::Number(number),
            Cell::Text(text) | Cell::Untyped(text) | Cell::Decimal(text) => Field::Text(text),
            Cell::Special(special) => Field::Text(special.0),
            Cell::Absent | Cell::Boolean(_) | Cell::Other(_) => Field::Text(text.to_owned()),
        })
    }

    /// A number, or what it shows by its style.
    fn number(self, is_instant: bool) -> Cell {
        let text = self.text.trim();
        let Some(number) = text.parse().ok().filter(|number: &f64| number.is_finite()) else {
            return Cell::Untyped(self.text.to_owned());
        };
        let untyped = || Cell::Untyped(text.to_owned());
        let is_day = number >= 1.0 || self.is_1904 && self.style.shows == Shows::Date && number == 0.0;
        match self.style.shows {
            Shows::Duration if number >= 0.0 => Cell::special(clock(number), messages::duration()),
            Shows::Date | Shows::Time if is_day => match wall_of_serial(number, self.is_1904) {
                Some(wall) if self.style.is_utc => Cell::instant(wall).unwrap_or_else(untyped),
                Some(wall) => Cell::Local(wall),
                None => plain(text, number),
            },
            Shows::Date | Shows::Time if number >= 0.0 => Cell::special(clock(number), messages::time_of_day()),
            Shows::Number if is_instant && SERIALS.contains(&serial_of_1900(number, self.is_1904)) => {
                wall_of_serial(number, self.is_1904).map_or_else(untyped, Cell::Local)
            }
            _ => plain(text, number),
        }
    }

    fn date(self) -> Cell {
        let text = self.text.trim();
        match time_of_iso(text) {
            Some(Time::Instant(seconds)) => Cell::instant(seconds).unwrap_or_else(|| Cell::Untyped(text.to_owned())),
            Some(Time::Local(wall)) => Cell::Local(wall),
            None if text.starts_with(['P', '-']) => Cell::special(text.to_owned(), messages::duration()),
            None if text.contains(':') => Cell::special(text.to_owned(), messages::time_of_day()),
            None => Cell::Untyped(text.to_owned()),
        }
    }
}

fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "true" => Some(true),
        "0" | "false" => Some(false),
        _ => None,
    }
}

/// A number as spreadsheet programs show it, with 15 digits. Digits alone are kept, however many there are.
fn plain(text: &str, number: f64) -> Cell {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if !digits.is_empty() && is_digits(digits) {
        return text.parse().map_or_else(|_| Cell::Decimal(text.to_owned()), Cell::Int);
    }
    Cell::Number(format!("{number:.14e}").parse().unwrap_or(number))
}

/// Days as hours, minutes and seconds, to the millisecond.
fn clock(days: f64) -> String {
    let milliseconds = (days * 86_400_000.0).round() as u64;
    let (seconds, fraction) = (milliseconds / 1000, milliseconds % 1000);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let clock = format!("{hours:02}:{minutes:02}:{seconds:02}");
    if fraction > 0 { format!("{clock}.{fraction:03}") } else { clock }
}

/// A text in which `_xHHHH_` stands for what XML cannot hold.
pub(super) fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return text.into();
    }
    let (mut plain, mut rest) = (String::new(), text);
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        // A letter of two units has two escapes. One of them alone is not a letter, and stays as it is written.
        let letter = escaped(from).and_then(|first| {
            let second = from.get(7..).and_then(escaped);
            char::decode_utf16(iter::once(first).chain(second)).next()?.ok()
        });
        match letter {
            Some(letter) => {
                plain.push(letter);
                rest = &from[7 * letter.len_utf16()..];
            }
            None => {
                plain.push_str("_x");
                rest = &from[2..];
            }
        }
    }
    plain.push_str(rest);
    plain.into()
}

/// The unit of UTF-16 that a text begins with as `_xHHHH_`.
fn escaped(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("_x")?.get(..4).filter(|_| text.get(6..7) == Some("_"))?;
    digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use deskledger::DateTime;

    use super::*;

    fn value(text: &str, kind: Kind, shows: Shows) -> Value<'_> {
        Value { text, kind, style: Style { shows, ..Style::default() }, is_1904: false }
    }

    #[test]
    fn a_number_has_the_digits_that_a_spreadsheet_program_shows() {
        let of = |text| value(text, Kind::Number, Shows::Number).known(ColumnKind::Number);
        assert_eq!(of("0.30000000000000004"), Cell::Number(0.3));
        assert_eq!(of("1E3"), Cell::Number(1000.0));
        assert_eq!(of("1.2345678901234568E+16"), Cell::Number(12_345_678_901_234_600.0));
        assert_eq!(of(" 42 "), Cell::Int(42));
        assert_eq!(of("12345678901234567"), Cell::Int(12_345_678_901_234_567));
        assert_eq!(of("123456789012345678901"), Cell::Decimal("123456789012345678901".to_owned()));
        assert_eq!(of("x"), Cell::Untyped("x".to_owned()));
    }

    #[test]
    fn times_of_day_and_durations_are_not_dates() {
        let of = |text, shows| match value(text, Kind::Number, shows).known(ColumnKind::Instant) {
            Cell::Special(special) => special.0,
            Cell::Local(wall) => DateTime::from_unix_seconds(wall).unwrap().to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(of("0.5", Shows::Time), "12:00:00");
        assert_eq!(of("0.5", Shows::Date), "12:00:00");
        assert_eq!(of("0.520839120370370", Shows::Time), "12:30:00.500");
        assert_eq!(of("1.5", Shows::Duration), "36:00:00");
        assert_eq!(of("43945.5", Shows::Time), "2020-04-24T12:00:00Z");
        assert_eq!(of("43945.126942129631", Shows::Date), "2020-04-24T03:02:47Z");
        assert_eq!(of("43945.5", Shows::Number), "2020-04-24T12:00:00Z");
        assert_eq!(of("5", Shows::Number), "Int(5)");
    }

    #[test]
    fn every_spelling_of_a_boolean_and_of_an_iso_date_is_read() {
        for (text, expected) in [("1", true), ("true", true), ("TRUE", true), ("0", false), ("False", false)] {
            assert_eq!(value(text, Kind::Boolean, Shows::Number).known(ColumnKind::Boolean), Cell::Boolean(expected));
        }
        let of = |text| value(text, Kind::Date, Shows::Date).known(ColumnKind::Instant);
        let wall = |text: &str| Cell::Local(text.parse::<DateTime>().unwrap().unix_seconds());
        assert_eq!(of("2020-04-24T03:02:47"), wall("2020-04-24T03:02:47Z"));
        assert_eq!(of("2014-01-16T15:59:59.99999979045242400"), wall("2014-01-16T16:00:00Z"));
        assert_eq!(of("2014-01-16T15:59:59.999"), wall("2014-01-16T15:59:59Z"));
        assert_eq!(of("2020-04-24"), wall("2020-04-24T00:00:00Z"));
        assert_eq!(of("2020-04-24T11:02:47+08:00"), Cell::Text("2020-04-24T03:02:47Z".to_owned()));
        assert!(matches!(of("03:02:47"), Cell::Special(..)) && matches!(of("PT3H"), Cell::Special(..)));
    }

    #[test]
    fn a_half_of_a_letter_stays_as_it_is_written() {
        for text in ["a_xD800_b", "_xd83d_ _xDE42_", "_xDE42__xD83D_", "_xD83D_🙂", "_xD83D__xD83D"] {
            assert_eq!(unescape(text), text);
        }
        assert_eq!(unescape("_xD83D__xD83D__xDE42_"), "_xD83D_🙂");
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
