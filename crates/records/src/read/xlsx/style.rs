//! Number formats of cell styles: numbers, dates, times of day or durations.

use std::collections::HashMap;
use std::io::Read;

use super::xml::Xml;
use crate::read::sink::ReadError;

/// Maximum number of styles and of formats.
const MAX: usize = 65_536;

/// Meaning of a number in a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Shows {
    #[default]
    Number,
    /// A date, with a time or without one.
    Date,
    /// A time alone; of a value of a day or more it is the time on a date.
    Time,
    Duration,
}

/// The style of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    pub(super) shows: Shows,
    /// Whether its format says that times are UTC, as the one of our own workbooks does.
    pub(super) is_utc: bool,
}

/// The styles of a workbook, by their numbers.
#[derive(Debug, Default)]
pub(super) struct Styles(Vec<Style>);

impl Styles {
    pub(super) fn get(&self, index: usize) -> Style {
        self.0.get(index).copied().unwrap_or_default()
    }

    pub(super) fn read(mut xml: Xml<impl Read>) -> Result<Self, ReadError> {
        let (mut styles, mut formats) = (Vec::new(), HashMap::new());
        while let Some(element) = xml.child()? {
            match element.name() {
                "numFmts" => {
                    while let Some(element) = xml.child()? {
                        let id = element.attribute("numFmtId").and_then(|id| id.trim().parse::<u32>().ok());
                        if let Some(id) = id.filter(|_| element.name() == "numFmt" && formats.len() < MAX) {
                            formats.insert(id, Style::of(&element.attribute("formatCode").unwrap_or_default()));
                        }
                        xml.skip()?;
                    }
                }
                "cellXfs" => {
                    while let Some(element) = xml.child()? {
                        if element.name() == "xf" && styles.len() < MAX {
                            let id = element.attribute("numFmtId").and_then(|id| id.trim().parse().ok()).unwrap_or(0);
                            styles.push(formats.get(&id).copied().unwrap_or_else(|| Style::built_in(id)));
                        }
                        xml.skip()?;
                    }
                }
                _ => xml.skip()?,
            }
        }
        Ok(Self(styles))
    }
}

impl Style {
    /// A format that is not spelled out, the Chinese and Japanese ones too.
    fn built_in(id: u32) -> Self {
        let shows = match id {
            14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58 => Shows::Date,
            18..=21 | 32..=35 | 45 | 47 | 55 | 56 => Shows::Time,
            46 => Shows::Duration,
            _ => Shows::Number,
        };
        Self { shows, is_utc: false }
    }

    /// By the letters of a format outside of quotes, brackets and escapes, in the section for positive numbers.
    fn of(code: &str) -> Self {
        let number = Self::default();
        if code.eq_ignore_ascii_case("general") || code.eq_ignore_ascii_case("standard") {
            return number;
        }
        let (mut has_day, mut has_month, mut has_time) = (false, false, false);
        let mut letters = code.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '"' => drop(letters.by_ref().find(|letter| *letter == '"')),
                '[' => {
                    let inner: String = letters.by_ref().take_while(|letter| *letter != ']').collect();
                    let inner = inner.to_ascii_lowercase();
                    if matches!(inner.as_str(), "h" | "hh" | "m" | "mm" | "s" | "ss") {
                        return Self { shows: Shows::Duration, is_utc: false };
                    }
                }
                '\\' | '_' | '*' => drop(letters.next()),
                'y' | 'Y' | 'd' | 'D' => has_day = true,
                'm' | 'M' => has_month = true,
                'h' | 'H' | 's' | 'S' => has_time = true,
                ';' => break,
                _ => {}
            }
        }
        let shows = match (has_day || has_month && !has_time, has_time) {
            (true, _) => Shows::Date,
            (false, true) => Shows::Time,
            (false, false) => return number,
        };
        Self { shows, is_utc: code.contains("UTC") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_shows_dates_times_durations_or_numbers() {
        for (shows, codes) in [
            (
                Shows::Date,
                ["yyyy\\-mm\\-dd\\ hh:mm:ss", "[$-804]yyyy\"年\"m\"月\"", "mmm", "d", "m/d/yy h:mm;@"].as_slice(),
            ),
            (Shows::Time, &["h:mm", "mm:ss.0", "[$-F400]h:mm:ss\\ AM/PM", "hh\"时\"mm\"分\""]),
            (Shows::Duration, &["[h]:mm", "[mm]:ss", "[SS]"]),
            (
                Shows::Number,
                &[
                    "General", "GENERAL", "0.00", "\"days\" 0", "[Red]0", "\\d0", "#,##0_m", "0;[Red]-0;d", "@",
                    "0.00E+00",
                ],
            ),
        ] {
            for code in codes {
                assert_eq!(Style::of(code).shows, shows, "{code}");
            }
        }
        assert!(Style::of("yyyy\\-mm\\-dd\\ hh:mm:ss\\ \"UTC\"").is_utc && !Style::of("yyyy").is_utc);
    }
}
