//! The command line: one list, from which help and completions are made.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::connection;
use crate::failure::EXIT_CODES;
use crate::{explain, man, request, saving, spec};

const EXAMPLES: &str = "Examples:
  deskledger demo
  deskledger export --region cn-north-4 --token-file token.txt \\
      --project-id 8dc9c40a06574a598941b254d4b63b43 \\
      --start-time 2020-04-13T01:59Z --end-time 2020-04-30T02:20Z -o connections.xlsx
  deskledger export ... --format csv -o - | head";

const EXPORT_EXAMPLES: &str = "Examples:
  deskledger export --region cn-north-4 --token-file token.txt \\
      --project-id 8dc9c40a06574a598941b254d4b63b43 \\
      --start-time 2020-04-13T01:59Z --end-time 2020-04-30T02:20Z --sha256 -o connections.xlsx
  deskledger export --region cn-north-4 --profile auditor --format csv -o - | head";

/// The whole command.
pub(crate) fn command() -> Command {
    verbs().mut_subcommands(with_output_format)
}

fn verbs() -> Command {
    Command::new("deskledger")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Gets cloud-desktop connection records out of the cloud, whole, and into a file")
        .after_help(format!("{EXAMPLES}\n\n{EXIT_CODES}"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(export())
        .subcommand(crate::serve::command())
        .subcommand(crate::admin::command(data()))
        .subcommand(import())
        .subcommand(crate::convert::command())
        .subcommand(seed())
        .subcommand(demo())
        .subcommand(crate::doctor::command())
        .subcommand(explain::command())
        .subcommand(spec::command())
        .subcommand(man::command())
        .subcommand(
            Command::new("completions").about("Prints a completion script for a shell").arg(
                Arg::new("shell").required(true).value_parser(value_parser!(clap_complete::Shell)).help("The shell"),
            ),
        )
        .subcommand(
            Command::new("schema").about("Prints the JSON Schema of what --json prints, or of a file that is read").arg(
                Arg::new("verb")
                    .required(true)
                    .value_parser(["export", "progress", "import", "convert", "seed", "demo", "doctor", "spec", "explain", "config", "serve", "chaos"])
                    .help("The verb whose result is described; config is the configuration file, serve and chaos are the files of `serve --config` and `serve --chaos`"),
            ),
        )
}

fn export() -> Command {
    Command::new("export")
        .about("Downloads the connection records of a project as one file")
        .long_about(
            "Downloads the connection records of a project as one file.\n\n\
             The file appears under its name when it is whole, or not at all. Every parameter is checked before \
             anything is sent, and everything that is wrong is told at once.",
        )
        .after_help(format!(
            "{EXPORT_EXAMPLES}\n\nRules over several parameters:\n  {}\n\n{EXIT_CODES}",
            request::rules().replace('\n', "\n  ").trim_end()
        ))
        .args(request::flags())
        .args(connection::flags())
        .args([
            Arg::new("output").short('o').long("output").value_name("FILE").value_parser(value_parser!(PathBuf)).help(
                "Where the file goes, or - for standard output; without it, under the name that the service suggests",
            ),
            Arg::new("format")
                .long("format")
                .value_parser(["xlsx", "csv", "ndjson", "parquet"])
                .help(
                    "Form that the file must have: another one is refused. Without it, what the ending of the output says is \
                     asked for, and what the service sends is taken and told",
                ),
            flag("as-is", "Save what comes: leave gzip, ZIP and multipart wrappers on, and take a file that is no table, too"),
            flag("force", "Replace a file that exists"),
            flag("dry-run", "Check the request and print it; send nothing"),
            json(),
        ])
        .args(saving::flags())
}

fn import() -> Command {
    Command::new("import")
        .about("Takes connection records from files into a local store")
        .long_about(
            "Takes connection records from files into a local store: XLSX, CSV, NDJSON, Parquet, or the answer of the \
             list call (JSON), also in gzip or ZIP. Columns that the document does not know are left out and told. \
             Importing the same file twice changes nothing. If a row is bad nothing is kept, unless --skip-bad-rows is given.",
        )
        .after_help(EXIT_CODES)
        .args([
            data(),
            project(),
            flag("skip-bad-rows", "Keep the good rows when there are bad ones"),
            json(),
            Arg::new("files")
                .value_name("FILE")
                .required(true)
                .num_args(1..)
                .value_parser(value_parser!(PathBuf))
                .help("Files to import"),
        ])
}

fn seed() -> Command {
    Command::new("seed")
        .about("Fills a local store with made-up records; the same flags make the same records")
        .after_help(EXIT_CODES)
        .args([
            data(),
            project(),
            number("records", "N", "100000", "How many records"),
            number("seed", "S", "1", "What the records are drawn from"),
            Arg::new("days")
                .long("days")
                .value_name("D")
                .default_value("30")
                .value_parser(value_parser!(u32).range(1..=3660))
                .help("Over how many days they spread"),
            Arg::new("end")
                .long("end")
                .value_name("T")
                .default_value("2026-01-01T00:00Z")
                .help("Minute at which they end, in UTC"),
            json(),
        ])
}

fn demo() -> Command {
    Command::new("demo")
        .about("Shows the whole way on this machine: records, server, export, files")
        .after_help(EXIT_CODES)
        .args([
            Arg::new("dir")
                .long("dir")
                .value_name("DIR")
                .default_value("./deskledger-demo")
                .value_parser(value_parser!(PathBuf))
                .help("Where the data and the files go; can be used again"),
            json(),
        ])
}

pub(crate) fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
}

pub(crate) fn json() -> Arg {
    flag("json", "Print the result, or the failure, as JSON: short for --output-format json")
}

/// What is printed, on every verb that can print JSON.
fn with_output_format(verb: Command) -> Command {
    let has_json = verb.get_arguments().any(|arg| arg.get_id() == "json");
    if !has_json {
        return verb;
    }
    verb.arg(
        Arg::new("output-format")
            .long("output-format")
            .value_parser(["text", "json"])
            .conflicts_with("json")
            .help("How the result, or the failure, is printed [default: text]"),
    )
}

/// Whether the flags ask for JSON.
pub(crate) fn wants_json(matches: &ArgMatches) -> bool {
    let is_short = matches.try_get_one("json").ok().flatten().copied().unwrap_or(false);
    let long = matches.try_get_one::<String>("output-format").ok().flatten();
    is_short || long.is_some_and(|form| form == "json")
}

fn data() -> Arg {
    Arg::new("data")
        .long("data")
        .value_name("DIR")
        .required(true)
        .value_parser(value_parser!(PathBuf))
        .help("Directory of the store; made if it does not exist")
}

fn project() -> Arg {
    Arg::new("project-id")
        .long("project-id")
        .value_name("PROJECT_ID")
        .help("Project that the records belong to; without it, the project of the documented example [env: DESKLEDGER_PROJECT_ID]")
}

fn number(name: &'static str, value_name: &'static str, default: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value_name).default_value(default).value_parser(value_parser!(u64)).help(help)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_flag_declared_twice_is_found_before_a_person_finds_it() {
        super::command().debug_assert();
    }
}
