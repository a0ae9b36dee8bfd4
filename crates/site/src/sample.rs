//! The request of the samples: the one that the generated client sends for the examples of the document, or for values that its
//! rules accept.

use deskledger_codegen::{Node, Reader};
use deskledger_mock::{Request, Sample};
use deskledger_runtime::percent::{encode_template, percent_encode};
use serde::Serialize;
use serde_json::Value as Json;

use crate::rules::{elements, is_true, plain, text};

/// A parameter of a sample.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Argument {
    pub(crate) name: String,
    #[serde(rename = "in")]
    pub(crate) place: String,
    pub(crate) required: bool,
    /// Whether the value is the same in every request.
    pub(crate) fixed: bool,
    /// The text of a simple value; of a header, as it is sent.
    pub(crate) value: String,
}

/// A part of a body of several parts.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Part {
    name: String,
    /// Name of the file; empty if it is none.
    file: String,
    /// Empty if it is not stated.
    media_type: String,
    /// The text of a field.
    value: String,
}

/// The parameter in a sample, with its value in the request. Without a request, as in a document that the generator rejects, it
/// has the example of the document or a placeholder.
pub(crate) fn argument<'c>(
    reader: &mut Reader<'c>,
    parameter: &'c Node,
    request: Option<&Request>,
) -> Option<Argument> {
    let [name, place] = ["name", "in"].map(|name| text(parameter, name).to_owned());
    let (required, fixed) = (is_true(parameter.get("required")), parameter.get("x-fixed").map(plain));
    if is_true(parameter.get("x-transport")) {
        return None;
    }
    let sent = request.and_then(|request| {
        let headers = request.encoded.headers.iter().filter(|_| place == "header");
        let header =
            headers.into_iter().find(|(sent, _)| sent.eq_ignore_ascii_case(&name)).map(|(_, text)| text.clone());
        header.or_else(|| {
            let is_same = |at: &deskledger_runtime::Location| {
                at.name == name && format!("{:?}", at.place).eq_ignore_ascii_case(&place)
            };
            request.values.iter().find(|one| is_same(&one.at)).map(|one| simple(&one.sample))
        })
    });
    let otherwise = || {
        let schema = parameter.get("schema").and_then(|schema| reader.resolve(schema));
        let example = given(reader, parameter).or_else(|| given(reader, schema?)).map(plain);
        example.or_else(|| required.then(|| format!("{{{name}}}"))).filter(|_| request.is_none())
    };
    let is_fixed = fixed.is_some();
    let value = fixed.or(sent).or_else(otherwise)?;
    Some(Argument { name, place, required, fixed: is_fixed, value })
}

/// The address of a request. Without one, the path has its names in braces.
pub(crate) fn address(server: &str, path: &str, arguments: &[Argument], request: Option<&Request>) -> String {
    let (path, query) = match request {
        Some(request) => (request.encoded.path.clone(), request.encoded.query.clone()),
        None => {
            let of = |place: &'static str| arguments.iter().filter(move |argument| argument.place == place);
            let value = |one: &Argument| match one.value == format!("{{{}}}", one.name) {
                true => one.value.clone(),
                false => percent_encode(&one.value),
            };
            let path = of("path").fold(encode_template(path).into_owned(), |path, one| {
                path.replace(&format!("{{{}}}", one.name), &value(one))
            });
            let pairs = of("query").map(|one| format!("{}={}", percent_encode(&one.name), value(one)));
            (path, pairs.collect::<Vec<_>>().join("&"))
        }
    };
    let mark = if query.is_empty() { "" } else { "?" };
    // A colon has no meaning of its own in either part: times stay readable.
    format!("{}{}", server.trim_end_matches('/'), format!("{path}{mark}{query}").replace("%3A", ":"))
}

/// The header with the cookies of a request.
pub(crate) fn cookies(request: Option<&Request>) -> Option<Argument> {
    let (_, value) = request?.encoded.headers.iter().find(|(name, _)| *name == "cookie")?;
    let (name, place) = ("Cookie".to_owned(), "header".to_owned());
    Some(Argument { name, place, required: true, fixed: false, value: value.clone() })
}

/// The parts of a body; none of any other body.
pub(crate) fn parts(request: Option<&Request>) -> Vec<Part> {
    let samples = request.into_iter().flat_map(|request| &request.values).map(|one| &one.sample);
    let parts = samples.filter_map(|sample| if let Sample::Parts(parts) = sample { Some(parts) } else { None });
    let part = |part: &deskledger_runtime::FormPart| Part {
        name: part.name.clone(),
        file: part.file_name.clone().unwrap_or_default(),
        media_type: part.media_type.clone().unwrap_or_default(),
        value: String::from_utf8_lossy(&part.content).into_owned(),
    };
    parts.flat_map(|parts| parts.iter().map(part)).collect()
}

/// The example of a parameter, a media type or a schema.
pub(crate) fn given<'c>(reader: &mut Reader<'c>, node: &'c Node) -> Option<&'c Node> {
    let named = node.get("examples");
    let first = named.and_then(|examples| examples.entries().first()).map(|(_, example)| example);
    let named = first.and_then(|example| reader.resolve(example)).and_then(|example| example.get("value"));
    node.get("example").or(named).or_else(|| elements(node.get("examples")).first())
}

/// A value as text, without the quotes of JSON; the items of a list behind commas.
fn simple(sample: &Sample) -> String {
    let of_json = |value: &Json| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match sample {
        Sample::Text(text) | Sample::Plain(text) => text.clone(),
        Sample::List(items) => items.iter().map(simple).collect::<Vec<_>>().join(","),
        Sample::Json(Json::Array(items)) => items.iter().map(of_json).collect::<Vec<_>>().join(","),
        Sample::Json(value) => of_json(value),
        Sample::Parts(_) | Sample::Bytes(_) => String::new(),
    }
}
