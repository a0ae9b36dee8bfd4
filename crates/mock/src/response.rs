//! The responses of the mock: examples of the document, else values that its schemas accept.

use std::cmp::Reverse;

use deskledger_runtime::quality::{of_media_type, preferences};
use deskledger_runtime::{MediaType, Operation, Response, Violations};
use serde_json::{Value, json};

use crate::api::{Api, Call};
use crate::examples::{examples, made, operation, resolve};
use crate::request::Options;

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
            // A text may say anything; what has another form is left as it is.
            let is_free = described.is_some_and(|one| one.media_types.iter().any(|one| one.name.contains('*')));
            let is_text = is_free || example.media_type.starts_with("text/plain");
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
        let headers = response.headers.iter().filter(|one| !one.name.eq_ignore_ascii_case("content-type"));
        let headers = headers.map(|one| {
            let made = if one.kind == "integer" { "1" } else { "sample" };
            (one.name.to_owned(), one.example.unwrap_or(made).to_owned())
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
            let content = described.and_then(|node| node.get("content")?.get(media.name));
            let name = if media.name.contains('*') { "application/octet-stream" } else { media.name };
            Some(MockResponse {
                media_type: name.to_owned(),
                body: body(api, media, content, options)?,
                ..none.clone()
            })
        })
    }
}

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

fn body(api: &Api, media: &MediaType, content: Option<&Value>, options: &Options) -> Option<Vec<u8>> {
    let examples = examples(&api.document, content, media.example);
    match media.rule {
        Some(rule) => {
            let example = examples.into_iter().find(|one| rule.is_valid(one));
            let value = example.or_else(|| made(&api.document, content, rule, (options.seed, true)));
            value.map(|value| value.to_string().into_bytes())
        }
        None if is_json(media.name) => Some(examples.first().unwrap_or(&json!({})).to_string().into_bytes()),
        None => Some(match examples.first() {
            Some(Value::String(text)) => text.clone().into_bytes(),
            Some(other) => other.to_string().into_bytes(),
            None => file(media.name).to_vec(),
        }),
    }
}

/// The smallest file of a media type.
fn file(media_type: &str) -> &'static [u8] {
    match media_type {
        "application/zip" => b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        "application/pdf" => b"%PDF-1.4\n%%EOF\n",
        "text/csv" => b"name,count\r\nsample,1\r\n",
        name if name.ends_with("xml") => b"<sample/>",
        name if name.contains("ndjson") => b"{}\n",
        name if name.starts_with("image/png") => b"\x89PNG\r\n\x1a\n",
        _ => b"sample",
    }
}

fn is_json(media_type: &str) -> bool {
    media_type == "application/json" || media_type.ends_with("+json")
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
