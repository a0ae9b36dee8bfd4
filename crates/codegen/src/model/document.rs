use std::collections::{BTreeMap, BTreeSet};

use super::types::{Document, Operation, Record};
use super::{body, operation, parameter, record, response, security, server};
use crate::diagnostic::quoted;
use crate::messages;
use crate::names;
use crate::spec::{Key, Node, Object, Source, Value, check_references};

const PATH_ITEM: [&str; 15] = [
    "additionalOperations", "query", "summary", "description", "parameters", "get", "put", "post", "delete", "options",
    "head", "patch", "trace", "servers", "$ref",
];

/// Methods of the operations of a path, as the document spells them.
pub(crate) const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

const COMPONENTS: [&str; 11] = [
    "mediaTypes", "pathItems", "schemas", "responses", "parameters", "examples", "requestBodies", "headers",
    "securitySchemes", "links", "callbacks",
];

/// Dialects of JSON Schema that are those of OpenAPI 3.1 and 3.2.
const DIALECTS: [&str; 3] = [
    "https://spec.openapis.org/oas/3.1/dialect/base",
    "https://spec.openapis.org/oas/3.2/dialect/",
    "https://json-schema.org/draft/2020-12/schema",
];

/// Reads the document; what is wrong with it is in `source` afterwards.
pub(crate) fn read(source: &mut Source<'_>) -> Option<Document> {
    let known = ["openapi", "info", "servers", "paths", "components", "security", "tags", "externalDocs"];
    let known = [&known[..], &["webhooks", "jsonSchemaDialect", "$self"]].concat();
    if is_another_format(source) {
        return None;
    }
    let root = Object::read(source, source.root, messages::a_document, &known)?;
    let is_3_1 = version(source, root)?;
    source.is_3_1 = is_3_1;
    source.check_identifiers();
    source.files.iter().for_each(|file| check_references(source, &file.root));
    root.expects(source, "info");
    let known = ["title", "description", "termsOfService", "contact", "license", "version", "summary"];
    let info = root.get("info").and_then(|node| Object::read(source, node, messages::info, &known));
    if !is_3_1 {
        root.expects(source, "paths");
    }
    if let Some(node) = root.get("webhooks") {
        let found = messages::nothing_generated("webhooks");
        source.warn("unsupported", node.position, found, messages::write_as_paths());
    }
    if let Some(node) = root.get("jsonSchemaDialect")
        && !node.as_text().is_some_and(|text| DIALECTS.iter().any(|dialect| text.starts_with(dialect)))
    {
        let found = messages::another_dialect();
        source.warn("unsupported", node.position, found, messages::remove("jsonSchemaDialect"));
    }
    let security = root.list(source, "security");
    security::alternatives(source, security);
    let mut operations = operations(source, root);
    let components = root.get("components");
    let components = components.and_then(|node| Object::read(source, node, messages::components, &COMPONENTS));
    let (mut records, mut credentials, mut security_schemes) = (Vec::new(), Vec::new(), Vec::new());
    if let Some(components) = components {
        for (key, node) in components.map(source, "schemas") {
            records.extend(record::read(source, key, node));
        }
        for (key, node) in components.map(source, "securitySchemes") {
            security_schemes.extend(security::scheme(source, key, node));
            credentials.extend(security::read(source, key, node));
        }
    }
    name(&mut operations, &records);
    if let Some(components) = components {
        unused(source, components);
    }
    Some(Document {
        is_3_1,
        title: info.map(|info| info.expected_prose(source, "title")).unwrap_or_default(),
        version: info.map(|info| info.expected_prose(source, "version")).unwrap_or_default(),
        operations,
        records,
        credentials,
        security_schemes,
        servers: server::all(source, root),
    })
}

/// Names a document of another format, with what to do with it.
pub(crate) fn is_another_format(source: &mut Source<'_>) -> bool {
    let converted = messages::convert("npx swagger2openapi --outfile openapi.yaml FILE");
    let older = messages::convert("npx api-spec-converter --from swagger_1 --to openapi_3 FILE");
    let formats = [
        ("swagger", "Swagger", converted),
        ("swaggerVersion", "Swagger", older),
        ("asyncapi", "AsyncAPI", messages::describe_calls()),
    ];
    let root = source.root;
    let found = formats.into_iter().find_map(|(key, name, hint)| Some((root.get(key)?, name, hint)));
    let Some((node, name, hint)) = found.filter(|_| root.get("openapi").is_none()) else { return false };
    let version = node.as_text().map_or_else(|| node.to_json().to_string(), str::to_owned);
    source.report("version", node.position, messages::another_version(messages::named_version(name, version)), hint);
    true
}

/// Checks the components that no call uses. Nothing is generated from them, so that what is wrong is a warning.
fn unused<'s>(source: &mut Source<'s>, components: Object<'s>) {
    let problems = std::mem::take(&mut source.problems);
    for (_, node) in components.map(source, "parameters") {
        parameter::read(source, node);
    }
    for (_, node) in components.map(source, "responses") {
        response::response(source, 0, node);
    }
    for (_, node) in components.map(source, "requestBodies") {
        body::of(source, node);
    }
    let own = std::mem::replace(&mut source.problems, problems);
    source.problems.absorb_as_warnings(own);
}

/// Whether the document is written in 3.1 or later; none where its version is not known, which is reported.
pub(crate) fn version<'s>(source: &mut Source<'s>, root: Object<'s>) -> Option<bool> {
    let version = root.required_text(source, "openapi")?;
    match version.split('.').take(2).collect::<Vec<_>>().as_slice() {
        ["3", "0"] => return Some(false),
        ["3", "1" | "2"] => return Some(true),
        _ => {}
    }
    let position = root.position("openapi");
    source.refuse("version", position, messages::another_version(version), messages::write_another_version())
}

fn operations<'s>(source: &mut Source<'s>, root: Object<'s>) -> Vec<Operation> {
    let mut operations: Vec<Operation> = Vec::new();
    let mut lines: BTreeMap<String, u32> = BTreeMap::new();
    for (path, item) in root.map(source, "paths").iter().filter(|(path, _)| !path.name.starts_with("x-")) {
        if !path.name.starts_with('/') {
            source.report("path", path.position, messages::no_slash(&path.name), messages::write_after_address());
        }
        for operation in path_item(source, path, item) {
            let line = operation.position.line;
            if let Some(line) = lines.insert(operation.id.clone(), line) {
                let found = messages::operation_again(&operation.id, line);
                source.report("duplicate-operation", operation.position, found, messages::rename_one());
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
    let (mut functions, mut statics) = (BTreeSet::new(), BTreeSet::new());
    for operation in operations {
        let id = match names::is_taken_static(&names::shouty(&operation.id)) {
            true => format!("{}Operation", operation.id),
            false => operation.id.clone(),
        };
        let candidates = (2_u32..).map(|number| format!("{id}{number}"));
        // `straße` and `strasse` differ until they are in capitals.
        let is_free = |name: &String| {
            !types.contains(&names::pascal(name))
                && !functions.contains(&names::snake(name))
                && !statics.contains(&names::shouty(name))
        };
        let name = std::iter::once(id.clone()).chain(candidates).find(is_free);
        operation.name = name.unwrap_or_default();
        types.insert(names::pascal(&operation.name));
        functions.insert(names::snake(&operation.name));
        statics.insert(names::shouty(&operation.name));
    }
}

fn path_item<'s>(source: &mut Source<'s>, path: &'s Key, item: &'s Node) -> Vec<Operation> {
    let Some(item) = source.resolve(item) else { return Vec::new() };
    let Some(item) = Object::read(source, item, messages::a_path, &PATH_ITEM) else { return Vec::new() };
    if let Some(node) = item.get("servers") {
        let found = messages::servers_without_effect(messages::a_path());
        source.warn("servers", node.position, found, messages::give_endpoint());
    }
    let shared = item.list(source, "parameters");
    let entry = |name: &str| item.node.entries().iter().find(|(key, _)| key.name == name);
    let usual = METHODS.iter().filter_map(|name| entry(name).map(|(key, node)| (name.to_uppercase(), key, node)));
    let additional = item.map(source, "additionalOperations").iter().map(|(key, node)| (key.name.clone(), key, node));
    let found = usual.chain(additional).filter_map(|(method, key, node)| {
        if !parameter::is_name(&method) {
            let found = messages::no_method(quoted(&method));
            return source.refuse("name", key.position, found, messages::use_letters());
        }
        match node.value {
            Value::Map(_) => operation::read(source, path, key, &method, node, shared),
            _ => {
                let found = messages::as_a_map(messages::an_operation(), node.kind());
                source.refuse("type", node.position, found, messages::write_an_operation())
            }
        }
    });
    found.collect()
}
