//! The time range rule: both bounds or neither, with the start before the end.

use crate::message::{Locale, Message};
use crate::messages;
use crate::minute::{InvalidMinute, Minute};
use crate::validate::{Field, Location, Text, Verdict, Violation, Violations};

/// A half-open range of minutes: the start is included, the end is not.
///
/// ```
/// use deskledger_runtime::{Minute, TimeRange, TimeRangeError};
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

/// Why two bounds are not a time range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeRangeError {
    /// The start is missing.
    StartMissing,
    /// The end is missing.
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

    /// The time range of two optional bounds; `None` if both are absent.
    ///
    /// # Errors
    /// One bound is missing, or the start is not before the end.
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

    /// Validates the time range of two text fields in minute format, after the rules of each field.
    pub fn check(
        start: (&Field<Text>, Option<&str>),
        end: (&Field<Text>, Option<&str>),
        line: u32,
        verdict: &mut impl Verdict,
    ) {
        let is_valid = || match (start.0.present(start.1), end.0.present(end.1)) {
            // Minutes sort like their texts, and the pattern of both has been validated before.
            (Some(start), Some(end)) => start < end,
            (start, end) => start.is_none() && end.is_none(),
        };
        verdict.rule(is_valid, |out| {
            Self::collect(start, end, line, out);
        });
    }

    /// Parses the time range of two text fields and adds violations of the pair to `out`.
    ///
    /// A bound that is not a minute is reported by the rule of its own parameter.
    pub fn collect(
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
        let at = |field: &Field<Text>| Location { line, ..field.at };
        out.push(match range {
            Ok(range) => return range,
            Err(TimeRangeError::StartMissing) => Violation::hidden(at(start.0), "time_range", beside(end.0, start.0)),
            Err(TimeRangeError::EndMissing) => Violation::hidden(at(end.0), "time_range", beside(start.0, end.0)),
            Err(TimeRangeError::NotBefore) => {
                let expected = messages::minute_before(end.0.at.name, end.1.unwrap_or_default());
                Violation::new(at(start.0), "time_range", expected, start.1.unwrap_or_default())
            }
        });
        None
    }
}

fn beside(given: &Field<Text>, missing: &Field<Text>) -> Message {
    messages::both_or_neither(given.at.name, missing.at.name)
}

impl TimeRangeError {
    /// The localized message.
    ///
    /// ```
    /// use deskledger_runtime::{Locale, TimeRange, TimeRangeError};
    /// let error = TimeRange::from_ends("2020-04-13T01:59Z".parse().ok(), None).unwrap_err();
    /// let reported = error.localized(Locale::Chinese);
    /// assert_eq!((error, reported.as_str()), (TimeRangeError::EndMissing, "应为两端都有或都没有的时间范围，实际没有结束时间"));
    /// ```
    pub fn localized(self, language: Locale) -> String {
        let expected = match self {
            TimeRangeError::StartMissing => messages::both_ends_no_start(),
            TimeRangeError::EndMissing => messages::both_ends_no_end(),
            TimeRangeError::NotBefore => messages::start_before_end(),
        };
        messages::expected(expected).localized(language)
    }
}

display_in_english!(TimeRangeError);

impl std::error::Error for TimeRangeError {}
