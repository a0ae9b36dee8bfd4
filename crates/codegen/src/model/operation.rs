use std::collections::BTreeMap;

use super::{Operation, Parameter, Place, parameter, response, rule};
use crate::names;
use crate::spec::{Key, Node, Object, Source};

const KNOWN: [&str; 11] = [
    "tags",
    "summary",
    "description",
    "externalDocs",
    "operationId",
    "parameters",
    "responses",
    "deprecated",
    "security",
    "requestBody",
    "servers",
];

/// Reads an operation.
pub(super) fn read<'s>(
    source: &mut Source<'s>,
    path: &'s Key,
    key: &'s Key,
    method: &'static str,
    node: &'s Node,
    shared: &'s [Node],
) -> Option<Operation> {
    let object = Object::read(source, node, "an operation", &KNOWN)?;
    refuse(source, object, "servers");
    let id = object.required_text(source, "operationId");
    let before = source.problems.count();
    let parameters = parameters(source, object, shared);
    // A parameter that could not be read is told once; that it seems to be missing as well would mislead.
    let are_whole = source.problems.count() == before;
    in_path(source, path, &parameters, are_whole);
    let operation = Operation {
        id: id.unwrap_or_default().to_owned(),
        position: object.get("operationId").map_or(key.position, |node| node.position),
        method,
        path: path.name.clone(),
        summary: object.prose(source, "summary"),
        description: object.prose(source, "description"),
        tags: object.list(source, "tags").iter().filter_map(Node::as_text).map(str::to_owned).collect(),
        rules: if are_whole { rule::read(source, object, &parameters) } else { Vec::new() },
        responses: response::read(source, object),
        parameters,
    };
    // No client is made of an operation without a file, so that its body is a matter of the server alone.
    if operation.is_download() {
        refuse(source, object, "requestBody");
    }
    id.map(|_| operation)
}

fn refuse<'s>(source: &mut Source<'s>, operation: Object<'s>, name: &str) {
    if let Some(node) = operation.get(name) {
        let found = format!("expected no `{name}` in an operation: it is not supported");
        source.report("unsupported", node.position, found, "leave it out of the document");
    }
}

/// The parameters of the operation, and those of its path that it does not have itself.
fn parameters<'s>(source: &mut Source<'s>, object: Object<'s>, shared: &'s [Node]) -> Vec<Parameter> {
    let mut parameters: Vec<Parameter> = Vec::new();
    for node in object.list(source, "parameters") {
        let Some(one) = parameter::read(source, node) else { continue };
        if parameters.iter().any(|other| (&other.name, other.place) == (&one.name, one.place)) {
            let found = format!("expected every parameter once, found {} again", one.name);
            source.report("duplicate-parameter", node.position, found, "remove one of the two");
            continue;
        }
        parameters.push(one);
    }
    for node in shared {
        let one = parameter::read(source, node);
        let is_new =
            |one: &Parameter| !parameters.iter().any(|other| (&other.name, other.place) == (&one.name, one.place));
        parameters.extend(one.filter(is_new));
    }
    let mut fields: BTreeMap<String, &Parameter> = BTreeMap::new();
    for parameter in &parameters {
        if let Some(other) = fields.insert(names::snake(&parameter.name), parameter) {
            let found = format!(
                "expected names that differ in Rust, found {} beside {} (line {})",
                parameter.name, other.name, other.position.line
            );
            source.report("name-collision", parameter.position, found, "rename one of the two");
        }
    }
    parameters
}

/// Reports what the path names and no parameter fills in, and the other way round.
fn in_path(source: &mut Source<'_>, path: &Key, parameters: &[Parameter], are_whole: bool) {
    let mut names = Vec::new();
    let mut rest = path.name.as_str();
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            source.report("path", path.position, "expected a `}` for every `{` of the path", "close the braces");
            return;
        };
        if names.contains(&name) {
            let found = format!("expected {{{name}}} once in the path, found it twice");
            source.report("path", path.position, found, "rename one of the two");
        }
        names.push(name);
        rest = after;
    }
    if path.name.contains(['?', '#', '\\', ' ']) || path.name.contains("//") || path.name.split('/').any(|s| s == "..")
    {
        let found = format!("expected a plain path, found {}", path.name);
        source.report(
            "path",
            path.position,
            found,
            "write segments with `/` between them; a query is made of parameters",
        );
    }
    let declared = |name: &str| parameters.iter().any(|one| one.place == Place::Path && one.name == name);
    for name in names.iter().filter(|name| are_whole && !declared(name)) {
        let found = format!("expected a path parameter {name}, because the path has {{{name}}}; found none");
        source.report("path", path.position, found, format!("add a parameter {name} with `in: path`"));
    }
    for one in parameters.iter().filter(|one| one.place == Place::Path && !names.contains(&one.name.as_str())) {
        let found = format!("expected {{{}}} in the path {}, because it is a path parameter", one.name, path.name);
        source.report("path", one.position, found, "add it to the path, or remove the parameter");
    }
}
