use std::fmt;

use serde_json::Value;

use crate::multipart::{FormParts, Multipart};
use crate::operation::{Operation, Security};
use crate::parameter::{Json, Style, TypedJson, to_form, to_pairs, to_text};
use crate::percent::{cookie_name, encode_template, percent_encode};
use crate::typed::{Typed, to_value, to_vec};
use crate::validate::{Field, Location, ParameterIn};

/// A request as it goes over the wire, without address and credentials: the inverse of [`RawRequest`](super::RawRequest).
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EncodedRequest {
    /// Method, in capitals.
    pub method: &'static str,
    /// Path, percent-encoded.
    pub path: String,
    /// Query without `?`, percent-encoded.
    pub query: String,
    /// Headers, in the order of the document; cookies are one of them.
    pub headers: Vec<(&'static str, String)>,
    /// Media type and bytes of the body.
    pub body: Option<(String, Vec<u8>)>,
    /// The credentials that the call accepts.
    pub security: Security,
}

/// Values may be secret: the Debug output has none.
impl fmt::Debug for EncodedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EncodedRequest").field("method", &self.method).field("path", &self.path).finish_non_exhaustive()
    }
}

impl EncodedRequest {
    /// A request of a call, without any value.
    pub fn new(operation: &Operation) -> Self {
        let path = operation.path.split('#').next().unwrap_or_default();
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let (path, query) = (encode_template(path).into_owned(), encode_template(query).into_owned());
        Self { method: operation.method, path, query, headers: Vec::new(), body: None, security: operation.security }
    }

    /// Adds a plain value.
    pub fn value<V: ToString + ?Sized>(&mut self, at: Location, value: &V) {
        let text = value.to_string();
        match at.place {
            ParameterIn::Path => self.segment(at, &percent_encode(&text)),
            ParameterIn::Query => self.pair(&percent_encode(at.name), &percent_encode(&text)),
            _ => self.header(at, text),
        }
    }

    /// Adds a plain value, if there is one.
    pub fn optional<V: ToString + ?Sized>(&mut self, at: Location, value: Option<&V>) {
        if let Some(value) = value {
            self.value(at, value);
        }
    }

    /// Adds a pair for each item of a list.
    pub fn list<V: ToString>(&mut self, at: Location, values: &[V]) {
        values.iter().for_each(|value| self.value(at, value));
    }

    /// Adds a value in its style, if there is one.
    pub fn json(&mut self, field: &Field<Json>, value: Option<&Value>) {
        let (Some(value), Field { at, rule, .. }) = (value, *field) else { return };
        match at.place {
            ParameterIn::Path => self.segment(at, &to_text(&rule, at.name, value, true)),
            ParameterIn::Query => {
                to_pairs(&rule, at.name, value).iter().for_each(|(name, value)| self.pair(name, value));
            }
            ParameterIn::Cookie => {
                let mut pairs = to_pairs(&rule, at.name, value);
                pairs.iter_mut().for_each(|(name, _)| *name = cookie_name(name).into_owned());
                let pairs = joined(&pairs, "; ");
                match self.headers.iter_mut().find(|(name, _)| *name == "cookie") {
                    Some((_, before)) => *before = format!("{before}; {pairs}"),
                    None => self.headers.push(("cookie", pairs)),
                }
            }
            _ => self.header(at, to_text(&rule, at.name, value, false)),
        }
    }

    /// Sets the body from a value, if there is one: as JSON, or as a form.
    pub fn json_body(&mut self, field: &Field<Json>, media_type: &str, value: Option<&Value>) {
        let Some(value) = value else { return };
        let bytes = match field.rule.style {
            Style::Json => value.to_string(),
            _ => joined(&to_form(&field.rule, field.at.name, value), "&"),
        };
        self.body = Some((media_type.to_owned(), bytes.into_bytes()));
    }

    /// Adds a value of a type of its own in its style, if there is one.
    pub fn typed(&mut self, field: &Field<TypedJson>, value: Option<&dyn Typed>) {
        self.json(&field.any(), value.map(to_value).as_ref());
    }

    /// Sets the body from a value of a type of its own, if there is one: as JSON, or as a form.
    pub fn typed_body(&mut self, field: &Field<TypedJson>, media_type: &str, value: Option<&dyn Typed>) {
        match value {
            Some(value) if field.rule.0.style == Style::Json => {
                self.body = Some((media_type.to_owned(), to_vec(value)))
            }
            _ => self.json_body(&field.any(), media_type, value.map(to_value).as_ref()),
        }
    }

    /// Sets the body from parts, if there is one.
    pub fn parts_body(&mut self, field: &Field<Multipart>, media_type: &str, parts: Option<&FormParts>) {
        self.body = parts.map(|parts| field.rule.write(media_type, parts));
    }

    /// Sets the body, if there is one. The boundary of several parts is read off their first line.
    pub fn raw_body(&mut self, media_type: &str, bytes: Option<&[u8]>) {
        let Some(bytes) = bytes else { return };
        let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let boundary = first.strip_prefix(b"--").and_then(|line| std::str::from_utf8(line).ok()).map(str::trim_end);
        let media_type = match boundary {
            Some(boundary) if media_type.starts_with("multipart/") && !media_type.contains("boundary=") => {
                format!("{media_type}; boundary=\"{}\"", boundary.replace(['"', '\\'], ""))
            }
            _ => media_type.to_owned(),
        };
        self.body = Some((media_type, bytes.to_vec()));
    }

    fn segment(&mut self, at: Location, encoded: &str) {
        self.path = self.path.replace(&format!("{{{}}}", at.name), encoded);
    }

    fn header(&mut self, at: Location, text: String) {
        self.headers.push((at.name, text));
    }

    fn pair(&mut self, name: &str, value: &str) {
        if !self.query.is_empty() {
            self.query.push('&');
        }
        self.query.push_str(name);
        self.query.push('=');
        self.query.push_str(value);
    }
}

fn joined(pairs: &[(String, String)], between: &str) -> String {
    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(between)
}
