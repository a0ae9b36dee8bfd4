//! Time ranges as people type them, turned into two points in time: days and months of a time zone, and times before now.
//!
//! Local times that clocks skip or repeat are rejected with what to type. The clock is a parameter.

use deskledger::Message;
use deskledger_records::read::TimeZone;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{self, AmbiguousOffset, Offset};
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::messages;

/// A time range, as it was typed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Period<'t> {
    Today,
    Yesterday,
    ThisMonth,
    LastMonth,
    /// One day.
    On(&'t str),
    /// From a time on, to another one or until now.
    Since(&'t str, Option<&'t str>),
}

/// 0001-01-01T00:00:00Z: no record has an earlier time.
const FIRST: Timestamp = Timestamp::constant(-62_135_596_800, 0);

/// A half-open range of points in time.
pub(super) type Range = (Timestamp, Timestamp);

/// A problem, and the flag that has it.
pub(super) type Problem = (&'static str, Message);

/// The points in time that a period stands for in a zone. Every problem is reported.
pub(super) fn resolve(period: Period<'_>, zone: &TimeZone, now: Timestamp) -> Result<Range, Vec<Problem>> {
    let calendar = Calendar { zone: zone.tz(), name: zone, now };
    let (flag, range) = match period {
        Period::Today => ("today", calendar.range(calendar.today(), None)),
        Period::Yesterday => ("yesterday", calendar.today().yesterday().map_err(far).and_then(|day| calendar.day(day))),
        Period::ThisMonth => ("this-month", calendar.range(calendar.today().first_of_month(), None)),
        Period::LastMonth => {
            let month = calendar.today().first_of_month();
            let last = month.checked_sub(1.month()).map_err(far);
            ("last-month", last.and_then(|last| calendar.range(last, Some(month))))
        }
        Period::On(text) => ("on", date(text).ok_or_else(|| messages::no_day(text)).and_then(|day| calendar.day(day))),
        Period::Since(since, until) => {
            let (start, end) = (calendar.time(since, false), until.map(|until| calendar.time(until, true)));
            match (start, end.transpose()) {
                (Ok(start), Ok(end)) => ("since", Ok((start, end.unwrap_or(calendar.this_minute())))),
                (start, end) => {
                    let problems = [start.err().map(|one| ("since", one)), end.err().map(|one| ("until", one))];
                    return Err(problems.into_iter().flatten().collect());
                }
            }
        }
    };
    let checked = range.and_then(|(start, end)| {
        if start < FIRST || end < FIRST {
            return Err(messages::out_of_calendar());
        }
        let is_minute = |time: Timestamp| time.as_second() % 60 == 0;
        match (start < end, is_minute(start) && is_minute(end)) {
            (true, true) => Ok((start, end)),
            (true, false) => Err(messages::no_whole_minute(utc(start), utc(end))),
            (false, _) => Err(messages::no_range(local(start, zone.tz()), local(end, zone.tz()))),
        }
    });
    checked.map_err(|problem| vec![(flag, problem)])
}

/// A point in time by the clocks of a zone, with their offset from UTC.
pub(super) fn local(time: Timestamp, zone: &tz::TimeZone) -> String {
    let offset = zone.to_offset(time);
    with_offset(offset.to_datetime(time), offset)
}

/// A point in time as the document writes a minute.
pub(super) fn utc(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%MZ").to_string()
}

/// Days and times of a zone at a moment.
struct Calendar<'z> {
    zone: &'z tz::TimeZone,
    name: &'z TimeZone,
    now: Timestamp,
}

impl Calendar<'_> {
    fn today(&self) -> Date {
        self.zone.to_datetime(self.now).date()
    }

    /// The minute that is running is left out: a later export of the same range has the same records of it.
    fn this_minute(&self) -> Timestamp {
        Timestamp::from_second(self.now.as_second().div_euclid(60) * 60).unwrap_or(self.now)
    }

    /// From the start of a day to that of another one, or until now.
    fn range(&self, first: Date, end: Option<Date>) -> Result<Range, Message> {
        Ok((self.start_of(first), end.map_or_else(|| self.this_minute(), |end| self.start_of(end))))
    }

    /// A whole day. One that a zone has skipped, by crossing the date line, is rejected.
    fn day(&self, day: Date) -> Result<Range, Message> {
        let (start, end) = self.range(day, Some(day.tomorrow().map_err(far)?))?;
        if start < end { Ok((start, end)) } else { Err(messages::no_such_day(day.to_string())) }
    }

    /// The first moment of a day. Where clocks skip midnight it is the moment after, where they repeat it the first one.
    fn start_of(&self, day: Date) -> Timestamp {
        let midnight = day.to_datetime(Time::midnight());
        match self.zone.to_ambiguous_timestamp(midnight).offset() {
            AmbiguousOffset::Gap { after, .. } => self.change_after(midnight, after),
            AmbiguousOffset::Fold { before: offset, .. } | AmbiguousOffset::Unambiguous { offset } => {
                at(midnight, offset)
            }
        }
    }

    /// The moment at which clocks skip a local time; `after` is their offset then.
    fn change_after(&self, skipped: DateTime, after: Offset) -> Timestamp {
        let before = at(skipped, after);
        self.zone.following(before).next().map_or(before, |change| change.timestamp())
    }

    /// The point in time of `--since`, or of `--until`, whose day is included.
    fn time(&self, text: &str, is_end: bool) -> Result<Timestamp, Message> {
        let text = text.trim();
        let no_time = || messages::no_time(text);
        if let Some(back) = duration(text) {
            return self.this_minute().checked_sub(back).map_err(far);
        }
        if let Some(day) = date(text) {
            // The first moment after a day, also of one that was skipped.
            return Ok(self.start_of(if is_end { day.tomorrow().map_err(far)? } else { day }));
        }
        let is_shape = text.len() >= 16 && text.get(10..11).is_some_and(|sign| "T t".contains(sign));
        if !is_shape {
            return Err(no_time());
        }
        if let Ok(time) = text.parse::<Timestamp>() {
            return Ok(time);
        }
        self.instant(text.parse().map_err(|_| no_time())?)
    }

    /// The point in time of a local time.
    fn instant(&self, wall: DateTime) -> Result<Timestamp, Message> {
        let name = || self.name.to_string();
        match self.zone.to_ambiguous_timestamp(wall).offset() {
            AmbiguousOffset::Unambiguous { offset } => Ok(at(wall, offset)),
            AmbiguousOffset::Gap { after, .. } => {
                let change = local(self.change_after(wall, after), self.zone);
                Err(messages::skipped_local_time(wall.strftime("%F %H:%M").to_string(), name(), change))
            }
            AmbiguousOffset::Fold { before, after } => {
                let (first, second) = (with_offset(wall, before), with_offset(wall, after));
                Err(messages::repeated_local_time(wall.strftime("%F %H:%M").to_string(), name(), first, second))
            }
        }
    }
}

fn at(wall: DateTime, offset: Offset) -> Timestamp {
    offset.to_timestamp(wall).unwrap_or(if wall.year() < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

fn with_offset(wall: DateTime, offset: Offset) -> String {
    let minutes = offset.seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{}{sign}{:02}:{:02}", wall.strftime("%FT%H:%M"), minutes.abs() / 60, minutes.abs() % 60)
}

fn far(_: jiff::Error) -> Message {
    messages::out_of_calendar()
}

/// `2026-10-03`, and nothing else.
fn date(text: &str) -> Option<Date> {
    let is_shape = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    text.parse().ok().filter(|_| is_shape)
}

/// A number of minutes, hours, days or weeks such as `7d`. A day has 24 hours here.
fn duration(text: &str) -> Option<SignedDuration> {
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let minutes = match unit {
        "m" => 1,
        "h" => 60,
        "d" => 24 * 60,
        "w" => 7 * 24 * 60,
        _ => return None,
    };
    let count: i64 = digits.parse().ok().filter(|_| digits.bytes().all(|digit| digit.is_ascii_digit()))?;
    count.checked_mul(minutes * 60).map(SignedDuration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use deskledger::Minute;

    /// Clocks that change by an hour, by half an hour, at midnight, around a month of fasting, and over the date line.
    const ZONES: [&str; 10] = [
        "UTC", "Asia/Shanghai", "Asia/Kathmandu", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
        "America/Sao_Paulo", "America/Havana", "Africa/Casablanca", "Pacific/Apia",
    ];

    fn zone(name: &str) -> TimeZone {
        name.parse().unwrap()
    }

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn shown(period: Period<'_>, name: &str, now: &str) -> String {
        match resolve(period, &zone(name), time(now)) {
            Ok((start, end)) => format!("{} {}", utc(start), utc(end)),
            Err(problems) => {
                problems.iter().map(|(flag, problem)| format!("{flag}: {problem}")).collect::<Vec<_>>().join("\n")
            }
        }
    }

    #[test]
    fn what_people_type_means_what_the_calendar_on_their_wall_says() {
        const NOW: &str = "2026-11-28T21:42:21Z";
        let (shanghai, york) = ("Asia/Shanghai", "America/New_York");
        for (period, name, expected) in [
            (Period::LastMonth, shanghai, "2026-09-30T16:00Z 2026-10-31T16:00Z"),
            (Period::LastMonth, york, "2026-10-01T04:00Z 2026-11-01T04:00Z"),
            // Clocks were set back on the 1st.
            (Period::ThisMonth, york, "2026-11-01T04:00Z 2026-11-28T21:42Z"),
            (Period::On("2026-11-01"), york, "2026-11-01T04:00Z 2026-11-02T05:00Z"),
            // It is tomorrow there.
            (Period::Today, shanghai, "2026-11-28T16:00Z 2026-11-28T21:42Z"),
            (Period::Yesterday, shanghai, "2026-11-27T16:00Z 2026-11-28T16:00Z"),
            (Period::Since("7d", None), shanghai, "2026-11-21T21:42Z 2026-11-28T21:42Z"),
            (Period::Since("2w", Some("90m")), york, "2026-11-14T21:42Z 2026-11-28T20:12Z"),
            (Period::Since("2026-10-01", Some("2026-10-31")), shanghai, "2026-09-30T16:00Z 2026-10-31T16:00Z"),
            (
                Period::Since("2026-10-01 08:30", Some("2026-10-01T09:00")),
                shanghai,
                "2026-10-01T00:30Z 2026-10-01T01:00Z",
            ),
            (
                Period::Since("2026-10-01T08:30Z", Some("2026-10-01T09:00+00:00")),
                york,
                "2026-10-01T08:30Z 2026-10-01T09:00Z",
            ),
            (Period::On("2018-11-04"), "America/Sao_Paulo", "2018-11-04T03:00Z 2018-11-05T02:00Z"),
            (Period::On("2026-11-01"), "America/Havana", "2026-11-01T04:00Z 2026-11-02T05:00Z"),
            (
                Period::On("2011-12-30"),
                "Pacific/Apia",
                "on: expected a day that the time zone has, found 2011-12-30, which it skipped",
            ),
        ] {
            assert_eq!(shown(period, name, NOW), expected, "{period:?} in {name}");
        }
        assert_eq!(shown(Period::LastMonth, "UTC", "2028-03-31T00:00:00Z"), "2028-02-01T00:00Z 2028-03-01T00:00Z");
        assert_eq!(shown(Period::LastMonth, "UTC", "2026-01-01T00:00:00Z"), "2025-12-01T00:00Z 2026-01-01T00:00Z");
    }

    #[test]
    fn what_is_no_range_is_rejected_with_what_to_type() {
        let york = "America/New_York";
        for (period, expected) in [
            (Period::Since("2026-11-01 01:30", None), "type 2026-11-01T01:30-04:00 or 2026-11-01T01:30-05:00"),
            (Period::Since("2026-03-08 02:30", None), "type 2026-03-08T03:00-04:00"),
            (Period::Since("2026-11-01T01:30-05:00", Some("2026-11-01T01:30-04:00")), "since: expected a start before"),
            (Period::Since("2030-01-01", None), "since: expected a start before the end"),
            (Period::Since("2026-10-01T08:30:15", None), "whole minutes"),
            (Period::Since("yesterday", Some("2026-02-30")), "since: expected 7d, 2026-10-01"),
            (Period::Since("yesterday", Some("2026-02-30")), "\nuntil: expected 7d"),
            (Period::Since("10/01/2026", None), "found \"10/01/2026\""),
            (Period::Since("-7d", None), "found \"-7d\""),
            (Period::Since("99999999999999999d", None), "found"),
            (Period::Since("9999999d", None), "years 1 to 9999"),
            (Period::Since("800000d", None), "years 1 to 9999, up to 9999-12-30T22:00Z"),
            (Period::On("0000-01-01"), "on: expected a time in the years 1 to 9999"),
            (Period::On("9999-12-31"), "on: expected a time in the years 1 to 9999, up to 9999-12-30T22:00Z"),
            (Period::Since("0000-06-01T00:00Z", Some("0000-06-02T00:00Z")), "years 1 to 9999"),
            (Period::On("2026-13-01"), "on: expected a day such as 2026-10-03"),
            (Period::On("20261003"), "on: expected a day"),
        ] {
            let found = shown(period, york, "2026-11-28T21:42:21Z");
            assert!(found.contains(expected), "{period:?}: {found}");
        }
        assert!(shown(Period::ThisMonth, "UTC", "2026-11-01T00:00:30Z").starts_with("this-month: expected a start"));
    }

    #[test]
    fn days_and_months_of_every_zone_join_without_a_gap_or_an_overlap() {
        for name in ZONES {
            let zone = zone(name);
            let mut end_of_last = None;
            let mut day: Date = "2009-01-01".parse().unwrap();
            while day.year() < 2031 {
                let text = day.to_string();
                match resolve(Period::On(&text), &zone, Timestamp::UNIX_EPOCH) {
                    Ok((start, end)) => {
                        assert!(end_of_last.is_none_or(|last| last == start), "{name} {text}");
                        assert_eq!(zone.tz().to_datetime(start).date(), day, "{name}");
                        let before = Timestamp::from_second(start.as_second() - 1).unwrap();
                        assert!(zone.tz().to_datetime(before).date() < day, "{name} {text}: it began earlier");
                        for time in [utc(start), utc(end)] {
                            assert!(time.parse::<Minute>().is_ok(), "{time}");
                        }
                        end_of_last = Some(end);
                    }
                    Err(problems) => assert_eq!((name, text.as_str()), ("Pacific/Apia", "2011-12-30"), "{problems:?}"),
                }
                let noon = zone.tz().to_timestamp(day.at(12, 0, 0, 0)).unwrap();
                if day.day() == 15 {
                    let last = resolve(Period::LastMonth, &zone, noon).unwrap();
                    let this = resolve(Period::ThisMonth, &zone, noon).unwrap();
                    assert_eq!((last.1, this.1), (this.0, noon), "{name} {text}");
                }
                day = day.tomorrow().unwrap();
            }
        }
    }

    #[test]
    fn a_local_time_is_the_moment_at_which_clocks_show_it_or_it_is_rejected() {
        for name in ZONES {
            let zone = zone(name);
            let now = time("2040-01-01T00:00:00Z");
            let at = |text: &str| resolve(Period::Since(text, None), &zone, now).map(|(start, _)| start);
            let (mut moment, mut rejected) = (time("2018-02-01T00:15:00Z").as_second(), 0);
            while moment < time("2018-12-01T00:00:00Z").as_second() {
                let instant = Timestamp::from_second(moment).unwrap();
                assert_eq!(at(&local(instant, zone.tz())), Ok(instant), "{name}");
                match at(&zone.tz().to_datetime(instant).strftime("%F %H:%M").to_string()) {
                    Ok(found) => assert_eq!(found, instant, "{name}"),
                    // Both moments are offered, and each of them is understood.
                    Err(problems) => {
                        let text = problems[0].1.to_string();
                        let typed = text.split("type ").nth(1).unwrap().split(" or ").map(|one| at(one).unwrap());
                        assert!(typed.into_iter().any(|one| one == instant), "{name}: {text}");
                        rejected += 1;
                    }
                }
                moment += 1800;
            }
            assert_eq!(rejected > 0, !["UTC", "Asia/Shanghai", "Asia/Kathmandu"].contains(&name), "{name}");
        }
    }
}
