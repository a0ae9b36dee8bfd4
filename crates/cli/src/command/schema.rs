//! `schema`: the output of `--json`, and configuration files, as JSON Schema.

use crate::messages;
use clap::{Arg, ArgMatches, Command};
use schemars::schema_for;

use crate::command::{convert, doctor, explain, spec};
#[cfg(feature = "serve")]
use crate::command::{demo, import, seed, serve};
use crate::config::client::ConfigFile;
use crate::error::Failure;
use crate::help::Help;
use crate::terminal::output::write_stdout;
use crate::terminal::result::{Event, Exported};

/// The results and files that have a schema.
const DOCUMENTS: &[&str] = &[
    "export",
    "progress",
    #[cfg(feature = "serve")]
    "import",
    "convert",
    #[cfg(feature = "serve")]
    "seed",
    #[cfg(feature = "serve")]
    "demo",
    "doctor",
    "spec",
    "explain",
    "config",
    #[cfg(feature = "serve")]
    "serve",
    #[cfg(feature = "serve")]
    "chaos",
];

/// The subcommand and its argument.
pub(crate) fn command(help: Help) -> Command {
    let document = Arg::new("document")
        .required(true)
        .value_parser(DOCUMENTS.to_vec())
        .help(help.say(messages::argument_schema()));
    help.subcommand("schema", messages::about_schema()).arg(document)
}

/// Prints the schema of the result of a subcommand, or of a file.
pub(crate) fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let schema = match matches.get_one::<String>("document").map(String::as_str) {
        #[cfg(feature = "serve")]
        Some("import") => schema_for!(import::Imported),
        Some("convert") => schema_for!(convert::Converted),
        #[cfg(feature = "serve")]
        Some("seed") => schema_for!(seed::Seeded),
        Some("explain") => schema_for!(explain::Explained),
        Some("spec") => schema_for!(spec::Checked),
        Some("doctor") => schema_for!(doctor::Examined),
        Some("config") => schema_for!(ConfigFile),
        #[cfg(feature = "serve")]
        Some("serve") => schema_for!(serve::Settings),
        Some("progress") => schema_for!(Event),
        #[cfg(feature = "serve")]
        Some("chaos") => schema_for!(deskledger_server::Chaos),
        #[cfg(feature = "serve")]
        Some("demo") => schema_for!(demo::Shown),
        _ => schema_for!(Exported),
    };
    let text = serde_json::to_string_pretty(&schema)
        .map_err(|error| Failure::local(messages::schema_writing_schema(), &error))?;
    write_stdout(&format!("{text}\n"))
}
