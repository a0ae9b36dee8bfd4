//! `schema`: the output of `--json`, and configuration files, as JSON Schema.

use crate::messages;
use clap::{Arg, ArgMatches, Command};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Value, json};

use crate::args::Values as _;
#[cfg(feature = "docs")]
use crate::command::docs;
#[cfg(feature = "serve")]
use crate::command::{admin, demo, import, seed, serve};
use crate::command::{convert, doctor, explain, export, man, sdk, spec};
use crate::config::client::ConfigFile;
use crate::error::{Doing as _, Failure, Report};
use crate::help::Help;
use crate::terminal::output::write_stdout;
use crate::terminal::result::{Event, Exported};

/// A type whose schema is printed.
type Shape = fn(&mut SchemaGenerator) -> Schema;

/// The documents that have a schema, each with its types. Those of `--json` have the error, too.
const DOCUMENTS: &[(&str, &[Shape])] = &[
    ("export", &[of::<Exported>, of::<export::Planned>, of::<Report<'_>>]),
    ("progress", &[of::<Event>]),
    #[cfg(feature = "serve")]
    ("admin", &[of::<admin::Line>, of::<Report<'_>>]),
    #[cfg(feature = "serve")]
    ("import", &[of::<import::Imported>, of::<Report<'_>>]),
    ("convert", &[of::<convert::Converted>, of::<Report<'_>>]),
    #[cfg(feature = "serve")]
    ("seed", &[of::<seed::Seeded>, of::<Report<'_>>]),
    #[cfg(feature = "serve")]
    ("demo", &[of::<demo::Shown>, of::<Report<'_>>]),
    ("doctor", &[of::<doctor::Examined>, of::<Report<'_>>]),
    ("spec", &[of::<spec::Checked>, of::<Report<'_>>]),
    ("spec-diff", &[of::<deskledger_diff::Comparison>, of::<Report<'_>>]),
    ("spec-drift", &[of::<deskledger_diff::Comparison>, of::<Report<'_>>]),
    ("spec-release", &[of::<spec::release::Released>, of::<Report<'_>>]),
    ("spec-generate", &[of::<spec::Generated>, of::<Report<'_>>]),
    ("sdk", &[of::<sdk::Built>, of::<Report<'_>>]),
    #[cfg(feature = "docs")]
    ("docs", &[of::<docs::SiteWritten>, of::<Report<'_>>]),
    ("explain", &[of::<explain::Explained>, of::<Vec<explain::Explained>>, of::<Report<'_>>]),
    ("man", &[of::<man::Written>, of::<Report<'_>>]),
    ("error", &[of::<Report<'_>>]),
    ("config", &[of::<ConfigFile>]),
    ("release", &[of::<spec::release::Settings>]),
    #[cfg(feature = "serve")]
    ("serve", &[of::<serve::Settings>]),
    #[cfg(feature = "serve")]
    ("chaos", &[of::<deskledger_server::Chaos>]),
];

/// Those that the command reads; it writes the others.
const FILES: [&str; 4] = ["config", "release", "serve", "chaos"];

fn of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

pub(crate) fn command(help: Help) -> Command {
    let document = Arg::new("document")
        .required(true)
        .value_parser(DOCUMENTS.iter().map(|(name, _)| *name).collect::<Vec<_>>())
        .help(help.say(messages::argument_schema()));
    help.subcommand("schema", messages::about_schema()).arg(document)
}

pub(crate) fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let wanted = matches.text("document").unwrap_or_default();
    let shapes = DOCUMENTS.iter().find(|(name, _)| *name == wanted).map_or(&[] as &[Shape], |(_, shapes)| *shapes);
    let text = serde_json::to_string_pretty(&document(shapes, FILES.contains(&wanted)))
        .doing(messages::schema_writing_schema())?;
    write_stdout(&format!("{text}\n"))
}

/// The schema of one type, or of exactly one of several.
fn document(shapes: &[Shape], is_file: bool) -> Value {
    // A field that may be left out of a result is not required of it.
    let settings = SchemaSettings::draft2020_12();
    let mut generator = if is_file { settings } else { settings.for_serialize() }.into_generator();
    let mut shapes: Vec<Value> = shapes.iter().map(|shape| shape(&mut generator).to_value()).collect();
    let mut definitions = generator.take_definitions(true);
    let mut document = json!({ "$schema": "https://json-schema.org/draft/2020-12/schema" });
    match (shapes.len(), shapes.pop()) {
        (1, Some(shape)) => {
            // The type itself, not a reference to it.
            let name = shape["$ref"].as_str().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
            let shape = definitions.shift_remove(name).unwrap_or(shape);
            for (key, value) in shape.as_object().into_iter().flatten() {
                document[key] = value.clone();
            }
        }
        (_, last) => document["oneOf"] = shapes.into_iter().chain(last).collect(),
    }
    if !definitions.is_empty() {
        document["$defs"] = Value::Object(definitions);
    }
    document
}
