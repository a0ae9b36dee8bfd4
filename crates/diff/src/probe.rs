//! The requests of a document, for a comparison of a live service with it.

use std::collections::BTreeMap;

use deskledger_codegen::{Contract, Node, Reader, Value};
use deskledger_runtime::percent::{encode_template, percent_encode};

use crate::operation::methods;

/// A request of an operation with the values that the document gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// The operationId, or method and path.
    pub operation: String,
    /// The path as in the document.
    pub path: String,
    /// The method in lower case.
    pub method: String,
    /// Path and query with values.
    pub target: String,
    /// Headers with values, cookies in one of them.
    pub headers: Vec<(String, String)>,
    /// The media type and the text of the body.
    pub body: Option<(String, String)>,
    /// Required parameters, or `body`, without a value: the request cannot be sent.
    pub missing: Vec<String>,
}

impl Probe {
    /// Whether the method changes nothing at the service.
    pub fn is_safe(&self) -> bool {
        ["get", "head", "options"].contains(&self.method.as_str())
    }
}

/// The request of each operation. Values of required parameters are those of `values`, by name, otherwise an example, a
/// default or the first listed value of the document; of the others, only those of `values` are sent.
pub fn probes(contract: &Contract, values: &BTreeMap<String, String>) -> Vec<Probe> {
    let mut reader = Reader::new(contract);
    let paths = contract.root().map("paths");
    let mut out = Vec::new();
    for (key, node) in paths.iter().filter(|(key, _)| key.name.starts_with('/')) {
        let Some(item) = reader.resolve(node) else { continue };
        out.extend(methods(item).map(|(method, node)| probe(&mut reader, &key.name, (method, node), item, values)));
    }
    out
}

fn probe<'d>(
    reader: &mut Reader<'d>,
    path: &str,
    (method, node): (&str, &'d Node),
    item: &'d Node,
    values: &BTreeMap<String, String>,
) -> Probe {
    let id = node.text("operationId").map(str::to_owned);
    let operation = id.unwrap_or_else(|| format!("{} {path}", method.to_uppercase()));
    let (mut target, mut query, mut cookies) = (encode_template(path).into_owned(), Vec::new(), Vec::new());
    let (mut headers, mut missing, mut seen) = (Vec::new(), Vec::new(), Vec::new());
    let parameters = node.list("parameters").iter().chain(item.list("parameters"));
    for parameter in parameters.filter_map(|node| reader.resolve(node)).collect::<Vec<_>>() {
        let text = |name: &str| parameter.text(name).unwrap_or_default();
        let (name, place) = (text("name"), text("in"));
        // A parameter of the operation replaces the one of the path.
        if seen.contains(&(name, place)) {
            continue;
        }
        seen.push((name, place));
        let fixed = parameter.get("x-fixed").and_then(wire);
        let is_required = parameter.is("required") || place == "path";
        let of_document = || example(reader, parameter).filter(|_| is_required);
        let value = values.get(name).cloned().map(|value| vec![value]).or(fixed).or_else(of_document);
        let Some(value) = value else {
            missing.extend(is_required.then(|| name.to_owned()));
            continue;
        };
        let joined = value.join(",");
        match place {
            "path" => target = target.replace(&format!("{{{name}}}"), &percent_encode(&joined)),
            "query" => {
                query.extend(value.iter().map(|one| format!("{}={}", percent_encode(name), percent_encode(one))))
            }
            "header" => headers.push((name.to_owned(), joined)),
            _ => cookies.push(format!("{name}={joined}")),
        }
    }
    if !query.is_empty() {
        target = format!("{target}?{}", query.join("&"));
    }
    if !cookies.is_empty() {
        headers.push(("cookie".to_owned(), cookies.join("; ")));
    }
    let mut body = None;
    if let Some(node) = node.get("requestBody").and_then(|node| reader.resolve(node)) {
        let json = node.map("content").iter().find(|(key, _)| key.name.contains("json"));
        body = json.and_then(|(key, node)| Some((key.name.clone(), of_examples(reader, node)?.to_json().to_string())));
        missing.extend((body.is_none() && node.is("required")).then(|| "body".to_owned()));
    }
    let (path, method) = (path.to_owned(), method.to_owned());
    Probe { operation, path, method, target, headers, body, missing }
}

/// The texts of a value on the wire, several of a list; none of an object.
fn wire(node: &Node) -> Option<Vec<String>> {
    match &node.value {
        Value::Map(_) | Value::Null => None,
        Value::List(list) => list
            .iter()
            .map(|one| wire(one).map(|one| one.concat()))
            .collect::<Option<Vec<_>>>()
            .filter(|all| !all.is_empty()),
        Value::Text(text) => Some(vec![text.clone()]),
        _ => Some(vec![node.to_json().to_string()]),
    }
}

fn of_examples<'d>(reader: &mut Reader<'d>, node: &'d Node) -> Option<&'d Node> {
    let first = || node.get("examples")?.entries().first().map(|(_, node)| node);
    node.get("example").or_else(|| reader.resolve(first()?)?.get("value"))
}

fn example<'d>(reader: &mut Reader<'d>, parameter: &'d Node) -> Option<Vec<String>> {
    let own = of_examples(reader, parameter);
    let schema = parameter.get("schema").and_then(|node| reader.resolve(node));
    let of_schema = || {
        let schema = schema?;
        let first = |name: &str| schema.list(name).first();
        let named = ["example", "default", "const"].into_iter().find_map(|name| schema.get(name));
        named.or_else(|| first("examples")).or_else(|| first("enum"))
    };
    own.or_else(of_schema).and_then(wire)
}
