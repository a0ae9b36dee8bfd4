use std::cell::RefCell;
use std::collections::BTreeMap;

use url::Url;

use super::files::{Files, has_names, is_data};
use super::node::{Node, Value};
use super::pointer::Index;
use crate::diagnostic::{Position, Problems};
use crate::messages;

/// The address of a schema that gives itself none.
const NAMELESS: &str = "schema:///document";

/// The address of a file that gives itself none.
fn nameless(file: u32) -> Option<Url> {
    Url::parse(NAMELESS).and_then(|base| if file == 0 { Ok(base) } else { base.join(&format!("/file/{file}")) }).ok()
}

/// Keywords with one schema.
const ONE: [&str; 12] = [
    "additionalItems", "additionalProperties", "contains", "contentSchema", "else", "if", "items", "not",
    "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties",
];
/// Keywords with a list of schemas.
const LIST: [&str; 5] = ["allOf", "anyOf", "items", "oneOf", "prefixItems"];
/// Keywords with schemas by name.
const MAP: [&str; 6] = ["$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties"];

/// Position of an identifier, and its keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Naming {
    /// A schema whose references have nothing beside them: `id` of draft 4.
    Draft4,
    /// A schema with `$id` and anchors, of 2020-12.
    Draft2020,
    /// A document of OpenAPI 3.1 and later, with such schemas anywhere in it.
    Document,
    /// A document of OpenAPI 3.0, where nothing names itself.
    Nothing,
}

impl Naming {
    /// Keywords for identifiers, by the version of the document.
    pub(crate) fn of(files: &Files) -> Self {
        let version = files.root().text("openapi").unwrap_or_default();
        if version.starts_with("3.0") { Self::Nothing } else { Self::Document }
    }
}

/// Identifiers of schemas: their addresses and anchors, and the base address of each schema.
pub(crate) struct Identifiers<'s> {
    /// The addresses that differ from that of the file, by the place of a schema and of its reference.
    bases: BTreeMap<Position, Url>,
    named: BTreeMap<String, &'s Node>,
    /// The dynamic anchors of each resource.
    dynamic: BTreeMap<String, BTreeMap<&'s str, &'s Node>>,
    naming: Naming,
    index: RefCell<Index<'s>>,
    files: &'s Files,
}

impl<'s> Identifiers<'s> {
    /// Walks through every schema of the document. Values that are data, such as those of `enum`, name nothing.
    pub(crate) fn collect(files: &'s Files, naming: Naming, problems: &mut Problems) -> Self {
        let mut identifiers = Self {
            bases: BTreeMap::new(),
            named: BTreeMap::new(),
            dynamic: BTreeMap::new(),
            naming,
            index: RefCell::default(),
            files,
        };
        let says = |text: &str| ["$id", "nchor"].iter().any(|name| text.contains(name));
        let is_named = naming != Naming::Document || files.iter().any(|file| says(&file.text));
        for (number, file) in (0..).zip(files.iter()) {
            if let Some(base) = nameless(number) {
                identifiers.named.insert(base.to_string(), &file.root);
                if is_named && naming != Naming::Nothing {
                    identifiers.walk(problems, &file.root, &base, false);
                }
            }
        }
        identifiers
    }

    /// Whether nothing names itself, so that a reference means what it says.
    pub(super) fn is_empty(&self) -> bool {
        self.named.len() == self.files.iter().count()
    }

    fn walk(&mut self, problems: &mut Problems, node: &'s Node, base: &Url, are_names: bool) {
        let mut base = base.clone();
        let is_old = self.naming == Naming::Draft4;
        let is_reference_only = is_old && node.get("$ref").is_some();
        let id = if is_old { "id" } else { "$id" };
        if let Some(id) = node.get(id).filter(|_| !is_reference_only && !are_names) {
            match id.as_text().and_then(|text| base.join(text).ok()) {
                Some(address) => {
                    self.named.insert(address.as_str().trim_end_matches('#').to_owned(), node);
                    // A fragment alone names this schema and moves nothing.
                    if address.fragment().is_none_or(str::is_empty) {
                        base = address;
                        base.set_fragment(None);
                    }
                }
                None => {
                    problems.report("identifier", id.position, messages::no_address(), messages::write_a_uri());
                }
            }
        }
        for name in ["$anchor", "$dynamicAnchor"] {
            let Some(anchor) = node.text(name).filter(|_| !are_names) else { continue };
            let mut address = base.clone();
            address.set_fragment(Some(anchor));
            self.named.insert(address.to_string(), node);
            if name == "$dynamicAnchor" {
                self.dynamic.entry(base.to_string()).or_default().entry(anchor).or_insert(node);
            }
        }
        if nameless(node.position.file).as_ref() != Some(&base) {
            self.bases.insert(node.position, base.clone());
            for reference in ["$ref", "$dynamicRef"].iter().filter_map(|name| node.get(name)) {
                self.bases.insert(reference.position, base.clone());
            }
        }
        for (key, child) in node.entries() {
            let name = key.name.as_str();
            match &child.value {
                Value::Map(entries) if MAP.contains(&name) && !are_names => {
                    entries.iter().for_each(|(_, schema)| self.walk(problems, schema, &base, false));
                }
                Value::List(schemas) if LIST.contains(&name) => {
                    schemas.iter().for_each(|schema| self.walk(problems, schema, &base, false));
                }
                Value::Map(_) if ONE.contains(&name) => self.walk(problems, child, &base, false),
                _ if self.naming != Naming::Document => {}
                _ if is_data(name, are_names) || (!are_names && name.starts_with("x-")) => {}
                Value::Map(_) => self.walk(problems, child, &base, has_names(name, are_names)),
                Value::List(list) => list.iter().for_each(|one| self.walk(problems, one, &base, false)),
                _ => {}
            }
        }
    }

    /// The schema that a reference at a place names, if it stands in one of the files. The place is that of the schema
    /// with the reference, or of the reference itself.
    ///
    /// Inside a schema with an address of its own, that one goes before the files; many give addresses and still refer to
    /// the document, as in `#/components/schemas/Name`.
    pub(crate) fn find(&self, position: Position, reference: &str) -> Option<&'s Node> {
        let is_based = self.bases.contains_key(&position);
        let by_base = || self.locate(self.base(position)?.join(reference).ok()?);
        let by_file = || {
            let (file, _, fragment) = self.files.target(position, reference)?;
            self.locate(nameless(file)?.join(&format!("#{fragment}")).ok()?)
        };
        if is_based { by_base().or_else(by_file) } else { by_file().or_else(by_base) }
    }

    fn locate(&self, mut address: Url) -> Option<&'s Node> {
        let fragment = address.fragment().unwrap_or_default().to_owned();
        let named = self.named.get(address.as_str()).filter(|_| !fragment.is_empty() && !fragment.starts_with('/'));
        address.set_fragment(None);
        if named.is_some() {
            return named.copied();
        }
        let target = *self.named.get(address.as_str())?;
        if fragment.is_empty() {
            return Some(target);
        }
        self.index.borrow_mut().find(target, fragment.strip_prefix('/')?)
    }

    /// The address that counts at a place.
    fn base(&self, position: Position) -> Option<Url> {
        self.bases.get(&position).cloned().or_else(|| nameless(position.file))
    }

    /// The dynamic anchors of the resource that a schema stands in.
    pub(crate) fn dynamic_anchors(&self, position: Position) -> impl Iterator<Item = (&'s str, &'s Node)> {
        let base = self.base(position).map(|base| base.to_string());
        let anchors = base.and_then(|base| self.dynamic.get(&base));
        anchors.into_iter().flatten().map(|(name, node)| (*name, *node))
    }
}
