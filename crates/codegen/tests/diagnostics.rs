//! What people are told: one pair of files for each way in which a document can be wrong.
//!
//! `RENEW=1 cargo test -p deskledger-codegen --test diagnostics` writes the expected texts anew.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

use std::path::{Path, PathBuf};
use std::{env, fs};

fn documents() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    let mut paths: Vec<PathBuf> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    paths.sort();
    paths
}

#[test]
fn a_broken_document_is_never_accepted_in_silence_and_its_message_does_not_change_unseen() {
    let renew = env::var_os("RENEW").is_some();
    let mut wrong = Vec::new();
    for path in documents() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        let found = match deskledger_codegen::generate(&name, &text) {
            Ok(output) => output.warnings.to_string(),
            Err(diagnostics) => diagnostics.to_string(),
        };
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
    for path in documents() {
        let text = fs::read_to_string(&path).unwrap();
        let diagnostics =
            deskledger_codegen::generate("x.yaml", &text).map_or_else(|wrong| wrong, |output| output.warnings);
        for problem in diagnostics.iter() {
            assert!(problem.position.line > 0 && problem.position.column > 0, "{}: {problem:?}", path.display());
            assert!(problem.message.starts_with("expected "), "{}: {problem:?}", path.display());
            assert!(!problem.hint.is_empty(), "{}: {problem:?}", path.display());
        }
    }
}
