//! What changed in a contract, in words.

use std::collections::BTreeMap;
use std::fmt::Display;

use crate::build::read_all;
use crate::diagnostic::Diagnostics;
use crate::model::{Document, Operation, Parameter, ParameterIn, Record, Role, Schema, Shape};
use crate::spec::Files;

/// The changes between two documents: operations, parameters, rules, responses and fields, one sentence each.
///
/// Wording, examples and positions are no part of the contract.
///
/// # Errors
/// One of the documents is wrong.
pub fn changes(old: &str, new: &str) -> Result<Vec<String>, Diagnostics> {
    let read = |name: &str, text: &str| {
        let (files, problems) = Files::load(name, text, None)?;
        read_all(&files, problems).map(|(document, _)| document)
    };
    let (old, new) = (read("the old document", old)?, read("the new document", new)?);
    let mut told = Vec::new();
    compare(&mut told, "", facts(&old), facts(&new));
    Ok(told)
}

/// A thing of the contract: what is said of it, and the things in it.
#[derive(Default)]
struct Facts {
    said: BTreeMap<&'static str, String>,
    parts: BTreeMap<String, Facts>,
}

impl Facts {
    fn say(&mut self, what: &'static str, value: impl Display) {
        self.said.insert(what, value.to_string());
    }

    fn say_some(&mut self, what: &'static str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.say(what, value);
        }
    }
}

fn compare(told: &mut Vec<String>, name: &str, old: Facts, mut new: Facts) {
    let inside = |part: &str| if name.is_empty() { part.to_owned() } else { format!("{name}, {part}") };
    for (what, before) in &old.said {
        match new.said.get(what) {
            Some(after) if after == before => {}
            Some(after) => told.push(format!("{name}: {what} {before} became {after}")),
            None => told.push(format!("{name}: {what} {before} was removed")),
        }
    }
    for (what, after) in new.said.iter().filter(|(what, _)| !old.said.contains_key(*what)) {
        told.push(format!("{name}: {what} {after} was added"));
    }
    for (part, old) in old.parts {
        match new.parts.remove(&part) {
            Some(new) => compare(told, &inside(&part), old, new),
            None => told.push(format!("{} was removed", inside(&part))),
        }
    }
    for (part, new) in new.parts {
        let said: Vec<String> = new.said.iter().map(|(what, value)| format!("{what} {value}")).collect();
        let said = if said.is_empty() { String::new() } else { format!(" ({})", said.join(", ")) };
        told.push(format!("{} was added{said}", inside(&part)));
    }
}

fn facts(document: &Document) -> Facts {
    let operations = document.operations.iter().map(|one| (format!("operation {}", one.id), operation(one)));
    let records = document.records.iter().map(|one| (format!("record {}", one.name), record(one)));
    let credentials = document.credentials.iter().map(|one| {
        let mut facts = Facts::default();
        shape(&mut facts, &one.shape);
        (format!("credential {}", one.name), facts)
    });
    Facts { said: BTreeMap::new(), parts: operations.chain(records).chain(credentials).collect() }
}

fn operation(operation: &Operation) -> Facts {
    let mut facts = Facts::default();
    facts.say("request", format!("{} {}", operation.method, operation.path));
    for one in &operation.parameters {
        facts.parts.insert(format!("{} {}", place(one.place), one.name), parameter(one));
    }
    for one in &operation.rules {
        let mut rule = Facts::default();
        one.parameters.iter().for_each(|(part, name)| rule.say(part, name));
        facts.parts.insert(format!("rule {}", one.rule), rule);
    }
    for one in &operation.responses {
        let mut answer = Facts::default();
        for header in &one.headers {
            answer.parts.insert(format!("header {}", header.name), Facts::default());
        }
        for media_type in &one.media_types {
            let mut body = Facts::default();
            body.say_some("schema", media_type.schema.as_ref());
            answer.parts.insert(format!("media type {}", media_type.name), body);
        }
        facts.parts.insert(format!("answer {}", one.status), answer);
    }
    facts
}

fn place(place: ParameterIn) -> &'static str {
    match place {
        ParameterIn::Path => "path parameter",
        ParameterIn::Query => "query parameter",
        ParameterIn::Header => "header",
        ParameterIn::Cookie => "cookie",
        ParameterIn::Body => "field",
    }
}

fn parameter(one: &Parameter) -> Facts {
    let mut facts = Facts::default();
    schema(&mut facts, &one.schema);
    facts.say("required", one.required);
    facts.say("empty value as absent", one.empty_is_absent);
    match &one.role {
        Role::Input => {}
        Role::Fixed(value) => facts.say("fixed value", value),
        Role::Transport => facts.say("filled in by", "the download"),
    }
    facts
}

fn record(record: &Record) -> Facts {
    let mut facts = Facts::default();
    let names: Vec<&str> = record.columns.iter().map(|column| column.name.as_str()).collect();
    facts.say("order of the columns", names.join(", "));
    for column in &record.columns {
        let mut part = Facts::default();
        schema(&mut part, &column.schema);
        part.say("required", column.required);
        for (language, heading) in &column.headings {
            let mut facts = Facts::default();
            facts.say("text", heading);
            part.parts.insert(format!("heading {language}"), facts);
        }
        facts.parts.insert(format!("field {}", column.name), part);
    }
    facts
}

fn schema(facts: &mut Facts, schema: &Schema) {
    shape(facts, &schema.shape);
    facts.say_some("default", schema.default.as_ref());
}

fn shape(facts: &mut Facts, shape: &Shape) {
    facts.say("type", shape.name());
    match shape {
        Shape::Text(rule) => {
            facts.say_some("minLength", Some(rule.min).filter(|min| *min > 0));
            facts.say_some("maxLength", rule.max);
            facts.say_some("pattern", rule.pattern.as_ref().map(|pattern| &pattern.source));
            facts.say_some("format", rule.format);
            facts.say_some("enum", (!rule.one_of.is_empty()).then(|| rule.one_of.join(", ")));
        }
        Shape::Int(rule) => {
            facts.say_some("minimum", rule.min);
            facts.say_some("maximum", rule.max);
            facts.say_some("multipleOf", rule.multiple_of);
        }
        Shape::Number(rule) => {
            facts.say_some(if rule.exclusive_min { "exclusive minimum" } else { "minimum" }, rule.min);
            facts.say_some(if rule.exclusive_max { "exclusive maximum" } else { "maximum" }, rule.max);
            facts.say_some("multipleOf", rule.multiple_of);
        }
        Shape::Boolean | Shape::Raw => {}
        Shape::Parts(rule) => facts.say("schema", rule.schema.to_json()),
        Shape::Json(rule) => {
            facts.say("schema", rule.schema.to_json());
            facts.say("style", rule.style);
            facts.say("explode", rule.explode);
        }
        Shape::List(rule) => {
            facts.say_some("minItems", Some(rule.min).filter(|min| *min > 0));
            facts.say_some("maxItems", rule.max);
            facts.say("uniqueItems", rule.unique);
            let mut item = Facts::default();
            self::shape(&mut item, &rule.item);
            facts.parts.insert("item".to_owned(), item);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "
openapi: 3.0.3
info: { title: Files, version: 1.0.0 }
paths:
  /files:
    get:
      operationId: listFiles
      parameters:
        - { name: user_name, in: query, description: User., schema: { type: string, maxLength: 255 } }
        - { name: limit, in: query, schema: { type: integer } }
      responses:
        '200': { description: Files. }
";

    #[test]
    fn a_narrower_rule_does_not_slip_through_unmentioned() {
        let new = OLD.replace("255", "64");
        let expected = "operation listFiles, query parameter user_name: maxLength 255 became 64";
        assert_eq!(changes(OLD, &new).unwrap(), [expected]);
    }

    #[test]
    fn parameters_and_answers_that_come_and_go_are_told() {
        let new = OLD.replace("name: limit", "name: offset").replace("'200'", "'204'");
        let told = changes(OLD, &new).unwrap();
        assert_eq!(
            told,
            [
                "operation listFiles, answer 200 was removed",
                "operation listFiles, query parameter limit was removed",
                "operation listFiles, answer 204 was added",
                "operation listFiles, query parameter offset was added (empty value as absent false, required false, type a whole number)",
            ]
        );
    }

    #[test]
    fn another_wording_is_no_change_of_the_contract() {
        assert_eq!(changes(OLD, &OLD.replace("User.", "Name of the user.")).unwrap(), [""; 0]);
    }
}
