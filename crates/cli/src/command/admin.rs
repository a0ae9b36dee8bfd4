//! `admin`: users, projects, access keys, records and data of the reference server.

mod copy;
mod data;
mod erase;
mod line;

use crate::messages;
use deskledger::Message;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, value_parser};
use deskledger_server::{Access, AccessError, Role, Store, log_administration};
use serde_json::Map;

use crate::args;
use crate::config::data_dir;
use crate::error::Failure;
use crate::help::Help;
use crate::terminal::output::Output;
use line::failed;

pub(crate) use line::Line;

/// Maximum length of a password file in bytes.
const MAX_BYTES: u64 = 4096;

/// The subcommand, over the directory of a store.
pub(crate) fn command(help: Help) -> Command {
    let user = || help.positional("user", "USER", messages::argument_user()).required(true);
    let project = || help.positional("project_id", "PROJECT_ID", messages::argument_project()).required(true);
    let key = help.positional("key", "KEY", messages::argument_key()).required(true);
    let password = help
        .value("password_file", "FILE", messages::flag_password_file())
        .required(true)
        .value_parser(value_parser!(PathBuf));
    let role = help
        .value("role", "ROLE", messages::flag_role())
        .value_parser(Role::ALL.map(Role::name))
        .default_value(Role::Writer.name());
    let name = help.value("name", "NAME", messages::flag_name());
    let target = help
        .positional("target", "TARGET", messages::argument_backup_directory())
        .required(true)
        .value_parser(value_parser!(PathBuf));
    let backup = messages::about_admin_backup();
    let command = help
        .subcommand("admin", messages::about_admin())
        .after_help(help.say(messages::exit_codes()))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .arg(data_dir::data(help).global(true).required(false))
        .arg(data_dir::store(help).global(true))
        .subcommand(users(help, user, password))
        .subcommand(projects(help, user, project, name, role))
        .subcommand(
            group(help, "key", messages::about_admin_key())
                .subcommand(help.subcommand("add", messages::about_admin_key_add()).arg(user()))
                .subcommand(help.subcommand("remove", messages::about_admin_key_remove()).arg(key)),
        )
        .subcommand(help.subcommand("backup", backup).arg(target))
        .subcommands(data::commands(help))
        .subcommands(erase::commands(help, project))
        .subcommand(copy::command(help));
    with_json(command, help)
}

/// Adds `--json` to every action.
fn with_json(command: Command, help: Help) -> Command {
    let command = command.mut_subcommands(|one| with_json(one, help));
    if command.has_subcommands() { command } else { command.arg(args::json(help)) }
}

/// A subcommand that has subcommands.
fn group(help: Help, name: &'static str, about: Message) -> Command {
    help.subcommand(name, about).subcommand_required(true).arg_required_else_help(true)
}

fn users(help: Help, user: impl Fn() -> Arg, password: Arg) -> Command {
    group(help, "user", messages::about_admin_user())
        .subcommand(help.subcommand("add", messages::about_admin_user_add()).arg(user()).arg(password.clone()))
        .subcommand(help.subcommand("passwd", messages::about_admin_user_passwd()).arg(user()).arg(password))
        .subcommand(help.subcommand("remove", messages::about_admin_user_remove()).arg(user()))
        .subcommand(help.subcommand("unlock", messages::about_admin_user_unlock()).arg(user()))
        .subcommand(help.subcommand("list", messages::about_admin_user_list()))
}

fn projects(help: Help, user: impl Fn() -> Arg, project: impl Fn() -> Arg, name: Arg, role: Arg) -> Command {
    let add = messages::about_admin_project_add();
    let grant = messages::about_admin_project_grant();
    group(help, "project", messages::about_admin_project())
        .subcommand(help.subcommand("add", add).arg(project()).arg(name))
        .subcommand(help.subcommand("list", messages::about_admin_project_list()))
        .subcommand(help.subcommand("grant", grant).arg(user()).arg(project()).arg(role))
        .subcommand(help.subcommand("revoke", messages::about_admin_project_revoke()).arg(user()).arg(project()))
        .subcommand(
            help.subcommand("remove", messages::about_admin_project_remove()).arg(project()).arg(erase::confirm(help)),
        )
}

/// Checks the values of an action: its directory and its project, times and names.
pub(crate) fn check(matches: &ArgMatches) -> Result<(), Failure> {
    let mut action = matches;
    while let Some((_, below)) = action.subcommand() {
        action = below;
    }
    let directory = action.get_one::<PathBuf>("data").ok_or_else(|| Failure::usage(messages::no_data_flag()));
    let has_project = action.try_contains_id("project_id").unwrap_or_default();
    let request = if has_project { erase::request(action).map(drop) } else { Ok(()) };
    Failure::both(directory, request).map(drop)
}

/// Runs the subcommand.
pub(crate) fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    check(matches)?;
    let (group, matches) = matches.subcommand().unwrap_or(("", matches));
    let directory = data_dir::directory(matches);
    if matches!(group, "backup" | "restore" | "check") {
        data_dir::expect_embedded(matches)?;
    }
    match group {
        "backup" => return data::backup(&directory, matches, output),
        "restore" => return data::restore(&directory, matches, output),
        "check" => return data::check(&directory, output),
        _ => {}
    }
    let (action, matches) = matches.subcommand().unwrap_or(("", matches));
    // First the store: users without one are rejected, so that a lost store is not taken for a new one.
    let store = data_dir::open(matches)?;
    let access = Access::open(&directory).map_err(|error| failed(&error))?;
    let reads = action == "list";
    change((group, action), &store, &access, matches, output)?;
    if reads { Ok(()) } else { log(&directory, format!("{group} {action}").trim(), matches) }
}

/// Logs a change, with the names that it was given.
fn log(directory: &Path, action: &str, matches: &ArgMatches) -> Result<(), Failure> {
    let mut fields = Map::new();
    for name in ["user", "project_id", "key", "role", "name", "days", "start_time", "end_time"] {
        if let Ok(Some(value)) = matches.try_get_one::<String>(name) {
            fields.insert(name.to_owned(), value.as_str().into());
        }
    }
    let is_confirmed = matches.try_get_one::<bool>("confirm").ok().flatten();
    if is_confirmed.is_some_and(|is_confirmed| !is_confirmed) {
        return Ok(());
    }
    log_administration(directory, action, fields)
        .map_err(|error| Failure::local(messages::writing_the_audit_log(), &error))
}

/// Runs a subcommand of a group.
fn change(
    (group, action): (&str, &str),
    store: &Store,
    access: &Access,
    matches: &ArgMatches,
    output: &Output,
) -> Result<(), Failure> {
    let failed = |error: AccessError| failed(&error);
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str).unwrap_or_default();
    let done = || match output.is_json() {
        true => output.json(&Line::Done { done: true }),
        false => Ok(()),
    };
    let found = |is_found: bool, what: Message| match is_found {
        true => done(),
        false => Err(Failure::usage(messages::does_not_exist(what))),
    };
    match (group, action) {
        ("records" | "retention", _) | ("project", "remove") => erase::run(group, store, access, matches, output),
        ("store", _) => copy::run(store, matches, output),
        ("clock", _) => {
            access.accept_clock().map_err(failed)?;
            done()
        }
        ("user", "unlock") => {
            access.unlock(text("user")).map_err(failed)?;
            done()
        }
        ("user", "add" | "passwd") => {
            set_user(access, text("user"), action == "add", matches)?;
            done()
        }
        ("user", "remove") => {
            found(access.remove_user(text("user")).map_err(failed)?, messages::admin_user())?;
            access.truncate_log().map(drop).map_err(failed)
        }
        ("user", _) => access.users().map_err(failed)?.iter().try_for_each(|user| {
            let (projects, keys, locked) = (roles(&user.projects), user.keys.clone(), user.locked.clone());
            output.json(&Line::User { user: user.name.clone(), projects, keys, locked })
        }),
        ("project", "list") => access.projects().map_err(failed)?.iter().try_for_each(|project| {
            let (users, name) = (roles(&project.roles), project.name.clone());
            output.json(&Line::Project { project: project.id.clone(), name, users })
        }),
        ("project", action) => {
            let request = erase::request(matches)?;
            let role = || text("role").parse::<Role>().map_err(failed);
            match action {
                "add" => access.set_project(&request.project_id, matches.get_one::<String>("name").map(String::as_str)),
                "grant" => {
                    access.expect_user(text("user")).map_err(failed)?;
                    data_dir::expect_project(store, access, &request.project_id)?;
                    access.grant(text("user"), &request.project_id, role()?)
                }
                _ => access.revoke(text("user"), &request.project_id),
            }
            .map_err(failed)?;
            done()
        }
        ("key", "add") => {
            let key = access.add_key(text("user")).map_err(failed)?;
            output.json(&Line::Key { ak: key.id.clone(), sk: key.secret.clone() })
        }
        _ => {
            found(access.remove_key(text("key")).map_err(failed)?, messages::admin_key())?;
            access.truncate_log().map(drop).map_err(failed)
        }
    }
}

/// Adds a user who does not exist, or sets the password of one who does.
fn set_user(access: &Access, name: &str, is_new: bool, matches: &ArgMatches) -> Result<(), Failure> {
    let exists = access.users().map_err(|error| failed(&error))?.iter().any(|user| user.name == name);
    if exists == is_new {
        return Err(Failure::usage(match is_new {
            true => messages::user_exists(),
            false => messages::user_does_not_exist(),
        }));
    }
    access.set_user(name, &password(matches)?).map_err(|error| failed(&error))
}

/// Names with their roles, as an object.
fn roles(roles: &[(String, Role)]) -> BTreeMap<String, String> {
    roles.iter().map(|(name, role)| (name.clone(), role.name().to_owned())).collect()
}

fn password(matches: &ArgMatches) -> Result<String, Failure> {
    let path = matches.get_one::<PathBuf>("password_file").cloned().unwrap_or_default();
    let mut text = String::new();
    let read = if path.as_os_str() == "-" {
        std::io::stdin().lock().take(MAX_BYTES).read_to_string(&mut text)
    } else {
        std::fs::File::open(&path).and_then(|file| file.take(MAX_BYTES).read_to_string(&mut text))
    };
    let shown = path.display();
    let doing = messages::reading_password_from(shown.to_string());
    read.map_err(|error| Failure::local(doing, &error))?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}
