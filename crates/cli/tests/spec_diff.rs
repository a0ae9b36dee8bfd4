//! `spec diff`: exit codes, forms, accepted changes, and revisions of git.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use support::*;
use tempfile::tempdir;

const OLD: &str = "openapi: 3.0.3
info: { title: Files, version: 1.2.0 }
paths:
  /files:
    get:
      operationId: listFiles
      parameters:
        - { name: user, in: query, schema: { type: string, maxLength: 9 } }
      responses: { '200': { description: Files. } }
";

/// Exit code, standard output and standard error of a comparison.
fn diff(directory: &Path, args: &[&str]) -> (i32, String, String) {
    let output = deskledger().current_dir(directory).args(["spec", "diff"]).args(args).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout.clone()).unwrap(), stderr(&output))
}

#[test]
fn a_break_fails_a_script_unless_it_is_accepted_or_asked_for() {
    let dir = tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    write("old.yaml", OLD);
    write("new.yaml", &OLD.replace("maxLength: 9", "maxLength: 8"));
    let run = |args: &[&str]| diff(dir.path(), &[&["old.yaml", "new.yaml"], args].concat());
    let (code, found, summary) = run(&[]);
    assert_eq!(code, 1, "{found}");
    assert!(found.contains("maxLength 9 became 8") && found.contains("next 2.0.0"), "{found}");
    assert!(summary.contains("breaking") && summary.contains("--ignore"), "{summary}");
    assert_eq!(run(&["--fail-on", "never"]).0, 0);
    assert_eq!(diff(dir.path(), &["new.yaml", "old.yaml"]).0, 0);
    assert_eq!(diff(dir.path(), &["new.yaml", "old.yaml", "--fail-on", "safe"]).0, 1);
    for (report, word) in
        [("markdown", "| breaking |"), ("junit", "failures=\"1\""), ("annotations", "::error file=new.yaml,line=8")]
    {
        let (code, found, _) = run(&["--report", report]);
        assert!(code == 1 && found.contains(word), "{found}");
    }
    let rule = "[[ignore]]\nid = \"request-max-length-decreased\"\nreason = \"no longer ones exist\"\nuntil = ";
    write("accepted.toml", &format!("{rule}\"9999-12-31\"\n"));
    let (code, found, _) = run(&["--ignore", "accepted.toml"]);
    assert!(code == 0 && found.contains("accepted until 9999-12-31"), "{found}");
    write("expired.toml", &format!("{rule}\"2020-01-01\"\n"));
    let (code, found, _) = run(&["--ignore", "expired.toml"]);
    assert!(code == 1 && found.contains("expired on 2020-01-01"), "{found}");
    write("wrong.toml", &format!("{rule}\"soon\"\n"));
    let (code, found, why) = run(&["--ignore", "wrong.toml"]);
    assert_eq!((code, found.as_str()), (2, ""));
    assert!(why.contains("wrong.toml") && why.contains("soon"), "{why}");
}

#[test]
fn a_revision_is_read_and_what_is_missing_is_named() {
    let dir = tempdir().unwrap();
    let git = |args: &[&str]| {
        let identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"];
        assert!(
            Command::new("git").current_dir(dir.path()).args(identity).args(args).output().unwrap().status.success()
        );
    };
    fs::write(dir.path().join("api.yaml"), OLD).unwrap();
    let outside = diff(dir.path(), &["v1:api.yaml", "api.yaml"]);
    assert!(outside.0 == 2 && outside.2.contains("repository of git"), "{outside:?}");
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "first"]);
    git(&["tag", "v1"]);
    fs::write(dir.path().join("api.yaml"), OLD.replace("maxLength: 9", "maxLength: 8")).unwrap();
    let (code, found, _) = diff(dir.path(), &["v1:api.yaml", "api.yaml"]);
    assert!(code == 1 && found.contains("v1:api.yaml:8:"), "{found}");
    assert_eq!(diff(dir.path(), &["v1:api.yaml", "HEAD:api.yaml"]).0, 0);
    for (name, word) in
        [("v1:no.yaml", "no.yaml in the revision v1"), ("v9:api.yaml", "found no v9"), ("no.yaml", "no.yaml")]
    {
        let (code, found, why) = diff(dir.path(), &["api.yaml", name]);
        assert_eq!((code, found.as_str()), (2, ""), "{why}");
        assert!(why.contains(name) && why.contains(word), "{why}");
    }
    let output = deskledger()
        .current_dir(dir.path())
        .env("PATH", "")
        .args(["spec", "diff", "v1:api.yaml", "api.yaml"])
        .output()
        .unwrap();
    assert!(output.status.code() == Some(2) && stderr(&output).contains("install git"), "{}", stderr(&output));
}

#[test]
fn another_kind_of_document_is_named_and_nothing_is_printed() {
    let dir = tempdir().unwrap();
    fs::write(dir.path().join("api.yaml"), OLD).unwrap();
    for (text, word) in [
        ("swagger: '2.0'", "Swagger 2.0"),
        ("asyncapi: 3.0.0", "AsyncAPI"),
        ("openapi: 4.0.0", "4.0.0"),
        ("{", "syntax"),
    ] {
        fs::write(dir.path().join("other.yaml"), text).unwrap();
        let (code, found, why) = diff(dir.path(), &["api.yaml", "other.yaml"]);
        assert_eq!((code, found.as_str()), (1, ""), "{why}");
        assert!(why.contains("other.yaml") && why.contains(word), "{why}");
    }
}
