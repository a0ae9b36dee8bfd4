//! `admin`: who may use the reference server, and copies of what it keeps.

use std::io::Read;
use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, value_parser};
use deskledger_server::{Access, AccessError, Backup, Role};
use serde_json::{Map, Value, json};

use crate::failure::{EXIT_CODES, Failure};
use crate::{store, write_stdout};

/// How many bytes of a password are read.
const MOST_BYTES: u64 = 4096;

/// The verb, over the directory of a store.
pub(crate) fn command(data: Arg) -> Command {
    let user = || Arg::new("user").value_name("USER").required(true).help("Name of the user");
    let project = || Arg::new("project-id").value_name("PROJECT_ID").required(true).help("The project");
    let password = Arg::new("password-file")
        .long("password-file")
        .value_name("FILE")
        .required(true)
        .value_parser(value_parser!(PathBuf))
        .help("File with the password on its first line, or - for standard input");
    let key = Arg::new("key").value_name("KEY").required(true).help("Id of the access key");
    let role = Arg::new("role")
        .long("role")
        .value_name("ROLE")
        .value_parser(Role::ALL.map(Role::name))
        .default_value(Role::Writer.name())
        .help("reader exports and lists, writer adds records as well, admin says what others may do as well");
    let name = Arg::new("name").long("name").value_name("NAME").help("Name by which a token can be asked for");
    let target = Arg::new("target")
        .value_name("TARGET")
        .required(true)
        .value_parser(value_parser!(PathBuf))
        .help("Directory of the copy; it must not be there yet, and is whole when it is");
    let verbs = |name: &'static str, about: &'static str| {
        Command::new(name).about(about).subcommand_required(true).arg_required_else_help(true)
    };
    Command::new("admin")
        .about("Says who may use the reference server (users, their projects, their access keys), and copies what it keeps")
        .after_help(EXIT_CODES)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .arg(data.global(true).required(false))
        .subcommand(
            verbs("user", "Users and their passwords")
                .subcommand(Command::new("set").about("Adds a user, or changes the password").arg(user()).arg(password))
                .subcommand(Command::new("remove").about("Removes a user, with keys and permissions").arg(user()))
                .subcommand(Command::new("list").about("Prints users, projects and keys as JSON, one user a line")),
        )
        .subcommand(
            verbs("project", "Projects, and what users may do there")
                .subcommand(
                    Command::new("add")
                        .about("Tells the server of a project that has no records yet, or gives one another name")
                        .arg(project())
                        .arg(name),
                )
                .subcommand(Command::new("list").about("Prints projects, names and roles as JSON, one project a line"))
                .subcommand(
                    Command::new("permit")
                        .about("Gives a user a role in a project, or another one, which ends the user's tokens there")
                        .arg(user())
                        .arg(project())
                        .arg(role),
                )
                .subcommand(Command::new("refuse").about("Takes the role back").arg(user()).arg(project())),
        )
        .subcommand(
            verbs("key", "Access keys (AK and SK)")
                .subcommand(
                    Command::new("add")
                        .about("Makes a key and prints it as JSON; its secret is shown once")
                        .arg(user()),
                )
                .subcommand(Command::new("remove").about("Removes a key").arg(key)),
        )
        .subcommand(
            Command::new("backup")
                .about("Copies records, users and tokens while the server runs; to restore is to serve the copy")
                .arg(target),
        )
}

/// Runs the verb.
pub(crate) fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let (noun, matches) = matches.subcommand().unwrap_or(("", matches));
    if matches.get_one::<PathBuf>("data").is_none() {
        return Err(Failure::usage([
            "expected --data DIR, the directory of the store, found none",
            "应以 --data DIR 给出存储目录，实际没有",
        ]));
    }
    if noun == "backup" {
        return backup(matches);
    }
    let (verb, matches) = matches.subcommand().unwrap_or(("", matches));
    let failed = |error: AccessError| Failure::local(["the users of the server", "处理服务器的用户失败"], &error);
    let access = Access::open(&store::directory(matches)).map_err(failed)?;
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str).unwrap_or_default();
    let found = |is_found: bool, [what, chinese]: [&str; 2]| match is_found {
        true => Ok(()),
        false => Err(Failure::usage([
            format!("expected a {what} that is there, found none with this name"),
            format!("应为已有的{chinese}，实际没有此名称的{chinese}"),
        ])),
    };
    match (noun, verb) {
        ("user", "set") => access.set_user(text("user"), &password(matches)?).map_err(failed),
        ("user", "remove") => found(access.remove_user(text("user")).map_err(failed)?, ["user", "用户"]),
        ("user", _) => access.users().map_err(failed)?.iter().try_for_each(|user| {
            line(&json!({ "user": user.name, "projects": roles(&user.projects), "keys": user.keys }))
        }),
        ("project", "list") => access.projects().map_err(failed)?.iter().try_for_each(|project| {
            line(&json!({ "project": project.id, "name": project.name, "users": roles(&project.roles) }))
        }),
        ("project", verb) => {
            let project_id = text("project-id").to_owned();
            let request = deskledger::ExportConnectionRecords { project_id, ..Default::default() };
            request.check().map_err(|violations| Failure::invalid(&violations))?;
            let role = || text("role").parse::<Role>().map_err(failed);
            match verb {
                "add" => access.set_project(&request.project_id, matches.get_one::<String>("name").map(String::as_str)),
                "permit" => access.permit(text("user"), &request.project_id, Some(role()?)),
                _ => access.permit(text("user"), &request.project_id, None),
            }
            .map_err(failed)
        }
        ("key", "add") => {
            let key = access.add_key(text("user")).map_err(failed)?;
            line(&json!({ "ak": key.id, "sk": key.secret }))
        }
        _ => found(access.remove_key(text("key")).map_err(failed)?, ["key", "访问密钥"]),
    }
}

fn backup(matches: &ArgMatches) -> Result<(), Failure> {
    let target = matches.get_one::<PathBuf>("target").cloned().unwrap_or_default();
    let copied = deskledger_server::back_up(&store::directory(matches), &target);
    let doing = ["copying the store", "复制存储失败"];
    let Backup { records, users, bytes } = copied.map_err(|error| Failure::local(doing, &error))?;
    line(&json!({ "records": records, "users": users, "bytes": bytes }))
}

/// Names with their roles, as an object.
fn roles(roles: &[(String, Role)]) -> Value {
    roles.iter().map(|(name, role)| (name.clone(), role.name().into())).collect::<Map<_, _>>().into()
}

fn line(value: &Value) -> Result<(), Failure> {
    write_stdout(&format!("{value}\n"))
}

fn password(matches: &ArgMatches) -> Result<String, Failure> {
    let path = matches.get_one::<PathBuf>("password-file").cloned().unwrap_or_default();
    let mut text = String::new();
    let read = if path.as_os_str() == "-" {
        std::io::stdin().lock().take(MOST_BYTES).read_to_string(&mut text)
    } else {
        std::fs::File::open(&path).and_then(|file| file.take(MOST_BYTES).read_to_string(&mut text))
    };
    let shown = path.display();
    let doing = [format!("reading the password from {shown}"), format!("从 {shown} 读取密码失败")];
    read.map_err(|error| Failure::local(doing, &error))?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}
