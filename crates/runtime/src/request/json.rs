//! Values that JSON can express, read from every part of a request.

use serde_json::Value;

use super::{Query, RawRequest, required};
use crate::messages;
use crate::multipart::{FormParts, Multipart};
use crate::parameter::{Json, Raw, Style, from_form, from_pairs, from_text};
use crate::validate::{Expected, Field, Violation, Violations};

/// Longest body that is read as one value, in bytes.
const MAX_BODY_BYTES: usize = 16 << 20;

impl RawRequest<'_> {
    /// A path parameter; null and reported where it does not parse.
    pub fn path_json(&self, field: &Field<Json>, out: &mut Violations) -> Value {
        let raw = self.path.iter().find(|(name, _)| *name == field.at.name).map_or("", |(_, value)| value);
        let value = from_text(&field.rule, field.at.name, raw, true);
        if value.is_none() {
            out.push(Violation::new(field.at, "type", messages::kind_and_style(), raw));
        }
        value.unwrap_or_default()
    }

    /// A header; absent and reported where it does not parse.
    pub fn header_json(&self, field: &Field<Json>, out: &mut Violations) -> Option<Value> {
        let raw = self.header(field.at, out)?;
        let value = from_text(&field.rule, field.at.name, raw, false);
        if value.is_none() {
            out.push(Violation::new(field.at, "type", messages::kind_and_style(), raw));
        }
        value
    }

    /// A header that must be there; null and reported where it is not.
    pub fn required_header_json(&self, field: &Field<Json>, out: &mut Violations) -> Value {
        let value = self.header_json(field, out);
        required(field.at, value, out)
    }

    /// A cookie; absent and reported where it does not parse.
    pub fn cookie_json(&self, field: &Field<Json>, out: &mut Violations) -> Option<Value> {
        let headers = (self.headers)("cookie");
        let texts = headers.iter().filter_map(|header| std::str::from_utf8(header).ok());
        let pairs = texts.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
        // The values of cookies are not reported: most are secrets.
        from_pairs(&field.rule, field.at.name, &mut pairs.into_iter(), &[]).unwrap_or_else(|expected| {
            out.push(Violation::hidden(field.at, "type", expected));
            None
        })
    }

    /// A cookie that must be there; null and reported where it is not.
    pub fn required_cookie_json(&self, field: &Field<Json>, out: &mut Violations) -> Value {
        let value = self.cookie_json(field, out);
        required(field.at, value, out)
    }

    /// The body; absent where there is none, or reported where it does not parse.
    pub fn body_json(&self, field: &Field<Json>, out: &mut Violations) -> Option<Value> {
        if self.body.is_empty() {
            return None;
        }
        let mut tell = |rule, expected: Expected| out.push(Violation::hidden(field.at, rule, expected));
        if self.body.len() > MAX_BODY_BYTES {
            let expected = messages::at_most_bytes(MAX_BODY_BYTES, self.body.len());
            tell("length", expected.into());
            return None;
        }
        if field.rule.style == Style::Json {
            // What the parser says names no value.
            let read = serde_json::from_slice(self.body);
            return read.map_err(|error| tell("syntax", messages::json_but(error.to_string()).into())).ok();
        }
        let Ok(text) = std::str::from_utf8(self.body) else {
            tell("encoding", Expected::from(messages::utf_8()));
            return None;
        };
        let form = RawRequest { path: &[], query: text, headers: &|_| Vec::new(), body: &[] };
        let query = form.query(&["*"], out);
        if field.rule.style != Style::DeepObject {
            return query.json(field, out);
        }
        let mut pairs = query.pairs.iter().map(|pair| (&*pair.name, pair.raw));
        from_form(&field.rule, &mut pairs).unwrap_or_else(|expected| {
            out.push(Violation::hidden(field.at, "type", expected));
            None
        })
    }

    /// The body, unless it is empty or too long.
    pub(super) fn short_body(&self) -> Option<&[u8]> {
        Some(self.body).filter(|body| (1..=MAX_BODY_BYTES).contains(&body.len()))
    }

    /// The body that must be there; null and reported where it is not.
    pub fn required_body_json(&self, field: &Field<Json>, out: &mut Violations) -> Value {
        let value = self.body_json(field, out);
        required(field.at, value, out)
    }

    /// The parts of the body; absent where there is none, or reported where they do not parse.
    pub fn body_parts(&self, field: &Field<Multipart>, out: &mut Violations) -> Option<FormParts> {
        if self.body.is_empty() {
            return None;
        }
        if self.body.len() > MAX_BODY_BYTES {
            let expected = messages::at_most_bytes(MAX_BODY_BYTES, self.body.len());
            out.push(Violation::hidden(field.at, "length", expected));
            return None;
        }
        let headers = (self.headers)("content-type");
        let media_type = headers.first().and_then(|value| std::str::from_utf8(value).ok());
        let parts = FormParts::parse(media_type, self.body);
        parts.map_err(|expected| out.push(Violation::hidden(field.at, "syntax", expected))).ok()
    }

    /// The parts of the body that must be there; none and reported where they are not.
    pub fn required_body_parts(&self, field: &Field<Multipart>, out: &mut Violations) -> FormParts {
        let value = self.body_parts(field, out);
        required(field.at, value, out)
    }

    /// The body as it is; absent where there is none.
    pub fn body_raw(&self, _field: &Field<Raw>, _out: &mut Violations) -> Option<Vec<u8>> {
        Some(self.body).filter(|body| !body.is_empty()).map(<[u8]>::to_vec)
    }

    /// The body as it is, which must be there; empty and reported where it is not.
    pub fn required_body_raw(&self, field: &Field<Raw>, out: &mut Violations) -> Vec<u8> {
        let value = self.body_raw(field, out);
        required(field.at, value, out)
    }
}

impl Query<'_> {
    /// A parameter; absent and reported where it does not parse.
    pub fn json(&self, field: &Field<Json>, out: &mut Violations) -> Option<Value> {
        let mut pairs = self.pairs.iter().map(|pair| (&*pair.name, pair.raw));
        from_pairs(&field.rule, field.at.name, &mut pairs, self.known).unwrap_or_else(|expected| {
            out.push(Violation::hidden(field.at, "type", expected));
            None
        })
    }

    /// A parameter that must be there; null and reported where it is not.
    pub fn required_json(&self, field: &Field<Json>, out: &mut Violations) -> Value {
        let value = self.json(field, out);
        required(field.at, value, out)
    }
}
