mod number;
mod range;

pub(crate) use range::{EMPTY, empty_ranges};

use deskledger_runtime::format;

use self::number::lines;
use self::range::report_empty;
use super::satisfies;
use super::text::wire;
use super::types::{Json, List, Schema, Shape, Text};
use super::value;
use crate::diagnostic::Position;
use crate::schema_keywords::{ONLY_3_1, SCHEMA, is_rule};
use crate::spec::{Node, Object, Source, Value, near};

/// Keywords that are valid beside any type.
const ANY: [&str; 12] = [
    "type", "title", "description", "default", "example", "examples", "deprecated", "readOnly", "writeOnly",
    "externalDocs", "nullable", "xml",
];
const TEXT: [&str; 5] = ["minLength", "maxLength", "pattern", "format", "enum"];
const NUMBER: [&str; 6] = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "format"];
const LIST: [&str; 4] = ["items", "minItems", "maxItems", "uniqueItems"];
/// Types that have a rule of their own; everything else is checked as JSON.
const PLAIN: [&str; 5] = ["string", "integer", "number", "boolean", "array"];

/// Reads type and rule of a value; a `$ref` is followed.
pub(super) fn read<'s>(source: &mut Source<'s>, node: &'s Node) -> Option<Schema> {
    let target = source.resolve(node)?;
    let has_own_rules = has_rules_beside_a_reference(source, node);
    if !has_own_rules && (!matches!(target.value, Value::Map(_)) || is_plain(source, target, true)) {
        return plain(source, target);
    }
    let own = node.get("default").filter(|_| has_own_rules);
    let default = own.or_else(|| target.get("default")).filter(|default| is_of_its_schema(source, node, default));
    let default = default.map(|node| node.to_json().to_string());
    Some(Schema { shape: Shape::Json(Box::new(json(node))), default })
}

/// Whether rules stand beside a `$ref`: OpenAPI 3.1 keeps both. In 3.0 they have no effect, which is reported.
fn has_rules_beside_a_reference<'s>(source: &mut Source<'s>, node: &'s Node) -> bool {
    let is_3_1 = source.is_3_1;
    let keys = source.beside_references(node, is_rule);
    if !is_3_1 {
        keys.iter().for_each(|key| source.no_effect_beside_a_reference(key));
    }
    is_3_1 && !keys.is_empty()
}

/// A schema that is checked as JSON.
pub(super) fn json(node: &Node) -> Json {
    Json { schema: node.clone(), style: "Json", explode: false, in_query: Vec::new() }
}

/// Whether a schema is one of the types with a rule of their own, or was meant to be.
fn is_plain<'s>(source: &mut Source<'s>, node: &'s Node, may_be_list: bool) -> bool {
    let Some(kind) = node.text("type").filter(|kind| PLAIN.contains(kind)) else {
        return false;
    };
    let own = [&ANY[..], &TEXT, &NUMBER, &LIST].concat();
    let is_3_1 = source.is_3_1;
    let is_own = |name: &str| own.contains(&name) || !(SCHEMA.contains(&name) || (is_3_1 && ONLY_3_1.contains(&name)));
    let is_false = |name: &str| node.get(name).is_none_or(|node| matches!(node.value, Value::Boolean(false)));
    let is_boolean = |name: &str| node.get(name).is_none_or(|node| matches!(node.value, Value::Boolean(_)));
    let is_usual = node.entries().iter().all(|(key, _)| is_own(&key.name))
        && is_false("nullable")
        && (node.get("enum").is_none() || (kind == "string" && are_texts(source, node)))
        && is_boolean("exclusiveMinimum")
        && is_boolean("exclusiveMaximum");
    if kind != "array" {
        return is_usual;
    }
    let items = node.get("items");
    let is_item_plain = items.is_none_or(|items| !has_rules_beside_a_reference(source, items));
    let item = items.filter(|_| is_item_plain).and_then(|items| source.resolve(items));
    is_usual && may_be_list && node.get("default").is_none() && item.is_some_and(|item| is_plain(source, item, false))
}

/// Whether every value of an enum of texts is one, as it nearly always is.
fn are_texts(source: &mut Source<'_>, node: &Node) -> bool {
    let Some(Node { value: Value::List(values), .. }) = node.get("enum") else { return true };
    let mut are_texts = true;
    for value in values.iter().filter(|value| value.as_text().is_none()) {
        let found = format!("expected a text in the enum of a string, found {}", value.kind());
        source.warn("enum", value.position, found, "put it in quotes");
        are_texts = false;
    }
    are_texts
}

/// Reads a schema of one of the types with a rule of their own.
fn plain<'s>(source: &mut Source<'s>, node: &'s Node) -> Option<Schema> {
    let bare = Object::read(source, node, "a schema", &[&ANY[..], &TEXT, &NUMBER, &LIST].concat())?;
    let kind = bare.required_text(source, "type")?;
    let own: &[&str] = match kind {
        "string" => &TEXT,
        "boolean" => &[],
        "array" => &LIST,
        _ => &NUMBER,
    };
    for (key, _) in node.entries() {
        let name = key.name.as_str();
        if !own.contains(&name) && [&TEXT[..], &NUMBER, &LIST].concat().contains(&name) {
            let found = format!("expected no `{name}` in a schema of type {kind}: it has no effect");
            source.warn("rule-without-effect", key.position, found, "remove it, or change the type");
        }
    }
    let shape = match kind {
        "string" => Shape::Text(text(source, bare)?),
        "integer" => Shape::Int(number::int(source, bare)?),
        "number" => Shape::Number(number::number(source, bare)?),
        "boolean" => Shape::Boolean,
        _ => Shape::List(Box::new(list(source, bare)?)),
    };
    let default = default(source, bare, &shape);
    Some(Schema { shape, default })
}

fn default<'s>(source: &mut Source<'s>, schema: Object<'s>, shape: &Shape) -> Option<String> {
    let node = schema.get("default")?;
    if check_value(source, shape, node, "default") { wire(node) } else { None }
}

/// Whether a default satisfies its schema; reported if not.
pub(crate) fn is_of_its_schema<'s>(source: &mut Source<'s>, schema: &'s Node, default: &Node) -> bool {
    let problem = satisfies::problem(source, schema, default);
    problem.map(|(at, broken)| report_value(source, at, &broken, "default")).is_none()
}

/// Whether a schema certainly rejects null.
pub(crate) fn rejects_null<'s>(source: &mut Source<'s>, schema: &'s Node) -> bool {
    satisfies::problem(source, schema, &Node { position: schema.position, value: Value::Null }).is_some()
}

/// Reports a value of the document that breaks the rule beside it.
pub(super) fn check_value(source: &mut Source<'_>, shape: &Shape, node: &Node, what: &'static str) -> bool {
    let is_typed = match (shape, &node.value) {
        (Shape::Text(_), Value::Text(_)) | (Shape::Boolean, Value::Boolean(_)) => true,
        (Shape::Int(_), Value::Number(value)) => value.is_i64(),
        (Shape::Number(_), Value::Number(_)) => true,
        // Senders and readers check it.
        (Shape::Json(_) | Shape::Parts(_) | Shape::Raw, _) => return true,
        (Shape::List(list), Value::List(items)) => {
            return items.iter().all(|item| check_value(source, &list.item, item, what));
        }
        _ => false,
    };
    let broken = match (is_typed, wire(node)) {
        (true, Some(value)) => value::complaint(shape, &value),
        _ => Some(format!("expected {}, found {}", shape.name(), node.kind())),
    };
    broken.map(|broken| report_value(source, node.position, &broken, what)).is_none()
}

fn report_value(source: &mut Source<'_>, at: Position, broken: &str, what: &'static str) {
    let (found, hint) = (format!("{broken} for the {what}"), format!("change the {what}, or its rule"));
    match what {
        "example" => source.warn(what, at, found, hint),
        "default" => source.warn(what, at, format!("{found}: it is not used"), hint),
        "enum" => source.warn(what, at, format!("{found}: it is never accepted"), hint),
        _ => source.report(what, at, found, hint),
    }
}

impl Shape {
    /// Name of the type, for a person.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Shape::Text(_) => "a text",
            Shape::Int(_) => "a whole number",
            Shape::Number(_) => "a number",
            Shape::Boolean => "true or false",
            Shape::List(_) => "a list",
            Shape::Json(_) => "a value that JSON can express",
            Shape::Parts(_) => "parts",
            Shape::Raw => "bytes",
        }
    }
}

pub(super) fn text<'s>(source: &mut Source<'s>, schema: Object<'s>) -> Option<Text> {
    let min = schema.count(source, "minLength").unwrap_or(0);
    let max = schema.count(source, "maxLength");
    report_empty(source, schema.node, &["maxLength"]);
    let (format, secret) = match schema.text(source, "format") {
        Some("password") => (None, true),
        // Only says that it is not a text for people.
        Some("binary") => (None, false),
        Some(name) => match format::find(name).map(|format| format.name) {
            Some(format) => (Some(format), false),
            None => {
                let known = format::ALL.map(|format| format.name);
                let found = format!("expected one of {}, password for the format, found {name}", known.join(", "));
                let hint = match near(name, &known) {
                    Some(known) => format!("it is not checked; did you mean `{known}`?"),
                    None => "it is not checked; write a pattern".to_owned(),
                };
                source.warn("unknown-format", schema.position("format"), found, hint);
                (None, false)
            }
        },
        None => (None, false),
    };
    let pattern = schema.text(source, "pattern");
    let pattern = pattern.and_then(|text| source.pattern(text, schema.position("pattern")));
    let lines = lines(schema, &TEXT);
    let rule = Text { min, max, pattern, format, one_of: Vec::new(), secret, lines };
    let one_of = choices(source, schema, &rule);
    Some(Text { one_of, ..rule })
}

fn choices<'s>(source: &mut Source<'s>, schema: Object<'s>, rule: &Text) -> Vec<String> {
    let mut choices: Vec<String> = Vec::new();
    for node in schema.list(source, "enum") {
        let Some(choice) = node.as_text() else { continue };
        if choices.iter().any(|other| other == choice) {
            source.warn("enum", node.position, format!("expected every value once, found {choice} again"), "remove it");
            continue;
        }
        check_value(source, &Shape::Text(rule.clone()), node, "enum");
        choices.push(choice.to_owned());
    }
    if let Some(node @ Node { value: Value::List(list), .. }) = schema.get("enum")
        && list.is_empty()
    {
        let found = "expected at least one value, found none";
        source.report("enum", node.position, found, "list the values, or remove the enum");
    }
    choices
}

fn list<'s>(source: &mut Source<'s>, schema: Object<'s>) -> Option<List> {
    let min = schema.count(source, "minItems").unwrap_or(0);
    let max = schema.count(source, "maxItems");
    report_empty(source, schema.node, &["maxItems"]);
    let unique = schema.is(source, "uniqueItems");
    let items = schema.required(source, "items")?;
    let item = read(source, items)?.shape;
    Some(List { min, max, unique, item, lines: lines(schema, &LIST) })
}
