//! `schema`: the output of `--json`, and configuration files, as JSON Schema.

use clap::{Arg, ArgMatches, Command};
use schemars::schema_for;

use crate::command::{convert, demo, doctor, explain, import, seed, serve, spec};
use crate::config::client::ConfigFile;
use crate::error::Failure;
use crate::help::Help;
use crate::terminal::output::write_stdout;
use crate::terminal::result::{Event, Exported};

const DOCUMENTS: [&str; 12] = [
    "export", "progress", "import", "convert", "seed", "demo", "doctor", "spec", "explain", "config", "serve", "chaos",
];

/// The subcommand and its argument.
pub(crate) fn command(help: Help) -> Command {
    let document = Arg::new("document").required(true).value_parser(DOCUMENTS).help(help.say([
        "Subcommand whose result is described; config is the configuration file, serve and chaos are the files of \
         `serve --config` and `serve --chaos`",
        "要描述其结果的子命令；config 为配置文件，serve 和 chaos 为 `serve --config` 和 `serve --chaos` 的文件",
    ]));
    help.subcommand(
        "schema",
        [
            "Prints the JSON Schema of the output of --json, or of a configuration file",
            "输出 --json 的结果或配置文件的 JSON Schema",
        ],
    )
    .arg(document)
}

/// Prints the schema of the result of a subcommand, or of a file.
pub(crate) fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let schema = match matches.get_one::<String>("document").map(String::as_str) {
        Some("export") => schema_for!(Exported),
        Some("import") => schema_for!(import::Imported),
        Some("convert") => schema_for!(convert::Converted),
        Some("seed") => schema_for!(seed::Seeded),
        Some("explain") => schema_for!(explain::Explained),
        Some("spec") => schema_for!(spec::Checked),
        Some("doctor") => schema_for!(doctor::Examined),
        Some("config") => schema_for!(ConfigFile),
        Some("serve") => schema_for!(serve::Settings),
        Some("progress") => schema_for!(Event),
        Some("chaos") => schema_for!(deskledger_server::Chaos),
        _ => schema_for!(demo::Shown),
    };
    let text = serde_json::to_string_pretty(&schema)
        .map_err(|error| Failure::local(["writing the schema", "写出 JSON Schema 失败"], &error))?;
    write_stdout(&format!("{text}\n"))
}
