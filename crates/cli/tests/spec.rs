//! `spec check`: every problem with its location, and exit codes for scripts.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use std::fs;
use std::path::Path;

use support::*;
use tempfile::tempdir;

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi.yaml");

/// Exit code, standard output and standard error of a check.
fn check(args: &[&str]) -> (i32, String, String) {
    let output = deskledger().args(["spec", "check"]).args(args).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout.clone()).unwrap(), stderr(&output))
}

#[test]
fn a_clean_document_is_silent_in_yaml_and_in_json() {
    let dir = tempdir().unwrap();
    let json = dir.path().join("openapi.json");
    fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/golden/openapi.json"), &json).unwrap();
    assert_eq!(check(&["--quiet", DOCUMENT, text(&json)]), (0, String::new(), String::new()));
    // Outside a terminal every subcommand ends with a line.
    assert_eq!(check(&[DOCUMENT, text(&json)]), (0, String::new(), "spec: done\n".to_owned()));
}

#[test]
fn every_problem_is_reported_in_one_run_with_its_place_and_what_to_write() {
    let dir = tempdir().unwrap();
    let path = dir.path().join("broken.yaml");
    let clean = fs::read_to_string(DOCUMENT).unwrap();
    let broken = clean.replacen("maxLength: 255", "maxLenght: 255", 1).replacen("format: minute", "format: minuet", 1);
    fs::write(&path, &broken).unwrap();
    let place = |word: &str| 1 + broken.lines().position(|line| line.contains(word)).unwrap();
    let (code, found, summary) = check(&[text(&path)]);
    assert_eq!(code, 1, "{found}");
    for (word, hint) in [("maxLenght", "maxLength"), ("minuet", "minute")] {
        assert!(found.contains(&format!("broken.yaml:{}:", place(word))) && found.contains(hint), "{found}");
    }
    assert!(found.contains("warning: ") && summary.contains("1 error"), "{found} {summary}");
    let (code, found, _) = check(&[text(&path), DOCUMENT, "--json"]);
    let found: serde_json::Value = serde_json::from_str(&found).unwrap();
    assert_eq!((code, found["files"][0]["problems"].as_array().unwrap().len()), (1, 2), "{found}");
    let severities: Vec<_> =
        found["files"][0]["problems"].as_array().unwrap().iter().map(|one| &one["severity"]).collect();
    assert_eq!(found["files"][0]["errors"], 1);
    assert!(severities.contains(&&"error".into()) && severities.contains(&&"warning".into()), "{found}");
    let first = found["files"][0]["problems"].as_array().unwrap().iter().map(|one| one["line"].as_u64().unwrap()).min();
    assert_eq!(first, Some(place("minuet").min(place("maxLenght")) as u64));
    assert_eq!(found["files"][1]["problems"], serde_json::json!([]));
}

#[test]
fn a_document_with_warnings_only_passes_and_they_are_reported() {
    let dir = tempdir().unwrap();
    let path = dir.path().join("warned.yaml");
    let clean = fs::read_to_string(DOCUMENT).unwrap();
    fs::write(&path, clean.replacen("operationId: exportConnectionRecords\n", "\n", 1)).unwrap();
    let (code, found, _) = check(&[text(&path)]);
    assert_eq!(code, 0, "{found}");
    assert!(found.contains("warning: ") && found.contains("operationId"), "{found}");
}

#[test]
fn a_file_that_cannot_be_read_is_no_clean_file() {
    let dir = tempdir().unwrap();
    let binary = dir.path().join("binary");
    fs::write(&binary, [0xff, 0xfe, 0x00]).unwrap();
    for path in [text(&dir.path().join("none.yaml")), text(dir.path()), text(&binary)] {
        let (code, found, summary) = check(&[path, DOCUMENT]);
        assert_eq!(code, 2, "{found}");
        assert!(found.contains(path) && summary.contains("1 unreadable"), "{found} {summary}");
    }
}

#[test]
fn a_hostile_document_ends_in_a_problem() {
    let dir = tempdir().unwrap();
    let deep = "[".repeat(1 << 20);
    let bomb: String = (1..30).map(|n| format!("a{n}: &a{n} [*a{0}, *a{0}, *a{0}]\n", n - 1)).collect();
    let large = format!("openapi: 3.0.3\nx: \"{}\"\n", "x".repeat(10 << 20));
    for (name, document) in [("deep", deep), ("bomb", format!("a0: &a0 x\n{bomb}")), ("large", large)] {
        let path = dir.path().join(name);
        fs::write(&path, document).unwrap();
        let (code, found, _) = check(&[text(&path)]);
        assert_eq!(code, 1, "{name}: {found}");
        assert!(found.len() < 4096, "{name}: {} bytes", found.len());
    }
}

#[test]
fn several_files_are_reported_in_one_run_in_yaml_and_in_json() {
    let dir = tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = dir.path().join(name);
        fs::write(&path, text).unwrap();
        text_of(&path)
    };
    let yaml = file("one.yaml", "openapi: 3.0.3\ninfo: { title: A, version: 1.0.0 }\npaths: {}\nservrs: []\n");
    let json = file("two.json", "{\n  \"openapi\": \"2.0\",\n  \"info\": {}\n}\n");
    let (code, found, summary) = check(&[&yaml, DOCUMENT, &json]);
    assert_eq!(code, 1, "{found}");
    assert!(found.contains(&format!("{yaml}:4:1: ")) && found.contains("did you mean `servers`?"), "{found}");
    assert!(found.contains(&format!("{json}:2:14: ")) && found.contains("[version]"), "{found}");
    assert!(summary.contains("2 errors in 3 files"), "{summary}");
    let (code, found, _) = check(&[&yaml, DOCUMENT, &json, "--json"]);
    let found: serde_json::Value = serde_json::from_str(&found).unwrap();
    let codes: Vec<&serde_json::Value> = (0..3).map(|index| &found["files"][index]["problems"][0]["code"]).collect();
    assert_eq!(
        (code, codes),
        (1, vec![&"unknown-name".into(), &serde_json::Value::Null, &"version".into()]),
        "{found}"
    );
    let none = text_of(&dir.path().join("none.yaml"));
    assert_eq!(check(&[&yaml, &none]).0, 2);
}

#[test]
fn a_mistake_in_a_file_that_the_document_refers_to_names_that_file() {
    let dir = tempdir().unwrap();
    let document = "openapi: 3.0.3
info: { title: A, version: 1.0.0 }
paths:
  /a:
    get:
      operationId: a
      parameters: [{ name: b, in: query, schema: { $ref: '../parts/b.yaml' } }]
      responses: { '204': { description: Done. } }
";
    for (name, text) in [("api/a.yaml", document), ("parts/b.yaml", "type: string\nmaxLenght: 3\n")] {
        fs::create_dir_all(dir.path().join(name).parent().unwrap()).unwrap();
        fs::write(dir.path().join(name), text).unwrap();
    }
    let path = text_of(&dir.path().join("api/a.yaml"));
    let (code, found, _) = check(&[&path]);
    assert!(code == 1 && found.contains(&format!("{path}:7:58: ")) && found.contains("[outside-directory]"), "{found}");
    let (code, found, _) = check(&[&path, "--root", text(dir.path())]);
    assert!(code == 1 && found.contains("/api/../parts/b.yaml:2:1: ") && found.contains("maxLength"), "{found}");
    let (_, found, _) = check(&[&path, "--root", text(dir.path()), "--json"]);
    let found: serde_json::Value = serde_json::from_str(&found).unwrap();
    let problem = &found["files"][0]["problems"][0];
    assert_eq!((&problem["line"], &problem["column"]), (&2.into(), &1.into()), "{found}");
    assert!(problem["file"].as_str().unwrap().ends_with("/api/../parts/b.yaml"), "{found}");
}

#[test]
fn a_document_of_ten_megabytes_is_read_to_its_end() {
    let dir = tempdir().unwrap();
    let path = dir.path().join("large.yaml");
    let mut document =
        String::from("openapi: 3.0.3\ninfo: { title: A, version: 1.0.0 }\npaths: {}\ncomponents:\n  schemas:\n");
    let description = "x".repeat(900);
    for number in 0.. {
        if document.len() > 10 << 20 {
            break;
        }
        document
            .push_str(&format!("    S{number}: {{ type: string, maxLength: {number}, description: {description} }}\n"));
    }
    document.push_str("    Last: { $ref: '#/components/schemas/None' }\n");
    fs::write(&path, &document).unwrap();
    let (code, found, _) = check(&[text(&path)]);
    assert_eq!(code, 1, "{found}");
    assert!(found.contains(&format!(":{}:19: ", document.lines().count())), "{found}");
    assert!(found.contains("[missing-reference]"), "{found}");
}

fn text_of(path: &Path) -> String {
    text(path).to_owned()
}

#[test]
fn escapes_of_a_document_are_shown_and_not_sent_to_the_terminal() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        std::fs::write(dir.path().join(name), text).unwrap();
        text_of(&dir.path().join(name))
    };
    let head = "openapi: 3.0.3\ninfo: { title: a, version: '1.0.0' }\npaths:\n  /a:\n    get:\n      operationId: a\n";
    let parameter = |place: &str| {
        format!(
            "      parameters:\n        - {{ name: \"b\\e]0;owned\\a\\u202ec\", in: {place}, schema: {{ type: string }} }}\n"
        )
    };
    let responses = "      responses: {}\n";
    let broken =
        write("hostile.yaml", &format!("{head}      \"x\\e[31m\\u202e\": 1\n{}{responses}", parameter("nowhere")));
    let nowhere = write("nowhere.yaml", &format!("{head}      responses: {{ $ref: \"#/x\\e[31m\\u202e\" }}\n"));
    let plain = write("plain.yaml", &format!("{head}{responses}"));
    let named = write("named.yaml", &format!("{head}{}{responses}", parameter("query")));
    let site = text_of(&dir.path().join("site"));
    for args in [
        &["spec", "check", &*broken][..],
        &["spec", "generate", &broken, "-o", &site, "--name", "a"],
        &["spec", "mock", &broken],
        &["spec", "diff", &plain, &nowhere],
        &["spec", "diff", &named, &plain, "--fail-on", "information"],
        &["spec", "diff", &named, &plain, "--fail-on", "information", "--report", "annotations"],
        &["docs", "build", &nowhere, "-o", &site],
    ] {
        let output = run(args);
        let shown = [output.stdout, output.stderr].concat();
        assert!(!shown.is_empty() && !output.status.success(), "{args:?}");
        let shown = String::from_utf8(shown).unwrap();
        assert!(shown.contains("\\u{1b}"), "{args:?}: {shown}");
        assert!(!shown.contains('\u{1b}') && !shown.contains('\u{202e}') && !shown.contains('\u{7}'), "{shown:?}");
    }
}

#[test]
fn what_is_not_done_with_a_broken_document_is_what_was_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let path = text_of(&dir.path().join("broken.yaml"));
    std::fs::write(&path, "openapi: 3.0.3\ninfo: { title: a, version: '1' }\npaths: 3\n").unwrap();
    for (args, sentence) in [
        (&["spec", "generate", &path, "-o", "p", "--name", "a"][..], "nothing was generated"),
        (&["spec", "mock", &path], "cannot be served"),
        (&["spec", "diff", &path, &path], "cannot be compared"),
        (&["spec", "release", &path], "cannot be released"),
        (&["docs", "build", &path, "-o", "p"], "no site was written"),
    ] {
        let output = run(args);
        let why = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(1) && why.contains(sentence), "{args:?}: {why}");
        // Each problem is on a line of its own.
        assert!(why.contains("\n") && !why.contains("\\n"), "{args:?}: {why}");
    }
}

/// What the generator says of a document, by every subcommand that reads one.
#[test]
fn the_problems_of_a_document() {
    let dir = tempdir().unwrap();
    let path = dir.path().join("orders.yaml");
    fs::write(
        &path,
        "openapi: 3.0.3\ninfo: { title: 5, version: 1.0.0 }\npaths:\n  /a:\n    get:\n      operationId: a\n      \
         parameters:\n        - { name: n, in: query, schema: { type: string, minLength: 9, maxLength: 8 } }\n      \
         responses: { '200': { description: x } }\n",
    )
    .unwrap();
    let run = |args: &[&str]| deskledger().env("LC_ALL", "zh_CN.UTF-8").args(args).output().unwrap();
    let (error, warning) =
        ("maxLength 不应小于 minLength（9），实际为 8 [empty-range]", "警告：`title` 应为文本，实际为 5");
    let checked = run(&["spec", "check", text(&path)]);
    let person = String::from_utf8(checked.stdout).unwrap();
    let hint = "= 没有值能同时符合两者：请修改其中之一\n";
    assert!([error, warning, hint].iter().all(|part| person.contains(part)), "{person}");
    assert!(!person.contains("expected") && !person.contains("warning"), "{person}");
    let generated = run(&["spec", "generate", text(&path), "-o", text(&dir.path().join("sdk")), "--name", "orders"]);
    let reported = stderr(&generated);
    assert!(reported.contains("未生成任何内容") && reported.contains(error), "{reported}");
    assert!(!reported.contains("expected"), "{reported}");

    let program = String::from_utf8(run(&["spec", "check", text(&path), "--json"]).stdout).unwrap();
    assert!(program.contains("expected a maxLength that is not below minLength 9, found 8"), "{program}");
    assert!(!program.contains(is_chinese), "{program}");
    let program = stderr(&run(&["spec", "diff", text(&path), text(&dir.path().join("none.yaml")), "--json"]));
    assert!(program.contains("No such file") && !program.contains(is_chinese), "{program}");
}

#[test]
fn a_document_that_cannot_be_read() {
    let dir = tempdir().unwrap();
    let bytes = dir.path().join("bytes.yaml");
    fs::write(&bytes, b"openapi: \xff").unwrap();
    let missing = dir.path().join("none.yaml");
    for (path, chinese, english) in [
        (&bytes, "从第 9 字节（自 0 起）开始的 1 个字节无效", "invalid utf-8 sequence of 1 bytes from index 9"),
        (&missing, "没有该文件或目录（", "No such file or directory"),
    ] {
        for (language, sentence) in [("zh_CN.UTF-8", chinese), ("C", english)] {
            let output = deskledger().env("LC_ALL", language).args(["spec", "check", text(path)]).output().unwrap();
            let reported = String::from_utf8(output.stdout).unwrap();
            assert!(reported.contains(sentence), "{sentence} is not in: {reported}");
        }
        let args = ["spec", "check", text(path), "--json"];
        let output = deskledger().env("LC_ALL", "zh_CN.UTF-8").args(args).output().unwrap();
        let program = String::from_utf8(output.stdout).unwrap();
        assert!(program.contains(english) && !program.contains(is_chinese), "{program}");
    }
}
