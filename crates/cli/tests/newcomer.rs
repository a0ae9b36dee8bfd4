//! First commands of a new user: each ends in right values, or in a message with the command to type.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use support::*;
use tempfile::tempdir;

/// CSV as Excel saves it: local dates, separators of the country, a totals row.
const FROM_EXCEL: &str = "连接用户;开始连接时间;是否重连\r\n\
    jy01@local.com;24/4/2020 11:02;否\r\njy02@local.com;25/4/2020 9:00;是\r\n合计;2;\r\n";

fn convert(input: &Path, more: &[&str]) -> (i32, String, String) {
    let arguments = [&["convert", text(input), "-o", "-", "--to", "ndjson"], more].concat();
    let output = run(&arguments);
    (output.status.code().unwrap(), String::from_utf8_lossy(&output.stdout).into_owned(), stderr(&output))
}

#[test]
fn an_empty_filter_or_a_name_in_the_wrong_case_does_not_pass_for_a_response() {
    let dir = tempdir().unwrap();
    let data = dir.path().join("data");
    let input = dir.path().join("in.csv");
    fs::write(&input, "connection_start_time,user_name\n2020-04-24T03:02:47Z,jy01@local.com\n").unwrap();
    succeed(&["import", "--new-project", "--data", text(&data), "--project-id", PROJECT, text(&input)]);
    let server = Server::start(&data);
    let target = dir.path().join("a.csv");
    let (code, reported) = failure(&server.export(&["--user-name", "", "-o", text(&target)]));
    assert!(code == 2 && reported.contains("--user-name") && reported.contains("or leave the flag out"), "{reported}");
    assert!(!target.exists());
    let wrong_case = server.export(&["--user-name", "JY01@local.com", "-o", text(&target), "--force"]);
    let reported = stderr(&succeed(&wrong_case));
    let needle = "names match exactly, including case, spaces and domain; check --user-name \"JY01@local.com\"";
    assert!(reported.contains("0 records") && reported.contains(needle), "{reported}");
    let output = run(&[&wrong_case[..], &["--fail-if-empty"]].concat());
    assert_eq!(output.status.code(), Some(6), "{}", stderr(&output));
    let reported = stderr(&succeed(&server.export(&["--user-name", "jy01@local.com", "-o", text(&target), "--force"])));
    assert!(reported.contains("(1 record, "), "{reported}");
}

#[test]
fn a_table_from_excel_says_what_to_type_until_its_values_are_right() {
    let dir = tempdir().unwrap();
    let input = dir.path().join("excel.csv");
    fs::write(&input, FROM_EXCEL).unwrap();
    let (code, _, reported) = convert(&input, &[]);
    assert!(code == 5 && reported.contains("--date-order"), "{reported}");
    let (code, _, reported) = convert(&input, &["--date-order", "dmy"]);
    assert!(code == 5 && reported.contains("--time-zone Asia/Shanghai"), "{reported}");
    let (code, _, reported) = convert(&input, &["--date-order", "dmy", "--time-zone", "Asia/Beijing"]);
    assert!(code == 2 && reported.contains("--time-zone") && reported.contains("Asia/Shanghai"), "{reported}");
    let right = ["--date-order", "dmy", "--time-zone", "Asia/Shanghai"];
    let (code, _, reported) = convert(&input, &right);
    assert!(code == 5 && reported.contains("totals") && reported.contains("--on-error skip"), "{reported}");
    let (code, printed, reported) = convert(&input, &[&right[..], &["--on-error", "skip"]].concat());
    assert_eq!(code, 0, "{reported}");
    assert!(printed.contains("\"2020-04-24T03:02:00Z\"") && printed.contains("\"2020-04-25T01:00:00Z\""), "{printed}");
    assert!(reported.contains("left out 4:") && reported.ends_with("2 records in -\n"), "{reported}");
}

#[test]
fn a_latin_1_file_keeps_its_letters_and_says_how_it_was_read() {
    let dir = tempdir().unwrap();
    let input = dir.path().join("latin1.csv");
    let text =
        b"connection_start_time,user_name\n2020-04-24T03:02:47Z,J\xf6rg M\xfcller\n2020-04-24T03:02:48Z,Fran\xe7ois\n";
    fs::write(&input, text).unwrap();
    for more in [&[][..], &["--encoding", "latin1"]] {
        let (code, printed, reported) = convert(&input, more);
        assert_eq!(code, 0, "{reported}");
        assert!(printed.contains("J\u{f6}rg M\u{fc}ller") && printed.contains("Fran\u{e7}ois"), "{printed}");
        assert!(!more.is_empty() || reported.contains("windows-1252"), "{reported}");
    }
}

#[test]
fn a_format_that_the_name_does_not_have_is_rejected_before_anything_is_sent() {
    let dir = tempdir().unwrap();
    let config = dir.path().join("config.toml");
    fs::write(&config, "[profiles.default]\nformat = \"csv\"\n").unwrap();
    // Nothing listens at the endpoint: exit code 2 instead of 4 shows that nothing was sent.
    let export = |name: &str, more: &[&str], variable: &str| {
        let target = dir.path().join(name);
        let mut command = deskledger();
        command.args(["export", "--endpoint", "http://127.0.0.1:9", "--token", "t", "--project-id", PROJECT]);
        command.args(["--max-attempts", "1", "-o", text(&target)]).args(more).env("DESKLEDGER_FORMAT", variable);
        let output = command.output().unwrap();
        (output.status.code().unwrap(), stderr(&output))
    };
    let config = ["--config", text(&config)];
    for (name, more, variable, needle) in [
        ("a.json", &[][..], "", "write .ndjson"),
        ("a.tsv", &[], "", "write .csv"),
        ("a.csv.gz", &["--format", "csv"], "", "| gzip > records.csv.gz"),
        ("a.XLS", &[], "", "write .xlsx"),
        ("a.csv", &["--format", "xlsx"], "", "found .csv: change the name, or give the format csv"),
        ("a.xlsx", &[], "csv", "DESKLEDGER_FORMAT"),
        ("a.xlsx", &config, "", "config.toml"),
        ("a.csv", &[], "pdf", "DESKLEDGER_FORMAT"),
        ("a.ndjson", &["--dialect", "excel"], "", "give --format csv"),
    ] {
        let (code, reported) = export(name, more, variable);
        assert!(code == 2 && reported.contains(needle), "{name} {more:?}: {reported}");
    }
    // Honoured: a network failure is the next one.
    for (name, more, variable) in [
        ("a.jsonl", &[][..], "ndjson"),
        ("a.csv", &["--format", "csv"], "xlsx"),
        ("a.csv", &config, "csv"),
        ("a.dat", &config, ""),
        ("a.json", &["--raw"], ""),
    ] {
        let (code, reported) = export(name, more, variable);
        assert_eq!(code, 4, "{name} {more:?}: {reported}");
    }
    assert_eq!(files(dir.path()), ["config.toml"]);
}

/// The output of a command at a terminal.
#[cfg(target_os = "linux")]
fn at_a_terminal(arguments: &[&str]) -> (bool, String) {
    let quoted: Vec<String> = arguments.iter().map(|argument| format!("'{argument}'")).collect();
    let line = format!("{} {}", env!("CARGO_BIN_EXE_deskledger"), quoted.join(" "));
    let mut command = Command::new("script");
    command.args(["--quiet", "--return", "--command", &line, "/dev/null"]).env("LC_ALL", "C");
    let output = command.output().unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
#[cfg(target_os = "linux")]
fn a_terminal_gets_text_on_lines_of_its_own_and_no_workbook() {
    let dir = tempdir().unwrap();
    let data = dir.path().join("data");
    succeed(&["seed", "--data", text(&data), "--records", "2000"]);
    let server = Server::start(&data);
    for more in [&[][..], &["--format", "xlsx"], &["--format", "csv", "--raw"]] {
        let (is_done, shown) = at_a_terminal(&server.export(&[&["-o", "-"], more].concat()));
        assert!(!is_done && shown.contains("found a terminal") && !shown.contains("PK"), "{shown}");
    }
    let (is_done, shown) = at_a_terminal(&server.export(&["--format", "ndjson", "-o", "-"]));
    assert!(is_done, "{shown}");
    let lines: Vec<&str> = shown.lines().collect();
    assert!(lines.iter().take(2000).all(|line| line.starts_with('{') && line.ends_with('}')), "{shown}");
    assert!(lines.last().is_some_and(|line| line.contains("2000 records")), "{shown}");
    let input = dir.path().join("in.csv");
    fs::write(&input, "connection_start_time\n2020-04-24T03:02:47Z\n").unwrap();
    let (is_done, shown) = at_a_terminal(&["convert", text(&input), "-o", "-", "--to", "parquet"]);
    assert!(!is_done && shown.contains("found a terminal"), "{shown}");
}

#[test]
fn csv_for_excel_has_a_mark_and_no_formula_from_the_service_too() {
    let dir = tempdir().unwrap();
    let (data, input) = (dir.path().join("data"), dir.path().join("in.csv"));
    fs::write(&input, "connection_start_time,user_name\n2020-04-24T03:02:47Z,=1+1\n").unwrap();
    succeed(&["import", "--new-project", "--data", text(&data), "--project-id", PROJECT, text(&input)]);
    let server = Server::start(&data);
    let target = dir.path().join("a.csv");
    succeed(&server.export(&["--dialect", "excel", "--language", "zh_CN", "-o", text(&target)]));
    let written = fs::read_to_string(&target).unwrap();
    assert!(written.starts_with('\u{feff}') && written.contains("连接用户") && written.contains("'=1+1"), "{written}");
    let printed = succeed(&server.export(&["--dialect", "excel", "--language", "zh_CN", "--format", "csv", "-o", "-"]));
    assert_eq!(String::from_utf8(printed.stdout).unwrap(), written);
    assert!(!files(dir.path()).iter().any(|name| name.contains("plain") || name.contains("part")));
}

#[test]
fn records_are_imported_from_standard_input_with_everything_that_was_left_out() {
    let dir = tempdir().unwrap();
    let data = dir.path().join("data");
    let input = dir.path().join("in.csv");
    fs::write(&input, "connection_start_time;VIP\n2020-04-24T03:02:47Z;gold\nsoon;x\n").unwrap();
    let mut command = deskledger();
    command.args(["import", "--new-project", "--project-id", PROJECT, "--data", text(&data), "-"]);
    command.args(["--on-error", "skip", "--json"]);
    let output = command.stdin(fs::File::open(&input).unwrap()).output().unwrap();
    let imported: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&imported["records"], &imported["bad"]), (&1.into(), &1.into()), "{imported}");
    assert_eq!((&imported["bad_rows"][0]["line"], &imported["left_out"][0]["name"]), (&3.into(), &"VIP".into()));
    assert!(imported["notes"][0].as_str().is_some_and(|note| note.contains(';')), "{imported}");
}
