use std::path::PathBuf;
use std::{fs, io};

use deskledger::Message;
use deskledger_diff::Comparison;
use schemars::JsonSchema;
use serde::Deserialize;

use super::version::package;
use crate::error::{Failure, message_of};
use crate::messages;

/// The file of the settings, in the current directory.
const FILE: &str = "release.toml";

/// `release.toml`: what a release consists of. Paths start at the directory of the file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Settings {
    /// The document.
    pub(super) document: PathBuf,
    /// Documents that are released together and have one version, instead of `document`.
    pub(super) documents: Vec<PathBuf>,
    /// The changelog; it is created if it is absent.
    pub(super) changelog: PathBuf,
    /// The tag of a release, with `{version}`.
    pub(super) tag: String,
    /// Files `Cargo.toml` whose packages have the version of the document. Without this, `Cargo.toml` if its version is that
    /// of the document or of the last release.
    packages: Option<Vec<PathBuf>>,
    /// Commands that generate what depends on the document, one after another. Each takes `--check`: it writes nothing and
    /// exits with 1 if its output is not current.
    pub(super) steps: Vec<Vec<String>>,
    /// Commands after them whose output is not under version control, such as a site. `--check` does not run them.
    pub(super) builds: Vec<Vec<String>>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            document: "openapi.yaml".into(),
            documents: Vec::new(),
            changelog: "CHANGELOG.md".into(),
            tag: "v{version}".to_owned(),
            packages: None,
            steps: Vec::new(),
            builds: Vec::new(),
        }
    }
}

impl Settings {
    pub(super) fn read() -> Result<Self, Failure> {
        let failed = |why: Message| Failure::usage(messages::spec_cannot_read(FILE, why));
        let settings: Self = match fs::read_to_string(FILE) {
            Ok(text) => toml::from_str(&text).map_err(|error| failed(Message::of(error.to_string().trim_end())))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::default(),
            Err(error) => return Err(failed(message_of(&error))),
        };
        if !settings.tag.contains("{version}") {
            return Err(Failure::usage(messages::release_tag(&*settings.tag)).within(FILE));
        }
        Ok(settings)
    }

    /// The documents that are released.
    pub(super) fn documents(&self) -> &[PathBuf] {
        if self.documents.is_empty() { std::slice::from_ref(&self.document) } else { &self.documents }
    }

    /// The packages with the version of a document.
    pub(super) fn packages(&self, declared: &[&str], changes: Option<&Comparison>) -> Result<Vec<PathBuf>, Failure> {
        if let Some(packages) = &self.packages {
            return Ok(packages.clone());
        }
        let text = fs::read_to_string("Cargo.toml").unwrap_or_default();
        let released = changes.and_then(|changes| changes.old_version.as_deref());
        let is_ours = |version: &str| declared.contains(&version) || Some(version) == released;
        let found = package(&text).filter(|(_, version)| is_ours(version));
        Ok(found.map(|_| "Cargo.toml".into()).into_iter().collect())
    }
}
