use std::collections::BTreeMap;
use std::path::Path;
use std::{fmt, fs, io};

use crate::diagnostic::{Diagnostics, Problems};
use crate::model::Document;
use crate::spec::{Node, Source};
use crate::{emit, model, spec};

/// The generated files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Contents by file name: `openapi.rs`, `openapi.json`, and `client.rs` where progenitor writes calls.
    pub files: BTreeMap<String, String>,
    /// What of the document has no effect, or is not as it seems.
    pub warnings: Diagnostics,
}

/// Who writes the calls of operations whose answer is a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calls {
    /// progenitor, in `client.rs`: for the client library, whose door takes its calls.
    Progenitor,
    /// This generator, on the run time of the client library: for every other package.
    Direct,
}

/// Why nothing was generated.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The document is wrong.
    Document(Diagnostics),
    /// A file could not be read or written.
    File(String, io::Error),
}

/// Generates the code of a document, with calls by progenitor. `path` is used in messages only.
///
/// The output depends on `text` alone: the same document gives the same bytes.
///
/// # Errors
/// Everything that is wrong with the document, or not supported.
pub fn generate(path: &str, text: &str) -> Result<Output, Diagnostics> {
    generate_with(path, text, Calls::Progenitor)
}

/// Generates the code of a document as [`generate`] does, with a choice of who writes the calls.
///
/// # Errors
/// Everything that is wrong with the document, or not supported.
pub fn generate_with(path: &str, text: &str, calls: Calls) -> Result<Output, Diagnostics> {
    let root = parse(path, text)?;
    let (mut document, mut problems) = read_all(path, text, &root)?;
    document.operations.iter_mut().for_each(|operation| operation.is_direct = calls == Calls::Direct);
    match emit::emit(&document, &root, &mut problems) {
        Some(emitted) if problems.is_empty() => {
            let json = format!("{:#}\n", root.to_json());
            let mut files =
                BTreeMap::from([("openapi.rs".to_owned(), emitted.contract), ("openapi.json".to_owned(), json)]);
            if calls == Calls::Progenitor {
                files.insert("client.rs".to_owned(), emitted.client);
            }
            Ok(Output { files, warnings: problems.into_diagnostics(path, text) })
        }
        _ => Err(problems.into_diagnostics(path, text)),
    }
}

/// Generates the code of a document into a directory, for a build script. Files that would not change are not touched.
///
/// Gives what of the document has no effect, or is not as it seems.
///
/// # Errors
/// The document is wrong, or a file cannot be read or written.
pub fn build(path: impl AsRef<Path>, directory: impl AsRef<Path>) -> Result<Diagnostics, Error> {
    build_with(path, directory, Calls::Progenitor)
}

/// Generates the code of a document into a directory as [`build`] does, with a choice of who writes the calls.
///
/// # Errors
/// The document is wrong, or a file cannot be read or written.
pub fn build_with(path: impl AsRef<Path>, directory: impl AsRef<Path>, calls: Calls) -> Result<Diagnostics, Error> {
    let (path, directory) = (path.as_ref(), directory.as_ref());
    let name = path.display().to_string();
    let text = fs::read(path).map_err(|error| Error::File(name.clone(), error))?;
    let text = String::from_utf8(text)
        .map_err(|error| Error::File(name.clone(), io::Error::new(io::ErrorKind::InvalidData, error.utf8_error())))?;
    let output = generate_with(&name, &text, calls).map_err(Error::Document)?;
    fs::create_dir_all(directory).map_err(|error| Error::File(directory.display().to_string(), error))?;
    for (name, text) in output.files {
        let target = directory.join(name);
        if fs::read(&target).ok().as_deref() != Some(text.as_bytes()) {
            fs::write(&target, text).map_err(|error| Error::File(target.display().to_string(), error))?;
        }
    }
    Ok(output.warnings)
}

/// Reads a document as a tree.
pub(crate) fn parse(path: &str, text: &str) -> Result<Node, Diagnostics> {
    spec::read(text).map_err(|wrong| {
        let mut problems = Problems::default();
        problems.report(wrong.code, wrong.position, wrong.message, wrong.hint);
        problems.into_diagnostics(path, text)
    })
}

/// Reads a tree as a document.
pub(crate) fn read(path: &str, text: &str, root: &Node) -> Result<Document, Diagnostics> {
    read_all(path, text, root).map(|(document, _)| document)
}

/// Reads a tree as a document, with what it is to be warned of.
fn read_all(path: &str, text: &str, root: &Node) -> Result<(Document, Problems), Diagnostics> {
    let mut source = Source::new(root);
    match model::read(&mut source) {
        Some(document) if source.problems.is_empty() => Ok((document, source.problems)),
        _ => Err(source.problems.into_diagnostics(path, text)),
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Document(diagnostics) => diagnostics.fmt(f),
            Error::File(path, error) => write!(f, "{path}: {error}"),
        }
    }
}

impl std::error::Error for Error {}
