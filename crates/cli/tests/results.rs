//! Every way in which a subcommand ends: its exit code, and what `--json` prints, which its own schema describes.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]
#![cfg(unix)]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Duration;

use jsonschema::Validator;
use serde_json::Value;
use support::*;
use tempfile::tempdir;

const CSV: &str = "connection_start_time,user_name,VIP\n2020-04-24T03:02:47Z,jy01@local.com,gold\n";

/// Schema, arguments, exit code. `{dir}` and the addresses are replaced; `{server}` stands for flags.
type Way = (&'static str, &'static str, i32);

const EXPORT: &[Way] = &[
    ("export", "export {server} -o {dir}/a.csv", 0),
    ("export", "export {server} -o {dir}/a.xlsx --sha256", 0),
    ("export", "export {server} -o {dir}/excel.csv --dialect excel", 0),
    ("export", "export {server} -o - --format csv", 0),
    ("export", "export {server} --dry-run", 0),
    ("export", "export {server} -o {dir}/b.parquet --user-name JY01@local.com", 0),
    ("export", "export {server} -o {dir}/c.csv --user-name nobody --fail-if-empty", 6),
    ("export", "export {server} -o - --format ndjson --user-name nobody --fail-if-empty", 6),
    ("export", "export {server} --bogus", 2),
    ("export", "export {server} --max-size much", 2),
    ("export", "export {server} --language fr_FR --start-time soon", 2),
    ("export", "export {server} --user-name=", 2),
    ("export", "export {server} -o {dir}/x.json", 2),
    ("export", "export {server} -o {dir}/x.csv --format xlsx", 2),
    ("export", "export {server} -o {dir}/x.ndjson --dialect excel", 2),
    ("export", "export --endpoint {url} --project-id {project}", 2),
    ("export", "export --endpoint {url} --token wrong --project-id {project} -o {dir}/x.csv", 3),
    ("export", "export --endpoint http://127.0.0.1:9 {to} --max-attempts 1", 4),
    ("export", "export --endpoint {busy} {to} --max-attempts 2 --retry-delay 0", 4),
    ("export", "export --endpoint {cut} {to} --max-attempts 1", 4),
    ("export", "export --endpoint {page} {to}", 4),
    ("export", "export {server} -o {dir}/in.csv", 5),
    ("export", "export {server} -o {dir}/nowhere/x.csv", 5),
];

const FILES: &[Way] = &[
    ("convert", "convert {dir}/in.csv -o {dir}/out.parquet", 0),
    ("convert", "convert {dir}/in.csv -o - --to xlsx", 0),
    ("convert", "convert {dir}/bad.csv -o {dir}/skipped.jsonl --on-error skip", 0),
    ("convert", "convert {dir}/empty.csv -o {dir}/empty.xlsx", 0),
    ("convert", "convert {dir}/empty.csv -o {dir}/empty2.xlsx --fail-if-empty", 6),
    ("convert", "convert {dir}/in.csv", 2),
    ("convert", "convert {dir}/in.csv -o {dir}/x.tsv", 2),
    ("convert", "convert {dir}/in.csv -o {dir}/x.csv.gz --to csv", 2),
    ("convert", "convert {dir}/in.csv -o {dir}/x.csv --time-zone Mars/Olympus", 2),
    ("convert", "convert {dir}/bad.csv -o {dir}/x.csv", 5),
    ("convert", "convert {dir}/page.html -o {dir}/x.csv", 5),
    ("convert", "convert {dir}/absent.csv -o {dir}/x.csv", 5),
    ("import", "import {new} --data {dir}/store {dir}/in.csv", 0),
    ("import", "import {new} --data {dir}/store {dir}/in.csv {dir}/bad.csv --on-error skip", 0),
    ("import", "import {new} --data {dir}/store {dir}/empty.csv", 0),
    ("import", "import {new} --data {dir}/store {dir}/empty.csv --fail-if-empty", 6),
    ("import", "import {new} {dir}/in.csv", 2),
    ("import", "import --data {dir}/store --project-id unknown {dir}/in.csv", 2),
    ("import", "import --data {dir}/store --project-id a/b --new-project {dir}/in.csv", 2),
    ("import", "import {new} --data {dir}/store {dir}/bad.csv", 5),
    ("import", "import {new} --data {dir}/store {dir}/absent.csv", 5),
    ("import", "import {new} --data {dir}/in.csv {dir}/in.csv", 5),
    ("seed", "seed --data {dir}/store --records 10", 0),
    ("seed", "seed --data {dir}/store --days 0", 2),
    ("seed", "seed --data {dir}/store --end soon", 2),
    ("seed", "seed --data {dir}/in.csv", 5),
    ("demo", "demo --dir {dir}/demo", 0),
    ("demo", "demo --dir {dir}/in.csv", 5),
];

const OTHERS: &[Way] = &[
    ("doctor", "doctor {server}", 0),
    ("doctor", "doctor --bogus", 2),
    ("doctor", "doctor --endpoint nowhere", 2),
    ("doctor", "doctor --endpoint {url} --token wrong --project-id {project}", 3),
    ("doctor", "doctor --endpoint http://127.0.0.1:9 --token t", 4),
    ("spec", "spec check {dir}/fine.yaml", 0),
    ("spec", "spec check {dir}/fine.yaml {dir}/wrong.yaml", 1),
    ("spec", "spec check {dir}/absent.yaml", 2),
    ("spec", "spec check", 2),
    ("spec-diff", "spec diff {dir}/fine.yaml {dir}/fine.yaml", 0),
    ("spec-diff", "spec diff {dir}/fine.yaml {dir}/wrong.yaml --fail-on information", 1),
    ("spec-diff", "spec diff {dir}/fine.yaml {dir}/in.csv", 1),
    ("spec-diff", "spec diff {dir}/fine.yaml {dir}/absent.yaml", 2),
    ("spec-diff", "spec diff {dir}/fine.yaml HEAD:absent.yaml", 2),
    ("spec-diff", "spec diff {dir}/fine.yaml", 2),
    ("spec-generate", "spec generate {dir}/fine.yaml -o {dir}/sdk --name sdk", 0),
    ("spec-generate", "spec generate {dir}/fine.yaml -o {dir}/absent --name sdk --check", 1),
    ("spec-generate", "spec generate {dir}/wrong.yaml -o {dir}/sdk --name sdk", 1),
    ("spec-generate", "spec generate {dir}/absent.yaml -o {dir}/sdk --name sdk", 2),
    ("spec-generate", "spec generate {dir}/fine.yaml -o {dir}/sdk --name self", 2),
    ("spec-generate", "spec generate {dir}/fine.yaml -o {dir}/in.csv --name sdk", 5),
    ("error", "spec mock {dir}/absent.yaml", 2),
    ("sdk", "sdk build python {dir}/wrong.yaml -o {dir}/py", 1),
    ("sdk", "sdk build python {dir}/absent.yaml -o {dir}/py", 2),
    ("sdk", "sdk build python {dir}/fine.yaml -o {dir}", 2),
    ("sdk", "sdk build cobol {dir}/fine.yaml", 2),
    ("sdk", "sdk build python {dir}/fine.yaml -o {dir}/py --tools {dir}/in.csv", 5),
    ("spec-drift", "spec drift {dir}/get.yaml --endpoint {url} --fail-on breaking", 0),
    ("spec-drift", "spec drift {dir}/get.yaml --endpoint {url}", 1),
    ("spec-drift", "spec drift {dir}/fine.yaml --endpoint {url}", 1),
    ("spec-drift", "spec drift {dir}/absent.yaml --endpoint {url}", 2),
    ("spec-drift", "spec drift {dir}/get.yaml --endpoint {url} --header x", 2),
    ("spec-drift", "spec drift {dir}/get.yaml --endpoint http://127.0.0.1:9", 4),
    ("spec-release", "spec release {dir}/get.yaml --since HEAD --check", 2),
    ("spec-release", "spec release {dir}/wrong.yaml --check", 1),
    ("docs", "docs build {dir}/fine.yaml -o {dir}/site", 0),
    ("docs", "docs build {dir}/wrong.yaml -o {dir}/site", 1),
    ("docs", "docs build {dir}/absent.yaml -o {dir}/site", 2),
    ("docs", "docs build {dir}/fine.yaml -o {dir}", 2),
    ("docs", "docs build {dir}/fine.yaml -o {dir}/in.csv/site", 5),
    ("explain", "explain", 0),
    ("explain", "explain WKS.00211302", 0),
    ("explain", "explain nothing", 2),
    ("man", "man --dir {dir}/man", 0),
    ("man", "man", 2),
    ("man", "man --dir {dir}/in.csv", 5),
    ("admin", "admin --data {dir}/store user add wang --password-file {dir}/password", 0),
    ("admin", "admin --data {dir}/store user add wang --password-file {dir}/password", 2),
    ("admin", "admin --data {dir}/store project add p1 --name one", 0),
    ("admin", "admin --data {dir}/store project grant wang p1", 0),
    ("admin", "admin --data {dir}/store project list", 0),
    ("admin", "admin --data {dir}/store key add wang", 0),
    ("admin", "admin --data {dir}/store user list", 0),
    ("admin", "admin --data {dir}/store backup {dir}/backup", 0),
    ("admin", "admin --data {dir}/store backup {dir}/backup", 5),
    ("admin", "admin --data {dir}/restored restore {dir}/backup", 0),
    ("admin", "admin --data {dir}/store restore {dir}/backup", 5),
    ("admin", "admin --data {dir}/store check", 0),
    ("admin", "admin --data {dir}/store optimize", 0),
    ("admin", "admin --data {dir}/store user unlock wang", 0),
    ("admin", "admin --data {dir}/store project revoke wang p1", 0),
    ("admin", "admin --data {dir}/store project remove p1", 0),
    ("admin", "admin --data {dir}/store user remove wang", 0),
    ("admin", "admin --data {dir}/store key remove nothing", 2),
    ("admin", "admin user list", 2),
    ("admin", "admin --data {dir}/store user passwd zhao --password-file {dir}/absent", 2),
    ("error", "serve", 2),
    ("error", "completions csh", 2),
    ("error", "schema nothing", 2),
    ("error", "nothing", 2),
];

/// Ways out of a subcommand that a signal stops.
const INTERRUPTED: &[(&str, &str)] = &[
    ("export", "export --endpoint {stall} {to}"),
    ("convert", "convert - -o {dir}/x.csv"),
    ("import", "import {new} --data {dir}/store -"),
    ("seed", "seed --data {dir}/other --records 50000000"),
    ("demo", "demo --dir {dir}/demo"),
    ("doctor", "doctor --endpoint {stall} --token t"),
];

/// Schemas that the command prints, compiled.
#[derive(Default)]
struct Schemas(BTreeMap<String, Validator>);

impl Schemas {
    #[track_caller]
    fn check(&mut self, name: &str, text: &str) {
        let schema = self.0.entry(name.to_owned()).or_insert_with(|| {
            let schema: Value = serde_json::from_slice(&succeed(&["schema", name]).stdout).unwrap();
            jsonschema::validator_for(&schema).unwrap()
        });
        let document: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
        if let Err(error) = schema.validate(&document) {
            panic!("{name}: {error}: {document:#}");
        }
    }
}

fn prepare(dir: &Path) -> Server {
    let write = |name: &str, text: &str| fs::write(dir.join(name), text).unwrap();
    write("in.csv", CSV);
    write("bad.csv", &format!("{CSV}soon,x,\n"));
    write("empty.csv", CSV.lines().next().unwrap());
    write("page.html", "<html>Sign in</html>");
    write("password", "correct horse battery staple\n");
    write("fine.yaml", "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\n");
    write("wrong.yaml", "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {/a: {get: {responses: 3}}}\n");
    let get = "paths: {/healthz: {get: {operationId: health, responses: {'200': {description: ok}}}}}";
    write("get.yaml", &format!("openapi: 3.0.3\ninfo: {{title: t, version: 1.0.0}}\n{get}\n"));
    let data = dir.join("data");
    succeed(&["seed", "--data", text(&data), "--records", "30"]);
    Server::start(&data)
}

fn response(status: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len()).into_bytes()
}

/// Replaces what stands in braces.
fn arguments(line: &str, dir: &Path, server: &Server, urls: &[(&str, String)]) -> Vec<String> {
    let mut line = line.replace("{server}", &server.flags().join(" "));
    line = line.replace("{to}", "--token t --project-id {project} -o {dir}/never.csv");
    line = line.replace("{new}", "--new-project --project-id {project}");
    line = line.replace("{project}", PROJECT).replace("{dir}", text(dir)).replace("{url}", &server.url);
    for (name, url) in urls {
        line = line.replace(name, url);
    }
    line.split(' ').map(str::to_owned).collect()
}

fn run_with(arguments: &[String], more: &[&str]) -> Output {
    deskledger().args(arguments).args(more).output().unwrap()
}

/// Whether standard output holds a file.
fn is_stream(arguments: &[String]) -> bool {
    arguments.windows(2).any(|pair| pair == ["-o", "-"])
}

#[test]
fn every_outcome_has_its_exit_code_and_json_that_the_schema_describes() {
    let dir = tempdir().unwrap();
    let dir = dir.path();
    let server = prepare(dir);
    let busy = response("503 Busy", r#"{"error_code":"WKS.00050902","error_msg":"busy"}"#);
    let urls = [
        ("{busy}", broken_server(Then::Close(busy))),
        ("{cut}", broken_server(Then::Close(cut_answer()))),
        ("{page}", broken_server(Then::Close(response("200 OK", "<html>Sign in</html>")))),
    ];
    let mut schemas = Schemas::default();
    for (name, line, code) in EXPORT.iter().chain(FILES).chain(OTHERS) {
        let arguments = arguments(line, dir, &server, &urls);
        let output = run_with(&arguments, &["--json"]);
        let (printed, reported) = (String::from_utf8_lossy(&output.stdout).into_owned(), stderr(&output));
        assert_eq!(output.status.code(), Some(*code), "{line}: {reported}");
        let reported: Vec<&str> = reported.lines().collect();
        match (*code, is_stream(&arguments)) {
            (0, true) => schemas.check(name, reported.last().unwrap()),
            (0, false) => assert!(!printed.is_empty(), "{line}"),
            (6, true) => reported.iter().rev().take(2).for_each(|line| schemas.check(name, line)),
            _ => schemas.check(name, reported.last().unwrap()),
        }
        if !is_stream(&arguments) && !printed.is_empty() {
            match *name {
                "admin" => printed.lines().for_each(|line| schemas.check(name, line)),
                _ => schemas.check(name, &printed),
            }
        }
    }
}

#[test]
fn an_interruption_is_reported_as_every_failure_is() {
    let dir = tempdir().unwrap();
    let dir = dir.path();
    let server = prepare(dir);
    let urls = [("{stall}", broken_server(Then::Stall(Vec::new())))];
    let mut schemas = Schemas::default();
    for (name, line) in INTERRUPTED {
        for signal_name in ["INT", "HUP"] {
            let arguments = arguments(line, dir, &server, &urls);
            let mut command = deskledger_at_a_terminal();
            command.args(arguments).arg("--json").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
            let mut child = command.spawn().unwrap();
            let open_input = child.stdin.take();
            std::thread::sleep(Duration::from_millis(1500));
            signal(child.id(), signal_name);
            let output = child.wait_with_output().unwrap();
            drop(open_input);
            assert_eq!(output.status.code(), Some(130), "{line}: {}", stderr(&output));
            schemas.check(name, stderr(&output).lines().last().unwrap());
        }
    }
    assert!(!files(dir).iter().any(|name| name.contains("part")), "{:?}", files(dir));
}

#[test]
fn outside_a_terminal_the_last_line_says_what_was_done_and_quiet_says_nothing() {
    let dir = tempdir().unwrap();
    let dir = dir.path();
    let server = prepare(dir);
    for (line, last) in [
        ("export {server} -o {dir}/a.csv --force", "30 records, "),
        ("export {server} -o {dir}/a.jsonl --force", "30 records, "),
        ("export {server} -o {dir}/a.xlsx --force", "30 records, "),
        ("export {server} -o {dir}/a.parquet --force", "30 records, "),
        ("export {server} -o {dir}/b.csv --force --dialect excel", "30 records, "),
        ("export {server} -o - --format csv", "30 records, "),
        ("export {server} -o - --format xlsx", "number of records unknown, "),
        ("export {server} -o {dir}/a.csv --force --user-name nobody", "names match exactly, including case"),
        ("convert {dir}/in.csv -o {dir}/out.csv --force", "1 record in "),
        ("convert {dir}/empty.csv -o - --to csv", "no records: the input has a heading"),
        ("import {new} --data {dir}/store {dir}/in.csv", "1 record: "),
        ("import {new} --data {dir}/store {dir}/empty.csv", "no records: the input has a heading"),
        ("seed --data {dir}/store --records 10", "10 records, "),
        ("doctor {server}", "doctor: done"),
        ("spec check {dir}/fine.yaml", "spec: done"),
        ("docs build {dir}/fine.yaml -o {dir}/site", " files in "),
        ("explain 403", "explain: done"),
        ("man --dir {dir}/man", " pages in "),
        ("completions bash", "completions: done"),
        ("schema export", "schema: done"),
        ("admin --data {dir}/store project add p1", "admin: done"),
    ] {
        let arguments = arguments(line, dir, &server, &[]);
        let output = run_with(&arguments, &[]);
        assert!(output.status.success(), "{line}: {}", stderr(&output));
        let reported = stderr(&output);
        assert!(reported.lines().last().is_some_and(|line| line.contains(last)), "{line}: {reported}");
        let quiet = run_with(&arguments, &["--quiet"]);
        assert_eq!((quiet.status.code(), stderr(&quiet).as_str()), (Some(0), ""), "{line}");
        let reported = stderr(&run_with(&arguments, &["--verbose"]));
        assert!(
            reported.contains(" took ") || reported.starts_with("took ") || reported.contains("\ntook "),
            "{line}: {reported}"
        );
    }
    let output = run_with(&arguments("export {server} -o {dir}/a.csv", dir, &server, &[]), &["--quiet"]);
    assert!(output.status.code() == Some(5) && stderr(&output).contains("--force"), "{}", stderr(&output));
}
