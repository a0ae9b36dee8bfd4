//! Options of a package.

use serde_json::Value;

/// Options of a package.
pub(in crate::command::spec) struct Wanted<'w> {
    pub(in crate::command::spec) name: &'w str,
    pub(in crate::command::spec) licence: Option<&'w str>,
    pub(in crate::command::spec) repository: Option<&'w str>,
    pub(in crate::command::spec) runtime: Runtime,
    /// Whether the package has the server side, too.
    pub(in crate::command::spec) server: bool,
    /// The file name of the document, for the command that renews the package.
    pub(in crate::command::spec) document: &'w str,
}

/// Source of the crates of the runtime.
pub(in crate::command::spec) enum Runtime {
    /// A directory of this project, as a path from the package.
    Path(String),
    /// A repository, and a revision of it.
    Git(String, Option<String>),
    /// A version of the registry.
    Version(String),
}

impl Runtime {
    /// As [`Self::dependency`], for a feature.
    pub(super) fn optional(&self, name: &str) -> String {
        let dependency = self.dependency(name);
        match dependency.strip_suffix(" }") {
            Some(table) => format!("{table}, optional = true }}"),
            None => format!("{{ version = {dependency}, optional = true }}"),
        }
    }

    pub(super) fn dependency(&self, name: &str) -> String {
        let own = env!("CARGO_PKG_VERSION");
        match self {
            Self::Path(path) => {
                format!("{{ path = {}, version = \"{own}\" }}", toml_text(&format!("{path}/crates/{name}")))
            }
            Self::Git(url, None) => format!("{{ git = {} }}", toml_text(url)),
            Self::Git(url, Some(revision)) => format!("{{ git = {}, rev = {} }}", toml_text(url), toml_text(revision)),
            Self::Version(version) => toml_text(version),
        }
    }
}

/// A text of TOML, which has the escapes of JSON.
pub(super) fn toml_text(value: &str) -> String {
    Value::from(value.replace('\u{7f}', "")).to_string()
}
