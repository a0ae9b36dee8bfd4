//! Months on object storage.

use std::fmt;
use std::str::FromStr;

use deskledger::DateTime;
use deskledger_records::Message;

use crate::messages;

/// A month of UTC, such as `2026-01`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    text: String,
    start: i64,
    end: i64,
}

/// A month of a project that is a file on object storage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The project.
    pub project_id: String,
    /// The month.
    pub month: Month,
    /// Number of records.
    pub records: u64,
    /// Size of the file.
    pub bytes: u64,
    /// SHA-256 of the file in hexadecimal digits.
    pub sha256: String,
    /// Address of the file.
    pub url: String,
}

impl Month {
    /// Its first second, and that of the next month, since 1970.
    pub fn seconds(&self) -> (i64, i64) {
        (self.start, self.end)
    }
}

impl FromStr for Month {
    type Err = Message;

    fn from_str(text: &str) -> Result<Self, Message> {
        let first = |year: u32, month: u32| {
            let day: Result<DateTime, _> = format!("{year:04}-{month:02}-01T00:00:00Z").parse();
            day.ok().map(DateTime::unix_seconds)
        };
        let month = (|| {
            let is_number = |text: &str, digits| text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
            let (year, month) =
                text.split_once('-').filter(|(year, month)| is_number(year, 4) && is_number(month, 2))?;
            let (year, month) = (year.parse().ok()?, month.parse().ok()?);
            let next = if month == 12 { first(year + 1, 1) } else { first(year, month + 1) };
            Some(Self { text: text.to_owned(), start: first(year, month)?, end: next? })
        })();
        month.ok_or_else(|| messages::month(text))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_ends_where_the_next_one_begins_and_other_texts_are_rejected() {
        for (text, next) in [("2026-01", "2026-02"), ("2024-02", "2024-03"), ("2025-12", "2026-01")] {
            let [month, next] = [text, next].map(|text| text.parse::<Month>().unwrap());
            assert_eq!((month.seconds().1, month.to_string().as_str()), (next.seconds().0, text));
        }
        for wrong in ["", "2026", "2026-1", "2026-13", "2026-00", "26-01", "2026-01-01", "+026-01", "2026-+1"] {
            let error = wrong.parse::<Month>().unwrap_err().to_string();
            assert!(error.contains("such as 2026-01") && error.contains(wrong), "{error}");
        }
    }
}
