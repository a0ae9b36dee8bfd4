//! `seed`: synthetic records into a local store.

use clap::{ArgMatches, Command};
use deskledger::{DateTime, InvalidDateTime, InvalidMinute, Minute};
use deskledger_seed::Seed;
use deskledger_server::{Outcome, Store};
use schemars::JsonSchema;
use serde::Serialize;

use crate::args::{self, Values as _};
use crate::config::data_dir;
use crate::error::Failure;
use crate::help::Help;
use crate::terminal::output::Output;
use crate::terminal::progress;
use crate::terminal::result::counted;
use crate::terminal::signals::exit_when_interrupted;
use crate::{locale, messages};

/// Output of `seed --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Seeded {
    /// Records that were generated.
    records: u64,
    /// Records that were not in the store before.
    added: u64,
    /// Their project.
    project_id: String,
}

/// Records that are announced to the store at once.
const BATCH: usize = 2000;

pub(crate) fn command(help: Help) -> Command {
    help.subcommand("seed", messages::about_seed()).after_help(help.say(messages::exit_codes())).args([
        data_dir::data(help),
        data_dir::store(help),
        help.value("project_id", "PROJECT_ID", messages::flag_project_id()),
        help.number::<u64>("records", "N", messages::flag_records(), 0..=u64::MAX).default_value("100000"),
        help.number::<u64>("seed", "S", messages::flag_seed(), 0..=u64::MAX).default_value("1"),
        help.number::<u32>("days", "D", messages::flag_days(), 1..=3660).default_value("30"),
        help.value("end", "T", messages::flag_end()).default_value("2026-01-01T00:00Z"),
        args::json(help),
    ])
}

/// The project, and what is generated for it.
pub(crate) fn settings(matches: &ArgMatches) -> Result<(String, Seed), Failure> {
    let end = matches.text("end").unwrap_or_default();
    let invalid = |error: InvalidMinute| {
        Failure::usage(messages::seed_invalid_end(locale::message(|locale| error.localized(locale)), end))
    };
    let end = end.parse::<Minute>().map_err(invalid).and_then(second);
    let project_id = data_dir::project_id(matches, Some(data_dir::example_project_id()));
    let (project_id, (end, ())) = Failure::both(project_id, Failure::both(end, data_dir::check(matches)))?;
    let number = |name: &str| matches.get_one::<u64>(name).copied().unwrap_or_default();
    let days = matches.get_one("days").copied().unwrap_or_default();
    Ok((project_id, Seed { records: number("records"), seed: number("seed"), days, end }))
}

pub(crate) fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let (project_id, seed) = settings(matches)?;
    let store = data_dir::open(matches)?;
    exit_when_interrupted(output.is_json())?;
    let added = fill(&store, &project_id, &seed, output)?;
    let sentence = messages::seeded(counted(seed.records), added.to_string(), &project_id);
    output.result(&Seeded { records: seed.records, added, project_id }, sentence)
}

/// Puts all the records into the store, or none.
pub(crate) fn fill(store: &Store, project_id: &str, seed: &Seed, output: &Output) -> Result<u64, Failure> {
    let failed = |error| Failure::local(messages::filling_store_nothing_was_kept(), &error);
    let records = seed.generate();
    let records = records.map_err(|error| Failure::usage(locale::message(|locale| error.localized(locale))))?;
    let bar = progress::records(Some(seed.records), output.is_silent());
    let mut import = store.import(project_id).map_err(failed)?;
    let mut added = 0;
    let mut records = records.into_iter().peekable();
    while records.peek().is_some() {
        let batch: Vec<_> = records.by_ref().take(BATCH).collect();
        import.prepare(&batch).map_err(failed)?;
        for record in &batch {
            added += u64::from(import.add(record).map_err(failed)? == Outcome::Added);
            bar.inc(1);
        }
    }
    import.commit().map_err(failed)?;
    bar.finish_and_clear();
    Ok(added)
}

/// The first second of a minute.
pub(crate) fn second(minute: Minute) -> Result<DateTime, Failure> {
    let text = minute.to_string().replace('Z', ":00Z");
    text.parse().map_err(|error: InvalidDateTime| {
        let expected = locale::message(|locale| error.localized(locale));
        Failure::usage(messages::seed_invalid_minute(expected, minute.to_string()))
    })
}
