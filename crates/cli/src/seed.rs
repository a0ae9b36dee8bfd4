//! `seed`: made-up records into a local store.

use clap::ArgMatches;
use deskledger::{DateTime, InvalidDateTime, InvalidMinute, MessageLanguage, Minute};
use deskledger_seed::Seed;
use deskledger_server::{Outcome, Store};
use schemars::JsonSchema;
use serde::Serialize;

use crate::failure::Failure;
use crate::output::Output;
use crate::{progress, store};

/// What `seed --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Seeded {
    /// Records that were made.
    records: u64,
    /// Records that were not in the store before.
    added: u64,
    /// Project that they belong to.
    project_id: String,
}

/// Runs the verb.
pub(crate) fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let project_id = store::project_id(matches)?;
    let end = matches.get_one::<String>("end").map(String::as_str).unwrap_or_default();
    let end: Minute = end.parse().map_err(|error: InvalidMinute| {
        let expected = error.in_language(MessageLanguage::Chinese);
        Failure::usage([format!("--end: {error}, found \"{end}\""), format!("--end：{expected}，实际为“{end}”")])
    })?;
    let seed = Seed {
        records: matches.get_one("records").copied().unwrap_or_default(),
        seed: matches.get_one("seed").copied().unwrap_or_default(),
        days: matches.get_one("days").copied().unwrap_or_default(),
        end: second(end)?,
    };
    let store = store::open(matches)?;
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
    let records = seed
        .generate()
        .map_err(|error| Failure::usage([error.to_string(), error.in_language(MessageLanguage::Chinese)]))?;
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
        let expected = error.in_language(MessageLanguage::Chinese);
        Failure::usage([format!("--end: {error}, found \"{minute}\""), format!("--end：{expected}，实际为“{minute}”")])
    })
}
