//! Times by the clocks of a zone, in place of UTC.

use deskledger::{ColumnKind, DateTime, Value};
use jiff::Timestamp;
use jiff::tz::Offset;

use super::layout::Layout;
use crate::read::TimeZone;

/// 1900-03-01T00:00:00 by the clocks of the zone, in seconds since 1970: a workbook counts the days from here on.
const FIRST_SECOND: i64 = -2_203_891_200;

/// Writes the times of some columns in a zone.
pub(super) struct LocalTimes {
    zone: TimeZone,
    is_time: Vec<bool>,
    /// Whether a cell holds a time without its offset.
    is_bare: bool,
}

impl LocalTimes {
    /// That of a layout; `is_bare` if a cell of the format holds a time without its offset.
    pub(super) fn of(is_bare: bool, layout: &Layout) -> Option<Self> {
        let zone = layout.zone.clone()?;
        let is_time = layout.columns().iter().map(|column| column.kind == ColumnKind::Instant).collect();
        Some(Self { zone, is_time, is_bare })
    }

    /// The local times of a row; nothing for other values.
    pub(super) fn texts(&self, values: &[Value<'_>]) -> Vec<Option<String>> {
        let local = |(value, is_time): (&Value<'_>, &bool)| match value {
            Value::Text(text) if *is_time => Some(self.text(text.parse().ok()?)),
            _ => None,
        };
        values.iter().zip(&self.is_time).map(local).collect()
    }

    /// The row with its local times.
    pub(super) fn values<'v>(&self, values: &[Value<'v>], texts: &'v [Option<String>]) -> Vec<Value<'v>> {
        let texts = texts.iter().map(Option::as_deref).chain(std::iter::repeat(None));
        values.iter().zip(texts).map(|(value, text)| text.map_or(*value, Value::Text)).collect()
    }

    /// The local time, with its offset where a cell without one is not read back as the same point in time: in an hour
    /// that clocks repeat, and before the days that a workbook can count.
    fn text(&self, time: DateTime) -> String {
        let local = self.local(time);
        let is_restored = |wall: DateTime| {
            let wall = wall.unix_seconds();
            wall >= FIRST_SECOND && self.zone.unix_seconds(wall) == Ok(time.unix_seconds())
        };
        if !self.is_bare || local.parse().is_ok_and(is_restored) {
            return local;
        }
        let offset = Timestamp::from_second(time.unix_seconds()).map(|instant| self.zone.tz().to_offset(instant));
        offset.ok().and_then(|offset| with_offset(time, offset)).unwrap_or_else(|| in_utc(time))
    }

    /// A workbook cell counts days of local time, without an offset. A time that cannot be written so is shown in UTC, and named so.
    fn local(&self, time: DateTime) -> String {
        let Ok(instant) = Timestamp::from_second(time.unix_seconds()) else { return time.to_string() };
        let offset = self.zone.tz().to_offset(instant);
        match wall(time, offset) {
            Some(wall) if self.is_bare => wall.to_string(),
            None if self.is_bare => in_utc(time),
            _ => with_offset(time, offset).unwrap_or_else(|| time.to_string()),
        }
    }
}

/// A point in time as clocks show it, named as if it were UTC.
fn wall(time: DateTime, offset: Offset) -> Option<DateTime> {
    DateTime::from_unix_seconds(time.unix_seconds() + i64::from(offset.seconds()))
}

/// A local time with its offset; none where RFC 3339, which has offsets of whole minutes, cannot spell it.
fn with_offset(time: DateTime, offset: Offset) -> Option<String> {
    let instant = Timestamp::from_second(time.unix_seconds()).ok().filter(|_| offset.seconds() % 60 == 0)?;
    wall(time, offset).map(|_| instant.display_with_offset(offset).to_string())
}

/// A point in time in UTC as a text that no cell counts in days.
fn in_utc(time: DateTime) -> String {
    time.to_string().replace('T', " ").replace('Z', " UTC")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(zone: &str, is_bare: bool, time: &str) -> String {
        LocalTimes { zone: zone.parse().unwrap(), is_time: Vec::new(), is_bare }.local(time.parse().unwrap())
    }

    #[test]
    fn a_time_in_a_zone_is_still_the_same_point_in_time() {
        for (zone, time, text, cell) in [
            ("Asia/Shanghai", "2020-04-24T03:02:47Z", "2020-04-24T11:02:47+08:00", "2020-04-24T11:02:47Z"),
            ("America/New_York", "2020-11-01T05:30:00Z", "2020-11-01T01:30:00-04:00", "2020-11-01T01:30:00Z"),
            ("America/New_York", "2020-11-01T06:30:00Z", "2020-11-01T01:30:00-05:00", "2020-11-01T01:30:00Z"),
            ("Asia/Kathmandu", "2020-01-01T00:00:00Z", "2020-01-01T05:45:00+05:45", "2020-01-01T05:45:00Z"),
            ("UTC", "2020-01-01T00:00:00Z", "2020-01-01T00:00:00+00:00", "2020-01-01T00:00:00Z"),
            // The offset has seconds; the local time is after the last one that can be counted.
            ("Asia/Shanghai", "1890-01-01T00:00:00Z", "1890-01-01T00:00:00Z", "1890-01-01T08:05:43Z"),
            ("Asia/Shanghai", "9999-12-30T21:59:59Z", "9999-12-30T21:59:59Z", "9999-12-30 21:59:59 UTC"),
        ] {
            assert_eq!(
                (local(zone, false, time), local(zone, true, time)),
                (text.into(), cell.into()),
                "{time} {zone}"
            );
            assert_eq!(text.parse::<DateTime>(), time.parse(), "{text}");
        }
    }
    #[test]
    fn a_cell_that_stands_for_two_times_or_for_none_has_its_offset() {
        let text = |zone: &str, time: &str| {
            LocalTimes { zone: zone.parse().unwrap(), is_time: Vec::new(), is_bare: true }.text(time.parse().unwrap())
        };
        for (zone, time, expected) in [
            // Berlin: clocks show 02:00:00 to 02:59:59 twice.
            ("Europe/Berlin", "2022-10-29T23:59:59Z", "2022-10-30T01:59:59Z"),
            ("Europe/Berlin", "2022-10-30T00:00:00Z", "2022-10-30T02:00:00+02:00"),
            ("Europe/Berlin", "2022-10-30T00:59:59Z", "2022-10-30T02:59:59+02:00"),
            ("Europe/Berlin", "2022-10-30T01:00:00Z", "2022-10-30T02:00:00+01:00"),
            ("Europe/Berlin", "2022-10-30T01:59:59Z", "2022-10-30T02:59:59+01:00"),
            ("Europe/Berlin", "2022-10-30T02:00:00Z", "2022-10-30T03:00:00Z"),
            // Lord Howe Island: half an hour.
            ("Australia/Lord_Howe", "2022-04-02T14:29:59Z", "2022-04-03T01:29:59Z"),
            ("Australia/Lord_Howe", "2022-04-02T14:30:00Z", "2022-04-03T01:30:00+11:00"),
            ("Australia/Lord_Howe", "2022-04-02T15:29:59Z", "2022-04-03T01:59:59+10:30"),
            ("Australia/Lord_Howe", "2022-04-02T15:30:00Z", "2022-04-03T02:00:00Z"),
            // Where clocks skip an hour, each time is shown once.
            ("Europe/Berlin", "2022-03-27T00:59:59Z", "2022-03-27T01:59:59Z"),
            ("Europe/Berlin", "2022-03-27T01:00:00Z", "2022-03-27T03:00:00Z"),
            ("+02:00", "2022-10-30T00:30:00Z", "2022-10-30T02:30:00Z"),
            // Before the days that a workbook counts; the offset of Shanghai has seconds then.
            ("+08:00", "1900-02-28T15:59:59Z", "1900-02-28T23:59:59+08:00"),
            ("+08:00", "1900-02-28T16:00:00Z", "1900-03-01T00:00:00Z"),
            ("-08:00", "1900-03-01T07:59:59Z", "1900-02-28T23:59:59-08:00"),
            ("-08:00", "0001-01-01T00:00:00Z", "0001-01-01 00:00:00 UTC"),
            ("+08:00", "0001-01-01T00:00:00Z", "0001-01-01T08:00:00+08:00"),
            ("Asia/Shanghai", "1900-01-01T00:00:00Z", "1900-01-01 00:00:00 UTC"),
            // Liberia set its clocks forward by 44 minutes and a half, and never back.
            ("Africa/Monrovia", "1972-01-07T00:44:29Z", "1972-01-06T23:59:59Z"),
        ] {
            assert_eq!(text(zone, time), expected, "{time} {zone}");
        }
    }
}
