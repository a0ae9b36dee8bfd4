//! Whether a value of the document satisfies its schema, before anything is generated from both.
//!
//! Only what is certain is a problem: formats of texts, fractional steps and conditions are left to the runtime.

use deskledger_runtime::json_schema::Number as Limit;
use deskledger_runtime::list;
use deskledger_runtime::message::Message;

use super::text::wire;
use super::types::{Int, Number, Shape, Text};
use super::value::complaint;
use crate::diagnostic::Position;
use crate::messages;
use crate::spec::{Key, Node, Source, Value};

/// Maximum number of looks at a part of one value by a schema; a schema may refer to itself.
const MAX_LOOKS: usize = 1024;

/// The first problem of a value by its schema, and its position.
pub(super) fn problem<'s>(source: &mut Source<'s>, schema: &'s Node, value: &Node) -> Option<(Position, Message)> {
    Search { source, looks: MAX_LOOKS }.problem(schema, value)
}

struct Search<'l, 's> {
    source: &'l mut Source<'s>,
    /// Remaining number of looks.
    looks: usize,
}

impl<'s> Search<'_, 's> {
    fn problem(&mut self, schema: &'s Node, value: &Node) -> Option<(Position, Message)> {
        self.looks = self.looks.checked_sub(1)?;
        if schema.value == Value::Boolean(false) {
            return Some((value.position, messages::no_value(value.shown())));
        }
        if let Some(reference) = schema.get("$ref") {
            // A reference that leads nowhere is reported where the schema is read.
            let before = std::mem::take(&mut self.source.problems);
            let target = self.source.follow(reference);
            self.source.problems = before;
            let problem = self.problem(target?, value);
            if problem.is_some() || !self.source.is_3_1 {
                return problem;
            }
        }
        let own = of_any(schema, value, self.source.is_3_1)
            .or_else(|| self.of_type(schema, value))
            .map(|found| (value.position, found));
        own.or_else(|| self.of_parts(schema, value)).or_else(|| self.of_combinations(schema, value))
    }

    /// Rules of a value without its parts, by its type.
    fn of_type(&mut self, schema: &'s Node, value: &Node) -> Option<Message> {
        let count = |name: &str| -> Option<usize> { schema.get(name)?.as_number()?.as_u64()?.try_into().ok() };
        type Limited = fn(usize) -> Message;
        let within = |length: usize, (least, at_least): (&str, Limited), (most, at_most): (&str, Limited)| {
            let (min, max) = (count(least).unwrap_or(0), count(most).unwrap_or(usize::MAX));
            let expected = match length {
                length if length < min => at_least(min),
                length if length > max => at_most(max),
                _ => return None,
            };
            Some(messages::expected(expected, length))
        };
        match &value.value {
            Value::Text(text) => {
                let pattern = schema.get("pattern");
                let pattern = pattern.and_then(|node| self.source.pattern(node.as_text()?, node.position));
                let (min, max) = (count("minLength").unwrap_or(0), count("maxLength"));
                complaint(&Shape::Text(Text { min, max, pattern, ..Text::default() }), text)
            }
            Value::Number(number) => of_number(schema, &number.to_string()),
            Value::List(items) => {
                within(items.len(), ("minItems", messages::at_least_items), ("maxItems", messages::at_most_items))
            }
            Value::Map(fields) => within(
                fields.len(),
                ("minProperties", messages::at_least_fields),
                ("maxProperties", messages::at_most_fields),
            ),
            _ => None,
        }
    }

    /// Rules of the items of a list, and of the fields of an object.
    fn of_parts(&mut self, schema: &'s Node, value: &Node) -> Option<(Position, Message)> {
        let prefix = schema.list("prefixItems");
        let of_item = |index: usize| prefix.get(index).or_else(|| schema.get("items"));
        let mut items = value.items().iter().enumerate();
        let problem = items.find_map(|(index, item)| self.problem(of_item(index)?, item));
        let fields = schema.map("properties");
        let find = |name: &str| fields.iter().find(|(key, _)| key.name == name).map(|(_, node)| node);
        let others = schema.get("additionalProperties").filter(|_| schema.get("patternProperties").is_none());
        let mut named = value.entries().iter();
        let of_field = |(key, field): &(Key, Node)| self.problem(find(&key.name).or(others)?, field);
        let problem = problem.or_else(|| named.find_map(of_field));
        problem.or_else(|| {
            // What only one side states may be absent.
            let is_both =
                |name: &&str| find(name).is_none_or(|node| node.get("$ref").is_none() && !is_of_one_side(node));
            let is_map = matches!(value.value, Value::Map(_));
            let mut required = schema.list("required").iter().filter_map(Node::as_text).filter(|_| is_map);
            let missing = required.find(|name| value.get(name).is_none() && is_both(name))?;
            Some((value.position, messages::missing_field(missing)))
        })
    }

    fn of_combinations(&mut self, schema: &'s Node, value: &Node) -> Option<(Position, Message)> {
        let problem = schema.list("allOf").iter().find_map(|part| self.problem(part, value));
        problem.or_else(|| {
            ["anyOf", "oneOf"].iter().map(|name| schema.list(name)).find_map(|alternatives| {
                let problems = alternatives.iter().map(|one| self.problem(one, value));
                let first = problems.collect::<Option<Vec<_>>>()?.into_iter().next()?;
                let found = messages::no_alternative(value.shown());
                Some(if alternatives.len() == 1 { first } else { (value.position, found) })
            })
        })
    }
}

/// Rules of a value of any type.
fn of_any(schema: &Node, value: &Node, is_3_1: bool) -> Option<Message> {
    let types = schema
        .get("type")
        .map_or(&[][..], |node| if node.as_text().is_some() { std::slice::from_ref(node) } else { node.items() });
    // A type that does not exist is reported where the schema is read.
    let names: Option<Vec<_>> = types.iter().map(|node| type_name(node.as_text()?)).collect();
    // In OpenAPI 3.0, `nullable` adds null to the type, and to nothing else.
    let is_null = !is_3_1 && schema.is("nullable") && value.value == Value::Null;
    if let Some(names) = names.filter(|names| !names.is_empty() && !is_null)
        && !types.iter().filter_map(Node::as_text).any(|name| is_type(name, value))
    {
        return Some(messages::expected(Message::list(names, messages::or()), value.shown()));
    }
    let is_same = |one: &Node| match (one.as_number(), value.as_number()) {
        (Some(one), Some(value)) => Limit::of(one) == Limit::of(value),
        _ => one.to_json() == value.to_json(),
    };
    let listed = schema.get("const").map(std::slice::from_ref).unwrap_or_else(|| schema.list("enum"));
    if listed.is_empty() || listed.iter().any(is_same) {
        return None;
    }
    let written = |node: &Node| wire(node).unwrap_or_else(|| node.to_json().to_string());
    let listed: Vec<String> = listed.iter().map(written).collect();
    let expected = messages::one_of(list::unquoted(&listed, 0));
    Some(messages::expected(expected, value.to_json().to_string()))
}

/// Rules of a number.
fn of_number(schema: &Node, number: &str) -> Option<Message> {
    let limit = |name: &str| schema.get(name).and_then(Node::as_number).map(Limit::of);
    let bound = |name: &str, exclusive: &str| match limit(exclusive) {
        Some(limit) => (Some(limit), true),
        None => (limit(name), schema.is(exclusive)),
    };
    let (min, exclusive_min) = bound("minimum", "exclusiveMinimum");
    let (max, exclusive_max) = bound("maximum", "exclusiveMaximum");
    let rule = Number { min, exclusive_min, max, exclusive_max, ..Number::default() };
    let of_32 = schema.text("format") == Some("int32");
    let (min, max) = (i32::MIN.into(), i32::MAX.into());
    let multiple_of = schema.get("multipleOf").and_then(|node| node.as_number()?.as_i64()).filter(|step| *step > 0);
    let whole =
        Int { min: Some(min).filter(|_| of_32), max: Some(max).filter(|_| of_32), multiple_of, ..Int::default() };
    complaint(&Shape::Number(rule), number).or_else(|| complaint(&Shape::Int(whole), number))
}

fn is_type(name: &str, value: &Node) -> bool {
    match &value.value {
        Value::Null => name == "null",
        Value::Boolean(_) => name == "boolean",
        Value::Number(number) if name == "integer" => number.as_f64().is_some_and(|value| value.fract() == 0.0),
        Value::Number(_) => name == "number",
        Value::Text(_) => name == "string",
        Value::List(_) => name == "array",
        Value::Map(_) => name == "object",
    }
}

/// The name of a type, for a person.
fn type_name(name: &str) -> Option<Message> {
    Some(match name {
        "null" => messages::nothing(),
        "boolean" => messages::true_or_false(),
        "integer" => messages::a_whole_number(),
        "number" => messages::a_number(),
        "string" => messages::a_text(),
        "array" => messages::a_list(),
        "object" => messages::a_map(),
        _ => return None,
    })
}

fn is_of_one_side(schema: &Node) -> bool {
    schema.is("readOnly") || schema.is("writeOnly")
}
