//! `import`, `seed` and `demo`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod support;

use std::fs;

use support::*;
use tempfile::tempdir;

const PUBLISHED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/command/demo-records.json");

fn json(args: &[&str]) -> serde_json::Value {
    serde_json::from_slice(&succeed(args).stdout).unwrap()
}

#[test]
fn importing_twice_changes_nothing() {
    let dir = tempdir().unwrap();
    let import = ["import", "--new-project", "--project-id", PROJECT, "--data", text(dir.path()), PUBLISHED, "--json"];
    let first = json(&import);
    assert_eq!((&first["added"], &first["bad"]), (&2.into(), &0.into()));
    let second = json(&import);
    assert_eq!((&second["added"], &second["updated"], &second["unchanged"]), (&0.into(), &0.into(), &2.into()));
}

#[test]
fn a_bad_row_is_reported_by_its_line_and_nothing_is_kept_unless_asked() {
    let dir = tempdir().unwrap();
    let data = dir.path().join("data");
    let file = dir.path().join("rows.csv");
    fs::write(&file, "user_name,connection_start_time\na,2020-04-24T03:02:47Z\nb,yesterday\nc,2020-04-25T03:02:47Z\n")
        .unwrap();
    let (code, message) =
        failure(&["import", "--new-project", "--project-id", PROJECT, "--data", text(&data), text(&file)]);
    assert_eq!(code, 5, "{message}");
    assert!(message.contains("rows.csv:3:") && message.contains("connection_start_time"), "{message}");
    let kept = json(&[
        "import",
        "--new-project",
        "--project-id",
        PROJECT,
        "--data",
        text(&data),
        text(&file),
        "--on-error",
        "skip",
        "--json",
    ]);
    assert_eq!((&kept["added"], &kept["unchanged"], &kept["bad"]), (&2.into(), &0.into(), &1.into()));
}

#[test]
fn what_was_exported_can_be_imported_again() {
    let dir = tempdir().unwrap();
    let (data, again) = (dir.path().join("data"), dir.path().join("again"));
    let file = dir.path().join("all");
    succeed(&["seed", "--data", text(&data), "--records", "1000", "--seed", "3"]);
    let server = Server::start(&data);
    for (form, language) in [("csv", "en_US"), ("csv", "zh_CN"), ("ndjson", "en_US")] {
        succeed(&server.export(&["--format", form, "--language", language, "--force", "-o", text(&file)]));
        let result =
            json(&["import", "--new-project", "--project-id", PROJECT, "--data", text(&again), text(&file), "--json"]);
        assert_eq!(
            result["added"].as_u64().unwrap() + result["unchanged"].as_u64().unwrap(),
            1000,
            "{form} {language}: {result}"
        );
    }
    let copy = Server::start(&again);
    let original = succeed(&server.export(&["--format", "ndjson", "-o", "-"])).stdout;
    assert!(original == succeed(&copy.export(&["--format", "ndjson", "-o", "-"])).stdout, "the copy differs");
}

#[test]
fn the_same_seed_makes_the_same_records() {
    let dir = tempdir().unwrap();
    let seed = [
        "seed",
        "--data",
        text(dir.path()),
        "--records",
        "500",
        "--seed",
        "9",
        "--days",
        "7",
        "--end",
        "2026-02-01T00:00Z",
        "--project-id",
        "p1",
        "--json",
    ];
    let first = json(&seed);
    assert_eq!((&first["records"], &first["added"], &first["project_id"]), (&500.into(), &500.into(), &"p1".into()));
    assert_eq!(json(&seed)["added"], 0);
}

#[test]
fn a_demo_that_cannot_make_its_directory_says_why_and_what_to_do() {
    let dir = tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "kept").unwrap();
    for (language, words) in [
        ("C", ["Not a directory (os error 20)", "choose another directory with --dir"]),
        ("zh_CN.UTF-8", ["路径中有一段不是目录", "请用 --dir 选择其他目录"]),
    ] {
        let output = deskledger().env("LC_ALL", language).args(["demo", "--dir", text(&file)]).output().unwrap();
        let reported = stderr(&output);
        assert!(output.status.code() == Some(5) && words.iter().all(|word| reported.contains(word)), "{reported}");
    }
    assert_eq!(fs::read(&file).unwrap(), b"kept");
}

#[test]
fn the_demo_runs_end_to_end_and_can_run_again() {
    let dir = tempdir().unwrap();
    let demo = dir.path().join("demo");
    let reported = [
        ("C", ["100002 rows", "Connected User", "Or from a server of your own", "done in "]),
        ("zh_CN.UTF-8", ["100002 行", "连接用户", "或从自己的服务器导出", "完成，用时 "]),
    ];
    for (language, words) in reported {
        let output = deskledger().env("LC_ALL", language).args(["demo", "--dir", text(&demo)]).output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        let printed = String::from_utf8(output.stdout).unwrap();
        for needle in words.into_iter().chain(["jy01@local.com", "deskledger export --region"]) {
            assert!(printed.contains(needle), "{needle} is not in {printed}");
        }
        // Except the preview: names of people are not translated.
        let (said, preview) = printed.split_once("\n\n").unwrap();
        let (_, said_after) = preview.split_once("\n\n").unwrap();
        let is_chinese =
            |text: &str| text.contains(|character| matches!(character, '\u{4e00}'..='\u{9fff}' | '：' | '，'));
        assert_eq!([said, said_after].map(is_chinese), [language != "C"; 2], "{printed}");
        assert_eq!(rows(fs::File::open(demo.join("connections.csv")).unwrap()), 100_003);
        assert!(fs::read(demo.join("connections.xlsx")).unwrap().starts_with(b"PK"));
    }
    let left: Vec<String> = files(&demo).into_iter().filter(|name| name.contains("part")).collect();
    assert_eq!(left, [""; 0]);
}
