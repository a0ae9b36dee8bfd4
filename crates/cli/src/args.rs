//! The command line: one list, from which help and completions are made.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, value_parser};

use crate::connection;
use crate::failure::EXIT_CODES;
use crate::help::Help;
use crate::locale::Locale;
use crate::{explain, man, request, saving, spec};

const EXAMPLES: [&str; 2] = ["Examples:", "示例："];

/// What is typed is the same in every language.
const TYPED: &str = "  deskledger demo
  deskledger export --region cn-north-4 --token-file token.txt \\
      --project-id 8dc9c40a06574a598941b254d4b63b43 \\
      --start-time 2020-04-13T01:59Z --end-time 2020-04-30T02:20Z -o connections.xlsx
  deskledger export ... --format csv -o - | head";

const EXPORTS_TYPED: &str = "  deskledger export --region cn-north-4 --token-file token.txt \\
      --project-id 8dc9c40a06574a598941b254d4b63b43 \\
      --start-time 2020-04-13T01:59Z --end-time 2020-04-30T02:20Z --sha256 -o connections.xlsx
  deskledger export --region cn-north-4 --profile auditor --format csv -o - | head";

/// The whole command, with its help in a language.
pub(crate) fn command(locale: Locale) -> Command {
    let help = Help(locale);
    help.translated(verbs(help).mut_subcommands(|verb| with_output_format(verb, help)))
}

/// The same for a person who types.
pub(crate) fn for_terminal(locale: Locale) -> Command {
    let help = Help(locale);
    help.with_help_verb(help.for_terminal(command(locale)))
}

/// Examples and exit codes, for the end of the help.
pub(crate) fn examples(help: Help, typed: &str) -> String {
    format!("{}\n{typed}\n\n{}", help.say(EXAMPLES), help.say(EXIT_CODES))
}

fn verbs(help: Help) -> Command {
    help.verb(
        "deskledger",
        [
            "Gets cloud-desktop connection records out of the cloud, whole, and into a file",
            "将云桌面的连接记录从云上完整地取回并存为文件",
        ],
    )
    .version(env!("CARGO_PKG_VERSION"))
    .after_help(examples(help, TYPED))
    .subcommand_required(true)
    .arg_required_else_help(true)
    .subcommand(export(help))
    .subcommand(crate::serve::command(help))
    .subcommand(crate::admin::command(help, data(help)))
    .subcommand(import(help))
    .subcommand(crate::convert::command(help))
    .subcommand(seed(help))
    .subcommand(demo(help))
    .subcommand(crate::doctor::command(help))
    .subcommand(explain::command(help))
    .subcommand(spec::command(help))
    .subcommand(man::command(help))
    .subcommand(crate::completions::command(help))
    .subcommand(crate::schema::command(help))
}

fn export(help: Help) -> Command {
    let rules = help.say(["Rules over several parameters:", "涉及多个参数的规则："]);
    help.verb(
        "export",
        ["Downloads the connection records of a project as one file", "将项目的连接记录下载为一个文件"],
    )
    .long_about(help.say([
        "Downloads the connection records of a project as one file.\n\n\
         The file appears under its name when it is whole, or not at all. Every parameter is checked before \
         anything is sent, and everything that is wrong is told at once.",
        "将项目的连接记录下载为一个文件。\n\n\
         文件只有完整时才以其名称出现，否则不会出现。所有参数在发送之前检查，全部问题一次列出。",
    ]))
    .after_help(format!(
        "{}\n{EXPORTS_TYPED}\n\n{rules}\n  {}\n\n{}",
        help.say(EXAMPLES),
        request::rules(help.0).replace('\n', "\n  ").trim_end(),
        help.say(EXIT_CODES)
    ))
    .args(request::flags(help))
    .args(connection::flags(help))
    .args([
        help.value(
            "output",
            "FILE",
            [
                "Where the file goes, or - for standard output; without it, under the name that the service suggests",
                "文件的保存位置，- 表示标准输出；不给出则使用服务建议的名称",
            ],
        )
        .short('o')
        .value_parser(value_parser!(PathBuf)),
        help.choice(
            "format",
            ["xlsx", "csv", "ndjson", "parquet"],
            [
                "Form that the file must have: another one is refused. Without it, what the ending of the output says is \
                 asked for, and what the service sends is taken and told",
                "要求文件具有的格式：其他格式会被拒绝。不给出则按输出文件的扩展名请求，服务发来的格式不同也会接受，并告知",
            ],
        ),
        help.flag(
            "as-is",
            [
                "Save what comes: leave gzip, ZIP and multipart wrappers on, and take a file that is no table, too",
                "原样保存收到的内容：不去除 gzip、ZIP 和 multipart 包装，也接受不是表格的文件",
            ],
        ),
        help.flag("force", REPLACE),
        help.flag("dry-run", ["Check the request and print it; send nothing", "检查请求并输出，不发送任何内容"]),
        json(help),
    ])
    .args(saving::flags(help))
}

fn import(help: Help) -> Command {
    help.verb(
        "import",
        ["Takes connection records from files into a local store", "将文件中的连接记录导入本地存储"],
    )
    .long_about(help.say([
        "Takes connection records from files into a local store: XLSX, CSV, NDJSON, Parquet, or the answer of the \
         list call (JSON), also in gzip or ZIP. Columns that the document does not know are left out and told. \
         Importing the same file twice changes nothing. If a row is bad nothing is kept, unless --skip-bad-rows is given.",
        "将文件中的连接记录导入本地存储：XLSX、CSV、NDJSON、Parquet 或列表接口返回的 JSON，也可以是 gzip 或 ZIP 压缩的。\
         文档中没有的列会略去并告知。同一文件导入两次不会改变任何内容。只要有一行错误，就不保留任何内容，除非给出 \
         --skip-bad-rows。",
    ]))
    .after_help(help.say(EXIT_CODES))
    .args([
        help.positional("files", "FILE", ["Files to import", "要导入的文件"])
            .required(true)
            .num_args(1..)
            .value_parser(value_parser!(PathBuf)),
        data(help),
        project(help),
        help.flag("skip-bad-rows", ["Keep the good rows when there are bad ones", "有错误行时保留正确的行"]),
        json(help),
    ])
}

fn seed(help: Help) -> Command {
    help.verb(
        "seed",
        [
            "Fills a local store with made-up records; the same flags make the same records",
            "用虚构的记录填充本地存储；相同的选项生成相同的记录",
        ],
    )
    .after_help(help.say(EXIT_CODES))
    .args([
        data(help),
        project(help),
        help.value("records", "N", ["How many records", "记录条数"])
            .default_value("100000")
            .value_parser(value_parser!(u64)),
        help.value("seed", "S", ["What the records are drawn from", "生成记录所用的随机种子"])
            .default_value("1")
            .value_parser(value_parser!(u64)),
        help.value("days", "D", ["Over how many days they spread", "记录分布的天数"])
            .default_value("30")
            .value_parser(value_parser!(u32).range(1..=3660)),
        help.value("end", "T", ["Minute at which they end, in UTC", "记录的截止时间（UTC），精确到分钟"])
            .default_value("2026-01-01T00:00Z"),
        json(help),
    ])
}

fn demo(help: Help) -> Command {
    help.verb(
        "demo",
        [
            "Shows the whole way on this machine: records, server, export, files",
            "在本机演示全过程：记录、服务器、导出、文件",
        ],
    )
    .after_help(help.say(EXIT_CODES))
    .args([
        help.value(
            "dir",
            "DIR",
            ["Where the data and the files go; can be used again", "存放数据和文件的目录；可以重复使用"],
        )
        .default_value("./deskledger-demo")
        .value_parser(value_parser!(PathBuf)),
        json(help),
    ])
}

/// What `--force` does.
pub(crate) const REPLACE: [&str; 2] = ["Replace a file that exists", "替换已有的文件"];

pub(crate) fn json(help: Help) -> Arg {
    help.flag(
        "json",
        [
            "Print the result, or the failure, as JSON: short for --output-format json",
            "以 JSON 输出结果或失败信息：--output-format json 的简写",
        ],
    )
}

/// What is printed, on every verb that can print JSON.
fn with_output_format(verb: Command, help: Help) -> Command {
    let has_json = verb.get_arguments().any(|arg| arg.get_id() == "json");
    if !has_json {
        return verb;
    }
    let form = [
        "How the result, or the failure, is printed [default: text]",
        "结果或失败信息的输出形式：text 为文本，json 为 JSON [默认值：text]",
    ];
    verb.arg(help.choice("output-format", ["text", "json"], form).conflicts_with("json"))
}

/// Whether the flags ask for JSON.
pub(crate) fn wants_json(matches: &ArgMatches) -> bool {
    let is_short = matches.try_get_one("json").ok().flatten().copied().unwrap_or(false);
    let long = matches.try_get_one::<String>("output-format").ok().flatten();
    is_short || long.is_some_and(|form| form == "json")
}

fn data(help: Help) -> Arg {
    help.value("data", "DIR", ["Directory of the store; made if it does not exist", "存储目录；不存在则创建"])
        .required(true)
        .value_parser(value_parser!(PathBuf))
}

fn project(help: Help) -> Arg {
    help.value(
        "project-id",
        "PROJECT_ID",
        [
            "Project that the records belong to; without it, the project of the documented example [env: DESKLEDGER_PROJECT_ID]",
            "记录所属的项目；不给出则为文档示例中的项目 [环境变量：DESKLEDGER_PROJECT_ID]",
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_declared_twice_is_found_before_a_person_finds_it() {
        for locale in [Locale::English, Locale::Chinese] {
            super::command(locale).debug_assert();
            for_terminal(locale).debug_assert();
        }
    }
}
