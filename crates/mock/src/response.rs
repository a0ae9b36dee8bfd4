//! The responses of the mock: examples of the document, else values that its schemas accept.

use std::cmp::Reverse;

use deskledger_runtime::json_schema::Schema;
use deskledger_runtime::quality::{is_json, of_media_type, preferences};
use deskledger_runtime::validate::Field;
use deskledger_runtime::{
    EncodedRequest, Header, Json, Location, MediaType, Operation, ParameterIn, Response, Style, Violations,
};
use serde_json::{Value, json};

use crate::api::{Api, Call};
use crate::content::Side;
use crate::examples::{examples, operation, resolve, with_schema};
use crate::media::{file, item};
use crate::request::Options;

/// Headers that say how the body is sent, which is not that of the document.
const OF_THE_CONNECTION: [&str; 3] = ["content-type", "content-length", "transfer-encoding"];

/// A response as it goes over the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MockResponse {
    /// Status.
    pub status: u16,
    /// Headers, without media type and length.
    pub headers: Vec<(String, String)>,
    /// Media type; empty without a body.
    pub media_type: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Call {
    /// The response of a call that succeeds, in the media type that the caller prefers. None where no body is found that the
    /// document allows.
    pub fn response(&self, api: &Api, accept: &str, options: &Options) -> Option<MockResponse> {
        let responses = self.operation.responses;
        let of = |wanted: fn(u16) -> bool| responses.iter().find(|one| wanted(one.status));
        let chosen = of(|status| (200..300).contains(&status)).or_else(|| of(|status| status == 2));
        // A document that describes failures only, or nothing: a success without a body is as good as any other.
        let chosen = chosen.or_else(|| of(|status| status == 0)).or_else(|| of(|status| (300..400).contains(&status)));
        let Some(response) = chosen else { return Some(MockResponse { status: 200, ..MockResponse::default() }) };
        let status = if response.status < 100 { 200 } else { response.status };
        self.response_of(api, response, status, accept, options)
    }

    /// A response that the document has for a failure, with a message and the violations where its schema has room for them.
    pub fn failure(
        &self,
        api: &Api,
        status: u16,
        message: &str,
        violations: &Violations,
        options: &Options,
    ) -> MockResponse {
        let responses = self.operation.responses;
        let by = |status: u16| responses.iter().find(|one| one.status == status);
        let declared = by(status).or_else(|| by(422).filter(|_| status == 400));
        let status = declared.map_or(status, |one| one.status);
        let described = declared.or_else(|| by(status / 100)).or_else(|| by(0));
        let example = described.and_then(|response| self.response_of(api, response, status, "", options));
        let Some(example) = example.filter(|example| !example.media_type.is_empty()) else {
            return plain(status, message, violations);
        };
        let Ok(mut body @ Value::Object(_)) = serde_json::from_slice(&example.body) else {
            // A text may say anything unless it has a schema; what has another form is left as it is.
            let is_free = described.is_some_and(|one| one.media_types.iter().any(|one| one.name.contains('*')));
            let content = described.and_then(|one| {
                let content = self::described(api, self.operation, one.status)?.get("content")?;
                Some(resolve(&api.document, content.get(&example.media_type)?))
            });
            let rule = content.and_then(item).and_then(|schema| api.further(schema, false));
            let is_text = is_free
                || example.media_type.starts_with("text/plain")
                    && rule.is_none_or(|rule| rule.is_valid(&message.into()));
            return if is_text { MockResponse { body: message.as_bytes().to_vec(), ..example } } else { example };
        };
        let rule =
            described.and_then(|response| response.media_types.iter().find(|one| one.name == example.media_type)?.rule);
        // Puts a value into the body if its schema accepts that.
        let put = |body: &mut Value, name: &str, value: Value| {
            let mut changed = body.clone();
            changed[name] = value;
            let is_valid = rule.is_none_or(|rule| rule.is_valid(&changed));
            if is_valid {
                *body = changed;
            }
            is_valid
        };
        for name in ["message", "error_msg", "detail", "title", "error", "description"] {
            if body[name].is_string() && put(&mut body, name, message.into()) {
                break;
            }
        }
        if !violations.is_empty() {
            put(&mut body, "violations", listed(violations));
        }
        MockResponse { body: body.to_string().into_bytes(), ..example }
    }

    fn response_of(
        &self,
        api: &Api,
        response: &Response,
        status: u16,
        accept: &str,
        options: &Options,
    ) -> Option<MockResponse> {
        let described = described(api, self.operation, response.status);
        let is_own = |one: &&Header| !OF_THE_CONNECTION.iter().any(|name| one.name.eq_ignore_ascii_case(name));
        let headers = response.headers.iter().filter(is_own).map(|one| {
            let node = described.and_then(|node| Some(resolve(&api.document, node.get("headers")?.get(one.name)?)));
            (one.name.to_owned(), self.header(api, one, node, options))
        });
        let none = MockResponse { status, headers: headers.collect(), ..MockResponse::default() };
        if response.media_types.is_empty() || matches!(status, 204 | 205 | 304) {
            return Some(none);
        }
        let accepted: Vec<_> = preferences([accept], true).collect();
        let mut media_types: Vec<&MediaType> = response.media_types.iter().collect();
        // Where nothing is acceptable, the first one all the same: the document has no response for that.
        media_types.sort_by_key(|media| Reverse(of_media_type(&accepted, media.name)));
        media_types.into_iter().find_map(|media| {
            let content =
                described.and_then(|node| Some(resolve(&api.document, node.get("content")?.get(media.name)?)));
            let name = if media.name.contains('*') { "application/octet-stream" } else { media.name };
            Some(MockResponse {
                media_type: name.to_owned(),
                body: body(api, media, content, options)?,
                ..none.clone()
            })
        })
    }
}

impl Call {
    /// The value of a header: an example, else one of its schema, in its style.
    fn header(&self, api: &Api, header: &Header, described: Option<&Value>, options: &Options) -> String {
        if let Some(example) = header.example {
            return example.to_owned();
        }
        let node = described.map(with_schema);
        let schema = node.and_then(|node| node.get("schema"));
        let rule = schema.and_then(|schema| api.further(schema, false));
        let examples = examples(&api.document, node, None);
        let value = match rule {
            Some(rule) => side(api, options).value(schema, rule, &examples).map(|(value, _)| value),
            None => examples.into_iter().next(),
        };
        let Some(value) = value else { return if header.kind == "integer" { "1" } else { "sample" }.to_owned() };
        let is_json = described.is_some_and(|node| node.get("content").is_some());
        let style = if is_json { Style::Json } else { Style::Simple };
        let explode = described.is_some_and(|node| node["explode"] == true);
        let at = Location { place: ParameterIn::Header, name: header.name, line: 0 };
        let rule = Json { schema: rule.unwrap_or(&ANYTHING), style, explode };
        // The style is that of a header of a request.
        let mut request = EncodedRequest::new(self.operation);
        request.json(&Field { at, empty_is_absent: false, rule }, Some(&value));
        request.headers.pop().map(|(_, text)| text).unwrap_or_default()
    }
}

/// A schema that accepts every value.
static ANYTHING: Schema = Schema::new(&[]);

/// The response as the document has it.
fn described<'a>(api: &'a Api, call: &Operation, status: u16) -> Option<&'a Value> {
    let responses = operation(&api.document, call)?.get("responses")?;
    let name = match status {
        0 => "default".to_owned(),
        1..=5 => format!("{status}XX"),
        status => status.to_string(),
    };
    let node = responses.get(&name).or_else(|| responses.get(name.to_lowercase()))?;
    Some(resolve(&api.document, node))
}

fn side<'a>(api: &'a Api, options: &Options) -> Side<'a> {
    Side { api, keyword: "writeOnly", wish: (Some(options.seed), true) }
}

fn body(api: &Api, media: &MediaType, content: Option<&Value>, options: &Options) -> Option<Vec<u8>> {
    let (side, examples) = (side(api, options), examples(&api.document, content, media.example));
    if let Some(rule) = media.rule {
        let value = side.value(content.and_then(item), rule, &examples);
        return value.map(|(value, _)| value.to_string().into_bytes());
    }
    if is_json(media.name) {
        return Some(examples.first().unwrap_or(&json!({})).to_string().into_bytes());
    }
    side.bytes(media.name, content, &examples, file(media.name))
}

/// A failure that the document does not describe.
pub(crate) fn plain(status: u16, message: &str, violations: &Violations) -> MockResponse {
    let mut body = json!({ "message": message });
    if !violations.is_empty() {
        body["violations"] = listed(violations);
    }
    let (media_type, body) = ("application/json".to_owned(), body.to_string().into_bytes());
    MockResponse { status, media_type, body, ..MockResponse::default() }
}

fn listed(violations: &Violations) -> Value {
    violations.iter().map(|one| json!(one)).collect()
}
