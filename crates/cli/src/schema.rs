//! `schema`: what `--json` prints, and what `serve` reads, as JSON Schema.

use clap::ArgMatches;
use schemars::schema_for;

use crate::failure::Failure;

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
