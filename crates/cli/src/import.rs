//! `import`: records from files into a local store.

use std::path::PathBuf;

use clap::ArgMatches;
use deskledger_server::import::{OnBadRow, Report, import_files};
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
    let on_bad_row = if matches.get_flag("skip-bad-rows") { OnBadRow::Skip } else { OnBadRow::Stop };
    let store = store::open(matches)?;
    let bar = progress::records(None, output.is_json());
    let report = import_files(&store, &project_id, &files, on_bad_row, &mut |progress| bar.set_position(progress.rows));
    bar.finish_and_clear();
    let report = report.map_err(|error| Failure::local("importing; nothing was kept", &error))?;
    tell_left_out(&report, output);
    let imported = Imported {
        added: report.added,
        updated: report.updated,
        unchanged: report.unchanged,
        bad: report.bad.len() as u64 + report.more_bad,
    };
    let Imported { added, updated, unchanged, bad } = imported;
    output.result(&imported, &format!("{added} added, {updated} updated, {unchanged} unchanged, {bad} bad rows"))
}

fn tell_left_out(report: &Report, output: &Output) {
    for row in &report.bad {
        output.tell(&format!("left out {row}"));
    }
    if report.more_bad > 0 {
        output.tell(&format!("left out {} more", report.more_bad));
    }
    for column in &report.ignored {
        output.tell(&format!(
            "left out {} values of \"{}\", which the document does not know",
            column.count, column.name
        ));
    }
    if report.more_ignored > 0 {
        output.tell(&format!("left out {} values of further columns", report.more_ignored));
    }
}
