//! `seed`: synthetic records into a local store.

use clap::{ArgMatches, Command, value_parser};
use deskledger::{DateTime, InvalidDateTime, InvalidMinute, Minute};
use deskledger_seed::Seed;
use deskledger_server::{Outcome, Store};
use schemars::JsonSchema;
use serde::Serialize;

use crate::args;
use crate::config::data_dir;
use crate::error::{EXIT_CODES, Failure};
use crate::help::Help;
use crate::locale::Locale;
use crate::terminal::output::Output;
use crate::terminal::progress;

/// What `seed --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Seeded {
    /// Records that were generated.
    records: u64,
    /// Records that were not in the store before.
    added: u64,
    /// Their project.
    project_id: String,
}

/// The subcommand and its flags.
pub(crate) fn command(help: Help) -> Command {
    help.subcommand(
        "seed",
        [
            "Fills a local store with synthetic records; the same flags give the same records",
            "用合成的记录填充本地存储；相同的选项生成相同的记录",
        ],
    )
    .after_help(help.say(EXIT_CODES))
    .args([
        data_dir::data(help),
        data_dir::project(help),
        help.value("records", "N", ["Number of records", "记录条数"])
            .default_value("100000")
            .value_parser(value_parser!(u64)),
        help.value("seed", "S", ["Seed of the random generator", "生成记录所用的随机种子"])
            .default_value("1")
            .value_parser(value_parser!(u64)),
        help.value("days", "D", ["Number of days that the records span", "记录分布的天数"])
            .default_value("30")
            .value_parser(value_parser!(u32).range(1..=3660)),
        help.value("end", "T", ["End of the records in UTC, to the minute", "记录的截止时间（UTC），精确到分钟"])
            .default_value("2026-01-01T00:00Z"),
        args::json(help),
    ])
}

/// Runs the subcommand.
pub(crate) fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let project_id = data_dir::project_id(matches)?;
    let end = matches.get_one::<String>("end").map(String::as_str).unwrap_or_default();
    let end: Minute = end.parse().map_err(|error: InvalidMinute| {
        let expected = error.localized(Locale::Chinese);
        Failure::usage([format!("--end: {error}, found \"{end}\""), format!("--end：{expected}，实际为“{end}”")])
    })?;
    let seed = Seed {
        records: matches.get_one("records").copied().unwrap_or_default(),
        seed: matches.get_one("seed").copied().unwrap_or_default(),
        days: matches.get_one("days").copied().unwrap_or_default(),
        end: second(end)?,
    };
    let store = data_dir::open(matches)?;
    let added = fill(&store, &project_id, &seed, output)?;
    let seeded = Seeded { records: seed.records, added, project_id };
    let Seeded { records, added, project_id } = &seeded;
    let sentence = [
        format!("{records} records, {added} of them new, in project {project_id}"),
        format!("项目 {project_id} 中生成 {records} 条记录，其中新增 {added} 条"),
    ];
    output.result(&seeded, sentence)
}

/// Puts all the records into the store, or none.
pub(crate) fn fill(store: &Store, project_id: &str, seed: &Seed, output: &Output) -> Result<u64, Failure> {
    let failed =
        |error| Failure::local(["filling the store; nothing was kept", "写入存储失败，未保留任何内容"], &error);
    let records =
        seed.generate().map_err(|error| Failure::usage([error.to_string(), error.localized(Locale::Chinese)]))?;
    let bar = progress::records(Some(seed.records), output.is_json());
    let mut import = store.import(project_id).map_err(failed)?;
    let mut added = 0;
    for record in records {
        added += u64::from(import.add(&record).map_err(failed)? == Outcome::Added);
        bar.inc(1);
    }
    import.commit().map_err(failed)?;
    bar.finish_and_clear();
    Ok(added)
}

/// The first second of a minute.
pub(crate) fn second(minute: Minute) -> Result<DateTime, Failure> {
    let text = minute.to_string().replace('Z', ":00Z");
    text.parse().map_err(|error: InvalidDateTime| {
        let expected = error.localized(Locale::Chinese);
        Failure::usage([format!("--end: {error}, found \"{minute}\""), format!("--end：{expected}，实际为“{minute}”")])
    })
}
