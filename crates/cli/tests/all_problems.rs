//! Every problem of a command line is reported at once, and each failure says what is wrong and what to do.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use std::fs;

use serde_json::Value;
use support::*;
use tempfile::tempdir;

#[test]
fn a_problem_of_one_place_does_not_hide_those_of_others() {
    let home = tempdir().unwrap();
    let directory = home.path().join(".config/deskledger");
    fs::create_dir_all(&directory).unwrap();
    let config = "[profiles.default]\nconnect_timeout = \"long\"\nendpiont = \"x\"\n[profiles.other]\ntoken = \"t\"\n";
    let flags = ["export", "--colour=red", "--format", "cvs", "--max-size", "big", "--language", "fr_FR"];
    let times = ["--since", "soon", "--until", "2026-02-30", "--time-zone", "Asia/Shanghai"];
    let variables =
        [("DESKLEDGER_RETRY_DELAY", "soon"), ("DESKLEDGER_ENDPOINT", "ftp://h"), ("DESKLEDGER_CACERT", "none.pem")];
    let reported = |config: &str, more: &[&str]| {
        fs::write(directory.join("config.toml"), config).unwrap();
        let mut command = deskledger();
        command.args(flags).args(times).args(more).env("HOME", home.path()).envs(variables);
        let output = command.output().unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
        stderr(&output)
    };
    let common = [
        "'--colour'",
        "'cvs' for '--format",
        "'big' for '--max-size",
        "DESKLEDGER_RETRY_DELAY: expected seconds",
        "--since: expected 7d",
        "--until: expected 7d",
        "--language: expected one of",
        "DESKLEDGER_CACERT: reading none.pem",
    ];
    let text = reported(config, &[]);
    for problem in
        common.iter().chain(&["config.toml:2: invalid type", "config.toml:3: unknown field", "config.toml:5: "])
    {
        assert_eq!(text.matches(problem).count(), 1, "{problem} in {text}");
    }
    // Settings that the unreadable file may contain are not reported as missing.
    assert!(!text.contains("--project-id") && !text.contains("expected a token"), "{text}");
    let json: Value = serde_json::from_str(&reported("", &["--json"])).unwrap();
    let message = json["error"]["message"].as_str().unwrap();
    for problem in common.iter().chain(&["--project-id: expected a value", "expected a token"]) {
        assert_eq!(message.matches(problem).count(), 1, "{problem} in {message}");
    }
    let rules: Vec<_> = json["error"]["violations"].as_array().unwrap().iter().map(|one| &one["rule"]).collect();
    assert_eq!(rules, ["required", "enum"]);
}

/// The error for a store that is not the address of a cluster, or not available in this build.
const STORE: &str =
    if cfg!(feature = "clickhouse") { "expected clickhouse://" } else { "this build has only the embedded store" };

#[test]
fn every_subcommand_reports_all_problems_of_its_command_line() {
    let home = tempdir().unwrap();
    let pem = home.path().join("empty.pem");
    fs::write(&pem, "no certificate").unwrap();
    let pem = text(&pem);
    let client =
        ["export", "--endpoint", "ftp://h", "--proxy", "socks5://h:1", "--user-agent", "a\u{1}", "--cacert", pem];
    for (args, problems) in [
        (
            &[
                "convert", "a.csv", "-o", "b", "--time-zone", "Mars", "--encoding", "none", "--on-error", "stop",
                "--bogus",
            ][..],
            &[
                "'stop' for '--on-error",
                "'--bogus'",
                "--time-zone: ",
                "--encoding: ",
                "format of the output, found none",
            ][..],
        ),
        (
            &["convert", "--output-time-zone", "Mars", "--delimiter", "long", "--to", "pdf"],
            &["'pdf' for '--to", "provided: --output <FILE>, <FILE>", "--output-time-zone: ", "--delimiter: "],
        ),
        (
            &["import", "a.csv", "--store", "here", "--project-id", "..", "--time-zone", "Mars", "--on-error", "stop"],
            &["'stop' for '--on-error", "provided: --data <DIR>", "--project-id: expected", "--time-zone: ", STORE],
        ),
        (
            &["seed", "--data", "d", "--store", "here", "--records", "many", "--project-id", "..", "--end", "soon"],
            &["'many' for '--records", "--project-id: expected", "--end: ", STORE],
        ),
        (
            &["admin", "records", "remove", "..", "--store", "here", "--start-time", "soon", "--bogus"],
            &["'--bogus'", "expected --data DIR", "--project-id: expected", "--start-time: expected", STORE],
        ),
        (
            &["serve", "--log", "xml", "--max-connections", "0", "--config", "none.toml"],
            &["'xml' for '--log", "--max-connections: expected", "none.toml", "found DESKLEDGER_SERVE_LOGS"],
        ),
        (
            &[
                "serve", "--max-connections", "0", "--trusted-proxies", "proxy", "--log-level", "loud", "--chaos",
                "none.json", "--tls-certificate", pem, "--tls-key", pem, "--store", "here",
            ],
            &[
                "--max-connections: expected",
                "trusted_proxies: expected an address or a network",
                "log_level: expected a level",
                "none.json",
                "expected certificates in PEM",
                "give --data DIR",
                STORE,
            ],
        ),
        (&client, &["endpoint: expected", "proxy: expected", "user agent: expected", "trusted certificates: expected"]),
    ] {
        let mut command = deskledger();
        let command = command.args(args).env("HOME", home.path()).env("DESKLEDGER_SERVE_LOGS", "1");
        let output = command.env_remove("DESKLEDGER_PROJECT_ID").output().unwrap();
        let reported = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {reported}");
        for problem in problems {
            assert_eq!(reported.matches(problem).count(), 1, "{args:?}: {problem} in {reported}");
        }
    }
}

#[test]
fn a_credentials_file_that_is_passed_over_is_named() {
    let home = tempdir().unwrap();
    fs::create_dir(home.path().join(".huaweicloud")).unwrap();
    fs::write(home.path().join(".huaweicloud/credentials"), "[work]\nak = a\nsk = hunter2\n").unwrap();
    let reported = |more: &[&str]| {
        let mut command = deskledger();
        command.args(["export", "--project-id", "p", "--endpoint", "http://127.0.0.1:9", "--max-attempts", "1"]);
        stderr(&command.args(["-o", "-"]).args(more).env("HOME", home.path()).output().unwrap())
    };
    let expected = "expected a section [basic] in ";
    let text = reported(&[]);
    assert!(text.contains(expected) && text.contains("found [work]") && !text.contains("hunter2"), "{text}");
    assert!(!reported(&["--token", "MIIFOgYJ"]).contains(expected));
}

#[test]
fn one_problem_is_not_reported_as_several() {
    for (args, count) in [
        (&["--start-time", "", "--end-time", "2026-01-01T00:00Z"][..], 1),
        (&["--user-name", ""], 1),
        (&["--project-id", ""], 1),
        (&["--endpoint", "h.example"], 1),
        (&["--cert", "none.pem"], 2),
        (&["--token-file", "none"], 1),
    ] {
        let given = |name: &str| args.contains(&name);
        let rest = [("--endpoint", "http://127.0.0.1:9"), ("--project-id", "p"), ("--token", "MIIFOgYJ")];
        let rest = rest.into_iter().filter(|(name, _)| !(given(name) || *name == "--token" && given("--token-file")));
        let mut command = deskledger();
        command.arg("export").args(args).args(rest.flat_map(|(name, value)| [name, value]));
        let reported = stderr(&command.output().unwrap());
        let lines = reported.lines().filter(|line| !line.ends_with("rule:") && !line.contains(" came from ")).count();
        assert_eq!(lines, count, "{args:?}: {reported}");
    }
}

/// The error of the binary, in both languages.
fn reports(args: &[&str], prepare: impl Fn(&mut std::process::Command)) -> [(i32, String); 2] {
    ["C", "zh_CN.UTF-8"].map(|locale| {
        let mut command = deskledger();
        command.args(args).env("LC_ALL", locale);
        prepare(&mut command);
        let output = command.output().unwrap();
        (output.status.code().unwrap(), stderr(&output))
    })
}

#[test]
fn a_failure_says_what_is_wrong_and_what_to_do_without_texts_of_a_library() {
    let response = |head: &str| {
        broken_server(Then::Close(format!("HTTP/1.1 {head}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n").into()))
    };
    let raw = |bytes: &[u8]| broken_server(Then::Close(bytes.into()));
    let refused = "http://127.0.0.1:9".to_owned();
    for (endpoint, exit, english, chinese) in [
        (
            response("503 Service Unavailable\r\nRetry-After: 3600"),
            4,
            &["wait 3600 s", "--retry-after-max"][..],
            "3600 秒",
        ),
        (response("429 Too Many Requests\r\nRetry-After: 3600"), 3, &["wait 3600 s", "--retry-after-max"], "3600 秒"),
        (
            response("302 Found\r\nLocation: /again"),
            4,
            &["redirects to /again again", "check the path"],
            "重定向到 /again",
        ),
        (
            response("302 Found\r\nLocation: https://login.example/x"),
            4,
            &["credentials are not sent there"],
            "login.example",
        ),
        (refused.clone(), 4, &["nothing listens", "check the endpoint"], "没有服务"),
        (raw(b"SSH-2.0-OpenSSH_9\r\n"), 4, &["not an HTTP response", "check the port"], "不是 HTTP"),
        (raw(b"HTTP/1.1 200"), 4, &["closed before the response was complete"], "连接即被关闭"),
        ("https://name.invalid".to_owned(), 4, &["does not resolve", "check the endpoint"], "无法解析主机名"),
    ] {
        let args = [
            "export", "--project-id", "p", "--token", "MIIFOgYJ", "--max-attempts", "1", "-o", "-", "--endpoint",
            &endpoint,
        ];
        let [(code, reported), (_, in_chinese)] = reports(&args, |_| {});
        assert_eq!(code, exit, "{reported}");
        assert!(english.iter().all(|part| reported.contains(part)), "{english:?} in {reported}");
        assert!(in_chinese.contains(chinese), "{in_chinese}");
        assert!(!(reported + &in_chinese).contains("client error"));
    }
}

#[test]
fn a_setting_that_cannot_be_used_is_named_with_what_to_do() {
    let home = tempdir().unwrap();
    let path = |name: &str, bytes: &[u8]| {
        let path = home.path().join(name);
        fs::write(&path, bytes).unwrap();
        text(&path).to_owned()
    };
    let [utf_8, utf_16, latin] = [("a", &b"\xEF\xBB\xBFMIIFOgYJ\r\n"[..]), ("b", b"\xFF\xFEM\0I\0"), ("c", b"M\xFC")]
        .map(|(name, bytes)| path(name, bytes));
    let unreadable = home.path().join("unreadable");
    fs::create_dir_all(unreadable.join(".config/deskledger/config.toml")).unwrap();
    let base = ["export", "--project-id", "p", "--endpoint", "https://name.invalid", "--max-attempts", "1", "-o", "-"];
    for (more, variables, exit, english, chinese) in [
        // The mark is not part of the token: the request is sent.
        (&["--token-file", &utf_8][..], &[][..], 4, "does not resolve", "无法解析主机名"),
        (&["--token-file", &utf_16], &[], 5, "found UTF-16, which PowerShell writes: save the file as UTF-8", "UTF-16"),
        (&["--token-file", &latin], &[], 5, "save the file as UTF-8", "请将文件另存为 UTF-8"),
        (&["--token", "MIIFOgYJ"], &[("DESKLEDGER_LOG", "verbose")], 2, "DESKLEDGER_LOG: expected a level", "应为级别"),
        (
            &["--token", "MIIFOgYJ"],
            &[("DESKLEDGER_LOG", "deskledger=loud")],
            2,
            "such as deskledger=info",
            "deskledger=info",
        ),
        (
            &["--token", "MIIFOgYJ"],
            &[("HTTPS_PROXY", "socks5://h:1")],
            2,
            "HTTPS_PROXY: proxy: expected",
            "HTTPS_PROXY：代理",
        ),
        (&["--token", "MIIFOgYJ"], &[("HOME", text(&unreadable))], 5, "or give --config FILE", "或给出 --config FILE"),
        (&["--token", "MIIFOgYJ"], &[("HTTPS_PROXY", "http://127.0.0.1:9")], 4, "nothing listens", "连接被拒绝"),
    ] {
        let args = [&base[..], more].concat();
        let [(code, reported), (_, in_chinese)] = reports(&args, |command| {
            command.envs(variables.iter().copied());
        });
        assert_eq!(code, exit, "{variables:?} {more:?}: {reported}");
        assert!(reported.contains(english), "{english} in {reported}");
        assert!(in_chinese.contains(chinese), "{chinese} in {in_chinese}");
    }
}

#[test]
fn a_dry_run_needs_no_credential_and_shows_the_time_range() {
    let plan = |more: &[&str]| {
        let args = [&["export", "--dry-run", "--endpoint", "http://127.0.0.1:9", "--project-id", "p"], more].concat();
        let output = deskledger().args(args).env("TZ", "America/New_York").output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stdout.clone()).unwrap(), stderr(&output))
    };
    let (code, printed, reported) = plan(&["--on", "2026-11-01"]);
    assert!(code == 0 && printed.contains("start_time=2026-11-01T04%3A00Z&end_time=2026-11-02T05%3A00Z"), "{printed}");
    assert!(!printed.contains("x-auth-token"), "{printed}");
    let range = "2026-11-01T00:00-04:00 to 2026-11-02T00:00-05:00 (America/New_York)";
    let expected = format!("time range {range}: --start-time 2026-11-01T04:00Z --end-time 2026-11-02T05:00Z");
    assert_eq!(reported.lines().next(), Some(&*expected));
    let (code, printed, reported) =
        plan(&["--since", "2026-10-01", "--until", "2026-10-31", "--time-zone", "+08:00", "--json"]);
    assert_eq!((code, reported.as_str()), (0, ""));
    let range = &serde_json::from_str::<Value>(&printed).unwrap()["time_range"];
    assert_eq!((&range["start_time"], &range["end_time"]), (&"2026-09-30T16:00Z".into(), &"2026-10-31T16:00Z".into()));
    assert_eq!((&range["time_zone"], &range["local_end"]), (&"UTC+08".into(), &"2026-11-01T00:00+08:00".into()));
    for (more, expected) in [
        (&["--last-month", "--today"][..], "cannot be used with"),
        (&["--last-month", "--start-time", "2026-01-01T00:00Z"], "cannot be used with"),
        (&["--until", "2026-01-01"], "--since"),
        (&["--time-zone", "UTC"], "--last-month"),
        (&["--on", "2026-01-01", "--time-zone", "Beijing"], "--time-zone: expected a time zone such as"),
        (&["--since", "2026-11-01 01:30"], "type 2026-11-01T01:30-04:00 or 2026-11-01T01:30-05:00"),
    ] {
        let (code, _, reported) = plan(more);
        assert!(code == 2 && reported.contains(expected), "{more:?}: {reported}");
    }
}

#[test]
fn an_address_that_no_socket_can_have_is_wrong_usage_and_names_its_setting() {
    let home = tempdir().unwrap();
    let data = home.path().join("data");
    let file = home.path().join("serve.toml");
    fs::write(&file, "listen = \"127.0.0.1\"\n").unwrap();
    let document = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi.yaml");
    let reported = |arguments: &[&str], variable: &str| {
        let mut command = deskledger();
        if !variable.is_empty() {
            command.env("DESKLEDGER_SERVE_LISTEN", variable);
        }
        let output = command.args(arguments).output().unwrap();
        (output.status.code().unwrap(), stderr(&output))
    };
    let serve = ["serve", "--data", text(&data)];
    for (more, variable, expected) in [
        (&["--listen", "foo"][..], "", "--listen: expected an address and a port"),
        (&["--listen", "127.0.0.1:70000"], "", "found \"127.0.0.1:70000\""),
        (&[], "localhost:", "DESKLEDGER_SERVE_LISTEN: expected an address and a port"),
        (&["--config", text(&file)], "", ": expected an address and a port"),
    ] {
        let (code, why) = reported(&[&serve, more].concat(), variable);
        assert!(code == 2 && why.contains(expected), "{code} {why}");
    }
    assert!(!data.exists(), "the directory of a server that cannot start");
    let (code, why) = reported(&["spec", "mock", text(&document), "--listen", "foo"], "");
    assert!(code == 2 && why.contains("--listen: expected an address and a port"), "{code} {why}");
    // A port that is in use is a fault of the machine.
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (code, why) = reported(&[&serve, &["--listen", &address][..]].concat(), "");
    assert_eq!(code, 5, "{why}");
}

#[test]
fn a_number_of_a_flag_that_is_none_is_reported_with_what_is_expected() {
    const ALL: &str = "18446744073709551615";
    for (line, expected) in [
        ("export --max-size 1K", "--max-size <BYTES>': expected a whole number from 0 to 18446744073709551615"),
        ("export --max-size -1", "invalid value '-1' for '--max-size <BYTES>': expected a whole number from 0"),
        (
            "export --response-timeout 18446744073709551616",
            &format!("--response-timeout: expected a whole number from 1 to {ALL}"),
        ),
        ("export --max-time 0", "--max-time: expected a whole number from 1"),
        ("export --response-timeout 0", "--response-timeout: expected a whole number from 1"),
        ("export --connect-timeout 0", "--connect-timeout: expected a whole number from 1"),
        ("export --idle-timeout 0", "--idle-timeout: expected a whole number from 1"),
        ("export --max-time -1", "--max-time: expected a whole number from 1"),
        ("export --retry-delay -1", "--retry-delay: expected seconds"),
        (
            "serve --data d --retention-days -1",
            "--retention-days: expected a whole number from 1 to 36500, found \"-1\"",
        ),
        ("seed --data d --days -1", "invalid value '-1' for '--days <D>': expected a whole number from 1 to 3660"),
        ("admin retention --data d --days x", "'--days <DAYS>': expected a whole number from 1 to 36500"),
        ("spec check x.yaml --max-files 4294967296", "'--max-files <COUNT>': expected a number in 0..=4294967295"),
    ] {
        let output = deskledger().args(line.split(' ')).output().unwrap();
        let why = stderr(&output);
        assert!(output.status.code() == Some(2) && why.contains(expected), "{line}: {why}");
        assert!(!why.contains("unexpected argument") && !why.contains("invalid digit"), "{line}: {why}");
    }
}
