//! The files of one run: the document, and the local files that it refers to, each read once.

use std::collections::HashMap;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Component, Path, PathBuf};

use super::identifiers::{Identifiers, Naming};
use super::node::{Node, Value};
use super::pointer::decoded;
use super::read::{Budget, MAX_BYTES, read};
use crate::diagnostic::{Diagnostics, Position, Problems};

/// How many files a document may be spread over, unless the options say otherwise.
pub(crate) const MAX_FILES: usize = 256;

/// Keys whose values are data: a `$ref` in them refers to nothing.
pub(super) const DATA: [&str; 5] = ["example", "examples", "default", "enum", "value"];
/// Keys below which the keys are names, so that one of them may well be `value`.
pub(super) const NAMES: [&str; 12] = [
    "properties",
    "patternProperties",
    "$defs",
    "definitions",
    "dependentSchemas",
    "schemas",
    "responses",
    "parameters",
    "requestBodies",
    "headers",
    "pathItems",
    "securitySchemes",
];

/// A file that was read.
pub(crate) struct Source {
    /// Its path in messages: the document as it was named, another one relative to it.
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) root: Node,
    path: PathBuf,
    /// Whether it could not be parsed as YAML or JSON, which is reported.
    is_broken: bool,
}

/// The document, which comes first, and the files that it refers to.
pub(crate) struct Files {
    list: Vec<Source>,
    /// The file that a reference names, by the file that it stands in and its text before `#`; none where it was rejected.
    targets: HashMap<(u32, String), Option<u32>>,
}

/// Where other files may be read.
pub(crate) struct Access<'a> {
    /// Path of the document; without one no other file is read.
    pub(crate) path: Option<&'a Path>,
    /// The directory that references do not leave; that of the document where there is none.
    pub(crate) root: Option<&'a Path>,
    /// How many files are read at most.
    pub(crate) max_files: usize,
    /// How many bytes they may have together.
    pub(crate) max_bytes: usize,
}

impl Files {
    /// Reads a document that says itself what its references mean, such as a JSON Schema.
    pub(crate) fn alone(name: &str, text: &str) -> Result<Self, Diagnostics> {
        let mut budget = Budget::new(MAX_BYTES);
        let files = Self::read(name, text, &mut budget)?;
        if budget.problems.is_empty() { Ok(files) } else { Err(files.diagnostics(budget.problems)) }
    }

    fn read(name: &str, text: &str, budget: &mut Budget) -> Result<Self, Diagnostics> {
        let root = read(text, 0, budget).map_err(|wrong| {
            let mut problems = Problems::default();
            problems.add(wrong);
            problems.into_diagnostics(&[(name, text)])
        })?;
        let (name, text, path) = (name.to_owned(), text.to_owned(), PathBuf::new());
        Ok(Self { list: vec![Source { name, text, root, path, is_broken: false }], targets: HashMap::new() })
    }

    /// Reads a document, with what is wrong with its references to other files; without access every such is wrong.
    pub(crate) fn load(name: &str, text: &str, access: Option<&Access<'_>>) -> Result<(Self, Problems), Diagnostics> {
        let mut budget = Budget::new(access.map_or(MAX_BYTES, |access| access.max_bytes));
        let mut files = Self::read(name, text, &mut budget)?;
        let canonical = access.and_then(|access| access.path?.canonicalize().ok());
        let path = canonical.clone().unwrap_or_default();
        let own = path.parent().map(Path::to_owned);
        let directory = match access.and_then(|access| access.root) {
            Some(root) => root.canonicalize().ok(),
            None => own,
        };
        files.list[0].path = path;
        let directory = directory.filter(|_| canonical.is_some());
        let max_files = access.map_or(MAX_FILES, |access| access.max_files);
        let mut loader = Loader { directory, max_files, budget, rejected: Vec::new() };
        let mut next = 0;
        while let Some(file) = files.list.get(next) {
            let mut references = Vec::new();
            gather(&file.root, false, &mut references);
            for (text, position) in references {
                loader.follow(&mut files, &text, position);
            }
            next += 1;
        }
        let mut problems = loader.budget.problems;
        if !loader.rejected.is_empty() {
            // A schema may have the address that a reference names.
            let identifiers = Identifiers::gather(&files, files.naming(), &mut Problems::default());
            for (text, position, (code, found, hint)) in loader.rejected {
                if identifiers.find(position, &text).is_none() {
                    problems.report(code, position, found, hint);
                }
            }
        }
        Ok((files, problems))
    }

    /// How schemas of the document name themselves, by its version.
    pub(crate) fn naming(&self) -> Naming {
        let version = self.root().get("openapi").and_then(Node::as_text).unwrap_or_default();
        if version.starts_with("3.0") { Naming::Nothing } else { Naming::Document }
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
        let mut json = self.json(self.root());
        if let (Some(object), [_, others @ ..]) = (json.as_object_mut(), self.list.as_slice())
            && !others.is_empty()
        {
            let others = others.iter().map(|file| (self.key(file), self.json(&file.root)));
            object.insert("x-files".to_owned(), others.collect());
        }
        json
    }

    fn json(&self, node: &Node) -> serde_json::Value {
        match &node.value {
            Value::List(list) => list.iter().map(|node| self.json(node)).collect(),
            Value::Map(entries) => {
                let entries = entries.iter().map(|(key, node)| {
                    let moved = if key.name == "$ref" { self.moved(node) } else { None };
                    (key.name.clone(), moved.map_or_else(|| self.json(node), serde_json::Value::String))
                });
                serde_json::Value::Object(entries.collect())
            }
            _ => node.to_json(),
        }
    }

    /// Where a reference leads in the one piece.
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

struct Loader {
    directory: Option<PathBuf>,
    max_files: usize,
    budget: Budget,
    /// References to no file, with the reason.
    rejected: Vec<(String, Position, Refused)>,
}

impl Loader {
    /// Reads the file that a reference names, unless it is there already.
    fn follow(&mut self, files: &mut Files, reference: &str, position: Position) {
        let part = reference.split('#').next().unwrap_or_default().to_owned();
        let key = (position.file, part);
        if files.targets.contains_key(&key) {
            return;
        }
        let target = match self.open(files, reference, position) {
            Ok(file) => Some(file),
            Err(refused) => {
                self.rejected.push((reference.to_owned(), position, refused));
                None
            }
        };
        files.targets.insert(key, target);
    }

    fn open(&mut self, files: &mut Files, reference: &str, position: Position) -> Result<u32, Refused> {
        let part = reference.split('#').next().unwrap_or_default();
        // OpenAPI 3.2: the address that a document gives itself.
        let own = |file: &Source| file.root.get("$self").and_then(Node::as_text) == Some(part);
        if let Some(named) = files.list.iter().position(own) {
            return Ok(number(named));
        }
        let is_address = part.starts_with("//") || part.split_once(':').is_some_and(|(scheme, _)| scheme.len() > 1);
        let Some(directory) = self.directory.as_ref().filter(|_| !is_address) else {
            let what = if is_address { "file of this machine" } else { "component of this document" };
            let found = format!("expected a reference into this document, found {reference}");
            return Err(("external-reference", found, format!("name a {what}, such as {}", example(is_address))));
        };
        let from = files.list[position.file as usize].path.parent().unwrap_or(directory);
        let path = from.join(decoded(part).unwrap_or_else(|| part.to_owned()));
        let unreadable = |error: &std::io::Error| {
            let found = format!("expected a file that can be read at {part}, found: {error}");
            ("unreadable-file", found, "check the file and its permissions".to_owned())
        };
        let path = path.canonicalize().map_err(|error| match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => {
                let found = format!("expected a file at {part}, found none");
                ("missing-file", found, "the path begins at the directory of the file that it stands in".to_owned())
            }
            _ => unreadable(&error),
        })?;
        if !path.starts_with(directory) {
            let found = format!("expected a file below the directory of the document, found {part} outside of it");
            let hint =
                "move the file, or allow a directory above both: --root of spec check, Options::root of the build";
            return Err(("outside-directory", found, hint.to_owned()));
        }
        if let Some(known) = files.list.iter().position(|file| file.path == path) {
            return Ok(number(known));
        }
        if files.list.len() >= self.max_files {
            let found = format!("expected at most {} files, found more", self.max_files);
            let hint = "raise the limit: --max-files of spec check, Options::max_files of the build";
            return Err(("too-many-files", found, hint.to_owned()));
        }
        // A device or a pipe has no end.
        if !path.is_file() {
            let found = format!("expected a file at {part}, found something else");
            return Err(("unreadable-file", found, "name a file".to_owned()));
        }
        let mut bytes = Vec::new();
        let longest = u64::try_from(self.budget.max_bytes).unwrap_or(u64::MAX).saturating_add(1);
        let read_all = |file: File| file.take(longest).read_to_end(&mut bytes);
        File::open(&path).and_then(read_all).map_err(|error| unreadable(&error))?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let found = format!("expected UTF-8 in {part}, found: {}", error.utf8_error());
            ("unreadable-file", found, "save the file as UTF-8".to_owned())
        })?;
        let own = files.list[0].path.parent().unwrap_or(Path::new(""));
        let beside = Path::new(&files.list[0].name).parent().unwrap_or(Path::new(""));
        let name = beside.join(relative(own, &path)).display().to_string();
        let file = number(files.list.len());
        // Problems of the file are reported where they are.
        let mut is_broken = false;
        let root = read(&text, file, &mut self.budget).unwrap_or_else(|wrong| {
            is_broken = true;
            let position = wrong.position;
            self.budget.problems.add(wrong);
            Node { position, value: Value::Null }
        });
        files.list.push(Source { name, text, root, path, is_broken });
        Ok(file)
    }
}

/// Code, what was found, and what to do.
type Refused = (&'static str, String, String);

fn example(is_address: bool) -> &'static str {
    if is_address { "parts/names.yaml#/Name" } else { "#/components/schemas/Name" }
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// The references to other files below a node.
fn gather(node: &Node, are_names: bool, out: &mut Vec<(String, Position)>) {
    match &node.value {
        Value::List(list) => list.iter().for_each(|node| gather(node, false, out)),
        Value::Map(entries) => {
            for (key, value) in entries {
                let name = key.name.as_str();
                match value.as_text().filter(|text| name == "$ref" && !text.starts_with('#')) {
                    Some(text) => out.push((text.to_owned(), value.position)),
                    None if !are_names && (DATA.contains(&name) || name.starts_with("x-")) => {}
                    None => gather(value, NAMES.contains(&name) && !are_names, out),
                }
            }
        }
        _ => {}
    }
}

/// The way from a directory to a file.
fn relative(from: &Path, to: &Path) -> PathBuf {
    let (from, to): (Vec<_>, Vec<_>) = (from.components().collect(), to.components().collect());
    let common = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let up = from[common..].iter().map(|_| Component::ParentDir);
    up.chain(to[common..].iter().copied()).collect()
}
