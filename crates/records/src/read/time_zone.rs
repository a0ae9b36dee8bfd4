//! Time zones of files whose times name none.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::tz::{self, AmbiguousOffset, Offset};

use super::digits::is_digits;
use crate::message::{Message, shown};
use crate::messages;

/// The time zone of the times in a file that name none: a name of the IANA database, an offset, or `local`.
///
/// ```
/// use deskledger_records::read::TimeZone;
/// for text in ["Asia/Shanghai", "UTC", "+08:00", "-0330", "UTC+8", "local"] {
///     text.parse::<TimeZone>()?;
/// }
/// assert_eq!("asia/shanghai".parse::<TimeZone>()?.to_string(), "Asia/Shanghai");
/// let error = "Beijing".parse::<TimeZone>().unwrap_err();
/// assert!(error.to_string().starts_with("expected a time zone such as Asia/Shanghai"), "{error}");
/// # Ok::<(), deskledger_records::Message>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct TimeZone(tz::TimeZone);

impl TimeZone {
    /// The rules of the zone.
    pub fn tz(&self) -> &tz::TimeZone {
        &self.0
    }

    /// The point in time, in seconds since 1970-01-01T00:00:00Z, at which clocks of this zone show the time that clocks of
    /// UTC show after `wall` seconds. Where there is not one, a message, or none outside of those that
    /// [`DateTime`](deskledger::DateTime) has.
    pub(crate) fn unix_seconds(&self, wall: i64) -> Result<i64, Option<Message>> {
        let time = Timestamp::from_second(wall).map_err(|_| None)?;
        let offset = self.0.to_ambiguous_timestamp(Offset::UTC.to_datetime(time)).offset();
        let why: fn(String, String) -> Message = match offset {
            AmbiguousOffset::Unambiguous { offset } => return Ok(wall - i64::from(offset.seconds())),
            // Clocks were set forward over it, or back.
            AmbiguousOffset::Gap { .. } => messages::skipped_time,
            AmbiguousOffset::Fold { .. } => messages::repeated_time,
        };
        Err(Some(why(self.to_string(), time.to_string().replace('Z', ""))))
    }
}

impl FromStr for TimeZone {
    type Err = Message;

    fn from_str(text: &str) -> Result<Self, Message> {
        let name = text.trim();
        let zone = match name.to_ascii_lowercase().as_str() {
            "local" | "system" => tz::TimeZone::try_system().ok(),
            _ => {
                let offset = offset_seconds(name).and_then(|seconds| Offset::from_seconds(seconds).ok());
                offset.map(Offset::to_time_zone).or_else(|| tz::TimeZone::get(name).ok())
            }
        };
        zone.map(Self).ok_or_else(|| messages::time_zone(shown(text)))
    }
}

/// Seconds of an offset such as `Z`, `UTC`, `+08:00`, `+0800`, `+8` or `UTC+8`.
pub(super) fn offset_seconds(text: &str) -> Option<i32> {
    if ["z", "utc", "gmt"].iter().any(|utc| utc.eq_ignore_ascii_case(text)) {
        return Some(0);
    }
    let bare = text.strip_prefix("UTC").or_else(|| text.strip_prefix("GMT")).unwrap_or(text);
    let (sign, digits) = match bare.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-" | "\u{2212}", digits) => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some((hours, minutes)) if minutes.len() == 2 => (hours, minutes),
        Some(_) => return None,
        None if digits.len() > 2 => digits.split_at_checked(digits.len() - 2)?,
        None => (digits, "0"),
    };
    let number = |digits: &str| digits.parse::<i32>().ok().filter(|_| digits.len() <= 2 && is_digits(digits));
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (hours <= 18 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

impl fmt::Display for TimeZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.iana_name(), self.0.to_fixed_offset()) {
            (Some(name), _) => f.write_str(name),
            (None, Ok(offset)) if offset.is_zero() => f.write_str("UTC"),
            (None, Ok(offset)) => write!(f, "UTC{offset}"),
            (None, Err(_)) => f.write_str("local"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_that_clocks_skip_or_repeat_is_not_guessed() {
        let zone: TimeZone = "Europe/Berlin".parse().unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap().as_second();
        for (time, why) in [("2020-10-25T02:30:00Z", "which occurs twice"), ("2020-03-29T02:30:00Z", "clocks skip")] {
            let message = zone.unix_seconds(at(time)).unwrap_err().unwrap().to_string();
            assert!(message.contains(why) && message.contains(time.trim_end_matches('Z')), "{message}");
        }
        assert_eq!(zone.unix_seconds(at("2020-10-25T04:00:00Z")), Ok(at("2020-10-25T03:00:00Z")));
        assert_eq!(zone.unix_seconds(at("2020-10-25T01:00:00Z")), Ok(at("2020-10-24T23:00:00Z")));
        let shanghai: TimeZone = "+08:00".parse().unwrap();
        assert_eq!(shanghai.unix_seconds(at("1970-01-01T08:00:00Z")), Ok(0));
        assert_eq!(shanghai.unix_seconds(i64::MAX), Err(None));
    }

    #[test]
    fn what_is_not_an_offset_is_not_taken_for_one() {
        for text in ["+", "+8:0", "+123456", "8", "+99", "+08:75", "UTC+x", ""] {
            assert!(text.parse::<TimeZone>().is_err(), "{text}");
        }
    }
}
