//! `sdk build`: an SDK in another language, made by a generator of its community.

mod language;
mod tools;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{ArgAction, ArgMatches, Command};
use deskledger_codegen::Options;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::args::{self, Values as _};
use crate::command::generated_dir::{self, Plan};
use crate::command::spec;
use crate::error::Failure;
use crate::help::Help;
use crate::messages;
use crate::terminal::output::Output;
use language::{LANGUAGES, Language};
use tools::{README, Tools};

/// Output of `sdk build --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Built {
    /// Directory of the SDK.
    path: String,
    /// Language of the SDK.
    language: String,
    /// The generator and its version.
    generator: String,
    /// Name of the package.
    name: String,
    /// Version of the package, made of that of the document.
    version: String,
    /// Files that were written.
    written: Vec<String>,
    /// Files that were removed because they are no longer generated.
    removed: Vec<String>,
    /// Number of files that are as they should be.
    unchanged: usize,
    /// Directory of the generator and of what it needs.
    tools: String,
    /// Problems that the compiler of the language reports in the generated code.
    problems: Vec<String>,
}

pub(crate) fn command(help: Help) -> Command {
    let languages: Vec<&str> = LANGUAGES.iter().map(|language| language.name).collect();
    let build =
        help.subcommand("build", messages::about_sdk_build()).after_help(help.say(messages::exit_codes_of_sdk_build()));
    let build = build.args([
        help.positional("language", "LANGUAGE", messages::argument_sdk_language())
            .required(true)
            .value_parser(languages),
        help.positional_path("file", "FILE", messages::argument_document()).default_value("openapi.yaml"),
        help.path("output", "DIR", messages::flag_sdk_directory()).short('o'),
        help.value("name", "NAME", messages::flag_sdk_name()),
        help.path("layer", "FILE", messages::flag_sdk_layer()).action(ArgAction::Append),
        help.path("tools", "DIR", messages::flag_sdk_tools()),
        help.flag("check", messages::flag_sdk_check()),
        args::json(help),
    ]);
    help.subcommand("sdk", messages::about_sdk()).subcommand_required(true).subcommand(build)
}

pub(crate) fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let matches = matches.subcommand_matches("build").ok_or_else(|| Failure::usage(messages::no_sdk_subcommand()))?;
    let language = LANGUAGES.iter().find(|language| matches.text("language") == Some(language.name));
    let language = language.ok_or_else(|| Failure::usage(messages::no_sdk_subcommand()))?;
    let file = matches.path("file").unwrap_or(Path::new(""));
    let directory = matches.path("output").map_or_else(|| Path::new("sdk").join(language.name), Path::to_owned);
    let options = Options::new().time_range("deskledger::TimeRange");
    let generated = spec::generated(file, &options, messages::spec_broken)?;
    let document = generated.files.get("openapi.json").map_or("", String::as_str);
    let names = Names::of(matches.text("name"), document, language)?;
    generated_dir::expect_own(&directory)?;

    let name_of = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let (mut layers, mut layer_names) = (String::new(), String::new());
    let mut handwritten = BTreeMap::new();
    let name = matches.text("name").map(|name| format!(" --name {name}")).unwrap_or_default();
    for layer in matches.get_many::<PathBuf>("layer").into_iter().flatten() {
        let bytes = fs::read(layer)
            .map_err(|error| Failure::usage(messages::spec_cannot_read(layer.display(), error.to_string())))?;
        handwritten.insert(format!("{}{}", names.fill(language.layer), name_of(layer)), bytes);
        layers += &format!(" --layer {}", layer.display());
        layer_names += &format!(" --layer {}", name_of(layer));
    }
    let command = |file: &str, layers: &str, directory: &str| {
        format!("deskledger sdk build {} {file}{layers}{name} -o {directory}", language.name)
    };
    // The directories of the author are not part of an SDK.
    let readme = names.readme(language, &command(&name_of(file), &layer_names, "."));
    handwritten.insert(README.to_owned(), readme.into_bytes());
    let command = command(&file.display().to_string(), &layers, &directory.display().to_string());

    let tools = Tools::open(&matches.path("tools").map_or_else(cache, |tools| Ok(tools.to_owned()))?, language)?;
    let sdk = tools.generate(language, document, &handwritten, &|text| names.fill(text))?;
    let initial = BTreeMap::new();
    let plan = Plan::of(&directory, &sdk.files, &initial)?;
    plan.carry_out(&directory, args::is_set(matches, "check").then_some(command))?;
    for problem in &sdk.problems {
        output.note(messages::sdk_problem(language.generator, problem.as_str()));
    }
    let built = Built {
        path: directory.display().to_string(),
        language: language.name.to_owned(),
        generator: language.generator.to_owned(),
        written: plan.written(),
        removed: plan.removed.clone(),
        unchanged: plan.unchanged,
        tools: tools.directory().display().to_string(),
        problems: sdk.problems,
        name: names.name,
        version: names.version,
    };
    let Built { path, written, unchanged, generator, .. } = &built;
    output.result(&built, messages::sdk_built(path, language.title, written.len(), *unchanged, generator))
}

/// The default of `--tools`.
fn cache() -> Result<PathBuf, Failure> {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let cache = cache.or_else(|| std::env::home_dir().map(|home| home.join(".cache")));
    cache.map(|cache| cache.join("deskledger/sdk")).ok_or_else(|| Failure::usage(messages::sdk_no_home()))
}

/// Names and version of an SDK.
struct Names {
    /// Name of the package: of a distribution, a package of npm, or the path of a module.
    name: String,
    title: String,
    version: String,
}

impl Names {
    /// The given name, or one made of the title of the document.
    fn of(name: Option<&str>, document: &str, language: &Language) -> Result<Self, Failure> {
        let document: Value = serde_json::from_str(document).unwrap_or_default();
        let text = |key: &str| document["info"][key].as_str().unwrap_or_default();
        let name = name.map_or_else(|| slug(text("title")), str::to_owned);
        let is_known = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_./@".contains(c);
        let is_keyword = |one: &str| language.keywords.contains(&one);
        let is_name = name.trim_start_matches('@').starts_with(|c: char| c.is_ascii_lowercase())
            && name.ends_with(|c: char| c.is_ascii_alphanumeric())
            && name.chars().all(is_known)
            && !name.contains("..")
            && (language.is_name)(&name)
            && !is_keyword(&module(&name))
            && !is_keyword(&module(&name).replace('_', ""));
        if !is_name {
            return Err(Failure::usage(messages::sdk_name(name)));
        }
        Ok(Self { name, title: spec::visible(text("title")), version: spec::version(text("version")) })
    }

    fn fill(&self, text: &str) -> String {
        let module = module(&self.name);
        text.replace("{name}", &self.name)
            .replace("{package}", &module.replace('_', ""))
            .replace("{module}", &module)
            .replace("{version}", &self.version)
    }

    fn readme(&self, language: &Language, command: &str) -> String {
        format!(
            "# {}\n\n{} SDK of version {} of this API, generated by {}.\n\nThe files listed in `.deskledger-generated.json` are \
             generated. After a change of the document:\n\n```text\n{command}\n```\n",
            self.title, language.title, self.version, language.generator
        )
    }
}

/// The last part of a name, as a module is named.
fn module(name: &str) -> String {
    name.rsplit('/').next().unwrap_or_default().replace(['-', '.', '@'], "_")
}

/// The title in small letters and hyphens.
fn slug(title: &str) -> String {
    let slug = spec::hyphenated(title);
    let is_name = slug.starts_with(|c: char| c.is_ascii_lowercase());
    if is_name { slug } else { format!("api-{slug}").trim_end_matches('-').to_owned() }
}
