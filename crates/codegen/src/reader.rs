//! A document as it is written, with positions, for programs that compare or describe contracts.

use std::path::Path;

use deskledger_runtime::message::Argument;

use crate::build::{Options, Output, generate_files};
use crate::diagnostic::{Diagnostics, Position, Problems};
use crate::messages;
use crate::model;
use crate::spec::{Access, Files, MAX_BYTES, MAX_FILES, Node, Object, Source, Value, check_references};

/// A document of OpenAPI 3.0 or 3.1 whose references all lead to values.
pub struct Contract {
    files: Files,
    is_3_1: bool,
    warnings: Problems,
}

impl Contract {
    /// Reads a document. With its path, it may refer to other files below its directory, or below `root`.
    ///
    /// # Errors
    /// The text is not YAML or JSON, is not OpenAPI 3.0 or 3.1, or a reference leads nowhere.
    pub fn read(name: &str, text: &str, path: Option<&Path>, root: Option<&Path>) -> Result<Self, Diagnostics> {
        let access = Access { path, root, max_files: MAX_FILES, max_bytes: MAX_BYTES };
        let (files, problems) = Files::load(name, text, &access)?;
        let mut source = Source::new(&files);
        source.problems = problems;
        let is_3_1 = outline(&mut source);
        if is_3_1.is_some() {
            files.iter().for_each(|file| check_references(&mut source, &file.root));
        }
        let problems = source.problems;
        match is_3_1 {
            Some(is_3_1) if problems.is_empty() => Ok(Self { files, is_3_1, warnings: problems }),
            _ => Err(files.diagnostics(problems)),
        }
    }

    /// Generates the code of the document; the options that limit what is read have no effect.
    ///
    /// # Errors
    /// Everything that is wrong with the document, or not supported.
    pub fn generate(&self, options: &Options) -> Result<Output, Diagnostics> {
        generate_files(&self.files, self.warnings.clone(), options)
    }

    /// The root of the document.
    pub fn root(&self) -> &Node {
        self.files.root()
    }

    /// Whether it is written in OpenAPI 3.1.
    pub fn is_3_1(&self) -> bool {
        self.is_3_1
    }

    /// The name of the file that a position is in.
    pub fn file(&self, position: Position) -> &str {
        self.files.iter().nth(position.file as usize).map_or("", |file| file.name.as_str())
    }
}

/// Follows the references of a [`Contract`].
pub struct Reader<'c>(Source<'c>);

impl<'c> Reader<'c> {
    /// A reader of a document.
    pub fn new(contract: &'c Contract) -> Self {
        Self(Source::new(&contract.files))
    }

    /// The value that a node stands for: itself, or what its `$ref` refers to, through any number of references.
    pub fn resolve(&mut self, node: &'c Node) -> Option<&'c Node> {
        self.0.resolve(node)
    }
}

/// Parts of a document that are maps of maps.
const FRAME: [&str; 3] = ["paths", "webhooks", "components"];

/// Checks that the frame of the document consists of maps and lists; whether it is written in 3.1.
fn outline(source: &mut Source<'_>) -> Option<bool> {
    let root = source.root;
    if !expect_map(source, root, messages::a_document()) || model::is_another_format(source) {
        return None;
    }
    let names: Vec<&str> = root.entries().iter().map(|(key, _)| key.name.as_str()).collect();
    let object = Object::read(source, root, messages::a_document, &names)?;
    let is_3_1 = model::version(source, object)?;
    for name in FRAME {
        let Some(node) = root.get(name).filter(|node| expect_map(source, node, name)) else { continue };
        for (key, node) in node.entries().iter().filter(|(key, _)| !key.name.starts_with("x-")) {
            if expect_map(source, node, key.name.as_str()) && name != "components" {
                path_item(source, node);
            }
        }
    }
    Some(is_3_1)
}

fn path_item(source: &mut Source<'_>, item: &Node) {
    for method in model::METHODS {
        let Some(operation) = item.get(method).filter(|node| expect_map(source, node, method)) else { continue };
        for name in ["responses", "requestBody", "callbacks"] {
            operation.get(name).map(|node| expect_map(source, node, name));
        }
        for name in ["parameters", "tags", "security", "servers"] {
            if let Some(node) = operation.get(name).filter(|node| !matches!(node.value, Value::List(_))) {
                let found = messages::as_a_list(name, node.kind());
                source.report("type", node.position, found, messages::write_list_lines());
            }
        }
    }
}

fn expect_map(source: &mut Source<'_>, node: &Node, what: impl Into<Argument>) -> bool {
    let is_map = matches!(node.value, Value::Map(_));
    if !is_map {
        let found = messages::as_a_map(what, node.kind());
        source.report("type", node.position, found, messages::write_names_and_values());
    }
    is_map
}
