//! Removal of records and projects: first a preview, then the removal with `--confirm`.

use clap::{Arg, ArgMatches, Command, value_parser};
use deskledger::{DateTime, ExportConnectionRecords};
use deskledger_server::{Access, Expiring, Filter, Store, StoreError, known_copies};
use serde_json::{Value, json};

use super::{failed, line};
use crate::config::data_dir;
use crate::error::Failure;
use crate::help::Help;
use crate::messages;

/// Number of records removed in one write, so that a running server can write in between.
const BATCH: u32 = 2000;

/// The subcommands `records` and `retention`.
pub(super) fn commands(help: Help, project: impl Fn() -> Arg) -> [Command; 2] {
    let days = help.value("days", "DAYS", messages::flag_days_of_retention()).required(true);
    let filter = [
        help.value("user_name", "NAME", messages::flag_user_of_removal()),
        help.value("start_time", "T", messages::flag_start_of_removal()),
        help.value("end_time", "T", messages::flag_end_of_removal()),
    ];
    let remove = help.subcommand("remove", messages::about_admin_records_remove()).arg(project()).args(filter);
    [
        help.subcommand("records", messages::about_admin_records())
            .subcommand_required(true)
            .arg_required_else_help(true)
            .subcommand(remove.arg(confirm(help))),
        help.subcommand("retention", messages::about_admin_retention())
            .arg(days.value_parser(value_parser!(u32).range(1..=36_500)))
            .arg(confirm(help)),
    ]
}

/// `--confirm`.
pub(super) fn confirm(help: Help) -> Arg {
    help.flag("confirm", messages::flag_confirm())
}

/// Runs `records remove`, `retention` or `project remove`.
pub(super) fn run(group: &str, store: &Store, access: &Access, matches: &ArgMatches) -> Result<(), Failure> {
    let is_confirmed = matches.get_flag("confirm");
    let of_store = |error: StoreError| Failure::local(messages::admin_removing(), &error);
    let text = |name: &str| matches.try_get_one::<String>(name).ok().flatten().cloned();
    if group == "retention" {
        return retention(store, matches, is_confirmed);
    }
    let request = ExportConnectionRecords {
        project_id: text("project_id").unwrap_or_default(),
        user_name: text("user_name"),
        start_time: text("start_time"),
        end_time: text("end_time"),
        ..Default::default()
    };
    request.check().map_err(|violations| Failure::invalid(&violations))?;
    data_dir::expect_project(store, access, &request.project_id)?;
    let filter = Filter::from(&request);
    let mut records = store.count(&filter).map_err(of_store)?;
    if is_confirmed {
        records = 0;
        loop {
            match store.remove(&filter, BATCH).map_err(of_store)? {
                0 => break,
                removed => records += removed,
            }
        }
        if group == "project" {
            access.remove_project(&request.project_id).map_err(|error| failed(&error))?;
            store.remove_project(&request.project_id).map_err(of_store)?;
        }
    }
    let result = json!({ "project_id": request.project_id, "records": records, "removed": is_confirmed });
    report(store, access, result, is_confirmed)
}

/// Removes the records whose connections started so many days ago.
fn retention(store: &Store, matches: &ArgMatches, is_confirmed: bool) -> Result<(), Failure> {
    let of_store = |error: StoreError| Failure::local(messages::admin_removing(), &error);
    let days = matches.get_one::<u32>("days").copied().unwrap_or(u32::MAX);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let then = i64::try_from(now.as_secs()).unwrap_or_default() - i64::from(days) * 86_400;
    let before = DateTime::from_unix_seconds(then).ok_or_else(|| Failure::usage(messages::flag_days_of_retention()))?;
    for Expiring { project_id, expired, total } in store.expiring(before).map_err(of_store)? {
        line(&json!({ "project_id": project_id, "expired": expired, "total": total, "removed": is_confirmed }))?;
    }
    if !is_confirmed {
        return Ok(());
    }
    while store.expire(before, BATCH).map_err(of_store)?.is_some() {}
    store.truncate_log().map(drop).map_err(of_store)
}

/// Empties the write-ahead logs after a removal, and names the copies that still hold what was removed.
fn report(store: &Store, access: &Access, mut result: Value, is_confirmed: bool) -> Result<(), Failure> {
    if is_confirmed {
        let is_truncated = store.truncate_log().map_err(|error| Failure::local(messages::admin_removing(), &error))?
            & access.truncate_log().map_err(|error| failed(&error))?;
        let copies = known_copies(store.directory());
        let copies = copies.map_err(|error| Failure::local(messages::reading_the_audit_log(), &error))?;
        result["is_erased"] = is_truncated.into();
        result["copies"] = copies.iter().map(|copy| copy.display().to_string()).collect();
    }
    line(&result)
}
