//! The responses of the mock: examples of the document, else values that its schemas accept.

use std::cmp::Reverse;

use deskledger_runtime::json_schema::Schema;
use deskledger_runtime::quality::{of_media_type, preferences};
use deskledger_runtime::{MediaType, Operation, Response, Violations};
use serde_json::{Value, json};

use crate::api::{Api, Call};
use crate::examples::{blend, of_content, of_schema, operation, resolve};
use crate::request::Options;
use crate::sample::sample;

/// A response with its values as text and bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
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
        let Some(response) = chosen else {
            return Some(MockResponse {
                status: 200,
                headers: Vec::new(),
                media_type: String::new(),
                body: Vec::new(),
            });
        };
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
        let Ok(Value::Object(mut body)) = serde_json::from_slice(&example.body) else {
            // Text is free; other formats stay unchanged.
            let is_free = described.is_some_and(|one| one.media_types.iter().any(|one| one.name.contains('*')));
            let is_text = is_free || example.media_type.starts_with("text/plain");
            return if is_text { MockResponse { body: message.as_bytes().to_vec(), ..example } } else { example };
        };
        let rule =
            described.and_then(|response| response.media_types.iter().find(|one| one.name == example.media_type)?.rule);
        let is_valid =
            |body: &serde_json::Map<String, Value>| rule.is_none_or(|rule| rule.is_valid(&Value::Object(body.clone())));
        for name in ["message", "error_msg", "detail", "title", "error", "description"] {
            let Some(Value::String(text)) = body.get(name) else { continue };
            let before = text.clone();
            body.insert(name.to_owned(), message.into());
            if is_valid(&body) {
                break;
            }
            body.insert(name.to_owned(), before.into());
        }
        if !violations.is_empty() {
            let before = body.clone();
            body.insert("violations".to_owned(), listed(violations));
            if !is_valid(&body) {
                body = before;
            }
        }
        MockResponse { body: Value::Object(body).to_string().into_bytes(), ..example }
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
        let headers: Vec<(String, String)> = headers.collect();
        let none = || MockResponse { status, headers: headers.clone(), media_type: String::new(), body: Vec::new() };
        if response.media_types.is_empty() || matches!(status, 204 | 205 | 304) {
            return Some(none());
        }
        let accepted: Vec<_> = preferences([accept], true).collect();
        let mut media_types: Vec<&MediaType> = response.media_types.iter().collect();
        // Where nothing is acceptable, the first one all the same: the document has no response for that.
        media_types.sort_by_key(|media| Reverse(of_media_type(&accepted, media.name)));
        media_types.into_iter().find_map(|media| {
            let content = described.and_then(|node| node.get("content")?.get(media.name));
            let name = if media.name.contains('*') { "application/octet-stream" } else { media.name };
            Some(MockResponse { media_type: name.to_owned(), body: body(api, media, content, options)?, ..none() })
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
    let stated = media.example.and_then(|text| serde_json::from_str::<Value>(text).ok());
    let examples: Vec<Value> =
        stated.into_iter().chain(content.into_iter().flat_map(|content| of_content(&api.document, content))).collect();
    match media.rule {
        Some(rule) => json_body(api, rule, content, examples, options),
        None if is_json(media.name) => Some(examples.first().unwrap_or(&json!({})).to_string().into_bytes()),
        None => Some(match examples.first() {
            Some(Value::String(text)) => text.clone().into_bytes(),
            Some(other) => other.to_string().into_bytes(),
            None => file(media.name).to_vec(),
        }),
    }
}

fn json_body(
    api: &Api,
    rule: &'static Schema,
    content: Option<&Value>,
    examples: Vec<Value>,
    options: &Options,
) -> Option<Vec<u8>> {
    let example = examples.into_iter().find(|one| rule.is_valid(one));
    let value = example.or_else(|| {
        let made = sample(rule, options.seed, true)?;
        let inside = content.and_then(|content| of_schema(&api.document, content.get("schema")?));
        let blended = inside.map(|inside| blend(made.clone(), &inside)).filter(|value| rule.is_valid(value));
        Some(blended.unwrap_or(made))
    });
    value.map(|value| value.to_string().into_bytes())
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
    MockResponse {
        status,
        headers: Vec::new(),
        media_type: "application/json".to_owned(),
        body: body.to_string().into_bytes(),
    }
}

fn listed(violations: &Violations) -> Value {
    violations.iter().map(|one| json!(one)).collect()
}
