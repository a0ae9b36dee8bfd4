//! Wrong usage, as the parser of the command line finds it: told in the language of whoever reads, and to a program as JSON.

use std::error::Error as _;
use std::ffi::OsStr;
use std::num::{IntErrorKind, ParseIntError};
use std::{env, io};

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use deskledger::{Message, list};

use crate::error::Failure;
use crate::locale::{self, Locale};
use crate::messages;
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
        // Help that cannot be written, because the reader has gone, is not a failure. The parser writes English.
        Locale::English => drop(error.print()),
        _ if is_help => drop(error.print()),
        locale => {
            let text = localized(error, locale).unwrap_or_else(|| error.render().to_string());
            let _ = io::Write::write_all(&mut io::stderr(), text.as_bytes());
        }
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

/// The whole text in a language; `None` for a kind of error that this version of the parser does not have yet.
fn localized(error: &Error, locale: Locale) -> Option<String> {
    let mut passages = vec![messages::error(problem(error)?)];
    for (kind, similar) in [
        (ContextKind::SuggestedSubcommand, messages::similar_subcommand as fn(Message) -> Message),
        (ContextKind::SuggestedArg, messages::similar_argument),
        (ContextKind::SuggestedValue, messages::similar_value),
    ] {
        let names = names(error, kind);
        if !names.is_empty() {
            passages.push(similar(list::unquoted(&names, 0)));
        }
    }
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        passages.push(messages::usage(usage.to_string().trim_start_matches("Usage:").trim()));
    }
    passages.push(messages::more_information());
    let passages: Vec<_> = passages.iter().map(|passage| passage.localized(locale)).collect();
    Some(passages.join("\n\n") + "\n")
}

/// What is wrong.
fn problem(error: &Error) -> Option<Message> {
    let flag = || list::unquoted(&names(error, ContextKind::InvalidArg), 0);
    let value = names(error, ContextKind::InvalidValue).concat();
    let quoted = format!("{value:?}");
    let number = |kind| match error.get(kind) {
        Some(ContextValue::Number(number)) => u64::try_from(*number).unwrap_or_default(),
        _ => 0,
    };
    let found = number(ContextKind::ActualNumValues);
    let subcommand = || names(error, ContextKind::InvalidSubcommand).concat();
    let allowed = || {
        let values = names(error, ContextKind::ValidValue);
        deskledger::message::Argument::optional(
            (!values.is_empty()).then(|| messages::allowed_values(list::unquoted(&values, 0))),
        )
    };
    let problem = match error.kind() {
        ErrorKind::UnknownArgument => messages::unknown_argument(flag()),
        ErrorKind::InvalidSubcommand => messages::unknown_subcommand(subcommand()),
        ErrorKind::InvalidValue if value.is_empty() => messages::missing_value(flag(), allowed()),
        ErrorKind::InvalidValue => messages::wrong_value(flag(), quoted, allowed()),
        ErrorKind::ValueValidation => messages::wrong_value_because(flag(), quoted, cause(error)?),
        ErrorKind::MissingRequiredArgument => messages::missing_argument(flag()),
        ErrorKind::MissingSubcommand => {
            messages::missing_subcommand(subcommand(), list::unquoted(&names(error, ContextKind::ValidSubcommand), 0))
        }
        ErrorKind::ArgumentConflict => match names(error, ContextKind::PriorArg) {
            prior if prior == names(error, ContextKind::InvalidArg) => messages::argument_twice(flag()),
            prior if prior.is_empty() => messages::argument_conflicts(flag()),
            prior => messages::argument_conflicts_with(flag(), list::unquoted(&prior, 0)),
        },
        ErrorKind::TooManyValues => messages::too_many_values(flag(), quoted),
        ErrorKind::TooFewValues => messages::too_few_values(flag(), number(ContextKind::MinValues), found),
        ErrorKind::WrongNumberOfValues => {
            messages::wrong_number_of_values(flag(), number(ContextKind::ExpectedNumValues), found)
        }
        ErrorKind::NoEquals => messages::no_equals(flag()),
        ErrorKind::InvalidUtf8 => messages::invalid_utf_8(),
        _ => return None,
    };
    Some(problem)
}

/// Why a value is invalid.
fn cause(error: &Error) -> Option<Message> {
    let cause = error.source()?;
    if let Some(number) = cause.downcast_ref::<ParseIntError>() {
        let is_long = matches!(number.kind(), IntErrorKind::PosOverflow | IntErrorKind::NegOverflow);
        return Some(if is_long { messages::number_too_long() } else { messages::expected_whole_number() });
    }
    // The parser has no type for this one, only its text.
    let text = cause.to_string();
    Some(match text.split_once(" is not in ") {
        Some((_, range)) => messages::expected_in_range(range),
        None => Message::of(text),
    })
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
            let told = localized(&error, Locale::Chinese).unwrap();
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
