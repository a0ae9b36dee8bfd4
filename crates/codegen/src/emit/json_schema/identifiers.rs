use std::collections::BTreeMap;

use url::Url;

use super::draft::Draft;
use crate::spec::{Files, Index, Node, Source, Value, decoded};

/// The address of a schema that gives itself none.
const NAMELESS: &str = "schema:///document";

/// The address of a file that gives itself none.
fn nameless(file: u32) -> Option<Url> {
    Url::parse(NAMELESS).and_then(|base| if file == 0 { Ok(base) } else { base.join(&format!("/file/{file}")) }).ok()
}

/// Keywords with one schema.
const ONE: [&str; 11] = [
    "additionalItems",
    "additionalProperties",
    "contains",
    "else",
    "if",
    "items",
    "not",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];
/// Keywords with a list of schemas.
const LIST: [&str; 5] = ["allOf", "anyOf", "items", "oneOf", "prefixItems"];
/// Keywords with schemas by name.
const MAP: [&str; 6] = ["$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties"];

/// What schemas call themselves: their addresses and anchors, and the address that counts at each schema.
pub(super) struct Identifiers<'s> {
    bases: BTreeMap<*const Node, Url>,
    named: BTreeMap<String, &'s Node>,
    draft: Draft,
    index: Index<'s>,
    files: &'s Files,
}

impl<'s> Identifiers<'s> {
    /// Walks through every schema of the document. Values that are data, such as those of `enum`, name nothing.
    pub(super) fn gather(source: &mut Source<'s>, draft: Draft) -> Self {
        let (files, index) = (source.files, Index::default());
        let mut identifiers = Self { bases: BTreeMap::new(), named: BTreeMap::new(), draft, index, files };
        for (number, file) in (0..).zip(files.iter()) {
            if let Some(base) = nameless(number) {
                identifiers.named.insert(base.to_string(), &file.root);
                identifiers.walk(source, &file.root, &base);
            }
        }
        identifiers
    }

    fn walk(&mut self, source: &mut Source<'s>, node: &'s Node, base: &Url) {
        let mut base = base.clone();
        let is_reference_only = self.draft != Draft::Draft2020 && node.get("$ref").is_some();
        let id = if self.draft == Draft::Draft4 { "id" } else { "$id" };
        if let Some(id) = node.get(id).filter(|_| !is_reference_only) {
            match id.as_text().and_then(|text| base.join(text).ok()) {
                Some(address) => {
                    self.named.insert(address.as_str().trim_end_matches('#').to_owned(), node);
                    // A fragment alone names this schema and moves nothing.
                    if address.fragment().is_none_or(str::is_empty) {
                        base = address;
                        base.set_fragment(None);
                    }
                }
                None => source.report("identifier", id.position, "expected an address", "write a URI reference"),
            }
        }
        for anchor in ["$anchor", "$dynamicAnchor"].iter().filter_map(|name| node.get(name)?.as_text()) {
            let mut address = base.clone();
            address.set_fragment(Some(anchor));
            self.named.insert(address.to_string(), node);
        }
        self.bases.insert(std::ptr::from_ref(node), base.clone());
        for (key, child) in node.entries() {
            let name = key.name.as_str();
            match &child.value {
                Value::Map(entries) if MAP.contains(&name) => {
                    entries.iter().for_each(|(_, schema)| self.walk(source, schema, &base));
                }
                Value::List(schemas) if LIST.contains(&name) => {
                    schemas.iter().for_each(|schema| self.walk(source, schema, &base));
                }
                Value::Map(_) if ONE.contains(&name) => self.walk(source, child, &base),
                _ => {}
            }
        }
    }

    /// The schema that a reference in `node` names, if it stands in one of the files.
    pub(super) fn find(&mut self, node: &Node, reference: &str) -> Option<&'s Node> {
        let elsewhere = self.files.target(node.position, reference).filter(|_| !reference.starts_with('#'));
        let mut address = match elsewhere {
            Some((file, _, fragment)) => nameless(file)?.join(&format!("#{fragment}")).ok()?,
            None => {
                let base = self.bases.get(&std::ptr::from_ref(node)).cloned();
                base.or_else(|| nameless(node.position.file))?.join(reference).ok()?
            }
        };
        let fragment = address.fragment().unwrap_or_default().to_owned();
        if !fragment.is_empty()
            && !fragment.starts_with('/')
            && let Some(named) = self.named.get(address.as_str())
        {
            return Some(named);
        }
        address.set_fragment(None);
        let mut target = *self.named.get(address.as_str())?;
        if fragment.is_empty() {
            return Some(target);
        }
        for step in fragment.strip_prefix('/')?.split('/') {
            let step = decoded(step)?.replace("~1", "/").replace("~0", "~");
            target = match &target.value {
                Value::List(list) => list.get(step.parse::<usize>().ok()?)?,
                _ => self.index.get(target, &step)?,
            };
        }
        Some(target)
    }
}
