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

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    pub(super) shows: Shows,
    /// Whether its format says that times are UTC, as the one of our own workbooks does.
    pub(super) is_utc: bool,
    /// Whether its format shows a date without a time.
    pub(super) is_day: bool,
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
        Self { shows, is_utc: false, is_day: shows == Shows::Date && id != 22 }
    }

    /// By the letters of a format outside of quotes, brackets and escapes, in the section for positive numbers.
    fn of(code: &str) -> Self {
        if code.eq_ignore_ascii_case("general") || code.eq_ignore_ascii_case("standard") {
            return Self::default();
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
                        return Self { shows: Shows::Duration, ..Self::default() };
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
            (false, false) => Shows::Number,
        };
        Self { shows, is_utc: says_utc(code), is_day: shows == Shows::Date && !has_time }
    }
}

/// Whether a format names UTC, and not an offset from it such as `UTC+8`.
fn says_utc(code: &str) -> bool {
    let mut behind = code.split("UTC").skip(1).map(|rest| rest.trim_start_matches([' ', '"', '\\', '(', '[']));
    let is_offset =
        |rest: &str| rest.starts_with(|next: char| matches!(next, '+' | '-' | '−') || next.is_ascii_digit());
    code.contains("UTC") && !behind.any(is_offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_from_utc_is_not_taken_for_utc() {
        for zone in
            ["\"UTC+8\"", "\"UTC\"+8", "\\U\\T\\CUTC\\ \\+8", "UTC−03:00", "(UTC+08:00)", "\"UTC \"\"+8\"", "UTC8"]
        {
            assert!(!Style::of(&format!("yyyy-mm-dd hh:mm {zone}")).is_utc, "{zone}");
        }
        for zone in ["UTC", "\"UTC\"", "\\ \"UTC\"", "(UTC)", "\"UTC\";@"] {
            assert!(Style::of(&format!("yyyy-mm-dd hh:mm {zone}")).is_utc, "{zone}");
        }
    }

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
