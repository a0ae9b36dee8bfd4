//! Wrong usage, as the parser of the command line finds it: told in the language of whoever reads, and to a program as JSON.

use std::error::Error as _;
use std::ffi::OsStr;
use std::num::{IntErrorKind, ParseIntError};
use std::{env, io};

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use deskledger::Message;

use crate::error::Failure;
use crate::locale::{self, Locale};
use crate::terminal::output::Output;

/// Prints the help that was asked for, or what is wrong, and gives the exit code.
pub(crate) fn report(error: &Error) -> u8 {
    let is_help = matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    );
    if !is_help && asks_for_json(&env::args_os().collect::<Vec<_>>()) {
        let failure = failure(error);
        Output::new(true).failure(&failure);
        return failure.exit_code();
    }
    match locale::of_environment() {
        Locale::Chinese if !is_help => {
            let told = in_chinese(error).unwrap_or_else(|| error.render().to_string());
            let _ = io::Write::write_all(&mut io::stderr(), told.as_bytes());
        }
        // Help that cannot be written, because the reader has gone, is no failure.
        _ => drop(error.print()),
    }
    if error.use_stderr() { crate::error::USAGE } else { 0 }
}

/// The failure that every other verb would tell of it.
fn failure(error: &Error) -> Failure {
    let rendered = error.render().to_string();
    let english = rendered.strip_prefix("error: ").unwrap_or(&rendered);
    let english = english.split("\n\nUsage:").next().and_then(|text| text.split("\n\nFor more information").next());
    let english = english.unwrap_or_default().trim_end();
    Failure::usage(Message::translated(english, english))
}

/// Whether the arguments ask for JSON, although they could not be read. What stands behind `--` is no flag.
fn asks_for_json(arguments: &[impl AsRef<OsStr>]) -> bool {
    let flags: Vec<&OsStr> = arguments.iter().map(AsRef::as_ref).take_while(|flag| *flag != "--").collect();
    flags.iter().any(|flag| *flag == "--json" || *flag == "--output-format=json")
        || flags.windows(2).any(|pair| pair == ["--output-format", "json"])
}

/// The whole text in Chinese; `None` for a kind of error that this version of the parser does not have yet.
fn in_chinese(error: &Error) -> Option<String> {
    let mut text = format!("错误：{}", what(error)?);
    for (kind, what) in [
        (ContextKind::SuggestedSubcommand, "子命令"),
        (ContextKind::SuggestedArg, "参数"),
        (ContextKind::SuggestedValue, "值"),
    ] {
        let names = names(error, kind);
        if !names.is_empty() {
            text.push_str(&format!("\n\n  提示：有相近的{what} {}", names.join("、")));
        }
    }
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        let usage = usage.to_string();
        text.push_str(&format!("\n\n用法：{}", usage.trim_start_matches("Usage:").trim()));
    }
    text.push_str("\n\n更多信息请参阅 --help。\n");
    Some(text)
}

/// What is wrong, in Chinese.
fn what(error: &Error) -> Option<String> {
    let flag = names(error, ContextKind::InvalidArg).join("、");
    let value = names(error, ContextKind::InvalidValue).concat();
    let number = |kind| match error.get(kind) {
        Some(ContextValue::Number(number)) => *number,
        _ => 0,
    };
    let found = || number(ContextKind::ActualNumValues);
    let subcommand = || names(error, ContextKind::InvalidSubcommand).concat();
    let told = match error.kind() {
        ErrorKind::UnknownArgument => format!("没有名为 {flag} 的参数"),
        ErrorKind::InvalidSubcommand => format!("没有名为 {} 的子命令", subcommand()),
        ErrorKind::InvalidValue if value.is_empty() => format!("{flag} 需要一个值，实际没有{}", allowed(error)),
        ErrorKind::InvalidValue => format!("{flag} 的值 {value:?} 无效{}", allowed(error)),
        ErrorKind::ValueValidation => format!("{flag} 的值 {value:?} 无效：{}", cause(error)?),
        ErrorKind::MissingRequiredArgument => format!("缺少必需的参数：{flag}"),
        ErrorKind::MissingSubcommand => {
            format!("{} 之后应给出子命令：{}", subcommand(), names(error, ContextKind::ValidSubcommand).join("、"))
        }
        ErrorKind::ArgumentConflict => match names(error, ContextKind::PriorArg).join("、") {
            prior if prior == flag => format!("{flag} 只能给出一次"),
            prior if prior.is_empty() => format!("{flag} 不能与给出的其他参数同时使用"),
            prior => format!("{flag} 不能与 {prior} 同时使用"),
        },
        ErrorKind::TooManyValues => format!("{flag} 不能再有更多的值，实际还有 {value:?}"),
        ErrorKind::TooFewValues => {
            format!("{flag} 至少需要 {} 个值，实际只有 {} 个", number(ContextKind::MinValues), found())
        }
        ErrorKind::WrongNumberOfValues => {
            format!("{flag} 应有 {} 个值，实际有 {} 个", number(ContextKind::ExpectedNumValues), found())
        }
        ErrorKind::NoEquals => format!("{flag} 与它的值之间需要等号"),
        ErrorKind::InvalidUtf8 => "有参数不是合法的 UTF-8".to_owned(),
        _ => return None,
    };
    Some(told)
}

/// Why a value is none, in Chinese.
fn cause(error: &Error) -> Option<String> {
    let cause = error.source()?;
    if let Some(number) = cause.downcast_ref::<ParseIntError>() {
        let is_long = matches!(number.kind(), IntErrorKind::PosOverflow | IntErrorKind::NegOverflow);
        return Some(if is_long { "这个整数太长" } else { "应为整数" }.to_owned());
    }
    // The parser has no type for this one, only its text.
    let text = cause.to_string();
    Some(text.split_once(" is not in ").map_or_else(|| text.clone(), |(_, range)| format!("应在 {range} 范围内")))
}

/// The values that a parameter may have, where there is a list.
fn allowed(error: &Error) -> String {
    match names(error, ContextKind::ValidValue).join("、") {
        values if values.is_empty() => values,
        values => format!("；可以是 {values}"),
    }
}

fn names(error: &Error, kind: ContextKind) -> Vec<&str> {
    match error.get(kind) {
        Some(ContextValue::String(name)) => vec![name],
        Some(ContextValue::Strings(names)) => names.iter().map(String::as_str).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn error(line: &str) -> Error {
        crate::cli::command(Locale::English).try_get_matches_from(line.split(' ')).unwrap_err()
    }

    #[test]
    fn a_chinese_reader_is_told_what_is_wrong_with_the_line() {
        for (line, expected) in [
            ("deskledger exprt", "没有名为 exprt 的子命令\n\n  提示：有相近的子命令 import、export"),
            ("deskledger export --zzz", "没有名为 --zzz 的参数\n\n用法：deskledger export [OPTIONS]\n\n更多"),
            ("deskledger export --forse", "没有名为 --forse 的参数\n\n  提示：有相近的参数 --force"),
            (
                "deskledger export --format cvs",
                "--format <format> 的值 \"cvs\" 无效；可以是 xlsx、csv、ndjson、parquet",
            ),
            ("deskledger export --format", "--format <format> 需要一个值，实际没有；可以是 xlsx、csv"),
            ("deskledger export --max-size many", "--max-size <BYTES> 的值 \"many\" 无效：应为整数"),
            ("deskledger seed --data d --days 0", "--days <D> 的值 \"0\" 无效：应在 1..=3660 范围内"),
            ("deskledger export --max-size 99999999999999999999999", "这个整数太长"),
            ("deskledger export --json --output-format text", "--json 不能与 --output-format <output-format> 同时使用"),
            ("deskledger export --max-attempts 1 --max-attempts 2", "--max-attempts <N> 只能给出一次"),
            ("deskledger import", "缺少必需的参数：--data <DIR>、<FILE>..."),
            ("deskledger completions bash zsh", "没有名为 zsh 的参数"),
            ("deskledger export --force=yes", "--force 不能再有更多的值，实际还有 \"yes\""),
        ] {
            let error = error(line);
            let told = in_chinese(&error).unwrap();
            assert!(told.starts_with("错误：") && told.contains(expected), "{line}: {told}");
            assert!(told.ends_with("--help。\n"), "{line}: {told}");
            let english = ["error:", "tip:", "Usage", "invalid", "expected", "found", "similar", "required"];
            assert!(!english.into_iter().any(|word| told.contains(word)), "{line}: {told}");
        }
    }

    #[test]
    fn a_program_reads_wrong_usage_as_it_reads_every_failure() {
        assert!(asks_for_json(&["export", "--json", "--colour"]));
        assert!(asks_for_json(&["export", "--output-format", "json"]) && asks_for_json(&["--output-format=json"]));
        assert!(!asks_for_json(&["export", "--output-format", "text"]) && !asks_for_json(&["convert", "--", "--json"]));
        let failure = failure(&error("deskledger export --format cvs"));
        assert_eq!(failure.exit_code(), crate::error::USAGE);
        let expected = "invalid value 'cvs' for '--format <format>'\n  [possible values: xlsx, csv, ndjson, parquet]";
        assert_eq!(failure.message().to_string(), expected);
    }
}
