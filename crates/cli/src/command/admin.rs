//! `admin`: users, projects, access keys, records and data of the reference server.

mod data;
mod erase;
mod line;
mod store;

use std::collections::BTreeMap;
use std::path::Path;

use clap::{ArgMatches, Command};
use deskledger_client::Secret;
use deskledger_server::{Access, AccessError, Month, Role, Store, log_administration};
use serde_json::Map;

use crate::args::{self, Values as _};
use crate::config::credential::standard_input;
use crate::config::data_dir;
use crate::error::{Doing as _, Failure};
use crate::help::Help;
use crate::messages;
use crate::terminal::output::Output;
use line::failed;

pub(crate) use line::Line;

pub(crate) fn command(help: Help) -> Command {
    let user = || help.positional("user", "USER", messages::argument_user()).required(true);
    let project = || help.positional("project_id", "PROJECT_ID", messages::argument_project()).required(true);
    let key = help.positional("key", "KEY", messages::argument_key()).required(true);
    let password = help.path("password_file", "FILE", messages::flag_password_file()).required(true);
    let role = help
        .value("role", "ROLE", messages::flag_role())
        .value_parser(Role::ALL.map(Role::name))
        .default_value(Role::Writer.name());
    let name = help.value("name", "NAME", messages::flag_name());
    let target = help.positional_path("target", "TARGET", messages::argument_backup_directory()).required(true);
    let users = help.group("user", messages::about_admin_user()).subcommands([
        help.subcommand("add", messages::about_admin_user_add()).arg(user()).arg(password.clone()),
        help.subcommand("passwd", messages::about_admin_user_passwd()).arg(user()).arg(password),
        help.subcommand("remove", messages::about_admin_user_remove()).arg(user()),
        help.subcommand("unlock", messages::about_admin_user_unlock()).arg(user()),
        help.subcommand("list", messages::about_admin_user_list()),
    ]);
    let projects = help.group("project", messages::about_admin_project()).subcommands([
        help.subcommand("add", messages::about_admin_project_add()).arg(project()).arg(name),
        help.subcommand("list", messages::about_admin_project_list()),
        help.subcommand("grant", messages::about_admin_project_grant()).arg(user()).arg(project()).arg(role),
        help.subcommand("revoke", messages::about_admin_project_revoke()).arg(user()).arg(project()),
        help.subcommand("remove", messages::about_admin_project_remove()).arg(project()).arg(erase::confirm(help)),
    ]);
    let keys = help.group("key", messages::about_admin_key()).subcommands([
        help.subcommand("add", messages::about_admin_key_add()).arg(user()),
        help.subcommand("remove", messages::about_admin_key_remove()).arg(key),
    ]);
    let command = help
        .group("admin", messages::about_admin())
        .after_help(help.say(messages::exit_codes()))
        .arg(data_dir::data(help).global(true).required(false))
        .arg(data_dir::store(help).global(true))
        .subcommands([users, projects, keys])
        .subcommand(help.subcommand("backup", messages::about_admin_backup()).arg(target))
        .subcommands(data::commands(help))
        .subcommands(erase::commands(help, project))
        .subcommand(store::command(help));
    with_json(command, help)
}

fn with_json(command: Command, help: Help) -> Command {
    let command = command.mut_subcommands(|one| with_json(one, help));
    if command.has_subcommands() { command } else { command.arg(args::json(help)) }
}

/// Checks the values of an action: its directory, its store and its project, times and names.
pub(crate) fn check(matches: &ArgMatches) -> Result<(), Failure> {
    let mut action = matches;
    while let Some((_, below)) = action.subcommand() {
        action = below;
    }
    let directory = action.path("data").ok_or_else(|| Failure::usage(messages::no_data_flag()));
    let has_project = action.try_contains_id("project_id").unwrap_or_default();
    let request = if has_project { erase::request(action).map(drop) } else { Ok(()) };
    let is_of_files = matches!(matches.subcommand_name(), Some("backup" | "restore" | "check" | "optimize"));
    let store = if is_of_files { data_dir::expect_embedded(action) } else { data_dir::check(action) };
    Failure::both(directory, Failure::both(store, request)).map(drop)
}

pub(crate) fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    check(matches)?;
    let (group, matches) = matches.subcommand().unwrap_or(("", matches));
    let directory = data_dir::directory(matches);
    match group {
        "backup" => return data::backup(&directory, matches, output),
        "restore" => return data::restore(&directory, matches, output),
        "check" => return data::check(&directory, output),
        "optimize" => return data::optimize(&directory, output),
        _ => {}
    }
    let (action, matches) = matches.subcommand().unwrap_or(("", matches));
    // First the store: users without one are rejected, so that a lost store is not taken for a new one.
    let store = data_dir::open(matches)?;
    let access = Access::of(&store).map_err(|error| failed(&error))?;
    let outcome = change((group, action), &store, &access, matches, output);
    // These go on project by project, or in steps: what failed may have changed something.
    let is_partial = matches!((group, action), ("records" | "retention" | "store", _) | ("project", "remove"));
    if action == "list" || outcome.is_err() && !is_partial {
        return outcome;
    }
    let logged = log(&directory, format!("{group} {action}").trim(), outcome.is_ok(), matches, output);
    outcome.and(logged)
}

/// Logs a change, with the names that it was given; a preview changes nothing.
fn log(
    directory: &Path,
    action: &str,
    has_succeeded: bool,
    matches: &ArgMatches,
    output: &Output,
) -> Result<(), Failure> {
    if matches!(matches.try_get_one("confirm"), Ok(Some(false))) {
        if has_succeeded {
            if !output.is_json() {
                output.note(messages::admin_preview());
            }
            output.ends_itself();
        }
        return Ok(());
    }
    let mut fields = Map::new();
    for name in ["user", "project_id", "key", "role", "name", "start_time", "end_time"] {
        fields.extend(matches.text(name).map(|value| (name.to_owned(), value.into())));
    }
    if let Ok(Some(month)) = matches.try_get_one::<Month>("month") {
        fields.insert("month".to_owned(), month.to_string().into());
    }
    if !has_succeeded {
        fields.insert("outcome".to_owned(), "failed".into());
    }
    if let Ok(Some(days)) = matches.try_get_one::<u32>("days") {
        fields.insert("days".to_owned(), (*days).into());
    }
    // The name would remain in the file after the records are erased.
    if matches.text("user_name").is_some() {
        fields.insert("is_one_user".to_owned(), true.into());
    }
    log_administration(directory, action, fields).doing(messages::writing_the_audit_log())
}

fn change(
    (group, action): (&str, &str),
    store: &Store,
    access: &Access,
    matches: &ArgMatches,
    output: &Output,
) -> Result<(), Failure> {
    let failed = |error: AccessError| failed(&error);
    let text = |name: &str| matches.text(name).unwrap_or_default();
    match (group, action) {
        ("records" | "retention", _) | ("project", "remove") => {
            return erase::run(group, store, access, matches, output);
        }
        ("store", "copy") => return store::copy(store, matches, output),
        ("store", _) => return store::seal(action == "seal", store, matches, output),
        ("user", "list") => {
            return access.users().map_err(failed)?.into_iter().try_for_each(|user| {
                let (projects, keys, locked) = (roles(user.projects), user.keys, user.locked);
                output.json(&Line::User { user: user.name, projects, keys, locked })
            });
        }
        ("project", "list") => {
            return access.projects().map_err(failed)?.into_iter().try_for_each(|project| {
                output.json(&Line::Project { project: project.id, name: project.name, users: roles(project.roles) })
            });
        }
        ("key", "add") => {
            let key = access.add_key(text("user")).map_err(failed)?;
            return output.json(&Line::Key { ak: key.id, sk: key.secret });
        }
        ("clock", _) => access.accept_clock().map_err(failed)?,
        ("user", "unlock") => access.unlock(text("user")).map_err(failed)?,
        ("user", "add" | "passwd") => set_user(access, text("user"), action == "add", matches)?,
        ("project", action) => {
            let project_id = erase::request(matches)?.project_id;
            if action != "add" {
                access.expect_user(text("user")).map_err(failed)?;
                data_dir::expect_project(store, access, &project_id)?;
            }
            let changed = match action {
                "add" => access.set_project(&project_id, matches.text("name")),
                "grant" => access.grant(text("user"), &project_id, text("role").parse().map_err(failed)?),
                _ => access.revoke(text("user"), &project_id),
            };
            changed.map_err(failed)?;
        }
        _ => {
            let (is_found, what) = match group {
                "user" => (access.remove_user(text("user")), messages::admin_user()),
                _ => (access.remove_key(text("key")), messages::admin_key()),
            };
            if !is_found.map_err(failed)? {
                return Err(Failure::usage(messages::does_not_exist(what)));
            }
            access.truncate_log().map_err(failed)?;
        }
    }
    if output.is_json() { output.json(&Line::Done { done: true }) } else { Ok(()) }
}

/// Adds a user who does not exist, or sets the password of one who does.
fn set_user(access: &Access, name: &str, is_new: bool, matches: &ArgMatches) -> Result<(), Failure> {
    let exists = access.users().map_err(|error| failed(&error))?.iter().any(|user| user.name == name);
    if exists == is_new {
        return Err(Failure::usage(if is_new { messages::user_exists() } else { messages::user_does_not_exist() }));
    }
    access.set_user(name, password(matches)?.expose()).map_err(|error| failed(&error))
}

fn roles(roles: Vec<(String, Role)>) -> BTreeMap<String, String> {
    roles.into_iter().map(|(name, role)| (name, role.name().to_owned())).collect()
}

/// The first line of the file, or of standard input.
fn password(matches: &ArgMatches) -> Result<Secret, Failure> {
    let path = matches.path("password_file").unwrap_or(Path::new(""));
    let text = match path.as_os_str() == "-" {
        true => Secret::new(standard_input(messages::credential_password())?.as_str()),
        false => Secret::from_file(path, messages::reading_password_from(path.display()))?,
    };
    Ok(Secret::new(text.expose().lines().next().unwrap_or_default()))
}
