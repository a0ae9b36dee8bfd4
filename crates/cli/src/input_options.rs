//! Flags that say how a file of records is read, where its content leaves a choice.

use std::str::FromStr;

use clap::{Arg, ArgMatches};
use deskledger_records::Message;
use deskledger_records::read::{DateOrder, Options, TimeZone};
use deskledger_records::write::Format;

use crate::error::Failure;
use crate::help::Help;
use crate::messages;

pub(crate) fn flags(help: Help) -> [Arg; 4] {
    [
        help.value("encoding", "NAME", messages::flag_encoding()),
        help.value("delimiter", "SIGN", messages::flag_delimiter()),
        help.choice("date_order", DateOrder::ALL.map(DateOrder::name), messages::flag_date_order()).value_name("ORDER"),
        help.value("time_zone", "ZONE", messages::flag_time_zone()),
    ]
}

/// The options that the flags give; every flag that is wrong is reported.
pub(crate) fn options(matches: &ArgMatches) -> Result<Options, Failure> {
    let mut wrong = Vec::new();
    let mut options = Options::default();
    options.encoding = parsed(matches, "encoding", &mut wrong);
    options.delimiter = parsed(matches, "delimiter", &mut wrong);
    options.date_order = parsed(matches, "date_order", &mut wrong);
    options.time_zone = parsed(matches, "time_zone", &mut wrong);
    if wrong.is_empty() { Ok(options) } else { Err(Failure::all(wrong)) }
}

pub(crate) fn output_zone_flag(help: Help) -> Arg {
    help.value("output_time_zone", "ZONE", messages::flag_output_time_zone())
}

/// The time zone of `--output-time-zone`, if the format has local times.
pub(crate) fn output_zone(matches: &ArgMatches, format: Option<Format>) -> Result<Option<TimeZone>, Failure> {
    let mut wrong = Vec::new();
    let zone = parsed(matches, "output_time_zone", &mut wrong);
    if zone.is_some() && matches!(format, None | Some(Format::Parquet)) {
        let found = format.map_or("", Format::extension);
        wrong.push(Failure::usage(messages::no_zoned_times(found)).within("--output-time-zone"));
    }
    if wrong.is_empty() { Ok(zone) } else { Err(Failure::all(wrong)) }
}

fn parsed<T: FromStr<Err = Message>>(matches: &ArgMatches, name: &str, wrong: &mut Vec<Failure>) -> Option<T> {
    let value = matches.get_one::<String>(name)?;
    let flag = name.replace('_', "-");
    let failure = |message| Failure::usage(message).within(format!("--{flag}"));
    value.parse().map_err(|message| wrong.push(failure(message))).ok()
}
