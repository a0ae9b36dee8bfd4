use std::collections::BTreeMap;

use super::{Document, Operation, operation, record, security};
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

const COMPONENTS: [&str; 9] = [
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

/// Reads the document; what is wrong with it is in `source` afterwards.
pub(crate) fn read(source: &mut Source<'_>) -> Option<Document> {
    let known = ["openapi", "info", "servers", "paths", "components", "security", "tags", "externalDocs"];
    let root = Object::read(source, source.root, "a document", &known)?;
    version(source, root)?;
    check_references(source, source.root);
    let info = root.required(source, "info")?;
    let known = ["title", "description", "termsOfService", "contact", "license", "version"];
    let info = Object::read(source, info, "info", &known)?;
    root.required(source, "paths");
    let operations = operations(source, root);
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
    Some(Document {
        title: info.required_text(source, "title").unwrap_or_default().to_owned(),
        version: info.required_text(source, "version").unwrap_or_default().to_owned(),
        operations,
        records,
        credentials,
    })
}

fn version<'s>(source: &mut Source<'s>, root: Object<'s>) -> Option<()> {
    let version = root.required_text(source, "openapi")?;
    if version.starts_with("3.0.") {
        return Some(());
    }
    let position = root.get("openapi").map_or(root.node.position, |node| node.position);
    let hint = "write the document in 3.0.3; 3.1 differs in nullable, exclusiveMinimum and examples";
    source.report("version", position, format!("expected OpenAPI 3.0, found {version}"), hint);
    None
}

fn operations<'s>(source: &mut Source<'s>, root: Object<'s>) -> Vec<Operation> {
    let mut operations: Vec<Operation> = Vec::new();
    let mut names_of: BTreeMap<String, (String, u32)> = BTreeMap::new();
    for (path, item) in root.map(source, "paths").iter().filter(|(path, _)| !path.name.starts_with("x-")) {
        for operation in path_item(source, path, item) {
            let line = operation.position.line;
            if let Some((other, line)) = names_of.insert(names::snake(&operation.id), (operation.id.clone(), line)) {
                let found =
                    format!("expected every operationId once, found {}: {other} is on line {line}", operation.id);
                source.report("duplicate-operation", operation.position, found, "rename one of the two");
            }
            operations.push(operation);
        }
    }
    operations
}

fn path_item<'s>(source: &mut Source<'s>, path: &'s Key, item: &'s Node) -> Vec<Operation> {
    if !path.name.starts_with('/') {
        let found = format!("expected a path that starts with /, found {}", path.name);
        source.report("path", path.position, found, "write the path as it follows the address of the server");
    }
    let Some(item) = Object::read(source, item, "a path", &PATH_ITEM) else { return Vec::new() };
    for name in ["servers", "$ref"] {
        if let Some(node) = item.get(name) {
            let found = format!("expected no `{name}` in a path: it is not supported");
            source.report(
                "unsupported",
                node.position,
                found,
                "write the operations here, on the servers of the document",
            );
        }
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
