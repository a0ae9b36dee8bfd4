//! `discriminator`: the field that says which alternative a value is.

use std::collections::BTreeSet;

use deskledger_runtime::message::Message;
use proc_macro2::TokenStream;
use quote::quote;

use super::compiler::Compiler;
use crate::diagnostic::Position;
use crate::messages;
use crate::spec::{Node, Value};

impl<'s> Compiler<'s> {
    /// The alternatives of a schema by the names that its discriminator has for them. None where there is no discriminator,
    /// or where it does not say which alternative is meant: then every alternative is tried.
    pub(super) fn choice(&mut self, schema: &'s Node, alternatives: &'s Node) -> Option<TokenStream> {
        let discriminator = schema.get("discriminator").filter(|_| self.asserts_formats)?;
        let Some(property) = discriminator.text("propertyName") else {
            return self.is_no_choice(discriminator.position, messages::no_property_name());
        };
        if let Some(node) = discriminator.get("defaultMapping") {
            return self.is_no_choice(node.position, messages::default_mapping());
        }
        let mapping = discriminator.map("mapping");
        let mut targets = Vec::new();
        for alternative in self.list(alternatives)? {
            let reference = alternative.text("$ref");
            let target = match reference {
                Some(reference) => self.identifiers.find(alternative.position, reference)?,
                None => alternative,
            };
            targets.push((alternative, reference, target));
        }
        let mut options: Vec<(&str, &'s Node)> = Vec::new();
        for (key, node) in mapping {
            let text = node.as_text().unwrap_or_default();
            let named = format!("#/components/schemas/{text}");
            let target = self
                .identifiers
                .find(node.position, text)
                .or_else(|| self.identifiers.find(node.position, &named))
                .and_then(|target| targets.iter().find(|(_, _, alternative)| std::ptr::eq(*alternative, target)));
            match target {
                Some((alternative, ..)) => options.push((&key.name, *alternative)),
                None => {
                    return self.is_no_choice(node.position, messages::mapped_elsewhere(&key.name, text));
                }
            }
        }
        for (alternative, reference, target) in &targets {
            if options.iter().any(|(_, known)| std::ptr::eq(*known, *alternative)) {
                continue;
            }
            // What the alternative itself says of the field goes before its name.
            let mut values = match self.values(target, property) {
                Ok(values) => values,
                Err(field) => {
                    return self.is_no_choice(field.position, messages::no_text_property(property));
                }
            };
            if values.is_empty() {
                let Some(reference) = reference else {
                    return self.is_no_choice(alternative.position, messages::nameless_alternative());
                };
                let name = reference.rsplit(['/', '#']).next().unwrap_or_default();
                let name = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".json")).unwrap_or(name);
                values.push(name);
            }
            for value in values {
                if options.iter().any(|(known, _)| *known == value) {
                    return self.is_no_choice(alternative.position, messages::two_alternatives(property, value));
                }
                options.push((value, alternative));
            }
        }
        let options = options.iter().map(|(name, node)| {
            let schema = self.schema(node);
            quote!((#name, #schema))
        });
        Some(quote!(json::Keyword::Choice { property: #property, options: &[#(#options),*] }))
    }

    /// The texts that a schema allows for a field, by `const` or `enum`, in whatever part of it; the schema of a field that
    /// is not a text as an error.
    fn values(&self, schema: &'s Node, property: &str) -> Result<Vec<&'s str>, &'s Node> {
        let followed = |node: &'s Node| match node.text("$ref") {
            Some(reference) => self.identifiers.find(node.position, reference).unwrap_or(node),
            None => node,
        };
        let (mut out, mut seen, mut open) = (Vec::new(), BTreeSet::new(), vec![schema]);
        while let Some(schema) = open.pop().map(followed) {
            if !seen.insert(schema.position) {
                continue;
            }
            let before = out.len();
            if let Some(field) = schema.get("properties").and_then(|fields| fields.get(property)).map(followed) {
                if !may_be_text(field) {
                    return Err(field);
                }
                out.extend(field.text("const"));
                out.extend(field.list("enum").iter().filter_map(Node::as_text));
            }
            if out.len() == before {
                open.extend(schema.list("allOf").iter().rev());
            }
        }
        Ok(out)
    }

    fn is_no_choice<T>(&mut self, position: Position, broken: Message) -> Option<T> {
        let (found, hint) = (messages::no_choice(broken), messages::refer_to_alternatives());
        self.source.leave_out("discriminator", position, found, hint)
    }
}

/// Whether a value may be a text, as far as its type and its values say.
fn may_be_text(field: &Node) -> bool {
    let types = field
        .get("type")
        .map(|node| if let Value::List(types) = &node.value { types } else { std::slice::from_ref(node) });
    let values = field.get("const").map(std::slice::from_ref).or(field.get("enum").map(Node::items));
    types.is_none_or(|types| types.iter().any(|one| one.as_text() == Some("string")))
        && values.is_none_or(|values| values.iter().any(|one| one.as_text().is_some()))
}
