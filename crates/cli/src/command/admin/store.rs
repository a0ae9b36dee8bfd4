//! `admin store`: records copied to another store, project by project, and months of a cluster on object storage.

use std::io::{self, Write};
use std::path::Path;

use clap::{ArgMatches, Command, value_parser};
use deskledger_client::hex;
use deskledger_server::import::{OnError, import_files};
use deskledger_server::{ExportError, Filter, Format, Month, Sealed, Store, StoreError, write_records};
use sha2::{Digest, Sha256};

use super::line::Line;
use crate::args::Values as _;
use crate::config::data_dir;
use crate::error::{Failure, Localized, message_of};
use crate::help::Help;
use crate::messages;
use crate::terminal::output::Output;

pub(super) fn command(help: Help) -> Command {
    let to = |text| help.value("to", "URL", text).required(true);
    let month = help.value("month", "MONTH", messages::flag_month()).required(true).value_parser(value_parser!(Month));
    help.group("store", messages::about_admin_store()).subcommands([
        help.subcommand("copy", messages::about_admin_store_copy()).arg(to(messages::flag_copy_to())),
        help.subcommand("seal", messages::about_admin_store_seal()).args([month.clone(), to(messages::flag_seal_to())]),
        help.subcommand("unseal", messages::about_admin_store_unseal()).arg(month),
    ])
}

/// Copies every project that the target does not have yet. After an interruption, the same command continues: a project of
/// which the target has a part is imported again, which adds only what is missing.
pub(super) fn copy(store: &Store, matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let of_store = |error: StoreError| failed(&error);
    let directory = store.directory();
    let target = data_dir::open_at(directory, matches.text("to"))?;
    for project_id in store.projects(u32::MAX).map_err(of_store)? {
        // A view of the project: records added meanwhile need another copy.
        let source = store.snapshot().map_err(of_store)?;
        let expected = digest(&source, &project_id).map_err(of_export)?;
        let count = source.count(Filter::project(&project_id)).map_err(of_store)?;
        if digest(&target, &project_id).map_err(of_export)? != expected {
            copy_project(&source, &target, &project_id, directory)?;
        }
        let copied = target.count(Filter::project(&project_id)).map_err(of_store)?;
        let sha256 = digest(&target, &project_id).map_err(of_export)?;
        if (copied, &sha256) != (count, &expected) {
            return Err(Failure::usage(messages::copy_differs(project_id, count, copied)));
        }
        output.json(&Line::Copy { project_id, records: copied, sha256 })?;
    }
    Ok(())
}

/// Through a temporary file in the data directory, in one transaction.
fn copy_project(source: &Store, target: &Store, project_id: &str, directory: &Path) -> Result<(), Failure> {
    let file = tempfile::Builder::new().prefix(".copy-").suffix(".ndjson").tempfile_in(directory);
    let file = file.map_err(|error| failed(&error))?;
    let out = io::BufWriter::new(file.as_file());
    let written = write_records(source, &Filter::project(project_id), Format::Ndjson, "en_US", out, || true)
        .and_then(|mut out| out.flush().map_err(ExportError::Write));
    written.map_err(of_export)?;
    let copied = import_files(target, project_id, &[file.path().to_owned()], OnError::Abort, &mut |_| ());
    copied.map(drop).map_err(|error| failed(&error))
}

fn failed(error: &impl Localized) -> Failure {
    Failure::local(messages::admin_copying_store(), error)
}

fn of_export(error: ExportError) -> Failure {
    match error {
        ExportError::Write(error) => failed(&error),
        ExportError::Store(error) => failed(&error),
        other => failed(&io::Error::other(other)),
    }
}

/// SHA-256 of the CSV file of a project.
fn digest(store: &Store, project_id: &str) -> Result<String, ExportError> {
    struct Sink(Sha256);
    impl Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.update(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let filter = Filter::project(project_id);
    let sink = write_records(store, &filter, Format::Csv, "en_US", Sink(Sha256::new()), || true)?;
    Ok(hex(&sink.0.finalize()))
}

/// Moves a month of every project, and prints a line for each.
pub(super) fn seal(is_sealed: bool, store: &Store, matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let Some(month) = matches.get_one::<Month>("month") else { return Ok(()) };
    let mut printed = Ok(());
    let each = &mut |sealed: &Sealed| {
        if printed.is_ok() {
            let Sealed { project_id, month, records, bytes, sha256, url } = sealed.clone();
            let month = month.to_string();
            printed = output.json(&Line::Seal { project_id, month, records, bytes, sha256, url, is_sealed });
        }
    };
    let moved = match matches.text("to") {
        Some(to) => store.seal(month, to, each),
        None => store.unseal(month, each),
    };
    moved.map_err(|error| match error.is_rejected() {
        true => Failure::usage(message_of(&error)),
        false => Failure::local(messages::admin_moving_month(), &error),
    })?;
    printed
}
