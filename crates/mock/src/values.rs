//! The values of a request: read from the wire as generated code reads them, checked by the same rules, and written.

use deskledger_runtime::{
    EncodedRequest, FormParts, Location, ParameterIn, Query, RawRequest, TimeRange, Violations, cross,
};
use serde_json::Value;

use crate::api::Call;
use crate::fields::Rule;
use crate::operations::Input;
use crate::path::values;

/// A value of a request. A list has at least one item.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Given {
    Text(String),
    Int(i64),
    Number(f64),
    Boolean(bool),
    Texts(Vec<String>),
    Ints(Vec<i64>),
    Numbers(Vec<f64>),
    Booleans(Vec<bool>),
    Json(Value),
    Parts(FormParts),
    Raw(Vec<u8>),
}

impl Call {
    /// Checks a request by every rule, as the generated code does; the body only where it has the media type of the code.
    ///
    /// # Errors
    /// Every violation.
    pub fn check(&self, raw: &RawRequest<'_>, with_body: bool) -> Result<(), Violations> {
        let mut out = Violations::new();
        let mut query = raw.query(self.known, &mut out);
        let mut value = |input: &Input| {
            let is_read = with_body || input.at.place != ParameterIn::Body;
            if is_read { read(input, raw, &mut query, &mut out) } else { None }
        };
        let values: Vec<_> = self.inputs.iter().map(&mut value).collect();
        self.collect(&values, &mut out);
        out.into_result(())
    }

    /// Checks a request that was written.
    pub(crate) fn check_encoded(&self, encoded: &EncodedRequest) -> Result<(), Violations> {
        let path = values(&self.sent.path, &encoded.path).unwrap_or_default();
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
    pub(crate) fn collect(&self, values: &[Option<Given>], out: &mut Violations) {
        let named = || self.inputs.iter().zip(values.iter().map(Option::as_ref));
        named().for_each(|(input, value)| check(input, value, out));
        let find = |name: &str| named().find(|(input, _)| input.at.name == name);
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
                        ends_of(rule.rule == "time_range", [low, high], *line, out);
                    }
                }
            }
        }
    }

    /// The request with these values as it goes over the wire.
    pub(crate) fn encode(&self, values: &[Option<Given>]) -> EncodedRequest {
        let mut out = EncodedRequest::new(self.operation);
        let add_fixed = |out: &mut EncodedRequest, place: usize| {
            let here = self.fixed.iter().filter(|(before, ..)| *before == place);
            here.for_each(|(_, at, value)| out.value(*at, *value));
        };
        for (place, (&Input { at, ref rule, .. }, value)) in self.inputs.iter().zip(values).enumerate() {
            add_fixed(&mut out, place);
            let Some(value) = value else { continue };
            match (rule, value) {
                (_, Given::Text(value)) => out.value(at, value),
                (_, Given::Int(value)) => out.value(at, value),
                (_, Given::Number(value)) => out.value(at, value),
                (_, Given::Boolean(value)) => out.value(at, value),
                (_, Given::Texts(values)) => out.list(at, values),
                (_, Given::Ints(values)) => out.list(at, values),
                (_, Given::Numbers(values)) => out.list(at, values),
                (_, Given::Booleans(values)) => out.list(at, values),
                (Rule::Json(field), Given::Json(value)) if at.place == ParameterIn::Body => {
                    out.json_body(field, &self.media_type, Some(value));
                }
                (Rule::Json(field), Given::Json(value)) => out.json(field, Some(value)),
                (Rule::Parts(field), Given::Parts(parts)) => out.parts_body(field, &self.media_type, Some(parts)),
                (_, Given::Raw(bytes)) => out.raw_body(&self.media_type, Some(bytes)),
                _ => {}
            }
        }
        add_fixed(&mut out, self.inputs.len());
        out
    }
}

/// A list that has items.
pub(crate) fn some<T>(items: Vec<T>) -> Option<Vec<T>> {
    Some(items).filter(|items| !items.is_empty())
}

fn read(input: &Input, raw: &RawRequest<'_>, query: &mut Query<'_>, out: &mut Violations) -> Option<Given> {
    use ParameterIn::{Body, Cookie, Header, Path, Query};
    let (place, required) = (input.at.place, input.required);
    macro_rules! parsed {
        ($field:expr) => {
            match (place, required) {
                (Path, _) => Some(raw.path_value($field, out)),
                (Query, true) => Some(query.required($field, out)),
                (Query, false) => query.parsed($field, out),
                (_, true) => Some(raw.required_header($field, out)),
                (_, false) => raw.header_parsed($field, out),
            }
        };
    }
    match &input.rule {
        Rule::Text(field) => match (place, required) {
            (Path, _) => Some(raw.path_text(field, out)),
            (Query, true) => Some(query.required_text(field, out)),
            (Query, false) => query.text(field, out),
            (_, true) => Some(raw.required_header_text(field, out)),
            (_, false) => raw.header_text(field, out),
        }
        .map(Given::Text),
        Rule::Int(field) => parsed!(field).map(Given::Int),
        Rule::Number(field) => parsed!(field).map(Given::Number),
        Rule::Boolean(field) => parsed!(field).map(Given::Boolean),
        Rule::Texts(field) => some(query.list(field, out)).map(Given::Texts),
        Rule::Ints(field) => some(query.list(field, out)).map(Given::Ints),
        Rule::Numbers(field) => some(query.list(field, out)).map(Given::Numbers),
        Rule::Booleans(field) => some(query.list(field, out)).map(Given::Booleans),
        Rule::Json(field) => match (place, required) {
            (Path, _) => Some(raw.path_json(field, out)),
            (Query, true) => Some(query.required_json(field, out)),
            (Query, false) => query.json(field, out),
            (Header, true) => Some(raw.required_header_json(field, out)),
            (Header, false) => raw.header_json(field, out),
            (Cookie, true) => Some(raw.required_cookie_json(field, out)),
            (Cookie, false) => raw.cookie_json(field, out),
            (Body, true) => Some(raw.required_body_json(field, out)),
            (Body, false) => raw.body_json(field, out),
        }
        .map(Given::Json),
        Rule::Parts(field) if required => Some(Given::Parts(raw.required_body_parts(field, out))),
        Rule::Parts(field) => raw.body_parts(field, out).map(Given::Parts),
        Rule::Raw(field) if required => Some(Given::Raw(raw.required_body_raw(field, out))),
        Rule::Raw(field) => raw.body_raw(field, out).map(Given::Raw),
    }
}

fn check(input: &Input, value: Option<&Given>, out: &mut Violations) {
    macro_rules! one {
        ($field:expr, $value:expr) => {
            match input.required {
                true => $field.check($value, out),
                false => $field.check_optional(Some($value), out),
            }
        };
    }
    macro_rules! list {
        ($field:expr, $variant:ident) => {{
            let values = if let Some(Given::$variant(values)) = value { values.as_slice() } else { &[] };
            match input.required {
                true => $field.check_list(values, out),
                false => $field.check_optional_list(values, out),
            }
        }};
    }
    match (&input.rule, value) {
        (Rule::Texts(field), _) => list!(field, Texts),
        (Rule::Ints(field), _) => list!(field, Ints),
        (Rule::Numbers(field), _) => list!(field, Numbers),
        (Rule::Booleans(field), _) => list!(field, Booleans),
        (Rule::Text(field), Some(Given::Text(value))) => one!(field, value),
        (Rule::Int(field), Some(Given::Int(value))) => one!(field, value),
        (Rule::Number(field), Some(Given::Number(value))) => one!(field, value),
        (Rule::Boolean(field), Some(Given::Boolean(value))) => one!(field, value),
        (Rule::Json(field), Some(Given::Json(value))) => one!(field, value),
        (Rule::Parts(field), Some(Given::Parts(value))) => one!(field, value),
        (Rule::Raw(field), Some(Given::Raw(value))) => one!(field, value),
        _ => {}
    }
}

/// An input with its value.
type Named<'v> = (&'v Input, Option<&'v Given>);

/// Position of a value, and whether it is present.
fn presence((input, value): Named<'_>) -> (Location, bool) {
    let is_given = match (&input.rule, value) {
        (Rule::Text(field), Some(Given::Text(value))) => field.present(Some(value)).is_some(),
        _ => value.is_some(),
    };
    (input.at, is_given)
}

/// The rules over the two ends of a range.
fn ends_of(is_time_range: bool, [(low, from), (high, to)]: [Named<'_>; 2], line: u32, out: &mut Violations) {
    macro_rules! value {
        ($variant:ident, $value:expr) => {
            if let Some(Given::$variant(value)) = $value { Some(value) } else { None }
        };
    }
    match (&low.rule, &high.rule) {
        (Rule::Text(one), Rule::Text(other)) => {
            let (from, to) = (value!(Text, from).map(String::as_str), value!(Text, to).map(String::as_str));
            if is_time_range {
                return TimeRange::check((one, from), (other, to), line, out);
            }
            cross::ordered((low.at, one.present(from)), (high.at, other.present(to)), line, out);
        }
        (Rule::Int(_), Rule::Int(_)) => {
            cross::ordered((low.at, value!(Int, from)), (high.at, value!(Int, to)), line, out);
        }
        (Rule::Number(_), Rule::Number(_)) => {
            cross::ordered((low.at, value!(Number, from)), (high.at, value!(Number, to)), line, out);
        }
        _ => {}
    }
}
