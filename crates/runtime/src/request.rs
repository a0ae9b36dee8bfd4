//! A request as it came over the wire, parsed strictly: no name repeated or unknown, every percent-encoding complete.

/// Readers of a value that must be there, from those of one that may be absent.
macro_rules! must_be_there {
    ($($name:ident[$($generics:tt)*] = $optional:ident($rule:ty) -> $value:ty;)*) => {$(
        #[doc = concat!("As `", stringify!($optional), "`, of a value that must be there; a default one, and reported, if not.")]
        pub fn $name<$($generics)*>(&self, field: &Field<$rule>, out: &mut Violations) -> $value {
            let value = self.$optional(field, out);
            required(field.at, value, out)
        }
    )*};
}

mod encoded;
mod json;
mod query_string;
mod typed;

pub use encoded::EncodedRequest;
use query_string::Pieces;

use std::borrow::Cow;
use std::str::FromStr;

use crate::message::Message;
use crate::parameter::has_name;
use crate::percent::percent_decode;
use crate::validate::{Expected, Field, List, Location, ParameterIn, Rule, Violation, Violations};
use crate::{list, messages};

/// Maximum number of parameters of a query.
const MAX_PARAMETERS: usize = 256;

/// The address of a server with the values of its variables.
///
/// ```
/// use deskledger_runtime::request::server_url;
/// assert_eq!(server_url("https://{region}.example.com/v1", &[("region", "eu")]), "https://eu.example.com/v1");
/// ```
pub fn server_url(template: &str, variables: &[(&str, &str)]) -> String {
    let (mut url, mut rest) = (String::new(), template);
    // A value may itself have a text in braces, which is not the name of a variable.
    while let Some((before, after)) = rest.split_once('{') {
        let named = after.split_once('}');
        let known = named.and_then(|(name, next)| Some((variables.iter().find(|(one, _)| *one == name)?.1, next)));
        let (value, next) = known.unwrap_or(("{", after));
        url.extend([before, value]);
        rest = next;
    }
    url + rest
}

/// A type that the text of a parameter is parsed to.
pub trait ParameterValue: FromStr {
    /// The expectation that an invalid text does not meet.
    fn expected() -> Message;

    /// The value of a text; none of any other text.
    fn of_text(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

macro_rules! parameter_values {
    ($($type:ty: $expected:ident),*) => {$(
        impl ParameterValue for $type {
            fn expected() -> Message {
                messages::$expected()
            }
        }
    )*};
}

parameter_values!(bool: true_or_false, String: text);

/// As in JSON, without fraction and exponent: `+5` and `007` are none.
impl ParameterValue for i64 {
    fn expected() -> Message {
        messages::whole_number()
    }

    #[inline]
    fn of_text(text: &str) -> Option<Self> {
        text.parse().ok().filter(|_| has_head_of_json(text))
    }
}

/// As in JSON: `+5`, `.5` and `5.` are none.
impl ParameterValue for f64 {
    fn expected() -> Message {
        messages::number()
    }

    #[inline]
    fn of_text(text: &str) -> Option<Self> {
        let value = text.parse().ok().filter(|value: &f64| value.is_finite())?;
        let ends = text.ends_with(|last: char| last.is_ascii_digit());
        (ends && has_head_of_json(text) && !text.as_bytes().windows(2).any(|two| matches!(two, b".e" | b".E")))
            .then_some(value)
    }
}

/// Whether a number begins as one of JSON.
#[inline]
fn has_head_of_json(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text).as_bytes();
    matches!(digits, [b'1'..=b'9', ..] | [b'0'] | [b'0', b'.' | b'e' | b'E', ..])
}

/// The raw parts of a request.
#[derive(Clone, Copy)]
pub struct RawRequest<'r> {
    /// Path parameters by name, still percent-encoded.
    pub path: &'r [(&'r str, &'r str)],
    /// Query string without `?`, still percent-encoded.
    pub query: &'r str,
    /// Finds the values of a header, by its name in any case.
    pub headers: &'r dyn Fn(&str) -> Vec<&'r [u8]>,
    /// The body; empty where there is none, or where it is read elsewhere.
    pub body: &'r [u8],
}

/// The query of a request, decoded; each value is taken out by its name.
pub struct Query<'r> {
    pairs: Vec<Pair<'r>>,
    known: &'r [&'r str],
}

struct Pair<'r> {
    name: Cow<'r, str>,
    value: Cow<'r, str>,
    /// The value as it came.
    raw: &'r str,
}

impl<'r> RawRequest<'r> {
    must_be_there! {
        required_header_text[R: Rule<Value = str>] = header_text(R) -> String;
        required_header[R, V: ParameterValue + Default] = header_parsed(R) -> V;
    }

    /// Decodes the query; reports what cannot be decoded, and every name outside `known`: `*` is any name, `a[` any name
    /// that begins so.
    pub fn query(&self, known: &'r [&'r str], out: &mut Violations) -> Query<'r> {
        Query::read(self.query, known, (ParameterIn::Query, MAX_PARAMETERS), out)
    }

    /// A path parameter as text; empty and reported where it cannot be decoded.
    pub fn path_text<R>(&self, field: &Field<R>, out: &mut Violations) -> String {
        let raw = self.path.iter().find(|(name, _)| *name == field.at.name).map_or("", |(_, value)| value);
        match percent_decode(raw, false) {
            Some(value) => value.into_owned(),
            None => {
                out.push(Violation::new(field.at, "encoding", messages::percent_encoded(), raw));
                String::new()
            }
        }
    }

    /// A path parameter parsed from its text; a default value, and reported, where it does not parse.
    pub fn path_value<R, V: ParameterValue + Default>(&self, field: &Field<R>, out: &mut Violations) -> V {
        let text = self.path_text(field, out);
        let value = if out.contains(field.at) { None } else { parse(field.at, &text, out) };
        required(field.at, value, out)
    }

    /// A header as text; absent and reported where it is repeated or is not UTF-8.
    pub fn header_text<R: Rule<Value = str>>(&self, field: &Field<R>, out: &mut Violations) -> Option<String> {
        field.present(self.header(field.at, out)).map(str::to_owned)
    }

    /// A header parsed from its text; absent and reported where it is repeated or does not parse.
    pub fn header_parsed<R, V: ParameterValue>(&self, field: &Field<R>, out: &mut Violations) -> Option<V> {
        let text = self.header(field.at, out).filter(|text| !(field.empty_is_absent && text.is_empty()))?;
        parse(field.at, text, out)
    }

    fn header(&self, at: Location, out: &mut Violations) -> Option<&'r str> {
        match (self.headers)(at.name).as_slice() {
            [] => None,
            [value] => match std::str::from_utf8(value) {
                Ok(value) => Some(value),
                Err(_) => {
                    out.push(Violation::hidden(at, "encoding", messages::utf_8()));
                    None
                }
            },
            _ => repeated(at, out),
        }
    }
}

impl<'r> Query<'r> {
    /// Decodes a query or a form, with at most so many fields.
    fn read(text: &'r str, known: &'r [&'r str], (place, most): (ParameterIn, usize), out: &mut Violations) -> Self {
        let mut pairs = Vec::with_capacity(if text.is_empty() { 0 } else { known.len() });
        for (index, (name, value)) in Pieces(text).enumerate() {
            if index == most {
                let expected = Expected::from(messages::at_most_parameters(most));
                out.push(Violation::unnamed(place, "", "query", expected));
                break;
            }
            match (name.decode(), value.decode()) {
                (Some(name), _) if !is_known(known, &name) => out.push(unknown(&name, known)),
                (Some(name), Some(decoded)) => pairs.push(Pair { name, value: decoded, raw: value.raw }),
                _ => out.push(Violation::unnamed(place, name.raw, "encoding", messages::percent_encoded())),
            }
        }
        Self { pairs, known }
    }

    /// Values by name that are not encoded, wherever their parameters stand in a request; reports every name outside
    /// `known`.
    pub fn of_values(
        values: impl IntoIterator<Item = (&'r str, &'r str)>,
        known: &'r [&'r str],
        out: &mut Violations,
    ) -> Self {
        let mut pairs = Vec::new();
        for (name, value) in values {
            match known.contains(&name) {
                true => pairs.push(Pair { name: name.into(), value: value.into(), raw: value }),
                false => out.push(unknown(name, known)),
            }
        }
        Self { pairs, known }
    }
}

impl Query<'_> {
    must_be_there!(required[R, V: ParameterValue + Default] = parsed(R) -> V;);

    /// Takes a parameter out as text; absent and reported where it is repeated.
    pub fn text<R: Rule<Value = str>>(&mut self, field: &Field<R>, out: &mut Violations) -> Option<String> {
        let mut pairs = self.pairs.iter_mut().filter(|pair| pair.name == field.at.name);
        let first = pairs.next()?;
        if pairs.next().is_some() {
            return repeated(field.at, out);
        }
        field.present(Some(&first.value))?;
        // The decoded text is moved, not copied.
        Some(std::mem::take(&mut first.value).into_owned())
    }

    /// A parameter as text that must be there; empty and reported where it is not.
    pub fn required_text<R: Rule<Value = str>>(&mut self, field: &Field<R>, out: &mut Violations) -> String {
        let value = self.text(field, out);
        required(field.at, value, out)
    }

    /// A parameter parsed from its text; absent and reported where it is repeated or does not parse.
    pub fn parsed<R, V: ParameterValue>(&self, field: &Field<R>, out: &mut Violations) -> Option<V> {
        let text = self.one(field.at, out).filter(|text| !(field.empty_is_absent && text.is_empty()))?;
        parse(field.at, text, out)
    }

    /// A list: the values of every parameter of the name, in their order; what does not parse is reported and left out.
    pub fn list<R, V: ParameterValue>(&self, field: &Field<List<R>>, out: &mut Violations) -> Vec<V> {
        let is_value = |text: &&str| !(field.empty_is_absent && text.is_empty());
        self.values(field.at.name).filter(is_value).filter_map(|text| parse(field.at, text, out)).collect()
    }

    fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.pairs.iter().filter(move |pair| pair.name == name).map(|pair| &*pair.value)
    }

    fn one(&self, at: Location, out: &mut Violations) -> Option<&str> {
        let mut values = self.values(at.name);
        let first = values.next();
        if values.next().is_some() {
            return repeated(at, out);
        }
        first
    }
}

/// The value; reported where it does not read.
fn reported<V>(at: Location, read: Result<Option<V>, Expected>, out: &mut Violations) -> Option<V> {
    read.unwrap_or_else(|expected| {
        out.push(Violation::hidden(at, "type", expected));
        None
    })
}

fn repeated<V>(at: Location, out: &mut Violations) -> Option<V> {
    out.push(Violation::hidden(at, "repeated", messages::one_value()));
    None
}

fn unknown(name: &str, known: &[&str]) -> Violation {
    let names: Vec<&str> = known.iter().map(|one| one.strip_suffix('[').unwrap_or(one)).collect();
    let expected = match names.as_slice() {
        [] => Expected::from(messages::no_parameter()),
        _ => Expected::from(messages::a_parameter(list::names(&names))).limit(names),
    };
    Violation::unnamed(ParameterIn::Query, name, "unknown", expected)
}

fn is_known(known: &[&str], name: &str) -> bool {
    known.iter().any(|one| *one == "*" || has_name(one, name))
}

/// The value that has a text on the wire; `None` for any other text.
pub fn choice<T: Copy>(all: &[(T, &str)], text: &str) -> Option<T> {
    all.iter().find(|(_, on_wire)| *on_wire == text).map(|(value, _)| *value)
}

fn parse<V: ParameterValue>(at: Location, text: &str, out: &mut Violations) -> Option<V> {
    let value = V::of_text(text);
    if value.is_none() {
        out.push(Violation::new(at, "type", V::expected(), text));
    }
    value
}

/// The value, or a default one; reported once, unless a violation of it is reported already.
pub(crate) fn required<V: Default>(at: Location, value: Option<V>, out: &mut Violations) -> V {
    if value.is_none() && !out.contains(at) {
        out.push(Violation::hidden(at, "required", messages::a_value()));
    }
    value.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_a_parameter_is_not_another_one_than_in_a_body() {
        let of_json = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
        let signs = ["", "-", "+", "0", "7", "00", ".", "5", "e2", "E-1", "inf", "nan", "_", "9007199254740993"];
        for one in signs {
            for two in signs {
                for three in signs {
                    let text = format!("{one}{two}{three}");
                    let number = of_json(&text).filter(serde_json::Value::is_number);
                    assert_eq!(f64::of_text(&text), number.as_ref().and_then(serde_json::Value::as_f64), "{text}");
                    let whole = number.filter(|_| !text.contains(['.', 'e', 'E']));
                    let whole = whole.and_then(|whole| if text == "-0" { Some(0) } else { whole.as_i64() });
                    assert_eq!(i64::of_text(&text), whole, "{text}");
                }
            }
        }
    }

    #[test]
    fn the_value_of_a_variable_of_a_server_is_not_replaced_by_that_of_another() {
        let url = |one, other| server_url("https://{tenant}.{region}.test/{x", &[("tenant", one), ("region", other)]);
        assert_eq!(url("{region}", "eu"), "https://{region}.eu.test/{x");
        assert_eq!(url("a", "{tenant}"), "https://a.{tenant}.test/{x");
        assert_eq!(server_url("{{region}}{}", &[("region", "eu")]), "{eu}{}");
    }

    #[test]
    fn a_form_may_have_more_fields_than_a_query() {
        let text = "a=1&".repeat(MAX_PARAMETERS + 1);
        let broken = |place, most| {
            let mut out = Violations::new();
            Query::read(&text, &["*"], (place, most), &mut out);
            out.iter().map(|one| one.rule).collect::<Vec<_>>()
        };
        assert_eq!(broken(ParameterIn::Query, MAX_PARAMETERS), ["query"]);
        assert_eq!(broken(ParameterIn::Body, usize::MAX), [""; 0]);
    }
}
