//! The files of one run: the document, and the local files that it refers to, each read once.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use super::node::{Node, Value};
use super::read::{Budget, MAX_BYTES, read};
use crate::diagnostic::{Diagnostics, Position, Problems};

/// Keys whose values are data: a `$ref` in them refers to nothing.
const DATA: [&str; 6] = ["example", "examples", "default", "enum", "const", "value"];
/// Keys below which the keys are names, so that one of them may well be `value` or `$ref`.
const NAMES: [&str; 16] = [
    "properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "schemas", "responses",
    "parameters", "requestBodies", "headers", "pathItems", "securitySchemes", "callbacks", "links", "mediaTypes",
    "encoding",
];

/// Whether the value of a key is data, in which nothing is a reference or a schema.
pub(crate) fn is_data(name: &str, are_names: bool) -> bool {
    !are_names && DATA.contains(&name)
}

/// Whether the keys below a key are names.
pub(crate) fn has_names(name: &str, are_names: bool) -> bool {
    !are_names && NAMES.contains(&name)
}

/// A file that was read.
pub(crate) struct Source {
    /// Its path in messages: the document as it was named, another one relative to it.
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) root: Node,
    pub(super) path: PathBuf,
    /// Whether it could not be parsed as YAML or JSON, which is reported.
    pub(super) is_broken: bool,
}

/// The document, which comes first, and the files that it refers to.
pub(crate) struct Files {
    pub(super) list: Vec<Source>,
    /// The file that a reference names, by the file that it stands in and its text before `#`; none where it was rejected.
    pub(super) targets: HashMap<(u32, String), Option<u32>>,
}

impl Files {
    /// Reads a document that says itself what its references mean, such as a JSON Schema.
    pub(crate) fn alone(name: &str, text: &str) -> Result<Self, Diagnostics> {
        let mut budget = Budget::new(MAX_BYTES);
        let files = Self::read(name, text, &mut budget)?;
        if budget.problems.is_empty() { Ok(files) } else { Err(files.diagnostics(budget.problems)) }
    }

    pub(super) fn read(name: &str, text: &str, budget: &mut Budget) -> Result<Self, Diagnostics> {
        let root = read(text, 0, budget).map_err(|wrong| {
            let mut problems = Problems::default();
            problems.add(wrong);
            problems.into_diagnostics(&[(name, text)])
        })?;
        let (name, text, path) = (name.to_owned(), text.to_owned(), PathBuf::new());
        Ok(Self { list: vec![Source { name, text, root, path, is_broken: false }], targets: HashMap::new() })
    }

    /// The root of the document.
    pub(crate) fn root(&self) -> &Node {
        &self.list[0].root
    }

    /// The files, the document first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Source> {
        self.list.iter()
    }

    /// The root of a file that a reference at a place names, its number, and the fragment of the reference.
    pub(crate) fn target<'r>(&self, position: Position, reference: &'r str) -> Option<(u32, &Node, &'r str)> {
        let (part, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let file = match part {
            "" => position.file,
            part => (*self.targets.get(&(position.file, part.to_owned()))?)?,
        };
        let source = self.list.get(file as usize).filter(|source| !source.is_broken)?;
        Some((file, &source.root, fragment))
    }

    /// Whether a reference that leads nowhere is reported already.
    pub(crate) fn is_client_error(&self, position: Position, reference: &str) -> bool {
        let part = reference.split('#').next().unwrap_or_default();
        match self.targets.get(&(position.file, part.to_owned())) {
            Some(Some(file)) => self.list.get(*file as usize).is_none_or(|source| source.is_broken),
            target => target.is_some(),
        }
    }

    /// The problems with the lines that they are about.
    pub(crate) fn diagnostics(&self, problems: Problems) -> Diagnostics {
        let texts: Vec<_> = self.list.iter().map(|file| (file.name.as_str(), file.text.as_str())).collect();
        problems.into_diagnostics(&texts)
    }

    /// The document as one piece of JSON: other files stand under `x-files`, and references lead there.
    pub(crate) fn to_json(&self) -> serde_json::Value {
        let mut json = self.json(self.root(), false);
        if let (Some(object), [_, others @ ..]) = (json.as_object_mut(), self.list.as_slice())
            && !others.is_empty()
        {
            let others = others.iter().map(|file| (self.key(file), self.json(&file.root, false)));
            object.insert("x-files".to_owned(), others.collect());
        }
        json
    }

    fn json(&self, node: &Node, are_names: bool) -> serde_json::Value {
        match &node.value {
            Value::List(list) => list.iter().map(|node| self.json(node, false)).collect(),
            Value::Map(entries) => {
                let entries = entries.iter().map(|(key, node)| {
                    let name = key.name.as_str();
                    let moved = if name == "$ref" { self.moved(node) } else { None };
                    // Examples by name may be references themselves.
                    let is_data = is_data(name, are_names) && (name != "examples" || node.entries().is_empty());
                    let inner = || match is_data {
                        true => node.to_json(),
                        false => self.json(node, has_names(name, are_names)),
                    };
                    (key.name.clone(), moved.map_or_else(inner, serde_json::Value::String))
                });
                serde_json::Value::Object(entries.collect())
            }
            _ => node.to_json(),
        }
    }

    /// Target of a reference in the merged document.
    fn moved(&self, reference: &Node) -> Option<String> {
        let (file, _, fragment) = self.target(reference.position, reference.as_text()?)?;
        if (file == 0 && reference.position.file == 0) || !(fragment.is_empty() || fragment.starts_with('/')) {
            return None;
        }
        let folder = match file {
            0 => String::new(),
            file => format!("/x-files/{}", self.key(&self.list[file as usize]).replace('~', "~0").replace('/', "~1")),
        };
        Some(format!("#{folder}{fragment}"))
    }

    /// The path of a file from the directory of the document.
    fn key(&self, file: &Source) -> String {
        let own = self.list[0].path.parent().unwrap_or(Path::new(""));
        relative(own, &file.path).display().to_string()
    }
}

/// The way from a directory to a file.
pub(super) fn relative(from: &Path, to: &Path) -> PathBuf {
    let (from, to): (Vec<_>, Vec<_>) = (from.components().collect(), to.components().collect());
    let common = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let up = from[common..].iter().map(|_| Component::ParentDir);
    up.chain(to[common..].iter().copied()).collect()
}
