use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::fmt::rfc2822::DateTimePrinter;
use jiff::tz::Offset;

use crate::message::{Locale, Message};
use crate::messages;

/// The deprecation of an operation or a parameter: `deprecated`, `x-deprecated-since` and `x-sunset` of the document.
///
/// ```
/// use deskledger_runtime::{Deprecation, Locale};
/// let deprecation = Deprecation { since: Some("2026-09-04"), sunset: Some("2027-03-31") };
/// assert_eq!(deprecation.localized(Locale::English), "deprecated since 2026-09-04, ends on 2027-03-31");
/// let headers = [("Deprecation", "@1788480000"), ("Sunset", "Wed, 31 Mar 2027 00:00:00 GMT")];
/// assert_eq!(deprecation.headers(), headers.map(|(name, value)| (name, value.to_owned())));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deprecation {
    /// The day or time from which it is deprecated, if the document states it.
    pub since: Option<&'static str>,
    /// The day or time of its end, if one is announced.
    pub sunset: Option<&'static str>,
}

impl Deprecation {
    /// The deprecation in words.
    pub fn localized(&self, language: Locale) -> String {
        let start = self.since.map_or_else(messages::deprecated, messages::deprecated_since);
        let end = self.sunset.map(messages::ends_on);
        Message::list([start].into_iter().chain(end).collect(), messages::clause()).localized(language)
    }

    /// The headers of a response: `Deprecation` (RFC 9745) and, with an announced end, `Sunset` (RFC 8594). The former
    /// requires a date: without one it is the start of Unix time, which says that the deprecation is in effect.
    pub fn headers(&self) -> Vec<(&'static str, String)> {
        let since = self.since.and_then(time).map_or(0, Timestamp::as_second);
        let sunset = self.sunset.and_then(time);
        let sunset = sunset.and_then(|end| DateTimePrinter::new().timestamp_to_rfc9110_string(&end).ok());
        std::iter::once(("Deprecation", format!("@{since}"))).chain(sunset.map(|end| ("Sunset", end))).collect()
    }

    /// Whether a text is a day or a time.
    pub fn is_time(text: &str) -> bool {
        time(text).is_some()
    }
}

/// The time of a text; of a day, its start.
fn time(text: &str) -> Option<Timestamp> {
    let day = || Offset::UTC.to_timestamp(text.parse::<Date>().ok()?.to_datetime(Time::midnight())).ok();
    if text.len() == 10 { day() } else { text.parse().ok() }
}
