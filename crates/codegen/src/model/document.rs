use std::collections::{BTreeMap, BTreeSet};

use super::types::{Document, Operation, Record};
use super::{operation, record, security};
use crate::names;
use crate::spec::{Key, Node, Object, Source, Value, check_references};

const PATH_ITEM: [&str; 13] = [
    "summary",
    "description",
    "parameters",
    "get",
    "put",
    "post",
    "delete",
    "options",
    "head",
    "patch",
    "trace",
    "servers",
    "$ref",
];

const METHODS: [(&str, &str); 8] = [
    ("get", "GET"),
    ("put", "PUT"),
    ("post", "POST"),
    ("delete", "DELETE"),
    ("options", "OPTIONS"),
    ("head", "HEAD"),
    ("patch", "PATCH"),
    ("trace", "TRACE"),
];

const COMPONENTS: [&str; 10] = [
    "pathItems",
    "schemas",
    "responses",
    "parameters",
    "examples",
    "requestBodies",
    "headers",
    "securitySchemes",
    "links",
    "callbacks",
];

/// Dialects of JSON Schema that are those of OpenAPI 3.1.
const DIALECTS: [&str; 2] =
    ["https://spec.openapis.org/oas/3.1/dialect/base", "https://json-schema.org/draft/2020-12/schema"];

/// Reads the document; what is wrong with it is in `source` afterwards.
pub(crate) fn read(source: &mut Source<'_>) -> Option<Document> {
    let known = ["openapi", "info", "servers", "paths", "components", "security", "tags", "externalDocs"];
    let known = [&known[..], &["webhooks", "jsonSchemaDialect"]].concat();
    let root = Object::read(source, source.root, "a document", &known)?;
    let is_3_1 = version(source, root)?;
    source.is_3_1 = is_3_1;
    source.files.iter().for_each(|file| check_references(source, &file.root));
    let info = root.required(source, "info")?;
    let known = ["title", "description", "termsOfService", "contact", "license", "version", "summary"];
    let info = Object::read(source, info, "info", &known)?;
    if !is_3_1 {
        root.required(source, "paths");
    }
    if let Some(node) = root.get("webhooks") {
        let found = "expected no `webhooks`: nothing is generated from them";
        source.warn("unsupported", node.position, found, "write them as paths of a document of their own");
    }
    if let Some(node) = root.get("jsonSchemaDialect")
        && !node.as_text().is_some_and(|text| DIALECTS.contains(&text))
    {
        let found = "expected schemas of JSON Schema 2020-12, found another dialect: they are read as 2020-12";
        source.warn("unsupported", node.position, found, "remove `jsonSchemaDialect`");
    }
    let requirements = root.list(source, "security");
    security::check_names(source, requirements);
    let mut operations = operations(source, root);
    let components = root.get("components");
    let components = components.and_then(|node| Object::read(source, node, "components", &COMPONENTS));
    let (mut records, mut credentials) = (Vec::new(), Vec::new());
    if let Some(components) = components {
        for (key, node) in components.map(source, "schemas") {
            records.extend(record::read(source, key, node));
        }
        for (key, node) in components.map(source, "securitySchemes") {
            credentials.extend(security::read(source, key, node));
        }
    }
    name(&mut operations, &records);
    Some(Document {
        is_3_1,
        title: info.required_text(source, "title").unwrap_or_default().to_owned(),
        version: info.required_text(source, "version").unwrap_or_default().to_owned(),
        operations,
        records,
        credentials,
    })
}

/// Whether the document is written in 3.1; none where it is written in neither 3.0 nor 3.1, which is reported.
pub(crate) fn version<'s>(source: &mut Source<'s>, root: Object<'s>) -> Option<bool> {
    if root.get("openapi").is_none() {
        let other = [("swagger", "Swagger"), ("asyncapi", "AsyncAPI"), ("arazzo", "Arazzo"), ("overlay", "an overlay")];
        let other = other.iter().find_map(|(key, name)| root.get(key).map(|node| (*name, node)));
        if let Some((name, node)) = other {
            let number = node.as_text().map_or_else(|| node.to_json().to_string(), str::to_owned);
            let found = format!("expected OpenAPI 3.0 or 3.1, found {name} {number}");
            source.report("version", node.position, found, "convert the document to OpenAPI 3.0 or 3.1");
            return None;
        }
    }
    let version = root.required_text(source, "openapi")?;
    match version.split('.').take(2).collect::<Vec<_>>().as_slice() {
        ["3", "0"] => return Some(false),
        ["3", "1"] => return Some(true),
        _ => {}
    }
    let position = root.get("openapi").map_or(root.node.position, |node| node.position);
    let hint = "write the document in 3.0 or 3.1";
    source.report("version", position, format!("expected OpenAPI 3.0 or 3.1, found {version}"), hint);
    None
}

fn operations<'s>(source: &mut Source<'s>, root: Object<'s>) -> Vec<Operation> {
    let mut operations: Vec<Operation> = Vec::new();
    let mut lines: BTreeMap<String, u32> = BTreeMap::new();
    for (path, item) in root.map(source, "paths").iter().filter(|(path, _)| !path.name.starts_with("x-")) {
        for operation in path_item(source, path, item) {
            let line = operation.position.line;
            if let Some(line) = lines.insert(operation.id.clone(), line) {
                let found =
                    format!("expected every operationId once, found {} again: it is on line {line}", operation.id);
                source.report("duplicate-operation", operation.position, found, "rename one of the two");
            }
            operations.push(operation);
        }
    }
    operations
}

/// Gives every operation a name that no other operation, no record and nothing in Rust has.
fn name(operations: &mut [Operation], records: &[Record]) {
    let mut types = names::taken_types();
    types.extend(records.iter().map(|record| names::pascal(&record.name)));
    let mut functions = BTreeSet::new();
    for operation in operations {
        let candidates = (2_u32..).map(|number| format!("{}{number}", operation.id));
        let is_free = |name: &String| !types.contains(&names::pascal(name)) && !functions.contains(&names::snake(name));
        let name = std::iter::once(operation.id.clone()).chain(candidates).find(is_free);
        operation.name = name.unwrap_or_default();
        types.insert(names::pascal(&operation.name));
        functions.insert(names::snake(&operation.name));
    }
}

fn path_item<'s>(source: &mut Source<'s>, path: &'s Key, item: &'s Node) -> Vec<Operation> {
    if !path.name.starts_with('/') {
        let found = format!("expected a path that starts with /, found {}", path.name);
        source.report("path", path.position, found, "write the path as it follows the address of the server");
    }
    let Some(item) = source.resolve(item) else { return Vec::new() };
    let Some(item) = Object::read(source, item, "a path", &PATH_ITEM) else { return Vec::new() };
    if let Some(node) = item.get("servers") {
        let found = "expected no `servers` in a path: calls go to the endpoint of the client";
        source.warn("servers", node.position, found, "give the endpoint when the client is made");
    }
    let shared = item.list(source, "parameters");
    let found = METHODS.iter().filter_map(|(name, method)| {
        let (key, node) = item.node.entries().iter().find(|(key, _)| key.name == *name)?;
        match node.value {
            Value::Map(_) => operation::read(source, path, key, method, node, shared),
            _ => {
                let found = format!("expected an operation as a map, found {}", node.kind());
                source.report("type", node.position, found, "write `operationId: ...` and what follows");
                None
            }
        }
    });
    found.collect()
}
