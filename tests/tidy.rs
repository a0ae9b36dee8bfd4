//! Invariants of ARCHITECTURE.md, checked in the source text.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

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
