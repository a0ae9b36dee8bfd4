//! The invariants of ARCHITECTURE.md that a reader of text can keep.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

use std::fs;
use std::path::{Path, PathBuf};

/// Source files that people wrote, with their text.
fn sources(roots: &[&str]) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open: Vec<PathBuf> = roots.iter().map(|root| Path::new(env!("CARGO_MANIFEST_DIR")).join(root)).collect();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            let skip = ["golden", "target"].iter().any(|name| path.ends_with(name));
            let entries = fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path());
            open.extend(entries.filter(|_| !skip));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().to_owned(), text));
        }
    }
    found
}

/// The code without comments: a word in prose is no dependency.
fn code(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn no_file_grows_into_two_rooms() {
    for (path, text) in sources(&["src", "crates", "tests", "build.rs", "examples", "fuzz"]) {
        let lines = text.lines().count();
        assert!(lines <= 400, "{} has {lines} lines: expected at most 400; split it by idea", path.display());
    }
}

#[test]
fn the_ground_floor_imports_nothing_from_above() {
    let above = ["reqwest", "http", "crate::client", "crate::download", "crate::error", "crate::retry", "crate::auth"];
    for (path, text) in sources(&["src/check.rs", "src/check", "src/download/file.rs"]) {
        let code = code(&text);
        let imports: Vec<&str> = code.lines().filter(|line| line.trim_start().starts_with("use ")).collect();
        let is_file = path.ends_with("file.rs");
        for word in above.iter().filter(|word| !(is_file && **word == "crate::error")) {
            assert!(!imports.iter().any(|line| line.contains(word)), "{} imports {word}", path.display());
        }
    }
}

#[test]
fn only_the_generator_names_progenitor() {
    for (path, text) in sources(&["src", "crates/server", "crates/cli", "build.rs"]) {
        assert!(!code(&text).contains("progenitor::"), "{} names progenitor", path.display());
    }
}

#[test]
fn only_the_door_names_reqwests_client() {
    for (path, text) in sources(&["src"]) {
        let is_door = path.ends_with("client.rs") || path.starts_with("src/client");
        assert!(is_door || !code(&text).contains("reqwest::Client"), "{} names reqwest's client", path.display());
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
fn unsafe_code_stands_in_one_file() {
    for (path, text) in sources(&["src", "crates", "tests", "examples", "build.rs", "fuzz"]) {
        let is_there = code(&text).contains(concat!("unsafe", " {"));
        assert_eq!(is_there, path.ends_with("crates/cli/src/serve/memory.rs"), "{}", path.display());
    }
}

#[test]
fn every_failure_scenario_has_the_test_that_its_table_names() {
    let table = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/failure-scenarios.md")).unwrap();
    let all: String = sources(&["src", "tests", "crates/cli/tests"]).into_iter().map(|(_, text)| text).collect();
    let rows: Vec<&str> = table.lines().filter(|line| line.starts_with("| ") && line.contains('`')).collect();
    assert!(rows.len() >= 38, "{} rows", rows.len());
    for row in rows {
        let name = row.rsplit('|').nth(1).unwrap().trim().trim_matches('`');
        assert!(all.contains(&format!("fn {name}()")), "{row}");
    }
}

#[test]
fn the_commands_of_the_readme_exist() {
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
