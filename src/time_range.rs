//! The minute format of the call, and the rule of its time range: both ends or neither, the start before the end.

use std::fmt;
use std::str::FromStr;

use crate::check::{At, Expected, Field, Format, MessageLanguage, Text, Verdict, Violation, Violations, catalogue};

/// A minute in UTC, as the call writes it: `2016-08-20T21:11Z`.
///
/// ```
/// use deskledger::Minute;
/// let minute: Minute = "2016-08-20T21:11Z".parse()?;
/// assert_eq!(minute.to_string(), "2016-08-20T21:11Z");
/// assert!("2023-02-30T00:00Z".parse::<Minute>().is_err());
/// # Ok::<(), deskledger::InvalidMinute>(())
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
        expected: &catalogue::MINUTE,
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
    /// use deskledger::{InvalidMinute, MessageLanguage};
    /// let told = InvalidMinute.in_language(MessageLanguage::Chinese);
    /// assert_eq!(told, "应为 UTC 时间，精确到分钟，例如 2016-08-20T21:11Z");
    /// ```
    pub fn in_language(self, language: MessageLanguage) -> String {
        Minute::FORMAT.expected.expected_in(language)
    }
}

impl fmt::Display for InvalidMinute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_language(MessageLanguage::English))
    }
}

impl std::error::Error for InvalidMinute {}

/// From a minute to a later one. The start belongs to it, the end does not.
///
/// ```
/// use deskledger::{Minute, TimeRange, TimeRangeError};
/// let start: Minute = "2020-04-13T01:59Z".parse()?;
/// let end: Minute = "2020-04-30T02:20Z".parse()?;
/// assert_eq!(TimeRange::new(start, end)?.end(), end);
/// assert_eq!(TimeRange::new(end, start), Err(TimeRangeError::NotBefore));
/// assert_eq!(TimeRange::from_ends(Some(start), None), Err(TimeRangeError::EndMissing));
/// assert_eq!(TimeRange::from_ends(None, None), Ok(None));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TimeRange {
    start: Minute,
    end: Minute,
}

/// Why two ends are no time range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeRangeError {
    /// There is an end without a start.
    StartMissing,
    /// There is a start without an end.
    EndMissing,
    /// The start is not before the end.
    NotBefore,
}

impl TimeRange {
    /// The time range from `start` to `end`.
    ///
    /// # Errors
    /// [`TimeRangeError::NotBefore`] unless the start is before the end.
    pub fn new(start: Minute, end: Minute) -> Result<Self, TimeRangeError> {
        if start < end { Ok(Self { start, end }) } else { Err(TimeRangeError::NotBefore) }
    }

    /// The time range between two ends that may be absent; `None` if both are.
    ///
    /// # Errors
    /// One end is absent, or the start is not before the end.
    pub fn from_ends(start: Option<Minute>, end: Option<Minute>) -> Result<Option<Self>, TimeRangeError> {
        match (start, end) {
            (None, None) => Ok(None),
            (Some(start), Some(end)) => Self::new(start, end).map(Some),
            (None, Some(_)) => Err(TimeRangeError::StartMissing),
            (Some(_), None) => Err(TimeRangeError::EndMissing),
        }
    }

    /// First minute of the range.
    pub fn start(self) -> Minute {
        self.start
    }

    /// First minute after the range.
    pub fn end(self) -> Minute {
        self.end
    }

    /// Checks the time range of a request whose ends are texts of the format minute, after the rules of each.
    pub fn check(
        start: (&Field<Text>, Option<&str>),
        end: (&Field<Text>, Option<&str>),
        line: u32,
        verdict: &mut impl Verdict,
    ) {
        let is_kept = || match (start.0.present(start.1), end.0.present(end.1)) {
            // Minutes are in the order of their texts, and that both are minutes is known by now.
            (Some(start), Some(end)) => start < end,
            (start, end) => start.is_none() && end.is_none(),
        };
        verdict.rule(is_kept, |out| {
            Self::gather(start, end, line, out);
        });
    }

    /// Reads the time range of a request whose ends are texts, and adds what is wrong with the pair to `out`.
    ///
    /// An end that is no minute is left to the rule of its own parameter.
    pub fn gather(
        start: (&Field<Text>, Option<&str>),
        end: (&Field<Text>, Option<&str>),
        line: u32,
        out: &mut Violations,
    ) -> Option<Self> {
        let read =
            |(field, text): (&Field<Text>, Option<&str>)| field.present(text).map(str::parse::<Minute>).transpose();
        let range = match (read(start), read(end)) {
            (Ok(start), Ok(end)) => Self::from_ends(start, end),
            (Err(InvalidMinute), Ok(None)) => Err(TimeRangeError::EndMissing),
            (Ok(None), Err(InvalidMinute)) => Err(TimeRangeError::StartMissing),
            _ => return None,
        };
        let at = |field: &Field<Text>| At { line, ..field.at };
        match range {
            Ok(range) => return range,
            Err(TimeRangeError::StartMissing) => {
                out.push(Violation::hidden(at(start.0), "time_range", beside(end.0, start.0)))
            }
            Err(TimeRangeError::EndMissing) => {
                out.push(Violation::hidden(at(end.0), "time_range", beside(start.0, end.0)))
            }
            Err(TimeRangeError::NotBefore) => out.push(Violation::new(
                at(start.0),
                "time_range",
                Expected::new(&catalogue::MINUTE_BEFORE)
                    .naming(end.0.at.name)
                    .naming(end.1.unwrap_or_default().to_owned()),
                start.1.unwrap_or_default(),
            )),
        }
        None
    }
}

fn beside(given: &Field<Text>, missing: &Field<Text>) -> Expected {
    Expected::new(&catalogue::BOTH_OR_NEITHER).naming(given.at.name).naming(missing.at.name)
}

impl TimeRangeError {
    /// What was expected, in a language.
    ///
    /// ```
    /// use deskledger::{MessageLanguage, TimeRange, TimeRangeError};
    /// let error = TimeRange::from_ends("2020-04-13T01:59Z".parse().ok(), None).unwrap_err();
    /// let told = error.in_language(MessageLanguage::Chinese);
    /// assert_eq!((error, told.as_str()), (TimeRangeError::EndMissing, "应为两端都有或都没有的时间范围，实际没有结束时间"));
    /// ```
    pub fn in_language(self, language: MessageLanguage) -> String {
        let phrase = match self {
            TimeRangeError::StartMissing => &catalogue::BOTH_ENDS_NO_START,
            TimeRangeError::EndMissing => &catalogue::BOTH_ENDS_NO_END,
            TimeRangeError::NotBefore => &catalogue::START_BEFORE_END,
        };
        phrase.expected_in(language)
    }
}

impl fmt::Display for TimeRangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_language(MessageLanguage::English))
    }
}

impl std::error::Error for TimeRangeError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_that_does_not_exist_is_no_minute() {
        for text in [
            "2023-02-29T00:00Z",
            "2023-02-30T00:00Z",
            "1900-02-29T00:00Z",
            "2023-04-31T00:00Z",
            "2023-13-01T00:00Z",
            "2023-00-01T00:00Z",
            "2023-01-00T00:00Z",
            "2023-01-01T24:00Z",
            "2023-01-01T00:60Z",
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
    fn what_is_known_of_the_texts_of_minutes_is_so() {
        // Their order is that of the minutes, and all of them have the pattern that is not looked for again.
        use crate::check::{Form, verdict::Both};
        let form = Form::new(
            &[b"09", b"--", b"TT", b"::", b"ZZ"],
            b"\x01\x01\x01\x01\x02\x01\x01\x02\x01\x01\x04\x01\x01\x08\x01\x01\x10",
            0,
            17,
            17,
        );
        let field = |name| Field {
            at: At { place: crate::check::Place::Query, name, line: 1 },
            empty_is_absent: true,
            rule: Text { format: Some(Minute::FORMAT), ..Text::default() },
        };
        let (start, end) = (field("start"), field("end"));
        let minutes: Vec<String> = (0..400_u32)
            .map(|step| {
                let minute = Minute {
                    year: u16::try_from(step * 7919 % 10_000).unwrap(),
                    month: u8::try_from(step % 12 + 1).unwrap(),
                    day: u8::try_from(step % 28 + 1).unwrap(),
                    hour: u8::try_from(step % 24).unwrap(),
                    minute: u8::try_from(step * 7 % 60).unwrap(),
                };
                minute.to_string()
            })
            .collect();
        assert!(minutes.iter().all(|minute| form.is_match(minute) && minute.parse::<Minute>().is_ok()));
        for one in &minutes {
            for other in minutes.iter().map(|other| Some(other.as_str())).step_by(7).chain([None, Some("")]) {
                TimeRange::check((&start, Some(one)), (&end, other), 1, &mut Both::default());
                TimeRange::check((&start, other), (&end, Some(one)), 1, &mut Both::default());
                TimeRange::check((&start, other), (&end, None), 1, &mut Both::default());
            }
        }
    }

    #[test]
    fn minutes_are_ordered_by_time() {
        let minutes =
            ["2019-12-31T23:59Z", "2020-01-01T00:00Z", "2020-01-01T00:01Z", "2020-01-01T01:00Z", "2020-02-01T00:00Z"];
        assert!(minutes.windows(2).all(|pair| pair[0].parse::<Minute>().ok() < pair[1].parse::<Minute>().ok()));
    }
}
