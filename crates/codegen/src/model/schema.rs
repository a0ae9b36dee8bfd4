mod number;
mod range;

pub(crate) use range::empty_ranges;

use deskledger_runtime::message::Message;
use deskledger_runtime::{format, list};

use self::number::lines;
use self::range::report_empty;
use super::satisfies;
use super::text::wire;
use super::types::{Json, List, Schema, Shape, Text};
use super::value;
use crate::diagnostic::Position;
use crate::messages;
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
        let found = messages::no_text_in_enum(value.kind());
        source.warn("enum", value.position, found, messages::put_in_quotes());
        are_texts = false;
    }
    are_texts
}

/// Reads a schema of one of the types with a rule of their own.
fn plain<'s>(source: &mut Source<'s>, node: &'s Node) -> Option<Schema> {
    let bare = Object::read(source, node, messages::a_schema, &[&ANY[..], &TEXT, &NUMBER, &LIST].concat())?;
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
            let found = messages::of_another_type(name, kind);
            source.warn("rule-without-effect", key.position, found, messages::remove_or_change_type());
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
    problem.map(|(at, broken)| report_value(source, at, broken, "default")).is_none()
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
        _ => Some(messages::expected(shape.name(), node.kind())),
    };
    broken.map(|broken| report_value(source, node.position, broken, what)).is_none()
}

fn report_value(source: &mut Source<'_>, at: Position, broken: Message, what: &'static str) {
    let (found, hint) = (messages::of_keyword(broken, what), messages::change_value_or_rule(what));
    match what {
        "example" => source.warn(what, at, found, hint),
        "default" => source.warn(what, at, messages::not_used(found), hint),
        "enum" => source.warn(what, at, messages::never_accepted(found), hint),
        _ => source.report(what, at, found, hint),
    }
}

impl Shape {
    /// Name of the type, for a person.
    pub(crate) fn name(&self) -> Message {
        match self {
            Shape::Text(_) => messages::a_text(),
            Shape::Int(_) => messages::a_whole_number(),
            Shape::Number(_) => messages::a_number(),
            Shape::Boolean => messages::true_or_false(),
            Shape::List(_) => messages::a_list(),
            Shape::Json(_) => messages::a_json_value(),
            Shape::Parts(_) => messages::parts(),
            Shape::Raw => messages::bytes(),
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
                let names = list::unquoted(&[&known[..], &["password"]].concat(), 0);
                let found = messages::unknown_text_format(names, name);
                let hint = match near(name, &known) {
                    Some(known) => messages::unchecked_did_you_mean(known),
                    None => messages::write_a_pattern(),
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
            source.warn("enum", node.position, messages::value_again(choice), messages::remove_it());
            continue;
        }
        check_value(source, &Shape::Text(rule.clone()), node, "enum");
        choices.push(choice.to_owned());
    }
    if let Some(node @ Node { value: Value::List(list), .. }) = schema.get("enum")
        && list.is_empty()
    {
        source.report("enum", node.position, messages::empty_enum(), messages::list_values());
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
