//! Points in time as files have them: with a zone, without one, or as a number.

mod text;

use std::cell::Cell;

use deskledger::DateTime;

use super::digits::is_digits;
use super::options::{DateOrder, Options};
use super::time_zone::{TimeZone, offset_seconds};
use crate::message::{Message, shown};
use crate::messages;
pub(super) use text::Time;
use text::Unclear;

/// 1970-01-01 in the days of a workbook.
const SERIAL_EPOCH: f64 = 25_569.0;

/// Offset in days of the date system of 1904.
const DAYS_TO_1904: f64 = 1462.0;

/// The day in the calendar of a workbook that never was: 1900-02-29.
const NO_DAY: f64 = 60.0;

/// The last second of the year 9999 in the days of a workbook.
const MAX_SERIAL: f64 = 2_958_466.0;

/// Numbers that are days of a workbook when nothing else says so: the years 1954 to 2118.
pub(super) const SERIALS: std::ops::Range<f64> = 20_000.0..80_000.0;

/// Options for times of a file.
#[derive(Debug, Default)]
pub(super) struct Dates {
    order: Option<DateOrder>,
    zone: Option<TimeZone>,
    /// The zone that the headings of a table name.
    pub(super) heading_zone: Option<TimeZone>,
    /// Whether only points in time with their zone are accepted.
    is_strict: bool,
    /// Whether a time named no zone.
    has_local: Cell<bool>,
}

/// Why a value is not a point in time: a message, or none where it is not a time at all.
pub(super) type NoInstant = Option<Message>;

impl Dates {
    pub(super) fn new(options: &Options) -> Self {
        let (order, zone) = (options.date_order, options.time_zone.clone());
        Self { order, zone, ..Self::default() }
    }

    /// The same where names of times name this zone.
    pub(super) fn in_zone(&self, zone: TimeZone) -> Self {
        Self { heading_zone: Some(zone), order: self.order, is_strict: self.is_strict, ..Self::default() }
    }

    /// Accepts points in time with their zone only, as programs send them.
    pub(super) fn strict() -> Self {
        Self { is_strict: true, ..Self::default() }
    }

    /// A point in time of a text.
    pub(super) fn instant(&self, text: &str) -> Result<DateTime, NoInstant> {
        // As a spreadsheet program shows the times of our own workbooks.
        let known = match text.strip_suffix(" UTC") {
            Some(text) => format!("{text}Z").parse(),
            None => text.parse(),
        };
        match known {
            Ok(time) => Ok(time),
            Err(_) => self.other_text(text),
        }
    }

    /// A text that is not a point in time as the document spells it.
    fn other_text(&self, text: &str) -> Result<DateTime, NoInstant> {
        let out_of_years = || Some(messages::out_of_years(shown(text)));
        match text::parse(text, self.order) {
            Ok(Time::Instant(seconds)) if DateTime::from_unix_seconds(seconds).is_none() => Err(out_of_years()),
            Err(Unclear::TooLate) => Err(out_of_years()),
            _ if self.is_strict => Err(None),
            Ok(Time::Instant(seconds)) => DateTime::from_unix_seconds(seconds).ok_or(None),
            Ok(Time::Local(wall)) => self.named(wall, text).map_err(|why| why.or_else(out_of_years)),
            Err(Unclear::Contradiction) => Err(Some(messages::contradiction(shown(text)))),
            Err(Unclear::Order) => Err(Some(messages::no_date_order(shown(text)))),
            Err(Unclear::NotATime) => self.with_zone_name(text).unwrap_or_else(|| self.number(text)),
        }
    }

    /// A time with a name of its zone: behind an offset it says nothing new if it is right, and an abbreviation alone is
    /// ambiguous.
    fn with_zone_name(&self, text: &str) -> Option<Result<DateTime, NoInstant>> {
        if let Some((time, names)) = text.strip_suffix(']').and_then(|text| text.split_once('[')) {
            let instant = time.parse().ok()?;
            // Further annotations, such as [u-ca=iso8601], do not change the time.
            for name in names.split("][").filter(|name| !name.contains('=')) {
                match name.trim_start_matches('!').parse() {
                    Ok(zone) if has_offset_of(time, instant, &zone) => {}
                    Ok(_) => return Some(Err(Some(messages::contradiction(shown(text))))),
                    Err(no_zone) => return Some(Err(Some(no_zone))),
                }
            }
            return Some(Ok(instant));
        }
        let (time, zone) = text.rsplit_once(' ')?;
        let is_name = (2..=5).contains(&zone.len()) && zone.bytes().all(|letter| letter.is_ascii_uppercase());
        let is_time = is_name && matches!(text::parse(time, self.order), Ok(Time::Local(_)));
        is_time.then(|| match text::meridiem(&zone.to_ascii_lowercase()) {
            // An hour that AM or PM cannot have.
            Some(_) => Err(Some(messages::contradiction(shown(text)))),
            None => Err(Some(messages::ambiguous_zone(shown(zone), shown(text)))),
        })
    }

    /// A point in time of a number: seconds, milliseconds, microseconds or nanoseconds since 1970, a date of eight digits, or
    /// days of a workbook.
    pub(super) fn number(&self, text: &str) -> Result<DateTime, NoInstant> {
        if self.is_strict {
            return Err(None);
        }
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        if whole.is_empty() || whole.starts_with('0') || !is_digits(whole) || !is_digits(fraction) {
            return Err(None);
        }
        let number: i64 = whole.parse().map_err(|_| None)?;
        let seconds = match whole.len() {
            5 => {
                let days = text.parse().ok().filter(|days| SERIALS.contains(days)).ok_or(None)?;
                return self.named(wall_of_serial(days, false).ok_or(None)?, text);
            }
            10 | 11 => number,
            13 => number / 1000,
            16 => number / 1_000_000,
            19 => number / 1_000_000_000,
            _ => return Err(None),
        };
        DateTime::from_unix_seconds(seconds).ok_or(None)
    }

    /// The zone of times that name none.
    pub(super) fn zone(&self) -> Option<&TimeZone> {
        self.heading_zone.as_ref().or(self.zone.as_ref())
    }

    /// The point in time of a local time in a text: its zone must be known.
    fn named(&self, wall: i64, text: &str) -> Result<DateTime, NoInstant> {
        if self.zone().is_none() {
            return Err(Some(messages::no_time_zone(shown(text))));
        }
        self.local(wall)
    }

    /// The point in time of a local time. Without a zone it is UTC, which [`note`](Self::note) reports.
    pub(super) fn local(&self, wall: i64) -> Result<DateTime, NoInstant> {
        self.has_local.set(true);
        let Some(zone) = self.zone() else { return DateTime::from_unix_seconds(wall).ok_or(None) };
        DateTime::from_unix_seconds(zone.unix_seconds(wall)?).ok_or(None)
    }

    /// The zone in which times without one were read, if there were any.
    pub(super) fn note(&self) -> Option<Message> {
        let has_local = self.has_local.take();
        has_local.then(|| match self.zone() {
            Some(zone) => messages::read_in_zone(zone.to_string()),
            None => messages::read_as_utc(),
        })
    }
}

/// Whether the offset of an RFC 3339 text is the one that a zone has at that point in time; `Z` names none.
fn has_offset_of(text: &str, time: DateTime, zone: &TimeZone) -> bool {
    let offset = text.len().checked_sub(6).and_then(|start| text.get(start..)).and_then(offset_seconds);
    let instant = jiff::Timestamp::from_second(time.unix_seconds());
    // An offset with seconds is written in minutes.
    text.ends_with(['Z', 'z'])
        || instant.is_ok_and(|at| offset.is_some_and(|offset| (zone.tz().to_offset(at).seconds() - offset).abs() < 60))
}

/// The time of an ISO 8601 cell of a workbook. Its fraction comes of a binary fraction of a day: it is known to the
/// millisecond.
#[cfg(feature = "xlsx")]
pub(super) fn time_of_iso(text: &str) -> Option<Time> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let end = rest.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(rest.len());
    let (fraction, zone) = rest.split_at(end);
    let is_next = fraction.strip_prefix("999").is_some_and(|rest| rest.starts_with(['5', '6', '7', '8', '9']));
    let next = i64::from(is_next);
    match text::parse(&format!("{whole}{zone}"), None).ok()? {
        Time::Instant(seconds) => Some(Time::Instant(seconds + next)),
        Time::Local(wall) => Some(Time::Local(wall + next)),
    }
}

/// A local time as a day alone, as in `2020-04-24`; none where it is not its beginning.
#[cfg(any(feature = "parquet", feature = "xlsx"))]
pub(super) fn day(wall: i64) -> Option<String> {
    DateTime::from_unix_seconds(wall)?.to_string().strip_suffix("T00:00:00Z").map(str::to_owned)
}

/// A local time behind the last point in time, as far as the calendar goes.
pub(super) fn far(wall: i64) -> Option<String> {
    let start = jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0);
    let time = start.checked_add(jiff::SignedDuration::from_secs(wall)).ok()?;
    (time.year() > 0).then(|| time.to_string())
}

/// Days of a workbook as they are counted from 1900 on.
pub(super) fn serial_of_1900(days: f64, is_1904: bool) -> f64 {
    if is_1904 { days + DAYS_TO_1904 } else { days }
}

/// The local time of days in a workbook, in seconds. A day is a binary fraction there: it is known to the millisecond.
pub(super) fn wall_of_serial(days: f64, is_1904: bool) -> Option<i64> {
    let days = serial_of_1900(days, is_1904);
    if !(0.0..MAX_SERIAL).contains(&days) {
        return None;
    }
    let days = if days < NO_DAY { days + 1.0 } else { days };
    let milliseconds = ((days - SERIAL_EPOCH) * 86_400_000.0).round();
    Some((milliseconds as i64).div_euclid(1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates(order: Option<DateOrder>, zone: Option<&str>) -> Dates {
        let zone = zone.map(|zone| zone.parse().unwrap());
        Dates { order, zone, ..Dates::default() }
    }

    fn instant(dates: &Dates, text: &str) -> String {
        match dates.instant(text) {
            Ok(time) => time.to_string(),
            Err(why) => why.map_or("none".to_owned(), |message| message.to_string()),
        }
    }

    #[test]
    fn a_number_is_the_time_that_it_can_only_be() {
        let dates = dates(None, Some("+08:00"));
        for text in [
            "1587697367", "1587697367.9", "1587697367999", "1587697367999999", "1587697367999999999",
            "43945.46027777778",
        ] {
            assert!(instant(&dates, text).starts_with("2020-04-24T03:02:4"), "{text}: {}", instant(&dates, text));
        }
        assert_eq!(instant(&dates, "20200424"), "2020-04-23T16:00:00Z");
        assert_eq!(instant(&dates, "20200424110247"), "2020-04-24T03:02:47Z");
        for text in ["", "5", "123456", "99999", "0012345678", "-1587697367", "1e9", "20201324", "123456789"] {
            assert_eq!(instant(&dates, text), "none", "{text}");
        }
    }

    #[test]
    fn a_time_without_a_zone_is_rejected_with_the_flag_to_give() {
        let message = instant(&dates(None, None), "2020/4/24 11:02");
        assert!(message.contains("--time-zone Asia/Shanghai") && message.contains("2020/4/24 11:02"), "{message}");
        let message = instant(&dates(None, Some("UTC")), "4/5/2020 11:02");
        assert!(message.contains("--date-order"), "{message}");
        let message = instant(&dates(None, Some("Europe/Berlin")), "2020-10-25 02:30:00");
        assert!(message.contains("twice") && message.contains("Europe/Berlin"), "{message}");
        let strict = Dates::strict();
        assert_eq!(instant(&strict, "1587697367"), "none");
        assert_eq!(instant(&strict, "2020-04-24 11:02:47"), "none");
        assert_eq!(instant(&strict, "2020-04-24T11:02:47+08:00"), "2020-04-24T03:02:47Z");
    }

    #[test]
    fn days_of_a_workbook_are_known_to_the_millisecond() {
        let of = |days, is_1904| {
            let time = wall_of_serial(days, is_1904).and_then(DateTime::from_unix_seconds);
            time.map_or("none".to_owned(), |time| time.to_string())
        };
        assert_eq!(of(43_945.999_988_425_9, false), "2020-04-24T23:59:59Z");
        assert_eq!(of(43_945.126_932_870_37, false), "2020-04-24T03:02:47Z");
        assert_eq!(of(42_483.5, true), "2020-04-24T12:00:00Z");
        assert_eq!(of(1.0, false), "1900-01-01T00:00:00Z");
        assert_eq!(of(61.0, false), "1900-03-01T00:00:00Z");
        for none in [f64::NAN, 1e300, -1e7, -0.5, MAX_SERIAL] {
            assert_eq!(of(none, false), "none", "{none}");
        }
    }
}
