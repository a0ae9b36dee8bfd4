//! `sdk build`: what is rejected before a generator runs. `scripts/sdk-promises` builds, installs and calls the SDKs.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use std::fs;

use support::*;
use tempfile::tempdir;

const DOCUMENT: &str = "openapi: 3.0.3\ninfo: { title: Files, version: '1' }\npaths: {}\n";

#[test]
fn a_missing_program_and_what_else_is_wrong_are_named_and_nothing_is_written() {
    let dir = tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    write("api.yaml", DOCUMENT);
    write("broken.yaml", &DOCUMENT.replace("paths: {}", "paths: 3"));
    write("other.yaml", "swagger: '2.0'\n");
    fs::create_dir_all(dir.path().join("thesis")).unwrap();
    write("thesis/chapter.tex", "years of work");
    let go = ["program go ", "golang-go", "program python3 ", "python3-venv"];
    for (code, line, words) in [
        (
            2,
            "typescript api.yaml",
            &["program node ", "apt-get install nodejs", "program npm ", "https://nodejs.org"][..],
        ),
        (2, "go api.yaml", &go),
        (1, "python broken.yaml", &["paths"]),
        (1, "python other.yaml", &["2.0"]),
        (2, "python absent.yaml", &["absent.yaml"]),
        (2, "python api.yaml -o thesis", &["chapter.tex"]),
        (2, "python api.yaml --layer absent.py", &["absent.py"]),
        (2, "python api.yaml --name My-API", &["My-API"]),
        (2, "python api.yaml --name ../api", &["../api"]),
        (2, "python api.yaml --name a/../b", &["a/../b"]),
        (2, "python api.yaml --name github.com/a/b", &["github.com/a/b"]),
        (2, "typescript api.yaml --name a/b", &["a/b"]),
        (2, "go api.yaml --name @a/b", &["@a/b"]),
        (2, "go api.yaml --name example.com/type", &["keyword", "example.com/type"]),
        (2, "python api.yaml --name import", &["keyword"]),
        (2, "cobol api.yaml", &["cobol", "python", "typescript", "go"]),
    ] {
        let arguments = ["sdk", "build"].into_iter().chain(line.split(' '));
        let output = deskledger().current_dir(dir.path()).env("PATH", dir.path()).args(arguments).output().unwrap();
        let reported = stderr(&output);
        assert_eq!(output.status.code(), Some(code), "{line}: {reported}");
        words.iter().for_each(|word| assert!(reported.contains(word), "{line}: no {word} in {reported}"));
    }
    assert!(!dir.path().join("sdk").exists());
    assert_eq!(fs::read_dir(dir.path().join("thesis")).unwrap().count(), 1);
}
