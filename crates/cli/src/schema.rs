//! `schema`: what `--json` prints, and what `serve` reads, as JSON Schema.

use clap::{Arg, ArgMatches, Command};
use schemars::schema_for;

use crate::failure::Failure;
use crate::help::Help;

const VERBS: [&str; 12] = [
    "export", "progress", "import", "convert", "seed", "demo", "doctor", "spec", "explain", "config", "serve", "chaos",
];

/// The verb and its argument.
pub(crate) fn command(help: Help) -> Command {
    let verb = Arg::new("verb").required(true).value_parser(VERBS).help(help.say([
        "The verb whose result is described; config is the configuration file, serve and chaos are the files of \
         `serve --config` and `serve --chaos`",
        "要描述其结果的动词；config 为配置文件，serve 和 chaos 为 `serve --config` 和 `serve --chaos` 的文件",
    ]));
    help.verb(
        "schema",
        [
            "Prints the JSON Schema of what --json prints, or of a file that is read",
            "输出 --json 的结果或所读文件的 JSON Schema",
        ],
    )
    .arg(verb)
}

/// Prints the schema of one verb's result, or of a file.
pub(crate) fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let schema = match matches.get_one::<String>("verb").map(String::as_str) {
        Some("export") => schema_for!(crate::export::Exported),
        Some("import") => schema_for!(crate::import::Imported),
        Some("convert") => schema_for!(crate::convert::Converted),
        Some("seed") => schema_for!(crate::seed::Seeded),
        Some("explain") => schema_for!(crate::explain::Explained),
        Some("spec") => schema_for!(crate::spec::Checked),
        Some("doctor") => schema_for!(crate::doctor::Examined),
        Some("config") => schema_for!(crate::settings::file::Config),
        Some("serve") => schema_for!(crate::serve::Settings),
        Some("progress") => schema_for!(crate::events::Event),
        Some("chaos") => schema_for!(deskledger_server::Chaos),
        _ => schema_for!(crate::demo::Shown),
    };
    let text = serde_json::to_string_pretty(&schema)
        .map_err(|error| Failure::local(["writing the schema", "写出 JSON Schema 失败"], &error))?;
    crate::write_stdout(&format!("{text}\n"))
}
