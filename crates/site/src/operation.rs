//! The operations of a document as data for the templates.

use deskledger_codegen::{Key, Node};
use deskledger_runtime::message::{Locale, Message};
use serde::Serialize;

use crate::messages;
use crate::rules::{code, elements, is_true, literal, plain};
use crate::sample::{self, Argument};
use crate::shape::{Field, Shape, Shapes};

/// An error code of a service, for the catalogue and for the responses with this code.
#[derive(Clone, Debug)]
pub struct ErrorCode {
    /// The code as in the response.
    pub code: String,
    /// Status of a response with this code.
    pub status: u16,
    /// What it means.
    pub meaning: Message,
    /// What to do.
    pub advice: Message,
    /// Whether the same request may succeed if it is sent again.
    pub retry: Message,
}

/// An error code in one language.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Explained {
    code: String,
    status: u16,
    meaning: String,
    advice: String,
    retry: String,
}

impl Explained {
    pub(crate) fn of(error: &ErrorCode, locale: Locale) -> Self {
        let [meaning, advice, retry] = [&error.meaning, &error.advice, &error.retry].map(|text| text.localized(locale));
        Self { code: error.code.clone(), status: error.status, meaning, advice, retry }
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct Operation {
    id: String,
    /// Its id in the document.
    name: String,
    method: String,
    path: String,
    summary: String,
    description: String,
    deprecated: String,
    is_webhook: bool,
    security: String,
    parameters: Vec<Field>,
    rules: Vec<String>,
    body: Option<Body>,
    responses: Vec<Response>,
    callbacks: Vec<String>,
    request: Request,
}

#[derive(Debug, Serialize)]
struct Body {
    required: bool,
    description: String,
    content: Vec<Content>,
}

#[derive(Debug, Serialize)]
struct Content {
    media_type: String,
    example: String,
    #[serde(flatten)]
    shape: Shape,
}

#[derive(Debug, Serialize)]
struct Response {
    status: String,
    description: String,
    headers: Vec<Field>,
    content: Vec<Content>,
    errors: Vec<Explained>,
}

/// The request of the samples.
#[derive(Debug, Serialize)]
struct Request {
    server: String,
    url: String,
    arguments: Vec<Argument>,
    /// Header of the credential, and what stands before it in its value.
    credential: Option<(String, &'static str)>,
    content_type: String,
    body: String,
    /// Name of the file that the response is.
    file: String,
}

/// Describes the operations of a document.
pub(crate) struct Document<'c> {
    pub(crate) shapes: Shapes<'c>,
    pub(crate) root: &'c Node,
    pub(crate) errors: Vec<Explained>,
}

impl<'c> Document<'c> {
    pub(crate) fn operation(&mut self, path: &str, method: &str, node: &'c Node, item: &'c Node) -> Operation {
        let text = |name: &str| node.get(name).and_then(Node::as_text).unwrap_or_default().to_owned();
        let name = text("operationId");
        let id = if name.is_empty() { format!("{method}-{path}") } else { name.clone() };
        let id = id.replace(|letter: char| !letter.is_ascii_alphanumeric() && !"-_.".contains(letter), "-");
        let (mut parameters, mut arguments, mut seen) = (Vec::new(), Vec::new(), Vec::new());
        // A parameter of the operation replaces that of its path.
        let both = elements(node.get("parameters")).iter().chain(elements(item.get("parameters")));
        for parameter in both {
            let Some(parameter) = self.shapes.reader.resolve(parameter) else { continue };
            let key = ["name", "in"].map(|name| parameter.get(name).and_then(Node::as_text).unwrap_or_default());
            if !seen.contains(&key) {
                seen.push(key);
                parameters.push(self.parameter(parameter));
                arguments.extend(sample::argument(&mut self.shapes.reader, parameter));
            }
        }
        let rules = elements(node.get("x-rules")).iter().map(|rule| self.shapes.description(rule)).collect();
        let body = node.get("requestBody").and_then(|body| self.shapes.reader.resolve(body));
        let responses = node.get("responses").map(Node::entries).unwrap_or_default();
        let responses: Vec<Response> = responses
            .iter()
            .filter(|(key, _)| !key.name.starts_with("x-"))
            .filter_map(|(key, response)| self.response(&key.name, response))
            .collect();
        let security = node.get("security").or_else(|| self.root.get("security"));
        let request = self.request(path, node, item, arguments, body, security);
        Operation {
            id,
            name,
            method: method.to_uppercase(),
            path: path.to_owned(),
            summary: text("summary"),
            description: self.shapes.description(node),
            deprecated: self.shapes.deprecation(node),
            is_webhook: !path.starts_with('/'),
            security: self.security(security),
            parameters,
            rules,
            body: body.map(|body| Body {
                required: is_true(body.get("required")),
                description: self.shapes.description(body),
                content: self.content(body),
            }),
            responses,
            callbacks: node
                .get("callbacks")
                .map(Node::entries)
                .unwrap_or_default()
                .iter()
                .map(|(key, _)| key.name.clone())
                .collect(),
            request,
        }
    }

    fn parameter(&mut self, node: &'c Node) -> Field {
        let text = |name: &str| node.get(name).and_then(Node::as_text).unwrap_or_default();
        let mut shape = node.get("schema").map(|schema| self.shapes.shape(schema)).unwrap_or_default();
        let media = node.get("content").and_then(|content| content.entries().first()).map(|(_, media)| media);
        let mut rules = Vec::new();
        if let Some(schema) = media.and_then(|media| media.get("schema")) {
            shape = self.shapes.shape(schema);
            rules.push(messages::as_json());
        }
        let schema = node.get("schema").and_then(|schema| self.shapes.reader.resolve(schema));
        let is_exploded = node.get("explode").map_or(matches!(text("style"), "" | "form"), |node| is_true(Some(node)));
        let is_query = matches!(text("in"), "query" | "cookie");
        match (schema.and_then(|schema| schema.get("type")).and_then(Node::as_text), text("style")) {
            (Some("object"), "deepObject") => rules.push(messages::bracketed()),
            (Some("array"), "spaceDelimited") if !is_exploded => rules.push(messages::separated_by("` `")),
            (Some("array"), "pipeDelimited") if !is_exploded => rules.push(messages::separated_by("`|`")),
            (Some("array"), _) if is_query && is_exploded => rules.push(messages::repeated()),
            (Some("array"), _) => rules.push(messages::separated_by("`,`")),
            _ => {}
        }
        if is_true(node.get("allowEmptyValue")) {
            rules.push(messages::may_be_empty());
        }
        let fixed = node.get("x-fixed").map(|value| messages::always(literal(value)));
        shape.rules.extend(rules.into_iter().chain(fixed).map(|rule| self.shapes.say(rule)));
        let description = self.shapes.description(node);
        if !description.is_empty() {
            shape.description = description;
        }
        if let Some(example) = sample::given(&mut self.shapes.reader, node) {
            shape.example = literal(example);
        }
        let mut field = self.shapes.field(text("name").to_owned(), Some(is_true(node.get("required"))), node, shape);
        field.place = self.shapes.say(place(text("in")));
        field
    }

    fn content(&mut self, node: &'c Node) -> Vec<Content> {
        let content = node.get("content").map(Node::entries).unwrap_or_default();
        let one = |(key, media): &'c (Key, Node)| {
            let shape = media.get("schema").map(|schema| self.shapes.shape(schema)).unwrap_or_default();
            let example = sample::given(&mut self.shapes.reader, media).map(pretty).unwrap_or_default();
            Content { media_type: key.name.clone(), example, shape }
        };
        content.iter().map(one).collect()
    }

    fn response(&mut self, status: &str, node: &'c Node) -> Option<Response> {
        let node = self.shapes.reader.resolve(node)?;
        let mut headers = Vec::new();
        for (key, header) in node.get("headers").map(Node::entries).unwrap_or_default() {
            if let Some(header) = self.shapes.reader.resolve(header) {
                let mut field = self.parameter(header);
                field.name.clone_from(&key.name);
                field.place.clear();
                field.required = field.required.filter(|is_required| *is_required);
                headers.push(field);
            }
        }
        let content = self.content(node);
        let says =
            |error: &&Explained| content.iter().any(|media| media.example.contains(&format!("{:?}", error.code)));
        let errors = self.errors.iter().filter(says).cloned().collect();
        let description = self.shapes.description(node);
        Some(Response { status: status.to_owned(), description, headers, content, errors })
    }

    /// The alternatives of credentials as a sentence.
    fn security(&self, security: Option<&Node>) -> String {
        let alternatives: Vec<String> = elements(security)
            .iter()
            .filter(|alternative| !alternative.entries().is_empty())
            .map(|one| one.entries().iter().map(|(key, _)| code(&key.name)).collect::<Vec<_>>().join(" + "))
            .collect();
        if alternatives.is_empty() {
            return self.shapes.say(messages::no_credentials());
        }
        let or = self.shapes.say(messages::or());
        self.shapes.say(messages::needs_credentials(alternatives.join(&or)))
    }

    fn request(
        &mut self,
        path: &str,
        node: &'c Node,
        item: &'c Node,
        arguments: Vec<Argument>,
        body: Option<&'c Node>,
        security: Option<&'c Node>,
    ) -> Request {
        let servers = [node, item, self.root].into_iter().find_map(|node| elements(node.get("servers")).first());
        let server = servers.map(sample_server).unwrap_or_default();
        let server = if server.contains("://") { server } else { format!("https://example.com{server}") };
        let media = body.and_then(|body| body.get("content")).and_then(|content| content.entries().first());
        let value = media.map(|(_, media)| {
            let given = sample::given(&mut self.shapes.reader, media).map(Node::to_json);
            given.or_else(|| media.get("schema").map(|schema| sample::invented(&mut self.shapes.reader, schema, 0)))
        });
        let scheme = elements(security).first().and_then(|alternative| alternative.entries().first());
        let scheme = scheme.and_then(|(key, _)| self.root.get("components")?.get("securitySchemes")?.get(&key.name));
        let scheme = scheme.and_then(|scheme| self.shapes.reader.resolve(scheme));
        let credential = scheme.and_then(|scheme| {
            let text = |name: &str| scheme.get(name).and_then(Node::as_text).unwrap_or_default();
            match (text("type"), text("in"), text("scheme")) {
                ("apiKey", "header", _) => Some((text("name").to_owned(), "")),
                ("http", _, "basic") => Some(("Authorization".to_owned(), "Basic ")),
                ("http" | "oauth2" | "openIdConnect", ..) => Some(("Authorization".to_owned(), "Bearer ")),
                _ => None,
            }
        });
        Request {
            url: sample::address(&server, path, &arguments),
            server,
            credential,
            content_type: media.map(|(key, _)| key.name.clone()).unwrap_or_default(),
            body: value.flatten().map(|value| value.to_string()).unwrap_or_default(),
            file: self.file(node),
            arguments,
        }
    }

    /// The name of the file that a successful response is; empty if it is none.
    fn file(&mut self, node: &'c Node) -> String {
        let mut named = String::new();
        for (_, response) in node.get("responses").map(Node::entries).unwrap_or_default() {
            let Some(response) = self.shapes.reader.resolve(response) else { continue };
            let media = response.get("content").and_then(|content| content.entries().first()).map(|(_, media)| media);
            let schema =
                media.and_then(|media| media.get("schema")).and_then(|schema| self.shapes.reader.resolve(schema));
            if schema.and_then(|schema| schema.get("format")).and_then(Node::as_text) != Some("binary") {
                continue;
            }
            let header = response.get("headers").and_then(|headers| headers.get("Content-Disposition"));
            let header =
                header.and_then(|header| self.shapes.reader.resolve(header)).and_then(|header| header.get("example"));
            let name = header.and_then(Node::as_text).and_then(|text| text.split('"').nth(1)).unwrap_or("response.bin");
            if named.is_empty() {
                // A name, not a path.
                named = name.replace(|letter: char| !letter.is_alphanumeric() && !"-_.".contains(letter), "_");
            }
        }
        named
    }
}

pub(crate) fn place(place: &str) -> Message {
    match place {
        "path" => messages::in_path(),
        "header" => messages::in_header(),
        "cookie" => messages::in_cookie(),
        _ => messages::in_query(),
    }
}

/// The address of a server with the defaults of its variables.
fn sample_server(server: &Node) -> String {
    let mut url = server.get("url").and_then(Node::as_text).unwrap_or_default().to_owned();
    for (key, variable) in server.get("variables").map(Node::entries).unwrap_or_default() {
        let default = variable.get("default").map(plain).unwrap_or_default();
        url = url.replace(&format!("{{{}}}", key.name), &default);
    }
    url
}

/// An example as text: JSON on several lines.
fn pretty(node: &Node) -> String {
    node.as_text().map_or_else(|| format!("{:#}", node.to_json()), str::to_owned)
}
