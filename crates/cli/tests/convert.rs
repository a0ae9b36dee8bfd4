//! `convert`: from any format to any other, atomically.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod support;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;
use support::{PROJECT, deskledger, failure, files, run, stderr, succeed, text};

const CSV: &str =
    "连接用户,开始连接时间,是否重连,VIP\r\n张三,2020-04-24T03:02:47Z,是,=gold\r\n李四,2020-04-24T03:02:48Z,否,\r\n";

fn json(args: &[&str]) -> Value {
    serde_json::from_slice(&succeed(&[args, &["--json"]].concat()).stdout).unwrap()
}

/// Output of `convert - -o -` for these bytes.
fn piped(bytes: &[u8], args: &[&str]) -> Vec<u8> {
    let mut child = deskledger()
        .args(["convert", "-", "-o", "-"])
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(bytes).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    output.stdout
}

#[test]
fn a_file_converted_to_every_format_and_back_is_unchanged() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    fs::write(path("first"), CSV).unwrap();
    let mut before = path("first");
    for name in ["a.xlsx", "b.ndjson", "c.parquet", "d.xlsx", "e.parquet", "f.ndjson", "g.csv"] {
        let reported = json(&["convert", text(&before), "-o", text(&path(name)), "--language", "zh_CN"]);
        assert_eq!(reported["records"], 2, "{name}");
        assert_eq!(reported["columns"][0], "VIP", "{name}");
        assert_eq!(reported["format"], name.rsplit('.').next().unwrap());
        before = path(name);
    }
    let last = fs::read_to_string(before).unwrap();
    let rows: Vec<&str> = last.lines().skip(1).collect();
    assert!(rows[0].starts_with("张三,") && rows[0].contains(",2020-04-24T03:02:47Z,") && rows[0].ends_with(",=gold"));
    assert!(rows[0].contains(",是,") && rows[1].contains(",否,") && rows[1].ends_with(','));
    assert_eq!(files(dir.path()).len(), 8, "nothing else is left");
}

#[test]
fn excel_output_has_a_byte_order_mark_and_no_formula_and_plain_output_neither() {
    let excel = String::from_utf8(piped(CSV.as_bytes(), &["--to", "csv", "--dialect", "excel"])).unwrap();
    assert!(excel.starts_with("\u{feff}Connected User,") && excel.contains(",'=gold\r\n"), "{excel}");
    let machine = String::from_utf8(piped(excel.as_bytes(), &["--to", "csv"])).unwrap();
    assert!(machine.starts_with("user_name,") && machine.contains(",=gold\r\n"), "{machine}");
}

#[test]
fn a_column_that_appears_late_is_kept_in_every_format() {
    let line = |second, more| format!("{{\"connection_start_time\":\"2020-04-24T03:02:0{second}Z\"{more}}}\n");
    let lines = line(1, "") + &line(2, ",\"colour\":\"red\"") + &line(3, ",\"size\":7");
    for form in ["csv", "ndjson", "xlsx", "parquet"] {
        let back = piped(&piped(lines.as_bytes(), &["--to", form]), &["--to", "ndjson"]);
        let rows: Vec<Value> =
            String::from_utf8(back).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!((rows.len(), &rows[1]["colour"]), (3, &"red".into()), "{form}");
        assert_eq!(rows[2]["size"].to_string().trim_matches('"'), "7", "{form}");
        assert!(rows[0].get("colour").is_none(), "{form}");
    }
}

#[test]
fn a_bad_row_stops_with_its_place_or_is_left_out_and_reported() {
    let dir = tempfile::tempdir().unwrap();
    let (input, output) = (dir.path().join("in"), dir.path().join("out.csv"));
    fs::write(&input, format!("{CSV}王五,soon,是,\r\n")).unwrap();
    let place = "4: field connection_start_time: expected a date and time such as 2020-04-24T03:02:47Z, found \"soon\"";
    let (code, reported) = failure(&["convert", text(&input), "-o", text(&output)]);
    assert_eq!(code, 5);
    assert!(
        reported.contains(&format!("{}:{place}\n", input.display())) && reported.contains("--on-error skip"),
        "{reported}"
    );
    assert_eq!(files(dir.path()), ["in"]);
    let done = run(&["convert", text(&input), "-o", text(&output), "--on-error", "skip", "--json"]);
    assert_eq!(stderr(&done), format!("left out {place}\n"));
    let reported: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(
        (&reported["records"], &reported["bad"], &reported["bad_rows"][0]["line"]),
        (&2.into(), &1.into(), &4.into())
    );
    let done = deskledger()
        .args(["convert", text(&input), "-o", "-", "--to", "csv", "--on-error", "skip"])
        .env("LC_ALL", "zh_CN.UTF-8")
        .output()
        .unwrap();
    assert!(stderr(&done).starts_with("已略去第 4 行：字段 connection_start_time：应为"), "{}", stderr(&done));
}

#[test]
fn a_file_of_which_the_rest_cannot_be_read_is_not_converted_by_leaving_it_out() {
    const TIME: &str = "2020-04-24T03:02:47Z";
    let dir = tempfile::tempdir().unwrap();
    let (input, output) = (dir.path().join("in"), dir.path().join("out.csv"));
    let record = format!("{{\"connection_start_time\":\"{TIME}\"}}");
    let rows = format!("{TIME},a\n").repeat(200_000);
    for (file, place) in [
        (format!("connection_start_time,user_name\n{TIME},a\n{TIME},b\n{TIME},\"c\n{rows}"), "4: "),
        (format!("connection_start_time,user_name\n{TIME},a\n{TIME},\"b\n{TIME},c\n"), "3: "),
        (format!("[{record},{{\"user_name\":\"b\",}},{record}]"), "1: record 1: "),
        (format!("[{record},{record}"), "1: record 2: "),
    ] {
        fs::write(&input, file).unwrap();
        let (code, reported) = failure(&["convert", text(&input), "-o", text(&output), "--on-error", "skip"]);
        assert!(code == 5 && reported.contains(place), "{code} {reported}");
        assert_eq!(files(dir.path()), ["in"]);
    }
}

#[test]
fn whoever_reads_chinese_learns_why_nothing_was_converted_or_imported_and_json_stays_english() {
    let dir = tempfile::tempdir().unwrap();
    let (input, data) = (dir.path().join("in.csv"), dir.path().join("data"));
    fs::write(&input, format!("{CSV}soon,x\n")).unwrap();
    let reported = |args: &[&str]| stderr(&deskledger().args(args).env("LC_ALL", "zh_CN.UTF-8").output().unwrap());
    for (args, chinese, english) in [
        (&["convert", text(&input), "-o", "-", "--to", "csv"][..], "转换失败：", "converting: "),
        (&["convert", text(&input), "-o", "-"], "应指定输出的格式", "expected the format of the output"),
        (&["convert", "/nowhere/in.csv", "-o", "-", "--to", "csv"], "读取 /nowhere/in.csv 失败：", "reading /nowhere"),
        (
            &["import", "--new-project", "--project-id", PROJECT, "--data", text(&data), text(&input)],
            "导入失败，未保留任何内容：",
            "importing; nothing was kept",
        ),
    ] {
        let message = reported(args);
        assert!(message.contains(chinese) && !message.contains(english), "{message}");
        let message = reported(&[args, &["--json"]].concat());
        assert!(message.contains(english) && !message.contains(chinese), "{message}");
    }
    let message = reported(&[
        "import",
        "--new-project",
        "--project-id",
        PROJECT,
        "--data",
        text(&data),
        text(&input),
        "--on-error",
        "skip",
    ]);
    assert!(message.contains("已略去 ") && !message.contains("left out"), "{message}");
}

#[test]
fn what_exists_is_kept_and_what_is_no_file_of_records_makes_none() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    fs::write(path("in.csv"), CSV).unwrap();
    fs::write(path("page"), "<html>").unwrap();
    fs::write(path("out.ndjson"), "kept").unwrap();
    let convert = |input: &Path, output: &str, more: &[&str]| {
        failure(&[&["convert", text(input), "-o", text(&path(output))], more].concat())
    };
    assert_eq!(convert(&path("in.csv"), "out.ndjson", &[]).0, 5);
    assert_eq!(fs::read(path("out.ndjson")).unwrap(), b"kept");
    assert_eq!(convert(&path("in.csv"), "out.ndjson", &["--force"]).0, 0);
    assert!(fs::read_to_string(path("out.ndjson")).unwrap().contains("\"VIP\":\"=gold\""));
    let (code, reported) = convert(&path("page"), "other.csv", &[]);
    assert!(code == 5 && reported.contains("found a page of HTML or XML"), "{reported}");
    let (code, reported) = convert(&path("in.csv"), "other.csv", &["--from", "xlsx"]);
    assert!(code == 5 && reported.contains("expected xlsx, as --from says, found csv"), "{reported}");
    assert_eq!(convert(&path("missing"), "other.csv", &[]).0, 5);
    assert_eq!(convert(&path("in.csv"), "other", &[]).0, 2);
    // Input and output are the same file: the old one is read until the new one is complete.
    assert_eq!(convert(&path("in.csv"), "in.csv", &["--force", "--language", "en_US"]).0, 0);
    assert!(fs::read_to_string(path("in.csv")).unwrap().starts_with("Connected User,"));
    assert_eq!(files(dir.path()), ["in.csv", "out.ndjson", "page"]);
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_seen_enough_is_no_failure_and_rows_that_were_written_are_not_denied() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    let row = "a,2020-04-24T03:02:47Z\r\n";
    fs::write(path("long.csv"), "user_name,connection_start_time\r\n".to_owned() + &row.repeat(20_000)).unwrap();
    for form in ["ndjson", "csv", "xlsx"] {
        let mut child = deskledger()
            .args(["convert", text(&path("long.csv")), "-o", "-", "--to", form])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{form}: {}", stderr(&output));
    }
    fs::write(path("bad.csv"), CSV.replace("2020-04-24T03:02:48Z", "soon")).unwrap();
    let (code, reported) = failure(&["convert", text(&path("bad.csv")), "-o", "-", "--to", "ndjson"]);
    assert!(code == 5 && reported.contains("the rows before it were written"), "{reported}");
    let (code, reported) = failure(&["convert", text(&path("bad.csv")), "-o", "-", "--to", "csv"]);
    assert!(code == 5 && reported.contains("nothing was written"), "{reported}");
    for (target, form) in [("/dev/null", "xlsx"), ("/dev/stdout", "ndjson"), ("/dev/stdout", "csv")] {
        succeed(&["convert", text(&path("long.csv")), "-o", target, "--to", form]);
    }
    assert_eq!(files(dir.path()), ["bad.csv", "long.csv"]);
}

#[test]
fn a_compressed_workbook_goes_into_a_store() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    fs::write(path("in.csv"), CSV).unwrap();
    succeed(&["convert", text(&path("in.csv")), "-o", text(&path("records.xlsx"))]);
    let compressed = std::process::Command::new("gzip").arg(path("records.xlsx")).status().unwrap();
    assert!(compressed.success());
    let done = succeed(&[
        "import",
        "--new-project",
        "--data",
        text(&path("data")),
        "--project-id",
        PROJECT,
        text(&path("records.xlsx.gz")),
        "--json",
    ]);
    let reported: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!((&reported["added"], &reported["bad"]), (&2.into(), &0.into()));
    assert_eq!(stderr(&done), "left out 1 values of \"VIP\", which the document does not define\n");
}

#[cfg(unix)]
#[test]
fn an_interrupted_conversion_leaves_nothing_though_its_input_never_ends() {
    let dir = tempfile::tempdir().unwrap();
    let mut child = deskledger()
        .args(["convert", "-", "-o", text(&dir.path().join("out.ndjson"))])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all("{\"connection_start_time\":\"2020-04-24T03:02:47Z\"}\n".repeat(5000).as_bytes()).unwrap();
    while files(dir.path()) != ["out.ndjson.part"] {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let pid = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(files(dir.path()), [""; 0]);
    drop(input);
}

/// Redirected to a file, standard output looks like a file that exists.
#[cfg(target_os = "linux")]
#[test]
fn standard_output_by_its_path_is_standard_output_wherever_it_goes() {
    let dir = tempfile::tempdir().unwrap();
    let (input, output) = (dir.path().join("in.csv"), dir.path().join("out.ndjson"));
    fs::write(&input, CSV).unwrap();
    let mut command = deskledger();
    command.args(["convert", text(&input), "--to", "ndjson", "-o", "/dev/stdout"]);
    let done = command.stdout(fs::File::create(&output).unwrap()).output().unwrap();
    assert!(done.status.success(), "{}", stderr(&done));
    assert!(fs::read_to_string(&output).unwrap().lines().count() > 0);
}

#[test]
fn no_advice_to_skip_follows_a_mistake_that_skipping_does_not_pass() {
    let dir = tempfile::tempdir().unwrap();
    let (input, output) = (dir.path().join("in"), dir.path().join("out.csv"));
    let start = "connection_start_time,user_name\n2020-04-24T03:02:47Z,\"a\n2020-04-24T03:02:47Z,b\n";
    for file in [start, "[{\"connection_start_time\":\"2020-04-24T03:02:47Z\",}]"] {
        fs::write(&input, file).unwrap();
        let (code, reported) = failure(&["convert", text(&input), "-o", text(&output)]);
        assert!(code == 5 && reported.contains("expected") && !reported.contains("--on-error skip"), "{reported}");
        assert_eq!(failure(&["convert", text(&input), "-o", text(&output), "--on-error", "skip"]).0, 5);
    }
}

#[test]
fn times_in_a_zone_come_back_as_the_same_points_in_time() {
    let dir = tempfile::tempdir().unwrap();
    let input = dir.path().join("in.ndjson");
    let records = "{\"user_name\":\"a\",\"connection_start_time\":\"2020-04-24T03:02:47Z\",\"connection_end_time\":\"2020-04-24T23:59:59Z\"}\n";
    fs::write(&input, records).unwrap();
    let convert = |from: &Path, name: &str, more: &[&str]| {
        let out = dir.path().join(name);
        succeed(&[&["convert", text(from), "-o", text(&out)], more].concat());
        out
    };
    for format in ["xlsx", "csv", "ndjson"] {
        let zone = ["--output-time-zone", "Asia/Shanghai", "--language", "zh_CN"];
        let local = convert(&input, &format!("local.{format}"), &zone);
        let again = convert(&local, &format!("again-{format}.ndjson"), &[]);
        assert_eq!(fs::read_to_string(again).unwrap(), records, "{format}");
        let shown = convert(&local, &format!("shown-{format}.csv"), &zone);
        let shown = fs::read_to_string(shown).unwrap();
        assert!(shown.contains(",开始连接时间 (Asia/Shanghai),"), "{shown}");
        assert!(shown.contains(",2020-04-24T11:02:47+08:00,,2020-04-25T07:59:59+08:00,"), "{shown}");
    }
    let parquet = dir.path().join("x.parquet");
    let args = ["convert", text(&input), "-o", text(&parquet), "--output-time-zone"];
    let wrong = ["convert", text(&input), "-o", "-", "--time-zone", "Mars", "--output-time-zone", "Moon"];
    let reported = failure(&wrong).1;
    for problem in ["--time-zone: expected", "--output-time-zone: expected", "expected the format of the output"] {
        assert_eq!(reported.matches(problem).count(), 1, "{reported}");
    }
    for (zone, expected) in
        [("UTC", "--output-time-zone: expected xlsx"), ("Beijing", "--output-time-zone: expected a time zone")]
    {
        let (code, reported) = failure(&[&args[..], &[zone]].concat());
        assert!(code == 2 && reported.contains(expected) && !parquet.exists(), "{reported}");
    }
}

#[test]
#[cfg(unix)]
fn the_name_of_a_pipe_gives_the_format_unless_a_flag_does() {
    let dir = tempfile::tempdir().unwrap();
    let input = dir.path().join("in.csv");
    fs::write(&input, "connection_start_time\n2020-04-24T03:02:47Z\n").unwrap();
    let to = |name: &str, more: &[&str]| {
        let pipe = dir.path().join(name);
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        // Held open, because a command that fails never opens it.
        let held = fs::File::options().read(true).write(true).open(&pipe).unwrap();
        let output = run(&[&["convert", text(&input), "-o", text(&pipe)], more].concat());
        drop(held);
        output.status.code()
    };
    assert_eq!(to("of.csv", &[]), Some(0));
    assert_eq!(to("of.json", &["--to", "ndjson"]), Some(0));
    assert_eq!(to("of", &[]), Some(2));
}

#[test]
fn an_empty_list_is_not_reported_as_a_table_with_a_heading() {
    let dir = tempfile::tempdir().unwrap();
    let (input, out) = (dir.path().join("in.json"), dir.path().join("out.csv"));
    fs::write(&input, "[]").unwrap();
    let (code, reported) = failure(&["convert", text(&input), "-o", text(&out), "--fail-if-empty"]);
    assert!(code == 6 && reported.contains("an empty list"), "{reported}");
}
