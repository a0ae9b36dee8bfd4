//! The format `minute`: a minute in UTC.

use std::fmt;
use std::str::FromStr;

use crate::constraint::format::Format;
use crate::message::Locale;
use crate::messages;

/// A minute in UTC, as the call writes it: `2016-08-20T21:11Z`.
///
/// ```
/// use deskledger_runtime::Minute;
/// let minute: Minute = "2016-08-20T21:11Z".parse()?;
/// assert_eq!(minute.to_string(), "2016-08-20T21:11Z");
/// assert!("2023-02-30T00:00Z".parse::<Minute>().is_err());
/// # Ok::<(), deskledger_runtime::InvalidMinute>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minute {
    year: u16,
    month: u8,
    day: u8,
    hour: u8,
    minute: u8,
}

/// A text that is not a minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidMinute;

impl Minute {
    /// The format under the name that openapi.yaml uses.
    pub const FORMAT: Format = Format {
        name: "minute",
        expected: messages::minute,
        is_valid: |text| text.parse::<Minute>().is_ok(),
        pattern: Some("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}Z$"),
    };
}

impl FromStr for Minute {
    type Err = InvalidMinute;

    fn from_str(text: &str) -> Result<Self, InvalidMinute> {
        let bytes: &[u8; 17] = text.as_bytes().try_into().map_err(|_| InvalidMinute)?;
        let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', n1, n2, b'Z'] = *bytes else {
            return Err(InvalidMinute);
        };
        let minute = Self {
            year: u16::from(two(y1, y2)?) * 100 + u16::from(two(y3, y4)?),
            month: two(m1, m2)?,
            day: two(d1, d2)?,
            hour: two(h1, h2)?,
            minute: two(n1, n2)?,
        };
        let is_real =
            (1..=days_in(minute.year, minute.month)).contains(&minute.day) && minute.hour < 24 && minute.minute < 60;
        if is_real { Ok(minute) } else { Err(InvalidMinute) }
    }
}

fn two(tens: u8, ones: u8) -> Result<u8, InvalidMinute> {
    match (tens, ones) {
        (b'0'..=b'9', b'0'..=b'9') => Ok((tens - b'0') * 10 + (ones - b'0')),
        _ => Err(InvalidMinute),
    }
}

/// Days of a month of the Gregorian calendar; 0 for a month that does not exist.
fn days_in(year: u16, month: u8) -> u8 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u8::from(is_leap),
        _ => 0,
    }
}

impl fmt::Display for Minute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, month, day, hour, minute } = self;
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}Z")
    }
}

impl InvalidMinute {
    /// What was expected, in a language.
    ///
    /// ```
    /// use deskledger_runtime::{InvalidMinute, Locale};
    /// let reported = InvalidMinute.localized(Locale::Chinese);
    /// assert_eq!(reported, "应为 UTC 时间，精确到分钟，例如 2016-08-20T21:11Z");
    /// ```
    pub fn localized(self, language: Locale) -> String {
        messages::expected((Minute::FORMAT.expected)()).localized(language)
    }
}

display_in_english!(InvalidMinute);

impl std::error::Error for InvalidMinute {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_that_does_not_exist_is_no_minute() {
        for text in [
            "2023-02-29T00:00Z", "2023-02-30T00:00Z", "1900-02-29T00:00Z", "2023-04-31T00:00Z", "2023-13-01T00:00Z",
            "2023-00-01T00:00Z", "2023-01-00T00:00Z", "2023-01-01T24:00Z", "2023-01-01T00:60Z",
        ] {
            assert_eq!(text.parse::<Minute>(), Err(InvalidMinute), "{text}");
        }
        for text in ["2024-02-29T00:00Z", "2000-02-29T23:59Z", "0000-01-01T00:00Z", "9999-12-31T23:59Z"] {
            assert_eq!(text.parse::<Minute>().map(|minute| minute.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn full_width_digits_and_seconds_are_no_minute() {
        for text in [
            "２０１６-08-20T21:11Z",
            "2016-08-20T21:11:11Z",
            "2016-08-20 21:11Z",
            "2016-08-20T21:11z",
            "2016-08-20T21:11",
            "+016-08-20T21:11Z",
            "",
        ] {
            assert_eq!(text.parse::<Minute>(), Err(InvalidMinute), "{text}");
        }
    }

    #[test]
    fn minutes_are_ordered_by_time() {
        let minutes =
            ["2019-12-31T23:59Z", "2020-01-01T00:00Z", "2020-01-01T00:01Z", "2020-01-01T01:00Z", "2020-02-01T00:00Z"];
        assert!(minutes.windows(2).all(|pair| pair[0].parse::<Minute>().ok() < pair[1].parse::<Minute>().ok()));
    }
}
