//! `discriminator`: the field that says which alternative a value is.

use proc_macro2::TokenStream;
use quote::quote;

use super::compiler::Compiler;
use crate::diagnostic::Position;
use crate::spec::Node;

impl<'s> Compiler<'s> {
    /// The alternatives of a schema by the names that its discriminator has for them. None where there is no discriminator,
    /// or where it does not say which alternative is meant: then every alternative is tried.
    pub(super) fn choice(&mut self, schema: &'s Node, alternatives: &'s Node) -> Option<TokenStream> {
        let discriminator = schema.get("discriminator").filter(|_| self.asserts_formats)?;
        let Some(property) = discriminator.get("propertyName").and_then(Node::as_text) else {
            return self.is_no_choice(discriminator.position, "a `propertyName` in the discriminator, found none");
        };
        let mapping = discriminator.get("mapping").map_or(&[][..], Node::entries);
        let mut targets = Vec::new();
        for alternative in self.list(alternatives)? {
            let Some(reference) = alternative.get("$ref").and_then(Node::as_text) else {
                let what = "every alternative beside a discriminator to be a reference, found a schema without a name";
                return self.is_no_choice(alternative.position, what);
            };
            targets.push((alternative, reference, self.identifiers.find(alternative, reference)?));
        }
        let mut options: Vec<(&str, &'s Node)> = Vec::new();
        for (key, node) in mapping {
            let text = node.as_text().unwrap_or_default();
            let named = format!("#/components/schemas/{text}");
            let target = self
                .identifiers
                .find(node, text)
                .or_else(|| self.identifiers.find(node, &named))
                .and_then(|target| targets.iter().find(|(_, _, alternative)| std::ptr::eq(*alternative, target)));
            match target {
                Some((alternative, ..)) => options.push((&key.name, *alternative)),
                None => {
                    let what = format!("one of the alternatives for {} in the discriminator, found {text}", key.name);
                    return self.is_no_choice(node.position, &what);
                }
            }
        }
        for (alternative, reference, _) in &targets {
            if !options.iter().any(|(_, known)| std::ptr::eq(*known, *alternative)) {
                let name = reference.rsplit(['/', '#']).next().unwrap_or_default();
                let name = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".json")).unwrap_or(name);
                options.push((name, alternative));
            }
        }
        let options: Vec<TokenStream> = options
            .iter()
            .map(|(name, node)| {
                let schema = self.schema(node);
                quote!((#name, #schema))
            })
            .collect();
        Some(quote!(json::Keyword::Choice { property: #property, options: &[#(#options),*] }))
    }

    fn is_no_choice<T>(&mut self, position: Position, what: &str) -> Option<T> {
        let found = format!("expected {what}: the discriminator has no effect, every alternative is tried");
        self.source.warn("discriminator", position, found, "refer to each alternative, and name each in `mapping`");
        None
    }
}
