//! Chinese error messages of `convert` and `import` for invalid files.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod support;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Output;

use serde_json::Value;
use support::{PROJECT, deskledger, is_chinese, stderr, text};

const EXPECTED: &str = "应为 XLSX、带标题行的 CSV、NDJSON、Parquet 或列表接口返回的 JSON；实际为";
const EXPECTED_IN_ENGLISH: &str =
    "expected XLSX, CSV with headings, NDJSON, Parquet, or the JSON response of the list operation; found ";
const CSV: &str = "连接用户,开始连接时间,是否重连\r\n张三,2020-04-24T03:02:47Z,是\r\n";

fn run(args: &[&str]) -> Output {
    deskledger().args(args).env("LC_ALL", "zh_CN.UTF-8").output().unwrap()
}

/// The messages of a failure, as text and in JSON.
#[track_caller]
fn failure(args: &[&str]) -> (String, String) {
    let output = run(args);
    assert_eq!(output.status.code(), Some(5), "{}", stderr(&output));
    let json = stderr(&run(&[args, &["--json"]].concat()));
    let error: Value = serde_json::from_str(&json).unwrap_or_else(|_| panic!("{json}"));
    (stderr(&output), error["error"]["message"].as_str().unwrap().to_owned())
}

/// A file, and what `convert` and `import` report about it, in Chinese and in English.
struct Reported {
    path: String,
    convert: (String, String),
    import: (String, String),
}

#[track_caller]
fn reported(dir: &Path, name: &str, bytes: &[u8]) -> Reported {
    let (path, data) = (dir.join(name), dir.join("data"));
    fs::write(&path, bytes).unwrap();
    let path = text(&path).to_owned();
    let convert = failure(&["convert", &path, "-o", "-", "--to", "csv"]);
    let import = failure(&["import", "--new-project", "--data", text(&data), "--project-id", PROJECT, &path]);
    Reported { path, convert, import }
}

fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A workbook of two sheets; the second one has an invalid row.
fn workbook(sheets: [&str; 2]) -> Vec<u8> {
    let cell = |text: &str| format!("<row><c t=\"inlineStr\"><is><t>{text}</t></is></c></row>");
    let sheet =
        |day: &str| format!("<worksheet><sheetData>{}{}</sheetData></worksheet>", cell("开始连接时间"), cell(day));
    let [first, second] = sheets.map(|name| format!("<sheet name=\"{name}\" "));
    let related = |id: u8| format!("<Relationship Id=\"{id}\" Type=\"x/worksheet\" Target=\"{id}.xml\"/>");
    zip(&[
        ("[Content_Types].xml", "<Types/>"),
        ("xl/workbook.xml", &format!("<workbook><sheets>{first} id=\"1\"/>{second} id=\"2\"/></sheets></workbook>")),
        ("xl/_rels/workbook.xml.rels", &format!("<Relationships>{}{}</Relationships>", related(1), related(2))),
        ("xl/1.xml", &sheet("2020-04-24T03:02:47Z")),
        ("xl/2.xml", &sheet("soon")),
    ])
}

/// Contains no word of the other language, except in paths.
#[track_caller]
fn is_one_language(chinese: &str, english: &str, path: &str) {
    assert!(!english.replace(path, "").contains(is_chinese), "{english}");
    for word in ["expected", "found", "converting", "reading", "left out"] {
        assert!(!chinese.replace(path, "").contains(word), "{chinese}");
    }
}

#[test]
fn a_file_that_is_none_of_records_is_reported_in_one_language() {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes, chinese, english) in [
        (
            "login.csv",
            b"<!DOCTYPE html><title>\xe7\x99\xbb\xe5\xbd\x95</title>".as_slice(),
            "网页（HTML 或 XML）：请查看其内容，可能是服务器或代理返回的错误",
            "a page of HTML or XML: look at it; it may be an error of a server or proxy",
        ),
        ("empty.csv", b"", "空文件", "an empty file"),
        (
            "old.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0\0\0\0\0\0\0",
            "旧版工作簿（XLS）：请用电子表格软件打开并另存为 XLSX",
            "an old workbook (XLS): open it in a spreadsheet program and save it as XLSX",
        ),
        (
            "other.csv",
            b"name,age\na,5\n",
            "以“name”、“age”开头的文本：请像导出文件那样在第一行写出各列的标题",
            "text that begins with \"name\", \"age\": name the columns in the first line, as an export does",
        ),
        (
            "error.json",
            b"{\"error_code\":\"WKS.1\",\"error_msg\":\"no\"}",
            "服务返回的错误，而不是记录：{\\\"error_code\\\":\\\"WKS.1\\\",\\\"error_msg\\\":\\\"no\\\"}",
            "an error of the service instead of records: {\\\"error_code\\\":\\\"WKS.1\\\",\\\"error_msg\\\":\\\"no\\\"}",
        ),
    ] {
        let Reported { path, convert, import } = reported(dir.path(), name, bytes);
        assert_eq!(convert.0, format!("deskledger: {path}：{EXPECTED}{chinese}\n"));
        assert_eq!(convert.1, format!("{path}: {EXPECTED_IN_ENGLISH}{english}"));
        assert_eq!(import.0, format!("deskledger: 导入失败，未保留任何内容：{path}：{EXPECTED}{chinese}\n"));
        assert_eq!(import.1, format!("importing; nothing was kept: {path}: {EXPECTED_IN_ENGLISH}{english}"));
    }
}

#[test]
fn headings_that_are_wrong_in_two_ways_are_reported_in_one_language() {
    let dir = tempfile::tempdir().unwrap();
    let Reported { path, convert, .. } = reported(dir.path(), "in.csv", "连接用户,sid,SID\na,b,c\n".as_bytes());
    let chinese = "应为连接记录的各列，每列只出现一次；重复：“SID”；缺少：“connection_start_time”";
    assert_eq!(convert.0, format!("deskledger: {path}：{chinese}\n"));
    let english =
        "expected columns of connection records, each once; repeated: \"SID\"; missing: \"connection_start_time\"";
    assert_eq!(convert.1, format!("{path}: {english}"));
}

#[test]
fn a_bad_row_is_reported_with_its_line_in_one_language() {
    let dir = tempfile::tempdir().unwrap();
    let bad = format!("{CSV}王五,soon,perhaps\r\n");
    let Reported { path, convert, import } = reported(dir.path(), "in.csv", bad.as_bytes());
    let chinese = "第 3 行：字段 connection_start_time：应为日期和时间，例如 2020-04-24T03:02:47Z，实际为“soon”；字段 is_reconnect：应为是或否，实际为“perhaps”";
    let english = "3: field connection_start_time: expected a date and time such as 2020-04-24T03:02:47Z, found \"soon\"; field is_reconnect: expected yes or no, found \"perhaps\"";
    let hint = "未写入任何内容；--on-error skip 会略去这样的行";
    assert_eq!(convert.0, format!("deskledger: 转换失败：{path} {chinese}\n{hint}\n"));
    assert!(convert.1.starts_with(&format!("converting: {path}:{english}\n")), "{}", convert.1);
    assert_eq!(import.0, format!("deskledger: 导入失败，未保留任何内容：{path} {chinese}\n"));
    assert_eq!(import.1, format!("importing; nothing was kept: {path}:{english}"));
    is_one_language(&convert.0, &convert.1, &path);
    // Skipped rows are reported to the user in Chinese, and in JSON in English.
    let output = dir.path().join("out.csv");
    let done = run(&["convert", &path, "-o", text(&output), "--on-error", "skip", "--json"]);
    assert_eq!(stderr(&done), format!("已略去{chinese}\n"));
    let reported: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(reported["bad_rows"][0]["message"].as_str(), english.strip_prefix("3: "));
    let data = dir.path().join("data");
    let done =
        run(&["import", "--new-project", "--data", text(&data), "--project-id", PROJECT, &path, "--on-error", "skip"]);
    let summary = format!("项目 {PROJECT}：1 条记录：新增 1 条，更新 0 条，更正 0 条，未变 0 条，错误行 1 行\n");
    assert_eq!(stderr(&done), format!("已略去 {path} {chinese}\n{summary}"));
}

#[test]
fn a_bad_row_of_a_sheet_or_of_a_file_in_an_archive_is_reported_with_its_part() {
    let dir = tempfile::tempdir().unwrap();
    let Reported { path: file, convert, import } = reported(dir.path(), "in.xlsx", &workbook(["三月", "四月"]));
    let chinese =
        "“四月”的第 2 行：字段 connection_start_time：应为日期和时间，例如 2020-04-24T03:02:47Z，实际为“soon”";
    assert!(convert.0.starts_with(&format!("deskledger: 转换失败：{file} {chinese}\n")), "{}", convert.0);
    assert_eq!(import.0, format!("deskledger: 导入失败，未保留任何内容：{file} {chinese}\n"));
    let english =
        "四月:2: field connection_start_time: expected a date and time such as 2020-04-24T03:02:47Z, found \"soon\"";
    assert_eq!(import.1, format!("importing; nothing was kept: {file}:{english}"));
    let archive = zip(&[("a.csv", CSV), ("b/二月.csv", "connection_start_time\nsoon\n")]);
    let Reported { path: file, convert, .. } = reported(dir.path(), "in.zip", &archive);
    let chinese =
        "“b/二月.csv”的第 2 行：字段 connection_start_time：应为日期和时间，例如 2020-04-24T03:02:47Z，实际为“soon”";
    assert!(convert.0.starts_with(&format!("deskledger: 转换失败：{file} {chinese}\n")), "{}", convert.0);
    let archive = zip(&[("a.csv", CSV), ("b.json", "[]")]);
    let Reported { path: file, convert, .. } = reported(dir.path(), "two.zip", &archive);
    let chinese = "ZIP 压缩包中的记录应为同一种格式，实际有 csv（a.csv）和 json（b.json）：请先解压";
    assert_eq!(convert.0, format!("deskledger: {file}：{chinese}\n"));
}

#[test]
fn a_record_of_an_array_is_reported_by_its_number_and_what_it_holds_in_words() {
    let dir = tempfile::tempdir().unwrap();
    let json = "[{\"connection_start_time\":\"2020-04-24T03:02:47Z\"},\n{\"connection_start_time\":[]}]";
    let Reported { path, convert, import } = reported(dir.path(), "in.json", json.as_bytes());
    let chinese =
        "第 2 行，记录 1：字段 connection_start_time：应为日期和时间，例如 2020-04-24T03:02:47Z，实际为“列表”";
    assert!(convert.0.starts_with(&format!("deskledger: 转换失败：{path} {chinese}\n")), "{}", convert.0);
    let english = "2: record 1: field connection_start_time: expected a date and time such as 2020-04-24T03:02:47Z, found \"a list\"";
    assert_eq!(import.1, format!("importing; nothing was kept: {path}:{english}"));
}

#[test]
fn what_is_rejected_before_a_row_is_read_is_reported_in_one_language() {
    let dir = tempfile::tempdir().unwrap();
    let input = dir.path().join("in.csv");
    fs::write(&input, CSV).unwrap();
    let (chinese, english) = failure(&["convert", text(&input), "-o", "-", "--to", "csv", "--from", "xlsx"]);
    assert_eq!(chinese, format!("deskledger: {}：应为 --from 指定的 xlsx，实际为 csv\n", input.display()));
    assert_eq!(english, format!("{}: expected xlsx, as --from says, found csv", input.display()));
    let names: Vec<String> = (0..1001).map(|number| number.to_string()).collect();
    let files: Vec<_> = names.iter().map(|name| (name.as_str(), "")).collect();
    let Reported { path, convert, import } = reported(dir.path(), "many.zip", &zip(&files));
    let chinese = "ZIP 压缩包中应最多有 1000 个文件，实际更多";
    assert_eq!(convert.0, format!("deskledger: {path}：{chinese}\n"));
    assert_eq!(import.0, format!("deskledger: 导入失败，未保留任何内容：{path}：{chinese}\n"));
    assert_eq!(convert.1, format!("{path}: expected at most 1000 files in a ZIP archive, found more"));
    let line = format!("{{\"user_name\":\"{}\"}}\n", "x".repeat(1 << 20));
    let Reported { path, convert, import } = reported(dir.path(), "long.ndjson", line.as_bytes());
    let chinese = "第 1 行：每行应不超过 1048576 字节，实际更多";
    assert!(convert.0.starts_with(&format!("deskledger: 转换失败：{path} {chinese}\n")), "{}", convert.0);
    assert_eq!(
        import.1,
        format!("importing; nothing was kept: {path}:1: expected at most 1048576 bytes a line, found more")
    );
    let (chinese, english) = failure(&["convert", text(dir.path()), "-o", "-", "--to", "csv"]);
    assert!(chinese.ends_with(" 失败：应为文件，实际为目录：请指定其中的文件\n"), "{chinese}");
    assert!(english.ends_with(": expected a file, found a directory: name the files in it"), "{english}");
    let (chinese, _) = failure(&[
        "import",
        "--new-project",
        "--data",
        text(&dir.path().join("data")),
        "--project-id",
        PROJECT,
        "/nowhere",
    ]);
    assert_eq!(
        chinese,
        "deskledger: 导入失败，未保留任何内容：无法读取 /nowhere：No such file or directory (os error 2)\n"
    );
}
