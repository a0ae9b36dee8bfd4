//! The rule of the time range: both ends or neither, the start before the end.

use std::fmt;

use deskledger_runtime::{
    Field, InvalidMinute, Locale, Location, Message, Minute, Text, Verdict, Violation, Violations,
};

use crate::messages;

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
        let is_valid = || match (start.0.present(start.1), end.0.present(end.1)) {
            // Minutes are in the order of their texts, and that both are minutes is known by now.
            (Some(start), Some(end)) => start < end,
            (start, end) => start.is_none() && end.is_none(),
        };
        verdict.rule(is_valid, |out| {
            Self::collect(start, end, line, out);
        });
    }

    /// Reads the time range of a request whose ends are texts, and adds what is wrong with the pair to `out`.
    ///
    /// An end that is no minute is left to the rule of its own parameter.
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
                messages::minute_before(end.0.at.name, end.1.unwrap_or_default()),
                start.1.unwrap_or_default(),
            )),
        }
        None
    }
}

fn beside(given: &Field<Text>, missing: &Field<Text>) -> Message {
    messages::both_or_neither(given.at.name, missing.at.name)
}

impl TimeRangeError {
    /// What was expected, in a language.
    ///
    /// ```
    /// use deskledger::{Locale, TimeRange, TimeRangeError};
    /// let error = TimeRange::from_ends("2020-04-13T01:59Z".parse().ok(), None).unwrap_err();
    /// let told = error.localized(Locale::Chinese);
    /// assert_eq!((error, told.as_str()), (TimeRangeError::EndMissing, "应为两端都有或都没有的时间范围，实际没有结束时间"));
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

impl fmt::Display for TimeRangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.localized(Locale::English))
    }
}

impl std::error::Error for TimeRangeError {}

#[cfg(test)]
mod tests {
    use super::*;
    use deskledger_runtime::Rule;

    /// Evaluates a rule both ways, which have to agree.
    #[derive(Default)]
    struct Both(Violations);

    impl Verdict for Both {
        fn field<R: Rule>(&mut self, field: &Field<R>, value: &R::Value) {
            self.rule(|| field.rule.is_valid(field.at, value), |out| out.field(field, value));
        }

        fn rule(&mut self, is_valid: impl FnOnce() -> bool, collect: impl FnOnce(&mut Violations)) {
            let before = self.0.iter().count();
            collect(&mut self.0);
            assert_eq!(is_valid(), self.0.iter().count() == before, "{}", self.0);
        }
    }

    #[test]
    fn what_is_known_of_the_texts_of_minutes_is_so() {
        // Their order is that of the minutes, and all of them have the pattern that is not looked for again.
        use deskledger_runtime::BytePattern;
        let form = BytePattern::new(
            &[b"09", b"--", b"TT", b"::", b"ZZ"],
            b"\x01\x01\x01\x01\x02\x01\x01\x02\x01\x01\x04\x01\x01\x08\x01\x01\x10",
            0,
            17,
            17,
        );
        let field = |name| Field {
            at: Location { place: deskledger_runtime::ParameterIn::Query, name, line: 1 },
            empty_is_absent: true,
            rule: Text { format: Some(Minute::FORMAT), ..Text::default() },
        };
        let (start, end) = (field("start"), field("end"));
        let minutes: Vec<String> = (0..400_u32)
            .map(|step| {
                format!(
                    "{:04}-{:02}-{:02}T{:02}:{:02}Z",
                    step * 7919 % 10_000,
                    step % 12 + 1,
                    step % 28 + 1,
                    step % 24,
                    step * 7 % 60
                )
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
}
