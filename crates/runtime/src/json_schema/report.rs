use std::fmt;

use super::alone::{chosen, weight};
use super::data::{Data, Items, Named, Node};
use super::describe;
use super::evaluate::{accepts, evaluated, is_rule_kept, within_visits};
use super::schema::{Keyword, MAX_LEVELS, Rule, Schema};
use crate::messages;
use crate::typed::{OFTEN, Visits};
use crate::validate::Expected;

/// Maximum number of reported violations; the check ends with the last of them.
pub const MAX_FINDINGS: usize = 32;

/// A rule that a value breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Location of the value: a JSON pointer, empty for the whole value.
    pub pointer: String,
    /// Keyword of JSON Schema, for example `maxLength`.
    pub rule: &'static str,
    /// The expectation of the rule, for a person: `at most 8 characters`.
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

pub(super) fn check<'v>(schema: &Schema, value: impl Data<'v>) -> Vec<Finding> {
    let findings = within_visits(value, || {
        let mut walk = Walk { findings: Vec::new(), level: 0 };
        walk.schema(schema, value, &Way::Start);
        walk.findings
    });
    findings.unwrap_or_else(|| {
        let (rule, line) = schema.rules.first().map_or(("$ref", 0), |rule| (name(&rule.keyword), rule.line));
        vec![Finding { pointer: String::new(), rule, expected: messages::visits(OFTEN).into(), line }]
    })
}

/// The path to a value, on the stack: a pointer is written only for violations.
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
    /// The violations.
    findings: Vec<Finding>,
    level: usize,
}

impl Walk {
    fn schema<'v>(&mut self, schema: &Schema, value: impl Data<'v>, way: &Way<'_>) -> bool {
        if self.level >= MAX_LEVELS {
            let Some(rule) = schema.rules.first() else { return true };
            return self.broken("$ref", rule.line, way, || messages::levels(MAX_LEVELS).into());
        }
        if !Visits::count(weight(value)) {
            return false;
        }
        self.level += 1;
        let is_valid = self.each(schema.rules, |walk, Rule { line, keyword }| {
            walk.parts(keyword, value, way).unwrap_or_else(|| {
                is_rule_kept(keyword, value, walk.level)
                    || walk.broken(name(keyword), *line, way, || describe::expected(keyword))
            })
        });
        self.level -= 1;
        is_valid
    }

    fn broken(&mut self, rule: &'static str, line: u32, way: &Way<'_>, expected: impl FnOnce() -> Expected) -> bool {
        if !self.is_full() {
            let mut pointer = String::new();
            way.write(&mut pointer);
            self.findings.push(Finding { pointer, rule, expected: expected(), line });
        }
        false
    }

    fn is_full(&self) -> bool {
        self.findings.len() >= MAX_FINDINGS
    }

    /// Whether each of some parts is valid; none is looked at any more when there is no room for a finding.
    fn each<T>(&mut self, parts: impl IntoIterator<Item = T>, mut check: impl FnMut(&mut Self, T) -> bool) -> bool {
        let mut is_valid = true;
        for part in parts {
            is_valid &= check(self, part);
            if !is_valid && self.is_full() {
                break;
            }
        }
        is_valid
    }

    /// The keywords that hand a value or its parts on, so that violations are reported where they are.
    fn parts<'v>(&mut self, keyword: &Keyword, value: impl Data<'v>, way: &Way<'_>) -> Option<bool> {
        Some(match (*keyword, value.node()) {
            (Keyword::Reference(schema), _) => self.schema(schema, value, way),
            (Keyword::Deferred(cell), _) => self.schema(cell.get()?, value, way),
            (Keyword::AllOf(schemas), _) => self.each(schemas, |walk, schema| walk.schema(schema, value, way)),
            (Keyword::If { condition, then, otherwise }, _) => {
                let chosen = if accepts(condition, value, self.level) { then } else { otherwise };
                chosen.is_none_or(|schema| self.schema(schema, value, way))
            }
            (Keyword::PrefixItems(schemas), Node::List(items)) => {
                let items = items.iter().zip(schemas).enumerate();
                self.each(items, |walk, (index, (item, schema))| walk.schema(schema, item, &Way::Item(way, index)))
            }
            (Keyword::Items { from, item: schema }, Node::List(items)) => {
                let items = items.iter().enumerate().skip(from);
                self.each(items, |walk, (index, item)| walk.schema(schema, item, &Way::Item(way, index)))
            }
            (Keyword::Properties { named, patterns, additional }, Node::Object(fields)) => {
                self.each(fields.iter(), |walk, (name, field)| {
                    let way = Way::Field(way, name);
                    let by_name = named.iter().filter(|(one, _)| *one == name).map(|(_, schema)| *schema);
                    let by_pattern = patterns.iter().filter(|(one, _)| one.is_match(name)).map(|(_, schema)| *schema);
                    let mut known = by_name.chain(by_pattern).peekable();
                    match additional.filter(|_| known.peek().is_none()) {
                        Some(schema) => walk.other_field("additionalProperties", schema, field, &way),
                        None => walk.each(known, |walk, schema| walk.schema(schema, field, &way)),
                    }
                })
            }
            (Keyword::UnevaluatedProperties { of, field: schema }, Node::Object(fields)) => {
                let evaluated = evaluated(of, value, self.level);
                self.each(fields.iter(), |walk, (name, field)| {
                    evaluated.has_field(name)
                        || walk.other_field("unevaluatedProperties", schema, field, &Way::Field(way, name))
                })
            }
            (Keyword::UnevaluatedItems { of, item: schema }, Node::List(items)) => {
                let evaluated = evaluated(of, value, self.level);
                self.each(items.iter().enumerate(), |walk, (index, item)| {
                    evaluated.has_item(index, item) || walk.schema(schema, item, &Way::Item(way, index))
                })
            }
            (Keyword::Choice { property, options }, Node::Object(fields)) => {
                self.schema(chosen(property, options, fields)?, value, way)
            }
            (Keyword::DependentSchemas(schemas), Node::Object(fields)) => {
                let schemas = schemas.iter().filter(|(name, _)| fields.has(name));
                self.each(schemas, |walk, (_, schema)| walk.schema(schema, value, way))
            }
            _ => return None,
        })
    }

    /// A field that only the rule for all others is about.
    fn other_field<'v>(&mut self, rule: &'static str, schema: &Schema, field: impl Data<'v>, way: &Way<'_>) -> bool {
        match schema.rules {
            [Rule { line, keyword: Keyword::Never }] => {
                self.broken(rule, *line, way, || messages::no_other_field().into())
            }
            _ => self.schema(schema, field, way),
        }
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
        Keyword::Reference(_) | Keyword::Deferred(_) => "$ref",
        Keyword::UnevaluatedProperties { .. } => "unevaluatedProperties",
        Keyword::UnevaluatedItems { .. } => "unevaluatedItems",
        Keyword::Default(_) => "default",
    }
}
