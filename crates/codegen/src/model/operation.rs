use std::collections::BTreeSet;

use super::deprecation::Deprecation;
use super::types::{Operation, Parameter, ParameterIn};
use super::{body, pagination, parameter, response, rule, search, security};
use crate::diagnostic::Position;
use crate::messages;
use crate::names;
use crate::spec::{Key, Node, Object, Source, Value};

const KNOWN: [&str; 12] = [
    "callbacks", "tags", "summary", "description", "externalDocs", "operationId", "parameters", "responses",
    "deprecated", "security", "requestBody", "servers",
];

/// Reads an operation.
pub(super) fn read<'s>(
    source: &mut Source<'s>,
    path: &'s Key,
    key: &'s Key,
    method: &str,
    node: &'s Node,
    shared: &'s [Node],
) -> Option<Operation> {
    let object = Object::read(source, node, messages::an_operation, &KNOWN)?;
    if let Some(node) = object.get("servers") {
        let found = messages::servers_without_effect(messages::an_operation());
        source.warn("servers", node.position, found, messages::give_endpoint());
    }
    if let Some(node) = object.get("callbacks") {
        let found = messages::nothing_generated("callbacks");
        source.warn("unsupported", node.position, found, messages::write_as_paths());
    }
    let own = object.get("security").map(|_| object.list(source, "security"));
    let requirements = own.unwrap_or_else(|| source.root.list("security"));
    let security = security::alternatives(source, requirements);
    let id = match object.get("operationId") {
        Some(_) => object.text(source, "operationId").unwrap_or_default().to_owned(),
        None => {
            // `get /files/{id}` becomes `getFilesId`.
            let id = names::camel(&format!("{} {}", method.to_lowercase(), path.name));
            let found = messages::no_operation_id(&id);
            source.warn("no-operation-id", key.position, found, messages::add_operation_id());
            id
        }
    };
    let before = source.problems.count();
    let mut parameters = parameters(source, object, shared);
    // A parameter that could not be parsed is reported once; that it seems to be missing as well would mislead.
    let are_whole = source.problems.count() == before;
    parameters.extend(in_path(source, path, &parameters, are_whole));
    let rules = if are_whole { rule::read(source, object, &parameters) } else { Vec::new() };
    parameters.extend(body::read(source, object));
    let mut taken = BTreeSet::new();
    for one in &mut parameters {
        one.field = names::unique(std::mem::take(&mut one.field), &mut taken);
        one.is_secret = search::is_secret(source, &one.schema.shape);
        one.has_defaults = search::has_defaults(source, &one.schema.shape);
    }
    let mut operation = Operation {
        name: id.clone(),
        id,
        position: object.get("operationId").map_or(key.position, |node| node.position),
        method: method.to_owned(),
        path: path.name.clone(),
        summary: object.prose(source, "summary"),
        description: object.prose(source, "description"),
        deprecation: Deprecation::read(source, object),
        needs_credential: !matches!(object.get("security").map(|node| &node.value), Some(Value::List(all)) if all.is_empty()),
        security,
        tags: object.list(source, "tags").iter().filter_map(Node::as_text).map(str::to_owned).collect(),
        rules,
        responses: response::read(source, object),
        parameters,
        pagination: None,
    };
    operation.pagination = pagination::read(source, object, &operation);
    Some(operation)
}

/// The parameters of the operation, and those of its path that it does not have itself.
fn parameters<'s>(source: &mut Source<'s>, object: Object<'s>, shared: &'s [Node]) -> Vec<Parameter> {
    let mut parameters: Vec<Parameter> = Vec::new();
    let own = object.list(source, "parameters");
    for (index, node) in own.iter().chain(shared).enumerate() {
        let Some(one) = parameter::read(source, node) else { continue };
        // The names of headers have no case.
        let has_name_of = |other: &Parameter| match one.place {
            ParameterIn::Header => other.name.eq_ignore_ascii_case(&one.name),
            _ => other.name == one.name,
        };
        if !parameters.iter().any(|other| other.place == one.place && has_name_of(other)) {
            parameters.push(one);
        } else if index < own.len() {
            let found = messages::parameter_again(&one.name);
            source.report("duplicate-parameter", node.position, found, messages::remove_one());
        }
    }
    parameters
}

/// Reports what the path names and no parameter fills in, and the other way round; gives the former as texts.
fn in_path(source: &mut Source<'_>, path: &Key, parameters: &[Parameter], are_whole: bool) -> Vec<Parameter> {
    let mut names = Vec::new();
    let mut rest = path.name.as_str();
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            source.report("path", path.position, messages::open_brace(), messages::close_braces());
            return Vec::new();
        };
        if names.contains(&name) {
            source.report("path", path.position, messages::twice_in_path(name), messages::rename_one());
        }
        names.push(name);
        rest = after;
    }
    if let Some(at) = path.name.find(['?', '#']) {
        let found = messages::no_plain_path_from(&path.name, &path.name[at..]);
        source.warn("path", path.position, found, messages::describe_query());
    }
    if path.name.contains('\\') || path.name.split('/').any(|s| s == "..") {
        source.report("path", path.position, messages::no_plain_path(&path.name), messages::write_segments());
    }
    for one in parameters.iter().filter(|one| one.place == ParameterIn::Path && !names.contains(&one.name.as_str())) {
        let found = messages::not_in_path(&one.name, &path.name);
        source.report("path", one.position, found, messages::add_to_path());
    }
    let declared = |name: &str| parameters.iter().any(|one| one.place == ParameterIn::Path && one.name == name);
    let missing = names.iter().filter(|name| are_whole && !declared(name));
    let made_up = missing.enumerate().map(|(index, name)| {
        let found = messages::missing_path_parameter(*name);
        source.warn("path", path.position, found, messages::add_path_parameter(*name));
        // The column distinguishes the rules of several such names.
        let column = path.position.column + u32::try_from(index).unwrap_or(0) + 1;
        parameter::of_path(name, Position { column, ..path.position })
    });
    made_up.collect()
}
