//! Diagnostics: one pair of files for each way in which a document can be wrong.
//!
//! `RENEW=1 cargo test -p deskledger-codegen --test diagnostics` writes the expected texts anew.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::{env, fs};

use deskledger_codegen::{Diagnostic, Diagnostics, Draft, Error, Options};

fn documents() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    let mut paths: Vec<PathBuf> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension != "txt"));
    paths.sort();
    paths
}

/// The documents with their diagnostics; some take a second to read.
static REPORTED: LazyLock<Vec<(PathBuf, Diagnostics)>> =
    LazyLock::new(|| documents().into_iter().map(|path| (path.clone(), reported(&path))).collect());

/// The diagnostics of an OpenAPI document, or, where it is JSON, of a schema alone.
fn reported(path: &Path) -> Diagnostics {
    let name = path.file_name().unwrap().to_string_lossy();
    let text = fs::read_to_string(path).unwrap();
    if path.extension().is_some_and(|extension| extension == "json") {
        return deskledger_codegen::validator(&name, &text, Draft::Draft2020).expect_err("refused");
    }
    match deskledger_codegen::generate_file(path, &Options::new().time_range("crate::TimeRange")) {
        Ok(output) => output.warnings,
        Err(Error::Document(wrong)) => wrong,
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn a_broken_document_is_never_accepted_in_silence_and_its_message_does_not_change_unseen() {
    let renew = env::var_os("RENEW").is_some();
    let mut wrong = Vec::new();
    for (path, reported) in &*REPORTED {
        let (name, found) = (path.file_name().unwrap().to_string_lossy(), reported.to_string());
        let found = found.replace(&format!("{}/", path.parent().unwrap().display()), "");
        if found.is_empty() {
            wrong.push(format!("{name}: accepted without a word"));
            continue;
        }
        let expected = path.with_extension("txt");
        if renew {
            fs::write(expected, found).unwrap();
        } else if fs::read_to_string(expected).unwrap_or_default() != found {
            wrong.push(format!("{name}: the message is now\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{}\nRENEW=1 writes the expected texts anew", wrong.join("\n"));
}

#[test]
fn every_message_says_where_and_what_to_do() {
    for (path, reported) in &*REPORTED {
        for problem in reported.iter() {
            assert!(problem.position.line > 0 && problem.position.column > 0, "{}: {problem:?}", path.display());
            assert!(problem.message.starts_with("expected "), "{}: {problem:?}", path.display());
            assert!(!problem.hint.is_empty(), "{}: {problem:?}", path.display());
        }
    }
}

/// No document causes it: it reports a fault of the generator itself, in place of a panic.
const OF_THE_GENERATOR: &str = "generator";
/// It takes hundreds of files, which tests/files.rs writes.
const OF_MANY_FILES: &str = "too-many-files";

#[test]
fn no_diagnostic_is_without_a_document_that_shows_it() {
    let mut shown: BTreeSet<&str> =
        REPORTED.iter().flat_map(|(_, reported)| reported.iter()).map(|one| one.code).collect();
    shown.extend([OF_THE_GENERATOR, OF_MANY_FILES]);
    assert_eq!(shown, BTreeSet::from(Diagnostic::CODES));
    assert!(Diagnostic::CODES.is_sorted());
}

/// Where a code stands in the source: after the name of the function that takes it.
#[test]
fn no_code_of_the_source_is_missing_from_the_list() {
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut found = BTreeSet::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let text = fs::read_to_string(path).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        for taker in ["report(", "warn(", "refuse(", "leave_out(", "wrong("] {
            let after = text.split(taker).skip(1).map(str::trim_start);
            found.extend(after.filter_map(|after| after.strip_prefix('"')?.split('"').next().map(str::to_owned)));
        }
    }
    assert!(found.len() > 30, "{found:?}");
    for code in found {
        assert!(Diagnostic::CODES.contains(&code.as_str()), "{code} is not in Diagnostic::CODES");
    }
}
