//! The values of a request: read from the wire as generated code reads them, checked by the same rules, and written.

use deskledger_runtime::{EncodedRequest, FormParts, ParameterIn, Query, RawRequest, TimeRange, Violations, cross};
use serde_json::Value;

use crate::api::{Call, Input};
use crate::fields::Rule;
use crate::path::values;

/// A value of a request; absent where there is none.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Given {
    Text(Option<String>),
    Int(Option<i64>),
    Number(Option<f64>),
    Boolean(Option<bool>),
    Texts(Vec<String>),
    Ints(Vec<i64>),
    Numbers(Vec<f64>),
    Booleans(Vec<bool>),
    Json(Option<Value>),
    Parts(Option<FormParts>),
    Raw(Option<Vec<u8>>),
}

impl Call {
    /// Checks a request by every rule, as the generated code does; the body only where it has the media type of the code.
    ///
    /// # Errors
    /// Every violation.
    pub fn check(&self, raw: &RawRequest<'_>, with_body: bool) -> Result<(), Violations> {
        let mut out = Violations::new();
        let mut query = raw.query(self.known, &mut out);
        let values = self.inputs.iter().map(|input| match with_body || at(&input.rule).place != ParameterIn::Body {
            true => read(input, raw, &mut query, &mut out),
            false => Given::Raw(None),
        });
        let values: Vec<Given> = values.collect();
        self.collect(&values, &mut out);
        out.into_result(())
    }

    /// Checks a request that was written.
    pub(crate) fn check_encoded(&self, encoded: &EncodedRequest) -> Result<(), Violations> {
        let path = values(self.operation.path, &encoded.path).unwrap_or_default();
        let body = encoded.body.as_ref();
        let headers = |name: &str| {
            let own = encoded.headers.iter().filter(|(one, _)| one.eq_ignore_ascii_case(name));
            let mut found: Vec<&[u8]> = own.map(|(_, value)| value.as_bytes()).collect();
            if found.is_empty() && name.eq_ignore_ascii_case("content-type") {
                found.extend(body.map(|(media_type, _)| media_type.as_bytes()));
            }
            found
        };
        let bytes = body.map_or(&[][..], |(_, bytes)| bytes);
        self.check(&RawRequest { path: &path, query: &encoded.query, headers: &headers, body: bytes }, true)
    }

    /// Adds every violation of the values to `out`.
    pub(crate) fn collect(&self, values: &[Given], out: &mut Violations) {
        self.inputs.iter().zip(values).for_each(|(input, value)| check(input, value, out));
        let find = |name: &str| self.inputs.iter().zip(values).find(|(input, _)| at(&input.rule).name == name);
        for (rule, line) in &self.rules {
            let parts = |part: &str| {
                let named = rule.parameters.iter().filter(|(own, _)| *own == part);
                named.filter_map(|(_, name)| find(name)).map(presence).collect::<Vec<_>>()
            };
            match rule.rule {
                "all_or_none" => cross::all_or_none(&parts("parameters"), *line, out),
                "at_least_one" => cross::at_least_one(&parts("parameters"), *line, out),
                "requires" => {
                    if let [given] = parts("parameter")[..] {
                        cross::requires(given, &parts("needs"), *line, out);
                    }
                }
                _ => {
                    let ends: Vec<_> = rule.parameters.iter().filter_map(|(_, name)| find(name)).collect();
                    if let [low, high] = ends[..] {
                        ends_of(rule.rule == "time_range", (low, high), *line, out);
                    }
                }
            }
        }
    }

    /// The request with these values as it goes over the wire.
    pub(crate) fn encode(&self, values: &[Given]) -> EncodedRequest {
        let mut out = EncodedRequest::new(self.operation);
        for (input, value) in self.inputs.iter().zip(values) {
            let at = at(&input.rule);
            match (&input.rule, value) {
                (_, Given::Text(value)) => out.optional(at, value.as_deref()),
                (_, Given::Int(value)) => out.optional(at, value.as_ref()),
                (_, Given::Number(value)) => out.optional(at, value.as_ref()),
                (_, Given::Boolean(value)) => out.optional(at, value.as_ref()),
                (_, Given::Texts(values)) => out.list(at, values),
                (_, Given::Ints(values)) => out.list(at, values),
                (_, Given::Numbers(values)) => out.list(at, values),
                (_, Given::Booleans(values)) => out.list(at, values),
                (Rule::Json(field), Given::Json(value)) if at.place == ParameterIn::Body => {
                    out.json_body(field, &self.media_type, value.as_ref());
                }
                (Rule::Json(field), Given::Json(value)) => out.json(field, value.as_ref()),
                (Rule::Parts(field), Given::Parts(parts)) => out.parts_body(field, &self.media_type, parts.as_ref()),
                (_, Given::Raw(bytes)) => out.raw_body(&self.media_type, bytes.as_deref()),
                _ => {}
            }
        }
        out
    }
}

/// Where the value of a rule stands.
pub(crate) fn at(rule: &Rule) -> deskledger_runtime::Location {
    match rule {
        Rule::Text(field) => field.at,
        Rule::Int(field) => field.at,
        Rule::Number(field) => field.at,
        Rule::Boolean(field) => field.at,
        Rule::Texts(field) => field.at,
        Rule::Ints(field) => field.at,
        Rule::Numbers(field) => field.at,
        Rule::Booleans(field) => field.at,
        Rule::Json(field) => field.at,
        Rule::Parts(field) => field.at,
        Rule::Raw(field) => field.at,
    }
}

fn read(input: &Input, raw: &RawRequest<'_>, query: &mut Query<'_>, out: &mut Violations) -> Given {
    let (place, required) = (at(&input.rule).place, input.required);
    macro_rules! parsed {
        ($field:expr) => {
            match (place, required) {
                (ParameterIn::Path, _) => Some(raw.path_value($field, out)),
                (ParameterIn::Query, true) => Some(query.required($field, out)),
                (ParameterIn::Query, false) => query.parsed($field, out),
                (_, true) => Some(raw.required_header($field, out)),
                (_, false) => raw.header_parsed($field, out),
            }
        };
    }
    match &input.rule {
        Rule::Text(field) => Given::Text(match (place, required) {
            (ParameterIn::Path, _) => Some(raw.path_text(field, out)),
            (ParameterIn::Query, true) => Some(query.required_text(field, out)),
            (ParameterIn::Query, false) => query.text(field, out),
            (_, true) => Some(raw.required_header_text(field, out)),
            (_, false) => raw.header_text(field, out),
        }),
        Rule::Int(field) => Given::Int(parsed!(field)),
        Rule::Number(field) => Given::Number(parsed!(field)),
        Rule::Boolean(field) => Given::Boolean(parsed!(field)),
        Rule::Texts(field) => Given::Texts(query.list(field, out)),
        Rule::Ints(field) => Given::Ints(query.list(field, out)),
        Rule::Numbers(field) => Given::Numbers(query.list(field, out)),
        Rule::Booleans(field) => Given::Booleans(query.list(field, out)),
        Rule::Json(field) => Given::Json(match (place, required) {
            (ParameterIn::Path, _) => Some(raw.path_json(field, out)),
            (ParameterIn::Query, true) => Some(query.required_json(field, out)),
            (ParameterIn::Query, false) => query.json(field, out),
            (ParameterIn::Header, true) => Some(raw.required_header_json(field, out)),
            (ParameterIn::Header, false) => raw.header_json(field, out),
            (ParameterIn::Cookie, true) => Some(raw.required_cookie_json(field, out)),
            (ParameterIn::Cookie, false) => raw.cookie_json(field, out),
            (ParameterIn::Body, true) => Some(raw.required_body_json(field, out)),
            (ParameterIn::Body, false) => raw.body_json(field, out),
        }),
        Rule::Parts(field) => Given::Parts(match required {
            true => Some(raw.required_body_parts(field, out)),
            false => raw.body_parts(field, out),
        }),
        Rule::Raw(field) => Given::Raw(match required {
            true => Some(raw.required_body_raw(field, out)),
            false => raw.body_raw(field, out),
        }),
    }
}

fn check(input: &Input, value: &Given, out: &mut Violations) {
    macro_rules! one {
        ($field:expr, $value:expr) => {
            match ($value, input.required) {
                (Some(value), true) => $field.check(value, out),
                (value, _) => $field.check_optional(value, out),
            }
        };
    }
    macro_rules! list {
        ($field:expr, $values:expr) => {
            match input.required {
                true => $field.check_list($values, out),
                false => $field.check_optional_list($values, out),
            }
        };
    }
    match (&input.rule, value) {
        (Rule::Text(field), Given::Text(value)) => one!(field, value.as_deref()),
        (Rule::Int(field), Given::Int(value)) => one!(field, value.as_ref()),
        (Rule::Number(field), Given::Number(value)) => one!(field, value.as_ref()),
        (Rule::Boolean(field), Given::Boolean(value)) => one!(field, value.as_ref()),
        (Rule::Texts(field), Given::Texts(values)) => list!(field, values),
        (Rule::Ints(field), Given::Ints(values)) => list!(field, values),
        (Rule::Numbers(field), Given::Numbers(values)) => list!(field, values),
        (Rule::Booleans(field), Given::Booleans(values)) => list!(field, values),
        (Rule::Json(field), Given::Json(value)) => one!(field, value.as_ref()),
        (Rule::Parts(field), Given::Parts(value)) => one!(field, value.as_ref()),
        (Rule::Raw(field), Given::Raw(value)) => one!(field, value.as_deref()),
        _ => {}
    }
}

/// Where a value stands, and whether it is there.
fn presence((input, value): (&Input, &Given)) -> (deskledger_runtime::Location, bool) {
    let is_given = match (&input.rule, value) {
        (Rule::Text(field), Given::Text(value)) => field.present(value.as_deref()).is_some(),
        (_, Given::Text(value)) => value.is_some(),
        (_, Given::Int(value)) => value.is_some(),
        (_, Given::Number(value)) => value.is_some(),
        (_, Given::Boolean(value)) => value.is_some(),
        (_, Given::Texts(values)) => !values.is_empty(),
        (_, Given::Ints(values)) => !values.is_empty(),
        (_, Given::Numbers(values)) => !values.is_empty(),
        (_, Given::Booleans(values)) => !values.is_empty(),
        (_, Given::Json(value)) => value.is_some(),
        (_, Given::Parts(value)) => value.is_some(),
        (_, Given::Raw(value)) => value.is_some(),
    };
    (at(&input.rule), is_given)
}

/// The rules over the two ends of a range.
fn ends_of(is_time_range: bool, (low, high): ((&Input, &Given), (&Input, &Given)), line: u32, out: &mut Violations) {
    match (low, high) {
        ((one, Given::Text(from)), (other, Given::Text(to))) => {
            let (Rule::Text(one), Rule::Text(other)) = (&one.rule, &other.rule) else { return };
            if is_time_range {
                return TimeRange::check((one, from.as_deref()), (other, to.as_deref()), line, out);
            }
            let (from, to) = (one.present(from.as_deref()), other.present(to.as_deref()));
            cross::ordered((one.at, from), (other.at, to), line, out);
        }
        ((one, Given::Int(from)), (other, Given::Int(to))) => {
            cross::ordered((at(&one.rule), from.as_ref()), (at(&other.rule), to.as_ref()), line, out);
        }
        ((one, Given::Number(from)), (other, Given::Number(to))) => {
            cross::ordered((at(&one.rule), from.as_ref()), (at(&other.rule), to.as_ref()), line, out);
        }
        _ => {}
    }
}
