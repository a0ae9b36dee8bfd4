//! Diagnostics: one pair of files for each way in which a document can be wrong.
//!
//! `RENEW=1 cargo test -p deskledger-codegen --test diagnostics` writes the expected texts anew.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::{env, fs};

use deskledger_codegen::{Diagnostic, Diagnostics, Draft, Error, Options};
use deskledger_runtime::Locale;

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
            assert!(problem.message.to_string().starts_with("expected "), "{}: {problem:?}", path.display());
            assert!(!problem.hint.to_string().is_empty(), "{}: {problem:?}", path.display());
        }
    }
}

/// What other libraries report, which is the same in every language.
const FOREIGN: [&str; 2] = ["invalid indentation in flow construct", "Unicode property not found"];

/// Whether a text has words of an English sentence, besides code, what the document says, and commands.
fn has_english(text: &str) -> bool {
    let text = FOREIGN.iter().fold(text.to_owned(), |text, foreign| text.replace(foreign, ""));
    let text: String = text.split('`').step_by(2).collect::<Vec<_>>().join("`");
    let words: Vec<&str> = text.split(|c: char| !c.is_ascii_graphic()).filter(|word| !word.is_empty()).collect();
    let is_word = |word: &&str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let in_a_row = text.split(|c: char| !c.is_ascii()).any(|part| {
        let words: Vec<&str> = part.split(' ').filter(|word| !word.is_empty()).collect();
        words.windows(3).any(|three| three.iter().all(is_word))
    });
    in_a_row || words.iter().any(|word| ["expected", "found", "the", "is", "of", "and"].contains(word))
}

#[test]
fn every_diagnostic_is_in_the_language_of_its_reader() {
    for (path, reported) in &*REPORTED {
        for problem in reported.iter() {
            for message in [&problem.message, &problem.hint] {
                let (english, chinese) = (message.to_string(), message.localized(Locale::Chinese));
                assert!(!english.contains(|c: char| !c.is_ascii()), "{}: {english}", path.display());
                assert!(chinese.contains(|c: char| !c.is_ascii()), "{}: {chinese}", path.display());
                assert!(!has_english(&chinese), "{}: {english}\n{chinese}", path.display());
            }
        }
        let (english, chinese) = (reported.to_string(), reported.localized(Locale::Chinese));
        assert_eq!(english.lines().count(), chinese.lines().count(), "{chinese}");
        assert!(!chinese.contains("warning:"), "{chinese}");
    }
}

#[test]
fn the_number_of_further_problems_is_in_the_language_of_the_reader() {
    let many: String = (0..60).map(|number| format!("x{number}: 0\n")).collect();
    let reported = deskledger_codegen::generate("x.yaml", &format!("openapi: 3.0.3\n{many}")).unwrap_err();
    assert!(reported.to_string().ends_with("\nand 10 more\n"), "{reported}");
    assert!(reported.localized(Locale::Chinese).ends_with("\n另有 10 项\n"));
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
