//! The document as data for the templates: groups of operations, schemas, credentials and servers.

use deskledger_codegen::{Contract, Node, Reader};
use deskledger_mock::Api;
use deskledger_runtime::message::Locale;
use serde::Serialize;

use crate::messages;
use crate::operation::{Document, ErrorCode, Explained, Operation, place};
use crate::rules::{code, elements, entries, sentences, text};
use crate::shape::{Field, Shapes, schema_id};

const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// Operations from which on each tag has a page of its own.
const MAX_ON_ONE_PAGE: usize = 40;

#[derive(Debug, Default, Serialize)]
pub(crate) struct Reference {
    pub(crate) title: String,
    version: String,
    description: String,
    servers: Vec<Server>,
    credentials: Vec<Credential>,
    pub(crate) groups: Vec<Group>,
    /// Named by their ids.
    schemas: Vec<(String, Field)>,
    pub(crate) schema_page: &'static str,
}

#[derive(Debug, Serialize)]
struct Server {
    url: String,
    description: String,
}

#[derive(Debug, Serialize)]
struct Credential {
    name: String,
    text: String,
    description: String,
}

/// The operations of a tag.
#[derive(Debug, Serialize)]
pub(crate) struct Group {
    name: String,
    description: String,
    /// The page that they are on.
    pub(crate) page: String,
    operations: Vec<Operation>,
}

/// The document in one language.
pub(crate) fn reference(contract: &Contract, api: Option<&Api>, locale: Locale, errors: &[ErrorCode]) -> Reference {
    let root = contract.root();
    let operations = operations(contract);
    let is_split = operations.len() > MAX_ON_ONE_PAGE;
    let schema_page = if is_split { "reference-schemas.md" } else { "reference.md" };
    let errors = errors.iter().map(|error| Explained::of(error, locale)).collect();
    let mut document = Document { shapes: Shapes::new(contract, locale, schema_page), root, errors, api };
    let mut reference = Reference { schema_page, ..Reference::default() };
    if let Some(info) = root.get("info") {
        reference.title = text(info, "title").to_owned();
        reference.version = text(info, "version").to_owned();
        reference.description = document.shapes.description(info);
    }
    reference.servers = elements(root.get("servers")).iter().map(|server| document.server(server)).collect();
    let component = |name: &str| root.get("components").map(|all| entries(all, name)).unwrap_or_default();
    for (key, scheme) in component("securitySchemes") {
        reference.credentials.extend(document.credential(&key.name, scheme));
    }
    for (key, schema) in component("schemas") {
        let shape = document.shapes.shape(schema);
        reference.schemas.push((schema_id(&key.name), document.shapes.field(key.name.clone(), None, schema, shape)));
    }
    let group = |name: &str, description| {
        let (name, page, operations) = (name.to_owned(), String::new(), Vec::new());
        Group { name, description, page, operations }
    };
    let tags = elements(root.get("tags")).iter();
    let mut groups: Vec<_> = tags.map(|tag| group(text(tag, "name"), document.shapes.description(tag))).collect();
    for (key, method, operation, item) in operations {
        let tag = elements(operation.get("tags")).first().and_then(Node::as_text).unwrap_or_default();
        let index = groups.iter().position(|group| group.name == tag).unwrap_or_else(|| {
            groups.push(group(tag, String::new()));
            groups.len() - 1
        });
        groups[index].operations.push(document.operation(key, method, operation, item));
    }
    groups.retain(|group| !group.operations.is_empty());
    let other = document.shapes.say(messages::other_operations());
    for (index, group) in groups.iter_mut().enumerate() {
        group.page = if is_split { format!("reference-{}.md", index + 1) } else { "reference.md".to_owned() };
        if group.name.is_empty() {
            group.name = other.clone();
        }
    }
    Reference { groups, ..reference }
}

/// Every operation with its path and its path item.
fn operations(contract: &Contract) -> Vec<(&str, &'static str, &Node, &Node)> {
    let mut reader = Reader::new(contract);
    let mut found = Vec::new();
    for part in ["paths", "webhooks"] {
        for (key, item) in entries(contract.root(), part) {
            let Some(item) = reader.resolve(item) else { continue };
            let one = |method: &&'static str| Some((key.name.as_str(), *method, item.get(method)?, item));
            found.extend(METHODS.iter().filter_map(one));
        }
    }
    found
}

impl<'c> Document<'c> {
    fn server(&self, server: &Node) -> Server {
        Server { url: text(server, "url").to_owned(), description: self.shapes.description(server) }
    }

    fn credential(&mut self, name: &str, scheme: &'c Node) -> Option<Credential> {
        let scheme = self.shapes.reader.resolve(scheme)?;
        let mut said = vec![match text(scheme, "type") {
            "apiKey" => messages::api_key(place(text(scheme, "in")), code(text(scheme, "name"))),
            "http" => messages::http_scheme(text(scheme, "scheme").to_owned()),
            "oauth2" => messages::oauth2(),
            "openIdConnect" => messages::open_id(),
            "mutualTLS" => messages::mutual_tls(),
            _ => return None,
        }];
        said.extend(scheme.get("x-schema").map(|schema| sentences(schema, self.shapes.is_3_1)).into_iter().flatten());
        let text = said.into_iter().map(|sentence| self.shapes.say(sentence)).collect::<Vec<_>>().join(" ");
        Some(Credential { name: name.to_owned(), text, description: self.shapes.description(scheme) })
    }
}
