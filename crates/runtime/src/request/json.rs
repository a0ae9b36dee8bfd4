//! Values that JSON can express, read from every part of a request.

use serde_json::Value;

use super::{Query, RawRequest, reported, required};
use crate::message::Message;
use crate::messages;
use crate::multipart::{FormParts, Multipart};
use crate::parameter::{Json, Raw, Style, from_form, from_pairs, from_text};
use crate::percent::{name_of_cookie, percent_decode};
use crate::validate::{Field, Location, Violation, Violations};

/// Longest body that is read as one value, in bytes.
const MAX_BODY_BYTES: usize = 16 << 20;

impl RawRequest<'_> {
    must_be_there! {
        required_header_json[] = header_json(Json) -> Value;
        required_cookie_json[] = cookie_json(Json) -> Value;
        required_body_json[] = body_json(Json) -> Value;
        required_body_parts[] = body_parts(Multipart) -> FormParts;
        required_body_raw[] = body_raw(Raw) -> Vec<u8>;
    }

    /// A path parameter; null and reported where it does not parse.
    pub fn path_json(&self, field: &Field<Json>, out: &mut Violations) -> Value {
        let raw = self.path.iter().find(|(name, _)| *name == field.at.name).map_or("", |(_, value)| value);
        of_text(field, raw, true, out).unwrap_or_default()
    }

    /// A header; absent and reported where it does not parse.
    pub fn header_json(&self, field: &Field<Json>, out: &mut Violations) -> Option<Value> {
        of_text(field, self.header(field.at, out)?, false, out)
    }

    /// A cookie; absent and reported where it does not parse.
    pub fn cookie_json(&self, field: &Field<Json>, out: &mut Violations) -> Option<Value> {
        let headers = (self.headers)("cookie");
        let texts = headers.iter().filter_map(|header| std::str::from_utf8(header).ok());
        let pairs = texts.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let pairs: Vec<_> = pairs.map(|(name, value)| (name_of_cookie(name), value)).collect();
        let mut pairs = pairs.iter().map(|(name, value)| (&**name, *value));
        // The values of cookies are not reported: most are secrets. A `+` is none of a form.
        let read = from_pairs(&field.rule, field.at.name, &mut pairs, &[], |raw| percent_decode(raw, false));
        reported(field.at, read, out)
    }

    /// The body; absent where there is none, or reported where it does not parse.
    pub fn body_json(&self, field: &Field<Json>, out: &mut Violations) -> Option<Value> {
        // A form without fields has no bytes, but a media type.
        if self.body.is_empty() && field.rule.style != Style::Json && !(self.headers)("content-type").is_empty() {
            return Some(Value::Object(serde_json::Map::new()));
        }
        let body = self.body_of(field.at, out)?;
        let mut tell = |rule, expected: Message| out.push(Violation::hidden(field.at, rule, expected));
        if field.rule.style == Style::Json {
            // Errors of the parser name no value.
            let read = serde_json::from_slice(body);
            return read.map_err(|error| tell("syntax", messages::json_but(error.to_string()))).ok();
        }
        let text = std::str::from_utf8(body).map_err(|_| tell("encoding", messages::utf_8())).ok()?;
        // As many fields as a body of JSON may have: its length is the limit.
        let query = Query::read(text, &["*"], (field.at.place, usize::MAX), out);
        let mut pairs = query.pairs.iter().map(|pair| (&*pair.name, pair.raw));
        reported(field.at, from_form(&field.rule, &mut pairs), out)
    }

    /// The body, unless it is empty or too long.
    pub(super) fn short_body(&self) -> Option<&[u8]> {
        Some(self.body).filter(|body| (1..=MAX_BODY_BYTES).contains(&body.len()))
    }

    /// The same; a body that is too long is reported.
    fn body_of(&self, at: Location, out: &mut Violations) -> Option<&[u8]> {
        if self.body.len() > MAX_BODY_BYTES {
            out.push(Violation::hidden(at, "length", messages::at_most_bytes(MAX_BODY_BYTES, self.body.len())));
        }
        self.short_body()
    }

    /// The parts of the body; absent where there is none, or reported where they do not parse.
    pub fn body_parts(&self, field: &Field<Multipart>, out: &mut Violations) -> Option<FormParts> {
        let body = self.body_of(field.at, out)?;
        let headers = (self.headers)("content-type");
        let media_type = headers.first().and_then(|value| std::str::from_utf8(value).ok());
        let parts = FormParts::parse(media_type, body);
        parts.map_err(|expected| out.push(Violation::hidden(field.at, "syntax", expected))).ok()
    }

    /// The body as it is; absent where there is none. An empty one is there if its media type is stated.
    pub fn body_raw(&self, _field: &Field<Raw>, _out: &mut Violations) -> Option<Vec<u8>> {
        let is_there = !self.body.is_empty() || !(self.headers)("content-type").is_empty();
        is_there.then(|| self.body.to_vec())
    }
}

impl Query<'_> {
    must_be_there!(required_json[] = json(Json) -> Value;);

    /// A parameter; absent and reported where it does not parse.
    pub fn json(&self, field: &Field<Json>, out: &mut Violations) -> Option<Value> {
        let mut pairs = self.pairs.iter().map(|pair| (&*pair.name, pair.raw));
        let read = from_pairs(&field.rule, field.at.name, &mut pairs, self.known, |raw| percent_decode(raw, true));
        reported(field.at, read, out)
    }
}

fn of_text(field: &Field<Json>, raw: &str, is_encoded: bool, out: &mut Violations) -> Option<Value> {
    let value = from_text(&field.rule, field.at.name, raw, is_encoded);
    if value.is_none() {
        out.push(Violation::new(field.at, "type", messages::kind_and_style(), raw));
    }
    value
}
