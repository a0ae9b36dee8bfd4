//! Values in one language: kinds, rules and fields.

use deskledger_codegen::{Contract, Node, Reader, Value};
use deskledger_runtime::message::{Locale, Message};
use serde::Serialize;

use crate::messages;
use crate::rules::{code, elements, entries, id, is_true, list, literal, sentences, text};

/// Nesting of values that is shown; the document has the rest.
const MAX_DEPTH: usize = 6;

/// Values that are described in one reference. Values of other files are repeated wherever they are referred to.
const MAX_SHAPES: usize = 200_000;

/// A sentence about kinds.
type Sentence = fn(String) -> Message;

#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Shape {
    /// Its kind, such as `text` or a link to a schema.
    pub(crate) kind: String,
    pub(crate) description: String,
    pub(crate) rules: Vec<String>,
    pub(crate) example: String,
    pub(crate) fields: Vec<Field>,
}

/// A value with a name.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Field {
    pub(crate) name: String,
    /// Location of a parameter.
    pub(crate) place: String,
    /// Absent for values that nothing requires or omits.
    pub(crate) required: Option<bool>,
    /// That it is deprecated, with the dates of the document.
    pub(crate) deprecated: String,
    #[serde(flatten)]
    pub(crate) shape: Shape,
}

/// Describes the values of a document.
pub(crate) struct Shapes<'c> {
    pub(crate) reader: Reader<'c>,
    pub(crate) locale: Locale,
    /// The page of the schemas.
    pub(crate) page: &'static str,
    pub(crate) is_3_1: bool,
    left: usize,
}

impl<'c> Shapes<'c> {
    pub(crate) fn new(contract: &'c Contract, locale: Locale, page: &'static str) -> Self {
        Self { reader: Reader::new(contract), locale, page, is_3_1: contract.is_3_1(), left: MAX_SHAPES }
    }

    pub(crate) fn say(&self, message: Message) -> String {
        message.localized(self.locale)
    }

    /// The description of a part of the document in the language of the reader, if the document has it.
    pub(crate) fn description(&self, node: &Node) -> String {
        let translated = node.get("x-description").and_then(|texts| texts.get(self.locale.choose("en_US", "zh_CN")));
        translated.or_else(|| node.get("description")).and_then(Node::as_text).unwrap_or_default().trim().to_owned()
    }

    pub(crate) fn field(&self, name: String, required: Option<bool>, node: &Node, shape: Shape) -> Field {
        Field { name, place: String::new(), required, deprecated: self.deprecation(node), shape }
    }

    /// Whether a part of the document is deprecated, since when and until when; empty if it is not.
    pub(crate) fn deprecation(&self, node: &Node) -> String {
        let date = |name: &str| node.get(name).and_then(Node::as_text).map(str::to_owned);
        let (since, sunset) = (date("x-deprecated-since"), date("x-sunset"));
        if !is_true(node.get("deprecated")) && sunset.is_none() {
            return String::new();
        }
        let parts = [Some(messages::deprecated()), since.map(messages::since), sunset.map(messages::removed_on)];
        self.say(Message::list(parts.into_iter().flatten().collect(), messages::comma()))
    }

    /// The value that a schema describes.
    pub(crate) fn shape(&mut self, schema: &'c Node) -> Shape {
        self.at(schema, 0)
    }

    fn at(&mut self, schema: &'c Node, depth: usize) -> Shape {
        let mut shape = Shape { description: self.description(schema), ..Shape::default() };
        shape.rules = sentences(schema, self.is_3_1).into_iter().map(|rule| self.say(rule)).collect();
        shape.example =
            ["example", "examples"].iter().find_map(|name| schema.get(name)).map_or(String::new(), |node| {
                literal(elements(Some(node)).first().filter(|_| schema.get("example").is_none()).unwrap_or(node))
            });
        if schema.value == Value::Boolean(false) {
            shape.kind = self.say(messages::kind_none());
            return shape;
        }
        self.left = self.left.saturating_sub(1);
        if depth > MAX_DEPTH || self.left == 0 {
            shape.kind = self.say(messages::kind_any());
            shape.rules.push(self.say(messages::more_in_document()));
            return shape;
        }
        if let Some(reference) = schema.get("$ref").and_then(Node::as_text) {
            let name = reference.strip_prefix("#/components/schemas/");
            // What stands inside of a component has no heading of its own.
            if let Some(name) = name.filter(|name| !name.contains('/')) {
                shape.kind = self.link(name);
                return shape;
            }
            // A value of another place or file has no page of its own.
            if let Some(target) = self.reader.resolve(schema) {
                let Shape { kind, description, rules, example, fields } = self.at(target, depth + 1);
                shape.rules.extend(rules);
                let or = |own: String, other| if own.is_empty() { other } else { own };
                let (description, example) = (or(shape.description, description), or(shape.example, example));
                return Shape { kind, description, example, fields, ..shape };
            }
        }
        self.structure(schema, depth, &mut shape);
        shape
    }

    /// The kind and the fields.
    fn structure(&mut self, schema: &'c Node, depth: usize, shape: &mut Shape) {
        let required: Vec<&str> = elements(schema.get("required")).iter().filter_map(Node::as_text).collect();
        for (key, node) in entries(schema, "properties") {
            let is_required = required.contains(&key.name.as_str());
            let inner = self.at(node, depth + 1);
            shape.fields.push(self.field(key.name.clone(), Some(is_required), node, inner));
        }
        let elsewhere = |name: &&str| !entries(schema, "properties").iter().any(|(key, _)| key.name == **name);
        let elsewhere: Vec<&str> = required.iter().copied().filter(elsewhere).collect();
        if !elsewhere.is_empty() {
            shape.rules.push(self.say(messages::requires_fields(list(elsewhere))));
        }
        let types: Vec<&str> = match schema.get("type") {
            Some(node) if node.as_text().is_none() => elements(Some(node)).iter().filter_map(Node::as_text).collect(),
            Some(node) => node.as_text().into_iter().collect(),
            // What the rules are about.
            None => {
                let is_object = !shape.fields.is_empty() || !entries(schema, "additionalProperties").is_empty();
                let is_list = !entries(schema, "items").is_empty();
                is_object.then_some("object").into_iter().chain(is_list.then_some("array")).collect()
            }
        };
        let or = self.say(messages::or());
        let kinds = types.into_iter().filter_map(|name| self.kind_of_type(name, schema, depth, shape));
        let types = kinds.collect::<Vec<_>>().join(&or);
        let mut kinds: Vec<String> = Some(types).into_iter().filter(|types| !types.is_empty()).collect();
        let groups: [(&str, Sentence); 3] =
            [("allOf", messages::kind_all_of), ("oneOf", messages::kind_one_of), ("anyOf", messages::kind_any_of)];
        for (name, sentence) in groups {
            let members = elements(schema.get(name));
            let members: Vec<String> = members.iter().map(|member| self.member(member, depth, shape)).collect();
            if !members.is_empty() {
                kinds.push(self.say(sentence(members.join(&self.say(messages::comma())))));
            }
        }
        if let Some(node) = schema.get("not") {
            let kind = self.member(node, depth, shape);
            kinds.push(self.say(messages::kind_not(kind)));
        }
        // Each of them holds, not one of them.
        let together = self.say(messages::together());
        shape.kind = if kinds.is_empty() { self.say(messages::kind_any()) } else { kinds.join(&together) };
    }

    /// The kind of a member of a composition; what it says beyond that becomes an entry of the fields.
    fn member(&mut self, node: &'c Node, depth: usize, shape: &mut Shape) -> String {
        let inner = self.at(node, depth + 1);
        if inner.fields.is_empty() && inner.rules.is_empty() {
            return inner.kind;
        }
        let number = shape.fields.iter().filter(|field| field.required.is_none()).count() + 1;
        let name = self.say(messages::alternative(number));
        shape.fields.push(self.field(name.clone(), None, node, inner));
        name
    }

    fn kind_of_type(&mut self, name: &str, schema: &'c Node, depth: usize, shape: &mut Shape) -> Option<String> {
        let (inner, label): (_, fn() -> Message) = match name {
            "array" => (schema.get("items"), messages::each_element),
            "object" => {
                (schema.get("additionalProperties").filter(|node| !node.entries().is_empty()), messages::each_value)
            }
            _ => (None, messages::each_value),
        };
        let is_rest = name == "object" && shape.fields.iter().any(|field| field.required.is_some());
        let label = if is_rest { messages::each_other_field } else { label };
        let kind = inner.map(|node| {
            let inner = self.at(node, depth + 1);
            let kind = inner.kind.clone();
            if is_rest || !inner.fields.is_empty() || !inner.rules.is_empty() {
                shape.fields.push(self.field(self.say(label()), None, node, inner));
            }
            kind
        });
        let is_file = text(schema, "format") == "binary";
        Some(self.say(match (name, kind) {
            ("string", _) if is_file => messages::kind_file(),
            ("string", _) => messages::kind_string(),
            ("integer", _) => messages::kind_integer(),
            ("number", _) => messages::kind_number(),
            ("boolean", _) => messages::kind_boolean(),
            ("null", _) => messages::kind_null(),
            ("array", kind) => messages::kind_array(kind.unwrap_or_else(|| self.say(messages::kind_any()))),
            ("object", Some(kind)) if shape.fields.iter().all(|field| field.required.is_none()) => {
                messages::kind_map(kind)
            }
            ("object", _) => messages::kind_object(),
            _ => return None,
        }))
    }

    fn link(&self, name: &str) -> String {
        let name = name.replace("~1", "/").replace("~0", "~");
        format!("[{}]({}#{})", code(&name), self.page, schema_id(&name))
    }
}

/// The id of the heading of a schema.
pub(crate) fn schema_id(name: &str) -> String {
    format!("schema-{}", id(name))
}
