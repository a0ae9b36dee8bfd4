mod number;

use super::text::wire;
use super::{List, Schema, Shape, Text};
use crate::diagnostic::Position;
use crate::rules;
use crate::spec::{Node, Object, Source, Value};

const ANY: [&str; 9] =
    ["type", "title", "description", "default", "example", "deprecated", "readOnly", "externalDocs", "nullable"];
const TEXT: [&str; 5] = ["minLength", "maxLength", "pattern", "format", "enum"];
const NUMBER: [&str; 6] = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "format"];
const LIST: [&str; 4] = ["items", "minItems", "maxItems", "uniqueItems"];
const UNSUPPORTED: [&str; 7] =
    ["oneOf", "anyOf", "allOf", "not", "properties", "additionalProperties", "discriminator"];

/// Reads type and rule of a parameter or of a field of a record; a `$ref` is followed.
pub(super) fn read<'s>(source: &mut Source<'s>, node: &'s Node, in_list: bool) -> Option<Schema> {
    let node = source.resolve(node)?;
    if let Some((key, _)) = node.entries().iter().find(|(key, _)| UNSUPPORTED.contains(&key.name.as_str())) {
        let found = format!("expected one plain type, found `{}`: it is not supported here", key.name);
        source.report("unsupported", key.position, found, "write text, a number, yes or no, or a list of these");
        return None;
    }
    let bare = Object::read(source, node, "a schema", &[&ANY[..], &TEXT, &NUMBER, &LIST].concat())?;
    let kind = bare.required_text(source, "type")?;
    let own: &[&str] = match kind {
        "string" => &TEXT,
        "integer" | "number" => &NUMBER,
        "boolean" => &[],
        "array" => &LIST,
        _ => {
            let position = bare.get("type").map_or(node.position, |node| node.position);
            let found = format!("expected string, integer, number, boolean or array, found {kind}");
            source.report("unknown-type", position, found, "write one of these types");
            return None;
        }
    };
    for (key, _) in node.entries() {
        let name = key.name.as_str();
        if !own.contains(&name) && [&TEXT[..], &NUMBER, &LIST].concat().contains(&name) {
            let found = format!("expected no `{name}` in a schema of type {kind}: it would have no effect");
            source.report("rule-without-effect", key.position, found, "remove it, or change the type");
        }
    }
    if bare.is(source, "nullable") {
        let position = bare.get("nullable").map_or(node.position, |node| node.position);
        source.report("unsupported", position, "expected a value that is not null", "leave the value out instead");
    }
    let shape = match kind {
        "string" => Shape::Text(text(source, bare)?),
        "integer" => Shape::Int(number::int(source, bare)?),
        "number" => Shape::Number(number::number(source, bare)?),
        "boolean" => Shape::Boolean,
        _ if in_list => {
            source.report(
                "unsupported",
                node.position,
                "expected a list of plain values, found a list of lists",
                "flatten it",
            );
            return None;
        }
        _ => Shape::List(Box::new(list(source, bare)?)),
    };
    let default = default(source, bare, &shape);
    Some(Schema { shape, default })
}

fn default<'s>(source: &mut Source<'s>, schema: Object<'s>, shape: &Shape) -> Option<String> {
    let node = schema.get("default")?;
    if matches!(shape, Shape::List(_)) {
        source.report(
            "unsupported",
            node.position,
            "expected no default of a list",
            "say in the description what an absent list means",
        );
        return None;
    }
    check_value(source, shape, node, "default");
    wire(node)
}

/// Reports a value of the document that breaks the rule beside it.
pub(super) fn check_value(source: &mut Source<'_>, shape: &Shape, node: &Node, what: &'static str) {
    let is_typed = match (shape, &node.value) {
        (Shape::Text(_), Value::Text(_)) | (Shape::Boolean, Value::Boolean(_)) => true,
        (Shape::Int(_), Value::Number(value)) => value.is_i64(),
        (Shape::Number(_), Value::Number(_)) => true,
        (Shape::List(list), Value::List(items)) => {
            return items.iter().for_each(|item| check_value(source, &list.item, item, what));
        }
        _ => false,
    };
    let broken = match (is_typed, wire(node)) {
        (true, Some(value)) => rules::complaint(shape, &value),
        _ => Some(format!("expected {}, found {}", shape.name(), node.kind())),
    };
    if let Some(broken) = broken {
        source.report(
            what,
            node.position,
            format!("{broken} for the {what}"),
            format!("change the {what}, or its rule"),
        );
    }
}

impl Shape {
    /// What a value of this type is, for a person.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Shape::Text(_) => "a text",
            Shape::Int(_) => "a whole number",
            Shape::Number(_) => "a number",
            Shape::Boolean => "true or false",
            Shape::List(_) => "a list",
        }
    }
}

pub(super) fn text<'s>(source: &mut Source<'s>, schema: Object<'s>) -> Option<Text> {
    let at = |name: &str| schema.get(name).map_or(schema.node.position, |node| node.position);
    let min = schema.count(source, "minLength").unwrap_or(0);
    let max = schema.count(source, "maxLength");
    ordered(source, at("maxLength"), ("minLength", Some(min)), ("maxLength", max));
    let (format, secret) = match schema.text(source, "format") {
        Some("password") => (None, true),
        Some(name) => match rules::format(name) {
            Some(format) => (Some(format), false),
            None => {
                let found =
                    format!("expected one of {}, password for the format, found {name}", rules::FORMATS.join(", "));
                source.report("unknown-format", at("format"), found, "write a pattern, or remove the format");
                (None, false)
            }
        },
        None => (None, false),
    };
    let pattern = match schema.text(source, "pattern") {
        Some(text) => Some(source.pattern(text, at("pattern"))?),
        None => None,
    };
    let rule = Text { min, max, pattern, format, one_of: Vec::new(), secret };
    let one_of = choices(source, schema, &rule);
    Some(Text { one_of, ..rule })
}

fn choices<'s>(source: &mut Source<'s>, schema: Object<'s>, rule: &Text) -> Vec<String> {
    let mut choices: Vec<String> = Vec::new();
    for node in schema.list(source, "enum") {
        let Some(choice) = node.as_text() else {
            let found = format!("expected a text in the enum of a string, found {}", node.kind());
            source.report("enum", node.position, found, "put it in quotes");
            continue;
        };
        if choices.iter().any(|other| other == choice) {
            source.report(
                "enum",
                node.position,
                format!("expected every value once, found {choice} again"),
                "remove it",
            );
        }
        check_value(source, &Shape::Text(rule.clone()), node, "enum");
        choices.push(choice.to_owned());
    }
    if let Some(node @ Node { value: Value::List(list), .. }) = schema.get("enum")
        && list.is_empty()
    {
        source.report(
            "enum",
            node.position,
            "expected at least one value, found none",
            "list the values, or remove the enum",
        );
    }
    choices
}

fn list<'s>(source: &mut Source<'s>, schema: Object<'s>) -> Option<List> {
    let at = |name: &str| schema.get(name).map_or(schema.node.position, |node| node.position);
    let min = schema.count(source, "minItems").unwrap_or(0);
    let max = schema.count(source, "maxItems");
    ordered(source, at("maxItems"), ("minItems", Some(min)), ("maxItems", max));
    let unique = schema.is(source, "uniqueItems");
    let items = schema.required(source, "items")?;
    let item = read(source, items, true)?.shape;
    Some(List { min, max, unique, item })
}

fn ordered<V: PartialOrd + std::fmt::Display>(
    source: &mut Source<'_>,
    position: Position,
    (least, min): (&str, Option<V>),
    (most, max): (&'static str, Option<V>),
) {
    if let (Some(min), Some(max)) = (min, max)
        && min > max
    {
        let found = format!("expected a {most} that is not below {least} {min}, found {max}");
        source.report("empty-range", position, found, "no value can keep both: change one of them");
    }
}
