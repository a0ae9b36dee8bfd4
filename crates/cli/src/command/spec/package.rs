//! The files of a package made from a document.

mod manifest;
mod samples;
mod service;

use std::collections::{BTreeMap, BTreeSet};

use deskledger::runtime::quality::is_json;
use deskledger_codegen::Output;
use deskledger_mock::{Api, Call, MockResponse, Options, Request, Types, Unreadable};
use serde_json::{Value, json};

use super::document::visible;
pub(crate) use manifest::version;
pub(super) use manifest::{Runtime, Wanted};

/// Number of calls in the README and the examples.
const SHOWN: usize = 3;
/// Number of calls of one test.
const PER_TEST: usize = 100;

/// A call with a request and its response.
struct Shown<'a> {
    call: &'a Call,
    /// The request as source code.
    code: String,
    request: Request,
    response: MockResponse,
}

pub(super) struct Package {
    pub(super) files: BTreeMap<String, Vec<u8>>,
    /// Files that are written only where they are missing: they belong to the user from then on.
    pub(super) initial: BTreeMap<String, Vec<u8>>,
    pub(super) version: String,
    /// Number of calls, and how many of them have a test.
    pub(super) calls: usize,
    pub(super) tested: usize,
}

pub(super) fn package(output: &Output, wanted: &Wanted<'_>) -> Result<Package, Unreadable> {
    let (api, types) = (Api::read(output)?, Types::read(output)?);
    let info = &api.document["info"];
    let features = Features::of(&api);
    let crate_name = wanted.name.replace('-', "_");
    let options = Options::default();
    let shown: Vec<Shown<'_>> = api
        .calls
        .iter()
        .filter_map(|call| {
            let request = call.request(&api, &options)?;
            let response = call.response(&api, &accepted(call), &options)?;
            Some(Shown { call, code: samples::request(call, &request, &types), request, response })
        })
        .collect();
    let mut files = BTreeMap::new();
    let mut add = |path: &str, text: String| files.insert(path.to_owned(), text.into_bytes());
    add("Cargo.toml", manifest::manifest(info, &features.names, wanted));
    add("README.md", readme(info, &shown, &features, wanted));
    add("src/lib.rs", format!("{LIBRARY}{}", if wanted.server { SERVER } else { "" }));
    let code = output.files.get("openapi.rs").map_or("", String::as_str);
    add("src/generated.rs", format!("{IMPORTS}{}", features.mark(code, &api)));
    add("src/openapi.json", output.files.get("openapi.json").cloned().unwrap_or_default());
    let credentials = samples::credentials(&api, &crate_name);
    for one in examples(&shown) {
        add(
            &format!("examples/{}.rs", one.call.table.to_lowercase()),
            example(one, &crate_name, &credentials, &features),
        );
    }
    if let Some(code) = output.files.get("server.rs") {
        let responses: Vec<_> = api.calls.iter().map(|call| (call, call.response(&api, "", &options))).collect();
        add("src/service.rs", format!("use {{crate as api, deskledger_axum as server}};\n\n{code}"));
        add("examples/server.rs", service::example(code, &crate_name, &responses, &types));
    }
    add("tests/calls.rs", tests(&shown, &crate_name, &features));
    let support = include_str!("../../../templates/support.rs");
    add("tests/support/mod.rs", support.replace("CRATE", &crate_name).replace("CREDENTIALS", &credentials));
    add("tests/support/responses.json", format!("{:#}\n", responses(&shown)));
    if manifest::licence(info, wanted).is_none() {
        add("LICENSE", licence_file(info));
    }
    let version = version(info["version"].as_str().unwrap_or_default());
    let changes =
        format!("# Changelog\n\n## {version}\n\nGenerated from version {} of the document.\n", info["version"]);
    let initial = [("CHANGELOG.md", changes), (".gitignore", "/target\n".to_owned())];
    let initial = initial.into_iter().map(|(path, text)| (path.to_owned(), text.into_bytes())).collect();
    Ok(Package { files, initial, version, calls: api.calls.len(), tested: shown.len() })
}

const LIBRARY: &str = "#![doc = include_str!(\"../README.md\")]
#![allow(rustdoc::all, reason = \"descriptions of the document are texts of any kind\")]

pub use deskledger_client as client;
pub use deskledger_runtime as runtime;

#[allow(clippy::all, reason = \"the document decides on names and texts\")]
#[allow(dead_code, reason = \"a call may be excluded by its feature, and its rules stay\")]
#[allow(deprecated, reason = \"deprecated calls are part of the document\")]
mod generated;

pub use generated::*;
";

const SERVER: &str = "
#[cfg(feature = \"server\")]
pub use deskledger_axum as server;

/// The server side: a trait for each tag of the document, and its routes.
#[cfg(feature = \"server\")]
#[allow(clippy::all, reason = \"the document decides on names and texts\")]
#[allow(deprecated, reason = \"deprecated calls are part of the document\")]
pub mod service;
";

const IMPORTS: &str = "#[allow(unused_imports, reason = \"not every document has calls\")]
use crate::{client, runtime};

";

/// The features: one for each tag, where there are several.
struct Features {
    names: Vec<String>,
}

impl Features {
    fn of(api: &Api) -> Self {
        let tags = api.calls.iter().flat_map(|call| call.operation.tags);
        let names: BTreeSet<String> = tags.map(|tag| manifest::feature(tag)).collect();
        Self { names: if names.len() > 1 { names.into_iter().collect() } else { Vec::new() } }
    }

    /// The condition under which a call exists; none for one that always does.
    fn condition(&self, call: &Call) -> Option<String> {
        let own: BTreeSet<String> = call.operation.tags.iter().map(|tag| manifest::feature(tag)).collect();
        let own: Vec<String> = own.into_iter().map(|name| format!("feature = \"{name}\"")).collect();
        match own.as_slice() {
            _ if self.names.is_empty() => None,
            [] => None,
            [one] => Some(one.clone()),
            several => Some(format!("any({})", several.join(", "))),
        }
    }

    /// The generated code with the condition of each call before its items.
    fn mark(&self, code: &str, api: &Api) -> String {
        let conditions: BTreeMap<&str, String> = api
            .calls
            .iter()
            .filter_map(|call| Some((call, self.condition(call)?)))
            .flat_map(|(call, condition)| [(&*call.type_name, condition.clone()), (&*call.table, condition)])
            .collect();
        let mut marked = String::with_capacity(code.len());
        for line in code.split_inclusive('\n') {
            let owner = match line.trim_end().split_once(' ') {
                Some(("pub", item)) => item.strip_prefix("struct ").or_else(|| item.strip_prefix("static ")),
                Some(("impl", item)) => item.trim_end_matches([' ', '{', '}']).rsplit(' ').next(),
                _ => None,
            };
            let name = owner.and_then(|item| item.split([' ', ':', ';', '{']).next());
            if let Some(condition) = name.and_then(|name| conditions.get(name)) {
                marked.push_str(&format!("#[cfg({condition})]\n"));
            }
            marked.push_str(line);
        }
        marked
    }
}

/// The calls for examples: those with a JSON response, and with examples of the document before others.
fn examples<'s, 'a>(shown: &'s [Shown<'a>]) -> impl Iterator<Item = &'s Shown<'a>> {
    let is_json = |one: &&Shown<'_>| one.response.media_type.is_empty() || one.response.media_type.contains("json");
    let mut calls: Vec<&Shown<'_>> = shown.iter().filter(is_json).collect();
    calls.sort_by_key(|one| one.call.operation.method != "GET");
    calls.into_iter().take(SHOWN)
}

/// What `send` asks for: JSON before any other media type.
fn accepted(call: &Call) -> String {
    let names = call.operation.responses.iter().flat_map(|one| one.media_types).map(|one| one.name);
    names.filter(|name| is_json(name)).chain(["*/*;q=0.1"]).collect::<Vec<_>>().join(", ")
}

fn summary(call: &Call) -> String {
    let text = if call.operation.summary.is_empty() { call.operation.id } else { call.operation.summary };
    // The compiler rejects characters that change the direction of text, also in comments.
    visible(&text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>())
}

fn readme(info: &Value, shown: &[Shown<'_>], features: &Features, wanted: &Wanted<'_>) -> String {
    let title = info["title"].as_str().unwrap_or(wanted.name);
    let about = info["description"].as_str().unwrap_or_default().trim();
    let crate_name = wanted.name.replace('-', "_");
    let mut text = format!("# {title}\n\n");
    if !about.is_empty() {
        text.push_str(&format!("{about}\n\n"));
    }
    text.push_str(&format!(
        "Rust client of version {} of this API: a type for every schema, a request for every call, and every rule of the document \
         checked before a request is sent.\n\n## Calls\n\n",
        info["version"].as_str().unwrap_or_default()
    ));
    for one in examples(shown) {
        text.push_str(&format!(
            "{}:\n\n```rust,no_run\nuse {crate_name}::*;\n\n{}```\n\n",
            summary(one.call),
            samples::formatted(&format!(
                "let client = client::Client::builder().endpoint(\"https://api.example.com\").build()?; \
                 let response = {}.send(&client).await?; println!(\"{{response:#?}}\");",
                one.code
            ))
        ));
        let body = String::from_utf8_lossy(&one.response.body);
        if let Ok(body) = serde_json::from_str::<Value>(&body) {
            text.push_str(&format!("The response, {}:\n\n```json\n{body:#}\n```\n\n", one.response.status));
        }
    }
    text.push_str(
        "`check` reports every violated rule. A failed call is a `client::Error` with status and body; the constants of the module \
         `security` name the credentials, the types of the module `servers` the addresses.\n\n",
    );
    if !features.names.is_empty() {
        let names: Vec<String> = features.names.iter().map(|name| format!("`{name}`")).collect();
        text.push_str(&format!("## Features\n\nOne for each tag, all by default: {}.\n\n", names.join(", ")));
    }
    let flag = if wanted.server { " --server" } else { "" };
    if wanted.server {
        text.push_str(
            "## Server\n\nWith the feature `server`, the module `service` has a trait for each tag, to be implemented with axum: requests \
             are decoded and checked before a method is called. Start from the example, which gives the responses of the document:\n\n\
             ```text\ncargo run --example server --features server\n```\n\n",
        );
    }
    text.push_str(&format!(
        "## Tests\n\n`cargo test` makes every call against a mock: `deskledger spec mock src/openapi.json` if the command is installed, \
         otherwise recorded responses.\n\n## Changes\n\nThe files listed in `.deskledger-generated.json` are generated. After a change \
         of the document:\n\n```text\ndeskledger spec generate {} -o . --name {}{flag}\n```\n",
        wanted.document, wanted.name
    ));
    text
}

fn example(one: &Shown<'_>, crate_name: &str, credentials: &str, features: &Features) -> String {
    let table = one.call.table.to_lowercase();
    let body = samples::formatted(&format!(
        "let endpoint = std::env::args().nth(1).ok_or(\"expected the address of the service, found none\")?; \
         let client = client::Client::builder().endpoint(endpoint){credentials}.build()?; \
         let response = {}.send(&client).await?; println!(\"{{response:#?}}\"); Ok(())",
        one.code
    ));
    let body = service::indented(&body, 4);
    let main = format!("#[tokio::main]\nasync fn main() -> Result<(), Box<dyn std::error::Error>> {{\n{body}}}\n");
    let (main, otherwise) = match features.condition(one.call) {
        Some(condition) => {
            (format!("#[cfg({condition})]\n{main}"), format!("\n#[cfg(not({condition}))]\nfn main() {{}}\n"))
        }
        None => (main, String::new()),
    };
    format!(
        "//! {}. Run it against a mock:\n//!\n//! ```text\n//! deskledger spec mock src/openapi.json\n\
         //! cargo run --example {table} -- http://127.0.0.1:4010\n//! ```\n\n\
         #![allow(deprecated, unused_imports, reason = \"deprecated calls are part of the document\")]\n\n\
         use {crate_name}::*;\n\n{main}{otherwise}",
        summary(one.call)
    )
}

fn tests(shown: &[Shown<'_>], crate_name: &str, features: &Features) -> String {
    let mut text = include_str!("../../../templates/calls.rs").replace("CRATE", crate_name);
    for (number, calls) in (1..).zip(shown.chunks(PER_TEST)) {
        text.push_str(&format!("calls! {{ calls_{number}_keep_the_document:\n"));
        for one in calls {
            if let Some(condition) = features.condition(one.call) {
                text.push_str(&format!("    #[cfg({condition})]\n"));
            }
            text.push_str(&format!("    {:?} => {},\n", one.call.operation.id, one.code));
        }
        text.push_str("}\n");
    }
    text
}

/// The responses by method and target of their requests.
fn responses(shown: &[Shown<'_>]) -> Value {
    let all = shown.iter().map(|one| {
        let request = &one.request.encoded;
        let mark = if request.query.is_empty() { "" } else { "?" };
        let target = format!("{} {}{mark}{}", request.method, request.path, request.query);
        let mut headers: serde_json::Map<String, Value> =
            one.response.headers.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect();
        if !one.response.media_type.is_empty() {
            headers.insert("content-type".to_owned(), one.response.media_type.as_str().into());
        }
        let body = match std::str::from_utf8(&one.response.body) {
            Ok(text) => Value::from(text),
            Err(_) => Value::from(one.response.body.clone()),
        };
        let mut recorded = json!({ "status": one.response.status, "headers": headers, "body": body });
        // For programs that make the same calls with another client.
        if let Some((_, sent)) = request.body.as_ref().filter(|(media_type, _)| is_json(media_type)) {
            recorded["request"] = String::from_utf8_lossy(sent).into();
        }
        (target, recorded)
    });
    all.collect::<serde_json::Map<_, _>>().into()
}

fn licence_file(info: &Value) -> String {
    let licence = &info["license"];
    let (name, url) = (licence["name"].as_str().unwrap_or_default(), licence["url"].as_str().unwrap_or_default());
    match name {
        "" => "The document of this API names no licence.\n".to_owned(),
        name => format!("The document of this API names its licence: {name} {url}").trim_end().to_owned() + "\n",
    }
}
