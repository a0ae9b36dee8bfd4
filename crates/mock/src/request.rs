//! Valid requests, from the examples of the document where those are valid.

use deskledger_runtime::validate::{Field, List, Rule as _};
use deskledger_runtime::{EncodedRequest, FormParts, Int, Location, Number, ParameterIn, Text, Violations};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use serde_json::Value;

use crate::api::{Api, Call};
use crate::examples::{examples, made, operation, resolve};
use crate::fields::Rule;
use crate::operations::Input;
use crate::sample::{float, sample};
use crate::text::{TextRules, text};
use crate::values::{Given, some};

/// Options of generated values.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Seed of the values that no example gives.
    pub seed: u64,
}

/// A request as it goes over the wire, and the values that it was made from.
#[derive(Clone, Debug)]
pub struct Request {
    /// The request.
    pub encoded: EncodedRequest,
    /// Its values; absent ones are left out.
    pub values: Vec<FieldValue>,
}

/// A value of a field of the generated type.
#[derive(Clone, Debug)]
pub struct FieldValue {
    /// Name of the field.
    pub field: String,
    /// Whether a request must have it.
    pub is_required: bool,
    /// Type of a value of JSON; none of one without a type of its own.
    pub rust: Option<String>,
    /// The value.
    pub sample: Sample,
}

/// A value of a request.
#[derive(Clone, Debug, PartialEq)]
pub enum Sample {
    /// A text.
    Text(String),
    /// A number, true or false, as it is written in Rust.
    Plain(String),
    /// A list of these.
    List(Vec<Sample>),
    /// Any JSON value.
    Json(Value),
    /// Parts with names: fields and files.
    Parts(FormParts),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl Call {
    /// A valid request: with required values and examples, else with fewer, else with all. None where no
    /// such request is found.
    pub fn request(&self, api: &Api, options: &Options) -> Option<Request> {
        // A value that is not decoded as it was encoded, as in some styles, is generated again with fewer parts.
        [true, false].into_iter().find_map(|is_full| self.tried(api, options, is_full))
    }

    fn tried(&self, api: &Api, options: &Options, is_full: bool) -> Option<Request> {
        let described = operation(&api.document, self.operation);
        let made = |(place, input)| self.made(api, described, input, (options.seed, is_full), place);
        let made: Vec<(Option<Given>, bool)> = self.inputs.iter().enumerate().map(made).collect();
        let wanted: [fn(&Input, bool) -> bool; 3] =
            [|input, is_example| input.required || is_example, |input, _| input.required, |_, _| true];
        wanted.into_iter().find_map(|wanted| {
            let chosen = self.inputs.iter().zip(&made);
            let chosen =
                chosen.map(|(input, (value, is_example))| value.clone().filter(|_| wanted(input, *is_example)));
            let values: Vec<Option<Given>> = chosen.collect();
            let mut out = Violations::new();
            self.collect(&values, &mut out);
            if !out.is_empty() || self.inputs.iter().zip(&values).any(|(one, value)| one.required && value.is_none()) {
                return None;
            }
            let encoded = self.encode(&values);
            self.check_encoded(&encoded).ok()?;
            let named = self.inputs.iter().zip(&values).filter_map(|(input, value)| {
                let rust = input.is_typed.then(|| input.rust.clone());
                let (field, is_required) = (input.field.clone(), input.required);
                Some(FieldValue { field, is_required, rust, sample: shown(value.as_ref()?) })
            });
            Some(Request { encoded, values: named.collect() })
        })
    }

    /// A value for an input, and whether it is an example.
    fn made(
        &self,
        api: &Api,
        described: Option<&Value>,
        input: &Input,
        (seed, is_full): (u64, bool),
        place: usize,
    ) -> (Option<Given>, bool) {
        let content = described.and_then(|described| match input.at.place {
            ParameterIn::Body => {
                let body = resolve(&api.document, described.get("requestBody")?);
                body.get("content")?.get(&self.media_type)
            }
            _ => None,
        });
        let examples = examples(&api.document, content, input.example);
        let mut random = Pcg64::seed_from_u64(seed.wrapping_add(1 + place as u64));
        if let Some(given) = input.example.and_then(|text| parsed(&input.rule, text)) {
            return (Some(given), true);
        }
        match &input.rule {
            Rule::Json(field) => {
                let schema = field.rule.schema;
                if let Some(example) = examples.into_iter().find(|one| schema.is_valid(one)) {
                    return (Some(Given::Json(example)), true);
                }
                (made(&api.document, content, schema, (seed, is_full)).map(Given::Json), false)
            }
            Rule::Parts(field) => {
                let (value, mut parts) = (sample(field.rule.schema, seed, is_full), FormParts::new());
                for (name, value) in value.as_ref().and_then(Value::as_object).into_iter().flatten() {
                    if !field.rule.files.contains(&name.as_str()) {
                        parts = parts.field(name, value.clone());
                        continue;
                    }
                    let types = field.rule.media_types.iter().find(|(one, _)| one == name);
                    let first = types.and_then(|(_, types)| types.first()).filter(|name| !name.contains('*'));
                    let content = value.as_str().unwrap_or("sample").as_bytes().to_vec();
                    parts = parts.file(name, "sample.bin", first.unwrap_or(&"application/octet-stream"), content);
                }
                (Some(Given::Parts(parts)), false)
            }
            Rule::Raw(_) => {
                let example = examples.iter().find_map(Value::as_str).unwrap_or("sample");
                (Some(Given::Raw(example.as_bytes().to_vec())), false)
            }
            rule => (plain(rule, &mut random), false),
        }
    }
}

/// The value of an example as it stands in a request, if the rule accepts it.
fn parsed(rule: &Rule, text: &str) -> Option<Given> {
    match rule {
        Rule::Text(field) => field.rule.is_valid(field.at, text).then(|| Given::Text(text.to_owned())),
        Rule::Int(field) => text.parse().ok().filter(|value| field.rule.is_valid(field.at, value)).map(Given::Int),
        Rule::Number(field) => {
            text.parse().ok().filter(|value| field.rule.is_valid(field.at, value)).map(Given::Number)
        }
        Rule::Boolean(_) => text.parse().ok().map(Given::Boolean),
        _ => None,
    }
}

/// A value of a parameter with a plain type.
fn plain(rule: &Rule, random: &mut Pcg64) -> Option<Given> {
    match rule {
        Rule::Text(field) => of_text(&field.rule, field.at.place, random).map(Given::Text),
        Rule::Int(field) => of_int(&field.rule, random).map(Given::Int),
        Rule::Number(field) => of_number(&field.rule).map(Given::Number),
        Rule::Boolean(_) => Some(Given::Boolean(random.random())),
        Rule::Texts(field) => list(field, |rule| of_text(rule, field.at.place, random)).map(Given::Texts),
        Rule::Ints(field) => list(field, |rule| of_int(rule, random)).map(Given::Ints),
        Rule::Numbers(field) => list(field, of_number).map(Given::Numbers),
        Rule::Booleans(field) => list(field, |_| Some(true)).map(Given::Booleans),
        Rule::Json(_) | Rule::Parts(_) | Rule::Raw(_) => None,
    }
}

fn list<R, T: PartialEq>(field: &Field<List<R>>, mut make: impl FnMut(&R) -> Option<T>) -> Option<Vec<T>> {
    let mut items = Vec::new();
    let count = field.rule.min.clamp(1, 64);
    for _ in 0..8 * count {
        if items.len() == count {
            break;
        }
        items.extend(make(&field.rule.item).filter(|one| !field.rule.unique || !items.contains(one)));
    }
    some(items)
}

fn of_text(rule: &Text, place: ParameterIn, random: &mut Pcg64) -> Option<String> {
    let at = Location { place, name: "", line: 0 };
    if !rule.one_of.is_empty() {
        return rule.one_of.iter().find(|one| rule.is_valid(at, one)).map(|one| (*one).to_owned());
    }
    let rules = TextRules {
        min: rule.min.max(1).min(rule.max.unwrap_or(usize::MAX)),
        max: rule.max,
        patterns: rule.pattern.iter().map(|pattern| pattern.source).collect(),
        format: rule.format.map(|format| format.name),
    };
    let without_pattern = TextRules { patterns: Vec::new(), ..rules.clone() };
    (0..32).flat_map(|_| [text(&rules, random), text(&without_pattern, random)]).find(|text| rule.is_valid(at, text))
}

fn of_int(rule: &Int, random: &mut Pcg64) -> Option<i64> {
    let at = Location { place: ParameterIn::Query, name: "", line: 0 };
    let low = rule.min.unwrap_or_else(|| rule.max.map_or(1, |max| max.min(1)));
    let high = rule.max.unwrap_or(low.saturating_add(99)).max(low).min(low.saturating_add(99));
    let drawn = random.random_range(low..=high);
    let step = rule.multiple_of.unwrap_or(1).max(1);
    let first = low.checked_add(low.checked_neg().unwrap_or(0).rem_euclid(step)).unwrap_or(low);
    [drawn, first, low, 0].into_iter().find(|value| rule.is_valid(at, value))
}

fn of_number(rule: &Number) -> Option<f64> {
    let at = Location { place: ParameterIn::Query, name: "", line: 0 };
    let (min, max) = (rule.min.map(float), rule.max.map(float));
    let step = rule.multiple_of.map(|step| step.mantissa as f64 * 10_f64.powi(step.exponent));
    let near = |low: f64| step.map(|step| (low / step).ceil() * step);
    let low = min.or(max.map(|max| max - 1.0)).unwrap_or(1.0);
    let candidates =
        [Some(low), Some(low + 0.5), max, near(low), near(low + 0.5), min.zip(max).map(|(a, b)| (a + b) / 2.0)];
    candidates.into_iter().flatten().find(|value| rule.is_valid(at, value))
}

fn shown(value: &Given) -> Sample {
    fn list<T>(values: &[T], show: impl Fn(&T) -> Sample) -> Sample {
        Sample::List(values.iter().map(show).collect())
    }
    match value {
        Given::Text(value) => Sample::Text(value.clone()),
        Given::Int(value) => Sample::Plain(value.to_string()),
        Given::Number(value) => Sample::Plain(format!("{value:?}")),
        Given::Boolean(value) => Sample::Plain(value.to_string()),
        Given::Texts(values) => list(values, |one| Sample::Text(one.clone())),
        Given::Ints(values) => list(values, |one| Sample::Plain(one.to_string())),
        Given::Numbers(values) => list(values, |one| Sample::Plain(format!("{one:?}"))),
        Given::Booleans(values) => list(values, |one| Sample::Plain(one.to_string())),
        Given::Json(value) => Sample::Json(value.clone()),
        Given::Parts(value) => Sample::Parts(value.clone()),
        Given::Raw(value) => Sample::Bytes(value.clone()),
    }
}
