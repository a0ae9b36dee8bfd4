//! Points in time in records.

use std::fmt;
use std::str::FromStr;

use crate::constraint::format::{Format, TIME};
use crate::message::Locale;
use crate::messages;
use crate::minute::two_digits;

/// A point in time, to the second in UTC, and formatted as the service formats it.
///
/// ```
/// use deskledger_runtime::DateTime;
/// let time: DateTime = "2020-04-24T11:02:47.5+08:00".parse()?;
/// assert_eq!(time.to_string(), "2020-04-24T03:02:47Z");
/// # Ok::<(), deskledger_runtime::InvalidDateTime>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime(jiff::Timestamp);

/// A text that is not a point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidDateTime;

/// The format `date-time` of the document.
pub const DATE_TIME: Format = Format {
    name: "date-time",
    expected: messages::date_time,
    is_valid: |text| text.parse::<DateTime>().is_ok(),
    pattern: None,
};

impl DateTime {
    /// The point in time this many seconds after 1970-01-01T00:00:00Z; `None` before the year 1 and after
    /// 9999-12-30T22:00:00Z.
    pub fn from_unix_seconds(seconds: i64) -> Option<Self> {
        // The last time of jiff can be shown with every offset: a later one would be in the year 10000 somewhere.
        let time = jiff::Timestamp::from_second(seconds).ok()?;
        (-62_135_596_800..=253_402_300_799).contains(&seconds).then_some(Self(time))
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn unix_seconds(self) -> i64 {
        self.0.as_second()
    }
}

impl FromStr for DateTime {
    type Err = InvalidDateTime;

    fn from_str(text: &str) -> Result<Self, InvalidDateTime> {
        if let Some(time) = as_displayed(text) {
            return Ok(time);
        }
        let time: jiff::Timestamp = text.parse().map_err(|_| InvalidDateTime)?;
        // jiff accepts more than RFC 3339: any minute with a leap second, offsets of more than a day, times without seconds.
        text.get(11..).filter(|time| (TIME.is_valid)(time)).ok_or(InvalidDateTime)?;
        let seconds = time.as_second() - i64::from(time.subsec_nanosecond() < 0);
        Self::from_unix_seconds(seconds).ok_or(InvalidDateTime)
    }
}

/// The time of a text as [`DateTime`] is displayed. Most texts are like that, and the parser of all others takes ten times as long.
fn as_displayed(text: &str) -> Option<DateTime> {
    let [c, y, e, r, b'-', m, n, b'-', d, f, b'T', h, i, b':', k, l, b':', s, t, b'Z'] = *text.as_bytes() else {
        return None;
    };
    let year = i16::from(two_digits(c, y)?) * 100 + i16::from(two_digits(e, r)?);
    let (month, day, hour) = (two_digits(m, n)?, two_digits(d, f)?, two_digits(h, i)?);
    let time = jiff::civil::DateTime::new(year, month, day, hour, two_digits(k, l)?, two_digits(s, t)?, 0).ok()?;
    DateTime::from_unix_seconds(jiff::tz::Offset::UTC.to_timestamp(time).ok()?.as_second())
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Written digit by digit: every record has up to three of these, and a format string takes five times as long.
        let time = jiff::tz::Offset::UTC.to_datetime(self.0);
        let mut text = *b"0000-00-00T00:00:00Z";
        let two_digits = [
            (0, time.year() / 100),
            (2, time.year() % 100),
            (5, time.month().into()),
            (8, time.day().into()),
            (11, time.hour().into()),
            (14, time.minute().into()),
            (17, time.second().into()),
        ];
        for (at, number) in two_digits {
            if let Some([tens, ones]) = text.get_mut(at..at + 2) {
                (*tens, *ones) = (b'0' + (number / 10) as u8, b'0' + (number % 10) as u8);
            }
        }
        f.write_str(str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

impl InvalidDateTime {
    /// The localized message.
    ///
    /// ```
    /// use deskledger_runtime::{InvalidDateTime, Locale};
    /// let reported = InvalidDateTime.localized(Locale::Chinese);
    /// assert_eq!(reported, "应为日期和时间，例如 2020-04-24T03:02:47Z");
    /// ```
    pub fn localized(self, language: Locale) -> String {
        messages::expected((DATE_TIME.expected)()).localized(language)
    }
}

display_in_english!(InvalidDateTime);

impl std::error::Error for InvalidDateTime {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_before_1970_with_a_fraction_is_cut_downwards() {
        let time: DateTime = "1969-12-31T23:59:58.5Z".parse().unwrap_or_else(|error| unreachable!("{error}"));
        assert_eq!(time.to_string(), "1969-12-31T23:59:58Z");
    }

    #[test]
    fn a_time_is_spelled_with_all_its_digits() {
        for text in ["0001-01-01T00:00:00Z", "0987-06-05T04:03:02Z", "2000-02-29T23:59:59Z", "9999-12-30T21:59:59Z"] {
            assert_eq!(text.parse::<DateTime>().map(|time| time.to_string()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn a_text_that_is_nearly_as_displayed_is_parsed_as_any_other() {
        for (text, expected) in [
            ("1998-12-31T23:59:60Z", Some("1998-12-31T23:59:59Z")),
            ("2020-04-24t03:02:47z", Some("2020-04-24T03:02:47Z")),
            ("2020-04-24 03:02:47Z", Some("2020-04-24T03:02:47Z")),
            ("0000-04-24T03:02:47Z", None),
            ("9999-12-31T23:59:59Z", None),
            ("2020-04-24T24:00:00Z", None),
            ("2020-04-31T03:02:47Z", None),
            ("2020-04-24T03:02:4:Z", None),
            ("2020-04-24T03:02:4\u{661}", None),
        ] {
            let time = text.parse::<DateTime>().ok().map(|time| time.to_string());
            assert_eq!(time.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_time_without_a_zone_is_rejected() {
        for text in ["2020-04-24T03:02:47", "2020-04-24", "2020-02-30T00:00:00Z", "", "yesterday"] {
            assert_eq!(text.parse::<DateTime>(), Err(InvalidDateTime), "{text}");
        }
    }

    #[test]
    fn a_leap_second_in_the_middle_of_a_day_and_an_offset_of_a_day_are_rejected() {
        assert!("1998-12-31T15:59:60.123-08:00".parse::<DateTime>().is_ok());
        for text in ["1998-12-31T22:59:60Z", "1990-12-31T15:59:59-24:00", "2020-04-24T03:02Z", "2020-04-24T03:02:47+08"]
        {
            assert_eq!(text.parse::<DateTime>(), Err(InvalidDateTime), "{text}");
        }
    }
}
