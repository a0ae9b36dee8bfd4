//! Help, manual and completions in the reader's language.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use std::fs;

use support::*;
use tempfile::tempdir;

/// Output for a reader of a language at a terminal of common width.
#[track_caller]
fn printed(language: &str, args: &[&str]) -> String {
    let output = deskledger().args(args).env("LC_ALL", language).env("COLUMNS", "80").output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", stderr(&output));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn help_is_written_in_the_language_of_the_reader() {
    for (args, english, chinese) in [
        (&["--help"][..], "Downloads the connection records of a project", "将项目的连接记录下载为一个文件"),
        (&["-h"], "Print version", "显示版本"),
        (&["help"], "Exit codes:", "退出码："),
        (&["export", "--help"], "Start of the time range, in UTC", "时间范围的起始时间（UTC）"),
        (&["export", "--help"], "has been deprecated since 2026-09-04", "自 2026-09-04 起弃用"),
        (&["help", "export"], "Rules over several parameters:", "涉及多个参数的规则："),
        (&["serve", "-h"], "concurrent exports", "并发导出"),
        (&["admin", "user", "add", "--help"], "Name of the user", "用户名"),
        (&["admin", "project", "grant", "--help"], "[default: writer]", "[默认值：writer]"),
        (&["convert", "--help"], "[default: abort]", "[默认值：abort] [可选值：abort、skip]"),
    ] {
        let [reported, reported_in_chinese] = ["C", "zh_CN.UTF-8"].map(|language| printed(language, args));
        assert!(reported.contains(english) && !reported.contains(is_chinese), "{reported}");
        assert!(
            reported_in_chinese.contains(chinese) && !reported_in_chinese.contains(english),
            "{reported_in_chinese}"
        );
        assert!(
            reported.contains("Usage: deskledger") && reported_in_chinese.contains("用法：deskledger"),
            "{reported_in_chinese}"
        );
        // Typed text is the same in every language.
        let typed = |text: &str| {
            // Deeper indentation is prose.
            let lines = text
                .lines()
                .filter_map(|line| line.strip_prefix("  ").map(|line| line.strip_prefix("    ").unwrap_or(line)));
            let flags = lines.filter(|line| line.starts_with('-'));
            let mut flags: Vec<_> = flags.map(|line| line.split(' ').next().unwrap().to_owned()).collect();
            flags.sort();
            flags
        };
        assert_eq!(typed(&reported), typed(&reported_in_chinese));
        // Positional arguments are listed in the order in which they are typed.
        let positional = |text: &str| {
            let names = text
                .lines()
                .filter(|line| line.starts_with("  <"))
                .map(|line| line.split("  ").nth(1).map(str::to_owned));
            names.collect::<Vec<_>>()
        };
        assert_eq!(positional(&reported), positional(&reported_in_chinese));
    }
}

#[test]
fn a_call_without_a_verb_shows_the_help_of_its_reader_and_is_wrong_usage() {
    let output = deskledger().env("LC_ALL", "zh_CN.UTF-8").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("用法：deskledger <COMMAND>\n\n子命令:\n"), "{}", stderr(&output));
}

#[test]
fn a_manual_page_is_in_one_language_and_has_the_sections_of_a_manual() {
    let dir = tempdir().unwrap();
    let page = |language: &str, page: &str| {
        let pages = dir.path().join(language);
        printed(language, &["man", "--dir", text(&pages)]);
        fs::read_to_string(pages.join(page)).unwrap()
    };
    let sections = |page: &str| {
        let sections = page.lines().filter_map(|line| line.strip_prefix(".SH "));
        sections.map(str::to_owned).collect::<Vec<_>>()
    };
    let (english, chinese) = (page("C", "deskledger-export.1"), page("zh_CN.UTF-8", "deskledger-export.1"));
    assert!(!english.contains(is_chinese), "{english}");
    assert_eq!(
        sections(&chinese),
        [
            "名称", "概要", "描述", "接口参数", "时间范围", "服务与凭证", "选项", "重试与限制", "示例", "规则",
            "退出码", "环境变量", "文件", "另见"
        ]
    );
    assert_eq!(sections(&english).len(), sections(&chinese).len(), "{english}");
    // Manual pages are wrapped by the reader's terminal: fixed line breaks would persist at other widths.
    assert!(chinese.contains("\n时间范围的起始时间（UTC），精确到分钟。给出 end_time 时必须给出。["), "{chinese}");
    let root = page("zh_CN.UTF-8", "deskledger.1");
    assert_eq!(
        sections(&root),
        ["名称", "概要", "描述", "选项", "子命令", "示例", "退出码", "环境变量", "文件", "另见", "版本"]
    );
    assert!(!dir.path().join("zh_CN.UTF-8/deskledger-help.1").exists());
}

#[test]
fn a_completion_describes_in_the_language_of_the_reader_and_completes_the_same() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let [english, chinese] = ["C", "zh_CN.UTF-8"].map(|language| printed(language, &["completions", shell]));
        assert!(!english.contains(is_chinese), "{english}");
        assert!(shell == "bash" || chinese.contains("登录桌面的用户名"), "{shell}");
        for word in ["Print help", "Print this message", "expected"] {
            assert!(!chinese.contains(word), "{shell}: {word}");
        }
        for flag in ["user-name", "max-size", "progress-file"] {
            assert_eq!(english.matches(flag).count(), chinese.matches(flag).count(), "{shell}: {flag}");
        }
    }
}
