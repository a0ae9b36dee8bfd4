//! Self-description of the command: manual pages, completions, exit codes.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use std::fs;

use support::*;
use tempfile::tempdir;

#[test]
fn every_verb_has_a_page_that_names_its_flags() {
    let dir = tempdir().unwrap();
    let pages = dir.path().join("man1");
    succeed(&["man", "--dir", text(&pages)]);
    for (page, word) in [("deskledger.1", "export"), ("deskledger-export.1", "user"), ("deskledger-serve.1", "listen")]
    {
        let page = fs::read_to_string(pages.join(page)).unwrap();
        assert!(page.starts_with(".ie") && page.contains(word), "{page}");
    }
    for page in ["deskledger.1", "deskledger-export.1", "deskledger-convert.1", "deskledger-doctor.1"] {
        let page = fs::read_to_string(pages.join(page)).unwrap();
        assert!(page.contains("\n.SH EXAMPLES\n  deskledger ") && page.contains("\n.SH \"EXIT STATUS\"\n"), "{page}");
    }
    for (page, words) in [
        ("deskledger-export.1", ["DESKLEDGER_TOKEN_FILE", "FILE.part", "6    no records", "deskledger-convert(1)"]),
        ("deskledger-explain.1", ["LC_ALL", "EXIT STATUS", "2    wrong usage", "deskledger(1)"]),
        ("deskledger-serve.1", ["DESKLEDGER_SERVE_LISTEN", "ledger.sqlite", "EXIT STATUS", "deskledger-admin-user(1)"]),
    ] {
        let page = fs::read_to_string(pages.join(page)).unwrap().replace("\\-", "-");
        assert!(page.contains(".SH ENVIRONMENT") && page.contains(".SH \"SEE ALSO\""), "{page}");
        words.iter().for_each(|word| assert!(page.contains(word), "{word} is not in {page}"));
    }
    let (code, message) = failure(&["man", "--dir", text(&pages.join("deskledger.1"))]);
    assert!(code == 5 && message.contains("deskledger.1"), "{message}");
}

#[test]
fn every_shell_gets_a_completion_for_the_parameters_of_the_call() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let script = String::from_utf8(succeed(&["completions", shell]).stdout).unwrap();
        assert!(script.contains("user-name") && script.contains("explain"), "{shell}");
    }
}

#[test]
fn a_code_is_explained_in_the_language_of_the_reader() {
    let explain = |code: &str, language: &str| {
        let output = deskledger().args(["explain", code]).env("LC_ALL", language).output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(explain("WKS.00211302", "C").contains("lock the key"));
    assert!(explain("wks.00211302", "zh_CN.UTF-8").contains("请勿盲目重试"));
    let (code, message) = failure(&["explain", "WKS.1"]);
    assert!(code == 2 && message.contains("APIGW.0301") && message.contains("explain 403"), "{message}");
    let (code, message) = failure(&["explain", "IAM.0101"]);
    assert!(code == 2 && message.contains("identity service"), "{message}");
    assert!(
        explain("401", "C").contains("too many failures lock")
            && explain("503", "C").contains("export retries automatically")
    );
    assert!(explain("APIG.0201", "zh_CN.UTF-8").contains("502 或 504 时可重试"));
    for (code, retry, reported) in
        [("WKS.00211401", true, "later"), ("APIGW.0201", true, "502 or 504"), ("403", false, "fails again")]
    {
        let json: serde_json::Value = serde_json::from_slice(&succeed(&["explain", code, "--json"]).stdout).unwrap();
        assert!(json["retry"] == retry && json["retry_advice"].to_string().contains(reported), "{json}");
    }
    let json = succeed(&["explain", "APIGW.0308", "--json"]).stdout;
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!((&json["status"], &json["retry"]), (&429.into(), &true.into()));
}

#[test]
fn a_shell_completes_values_files_and_codes() {
    for shell in ["bash", "zsh", "fish"] {
        let script = String::from_utf8(succeed(&["completions", shell]).stdout).unwrap();
        for value in ["WKS.00211302", "gb18030", "Asia/Shanghai", "semicolon", "parquet", "fail-if-empty"] {
            assert!(script.contains(value), "{shell}: {value}");
        }
    }
    let script = String::from_utf8(succeed(&["completions", "zsh"]).stdout).unwrap();
    assert!(script.contains("FILE:_files") && script.contains("DIR:_files -/") && script.contains("URL:_urls"));
}
