//! Invariants of ARCHITECTURE.md, checked in the source text.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Handwritten source files with their text.
fn sources(roots: &[&str]) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open: Vec<PathBuf> = roots.iter().map(|root| Path::new(env!("CARGO_MANIFEST_DIR")).join(root)).collect();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            let skip = ["golden", "target"].iter().any(|name| path.ends_with(name));
            let entries = fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path());
            open.extend(entries.filter(|_| !skip));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().to_owned(), text));
        }
    }
    found
}

/// The code without comments.
fn code(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn source_files_are_short() {
    for (path, text) in sources(&["src", "crates", "tests", "build.rs", "examples", "fuzz"]) {
        let lines = text.lines().count();
        assert!(lines <= 400, "{} has {lines} lines: expected at most 400; split it by topic", path.display());
    }
}

#[test]
fn the_runtime_knows_no_http_client_and_the_part_file_no_http() {
    for (path, text) in sources(&["crates/runtime/src", "crates/client/src/download/part_file.rs"]) {
        let code = code(&text);
        for word in ["reqwest", "http::", "tokio", "crate::session", "crate::client", "crate::retry"] {
            assert!(!code.contains(word), "{} names {word}", path.display());
        }
    }
}

#[test]
fn only_the_generator_names_progenitor() {
    for (path, text) in sources(&["crates/client", "crates/server", "crates/cli", "build.rs"]) {
        assert!(!code(&text).contains("progenitor::"), "{} names progenitor", path.display());
    }
}

#[test]
fn only_the_transport_sends_with_reqwests_client() {
    for (path, text) in sources(&["src", "crates/client/src"]) {
        let is_transport = path.starts_with("crates/client/src/transport") || path.ends_with("transport.rs");
        assert!(
            is_transport || !code(&text).contains(".execute(request)") || path.ends_with("src/progenitor.rs"),
            "{}",
            path.display()
        );
    }
}

#[test]
fn the_client_crate_and_the_runtime_know_no_vendor() {
    for (path, text) in sources(&["crates/client/src", "crates/runtime/src", "crates/codegen/src"]) {
        for word in ["huaweicloud", "X-Subject-Token", "SDK-HMAC", "ConnectionRecord"] {
            assert!(!code(&text).contains(word), "{} names {word}", path.display());
        }
    }
    for (path, text) in messages(&["crates/client", "crates/runtime"]) {
        for word in ["huaweicloud", "X-Subject-Token", "SDK-HMAC", "connection record", "连接记录", "deskledger "] {
            assert!(!text.contains(word), "{path} names {word}");
        }
    }
}

/// The message files of crates, or of the root package (`.`), without their comments.
fn messages(crates: &[&str]) -> Vec<(String, String)> {
    let paths = crates.iter().flat_map(|at| ["en", "zh"].map(|language| format!("{at}/messages/{language}.ftl")));
    let text = |path: &String| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    let without = |text: String| text.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n");
    paths.map(|path| (path.clone(), without(text(&path)))).collect()
}

#[test]
fn messages_of_libraries_name_no_flags() {
    let libraries = ["client", "runtime", "server", "clickhouse", "seed", "site"].map(|name| format!("crates/{name}"));
    for (path, text) in messages(&libraries.each_ref().map(String::as_str)).into_iter().chain(messages(&["."])) {
        let flag = text.split(' ').find(|word| {
            word.split_once("--").is_some_and(|(_, name)| name.starts_with(|first: char| first.is_ascii_lowercase()))
        });
        assert_eq!(flag, None, "{path}");
    }
}

#[test]
fn nothing_unfinished_is_shipped() {
    for (path, text) in sources(&["src", "crates", "examples", "build.rs", "fuzz"]) {
        for word in
            [concat!("todo", "!("), concat!("unimplemented", "!("), concat!("dbg", "!("), concat!("#[", "ignore")]
        {
            assert!(!code(&text).contains(word), "{} has {word}", path.display());
        }
    }
}

#[test]
fn unsafe_code_is_in_one_file() {
    for (path, text) in sources(&["src", "crates", "tests", "examples", "build.rs", "fuzz"]) {
        let is_there = code(&text).contains(concat!("unsafe", " {"));
        assert_eq!(is_there, path.ends_with("crates/cli/src/command/serve/memory.rs"), "{}", path.display());
    }
}

#[test]
fn every_failure_scenario_and_every_threat_has_the_test_that_its_table_names() {
    let all: String = sources(&["src", "tests", "crates"]).into_iter().map(|(_, text)| text).collect();
    for (page, least) in [("docs/failure-scenarios.md", 38), ("docs/threat-model.md", 45)] {
        let table = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).unwrap();
        let rows: Vec<&str> = table.lines().filter(|line| line.starts_with("| ") && line.contains('`')).collect();
        assert!(rows.len() >= least, "{page} has {} rows", rows.len());
        for row in rows {
            let name = row.rsplit('|').nth(1).unwrap().trim().trim_matches('`');
            assert!(all.contains(&format!("fn {name}()")), "{page}: {row}");
        }
    }
}

#[test]
fn an_image_without_a_digest_is_not_built() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/Containerfile")).unwrap();
    let images: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("FROM ")?.split(' ').next()).collect();
    assert_eq!(images.len(), 2, "{images:?}");
    for image in images {
        // NAME@ without a digest is not a name: every engine rejects it before it asks a registry.
        let digest = image.split_once("@${").and_then(|(_, digest)| digest.strip_suffix('}')).unwrap();
        assert!(
            text.lines().any(|line| line == format!("ARG {digest}")),
            "{image}: expected an argument without a default"
        );
    }
}

/// Words of commands that install or build, and what makes the result the same everywhere. Without an index, pip downloads
/// nothing, and `npm ci` is the way to install what a lock file names.
const PINNED: [(&str, &[&str]); 5] = [
    ("pip install", &["--require-hashes", "--no-index"]),
    ("pip\" install", &["--require-hashes"]),
    ("npm install", &["--offline"]),
    ("cargo install", &["--locked"]),
    (" -p deskledger", &["--locked"]),
];

#[test]
fn nothing_is_installed_without_a_lock_or_a_digest() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let directories = ["scripts", ".ci", ".github/workflows"].map(|name| fs::read_dir(root.join(name)).unwrap());
    let paths = directories.into_iter().flatten().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    for path in paths {
        for line in fs::read_to_string(&path).unwrap().lines().filter(|line| !line.trim_start().starts_with('#')) {
            for (command, flags) in PINNED {
                assert!(
                    !line.contains(command) || flags.iter().any(|flag| line.contains(flag)),
                    "{}: expected {flags:?} in {line}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn documented_scripts_exist() {
    for document in ["README.md", "docs/guide.md", "docs/self-hosting.md", "ARCHITECTURE.md"] {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(document)).unwrap();
        for word in text.split(|c: char| c.is_whitespace() || "`(),".contains(c)) {
            if let Some(script) = word.trim_start_matches("./").strip_prefix("scripts/").filter(|name| !name.is_empty())
            {
                let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts").join(script);
                assert!(path.exists(), "{document} names scripts/{script}, which does not exist");
            }
        }
    }
}

/// The common parts of both languages of a page: lines of code, levels of headings, number of table rows, and words in code.
fn skeleton(page: &Path) -> (Vec<String>, Vec<usize>, usize, BTreeSet<String>) {
    let (mut code, mut headings, mut rows, mut prose) = (Vec::new(), Vec::new(), 0, String::new());
    let mut is_code = false;
    for line in fs::read_to_string(page).unwrap().lines() {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        if is_code || is_fence || line.starts_with("<!--") {
            code.push(line.to_owned());
            continue;
        }
        if line.starts_with('#') {
            headings.push(line.bytes().take_while(|byte| *byte == b'#').count());
        }
        rows += usize::from(line.starts_with('|'));
        prose.push_str(line.trim());
        prose.push(' ');
    }
    (code, headings, rows, prose.split('`').skip(1).step_by(2).map(str::to_owned).collect())
}

#[test]
fn a_chinese_page_does_not_fall_behind_the_english_one() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    // A line of code or a word in code may be Chinese, such as the output of the command or the contents of a file.
    let is_chinese = |text: &str| text.chars().any(|char| char >= '\u{2e80}');
    let pages = fs::read_dir(&docs).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let pages: Vec<String> = pages.filter_map(|name| name.strip_suffix(".zh.md").map(str::to_owned)).collect();
    assert!(pages.len() >= 13, "{pages:?}");
    for page in &pages {
        let english = skeleton(&docs.join(format!("{page}.md")));
        let chinese = skeleton(&docs.join(format!("{page}.zh.md")));
        assert_eq!(english.1, chinese.1, "{page}: levels of headings");
        assert_eq!(english.0.len(), chinese.0.len(), "{page}: lines of code");
        for (english, chinese) in english.0.iter().zip(&chinese.0) {
            assert!(english == chinese || is_chinese(chinese), "{page}: expected {english:?}, found {chinese:?}");
        }
        assert_eq!(english.2, chinese.2, "{page}: rows of tables");
        let missing: Vec<_> = english.3.difference(&chinese.3).collect();
        let other: Vec<_> = chinese.3.difference(&english.3).collect();
        let is_translated = missing.len() == other.len() && other.iter().all(|word| is_chinese(word));
        assert!(is_translated, "{page}: only in English {missing:?}, only in Chinese {other:?}");
    }
    // The Chinese index marks the pages that are English.
    for line in fs::read_to_string(docs.join("index.zh.md")).unwrap().lines().filter(|line| line.starts_with("- [")) {
        let name = line.split("](").nth(1).and_then(|rest| rest.split(".md)").next()).unwrap();
        let is_generated = ["reference", "errors"].contains(&name);
        if docs.join(format!("{name}.md")).exists() {
            let has_twin = pages.iter().any(|page| page == name);
            assert!(is_generated || has_twin != line.ends_with("（英文）"), "docs/index.zh.md: {line}");
        }
    }
}
