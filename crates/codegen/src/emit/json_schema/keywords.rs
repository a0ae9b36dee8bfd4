use deskledger_runtime::message::Message;
use deskledger_runtime::{json_schema, list};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use serde_json::Number;

use super::super::literal::{count as usize_literal, decimal, document_value, format, json_number, option};
use super::compiler::Compiler;
use super::draft::Draft;
use crate::diagnostic::Position;
use crate::messages;
use crate::names;
use crate::schema_keywords::{ANNOTATIONS, ONLY_3_1, SCHEMA, is_rule, step};
use crate::spec::{Key, Node, Value, warn_unknown};

/// The types of JSON Schema.
const TYPES: [&str; 7] = ["array", "boolean", "integer", "null", "number", "object", "string"];

/// Unsupported keywords, with the reason.
const UNSUPPORTED: [(&str, messages::Text); 1] = [("$recursiveRef", messages::write_dynamic_ref)];

/// Where a schema says what it is written in.
const KNOWN: [&str; 2] = ["http://json-schema.org/draft-04/schema", "https://json-schema.org/draft/2020-12/schema"];

impl<'s> Compiler<'s> {
    /// The rules of a schema. A keyword that JSON Schema does not define is an annotation, not a rule.
    pub(super) fn rules(&mut self, node: &'s Node) -> Vec<TokenStream> {
        let entries = match &node.value {
            Value::Boolean(true) => return Vec::new(),
            Value::Boolean(false) => return vec![rule(node.position, quote!(json::Keyword::Never))],
            Value::Map(entries) => entries,
            _ => {
                self.expected::<()>(node, messages::schema_value());
                return Vec::new();
            }
        };
        match self.draft {
            Draft::OpenApi30 => warn_unknown(&mut self.source, node, messages::a_schema, &SCHEMA),
            Draft::Draft2020 if self.asserts_formats => {
                warn_unknown(&mut self.source, node, messages::a_schema, &[&SCHEMA[..], &ONLY_3_1].concat());
            }
            _ => {}
        }
        let is_reference_only = self.draft != Draft::Draft2020 && node.get("$ref").is_some();
        if is_reference_only && self.draft == Draft::OpenApi30 {
            let keys = entries.iter().map(|(key, _)| key).filter(|key| key.name != "$ref" && is_rule(&key.name));
            keys.for_each(|key| self.source.no_effect_beside_a_reference(key));
        }
        if self.asserts_formats {
            self.without_effect(node);
        }
        let mut rules = Vec::new();
        for (key, value) in entries.iter().filter(|(key, _)| !is_reference_only || key.name == "$ref") {
            if let Some(keyword) = self.keyword(node, key, value) {
                // A list may stand below its keyword.
                rules.push(rule(key.position, keyword));
            }
        }
        if !is_reference_only && let Some((at, properties)) = self.properties(node) {
            rules.push(rule(at.position, properties));
        }
        rules
    }

    fn keyword(&mut self, schema: &'s Node, key: &'s Key, node: &'s Node) -> Option<TokenStream> {
        let is_old = self.draft != Draft::Draft2020;
        let is_3_0 = self.draft == Draft::OpenApi30;
        if !is_old && let Some((_, reason)) = UNSUPPORTED.iter().find(|(name, _)| *name == key.name) {
            if self.asserts_formats {
                // The rest of the document is of use all the same.
                let found = messages::unsupported_keyword_ignored(&key.name);
                return self.source.leave_out("unsupported", key.position, found, reason());
            }
            return self.source.refuse("unsupported", key.position, messages::unsupported_keyword(&key.name), reason());
        }
        Some(match key.name.as_str() {
            "$schema" if !is_3_0 && node.as_text().is_none_or(|text| !KNOWN.contains(&text.trim_end_matches('#'))) => {
                let (found, hint) = (messages::another_draft(), messages::write(KNOWN[1]));
                return self.source.refuse("unsupported", node.position, found, hint);
            }
            "$ref" | "$dynamicRef" if key.name == "$ref" || !is_old => {
                let text = self.text(node)?;
                let Some(target) = self.identifiers.find(schema.position, text) else {
                    return self.leads_nowhere(node.position, text);
                };
                let target = if key.name == "$ref" { target } else { self.dynamic(target, text) };
                let target = self.part(schema, target);
                quote!(json::Keyword::Reference(#target))
            }
            "unevaluatedProperties" | "unevaluatedItems" if !is_old => {
                let (of, rest) = (self.part(schema, schema), self.schema(node));
                match key.name.as_str() {
                    "unevaluatedItems" => quote!(json::Keyword::UnevaluatedItems { of: #of, item: #rest }),
                    _ => quote!(json::Keyword::UnevaluatedProperties { of: #of, field: #rest }),
                }
            }
            "type" => {
                let types = if let Value::List(types) = &node.value { types } else { std::slice::from_ref(node) };
                let types = types.iter().map(|one| match one.as_text().filter(|text| TYPES.contains(text)) {
                    Some(text) => Some(text),
                    None => self.expected(one, messages::one_of(list::unquoted(&TYPES, 0))),
                });
                let mut types = types.collect::<Option<Vec<_>>>()?;
                if is_3_0 && schema.is("nullable") {
                    types.push("null");
                }
                let types = types.iter().map(|one| format_ident!("{}", names::pascal(one)));
                quote!(json::Keyword::Type(&[#(json::Type::#types),*]))
            }
            "enum" => {
                let values = self.list(node)?.iter().map(document_value);
                quote!(json::Keyword::Enum(&[#(#values),*]))
            }
            "nullable" if !is_old && self.asserts_formats && matches!(node.value, Value::Boolean(true)) => {
                let (found, hint) = (messages::nullable_without_effect(), messages::add_null());
                return self.source.leave_out("rule-without-effect", key.position, found, hint);
            }
            "const" if !is_old || is_3_0 => value(key, node),
            "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" => {
                let (variant, count) = (variant(key), usize_literal(self.count(node)?));
                quote!(json::Keyword::#variant(#count))
            }
            "pattern" => {
                let pattern = self.text(node)?;
                let pattern = self.pattern(pattern, node)?;
                quote!(json::Keyword::Pattern(&#pattern))
            }
            "minimum" | "maximum" => {
                let exclusive = if key.name == "minimum" { "exclusiveMinimum" } else { "exclusiveMaximum" };
                bound(&key.name, self.number(node)?, is_old && schema.is(exclusive))
            }
            // A number here is what 3.1 means by it, in a document of 3.0, too.
            "exclusiveMinimum" | "exclusiveMaximum"
                if !is_old || (is_3_0 && matches!(node.value, Value::Number(_))) =>
            {
                bound(&key.name, self.number(node)?, true)
            }
            "multipleOf" => {
                let Some(step) = step(self.number(node)?) else {
                    return self.expected(node, messages::a_short_number());
                };
                let step = decimal(step, &quote!(json));
                quote!(json::Keyword::MultipleOf(#step))
            }
            "format" if self.asserts_formats && matches!(node.as_text(), Some("int32" | "int64")) => {
                let is_long = node.as_text() == Some("int64");
                let (min, max) = if is_long { (i64::MIN, i64::MAX) } else { (i32::MIN.into(), i32::MAX.into()) };
                let bounds = [bound("minimum", &min.into(), false), bound("maximum", &max.into(), false)];
                self.together(node, &bounds)
            }
            "format" if self.asserts_formats => {
                let format = self.format(node)?;
                quote!(json::Keyword::Format(#format))
            }
            "uniqueItems" => match node.value {
                Value::Boolean(true) => quote!(json::Keyword::UniqueItems),
                Value::Boolean(false) => return None,
                _ => return self.expected(node, messages::true_or_false()),
            },
            "prefixItems" if !is_old || is_3_0 => self.schemas(node, variant(key))?,
            "items" => match &node.value {
                Value::List(_) if is_old => self.schemas(node, format_ident!("PrefixItems"))?,
                _ => {
                    let before = if is_old && !is_3_0 { 0 } else { schema.list("prefixItems").len() };
                    self.items(before, node)
                }
            },
            "additionalItems" if is_old && !is_3_0 => {
                let before = schema.get("items").filter(|items| matches!(items.value, Value::List(_)))?;
                self.items(before.items().len(), node)
            }
            "contains" if !is_old => {
                let item = self.schema(node);
                let mut count = |name| schema.get(name).map_or(Some(None), |node| self.count(node).map(Some));
                let min = usize_literal(count("minContains")?.unwrap_or(1));
                let max = option(count("maxContains")?, usize_literal);
                quote!(json::Keyword::Contains { item: #item, min: #min, max: #max })
            }
            "propertyNames" if !is_old => self.one(key, node),
            "required" => {
                let mut names = self.texts(node)?;
                let one_sided = self.one_sided(schema);
                names.retain(|name| !self.is_of_the_other_side(&one_sided, name));
                if names.is_empty() && !node.items().is_empty() {
                    return None;
                }
                quote!(json::Keyword::Required(&[#(#names),*]))
            }
            "dependentRequired" if !is_old => self.lists(node.entries().iter())?,
            "dependentSchemas" if !is_old => self.dependent(node.entries().iter()),
            "dependencies" if is_old && !is_3_0 => return self.dependencies(node),
            "allOf" => {
                let parts: Vec<_> = self.list(node)?.iter().map(|node| self.part(schema, node)).collect();
                quote!(json::Keyword::AllOf(&[#(#parts),*]))
            }
            "anyOf" | "oneOf" => match self.choice(schema, node) {
                Some(choice) => choice,
                None => self.schemas(node, variant(key))?,
            },
            "default" if self.asserts_formats => {
                if !crate::model::is_of_its_schema(&mut self.source, schema, node) {
                    return None;
                }
                value(key, node)
            }
            "not" => self.one(key, node),
            "if" if !is_old => {
                let condition = self.schema(node);
                let [then, otherwise] = ["then", "else"].map(|name| option(schema.get(name), |node| self.schema(node)));
                quote!(json::Keyword::If { condition: #condition, then: #then, otherwise: #otherwise })
            }
            _ => return None,
        })
    }

    /// Fields by name, by pattern and the rest are one rule: the last depends on the others.
    fn properties(&mut self, schema: &'s Node) -> Option<(&'s Node, TokenStream)> {
        let [named, patterns, additional] =
            ["properties", "patternProperties", "additionalProperties"].map(|name| schema.get(name));
        let at = named.or(patterns).or(additional)?;
        let named = self.named(named.map_or(&[][..], Node::entries).iter());
        let patterns = patterns.map_or(&[][..], Node::entries).iter().map(|(key, node)| {
            let (pattern, schema) = (self.pattern(&key.name, node)?, self.schema(node));
            Some(quote!((&#pattern, #schema)))
        });
        let patterns = patterns.collect::<Option<Vec<_>>>()?;
        let additional = option(additional, |node| self.schema(node));
        let properties = quote! {
            json::Keyword::Properties { named: &[#(#named),*], patterns: &[#(#patterns),*], additional: #additional }
        };
        Some((at, properties))
    }

    /// Draft 4 has one keyword for fields that ask for others and for fields that ask for a schema.
    fn dependencies(&mut self, node: &'s Node) -> Option<TokenStream> {
        let (lists, schemas): (Vec<_>, Vec<_>) =
            node.entries().iter().partition(|(_, node)| matches!(node.value, Value::List(_)));
        let required = self.lists(lists.into_iter())?;
        let schemas = self.dependent(schemas.into_iter());
        Some(self.together(node, &[required, schemas]))
    }

    /// Several rules of one keyword: a schema that asks for each.
    fn together(&self, node: &Node, keywords: &[TokenStream]) -> TokenStream {
        let rules = keywords.iter().map(|keyword| rule(node.position, keyword.clone()));
        quote!(json::Keyword::AllOf(&[&json::Schema::new(&[#(#rules),*])]))
    }

    fn dependent(&mut self, entries: impl Iterator<Item = &'s (Key, Node)>) -> TokenStream {
        let entries = self.named(entries);
        quote!(json::Keyword::DependentSchemas(&[#(#entries),*]))
    }

    /// Schemas by name.
    fn named(&mut self, entries: impl Iterator<Item = &'s (Key, Node)>) -> Vec<TokenStream> {
        let named = entries.map(|(key, node)| {
            let (name, schema) = (&key.name, self.schema(node));
            quote!((#name, #schema))
        });
        named.collect()
    }

    /// Lists of names by name.
    fn lists(&mut self, entries: impl Iterator<Item = &'s (Key, Node)>) -> Option<TokenStream> {
        let lists = entries.map(|(key, names)| {
            let (name, others) = (&key.name, self.texts(names)?);
            Some(quote!((#name, &[#(#others),*])))
        });
        let lists = lists.collect::<Option<Vec<_>>>()?;
        Some(quote!(json::Keyword::DependentRequired(&[#(#lists),*])))
    }

    /// The format, if the runtime checks it.
    fn format(&mut self, node: &'s Node) -> Option<TokenStream> {
        let name = self.text(node)?;
        if let Some(known) = deskledger_runtime::format::find(name) {
            return Some(format(known.name));
        }
        if !ANNOTATIONS.contains(&name) {
            let found = messages::unknown_format(name);
            self.source.warn("unknown-format", node.position, found, messages::write_a_pattern());
        }
        None
    }

    fn items(&mut self, from: usize, node: &'s Node) -> TokenStream {
        let (from, item) = (usize_literal(from), self.schema(node));
        quote!(json::Keyword::Items { from: #from, item: #item })
    }

    fn one(&mut self, key: &Key, node: &'s Node) -> TokenStream {
        let (variant, schema) = (variant(key), self.schema(node));
        quote!(json::Keyword::#variant(#schema))
    }

    fn schemas(&mut self, node: &'s Node, variant: Ident) -> Option<TokenStream> {
        let schemas: Vec<_> = self.list(node)?.iter().map(|node| self.schema(node)).collect();
        Some(quote!(json::Keyword::#variant(&[#(#schemas),*])))
    }

    pub(super) fn list(&mut self, node: &'s Node) -> Option<&'s [Node]> {
        match &node.value {
            Value::List(list) => Some(list),
            _ => self.expected(node, messages::a_list()),
        }
    }

    fn text(&mut self, node: &'s Node) -> Option<&'s str> {
        node.as_text().or_else(|| self.expected(node, messages::a_text()))
    }

    fn texts(&mut self, node: &'s Node) -> Option<Vec<&'s str>> {
        self.list(node)?.iter().map(|node| self.text(node)).collect()
    }

    fn number(&mut self, node: &'s Node) -> Option<&'s Number> {
        node.as_number().or_else(|| self.expected(node, messages::a_number()))
    }

    /// A whole number from 0, which may be written `2.0`.
    fn count(&mut self, node: &'s Node) -> Option<usize> {
        node.as_number().and_then(whole).or_else(|| self.expected(node, messages::a_count()))
    }

    /// Reports a reference, unless that is done already.
    fn leads_nowhere<T>(&mut self, position: Position, text: &str) -> Option<T> {
        if !self.source.files.is_client_error(position, text) {
            let found = messages::missing_schema(text);
            self.source.report("missing-reference", position, found, messages::copy_under_defs());
        }
        None
    }

    fn expected<T>(&mut self, node: &Node, what: Message) -> Option<T> {
        let found = messages::expected(what, node.kind());
        self.source.refuse("type", node.position, found, messages::see_json_schema())
    }
}

fn rule(at: Position, keyword: TokenStream) -> TokenStream {
    let line = Literal::u32_unsuffixed(at.line);
    quote!(json::Rule::new(#line, #keyword))
}

/// The variant of the keyword of the same name.
fn variant(key: &Key) -> Ident {
    format_ident!("{}", names::pascal(&key.name))
}

/// A rule with a value of the document.
fn value(key: &Key, node: &Node) -> TokenStream {
    let (variant, value) = (variant(key), document_value(node));
    quote!(json::Keyword::#variant(#value))
}

fn bound(name: &str, limit: &Number, exclusive: bool) -> TokenStream {
    let limit = json_number(json_schema::Number::of(limit), &quote!(json));
    let variant = if name.ends_with("inimum") { quote!(Minimum) } else { quote!(Maximum) };
    quote!(json::Keyword::#variant { limit: #limit, exclusive: #exclusive })
}

fn whole(number: &Number) -> Option<usize> {
    let whole = number.as_u64().or_else(|| {
        number.as_f64().filter(|value| value.fract() == 0.0 && (0.0..9e15).contains(value)).map(|value| value as u64)
    })?;
    usize::try_from(whole).ok()
}
