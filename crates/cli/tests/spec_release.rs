//! `spec release`: version, changelog, packages and steps follow a change of the document, and nothing stale passes.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]
#![cfg(unix)]

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use support::*;
use tempfile::tempdir;

const DOCUMENT: &str = "openapi: 3.0.3
info: { title: Files, version: '1.2.0' }
paths:
  /files:
    get:
      operationId: listFiles
      parameters:
        - { name: user, in: query, schema: { type: string, maxLength: 9 } }
      responses: { '200': { description: Files. } }
";
const PACKAGE: &str =
    "[package]\nname = \"files\"\nversion = \"1.2.0\" # that of the document\n\n[dependencies]\nx = \"1.2.0\"\n";

/// Exit code, standard output and standard error.
fn release(directory: &Path, args: &[&str]) -> (i32, String, String) {
    let output = deskledger().current_dir(directory).args(["spec", "release"]).args(args).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout.clone()).unwrap(), stderr(&output))
}

fn git(directory: &Path, args: &[&str]) {
    let identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"];
    assert!(Command::new("git").current_dir(directory).args(identity).args(args).output().unwrap().status.success());
}

fn commit(directory: &Path, tag: &str) {
    git(directory, &["add", "."]);
    git(directory, &["commit", "-q", "-m", tag]);
    git(directory, &["tag", tag]);
}

#[test]
fn a_changed_document_has_the_version_changelog_package_and_generated_files_that_are_due_in_one_step() {
    let dir = tempdir().unwrap();
    let dir = dir.path();
    let read = |name: &str| fs::read_to_string(dir.join(name)).unwrap();
    let write = |name: &str, text: &str| fs::write(dir.join(name), text).unwrap();
    write("openapi.yaml", DOCUMENT);
    write("Cargo.toml", PACKAGE);
    let outside = release(dir, &["--check"]);
    assert!(outside.0 == 2 && outside.2.contains("repository of git"), "{outside:?}");
    git(dir, &["init", "-q"]);
    // A step that generates a file, as each generator does.
    write(
        "generate",
        "grep version openapi.yaml >new\nif [ \"$1\" = --check ]; then cmp -s new golden || exit 1; else mv new golden; fi\n",
    );
    write("release.toml", "steps = [[\"sh\", \"generate\"]]\nbuilds = [[\"touch\", \"site\"]]\n");

    let (code, _, why) = release(dir, &["--check"]);
    assert!(code == 1 && why.contains("CHANGELOG.md, sh generate"), "{why}");
    assert!(!dir.join("golden").exists() && !dir.join("site").exists() && !dir.join("CHANGELOG.md").exists());
    let (code, _, done) = release(dir, &[]);
    assert!(code == 0 && done.contains("git tag v1.2.0"), "{done}");
    assert!(read("CHANGELOG.md").contains("First release"), "{}", read("CHANGELOG.md"));
    commit(dir, "v1.2.0");
    assert_eq!(release(dir, &["--check"]).0, 0);

    let breaking = DOCUMENT.replace("maxLength: 9", "maxLength: 8");
    write("openapi.yaml", &breaking);
    let (code, _, why) = release(dir, &["--check"]);
    assert!(code == 1 && why.contains("version 2.0.0") && why.contains("deskledger spec release"), "{why}");
    assert!(why.contains("openapi.yaml, Cargo.toml, CHANGELOG.md"), "{why}");
    assert_eq!((read("openapi.yaml"), read("Cargo.toml")), (breaking.clone(), PACKAGE.to_owned()));
    let (code, shown, done) = release(dir, &[]);
    assert_eq!(code, 0, "{done}");
    let log = read("CHANGELOG.md");
    assert!(log.contains(&format!("### Contract\n\n{shown}")) && shown.contains("**Migration:**"), "{log}\n{shown}");
    assert!(log.find("## [2.0.0] - ").unwrap() < log.find("## [1.2.0] - ").unwrap(), "{log}");
    assert_eq!(read("openapi.yaml"), breaking.replace("1.2.0", "2.0.0"));
    assert_eq!(read("Cargo.toml"), PACKAGE.replacen("1.2.0", "2.0.0", 1));
    assert!(read("golden").contains("2.0.0") && dir.join("site").exists());
    // The written files are current, and a second run changes nothing.
    assert_eq!(release(dir, &["--check"]).0, 0);
    assert_eq!(release(dir, &[]).0, 0);
    assert_eq!(read("CHANGELOG.md"), log);
    write("golden", "stale");
    let (code, _, why) = release(dir, &["--check"]);
    assert!(code == 1 && why.contains("found stale: sh generate"), "{why}");
    release(dir, &[]);
    commit(dir, "v2.0.0");
    let found = json_of(release(dir, &["--check", "--json"]).1.as_bytes());
    assert_eq!((found["since"].as_str(), found["changes"]["changes"].as_array().unwrap().len()), (Some("v2.0.0"), 0));

    // A higher version stays.
    write("openapi.yaml", &read("openapi.yaml").replace("2.0.0", "4.0.0").replace("maxLength: 8", "maxLength: 7"));
    assert_eq!(release(dir, &[]).0, 0);
    assert!(read("openapi.yaml").contains("'4.0.0'") && read("CHANGELOG.md").contains("## [4.0.0] - "));
}

#[test]
fn documents_that_are_released_together_have_one_version_and_every_stale_one_is_named() {
    let dir = tempdir().unwrap();
    let dir = dir.path();
    let read = |name: &str| fs::read_to_string(dir.join(name)).unwrap();
    let write = |name: &str, text: &str| fs::write(dir.join(name), text).unwrap();
    git(dir, &["init", "-q"]);
    let other = DOCUMENT.replace("1.2.0", "0.9.0").replace("listFiles", "listUsers");
    write("openapi.yaml", DOCUMENT);
    write("users.yaml", &other);
    write("release.toml", "documents = [\"openapi.yaml\", \"users.yaml\"]\n");
    let (code, _, why) = release(dir, &["--check"]);
    assert!(code == 1 && why.contains("version 1.2.0") && why.contains("users.yaml, CHANGELOG.md"), "{why}");
    assert_eq!(release(dir, &[]).0, 0);
    commit(dir, "v1.2.0");
    assert_eq!(release(dir, &["--check"]).0, 0);

    // A break of one document is the step of both.
    write("users.yaml", &read("users.yaml").replace("maxLength: 9", "maxLength: 8"));
    write("openapi.yaml", &read("openapi.yaml").replace("maxLength: 9", "maxLength: 10"));
    let (code, _, why) = release(dir, &["--check"]);
    assert!(code == 1 && why.contains("version 2.0.0: "), "{why}");
    assert!(why.contains("openapi.yaml, users.yaml, CHANGELOG.md"), "{why}");
    let (code, shown, why) = release(dir, &[]);
    assert_eq!(code, 0, "{why}");
    assert!(shown.contains("- users.yaml, operation listUsers, query parameter user: maxLength 9 became 8"), "{shown}");
    assert!(
        shown.contains("- openapi.yaml, operation listFiles, query parameter user: maxLength 9 became 10"),
        "{shown}"
    );
    assert!(read("CHANGELOG.md").contains(&shown), "{shown}");
    assert!(read("openapi.yaml").contains("'2.0.0'") && read("users.yaml").contains("'2.0.0'"));
    assert_eq!(release(dir, &["--check"]).0, 0);
    commit(dir, "v2.0.0");

    // A new document is an addition; the command line may name the documents.
    write("roles.yaml", &other.replace("listUsers", "listRoles"));
    let names = ["openapi.yaml", "users.yaml", "roles.yaml"];
    let (code, shown, why) = release(dir, &names);
    assert!(code == 0 && shown.contains("- roles.yaml, operation listRoles: was added"), "{shown}{why}");
    assert!(names.iter().all(|name| read(name).contains("'2.1.0'")), "{why}");
    let (code, _, why) = release(dir, &["openapi.yaml", "absent.yaml"]);
    assert!(code == 2 && why.contains("absent.yaml"), "{why}");
}

#[test]
fn a_release_that_cannot_be_made_says_why_and_writes_nothing() {
    let dir = tempdir().unwrap();
    let dir = dir.path();
    git(dir, &["init", "-q"]);
    for (name, text, code, word) in [
        (
            "openapi.yaml",
            "openapi: 3.0.3\ninfo: {title: t, version: '1.0.0'}\npaths: {/a: {get: {operationId: 3}}}\n",
            1,
            "operationId",
        ),
        ("openapi.yaml", "openapi: 3.0.3\ninfo: {title: t, version: 1}\npaths: {}\n", 1, "info.version"),
        ("release.toml", "steps = 3\n", 2, "release.toml"),
        ("release.toml", "tag = \"v1\"\n", 2, "{version}"),
        ("release.toml", "step = []\n", 2, "unknown field"),
        ("release.toml", "document = \"nothing.yaml\"\n", 2, "nothing.yaml"),
        ("release.toml", "steps = [[\"sh\", \"-c\", \"exit 3\"]]\n", 1, "sh -c exit 3"),
    ] {
        fs::write(dir.join("openapi.yaml"), DOCUMENT).unwrap();
        let _ = fs::remove_file(dir.join("release.toml"));
        fs::write(dir.join(name), text).unwrap();
        let found = release(dir, &["--check"]);
        assert!(found.0 == code && found.2.contains(word), "{text}: {found:?}");
        assert!(!dir.join("CHANGELOG.md").exists());
    }
}

#[test]
fn a_release_that_ends_early_does_not_leave_half_of_it() {
    let dir = tempdir().unwrap();
    let dir = dir.path();
    let read = |name: &str| fs::read_to_string(dir.join(name)).unwrap();
    fs::write(dir.join("openapi.yaml"), DOCUMENT).unwrap();
    fs::write(dir.join("Cargo.toml"), PACKAGE).unwrap();
    git(dir, &["init", "-q"]);
    assert_eq!(release(dir, &[]).0, 0);
    commit(dir, "v1.2.0");
    let breaking = DOCUMENT.replace("maxLength: 9", "maxLength: 8");
    fs::write(dir.join("openapi.yaml"), &breaking).unwrap();
    // Whoever reads a file while it is replaced has the old one whole.
    fs::hard_link(dir.join("openapi.yaml"), dir.join("old.yaml")).unwrap();
    // The last of the files cannot be written.
    let log = read("CHANGELOG.md");
    fs::create_dir(dir.join("CHANGELOG.md.part")).unwrap();
    let (code, _, why) = release(dir, &[]);
    assert!(code == 5 && why.contains("CHANGELOG.md"), "{code} {why}");
    assert_eq!(
        (read("openapi.yaml"), read("Cargo.toml"), read("CHANGELOG.md")),
        (breaking.clone(), PACKAGE.to_owned(), log)
    );
    fs::remove_dir(dir.join("CHANGELOG.md.part")).unwrap();
    assert_eq!(release(dir, &[]).0, 0);
    assert!(read("openapi.yaml").contains("2.0.0") && read("Cargo.toml").contains("2.0.0"));
    assert_eq!(read("old.yaml"), breaking);
}
