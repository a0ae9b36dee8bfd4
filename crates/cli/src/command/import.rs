//! `import`: records from files into a local store.

use std::path::PathBuf;

use clap::{ArgMatches, Command};
use deskledger::Message;
use deskledger_records::read::Options;
use deskledger_server::import::{
    BadRow, IgnoredKey, ImportError, OnConflict, OnError, Progress, Report, import_files_with,
};
use deskledger_server::{Access, Store, log_administration};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use crate::command::convert::no_records;
use crate::config::data_dir;
use crate::error::{Doing as _, Failure};
use crate::help::Help;
use crate::terminal::output::Output;
use crate::terminal::progress;
use crate::terminal::result::counted;
use crate::terminal::signals::exit_when_interrupted;
use crate::{args, input_options, locale, messages};

/// Output of `import --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Imported {
    /// Project of the records.
    project_id: String,
    /// Number of records.
    records: u64,
    /// Records that were new.
    added: u64,
    /// Records whose absent values were filled in, for example because an open connection has ended.
    updated: u64,
    /// Records whose values were replaced (`--correct`).
    corrected: u64,
    /// Records that were there already.
    unchanged: u64,
    /// Bad rows, which were left out.
    bad: u64,
    /// The first hundred of them.
    bad_rows: Vec<BadRow>,
    /// Columns that the document does not define and that were left out; the first 32.
    left_out: Vec<IgnoredKey>,
    /// Number of values of further columns.
    more_left_out: u64,
    /// Properties of the files that were detected or assumed: encodings, delimiters, a time zone, skipped rows.
    #[schemars(with = "Vec<String>")]
    notes: Vec<Message>,
}

pub(crate) fn command(help: Help) -> Command {
    help.subcommand("import", messages::about_import())
        .long_about(help.say(messages::description_of_import()))
        .after_help(help.say(messages::exit_codes()))
        .args([
            help.positional_path("files", "FILE", messages::argument_files()).required(true).num_args(1..),
            data_dir::data(help),
            data_dir::store(help),
            help.value("project_id", "PROJECT_ID", messages::flag_project_of_import()),
            help.flag("new_project", messages::flag_new_project()),
            help.flag("correct", messages::flag_correct()),
            args::on_error(help, messages::on_error_of_import()),
            args::fail_if_empty(help),
            args::json(help),
        ])
        .args(input_options::flags(help))
}

/// The project, and how the files are read.
pub(crate) fn settings(matches: &ArgMatches) -> Result<(String, Options), Failure> {
    let options = Failure::both(data_dir::check(matches), input_options::options(matches));
    let (project_id, ((), options)) = Failure::both(data_dir::project_id(matches, None), options)?;
    Ok((project_id, options))
}

pub(crate) fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let (project_id, options) = settings(matches)?;
    let files: Vec<PathBuf> = matches.get_many::<PathBuf>("files").into_iter().flatten().cloned().collect();
    let on_error = if args::skips_errors(matches) { OnError::Skip } else { OnError::Abort };
    let store = data_dir::open(matches)?;
    if !matches.get_flag("new_project") {
        let access = Access::of(&store).doing(messages::admin_users_server())?;
        data_dir::expect_project(&store, &access, &project_id)?;
    }
    exit_when_interrupted(output.is_json())?;
    let bar = progress::records(None, output.is_silent());
    let progress = &mut |progress: Progress<'_>| bar.set_position(progress.rows);
    let existing = if matches.get_flag("correct") { OnConflict::Correct } else { OnConflict::Reject };
    let report = import_files_with(&options, &store, (&project_id, existing), &files, on_error, progress);
    bar.finish_and_clear();
    let hint = matches!(report, Err(ImportError::Conflict(_))).then(messages::correct_replaces);
    let report = report.doing(messages::importing_nothing_was_kept());
    let report = report.map_err(|failure| failure.with_hints(hint.into_iter().collect()))?;
    report_left_out(&report, output);
    let imported = Imported {
        project_id,
        added: report.added,
        updated: report.updated,
        corrected: report.corrected,
        unchanged: report.unchanged,
        records: report.added + report.updated + report.corrected + report.unchanged,
        bad: report.bad.len() as u64 + report.more_bad,
        bad_rows: report.bad,
        left_out: report.ignored,
        more_left_out: report.more_ignored,
        notes: report.notes,
    };
    log(&store, &imported, files.len())?;
    let Imported { project_id, records, added, updated, corrected, unchanged, bad, .. } = &imported;
    let numbers = [added, updated, corrected, unchanged, bad];
    let [added, updated, corrected, unchanged, left_out] = numbers.map(u64::to_string);
    let sentence = messages::imported(project_id, counted(*records), added, updated, corrected, unchanged, left_out);
    output.result(&imported, sentence)?;
    match records {
        0 => output.empty(no_records(*bad), matches.get_flag("fail_if_empty")),
        _ => Ok(()),
    }
}

/// Logs the import as administration of the store.
fn log(store: &Store, imported: &Imported, files: usize) -> Result<(), Failure> {
    let Imported { project_id, added, updated, corrected, unchanged, bad, .. } = imported;
    let fields = json!({
        "added": added, "updated": updated, "corrected": corrected, "unchanged": unchanged, "bad": bad,
        "project_id": project_id, "files": files,
    });
    let fields = fields.as_object().cloned().unwrap_or_default();
    log_administration(store.directory(), "import", fields).doing(messages::writing_the_audit_log())
}

fn report_left_out(report: &Report, output: &Output) {
    report.notes.iter().for_each(|note| output.note(note.clone()));
    for row in &report.bad {
        output.note(messages::import_left_out(locale::message(|locale| row.localized(locale))));
    }
    if report.more_bad > 0 {
        output.note(messages::left_out_more(report.more_bad.to_string()));
    }
    for column in &report.ignored {
        output.note(messages::left_out_values(column.count.to_string(), &column.name));
    }
    if report.more_ignored > 0 {
        output.note(messages::left_out_further_values(report.more_ignored.to_string()));
    }
}
