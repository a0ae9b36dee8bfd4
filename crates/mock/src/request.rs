//! Valid requests, from the examples of the document where those are valid.

use deskledger_runtime::json_schema::{self, Decimal};
use deskledger_runtime::validate::{Field, List, Rule as _};
use deskledger_runtime::{EncodedRequest, FormParts, Int, Location, Multipart, Number, ParameterIn, Text, Violations};
use serde_json::Value;

use crate::api::{Api, Call};
use crate::content::Side;
use crate::draw::Draw;
use crate::examples::{examples, operation, parameter, resolve, with_schema};
use crate::fields::Rule;
use crate::media::{file, sequence};
use crate::number::{NumberRules, number};
use crate::operations::Input;
use crate::sample::Wish;
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
    /// Its place in a request, and its name there.
    pub at: Location,
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

/// Whether an input is part of a request, by its description and whether its value is an example.
type Wanted = fn(&Input, bool) -> bool;

impl Call {
    /// A valid request: with required values and examples, else with fewer, else with all. None where no
    /// such request is found.
    pub fn request(&self, api: &Api, options: &Options) -> Option<Request> {
        // A value that is not decoded as it was encoded, as in some styles, is generated again with fewer parts.
        let wishes = [true, false].map(|is_full| (Some(options.seed), is_full));
        let wanted: [Wanted; 3] =
            [|input, is_example| input.required || is_example, |input, _| input.required, |_, _| true];
        wishes.into_iter().find_map(|wish| self.tried(api, wish, &wanted, true))
    }

    /// The simplest valid request with required values, examples and the body: for readers. None where no such request is
    /// found.
    pub fn simplest_request(&self, api: &Api) -> Option<Request> {
        let wanted: [Wanted; 3] = [
            |input, is_example| input.required || is_example || input.at.place == ParameterIn::Body,
            |input, _| input.required,
            |_, _| true,
        ];
        // Last, one that the client sends, but that is not read as it was sent, as of a path with two names side by side.
        let tries = [(false, true), (true, true), (false, false)];
        tries.into_iter().find_map(|(is_full, is_read)| self.tried(api, (None, is_full), &wanted, is_read))
    }

    /// A request of these wishes, which is valid; with `is_read`, also as it is read from the wire.
    fn tried(&self, api: &Api, wish: Wish, wanted: &[Wanted], is_read: bool) -> Option<Request> {
        let made = |(place, input)| self.made(api, input, wish, place);
        let made: Vec<(Option<Given>, bool)> = self.inputs.iter().enumerate().map(made).collect();
        wanted.iter().find_map(|wanted| {
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
            if is_read {
                self.check_encoded(&encoded).ok()?;
            }
            let named = self.inputs.iter().zip(&values).filter_map(|(input, value)| {
                let rust = input.is_typed.then(|| input.rust.clone());
                let (field, at, is_required) = (input.field.clone(), input.at, input.required);
                Some(FieldValue { field, at, is_required, rust, sample: shown(value.as_ref()?) })
            });
            Some(Request { encoded, values: named.collect() })
        })
    }

    /// A value for an input, and whether it is an example.
    fn made(&self, api: &Api, input: &Input, (seed, is_full): Wish, place: usize) -> (Option<Given>, bool) {
        let described = match input.at.place {
            ParameterIn::Body => operation(&api.document, self.operation).and_then(|described| {
                let body = resolve(&api.document, described.get("requestBody")?);
                Some(resolve(&api.document, body.get("content")?.get(&self.media_type)?))
            }),
            _ => parameter(&api.document, self.operation, input.at).map(with_schema),
        };
        let schema = described.and_then(|described| described.get("schema"));
        let examples = examples(&api.document, described, input.example);
        if let Some(given) = input.example.and_then(|text| parsed(&input.rule, text)) {
            return (Some(given), true);
        }
        let side = Side { api, keyword: "readOnly", wish: (seed, is_full) };
        let with = |made: Option<(Value, bool)>, given: &dyn Fn(Value) -> Given| {
            made.map_or((None, false), |(value, is_example)| (Some(given(value)), is_example))
        };
        match &input.rule {
            Rule::Json(field) => with(side.value(schema, field.rule.schema, &examples), &Given::Json),
            Rule::Parts(field) => with(side.value(schema, field.rule.schema, &examples), &|value| {
                Given::Parts(parts(&field.rule, &value))
            }),
            Rule::Raw(_) => {
                let is_known = self.media_type.ends_with("xml")
                    || described.is_some_and(|one| sequence(&self.media_type, one).is_some());
                let otherwise = if is_known { file(&self.media_type) } else { b"sample" };
                (side.bytes(&self.media_type, described, &examples, otherwise).map(Given::Raw), false)
            }
            rule => {
                let example = examples.iter().find_map(|one| of_example(rule, one));
                let mut draw = Draw::new(seed.map(|seed| seed.wrapping_add(1 + place as u64)));
                let is_example = example.is_some();
                (example.or_else(|| plain(rule, &mut draw)), is_example)
            }
        }
    }
}

/// The fields of an object as parts of a body.
fn parts(rule: &Multipart, value: &Value) -> FormParts {
    let mut parts = FormParts::new();
    for (name, value) in value.as_object().into_iter().flatten() {
        if !rule.files.contains(&name.as_str()) {
            parts = parts.field(name, value.clone());
            continue;
        }
        let types = rule.media_types.iter().find(|(one, _)| one == name);
        let first = types.and_then(|(_, types)| types.first()).filter(|name| !name.contains('*'));
        let files = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        for file in files {
            let content = file.as_str().unwrap_or("sample").as_bytes().to_vec();
            parts = parts.file(name, "sample.bin", first.unwrap_or(&"application/octet-stream"), content);
        }
    }
    parts
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

/// The value of an example as JSON, if the rule accepts it.
fn of_example(rule: &Rule, example: &Value) -> Option<Given> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let items = example.as_array().map_or(std::slice::from_ref(example), Vec::as_slice);
    fn all<T>(items: &[Value], read: impl Fn(&Value) -> Option<T>) -> Option<Vec<T>> {
        some(items.iter().map(read).collect::<Option<Vec<T>>>()?)
    }
    // Whether the rule of a list accepts it is decided with the whole request.
    match rule {
        Rule::Texts(_) => all(items, |item| Some(text(item))).map(Given::Texts),
        Rule::Ints(_) => all(items, Value::as_i64).map(Given::Ints),
        Rule::Numbers(_) => all(items, Value::as_f64).map(Given::Numbers),
        Rule::Booleans(_) => all(items, Value::as_bool).map(Given::Booleans),
        rule => parsed(rule, &text(example)),
    }
}

/// A value of a parameter with a plain type.
fn plain(rule: &Rule, draw: &mut Draw) -> Option<Given> {
    match rule {
        Rule::Text(field) => of_text(&field.rule, field.at.place, draw).map(Given::Text),
        Rule::Int(field) => of_int(&field.rule, draw).map(Given::Int),
        Rule::Number(field) => of_number(&field.rule, draw).map(Given::Number),
        Rule::Boolean(_) => Some(Given::Boolean(draw.is_true())),
        Rule::Texts(field) => list(field, draw, |rule, draw| of_text(rule, field.at.place, draw)).map(Given::Texts),
        Rule::Ints(field) => list(field, draw, of_int).map(Given::Ints),
        Rule::Numbers(field) => list(field, draw, of_number).map(Given::Numbers),
        Rule::Booleans(field) => list(field, draw, |_, _| Some(true)).map(Given::Booleans),
        Rule::Json(_) | Rule::Parts(_) | Rule::Raw(_) => None,
    }
}

fn list<R, T: PartialEq>(
    field: &Field<List<R>>,
    draw: &mut Draw,
    make: impl Fn(&R, &mut Draw) -> Option<T>,
) -> Option<Vec<T>> {
    let mut items = Vec::new();
    let count = field.rule.min.clamp(1, 64);
    // The first choice is always the same: items that differ are drawn.
    let mut random = Draw::new(Some(0));
    for attempt in 0..100 * count {
        if items.len() == count {
            break;
        }
        let draw = if attempt > 0 && draw.is_first() { &mut random } else { &mut *draw };
        draw.vary(attempt > count);
        items.extend(make(&field.rule.item, draw).filter(|one| !field.rule.unique || !items.contains(one)));
    }
    draw.vary(false);
    some(items)
}

fn of_text(rule: &Text, place: ParameterIn, draw: &mut Draw) -> Option<String> {
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
    // The first choice is always the same: another one is drawn.
    let mut random = Draw::new(Some(0));
    (0..32).find_map(|attempt| {
        let draw = if attempt > 0 && draw.is_first() { &mut random } else { &mut *draw };
        [&rules, &without_pattern].map(|rules| text(rules, draw)).into_iter().find(|text| rule.is_valid(at, text))
    })
}

fn of_int(rule: &Int, draw: &mut Draw) -> Option<i64> {
    let bound = |bound: Option<i64>| bound.map(|bound| (json_schema::Number::Whole(bound.into()), false));
    let step = rule.multiple_of.map(|step| Decimal { mantissa: step.unsigned_abs(), exponent: 0 });
    let (min, max) = (bound(rule.min).into_iter().collect(), bound(rule.max).into_iter().collect());
    let rules = NumberRules { is_whole: true, min, max, steps: step.into_iter().collect() };
    number(&rules, draw)?.as_i64()
}

fn of_number(rule: &Number, draw: &mut Draw) -> Option<f64> {
    let at = Location { place: ParameterIn::Query, name: "", line: 0 };
    let min = rule.min.map(|min| (min, rule.exclusive_min)).into_iter().collect();
    let max = rule.max.map(|max| (max, rule.exclusive_max)).into_iter().collect();
    let rules = NumberRules { is_whole: false, min, max, steps: rule.multiple_of.into_iter().collect() };
    number(&rules, draw)?.as_f64().filter(|value| rule.is_valid(at, value))
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
