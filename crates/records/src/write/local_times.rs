//! Times by the clocks of a zone, in place of UTC.

use deskledger::{ColumnKind, DateTime, Value};
use jiff::Timestamp;

use super::layout::Layout;
use crate::read::TimeZone;

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
            Value::Text(text) if *is_time => Some(self.local(text.parse().ok()?)),
            _ => None,
        };
        values.iter().zip(&self.is_time).map(local).collect()
    }

    /// The row with its local times.
    pub(super) fn values<'v>(&self, values: &[Value<'v>], texts: &'v [Option<String>]) -> Vec<Value<'v>> {
        let texts = texts.iter().map(Option::as_deref).chain(std::iter::repeat(None));
        values.iter().zip(texts).map(|(value, text)| text.map_or(*value, Value::Text)).collect()
    }

    /// A workbook cell counts days of local time, without an offset. A time that cannot be written so is shown in UTC, and named so.
    fn local(&self, time: DateTime) -> String {
        let Ok(instant) = Timestamp::from_second(time.unix_seconds()) else { return time.to_string() };
        let offset = self.zone.tz().to_offset(instant);
        match DateTime::from_unix_seconds(instant.as_second() + i64::from(offset.seconds())) {
            Some(wall) if self.is_bare => wall.to_string(),
            // RFC 3339 has offsets of whole minutes.
            Some(_) if offset.seconds() % 60 == 0 => instant.display_with_offset(offset).to_string(),
            None if self.is_bare => time.to_string().replace('T', " ").replace('Z', " UTC"),
            _ => time.to_string(),
        }
    }
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
}
