//! The workbook as read by another library.
//!
//! The reader is openpyxl, run by the Python that DESKLEDGER_PYTHON names, by default `python3`;
//! without openpyxl the test is skipped with a message.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test stops where it fails")]

mod support;

use std::process::Command;

use deskledger::ConnectionRecord;
use serde_json::{Value, json};
use support::{Server, record};

fn python() -> Option<String> {
    if let Ok(python) = std::env::var("DESKLEDGER_PYTHON") {
        return Some(python);
    }
    let asked = Command::new("python3").args(["-c", "import openpyxl"]).output();
    if asked.is_ok_and(|output| output.status.success()) {
        return Some("python3".into());
    }
    eprintln!("left out: no python3 with openpyxl; set DESKLEDGER_PYTHON to one that has it");
    None
}

/// The sheets of an export, as read by the other library.
fn sheets(server: &Server, query: &str) -> Option<Value> {
    let python = python()?;
    let response = server.export(query, "*/*");
    assert!(response.is_whole);
    let path = server.directory.path().join("export.xlsx");
    std::fs::write(&path, &response.body).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/conformance/read_xlsx.py");
    let output = Command::new(&python).arg(script).arg(&path).output().unwrap();
    assert!(output.status.success(), "{python}: {}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

fn column(name: &str) -> usize {
    ConnectionRecord::COLUMNS.iter().position(|column| column.name == name).unwrap()
}

#[test]
fn texts_come_back_as_they_were_and_none_is_a_formula() {
    let server = Server::start();
    let texts = [
        "=1+1", "+1", "-1", "@SUM(A1)", "<b>&amp;\"'", " spaces ", "two\nlines", "cr\rlf\r\n", "tab\t", "bell\u{7}",
        "_x0041_", "\u{ffff}", "张三 😀", "01234", "true",
    ];
    let records = texts
        .iter()
        .zip(0..)
        .map(|(text, number)| ConnectionRecord { terminal_name: Some((*text).to_owned()), ..record(number) });
    server.import(&records.collect::<Vec<_>>());
    let Some(sheets) = sheets(&server, "") else { return };
    let rows = sheets[0]["rows"].as_array().unwrap();
    let found: Vec<&Value> = rows[1..].iter().map(|row| &row[column("terminal_name")]).collect();
    let expected: Vec<Value> = texts.iter().map(|text| json!({ "text": text, "type": "s" })).collect();
    for (found, expected) in found.iter().zip(&expected) {
        // openpyxl marks inline strings as such, and never as a formula ("f").
        assert_eq!(found["text"], expected["text"]);
        assert!(matches!(found["type"].as_str(), Some("s" | "inlineStr")), "{found}");
    }
    assert_eq!(found.len(), texts.len());
}

#[test]
fn times_are_dates_numbers_are_numbers_and_absent_values_are_empty() {
    let server = Server::start();
    let ended = ConnectionRecord {
        connection_setup_time: Some("2020-04-24T23:59:59Z".into()),
        is_reconnect: Some(true),
        ..record(86_399)
    };
    server.import(&[ended]);
    let Some(sheets) = sheets(&server, "language=zh_CN") else { return };
    let sheet = &sheets[0];
    assert_eq!(sheet["name"], "连接记录");
    assert_eq!((&sheet["frozen"], &sheet["filter"], &sheet["bold"]), (&json!("A2"), &json!("A1:V2"), &json!(true)));
    assert_eq!(sheet["widths"], json!([20, 25, 15]));
    assert_eq!(sheet["rows"][0][0]["text"], "连接用户");
    let row = &sheet["rows"][1];
    let format = "yyyy\\-mm\\-dd\\ hh:mm:ss\\ \"UTC\"";
    let date = |date: &str| json!({ "date": date, "format": format });
    assert_eq!(row[column("connection_start_time")], date("2020-04-01T23:59:59"));
    assert_eq!(row[column("connection_setup_time")], date("2020-04-24T23:59:59"));
    assert_eq!(row[column("connection_end_time")], Value::Null);
    assert_eq!(row[column("network_rtt")], 12);
    assert_eq!(row[column("is_reconnect")]["text"], "是");
    assert_eq!(row[column("e2e_rtt")], Value::Null);
}

#[test]
fn an_export_of_nothing_is_a_workbook_with_headings() {
    let server = Server::start();
    let Some(sheets) = sheets(&server, "") else { return };
    assert_eq!(sheets.as_array().unwrap().len(), 1);
    assert_eq!(sheets[0]["rows"].as_array().unwrap().len(), 1);
    assert_eq!(sheets[0]["name"], "Connection records");
}
