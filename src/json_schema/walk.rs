use std::fmt;

use serde_json::Value;

use super::{Keyword, Rule, Schema, Type, equal, number, words};
use crate::check::{Expected, catalogue};

/// How many broken rules are gathered; what comes after is not looked for.
pub const MOST_FINDINGS: usize = 32;

/// How deep schemas may stand in one another: one that refers to itself without end is refused.
const MOST_LEVELS: usize = 512;

/// A rule that a value breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where the value stands: a JSON pointer, empty for the whole value.
    pub pointer: String,
    /// Keyword of JSON Schema, for example `maxLength`.
    pub rule: &'static str,
    /// What the rule asks for, for a person: `at most 8 characters`.
    pub expected: Expected,
    /// Line of the document that the rule stands on.
    pub line: u32,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() { "(the whole value)" } else { &self.pointer };
        write!(f, "{place} breaks {} (line {})", self.rule, self.line)
    }
}

pub(super) fn is_valid(schema: &Schema, value: &Value) -> bool {
    Walk { findings: None, level: 0 }.schema(schema, value, &Way::Start)
}

pub(super) fn check(schema: &Schema, value: &Value) -> Vec<Finding> {
    let mut walk = Walk { findings: Some(Vec::new()), level: 0 };
    walk.schema(schema, value, &Way::Start);
    walk.findings.unwrap_or_default()
}

/// The way to a value, kept on the stack: a pointer is written only for what is broken.
enum Way<'w> {
    Start,
    Field(&'w Way<'w>, &'w str),
    Item(&'w Way<'w>, usize),
}

impl Way<'_> {
    fn write(&self, out: &mut String) {
        match self {
            Way::Start => {}
            Way::Field(before, name) => {
                before.write(out);
                out.push('/');
                out.push_str(&name.replace('~', "~0").replace('/', "~1"));
            }
            Way::Item(before, index) => {
                before.write(out);
                out.push('/');
                out.push_str(&index.to_string());
            }
        }
    }
}

struct Walk {
    /// What is broken; nothing is gathered where only yes or no counts, and the first broken rule ends the walk.
    findings: Option<Vec<Finding>>,
    level: usize,
}

impl Walk {
    fn schema(&mut self, schema: &Schema, value: &Value, way: &Way<'_>) -> bool {
        if self.level >= MOST_LEVELS {
            let Some(rule) = schema.rules.first() else { return true };
            return self.broken("$ref", rule.line, way, || Expected::new(&catalogue::LEVELS).limit(MOST_LEVELS));
        }
        self.level += 1;
        let mut is_valid = true;
        for rule in schema.rules {
            let is_kept = match self.parts(&rule.keyword, value, way) {
                Some(is_kept) => is_kept,
                None => {
                    self.is_kept(&rule.keyword, value) || {
                        self.broken(name(&rule.keyword), rule.line, way, || words::expected(&rule.keyword))
                    }
                }
            };
            is_valid &= is_kept;
            if !is_valid && self.is_full() {
                break;
            }
        }
        self.level -= 1;
        is_valid
    }

    fn broken(&mut self, rule: &'static str, line: u32, way: &Way<'_>, expected: impl FnOnce() -> Expected) -> bool {
        if !self.is_full()
            && let Some(findings) = &mut self.findings
        {
            let mut pointer = String::new();
            way.write(&mut pointer);
            findings.push(Finding { pointer, rule, expected: expected(), line });
        }
        false
    }

    fn is_full(&self) -> bool {
        self.findings.as_ref().is_none_or(|findings| findings.len() >= MOST_FINDINGS)
    }

    /// Whether a part is valid where only yes or no counts.
    fn quiet(&self, schema: &Schema, value: &Value) -> bool {
        Walk { findings: None, level: self.level }.schema(schema, value, &Way::Start)
    }

    /// The keywords that hand a value or its parts on, so that what is broken is told where it stands.
    fn parts(&mut self, keyword: &Keyword, value: &Value, way: &Way<'_>) -> Option<bool> {
        let mut is_valid = true;
        match (*keyword, value) {
            (Keyword::Reference(schema), _) => is_valid = self.schema(schema, value, way),
            (Keyword::AllOf(schemas), _) => {
                schemas.iter().for_each(|schema| is_valid &= self.schema(schema, value, way))
            }
            (Keyword::If { condition, then, otherwise }, _) => {
                let chosen = if self.quiet(condition, value) { then } else { otherwise };
                is_valid = chosen.is_none_or(|schema| self.schema(schema, value, way));
            }
            (Keyword::PrefixItems(schemas), Value::Array(items)) => {
                for (index, (item, schema)) in items.iter().zip(schemas).enumerate() {
                    is_valid &= self.schema(schema, item, &Way::Item(way, index));
                }
            }
            (Keyword::Items { from, item: schema }, Value::Array(items)) => {
                for (index, item) in items.iter().enumerate().skip(from) {
                    is_valid &= self.schema(schema, item, &Way::Item(way, index));
                    if !is_valid && self.is_full() {
                        break;
                    }
                }
            }
            (Keyword::Properties { named, patterns, additional }, Value::Object(fields)) => {
                for (name, field) in fields {
                    let way = Way::Field(way, name);
                    let mut is_known = false;
                    let by_name = named.iter().filter(|(one, _)| one == name).map(|(_, schema)| *schema);
                    let by_pattern = patterns.iter().filter(|(one, _)| one.is_match(name)).map(|(_, schema)| *schema);
                    for schema in by_name.chain(by_pattern) {
                        is_known = true;
                        is_valid &= self.schema(schema, field, &way);
                    }
                    match additional.filter(|_| !is_known) {
                        Some(Schema { rules: [Rule { line, keyword: Keyword::Never }] }) => {
                            is_valid &= self.broken("additionalProperties", *line, &way, no_other_field);
                        }
                        Some(schema) => is_valid &= self.schema(schema, field, &way),
                        None => {}
                    }
                    if !is_valid && self.is_full() {
                        break;
                    }
                }
            }
            (Keyword::Choice { property, options }, Value::Object(fields)) => {
                let chosen = fields.get(property).and_then(Value::as_str);
                let (_, schema) = chosen.and_then(|name| options.iter().find(|(one, _)| *one == name))?;
                is_valid = self.schema(schema, value, way);
            }
            (Keyword::DependentSchemas(schemas), Value::Object(fields)) => {
                for (_, schema) in schemas.iter().filter(|(name, _)| has(fields, name)) {
                    is_valid &= self.schema(schema, value, way);
                }
            }
            _ => return None,
        }
        Some(is_valid)
    }

    /// The keywords that look at one value. A keyword for another type is kept.
    fn is_kept(&self, keyword: &Keyword, value: &Value) -> bool {
        match (*keyword, value) {
            (Keyword::Never, _) => false,
            (Keyword::Type(types), _) => types.iter().any(|one| is_type(*one, value)),
            (Keyword::Enum(literals), _) => literals.iter().any(|literal| equal::is_literal(value, literal)),
            (Keyword::Const(literal), _) => equal::is_literal(value, &literal),
            (Keyword::MinLength(min), Value::String(text)) => {
                text.chars().nth(min.wrapping_sub(1)).is_some() || min == 0
            }
            (Keyword::MaxLength(max), Value::String(text)) => text.len() <= max || text.chars().nth(max).is_none(),
            (Keyword::Pattern(pattern), Value::String(text)) => pattern.is_match(text),
            (Keyword::Format(format), Value::String(text)) => (format.is_valid)(text),
            (Keyword::Minimum { limit, exclusive }, Value::Number(value)) => {
                number::compare(value, limit).is_some_and(|order| order.is_gt() || (order.is_eq() && !exclusive))
            }
            (Keyword::Maximum { limit, exclusive }, Value::Number(value)) => {
                number::compare(value, limit).is_some_and(|order| order.is_lt() || (order.is_eq() && !exclusive))
            }
            (Keyword::MultipleOf(step), Value::Number(value)) => step.divides(value),
            (Keyword::MinItems(min), Value::Array(items)) => items.len() >= min,
            (Keyword::MaxItems(max), Value::Array(items)) => items.len() <= max,
            (Keyword::UniqueItems, Value::Array(items)) => equal::are_unique(items),
            (Keyword::Contains { item, min, max }, Value::Array(items)) => {
                let count = items.iter().filter(|one| self.quiet(item, one)).count();
                count >= min && max.is_none_or(|max| count <= max)
            }
            (Keyword::PropertyNames(schema), Value::Object(fields)) => {
                fields.keys().all(|name| self.quiet(schema, &Value::String(name.clone())))
            }
            (Keyword::Required(names), Value::Object(fields)) => names.iter().all(|name| has(fields, name)),
            (Keyword::MinProperties(min), Value::Object(fields)) => fields.len() >= min,
            (Keyword::MaxProperties(max), Value::Object(fields)) => fields.len() <= max,
            (Keyword::DependentRequired(rules), Value::Object(fields)) => {
                rules.iter().all(|(name, others)| !has(fields, name) || others.iter().all(|other| has(fields, other)))
            }
            (Keyword::AnyOf(schemas), _) => schemas.iter().any(|schema| self.quiet(schema, value)),
            (Keyword::OneOf(schemas), _) => {
                schemas.iter().filter(|schema| self.quiet(schema, value)).take(2).count() == 1
            }
            // A value that chooses is handed on.
            (Keyword::Choice { .. }, _) => false,
            (Keyword::Not(schema), _) => !self.quiet(schema, value),
            _ => true,
        }
    }
}

fn no_other_field() -> Expected {
    Expected::new(&catalogue::NO_OTHER_FIELD)
}

/// Whether there is a field; in a small object it is found sooner by looking than by its hash.
fn has(fields: &serde_json::Map<String, Value>, name: &str) -> bool {
    match fields.len() {
        0..=16 => fields.keys().any(|one| one == name),
        _ => fields.contains_key(name),
    }
}

fn is_type(one: Type, value: &Value) -> bool {
    match value {
        Value::Null => one == Type::Null,
        Value::Bool(_) => one == Type::Boolean,
        Value::Number(value) => one == Type::Number || (one == Type::Integer && number::is_whole(value)),
        Value::String(_) => one == Type::String,
        Value::Array(_) => one == Type::Array,
        Value::Object(_) => one == Type::Object,
    }
}

fn name(keyword: &Keyword) -> &'static str {
    match keyword {
        Keyword::Never => "false",
        Keyword::Type(_) => "type",
        Keyword::Enum(_) => "enum",
        Keyword::Const(_) => "const",
        Keyword::MinLength(_) => "minLength",
        Keyword::MaxLength(_) => "maxLength",
        Keyword::Pattern(_) => "pattern",
        Keyword::Format(_) => "format",
        Keyword::Minimum { exclusive: false, .. } => "minimum",
        Keyword::Minimum { .. } => "exclusiveMinimum",
        Keyword::Maximum { exclusive: false, .. } => "maximum",
        Keyword::Maximum { .. } => "exclusiveMaximum",
        Keyword::MultipleOf(_) => "multipleOf",
        Keyword::MinItems(_) => "minItems",
        Keyword::MaxItems(_) => "maxItems",
        Keyword::UniqueItems => "uniqueItems",
        Keyword::PrefixItems(_) => "prefixItems",
        Keyword::Items { .. } => "items",
        Keyword::Contains { .. } => "contains",
        Keyword::Properties { .. } => "properties",
        Keyword::PropertyNames(_) => "propertyNames",
        Keyword::Required(_) => "required",
        Keyword::MinProperties(_) => "minProperties",
        Keyword::MaxProperties(_) => "maxProperties",
        Keyword::DependentRequired(_) => "dependentRequired",
        Keyword::DependentSchemas(_) => "dependentSchemas",
        Keyword::AllOf(_) => "allOf",
        Keyword::AnyOf(_) => "anyOf",
        Keyword::OneOf(_) => "oneOf",
        Keyword::Choice { .. } => "discriminator",
        Keyword::Not(_) => "not",
        Keyword::If { .. } => "if",
        Keyword::Reference(_) => "$ref",
        Keyword::Default(_) => "default",
    }
}
