//! The flags for a time range as people think of it, and what they stand for.

use clap::{Arg, ArgGroup, ArgMatches};
use deskledger::Message;
use deskledger_records::read::TimeZone;
use jiff::Timestamp;

use super::period::{self, Period};
use crate::config::resolve::flag;
use crate::error::Failure;
use crate::help::Help;
use crate::messages;
use crate::origin::{Origin, Sourced};
use crate::terminal::result::TimeRange;

/// The flags of which one selects the range.
const PERIODS: [&str; 6] = ["today", "yesterday", "this_month", "last_month", "on", "since"];

/// The parameters of the document that they stand for.
pub(super) const PARAMETERS: [&str; 2] = ["start_time", "end_time"];

pub(super) fn flags(help: Help) -> impl Iterator<Item = Arg> {
    let flags = [
        help.flag("today", messages::flag_today()),
        help.flag("yesterday", messages::flag_yesterday()),
        help.flag("this_month", messages::flag_this_month()),
        help.flag("last_month", messages::flag_last_month()),
        help.value("on", "DATE", messages::flag_on()),
        help.value("since", "TIME", messages::flag_since()).allow_hyphen_values(true),
        help.value("until", "TIME", messages::flag_until()).allow_hyphen_values(true).requires("since"),
        help.value("time_zone", "ZONE", messages::flag_time_zone_of_export()).requires("period"),
    ];
    flags.into_iter().map(move |arg| {
        let arg = if arg.get_id() == "time_zone" { arg } else { arg.conflicts_with_all(PARAMETERS) };
        arg.help_heading(help.say(messages::time_range_heading()))
    })
}

/// Only one of the flags selects the range.
pub(super) fn group() -> ArgGroup {
    ArgGroup::new("period").args(PERIODS)
}

/// The range of the flags; nothing without them. Every problem is reported.
pub(super) fn read(matches: &ArgMatches, now: Timestamp) -> Result<Option<TimeRange>, Failure> {
    let mut problems = Vec::new();
    let mut text = |name| flag(matches, name).map_err(|problem| problems.push(problem)).ok().flatten();
    let [on, since, until, zone] = ["on", "since", "until", "time_zone"].map(&mut text);
    let is_set = |name| matches.get_flag(name);
    let period = match (&on, &since) {
        _ if is_set("today") => Period::Today,
        _ if is_set("yesterday") => Period::Yesterday,
        _ if is_set("this_month") => Period::ThisMonth,
        _ if is_set("last_month") => Period::LastMonth,
        (Some(day), _) => Period::On(&day.value),
        (None, Some(since)) => Period::Since(&since.value, until.as_ref().map(|until| until.value.as_str())),
        (None, None) if problems.is_empty() => return Ok(None),
        (None, None) => return Err(Failure::all(problems)),
    };
    let named = zone.as_ref().map_or("local", |zone| &zone.value);
    let zone = match named.parse::<TimeZone>() {
        Ok(found) => found,
        Err(_) if zone.is_none() => return Err(Failure::usage(messages::no_system_time_zone())),
        Err(problem) => {
            problems.push(Failure::usage(problem).within("--time-zone"));
            return Err(Failure::all(problems));
        }
    };
    match period::resolve(period, &zone, now) {
        Ok((start, end)) if problems.is_empty() => Ok(Some(TimeRange {
            start_time: period::utc(start),
            end_time: period::utc(end),
            local_start: period::local(start, zone.tz()),
            local_end: period::local(end, zone.tz()),
            time_zone: zone.to_string(),
        })),
        Ok(_) => Err(Failure::all(problems)),
        Err(further) => {
            let further =
                further.into_iter().map(|(flag, problem)| Failure::usage(problem).within(format!("--{flag}")));
            Err(Failure::all(problems.into_iter().chain(further).collect()))
        }
    }
}

/// The value of a parameter of the request.
pub(super) fn parameter(range: &TimeRange, name: &str) -> Option<Sourced<String>> {
    let value = [&range.start_time, &range.end_time][PARAMETERS.iter().position(|parameter| *parameter == name)?];
    Some(Sourced { value: value.clone(), origin: Origin::Flag(name.replace('_', "-")) })
}

pub(super) fn message(range: &TimeRange) -> Message {
    let TimeRange { start_time, end_time, time_zone, local_start, local_end } = range;
    messages::time_range(&**local_start, &**local_end, &**time_zone, &**start_time, &**end_time)
}
