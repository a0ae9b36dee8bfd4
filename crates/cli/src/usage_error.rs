//! Wrong usage that the parser of the command line finds: reported in the language of the reader, and to a program as JSON.

use std::error::Error as _;
use std::ffi::{OsStr, OsString};
use std::{env, io};

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgMatches, Command, Error};

use deskledger::Message;

use crate::error::Failure;
use crate::locale::{self, Locale};
use crate::messages;
use crate::terminal::output::Output;

/// Maximum number of errors that are looked for.
const MAX_ERRORS: usize = 32;

/// A tip with the names that it suggests.
type Tip = fn(Message) -> Message;

/// What the parser suggests, and the tips with it.
const SIMILAR: [(ContextKind, Tip); 3] = [
    (ContextKind::SuggestedSubcommand, messages::usage_similar_subcommand),
    (ContextKind::SuggestedArg, messages::usage_similar_argument),
    (ContextKind::SuggestedValue, messages::usage_similar_value),
];

/// Prints the help that was requested, or the error, and returns the exit code.
pub(crate) fn report(error: &Error) -> u8 {
    let is_help = matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    );
    if !is_help && asks_for_json() {
        let failure = failure(error);
        Output::new(true).failure(&failure);
        return failure.exit_code();
    }
    match locale::of_environment() {
        Locale::Chinese if !is_help => {
            let text = in_chinese(error).unwrap_or_else(|| error.render().to_string());
            let _ = io::Write::write_all(&mut io::stderr(), text.as_bytes());
        }
        // Help that cannot be written, because the reader has closed the pipe, is not an error.
        _ => drop(error.print()),
    }
    if error.use_stderr() { crate::error::USAGE } else { 0 }
}

/// The error as every other one is reported.
pub(crate) fn failure(error: &Error) -> Failure {
    let problem = problem(error).unwrap_or_else(|| Message::of(error.kind().to_string()));
    let names: Vec<_> = SIMILAR.iter().flat_map(|(kind, _)| names(error, *kind)).map(Message::of).collect();
    Failure::usage(match names.is_empty() {
        true => problem,
        false => messages::usage_similar(problem, Message::list(names, messages::comma())),
    })
}

/// Every error of a command line of which the parser has reported the first one: arguments that it rejects are removed one
/// by one, and those that it misses are no longer required. Also what is left, if it can be parsed.
pub(crate) fn all(command: &Command, first: Error, mut arguments: Vec<OsString>) -> (Vec<Error>, Option<ArgMatches>) {
    let (mut command, mut errors, mut error, mut is_relaxed) = (command.clone(), Vec::new(), first, false);
    while errors.len() < MAX_ERRORS {
        let is_missing = error.kind() == ErrorKind::MissingRequiredArgument;
        if is_missing && is_relaxed {
            break;
        }
        let is_mended = is_missing || remove(&command, &error, &mut arguments);
        if is_missing {
            (command, is_relaxed) = (relaxed(command), true);
        }
        // A missing argument may have been removed.
        if !is_missing || !errors.iter().any(|removed| is_of_one_flag(removed, &error)) {
            errors.push(error);
        }
        error = match command.clone().try_get_matches_from(&arguments) {
            Ok(matches) if is_mended => return (errors, Some(matches)),
            Err(next) if is_mended => next,
            _ => break,
        };
    }
    (errors, None)
}

/// The command without required arguments.
fn relaxed(command: Command) -> Command {
    command.mut_args(|arg| arg.required(false)).mut_subcommands(relaxed)
}

/// Whether two errors name the same flag.
fn is_of_one_flag(error: &Error, other: &Error) -> bool {
    let flags =
        |error| names(error, ContextKind::InvalidArg).into_iter().filter_map(|name| name.split([' ', '=']).next());
    flags(error).any(|flag| flags(other).any(|other| flag == other))
}

/// Removes the flag of an error, with its value, and returns whether it was found.
fn remove(command: &Command, error: &Error, arguments: &mut Vec<OsString>) -> bool {
    let is_removable = matches!(
        error.kind(),
        ErrorKind::UnknownArgument | ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::ArgumentConflict
    );
    let shown = names(error, ContextKind::InvalidArg).concat();
    let name = shown.split([' ', '=']).next().unwrap_or_default();
    if !is_removable || !name.starts_with("--") {
        return false;
    }
    let is_it = |argument: &OsString| argument.to_str().is_some_and(|text| text.split('=').next() == Some(name));
    let Some(at) = arguments.iter().position(is_it) else { return false };
    let subcommand = arguments.iter().skip(1).try_fold(command, |command, name| match command.find_subcommand(name) {
        Some(below) => Ok(below),
        None => Err(command),
    });
    let (Ok(subcommand) | Err(subcommand)) = subcommand;
    let flag = subcommand.get_arguments().find(|arg| arg.get_long() == name.strip_prefix("--"));
    let has_value = flag.map_or(subcommand.get_positionals().next().is_none(), |arg| arg.get_action().takes_values());
    let is_joined = arguments[at].to_str().is_some_and(|text| text.contains('='));
    arguments.remove(at);
    let is_value = |argument: &OsString| !argument.to_str().is_some_and(|text| text.starts_with("--"));
    if has_value && !is_joined && arguments.get(at).is_some_and(is_value) {
        arguments.remove(at);
    }
    true
}

/// Whether the arguments of this process, which could not be parsed, ask for JSON.
fn asks_for_json() -> bool {
    ask_for_json(&env::args_os().collect::<Vec<_>>())
}

/// Whether arguments ask for JSON. Arguments after `--` are not flags.
fn ask_for_json(arguments: &[impl AsRef<OsStr>]) -> bool {
    let flags: Vec<&OsStr> = arguments.iter().map(AsRef::as_ref).take_while(|flag| *flag != "--").collect();
    flags.iter().any(|flag| *flag == "--json" || *flag == "--output-format=json")
        || flags.windows(2).any(|pair| pair == ["--output-format", "json"])
}

/// The whole text in Chinese; nothing for a kind of error that this version of the parser does not have yet.
fn in_chinese(error: &Error) -> Option<String> {
    let mut text = messages::usage_error(problem(error)?).localized(Locale::Chinese);
    for (kind, tip) in SIMILAR {
        let tip = list(error, kind).map(|names| format!("\n\n  {}", tip(names).localized(Locale::Chinese)));
        text.push_str(&tip.unwrap_or_default());
    }
    Some(text + &usage(error, Locale::Chinese))
}

/// The usage of the subcommand of an error, for the end of the text.
fn usage(error: &Error, locale: Locale) -> String {
    let usage = match error.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(usage)) => usage.to_string(),
        _ => String::new(),
    };
    let more = messages::usage_see_help().localized(locale);
    match usage.trim_start_matches("Usage:").trim() {
        "" => format!("\n\n{more}\n"),
        usage => {
            let usage = messages::usage_of_command(Message::translated(usage, usage)).localized(locale);
            format!("\n\n{usage}\n\n{more}\n")
        }
    }
}

/// Prints several problems of a command line as [`report`] prints one, and returns the exit code.
pub(crate) fn report_all(first: &Error, failure: &Failure) -> u8 {
    if asks_for_json() {
        Output::new(true).failure(failure);
    } else {
        let locale = locale::of_environment();
        let lines = failure.localized(locale);
        let error = messages::usage_error(Message::translated(lines.as_str(), lines.as_str())).localized(locale);
        let text = error + &usage(first, locale);
        let _ = io::Write::write_all(&mut io::stderr(), text.as_bytes());
    }
    failure.exit_code()
}

/// The problem, from the kind of the error and its context.
fn problem(error: &Error) -> Option<Message> {
    let name = |kind| list(error, kind).unwrap_or_else(|| Message::of(""));
    let number = |kind| match error.get(kind) {
        Some(ContextValue::Number(number)) => u64::try_from(*number).unwrap_or_default(),
        _ => 0,
    };
    let found = || number(ContextKind::ActualNumValues);
    let subcommand = || name(ContextKind::InvalidSubcommand);
    let flag = name(ContextKind::InvalidArg);
    let value = names(error, ContextKind::InvalidValue).concat();
    Some(match (error.kind(), list(error, ContextKind::ValidValue)) {
        (ErrorKind::UnknownArgument, _) => messages::usage_unknown_argument(flag),
        (ErrorKind::InvalidSubcommand, _) => messages::usage_unknown_subcommand(subcommand()),
        (ErrorKind::InvalidValue, None) if value.is_empty() => messages::usage_no_value(flag),
        (ErrorKind::InvalidValue, Some(allowed)) if value.is_empty() => messages::usage_no_value_of(flag, allowed),
        (ErrorKind::InvalidValue, None) => messages::usage_invalid_value(value, flag),
        (ErrorKind::InvalidValue, Some(allowed)) => messages::usage_invalid_value_of(value, flag, allowed),
        (ErrorKind::ValueValidation, _) => messages::usage_invalid_value_because(value, flag, cause(error)?),
        (ErrorKind::MissingRequiredArgument, _) => messages::usage_missing_arguments(flag),
        (ErrorKind::MissingSubcommand, _) => {
            messages::usage_missing_subcommand(subcommand(), name(ContextKind::ValidSubcommand))
        }
        (ErrorKind::ArgumentConflict, _) => match list(error, ContextKind::PriorArg) {
            Some(prior) if prior == flag => messages::usage_repeated(flag),
            Some(prior) => messages::usage_conflict(flag, prior),
            None => messages::usage_conflict_with_others(flag),
        },
        (ErrorKind::TooManyValues, _) => messages::usage_too_many_values(value, flag),
        (ErrorKind::TooFewValues, _) => messages::usage_too_few_values(flag, number(ContextKind::MinValues), found()),
        (ErrorKind::WrongNumberOfValues, _) => {
            messages::usage_wrong_number_of_values(flag, number(ContextKind::ExpectedNumValues), found())
        }
        (ErrorKind::NoEquals, _) => messages::usage_no_equals(flag),
        (ErrorKind::InvalidUtf8, _) => messages::usage_not_utf_8(),
        _ => return None,
    })
}

fn cause(error: &Error) -> Option<Message> {
    let cause = error.source()?;
    Some(cause.downcast_ref::<Message>().cloned().unwrap_or_else(|| Message::of(cause.to_string())))
}

/// The names of a kind of context as a list, if there are any.
fn list(error: &Error, kind: ContextKind) -> Option<Message> {
    let names: Vec<_> = names(error, kind).into_iter().map(Message::of).collect();
    (!names.is_empty()).then(|| Message::list(names, messages::comma()))
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
    fn a_chinese_reader_is_informed_of_what_is_wrong_with_the_line() {
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
            let reported = in_chinese(&error).unwrap();
            assert!(reported.starts_with("错误：") && reported.contains(expected), "{line}: {reported}");
            assert!(reported.ends_with("--help。\n"), "{line}: {reported}");
            let english = ["error:", "tip:", "Usage", "invalid", "expected", "found", "similar", "required"];
            assert!(!english.into_iter().any(|word| reported.contains(word)), "{line}: {reported}");
        }
    }

    #[test]
    fn a_program_reads_wrong_usage_as_it_reads_every_failure() {
        assert!(ask_for_json(&["export", "--json", "--colour"]));
        assert!(ask_for_json(&["export", "--output-format", "json"]) && ask_for_json(&["--output-format=json"]));
        assert!(!ask_for_json(&["export", "--output-format", "text"]) && !ask_for_json(&["convert", "--", "--json"]));
        let failure = failure(&error("deskledger export --format cvs"));
        assert_eq!(failure.exit_code(), crate::error::USAGE);
        let expected = "invalid value 'cvs' for '--format <format>'\n  [possible values: xlsx, csv, ndjson, parquet]";
        assert_eq!(failure.localized(Locale::English), expected);
    }
}
