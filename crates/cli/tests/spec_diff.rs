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

fn git(directory: &Path, args: &[&str]) {
    let identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"];
    assert!(Command::new("git").current_dir(directory).args(identity).args(args).output().unwrap().status.success());
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
    let git = |args: &[&str]| git(dir.path(), args);
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
    for (name, word) in [
        ("v1:no.yaml", "no.yaml in the revision v1"),
        ("v1:", "is a directory"),
        ("v9:api.yaml", "found no v9"),
        ("no.yaml", "no.yaml"),
    ] {
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

#[test]
fn a_page_of_changes_between_named_revisions_is_not_that_of_the_changelog_and_not_english_in_chinese() {
    let dir = tempdir().unwrap();
    let dir = dir.path();
    let api = dir.join("api");
    fs::create_dir(&api).unwrap();
    let write = |text: &str| fs::write(api.join("api.yaml"), text).unwrap();
    let build = |from: &Path, document: &str, revisions: &str| {
        let args = ["docs", "build", document, "--changes", revisions, "-o"];
        let output = deskledger().current_dir(from).args(args).arg(dir.join("site")).output().unwrap();
        (output.status.code().unwrap(), stderr(&output))
    };
    let page = |name: &str| fs::read_to_string(dir.join("site").join(name)).unwrap();
    write(OLD);
    fs::write(api.join("CHANGELOG.md"), "## 1.2.0\n\n### Contract\n\nFirst release of the contract.\n").unwrap();
    let (code, why) = build(dir, "api/api.yaml", "v1..v2");
    assert!(code == 2 && why.contains("repository of git"), "{why}");
    git(dir, &["init", "-q"]);
    for (tag, text) in [
        ("v1", OLD.to_owned()),
        ("v2", OLD.replace("maxLength: 9", "maxLength: 8")),
        ("swagger", "swagger: '2.0'\n".to_owned()),
    ] {
        write(&text);
        git(dir, &["add", "."]);
        git(dir, &["commit", "-q", "-m", tag]);
        git(dir, &["tag", tag]);
    }
    git(dir, &["rm", "-q", "api/api.yaml"]);
    git(dir, &["commit", "-q", "-m", "gone"]);
    git(dir, &["tag", "gone"]);
    fs::create_dir_all(&api).unwrap();
    write(&OLD.replace("maxLength: 9", "maxLength: 10"));

    for (revisions, code, word) in [
        ("v9..v2", 2, "v9"),
        ("v1..v9", 2, "v9"),
        ("gone..v2", 2, "gone:api/api.yaml"),
        ("swagger..v2", 1, "Swagger 2.0"),
        ("..v2", 2, "OLD..NEW"),
        ("v1..", 2, "OLD..NEW"),
    ] {
        let (found, why) = build(dir, "api/api.yaml", revisions);
        assert!(found == code && why.contains(word), "{revisions}: {found} {why}");
        assert!(!dir.join("site").exists());
    }
    let absolute = api.join("api.yaml").display().to_string();
    for (from, document) in [(dir, "api/api.yaml"), (&api, "api.yaml"), (Path::new("/"), absolute.as_str())] {
        let (code, why) = build(from, document, "v1..v2");
        assert_eq!(code, 0, "{why}");
        let (english, chinese) = (page("changes.md"), page("changes.zh.md"));
        for (text, heading, part, advice) in [
            (&english, "**Breaking**", "query parameter user: maxLength 9 became 8 (`", "**Migration:** Send values"),
            (&chinese, "**不兼容**", "查询参数 user：maxLength 由 9 变为 8（`", "**迁移**：发送新规则接受的值"),
        ] {
            assert!(text.contains("## v1 → v2\n") && !text.contains("1.2.0"), "{text}");
            assert!(text.contains(heading) && text.contains(part) && text.contains(advice), "{text}");
        }
        assert!(!chinese.contains("became") && !chinese.contains("rejected"), "{chinese}");
        assert_eq!(build(from, document, "v1").0, 0);
        let text = page("changes.md");
        assert!(text.contains(&format!("v1 → {document}")) && text.contains("maxLength 9 became 10"), "{text}");
    }
}
