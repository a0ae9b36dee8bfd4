//! Messages of successful runs follow the user's language; machine-readable output does not change.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod support;

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use support::*;
use tempfile::tempdir;

/// Locale values in the environment.
const LANGUAGES: [&str; 2] = ["C", "zh_CN.UTF-8"];

/// Terminal output of a successful subcommand.
#[track_caller]
fn seen(language: &str, args: &[&str]) -> String {
    let quoted = |arg: &&str| format!("'{arg}'");
    let line = format!(
        "exec '{}' {}",
        env!("CARGO_BIN_EXE_deskledger"),
        args.iter().map(quoted).collect::<Vec<_>>().join(" ")
    );
    let mut command = Command::new("script");
    // The environment of the binary in other tests.
    for (name, value) in deskledger().get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.env("LC_ALL", language).env("TERM", "xterm").env("SHELL", "/bin/sh").stdin(Stdio::null());
    let output = command.args(["-qec", &line, "/dev/null"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{args:?}: {text}");
    text
}

/// Output in Chinese contains the Chinese message without the English one, and the reverse.
#[track_caller]
fn reported([english, chinese]: [&[&str]; 2], args: impl Fn(&str) -> Vec<String>) {
    for language in LANGUAGES {
        let args = args(language);
        let text = seen(language, &args.iter().map(String::as_str).collect::<Vec<_>>());
        let (there, missing) = if language == "C" { (english, chinese) } else { (chinese, english) };
        assert!(there.iter().all(|part| text.contains(part)), "{there:?} is not in: {text}");
        assert!(!missing.iter().any(|part| text.contains(part)), "one of {missing:?} is in: {text}");
        assert!(language != "C" || !text.contains(is_chinese), "Chinese is in: {text}");
    }
}

fn owned(args: &[&str]) -> Vec<String> {
    args.iter().copied().map(str::to_owned).collect()
}

#[test]
fn records_that_are_made_brought_in_turned_and_exported() {
    let dir = tempdir().unwrap();
    let at = |name: &str| text(&dir.path().join(name)).to_owned();
    let data = |language: &str| at(&format!("data-{language}"));
    reported(
        [
            &["3000 records, 3000 of them new, in project ", " of 3,000 records"],
            &["中生成 3000 条记录，其中新增 3000 条", "条记录，共 3,000 条"],
        ],
        |language| owned(&["seed", "--data", &data(language), "--project-id", PROJECT, "--records", "3000"]),
    );
    let input = at("a.csv");
    fs::write(&input, "user_name,connection_start_time,VIP\nwang,2020-04-24T03:02:47Z,1\nli,soon,1\n").unwrap();
    reported(
        [
            &[
                "1 added, 0 updated, 0 corrected, 0 unchanged, 1 bad rows",
                "left out ",
                " values of \"VIP\", which the document",
            ],
            &["新增 1 条，更新 0 条，更正 0 条，未变 0 条，错误行 1 行", "已略去 ", "个值：文档中没有定义此列"],
        ],
        |language| {
            owned(&[
                "import",
                "--new-project",
                "--data",
                &data(language),
                "--project-id",
                PROJECT,
                "--on-error",
                "skip",
                &input,
            ])
        },
    );
    reported([&["left out ", "1 record in "], &["已略去", " 中有 1 条记录"]], |language| {
        owned(&["convert", &input, "--on-error", "skip", "-o", &at(&format!("{language}.ndjson"))])
    });
    let server = Server::start(&dir.path().join("data-C"));
    reported([&["saved ", " bytes, csv)"], &["已保存 ", " 字节，csv）", "已收到 "]], |language| {
        owned(&server.export(&["-o", &at(&format!("{language}.csv"))]))
    });
}

/// The message about the token of a new server is localized; the line that programs parse is not.
#[test]
fn a_token_that_was_made_is_reported_and_the_address_stays_as_programs_read_it() {
    for (language, made) in
        LANGUAGES.into_iter().zip(["generated a token, shown only once", "已生成令牌，仅显示这一次，保存在 "])
    {
        let data = tempdir().unwrap();
        let mut command = deskledger();
        command.env("LC_ALL", language).args(["serve", "--listen", "127.0.0.1:0", "--data", text(data.path())]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut ready = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut ready).unwrap();
        child.kill().unwrap();
        let reported = stderr(&child.wait_with_output().unwrap());
        let token = fs::read_to_string(data.path().join("tokens")).unwrap();
        assert!(ready.starts_with("listening on http://127.0.0.1:"), "{ready}");
        assert!(reported.starts_with(made) && reported.contains(token.trim()), "{reported}");
        assert_eq!(reported.contains(is_chinese), language != "C", "{reported}");
    }
}

/// These subcommands print JSON or nothing.
#[test]
fn who_may_use_the_server_and_a_copy_are_the_same_in_every_language() {
    let dir = tempdir().unwrap();
    let (data, password) = (dir.path().join("data"), dir.path().join("password"));
    succeed(&["seed", "--data", text(&data), "--records", "1"]);
    fs::write(&password, "a password of length").unwrap();
    let copy = |language: &str| text(&dir.path().join(format!("copy-{language}"))).to_owned();
    succeed(&["admin", "--data", text(&data), "user", "add", "wang", "--password-file", text(&password)]);
    for verb in [
        &["user", "passwd", "wang", "--password-file", text(&password)][..],
        &["project", "grant", "wang", PROJECT],
        &["user", "list"],
        &["project", "list"],
        &["backup"],
    ] {
        let [english, chinese] = LANGUAGES.map(|language| {
            let mut args = owned(&[&["admin", "--data", text(&data)], verb].concat());
            args.extend((verb == ["backup"]).then(|| copy(language)));
            seen(language, &args.iter().map(String::as_str).collect::<Vec<_>>())
        });
        let mask = |text: &str| text.replace(|character: char| character.is_ascii_digit(), "0");
        assert_eq!(mask(&english), mask(&chinese), "{verb:?}");
        assert!(!english.contains(is_chinese), "{english}");
    }
}

#[test]
fn a_document_that_cannot_be_read_is_reported_and_a_clean_one_is_silent() {
    let clean = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs/iam.yaml");
    for (language, reported) in LANGUAGES.into_iter().zip(["no.yaml: cannot be read: ", "no.yaml：无法读取："]) {
        assert_eq!(seen(language, &["spec", "check", text(&clean)]), "");
        let mut command = deskledger();
        let output = command.env("LC_ALL", language).args(["spec", "check", "no.yaml"]).output().unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.code() == Some(2) && printed.starts_with(reported), "{printed}");
    }
}
