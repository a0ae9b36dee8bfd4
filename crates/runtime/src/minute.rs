//! The format `minute`: a minute in UTC.

use std::fmt;
use std::str::FromStr;

use jiff::civil::DateTime;

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
pub struct Minute(DateTime);

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

    /// Seconds from 1970-01-01T00:00Z to this minute.
    ///
    /// ```
    /// use deskledger_runtime::Minute;
    /// assert_eq!("1970-01-02T00:01Z".parse::<Minute>()?.unix_seconds(), 86_460);
    /// # Ok::<(), deskledger_runtime::InvalidMinute>(())
    /// ```
    pub fn unix_seconds(self) -> i64 {
        // Between civil times: a timestamp has neither the first nor the last minutes.
        self.0.duration_since(DateTime::constant(1970, 1, 1, 0, 0, 0, 0)).as_secs()
    }
}

impl FromStr for Minute {
    type Err = InvalidMinute;

    fn from_str(text: &str) -> Result<Self, InvalidMinute> {
        let [c, y, e, r, b'-', m, n, b'-', d, f, b'T', h, i, b':', k, l, b'Z'] = *text.as_bytes() else {
            return Err(InvalidMinute);
        };
        let time = || {
            let year = i16::from(two_digits(c, y)?) * 100 + i16::from(two_digits(e, r)?);
            let (hour, minute) = (two_digits(h, i)?, two_digits(k, l)?);
            DateTime::new(year, two_digits(m, n)?, two_digits(d, f)?, hour, minute, 0, 0).ok()
        };
        time().map(Self).ok_or(InvalidMinute)
    }
}

/// The number that two digits are.
pub(crate) fn two_digits(tens: u8, ones: u8) -> Option<i8> {
    let is_number = tens.is_ascii_digit() && ones.is_ascii_digit();
    is_number.then(|| ((tens - b'0') * 10 + (ones - b'0')).cast_signed())
}

impl fmt::Display for Minute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.strftime("%Y-%m-%dT%H:%MZ").fmt(f)
    }
}

impl InvalidMinute {
    /// The localized message.
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
    fn the_first_and_the_last_minute_have_their_seconds() {
        for (text, seconds) in [
            ("0000-01-01T00:00Z", -62_167_219_200),
            ("1969-12-31T23:59Z", -60),
            ("2000-02-29T23:59Z", 951_868_740),
            ("9999-12-31T23:59Z", 253_402_300_740),
        ] {
            assert_eq!(text.parse::<Minute>().map(Minute::unix_seconds), Ok(seconds), "{text}");
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
