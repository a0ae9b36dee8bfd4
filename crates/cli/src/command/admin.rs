//! `admin`: users, projects and access keys of the reference server, and backups.

use std::io::Read;
use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, value_parser};
use deskledger_server::{Access, AccessError, Backup, Role};
use serde_json::{Map, Value, json};

use crate::config::data_dir;
use crate::error::{EXIT_CODES, Failure};
use crate::help::Help;
use crate::terminal::output::write_stdout;

/// Maximum length of a password file in bytes.
const MAX_BYTES: u64 = 4096;

/// The subcommand, over the directory of a store.
pub(crate) fn command(help: Help) -> Command {
    let user = || help.positional("user", "USER", ["Name of the user", "用户名"]).required(true);
    let project = || help.positional("project_id", "PROJECT_ID", ["The project", "项目 ID"]).required(true);
    let key = help.positional("key", "KEY", ["Id of the access key", "访问密钥的 ID（AK）"]).required(true);
    let password = help
        .value(
            "password_file",
            "FILE",
            ["File with the password on its first line, or - for standard input", "第一行为密码的文件，- 表示标准输入"],
        )
        .required(true)
        .value_parser(value_parser!(PathBuf));
    let role = help
        .value(
            "role",
            "ROLE",
            [
                "reader may export and list, writer may also add records, admin may also grant roles",
                "reader 可以导出和列出，writer 还可以添加记录，admin 还可以授予他人权限",
            ],
        )
        .value_parser(Role::ALL.map(Role::name))
        .default_value(Role::Writer.name());
    let name = help.value("name", "NAME", ["Name of the project in requests for a token", "请求令牌时使用的项目名称"]);
    let target = help
        .positional(
            "target",
            "TARGET",
            [
                "Directory of the backup; it must not exist, and appears when it is complete",
                "备份目录；必须尚不存在，完整后才会出现",
            ],
        )
        .required(true)
        .value_parser(value_parser!(PathBuf));
    let backup = [
        "Backs up records, users and tokens while the server runs; to restore, serve the backup",
        "在服务器运行时备份记录、用户和令牌；要恢复，让服务器使用备份目录即可",
    ];
    help.subcommand(
        "admin",
        [
            "Manages users, projects and access keys of the reference server, and backs up its data",
            "管理参考服务器的用户、项目和访问密钥，并备份其数据",
        ],
    )
    .after_help(help.say(EXIT_CODES))
    .subcommand_required(true)
    .arg_required_else_help(true)
    .arg(data_dir::data(help).global(true).required(false))
    .subcommand(users(help, user, password))
    .subcommand(projects(help, user, project, name, role))
    .subcommand(
        group(help, "key", ["Access keys (AK and SK)", "访问密钥（AK 和 SK）"])
            .subcommand(
                help.subcommand(
                    "add",
                    [
                        "Generates a key and prints it as JSON; its secret is shown only once",
                        "生成密钥并以 JSON 输出；其私密部分（SK）只显示一次",
                    ],
                )
                .arg(user()),
            )
            .subcommand(help.subcommand("remove", ["Removes a key", "删除密钥"]).arg(key)),
    )
    .subcommand(help.subcommand("backup", backup).arg(target))
}

/// A subcommand that has subcommands.
fn group(help: Help, name: &'static str, about: [&'static str; 2]) -> Command {
    help.subcommand(name, about).subcommand_required(true).arg_required_else_help(true)
}

fn users(help: Help, user: impl Fn() -> Arg, password: Arg) -> Command {
    group(help, "user", ["Users and their passwords", "用户及其密码"])
        .subcommand(
            help.subcommand("add", ["Adds a user; fails if it exists", "添加用户；已存在则失败"])
                .arg(user())
                .arg(password.clone()),
        )
        .subcommand(
            help.subcommand("passwd", ["Changes the password of a user", "更改用户的密码"]).arg(user()).arg(password),
        )
        .subcommand(
            help.subcommand("remove", ["Removes a user with its keys and roles", "删除用户及其密钥和角色"]).arg(user()),
        )
        .subcommand(help.subcommand(
            "list",
            ["Prints users, projects and keys as JSON, one user a line", "以 JSON 输出用户、项目和密钥，每行一个用户"],
        ))
}

fn projects(help: Help, user: impl Fn() -> Arg, project: impl Fn() -> Arg, name: Arg, role: Arg) -> Command {
    let add =
        ["Registers a project that has no records yet, or renames one", "登记一个尚无记录的项目，或更改项目的名称"];
    let grant = [
        "Grants a user a role in a project; a change of role invalidates the user's tokens there",
        "授予用户在项目中的角色；更换角色会使其在该项目中的令牌失效",
    ];
    group(help, "project", ["Projects, and the roles of users in them", "项目，以及用户在其中的角色"])
        .subcommand(help.subcommand("add", add).arg(project()).arg(name))
        .subcommand(help.subcommand(
            "list",
            [
                "Prints projects, names and roles as JSON, one project a line",
                "以 JSON 输出项目、名称和角色，每行一个项目",
            ],
        ))
        .subcommand(help.subcommand("grant", grant).arg(user()).arg(project()).arg(role))
        .subcommand(
            help.subcommand("revoke", ["Revokes the role of a user in a project", "撤销用户在项目中的角色"])
                .arg(user())
                .arg(project()),
        )
}

/// Runs the subcommand.
pub(crate) fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let (group, matches) = matches.subcommand().unwrap_or(("", matches));
    if matches.get_one::<PathBuf>("data").is_none() {
        return Err(Failure::usage([
            "expected --data DIR, the directory of the store, found none",
            "应以 --data DIR 给出存储目录，实际没有",
        ]));
    }
    if group == "backup" {
        return backup(matches);
    }
    let (action, matches) = matches.subcommand().unwrap_or(("", matches));
    let failed = |error: AccessError| failed(&error);
    let access = Access::open(&data_dir::directory(matches)).map_err(failed)?;
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str).unwrap_or_default();
    let found = |is_found: bool, [what, chinese]: [&str; 2]| match is_found {
        true => Ok(()),
        false => Err(Failure::usage([
            format!("expected an existing {what}, found none with this name"),
            format!("应为已有的{chinese}，实际没有此名称的{chinese}"),
        ])),
    };
    match (group, action) {
        ("user", "add" | "passwd") => set_user(&access, text("user"), action == "add", matches),
        ("user", "remove") => found(access.remove_user(text("user")).map_err(failed)?, ["user", "用户"]),
        ("user", _) => access.users().map_err(failed)?.iter().try_for_each(|user| {
            line(&json!({ "user": user.name, "projects": roles(&user.projects), "keys": user.keys }))
        }),
        ("project", "list") => access.projects().map_err(failed)?.iter().try_for_each(|project| {
            line(&json!({ "project": project.id, "name": project.name, "users": roles(&project.roles) }))
        }),
        ("project", action) => {
            let project_id = text("project_id").to_owned();
            let request = deskledger::ExportConnectionRecords { project_id, ..Default::default() };
            request.check().map_err(|violations| Failure::invalid(&violations))?;
            let role = || text("role").parse::<Role>().map_err(failed);
            match action {
                "add" => access.set_project(&request.project_id, matches.get_one::<String>("name").map(String::as_str)),
                "grant" => access.grant(text("user"), &request.project_id, role()?),
                _ => access.revoke(text("user"), &request.project_id),
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

fn failed(error: &AccessError) -> Failure {
    Failure::local(["the users of the server", "处理服务器的用户失败"], error)
}

/// Adds a user who does not exist, or sets the password of one who does.
fn set_user(access: &Access, name: &str, is_new: bool, matches: &ArgMatches) -> Result<(), Failure> {
    let exists = access.users().map_err(|error| failed(&error))?.iter().any(|user| user.name == name);
    if exists == is_new {
        return Err(Failure::usage(match is_new {
            true => [
                "expected a new user, found one with this name: admin user passwd changes its password",
                "应为新用户，实际已有此名称的用户：请用 admin user passwd 更改其密码",
            ],
            false => [
                "expected an existing user, found none with this name: admin user add adds it",
                "应为已有的用户，实际没有此名称的用户：请用 admin user add 添加",
            ],
        }));
    }
    access.set_user(name, &password(matches)?).map_err(|error| failed(&error))
}

fn backup(matches: &ArgMatches) -> Result<(), Failure> {
    let target = matches.get_one::<PathBuf>("target").cloned().unwrap_or_default();
    let copied = deskledger_server::back_up(&data_dir::directory(matches), &target);
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
    let path = matches.get_one::<PathBuf>("password_file").cloned().unwrap_or_default();
    let mut text = String::new();
    let read = if path.as_os_str() == "-" {
        std::io::stdin().lock().take(MAX_BYTES).read_to_string(&mut text)
    } else {
        std::fs::File::open(&path).and_then(|file| file.take(MAX_BYTES).read_to_string(&mut text))
    };
    let shown = path.display();
    let doing = [format!("reading the password from {shown}"), format!("从 {shown} 读取密码失败")];
    read.map_err(|error| Failure::local(doing, &error))?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}
