//! The operations of a document as data for the templates.

use deskledger_codegen::{Key, Node};
use deskledger_mock::Api;
use deskledger_runtime::message::{Locale, Message};
use deskledger_runtime::percent::percent_encode;
use deskledger_runtime::request::server_url;
use serde::Serialize;

use crate::messages;
use crate::rules::{code, elements, entries, first_media, id, is_true, list, literal, plain, text};
use crate::sample::{self, Argument, Part};
use crate::shape::{Field, Shape, Shapes};

/// An error code of a service, for the catalogue and for the responses with this code.
#[derive(Clone, Debug)]
pub struct ErrorCode {
    /// The code as in the response.
    pub code: String,
    /// Status of a response with this code.
    pub status: u16,
    /// The meaning.
    pub meaning: Message,
    /// The remedy.
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
    credential: Option<(String, String)>,
    /// The address up to the credential, where this is a parameter of the query.
    url_of_key: String,
    content_type: String,
    body: String,
    /// The parts of the body, if it has several.
    parts: Vec<Part>,
    /// Name of the file that the response is.
    file: String,
}

/// Describes the operations of a document.
pub(crate) struct Document<'c> {
    pub(crate) shapes: Shapes<'c>,
    pub(crate) root: &'c Node,
    pub(crate) errors: Vec<Explained>,
    /// The calls that the generator makes of the document; none where it rejects the document.
    pub(crate) api: Option<&'c Api>,
}

impl<'c> Document<'c> {
    pub(crate) fn operation(&mut self, path: &str, method: &str, node: &'c Node, item: &'c Node) -> Operation {
        let name = text(node, "operationId").to_owned();
        let id = if name.is_empty() { id(&format!("{method}-{path}")) } else { id(&name) };
        let (mut parameters, mut arguments, mut seen) = (Vec::new(), Vec::new(), Vec::new());
        let found = self.api.and_then(|api| api.call(&method.to_uppercase(), path)?.simplest_request(api));
        // A parameter of the operation replaces that of its path.
        let both = elements(node.get("parameters")).iter().chain(elements(item.get("parameters")));
        for parameter in both {
            let Some(parameter) = self.shapes.reader.resolve(parameter) else { continue };
            let key = ["name", "in"].map(|name| text(parameter, name));
            if !seen.contains(&key) {
                seen.push(key);
                parameters.push(self.parameter(parameter));
                arguments.extend(sample::argument(&mut self.shapes.reader, parameter, found.as_ref()));
            }
        }
        let rules = elements(node.get("x-rules")).iter().map(|rule| self.shapes.description(rule)).collect();
        let body = node.get("requestBody").and_then(|body| self.shapes.reader.resolve(body));
        let responses = entries(node, "responses").iter().filter(|(key, _)| !key.name.starts_with("x-"));
        let responses = responses.filter_map(|(key, response)| self.response(&key.name, response)).collect();
        let security = node.get("security").or_else(|| self.root.get("security"));
        let request = self.request(path, [node, item], arguments, (body, found.as_ref()), security);
        Operation {
            id,
            name,
            method: method.to_uppercase(),
            path: path.to_owned(),
            summary: text(node, "summary").to_owned(),
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
            callbacks: entries(node, "callbacks").iter().map(|(key, _)| key.name.clone()).collect(),
            request,
        }
    }

    fn parameter(&mut self, node: &'c Node) -> Field {
        let (style, place_in) = (text(node, "style"), text(node, "in"));
        let mut shape = node.get("schema").map(|schema| self.shapes.shape(schema)).unwrap_or_default();
        let mut rules = Vec::new();
        if let Some((key, media)) = first_media(node) {
            shape = media.get("schema").map(|schema| self.shapes.shape(schema)).unwrap_or_default();
            rules.extend(key.name.contains("json").then(messages::as_json));
        }
        let schema = node.get("schema").and_then(|schema| self.shapes.reader.resolve(schema));
        let is_exploded = node.get("explode").map_or(matches!(style, "" | "form"), |node| is_true(Some(node)));
        let is_query = matches!(place_in, "query" | "cookie");
        rules.extend(match (schema.map_or("", |schema| text(schema, "type")), style) {
            ("object", "deepObject") => Some(messages::bracketed()),
            ("array", "spaceDelimited") if !is_exploded => Some(messages::separated_by("` `")),
            ("array", "pipeDelimited") if !is_exploded => Some(messages::separated_by("`|`")),
            ("array", _) if is_query && is_exploded => Some(messages::repeated()),
            ("array" | "object", "matrix") if is_exploded => Some(messages::separated_by("`;`")),
            ("array" | "object", "label") if is_exploded => Some(messages::separated_by("`.`")),
            ("array", _) => Some(messages::separated_by("`,`")),
            ("object", _) if !is_exploded => Some(messages::names_and_values()),
            _ => None,
        });
        rules.extend(is_true(node.get("allowEmptyValue")).then(messages::may_be_empty));
        let fixed = node.get("x-fixed").map(|value| messages::always(literal(value)));
        shape.rules.extend(rules.into_iter().chain(fixed).map(|rule| self.shapes.say(rule)));
        let description = self.shapes.description(node);
        if !description.is_empty() {
            shape.description = description;
        }
        if let Some(example) = sample::given(&mut self.shapes.reader, node) {
            shape.example = literal(example);
        }
        let name = text(node, "name").to_owned();
        let mut field = self.shapes.field(name, Some(is_true(node.get("required"))), node, shape);
        field.place = self.shapes.say(place(place_in));
        field
    }

    fn content(&mut self, node: &'c Node) -> Vec<Content> {
        let one = |(key, media): &'c (Key, Node)| {
            let mut shape = media.get("schema").map(|schema| self.shapes.shape(schema)).unwrap_or_default();
            for (name, encoding) in entries(media, "encoding") {
                let types = text(encoding, "contentType");
                let said = messages::type_of_part(code(&name.name), code(types));
                shape.rules.extend((!types.is_empty()).then(|| self.shapes.say(said)));
            }
            let example = sample::given(&mut self.shapes.reader, media).map(pretty).unwrap_or_default();
            Content { media_type: key.name.clone(), example, shape }
        };
        entries(node, "content").iter().map(one).collect()
    }

    fn response(&mut self, status: &str, node: &'c Node) -> Option<Response> {
        let node = self.shapes.reader.resolve(node)?;
        let mut headers = Vec::new();
        for (key, header) in entries(node, "headers") {
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
        let all = elements(security);
        if all.iter().all(|alternative| alternative.entries().is_empty()) {
            return self.shapes.say(messages::no_credentials());
        }
        let scheme = |(key, scopes): &(Key, Node)| {
            let scopes: Vec<&str> = elements(Some(scopes)).iter().filter_map(Node::as_text).collect();
            match scopes.is_empty() {
                true => code(&key.name),
                false => self.shapes.say(messages::with_scopes(code(&key.name), list(scopes))),
            }
        };
        let alternatives = all.iter().map(|one| match one.entries() {
            [] => self.shapes.say(messages::none()),
            schemes => schemes.iter().map(scheme).collect::<Vec<_>>().join(" + "),
        });
        let or = self.shapes.say(messages::or());
        self.shapes.say(messages::needs_credentials(alternatives.collect::<Vec<_>>().join(&or)))
    }

    fn request(
        &mut self,
        path: &str,
        [node, item]: [&'c Node; 2],
        arguments: Vec<Argument>,
        (body, found): (Option<&'c Node>, Option<&deskledger_mock::Request>),
        security: Option<&'c Node>,
    ) -> Request {
        let servers = [node, item, self.root].into_iter().find_map(|node| elements(node.get("servers")).first());
        let server = servers.map(sample_server).unwrap_or_default();
        let server = if server.contains("://") { server } else { format!("https://example.com{server}") };
        // Without a request, the example of the document.
        let media = body.filter(|_| found.is_none()).and_then(first_media);
        let given = media.and_then(|(_, media)| sample::given(&mut self.shapes.reader, media));
        let given = media.zip(given).map(|((key, _), value)| (key.name.clone(), plain(value)));
        let sent = found.and_then(|found| found.encoded.body.as_ref());
        let sent = sent.map(|(media_type, bytes)| (media_type.clone(), String::from_utf8_lossy(bytes).into_owned()));
        let (content_type, body) = sent.or(given).unwrap_or_default();
        let scheme = elements(security).first().and_then(|alternative| alternative.entries().first());
        let scheme = scheme.and_then(|(key, _)| self.root.get("components")?.get("securitySchemes")?.get(&key.name));
        let scheme = scheme.and_then(|scheme| self.shapes.reader.resolve(scheme));
        let url = sample::address(&server, path, &arguments, found);
        let mut url_of_key = String::new();
        let credential = scheme.and_then(|scheme| match ["type", "in", "scheme"].map(|name| text(scheme, name)) {
            ["apiKey", "header", _] => Some((text(scheme, "name").to_owned(), String::new())),
            ["apiKey", "cookie", _] => Some(("Cookie".to_owned(), format!("{}=", text(scheme, "name")))),
            ["apiKey", "query", _] => {
                let mark = if url.contains('?') { '&' } else { '?' };
                url_of_key = format!("{url}{mark}{}=", percent_encode(text(scheme, "name")));
                None
            }
            ["http", _, "basic"] => Some(("Authorization".to_owned(), "Basic ".to_owned())),
            ["http" | "oauth2" | "openIdConnect", ..] => Some(("Authorization".to_owned(), "Bearer ".to_owned())),
            _ => None,
        });
        let mut arguments = arguments;
        arguments.extend(sample::cookies(found));
        Request {
            url,
            url_of_key,
            server,
            credential,
            content_type,
            body,
            parts: sample::parts(found),
            file: self.file(node),
            arguments,
        }
    }

    /// The name of the file that a successful response is; empty if it is none.
    fn file(&mut self, node: &'c Node) -> String {
        for (_, response) in entries(node, "responses") {
            let Some(response) = self.shapes.reader.resolve(response) else { continue };
            let schema = first_media(response).and_then(|(_, media)| media.get("schema"));
            let schema = schema.and_then(|schema| self.shapes.reader.resolve(schema));
            if schema.is_none_or(|schema| text(schema, "format") != "binary") {
                continue;
            }
            let header = response.get("headers").and_then(|headers| headers.get("Content-Disposition"));
            let header = header.and_then(|header| self.shapes.reader.resolve(header));
            let name = header.and_then(|header| text(header, "example").split('"').nth(1)).unwrap_or("response.bin");
            // A name, not a path.
            return name.replace(|letter: char| !letter.is_alphanumeric() && !"-_.".contains(letter), "_");
        }
        String::new()
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
    let default = |variable: &Node| variable.get("default").map(plain).unwrap_or_default();
    let variables = entries(server, "variables").iter().map(|(key, variable)| (key.name.as_str(), default(variable)));
    let variables: Vec<_> = variables.collect();
    let variables: Vec<_> = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
    server_url(text(server, "url"), &variables)
}

/// An example as text: JSON on several lines.
fn pretty(node: &Node) -> String {
    node.as_text().map_or_else(|| format!("{:#}", node.to_json()), str::to_owned)
}
