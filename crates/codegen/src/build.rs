use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::string::FromUtf8Error;
use std::{fmt, fs, io};

use deskledger_runtime::message::{Locale, Message};

use crate::diagnostic::{Diagnostics, Problems};
use crate::model::Document;
use crate::spec::{Access, Files, Source};
use crate::types::{self, Types};
use crate::{emit, model, spec};

/// The generated files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Contents by file name: `openapi.rs`, `openapi.json`, and `server.rs` and `progenitor.rs` where the options ask for them.
    pub files: BTreeMap<String, String>,
    /// Parts of the document without effect, or with an unexpected one.
    pub warnings: Diagnostics,
    /// The files that were read, the document first: what a build script watches.
    pub sources: Vec<PathBuf>,
    /// Number of untyped positions in the document: their values are of any type, `Value`.
    pub untyped: usize,
}

/// The result for a build script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Built {
    /// Parts of the document without effect, or with an unexpected one.
    pub warnings: Diagnostics,
    /// The files that were read, the document first: each for a line `cargo::rerun-if-changed=`.
    pub sources: Vec<PathBuf>,
    /// Number of untyped positions in the document: their values are of any type, `Value`.
    pub untyped: usize,
}

/// Selects the generated code and the resolution of references.
///
/// ```
/// use deskledger_codegen::Options;
/// let server = Options::new().without_send();
/// let client = Options::new().time_range("crate::time_range::TimeRange");
/// assert_ne!(server, client);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    pub(crate) without_send: bool,
    pub(crate) time_range: Option<String>,
    #[cfg(feature = "progenitor")]
    progenitor: bool,
    root: Option<PathBuf>,
    max_files: Option<usize>,
    max_bytes: Option<usize>,
    without_types: bool,
    server: bool,
    without_deprecated: bool,
}

/// The methods that set an option each.
macro_rules! setters {
    ($($(#[$meta:meta])* $name:ident($($value:ident: $type:ty)?) sets $field:ident to $set:expr;)*) => {
        $($(#[$meta])*
        #[must_use]
        pub fn $name(mut self $(, $value: $type)?) -> Self {
            self.$field = $set;
            self
        })*
    };
}

impl Options {
    /// Requests with their rules and the functions that send them; references stay below the directory of the document.
    pub fn new() -> Self {
        Self::default()
    }

    setters! {
        /// No functions that send: the code names no client crate. For servers.
        without_send() sets without_send to true;

        /// Also the server side, in `server.rs`: a trait for each tag, to be implemented with the crate `deskledger-axum`.
        server() sets server to true;

        /// No types: the values of bodies are of any type, `Value`, and are checked by the same rules.
        without_types() sets without_types to true;

        /// No `#[deprecated]` attributes: what is deprecated is documented and logged, and callers that deny warnings still
        /// compile.
        without_deprecated_attributes() sets without_deprecated to true;

        /// The path of the type that implements the rule `time_range`, for example `crate::time_range::TimeRange`. Without
        /// one a document with that rule is an error.
        time_range(path: impl Into<String>) sets time_range to Some(path.into());

        /// Also the client that progenitor generates, in `progenitor.rs`.
        #[cfg(feature = "progenitor")]
        progenitor() sets progenitor to true;

        /// References may go anywhere below this directory.
        root(directory: impl Into<PathBuf>) sets root to Some(directory.into());

        /// Maximum number of files of a document. Default: 256.
        max_files(count: usize) sets max_files to Some(count);

        /// Maximum size in bytes of a document with the files that it refers to. Default: 16 MiB.
        max_bytes(count: usize) sets max_bytes to Some(count);
    }
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

/// Generates the code of a document. `path` is used in messages only.
///
/// The output depends on `text` alone: the same document gives the same bytes.
///
/// # Errors
/// Everything that is wrong with the document, or not supported.
pub fn generate(path: &str, text: &str) -> Result<Output, Diagnostics> {
    generate_with(path, text, &Options::new())
}

/// Generates the code of a document as [`generate`] does, with options.
///
/// # Errors
/// Everything that is wrong with the document, or not supported.
pub fn generate_with(path: &str, text: &str, options: &Options) -> Result<Output, Diagnostics> {
    generate_from(path, text, options, None)
}

/// Generates the code of a document in a file, which may refer to other local files.
///
/// A reference is a path from the file that it stands in, `parts/names.yaml#/Name`, in YAML or JSON. It does not leave the
/// directory of the document, or the one that the options name; the options also limit how many files and bytes are read.
///
/// # Errors
/// The document is wrong, or cannot be read.
pub fn generate_file(path: impl AsRef<Path>, options: &Options) -> Result<Output, Error> {
    let path = path.as_ref();
    let mut bytes = Vec::new();
    // One byte more than is accepted, so that a longer file is reported as too long.
    let longest = u64::try_from(options.max_bytes.unwrap_or(spec::MAX_BYTES)).unwrap_or(u64::MAX).saturating_add(1);
    let read = File::open(path).and_then(|file| file.take(longest).read_to_end(&mut bytes));
    let invalid = |error: FromUtf8Error| io::Error::from(spec::invalid_utf_8(&error.utf8_error()));
    let text = read.and_then(|_| String::from_utf8(bytes).map_err(invalid)).map_err(failed(path))?;
    generate_from(&path.display().to_string(), &text, options, Some(path)).map_err(Error::Document)
}

/// The error of a file.
fn failed(path: &Path) -> impl FnOnce(io::Error) -> Error {
    |error| Error::File(path.display().to_string(), error)
}

fn generate_from(path: &str, text: &str, options: &Options, file: Option<&Path>) -> Result<Output, Diagnostics> {
    let max_files = options.max_files.unwrap_or(spec::MAX_FILES);
    let max_bytes = options.max_bytes.unwrap_or(spec::MAX_BYTES);
    let access = Access { path: file, root: options.root.as_deref(), max_files, max_bytes };
    let (sources, problems) = Files::load(path, text, &access)?;
    generate_files(&sources, problems, options)
}

/// Generates the code of files that were read.
pub(crate) fn generate_files(sources: &Files, problems: Problems, options: &Options) -> Result<Output, Diagnostics> {
    let (document, mut problems) = read(sources, problems)?;
    let mut files = BTreeMap::new();
    let types = match options.without_types {
        true => Types::default(),
        false => types::build(&document, sources, &mut problems),
    };
    let emit_options = emit::Options {
        send: !options.without_send,
        time_range: options.time_range.as_deref(),
        deprecated: !options.without_deprecated,
    };
    if let Some(code) = emit::emit(&document, &types, sources, emit_options, &mut problems) {
        files.insert("openapi.rs".to_owned(), code);
        files.insert("openapi.json".to_owned(), format!("{:#}\n", sources.to_json()));
    }
    if options.server
        && let Some(code) = emit::emit_services(&document, &types, emit_options, &mut problems)
    {
        files.insert("server.rs".to_owned(), code);
    }
    #[cfg(feature = "progenitor")]
    if options.progenitor
        && let Some(code) = crate::progenitor::generate(&document, &mut problems)
    {
        files.insert("progenitor.rs".to_owned(), code);
    }
    if !problems.is_empty() {
        return Err(sources.diagnostics(problems));
    }
    let read = sources.iter().map(|source| PathBuf::from(&source.name)).collect();
    Ok(Output { files, sources: read, untyped: types.untyped, warnings: sources.diagnostics(problems) })
}

/// Generates the code of a document into a directory, for a build script. Files that would not change are not touched.
///
/// # Errors
/// The document is wrong, or a file cannot be read or written.
pub fn build(path: impl AsRef<Path>, directory: impl AsRef<Path>) -> Result<Built, Error> {
    build_with(path, directory, &Options::new())
}

/// Generates the code of a document into a directory as [`build`] does, with options.
///
/// # Errors
/// The document is wrong, or a file cannot be read or written.
pub fn build_with(path: impl AsRef<Path>, directory: impl AsRef<Path>, options: &Options) -> Result<Built, Error> {
    let directory = directory.as_ref();
    let output = generate_file(path, options)?;
    fs::create_dir_all(directory).map_err(failed(directory))?;
    for (name, text) in output.files {
        let target = directory.join(name);
        if fs::read(&target).ok().as_deref() != Some(text.as_bytes()) {
            fs::write(&target, text).map_err(failed(&target))?;
        }
    }
    Ok(Built { warnings: output.warnings, sources: output.sources, untyped: output.untyped })
}

/// Reads the files of a document as a model, with everything that is wrong with it.
fn read(files: &Files, problems: Problems) -> Result<(Document, Problems), Diagnostics> {
    let mut source = Source::new(files);
    source.problems = problems;
    match model::read(&mut source) {
        Some(document) => Ok((document, source.problems)),
        None => Err(files.diagnostics(source.problems)),
    }
}

impl Error {
    /// The error in a language. What the system reports is in English.
    pub fn localized(&self, language: Locale) -> String {
        match self {
            Self::Document(diagnostics) => diagnostics.localized(language),
            Self::File(path, error) => match error.get_ref().and_then(|inside| inside.downcast_ref::<Message>()) {
                Some(message) => format!("{path}: {}", message.localized(language)),
                None => format!("{path}: {error}"),
            },
        }
    }
}

/// In English.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.localized(Locale::English))
    }
}

impl std::error::Error for Error {}
