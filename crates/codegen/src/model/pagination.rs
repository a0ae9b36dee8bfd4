//! How the request of the next page follows from a page: `x-pagination`, or a link from a response to its own operation.

use super::types::{Next, Operation, Pagination, Parameter, ParameterIn, Shape};
use crate::diagnostic::Position;
use crate::messages;
use crate::spec::{Object, Source};

/// Reads how an operation returns its pages; what cannot be followed is reported.
pub(super) fn read<'s>(source: &mut Source<'s>, object: Object<'s>, operation: &Operation) -> Option<Pagination> {
    let Some(node) = object.get("x-pagination") else { return link(source, object, operation) };
    let known = ["items", "link", "next", "offset", "page"];
    let rule = Object::read(source, node, messages::x_pagination, &known)?;
    let items = rule.text(source, "items").map(str::to_owned);
    if rule.is(source, "link") {
        return Some(linked(items, node.position));
    }
    let next = rule.get("next").and_then(|next| next.entries().first());
    let next = next.and_then(|(key, pointer)| Some((key.name.clone(), Next::Marker(pointer.as_text()?.to_owned()))));
    let counted = |name: &str, next| rule.node.text(name).map(|text| (text.to_owned(), next));
    let found = next.or_else(|| counted("offset", Next::Offset)).or_else(|| counted("page", Next::Page));
    let Some((parameter, next)) = found else {
        let hint = messages::write_for_example("`next: { cursor: /next_cursor }`");
        return source.refuse("missing", node.position, messages::no_page_rule(), hint);
    };
    let is_followed = |one: &&Parameter| match (&one.schema.shape, &next) {
        (Shape::Text(_), Next::Marker(_)) | (Shape::Int(_), _) => one.place == ParameterIn::Query && !one.required,
        _ => false,
    };
    let parameter = operation.inputs().filter(|one| one.name == parameter).find(is_followed);
    let Some(parameter) = parameter else {
        let found = messages::no_page_parameter();
        return source.refuse("unknown-name", node.position, found, messages::name_page_parameter());
    };
    let first = parameter.schema.default.as_deref().and_then(|text| text.parse().ok()).unwrap_or(1);
    Some(Pagination { items, parameter: parameter.field.clone(), next, first, position: node.position })
}

/// The next page is where the header `Link` says.
fn linked(items: Option<String>, position: Position) -> Pagination {
    Pagination { items, parameter: "link".to_owned(), next: Next::Link, first: 1, position }
}

/// A link of a success to its own operation, with one parameter from the body.
fn link<'s>(source: &mut Source<'s>, object: Object<'s>, operation: &Operation) -> Option<Pagination> {
    let success = object.get("responses")?.entries().iter().find(|(key, _)| key.name.starts_with('2'))?;
    let success = source.resolve(&success.1)?;
    for (_, node) in success.map("links") {
        let Some(node) = source.resolve(node) else { continue };
        let parameters = node.map("parameters");
        let (true, [(key, value)]) = (node.text("operationId") == Some(&operation.id), parameters) else {
            continue;
        };
        let pointer = value.as_text().and_then(|text| text.strip_prefix("$response.body#"));
        let name = key.name.strip_prefix("query.").unwrap_or(&key.name);
        let is_followed =
            |one: &&Parameter| matches!(one.schema.shape, Shape::Text(_) | Shape::Int(_)) && !one.required;
        let parameter = operation.inputs().filter(|one| one.name == name).find(is_followed);
        if let (Some(pointer), Some(parameter)) = (pointer, parameter) {
            let (parameter, next) = (parameter.field.clone(), Next::Marker(pointer.to_owned()));
            return Some(Pagination { items: None, parameter, next, first: 1, position: node.position });
        }
    }
    let link = success.map("headers").iter().find(|(key, _)| key.name.eq_ignore_ascii_case("link"));
    link.filter(|_| operation.method == "GET").map(|(_, node)| linked(None, node.position))
}
