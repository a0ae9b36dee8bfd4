//! `Cargo.toml`, with what the document says of name, version and licence.

use serde_json::Value;

use crate::command::spec::document::hyphenated;

/// What a package is made with.
pub(crate) struct Wanted<'w> {
    pub(crate) name: &'w str,
    pub(crate) licence: Option<&'w str>,
    pub(crate) repository: Option<&'w str>,
    pub(crate) runtime: Runtime,
    /// Whether the package has the server side, too.
    pub(crate) server: bool,
    /// The file name of the document, for the command that renews the package.
    pub(crate) document: &'w str,
}

/// Where the crates of the runtime are had.
pub(crate) enum Runtime {
    /// A directory of this project, as a path from the package.
    Path(String),
    /// A repository, and a revision of it.
    Git(String, Option<String>),
    /// A version of the registry.
    Version(String),
}

impl Runtime {
    /// As [`Self::dependency`], for a feature.
    fn optional(&self, name: &str) -> String {
        let dependency = self.dependency(name);
        match dependency.strip_suffix(" }") {
            Some(table) => format!("{table}, optional = true }}"),
            None => format!("{{ version = {dependency}, optional = true }}"),
        }
    }

    fn dependency(&self, name: &str) -> String {
        let own = env!("CARGO_PKG_VERSION");
        match self {
            Self::Path(path) => {
                format!("{{ path = {}, version = \"{own}\" }}", text(&format!("{path}/crates/{name}")))
            }
            Self::Git(url, None) => format!("{{ git = {} }}", text(url)),
            Self::Git(url, Some(revision)) => format!("{{ git = {}, rev = {} }}", text(url), text(revision)),
            Self::Version(version) => text(version),
        }
    }
}

/// Licences, each with the names that documents have for it.
const LICENCES: [(&str, &[&str]); 5] = [
    ("MIT", &["mit", "mit license"]),
    ("Apache-2.0", &["apache 2.0", "apache-2.0", "apache license 2.0", "apache license, version 2.0"]),
    ("BSD-3-Clause", &["bsd-3-clause"]),
    ("MPL-2.0", &["mpl-2.0"]),
    ("CC0-1.0", &["cc0-1.0"]),
];

const MAX_DESCRIPTION: usize = 200;

/// The SPDX expression of the licence: as wanted, or of the document, where it has one.
pub(super) fn licence(info: &Value, wanted: &Wanted<'_>) -> Option<String> {
    let licence = &info["license"];
    let stated = wanted.licence.or(licence["identifier"].as_str()).map(str::to_owned);
    let name = licence["name"].as_str().unwrap_or_default().to_lowercase();
    stated.or_else(|| LICENCES.iter().find(|(_, names)| names.contains(&&*name)).map(|(id, _)| (*id).to_owned()))
}

/// The version of the document as a semantic version: `v1.2` is `1.2.0`, `2024-06-01` is `2024.6.1`.
pub(crate) fn version(text: &str) -> String {
    let text = text.trim().trim_start_matches(['v', 'V']);
    let (core, rest) = text.split_at(text.find(['-', '+']).unwrap_or(text.len()));
    let numbers = |text: &str| -> Vec<u64> {
        text.split(['.', '-', '_', ' ']).map_while(|part| part.parse().ok()).take(3).collect()
    };
    let is_plain = |rest: &str| {
        rest.len() > 1
            && rest[1..].chars().all(|c| c.is_ascii_alphanumeric() || ".-".contains(c))
            && !rest.contains("..")
    };
    let own = numbers(core);
    // `1.0.0-beta.1` has a name behind it, `2024-06-01` is a date.
    if own.len() == 3 && core.split('.').count() == 3 && is_plain(rest) && !rest.split(['.', '-']).any(is_padded) {
        return format!("{}.{}.{}{rest}", own[0], own[1], own[2]);
    }
    match numbers(text)[..] {
        [] => "0.1.0".to_owned(),
        [major] => format!("{major}.0.0"),
        [major, minor] => format!("{major}.{minor}.0"),
        [major, minor, patch, ..] => format!("{major}.{minor}.{patch}"),
    }
}

/// Whether a number has a zero before it, which a semantic version does not.
fn is_padded(part: &str) -> bool {
    part.len() > 1 && part.starts_with('0') && part.bytes().all(|byte| byte.is_ascii_digit())
}

pub(super) fn feature(tag: &str) -> String {
    let name = hyphenated(tag);
    if !["", "default", "server"].contains(&&*name) {
        return name;
    }
    format!("tag-{:x}", tag.bytes().fold(5381_u32, |hash, byte| hash.wrapping_mul(33) ^ u32::from(byte)))
}

pub(super) fn manifest(info: &Value, features: &[String], wanted: &Wanted<'_>) -> String {
    let title = info["title"].as_str().unwrap_or(wanted.name);
    let about = info["summary"].as_str().or(info["description"].as_str()).unwrap_or_default();
    let about =
        about.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#')).unwrap_or_default();
    let about: String = match about {
        "" => format!("Client of {title}"),
        about => format!("Client of {title}: {about}"),
    };
    let about: String = about.chars().filter(|c| !c.is_control()).take(MAX_DESCRIPTION).collect();
    let licence = match licence(info, wanted) {
        Some(licence) => format!("license = {}", text(&licence)),
        None => "license-file = \"LICENSE\"".to_owned(),
    };
    let homepage = wanted.repository.map(|url| ("repository", url)).or_else(|| {
        let url = info["contact"]["url"].as_str().filter(|url| url.starts_with("http"))?;
        Some(("homepage", url))
    });
    let homepage = homepage.map(|(key, url)| format!("{key} = {}\n", text(url))).unwrap_or_default();
    let mut lines = format!(
        "[package]\nname = {}\nversion = {}\nedition = \"2024\"\nrust-version = \"1.90\"\ndescription = {}\n{licence}\n{homepage}\
         readme = \"README.md\"\nkeywords = [\"openapi\", \"api\", \"client\"]\ncategories = [\"api-bindings\"]\n\n\
         [lib]\n# Examples of the document's descriptions are not Rust.\ndoctest = false\n\n",
        text(wanted.name),
        text(&version(info["version"].as_str().unwrap_or_default())),
        text(&about),
    );
    let all: Vec<String> = features.iter().map(|one| text(one)).collect();
    if !features.is_empty() || wanted.server {
        lines.push_str("[features]\n");
    }
    if !features.is_empty() {
        lines.push_str(&format!("# One for each tag of the document.\ndefault = [{}]\n", all.join(", ")));
        features.iter().for_each(|one| lines.push_str(&format!("{one} = []\n")));
    }
    let (mut dependency, mut tests, mut net) = (String::new(), String::new(), "");
    if wanted.server {
        // A trait has all calls of its tag.
        let all: String = all.iter().map(|one| format!(", {one}")).collect();
        lines.push_str(&format!("# The server side.\nserver = [\"dep:deskledger-axum\"{all}]\n"));
        lines.push_str("\n[[example]]\nname = \"server\"\nrequired-features = [\"server\"]\n");
        dependency = format!("deskledger-axum = {}\n", wanted.runtime.optional("axum"));
        tests =
            "axum = { version = \"0.8\", default-features = false, features = [\"http1\", \"tokio\"] }\n".to_owned();
        net = "\"net\", ";
    }
    if !features.is_empty() || wanted.server {
        lines.push('\n');
    }
    lines.push_str(&format!(
        "[dependencies]\n{dependency}deskledger-client = {}\ndeskledger-runtime = {}\n\n[dev-dependencies]\n\
         {tests}tokio = {{ version = \"1\", features = [\"macros\", {net}\"rt-multi-thread\"] }}\n\n[workspace]\n",
        wanted.runtime.dependency("client"),
        wanted.runtime.dependency("runtime"),
    ));
    lines
}

/// A text of TOML, which has the escapes of JSON.
fn text(value: &str) -> String {
    Value::from(value.replace('\u{7f}', "")).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_of_a_document_is_one_that_cargo_accepts() {
        for (text, wanted) in [
            ("1.2.3", "1.2.3"),
            ("v1", "1.0.0"),
            ("1.0", "1.0.0"),
            ("2024-06-01", "2024.6.1"),
            ("1.0.0-beta.1", "1.0.0-beta.1"),
            ("1.0.0-01", "1.0.0"),
            ("01.02.03", "1.2.3"),
            ("latest", "0.1.0"),
            ("", "0.1.0"),
            ("1.0.0 (draft)", "1.0.0"),
        ] {
            assert_eq!(version(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_tag_of_any_language_is_a_name_of_a_feature() {
        assert_eq!(feature("Pet Store"), "pet-store");
        assert_eq!(feature("default"), feature("default"));
        assert!(feature("订单").starts_with("tag-") && feature("订单") != feature("用户"));
    }
}
