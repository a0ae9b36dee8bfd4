//! Removal of records and projects: first a preview, then the removal with `--confirm`.

use clap::builder::NonEmptyStringValueParser;
use clap::{Arg, ArgMatches, Command};
use deskledger::{DateTime, ExportConnectionRecords};
use deskledger_server::{Access, Expiring, Filter, Store, StoreError, known_copies};

use super::line::{Line, failed};
use crate::args::Values as _;
use crate::config::data_dir;
use crate::error::{Doing as _, Failure};
use crate::help::Help;
use crate::messages;
use crate::terminal::output::Output;

/// Number of records removed in one write, so that a running server can write in between.
const BATCH: u32 = 2000;

pub(super) fn commands(help: Help, project: impl Fn() -> Arg) -> [Command; 2] {
    let days = help.number::<u32>("days", "DAYS", messages::flag_days_of_retention(), 1..=36_500).required(true);
    let filter = [
        help.value("user_name", "NAME", messages::flag_user_of_removal()),
        help.value("start_time", "T", messages::flag_start_of_removal()),
        help.value("end_time", "T", messages::flag_end_of_removal()),
    ];
    // An empty one, perhaps of a variable that is not set, would select all records.
    let filter = filter.map(|arg| arg.value_parser(NonEmptyStringValueParser::new()));
    let remove = help.subcommand("remove", messages::about_admin_records_remove()).arg(project()).args(filter);
    [
        help.group("records", messages::about_admin_records()).subcommand(remove.arg(confirm(help))),
        help.subcommand("retention", messages::about_admin_retention()).arg(days).arg(confirm(help)),
    ]
}

pub(super) fn confirm(help: Help) -> Arg {
    help.flag("confirm", messages::flag_confirm())
}

/// The records that the arguments of a subcommand select.
pub(super) fn request(matches: &ArgMatches) -> Result<ExportConnectionRecords, Failure> {
    let text = |name: &str| matches.text(name).map(str::to_owned);
    let request = ExportConnectionRecords {
        project_id: text("project_id").unwrap_or_default(),
        user_name: text("user_name"),
        start_time: text("start_time"),
        end_time: text("end_time"),
        ..Default::default()
    };
    request.check().map_err(|violations| Failure::invalid(&violations))?;
    Ok(request)
}

/// Runs `records remove`, `retention` or `project remove`.
pub(super) fn run(
    group: &str,
    store: &Store,
    access: &Access,
    matches: &ArgMatches,
    output: &Output,
) -> Result<(), Failure> {
    let is_confirmed = matches.get_flag("confirm");
    let of_store = |error: StoreError| Failure::local(messages::admin_removing(), &error);
    if group == "retention" {
        return retention(store, matches, is_confirmed, output);
    }
    let request = request(matches)?;
    data_dir::expect_project(store, access, &request.project_id)?;
    let filter = Filter::from(&request);
    let project_id = request.project_id.clone();
    if !is_confirmed {
        let (records, copies) = (store.count(&filter).map_err(of_store)?, Vec::new());
        return output.json(&Line::Removal { project_id, records, removed: false, is_erased: None, copies });
    }
    let mut records = 0;
    loop {
        match store.remove(&filter, BATCH).map_err(of_store)? {
            0 => break,
            removed => records += removed,
        }
    }
    if group == "project" {
        access.remove_project(&project_id).map_err(|error| failed(&error))?;
        store.remove_project(&project_id).map_err(of_store)?;
    }
    // Both are emptied, also if one cannot be.
    let is_erased = store.truncate_log().map_err(of_store)? & access.truncate_log().map_err(|error| failed(&error))?;
    let known = known_copies(store.directory()).doing(messages::reading_the_audit_log())?;
    let copies = known.iter().map(|copy| copy.display().to_string()).collect();
    output.json(&Line::Removal { project_id, records, removed: true, is_erased: Some(is_erased), copies })
}

/// Removes the records whose connections started so many days ago.
fn retention(store: &Store, matches: &ArgMatches, removed: bool, output: &Output) -> Result<(), Failure> {
    let of_store = |error: StoreError| Failure::local(messages::admin_removing(), &error);
    let days = matches.get_one::<u32>("days").copied().unwrap_or(u32::MAX);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let then = i64::try_from(now.as_secs()).unwrap_or_default() - i64::from(days) * 86_400;
    let before = DateTime::from_unix_seconds(then).ok_or_else(|| Failure::usage(messages::flag_days_of_retention()))?;
    for Expiring { project_id, expired, total } in store.expiring(before).map_err(of_store)? {
        output.json(&Line::Expiry { project_id, expired, total, removed })?;
    }
    if !removed {
        return Ok(());
    }
    while store.expire(before, BATCH).map_err(of_store)?.is_some() {}
    store.truncate_log().map(drop).map_err(of_store)
}
