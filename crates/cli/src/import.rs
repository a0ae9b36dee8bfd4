//! `import`: records from files into a local store.

use std::path::PathBuf;

use clap::ArgMatches;
use deskledger::MessageLanguage;
use deskledger_server::import::{ImportError, OnBadRow, Report, import_files};
use schemars::JsonSchema;
use serde::Serialize;

use crate::failure::Failure;
use crate::output::Output;
use crate::{progress, store};

/// What `import --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Imported {
    /// Records that were new.
    added: u64,
    /// Records that had changed, for example because an open connection has ended.
    updated: u64,
    /// Records that were there already.
    unchanged: u64,
    /// Bad rows, which were left out.
    bad: u64,
}

/// Runs the verb.
pub(crate) fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let project_id = store::project_id(matches)?;
    let files: Vec<PathBuf> = matches.get_many::<PathBuf>("files").into_iter().flatten().cloned().collect();
    let on_bad_row = if matches.get_flag("skip-bad-rows") { OnBadRow::Skip } else { OnBadRow::Abort };
    let store = store::open(matches)?;
    let bar = progress::records(None, output.is_json());
    let report = import_files(&store, &project_id, &files, on_bad_row, &mut |progress| bar.set_position(progress.rows));
    bar.finish_and_clear();
    let report = report.map_err(|error| failed(&error))?;
    tell_left_out(&report, output);
    let imported = Imported {
        added: report.added,
        updated: report.updated,
        unchanged: report.unchanged,
        bad: report.bad.len() as u64 + report.more_bad,
    };
    let Imported { added, updated, unchanged, bad } = imported;
    let sentence = [
        format!("{added} added, {updated} updated, {unchanged} unchanged, {bad} bad rows"),
        format!("新增 {added} 条，更新 {updated} 条，未变 {unchanged} 条，错误行 {bad} 行"),
    ];
    output.result(&imported, sentence)
}

fn failed(error: &ImportError) -> Failure {
    let chinese = error.in_language(MessageLanguage::Chinese);
    Failure::local_saying(["importing; nothing was kept", "导入失败，未保留任何内容"], error, &chinese)
}

fn tell_left_out(report: &Report, output: &Output) {
    for row in &report.bad {
        let row = |language| row.in_language(language);
        output.note([
            format!("left out {}", row(MessageLanguage::English)),
            format!("已略去 {}", row(MessageLanguage::Chinese)),
        ]);
    }
    if report.more_bad > 0 {
        let more = report.more_bad;
        output.note([format!("left out {more} more"), format!("另略去 {more} 行")]);
    }
    for column in &report.ignored {
        let (count, name) = (column.count, &column.name);
        output.note([
            format!("left out {count} values of \"{name}\", which the document does not know"),
            format!("已略去 \"{name}\" 的 {count} 个值：文档中没有此列"),
        ]);
    }
    if report.more_ignored > 0 {
        let more = report.more_ignored;
        output.note([format!("left out {more} values of further columns"), format!("已略去其他列的 {more} 个值")]);
    }
}
