//! Error messages follow the user's language; JSON output is always English.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod support;

use std::fs;

use serde_json::Value;
use support::*;
use tempfile::tempdir;

/// Runs an export with Chinese text output and with JSON output. The text contains `chinese` and no other language; the
/// JSON contains `english` and no Chinese character.
#[track_caller]
fn reported(args: &[&str], variables: &[(&str, &str)], code: i32, chinese: &[&str], english: &str) {
    let run = |more: &[&str]| {
        let mut command = deskledger();
        command.env("LC_ALL", "zh_CN.UTF-8").envs(variables.iter().copied());
        command.args(["export", "--max-attempts", "1"]).args(args).args(more).output().unwrap()
    };
    let person = run(&[]);
    let text = stderr(&person);
    assert_eq!(person.status.code(), Some(code), "{text}");
    assert!(chinese.iter().all(|part| text.contains(part)), "{chinese:?} is not in: {text}");
    for word in ["expected", "found", " the ", "check", "give "] {
        assert!(!text.contains(word), "\"{word}\" is English: {text}");
    }
    let program = run(&["--json"]);
    let json: Value = serde_json::from_str(&stderr(&program)).unwrap();
    let message = json["error"]["message"].as_str().unwrap();
    assert_eq!(program.status.code(), Some(code), "{message}");
    assert!(message.contains(english) && !message.contains(is_chinese), "{english} is not in: {message}");
}

/// The same with a server that sends this response to every request.
#[track_caller]
fn reported_of(response: &str, code: i32, chinese: &[&str], english: &str) {
    let dir = tempdir().unwrap();
    let url = broken_server(Then::Close(response.as_bytes().to_vec()));
    let output = dir.path().join("a.csv");
    let args = ["--endpoint", &url, "--token", TOKEN, "--project-id", PROJECT, "-o", text(&output)];
    reported(&args, &[], code, chinese, english);
    assert_eq!(files(dir.path()), [""; 0]);
}

/// Closes the connection explicitly: otherwise the client may reuse a connection that is about to close.
fn response(head: &str, body: &str) -> String {
    format!("HTTP/1.1 {head}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

/// Flags of a request to an address where nothing listens.
const NOBODY: [&str; 6] = ["--endpoint", "http://127.0.0.1:9", "--token", TOKEN, "--project-id", PROJECT];

#[test]
fn a_service_that_is_not_there() {
    reported(
        &NOBODY,
        &[],
        4,
        &[
            "无法连接 http://127.0.0.1:9：连接被拒绝，该地址和端口上没有服务在监听（",
            "；请检查终端节点、网络和代理设置",
        ],
        "check the endpoint, the network and the proxy settings",
    );
}

#[test]
fn a_credential_that_is_rejected_with_where_it_came_from() {
    let data = tempdir().unwrap();
    let server = Server::start(data.path());
    reported(
        &["--endpoint", &server.url, "--project-id", PROJECT],
        &[("DESKLEDGER_TOKEN", "hunter2")],
        3,
        &[
            "应收到文件，实际收到状态码 401 Unauthorized，错误码 ",
            "；请重新获取令牌",
            "\n凭证来自环境变量 DESKLEDGER_TOKEN\n",
        ],
        "\nthe credential came from environment variable DESKLEDGER_TOKEN",
    );
}

#[test]
fn a_path_that_is_not_there() {
    let gone = response("404 Not Found\r\nX-Request-Id: 6cdc", r#"{"error_msg":"gone","error_code":"APIGW.0101"}"#);
    reported_of(
        &gone,
        3,
        &["状态码 404 Not Found，错误码 APIGW.0101，“gone”，请求 ID 6cdc；请检查终端节点、区域和项目 ID"],
        "expected the file, found status 404 Not Found, code APIGW.0101, \"gone\", request id 6cdc: check the endpoint",
    );
}

#[test]
fn too_many_requests_and_a_service_that_is_down() {
    let busy = response("429 Too Many Requests\r\nRetry-After: 7", "");
    reported_of(&busy, 3, &["状态码 429 Too Many Requests；请等待 7 秒后重试"], "wait 7 s, then try again");
    reported_of(&response("503 Service Unavailable", ""), 4, &["请稍后重试；若仍然如此"], "try again later");
}

#[test]
fn a_page_an_error_or_nothing_in_place_of_the_file() {
    let page = response("200 OK\r\nContent-Type: text/html", "<html><title>Login</title></html>");
    reported_of(&page, 4, &["应收到文件，实际收到网页（“Login”）：请检查终端节点"], "found a page (\"Login\")");
    reported_of(&response("200 OK", ""), 4, &["应收到文件，实际响应为空"], "found an empty response");
    let error = response("200 OK", r#"{"error_code":"WKS.1","error_msg":"no"}"#);
    reported_of(
        &error,
        4,
        &["实际收到状态码为 200 的错误信息，错误码 WKS.1，“no”"],
        "found an error document with status 200",
    );
}

#[test]
fn a_file_that_breaks_off() {
    let cut = String::from_utf8(cut_answer()).unwrap();
    reported_of(
        &cut,
        4,
        &["应收到 10200 字节的文件，实际收到 5100 字节时传输中断："],
        "expected 10200 bytes of the file, found 5100",
    );
}

#[test]
fn a_target_that_exists_or_is_a_directory() {
    let dir = tempdir().unwrap();
    let there = dir.path().join("a.csv");
    fs::write(&there, "mine").unwrap();
    let to = |path| [&NOBODY[..], &["-o", path]].concat();
    reported(
        &to(text(&there)),
        &[],
        5,
        &["a.csv：应为新文件，实际已存在：原文件保留不变；请另选名称，或允许覆盖", "--force 会替换它"],
        "--force replaces it",
    );
    reported(
        &to(text(dir.path())),
        &[],
        5,
        &["：应为文件名，实际为目录：请加上文件名"],
        "found a directory: add a name",
    );
    let missing = dir.path().join("no/a.csv");
    reported(
        &to(text(&missing)),
        &[],
        5,
        &["：没有该文件或目录（", "；请检查路径，以及其目录是否存在"],
        "check the path, and that its directory exists",
    );
}

#[test]
fn half_a_credential_or_none() {
    let args = ["--endpoint", "http://127.0.0.1:9", "--project-id", PROJECT];
    reported(
        &args,
        &[("HUAWEICLOUD_SDK_AK", "a")],
        2,
        &[
            "环境变量 HUAWEICLOUD_SDK_AK 和 HUAWEICLOUD_SDK_SK：已给出 HUAWEICLOUD_SDK_AK，还应给出 HUAWEICLOUD_SDK_SK，实际没有",
        ],
        "expected HUAWEICLOUD_SDK_SK beside HUAWEICLOUD_SDK_AK, found none",
    );
    reported(
        &args,
        &[],
        2,
        &["应给出令牌、访问密钥或 IAM 用户，实际没有：请用 --token-file"],
        "found none: give --token-file",
    );
    let no_file = [&args[..], &["--token-file", "no/such/token"]].concat();
    reported(
        &no_file,
        &[],
        5,
        &["无法读取令牌文件 no/such/token：没有该文件或目录（"],
        "cannot read the token file no/such/token",
    );
}

#[test]
fn an_address_or_a_setting_that_is_wrong() {
    let to = |flag, value| [&NOBODY[2..], &[flag, value]].concat();
    reported(
        &to("--region", "CN"),
        &[],
        2,
        &["区域：应为小写字母、数字和连字符，例如 cn-north-4，实际为“CN”"],
        "region: expected",
    );
    reported(&to("--endpoint", "ftp://h"), &[], 2, &["终端节点：应为地址", "实际协议为 ftp"], "found the scheme ftp");
    reported(
        &to("--endpoint", "http://h.example"),
        &[],
        2,
        &["应为 https，实际以 http 访问 h.example"],
        "found http to h.example",
    );
    reported(
        &NOBODY,
        &[("DESKLEDGER_FORMAT", "pdf")],
        2,
        &["DESKLEDGER_FORMAT：应为 xlsx、csv、ndjson 或 parquet"],
        "found \"pdf\"",
    );
}

#[test]
fn a_parameter_that_breaks_a_rule() {
    let args = ["--endpoint", "http://127.0.0.1:9", "--token", TOKEN];
    let chinese = ["请求不符合规则：\n  --project-id：应为", "\n请用 --project-id 给出，或设置 DESKLEDGER_PROJECT_ID"];
    reported(&args, &[], 2, &chinese, "give --project-id or set DESKLEDGER_PROJECT_ID");
}

#[test]
fn a_value_that_breaks_a_rule_with_where_it_came_from() {
    let long = "t".repeat(40_001);
    let args = ["--endpoint", "http://127.0.0.1:9", "--project-id", PROJECT];
    reported(
        &args,
        &[("DESKLEDGER_TOKEN", &long)],
        2,
        &["deskledger: 环境变量 DESKLEDGER_TOKEN：请求头 X-Auth-Token：应为"],
        "environment variable DESKLEDGER_TOKEN: header X-Auth-Token: expected ",
    );
    reported(
        &[&args[..], &["--token", ""]].concat(),
        &[],
        2,
        &["deskledger: --token：请求不符合规则：\n  X-Auth-Token：应为"],
        "--token: the request breaks a rule:\n  X-Auth-Token: expected ",
    );
    reported(
        &["--endpoint", "http://127.0.0.1:9", "--token", TOKEN],
        &[("DESKLEDGER_PROJECT_ID", "a b")],
        2,
        &["--project-id 的值来自 DESKLEDGER_PROJECT_ID\n"],
        "\n--project-id came from DESKLEDGER_PROJECT_ID",
    );
    reported(
        &[&NOBODY[..4], &["--project-id", "a b"]].concat(),
        &[],
        2,
        &["  --project-id：应"],
        "--project-id: expected",
    );
}

/// Server, store, users and files.
#[test]
fn what_a_server_cannot_begin_with() {
    let dir = tempdir().unwrap();
    let at = |name: &str, content: &str| {
        let path = dir.path().join(name);
        fs::write(&path, content).unwrap();
        text(&path).to_owned()
    };
    let data = text(&dir.path().join("data")).to_owned();
    succeed(&["seed", "--data", &data, "--records", "1"]);
    let serve = ["serve", "--listen", "127.0.0.1:0", "--data", &data];
    let tokens = at("tokens", "a\nb c\n");
    let chaos = at("chaos.json", r#"{"rules": [{"chance": 2, "fault": "changed_etag"}]}"#);
    let pem = at("empty.pem", "");
    let cases: [(&[&str], i32, &str, &str); 6] = [
        (&[&serve[..], &["--token-file", &tokens]].concat(), 5, "第 2 行：应为不含空格的", "line 2: expected visible"),
        (&[&serve[..], &["--chaos", &chaos]].concat(), 2, "读取故障设置失败：", "reading faults from "),
        (
            &[&serve[..], &["--tls-certificate", &pem, "--tls-key", &pem]].concat(),
            2,
            "empty.pem 失败：应有 PEM 格式的证书",
            "expected certificates in PEM",
        ),
        (
            &["admin", "--data", &data, "backup", &data],
            5,
            "副本应使用尚不存在的名称",
            "expected an unused name for the copy",
        ),
        (
            &["admin", "--data", &data, "project", "grant", "wang", PROJECT],
            5,
            "应为已有的用户，实际没有名为 wang 的用户",
            "expected a user, found none with the name wang",
        ),
        (
            &["seed", "--data", &data, "--days", "3660", "--end", "0002-01-01T00:00Z"],
            2,
            "时段应始于公元元年之后，实际为 0002-01-01",
            "expected a period after the year 0, found 3660 days before 0002-01-01",
        ),
    ];
    for (args, code, chinese, english) in cases {
        for (language, sentence) in [("zh_CN.UTF-8", chinese), ("C", english)] {
            let output = deskledger().env("LC_ALL", language).args(args).output().unwrap();
            let reported = stderr(&output);
            assert_eq!(output.status.code(), Some(code), "{args:?}: {reported}");
            assert!(reported.contains(sentence), "{sentence} is not in: {reported}");
            assert_eq!(reported.contains(is_chinese), language != "C", "{reported}");
            assert!(language == "C" || !reported.contains("expected"), "{reported}");
        }
    }
}

#[test]
fn the_doctor_quotes_an_error_in_the_language_of_its_report() {
    let run = |more: &[&str]| {
        let mut command = deskledger();
        command.env("LC_ALL", "zh_CN.UTF-8").arg("doctor").args(NOBODY).args(more).output().unwrap()
    };
    let person = String::from_utf8(run(&[]).stdout).unwrap();
    assert!(person.contains("失败 service: 无法连接 http://127.0.0.1:9：连接被拒绝"), "{person}");
    let program = run(&["--json"]);
    let report = String::from_utf8(program.stdout.clone()).unwrap() + &stderr(&program);
    assert!(report.contains("expected a connection to") && !report.contains(is_chinese), "{report}");
}

#[test]
fn a_program_that_watches_reads_english() {
    let dir = tempdir().unwrap();
    let url = broken_server(Then::Close(response("503 Service Unavailable", "").into_bytes()));
    let args = ["export", "--endpoint", &url, "--token", TOKEN, "--project-id", PROJECT, "--progress", "json"];
    let more = ["--max-attempts", "2", "--retry-delay", "0", "-o", text(&dir.path().join("a.csv"))].map(str::to_owned);
    let output = deskledger().env("LC_ALL", "zh_CN.UTF-8").args(args).args(more).output().unwrap();
    let lines = stderr(&output);
    let lines: Vec<&str> = lines.lines().collect();
    let [retry, failed, person] = lines[..] else { panic!("{lines:#?}") };
    for event in [retry, failed] {
        assert!(event.contains("expected the file, found status 503") && !event.contains(is_chinese), "{event}");
    }
    assert!(person.contains("请稍后重试") && person.ends_with("（已重试 1 次）"), "{person}");
}

#[test]
fn one_error_in_one_file_is_no_errors_in_files() {
    let dir = tempdir().unwrap();
    let path = dir.path().join("one.yaml");
    fs::write(&path, "openapi: 3.0.3\ninfo: { title: A, version: 1.0.0 }\npaths: {}\nservrs: []\n").unwrap();
    let summary = |language: &str| {
        let output = deskledger().env("LC_ALL", language).args(["spec", "check", text(&path)]).output().unwrap();
        stderr(&output)
    };
    assert_eq!(summary("C"), "deskledger: 1 error in 1 file\n");
    assert_eq!(summary("zh_CN.UTF-8"), "deskledger: 1 个文件中有 1 个错误\n");
}

#[test]
fn a_mistyped_flag_or_value() {
    reported(
        &["--colour", "red"],
        &[],
        2,
        &["错误：没有名为 --colour 的参数", "用法：deskledger export"],
        "'--colour'",
    );
    reported(&["--format", "cvs"], &[], 2, &["\"cvs\" 无效；可以是 xlsx、csv"], "'cvs' for '--format");
}
