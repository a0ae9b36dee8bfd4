//! Backup, restore and check of a data directory.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::{ArgMatches, Command};
use deskledger_server::{Access, Backup, Embedded, FILE_NAME, Store, StoreError, back_up_unless, log_administration};
use serde_json::Map;

use super::line::{Line, failed};
use crate::args::Values as _;
use crate::config::data_dir;
use crate::error::{Doing as _, Failure};
use crate::help::Help;
use crate::messages;
use crate::terminal::output::Output;
use crate::terminal::progress;
use crate::terminal::signals::stop_requested;

pub(super) fn commands(help: Help) -> [Command; 4] {
    let backup = help.positional_path("backup", "BACKUP", messages::argument_backup()).required(true);
    [
        help.subcommand("restore", messages::about_admin_restore()).arg(backup),
        help.subcommand("check", messages::about_admin_check()),
        help.subcommand("optimize", messages::about_admin_optimize()),
        help.subcommand("clock", messages::about_admin_clock())
            .subcommand_required(true)
            .subcommand(help.subcommand("accept", messages::about_admin_clock_accept())),
    ]
}

/// Copies the data directory; the log of administration remembers where to.
pub(super) fn backup(directory: &Path, matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let target = matches.path("target").unwrap_or(Path::new(""));
    copy(directory, target, output)?;
    let target = std::path::absolute(target).unwrap_or(target.to_owned());
    let fields = Map::from_iter([("target".to_owned(), target.display().to_string().into())]);
    log_administration(directory, "backup", fields).doing(messages::writing_the_audit_log())
}

/// Copies a backup to the data directory, which must not exist. Each file is checked.
pub(super) fn restore(directory: &Path, matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    copy(matches.path("backup").unwrap_or(Path::new("")), directory, output)
}

/// Copies until the end, or until a signal: then nothing is left behind.
fn copy(from: &Path, to: &Path, output: &Output) -> Result<(), Failure> {
    let doing = messages::admin_copying_store;
    let is_cancelled = Arc::new(AtomicBool::new(false));
    let (source, target, cancelled) = (from.to_owned(), to.to_owned(), is_cancelled.clone());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let copied = runtime.doing(doing())?.block_on(async {
        let stop_requested = stop_requested()?;
        let mut copied = tokio::task::spawn_blocking(move || back_up_unless(&source, &target, &cancelled));
        tokio::select! {
            copied = &mut copied => copied.map_err(|error| Failure::local(doing(), &std::io::Error::other(error))),
            () = stop_requested => {
                is_cancelled.store(true, Ordering::Relaxed);
                let _ = copied.await;
                Err(Failure::interrupted())
            }
        }
    })?;
    let Backup { records, users, bytes } = copied.doing(doing())?;
    output.json(&Line::Backup { records, users, bytes })
}

/// Moves records to the order of their starts. A server may run.
pub(super) fn optimize(directory: &Path, output: &Output) -> Result<(), Failure> {
    expect_store(directory)?;
    let store = Embedded::open(directory).map_err(|error| data_dir::cannot_open(directory, &error))?;
    let bar = progress::records(None, output.is_silent());
    let moved = store.optimize(|records| bar.inc(records));
    bar.finish_and_clear();
    let moved = moved.doing(messages::admin_optimizing())?;
    output.json(&Line::Optimization { moved })
}

fn expect_store(directory: &Path) -> Result<(), Failure> {
    let missing = || Failure::usage(messages::no_store_in(directory.display()));
    if directory.join(FILE_NAME).exists() { Ok(()) } else { Err(missing()) }
}

/// Searches both files for damage.
pub(super) fn check(directory: &Path, output: &Output) -> Result<(), Failure> {
    expect_store(directory)?;
    let reading = |error: StoreError| data_dir::cannot_open(directory, &error);
    let of_store = Store::open(directory).and_then(|store| store.check(None)).map_err(reading)?;
    let of_access = Access::open(directory).and_then(|access| access.check(None)).map_err(|error| failed(&error))?;
    let [records, users] = [&of_store, &of_access].map(|problem| problem.clone().unwrap_or_else(|| "ok".to_owned()));
    output.json(&Line::Check { records, users })?;
    let Some(problem) = of_store.or(of_access) else { return Ok(()) };
    let damaged = std::io::Error::other(messages::data_are_damaged(directory.display(), problem));
    Err(Failure::local(messages::admin_checking(), &damaged))
}
