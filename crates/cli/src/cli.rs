//! The command line: the list of subcommands, from which help, completions and manual pages are made.

use crate::messages;
use clap::builder::PossibleValuesParser;
use clap::{Arg, Command, ValueHint};

use crate::args::{examples, with_common_flags};
#[cfg(feature = "docs")]
use crate::command::docs;
#[cfg(feature = "serve")]
use crate::command::{admin, demo, import, seed, serve};
use crate::command::{completions, convert, doctor, explain, export, man, schema, sdk, spec};
use crate::error_codes::{CODES, STATUSES};
use crate::help::Help;
use crate::locale::Locale;

/// Commands to be typed are the same in every language.
const EXAMPLES: &str = "  deskledger demo
  deskledger export --region cn-north-4 --token-file token.txt \\
      --project-id 8dc9c40a06574a598941b254d4b63b43 \\
      --start-time 2020-04-13T01:59Z --end-time 2020-04-30T02:20Z -o connections.xlsx
  deskledger export ... --format csv -o - | head";

/// The whole command, with its help in a language.
pub(crate) fn command(locale: Locale) -> Command {
    let help = Help(locale);
    help.translated(with_common_flags(subcommands(help), help))
}

/// The same for a terminal.
pub(crate) fn for_terminal(locale: Locale) -> Command {
    let help = Help(locale);
    help.with_help_subcommand(help.for_terminal(command(locale)))
}

/// The same for the script of a shell.
pub(crate) fn for_completions(locale: Locale) -> Command {
    completed(Help(locale).with_help_subcommand(command(locale)))
}

/// Values that a shell offers, though others are accepted, too: by the id of the argument.
const VALUES: [(&str, &[&str]); 5] = [
    ("encoding", &["utf-8", "gb18030", "gbk", "big5", "utf-16le", "windows-1252", "shift_jis"]),
    ("delimiter", &["comma", "tab", "semicolon", "pipe"]),
    ("time_zone", &["local", "UTC", "Asia/Shanghai", "+08:00"]),
    ("language", &["en_US", "zh_CN"]),
    ("region", &["cn-north-4", "cn-east-3", "cn-south-1", "cn-southwest-2", "ap-southeast-1"]),
];

/// The command with values, files and codes for a shell to complete.
fn completed(command: Command) -> Command {
    let arg = |arg: Arg| {
        let values = VALUES.iter().find(|(id, _)| arg.get_id() == id).map(|(_, values)| values.to_vec());
        let codes = || CODES.iter().chain(STATUSES).map(|code| code.code).collect();
        let values = values.or_else(|| (arg.get_id() == "code").then(codes));
        let hint = match arg.get_value_names().and_then(<[_]>::first).map(|name| name.as_str()) {
            _ if !arg.get_action().takes_values() => return arg,
            Some("FILE") => ValueHint::FilePath,
            Some("DIR" | "TARGET") => ValueHint::DirPath,
            Some("URL") => ValueHint::Url,
            _ => ValueHint::Unknown,
        };
        match values {
            Some(values) if arg.get_possible_values().is_empty() => arg.value_parser(PossibleValuesParser::new(values)),
            _ => arg.value_hint(hint),
        }
    };
    command.mut_args(arg).mut_subcommands(completed)
}

fn subcommands(help: Help) -> Command {
    let command = help
        .subcommand("deskledger", messages::about_deskledger())
        .version(env!("CARGO_PKG_VERSION"))
        .after_help(examples(help, EXAMPLES))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(export::command(help));
    #[cfg(feature = "serve")]
    let command =
        command.subcommand(serve::command(help)).subcommand(admin::command(help)).subcommand(import::command(help));
    let command = command.subcommand(convert::command(help));
    #[cfg(feature = "serve")]
    let command = command.subcommand(seed::command(help)).subcommand(demo::command(help));
    let command =
        command.subcommand(doctor::command(help)).subcommand(explain::command(help)).subcommand(spec::command(help));
    let command = command.subcommand(sdk::command(help));
    #[cfg(feature = "docs")]
    let command = command.subcommand(docs::command(help));
    command.subcommand(man::command(help)).subcommand(completions::command(help)).subcommand(schema::command(help))
}

#[cfg(test)]
mod tests {
    use std::iter;

    use deskledger::EXPORT_CONNECTION_RECORDS;
    use unicode_width::UnicodeWidthStr;

    use super::*;

    fn is_chinese(character: char) -> bool {
        matches!(character, '\u{4e00}'..='\u{9fff}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}')
    }

    /// The command and every subcommand under it.
    fn all(command: &Command) -> Vec<&Command> {
        command.get_subcommands().flat_map(all).chain(iter::once(command)).collect()
    }

    /// Every text in the help of a command, and its place.
    fn texts(command: &Command) -> Vec<(String, String)> {
        let name = command.get_name();
        let of_verb = [
            ("about", command.get_about()),
            ("long about", command.get_long_about()),
            ("after help", command.get_after_help()),
        ];
        let of_verb =
            of_verb.into_iter().filter_map(|(what, text)| Some((format!("{name}: {what}"), text?.to_string())));
        let heading = command.get_subcommand_help_heading().map(|text| (format!("{name}: heading"), text.to_owned()));
        let of_args = command.get_arguments().flat_map(|arg| {
            let place = format!("{name} {}", arg.get_id());
            let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
            let long = arg.get_long_help().map(|text| (place.clone(), text.to_string()));
            let heading = arg.get_help_heading().map(|text| (place.clone(), text.to_owned()));
            [Some((place, help)), long, heading].into_iter().flatten()
        });
        of_verb.chain(heading).chain(of_args).collect()
    }

    /// `--help` and `-h` of every subcommand, as they are printed. The parser does not print its copies under `help`.
    fn printed(locale: Locale) -> Vec<String> {
        let mut command = for_terminal(locale);
        command.build();
        all(&command)
            .into_iter()
            .filter(|one| !one.get_bin_name().unwrap_or_default().contains(" help"))
            .flat_map(|one| [one.clone().render_help(), one.clone().render_long_help()])
            .map(|text| text.to_string())
            .collect()
    }

    /// Checks every text of every subcommand, each of which says what it does.
    fn check_texts(locale: Locale, mut check: impl FnMut(&str, &str)) {
        // The parser copies the subcommands under `help`.
        for one in all(&for_terminal(locale)) {
            texts(one).iter().for_each(|(place, text)| check(place, text));
            assert!(one.get_about().is_some(), "{}", one.get_name());
        }
    }

    #[test]
    fn a_chinese_reader_never_meets_an_english_help_text() {
        let mut count = 0;
        check_texts(Locale::Chinese, |place, text| {
            // Text in brackets (defaults, values) is often added.
            assert!(text.split('[').next().unwrap().contains(is_chinese), "{place}: {text:?}");
            count += 1;
        });
        assert!(count > 250, "{count}");
        // Texts of the parser. `[OPTIONS]` and `<COMMAND>` stay: they are placeholders, as FILE and URL are.
        for text in printed(Locale::Chinese) {
            for word in
                ["Usage:", "Options:", "Commands:", "Arguments:", "[default", "possible values", "Print ", "[env"]
            {
                assert!(!text.contains(word), "{word:?} is in: {text}");
            }
        }
    }

    #[test]
    fn an_english_reader_never_meets_chinese() {
        check_texts(Locale::English, |place, text| {
            let is_said = !text.is_empty() && !text.starts_with([' ', '[']);
            assert!(is_said && !text.contains(is_chinese), "{place}: {text:?}");
        });
        assert!(!printed(Locale::English).concat().contains(is_chinese));
    }

    #[test]
    fn no_line_of_chinese_help_is_longer_than_a_terminal_is_wide() {
        for text in printed(Locale::Chinese) {
            // Typed text stays on one line.
            for line in text.lines().filter(|line| line.contains(is_chinese)) {
                assert!(line.width() <= 80, "{line}");
            }
        }
    }

    /// Often only the first of a pair is kept up to date.
    #[test]
    fn both_languages_name_the_same_flags_variables_and_defaults() {
        let words = |text: &str| {
            let text = text.replace(is_chinese, " ");
            let words = text.split(|letter: char| !(letter.is_ascii_alphanumeric() || "_-./".contains(letter)));
            let words = words.map(|word| word.trim_matches('.').to_owned());
            words.filter(|word| word.contains(['_', '-']) || word.parse::<f64>().is_ok()).collect::<Vec<_>>()
        };
        let [english, chinese] = [Locale::English, Locale::Chinese].map(command);
        for (english, chinese) in all(&english).into_iter().zip(all(&chinese)) {
            for arg in english.get_arguments().filter(|arg| arg.get_possible_values().is_empty()) {
                let other = chinese.get_arguments().find(|other| other.get_id() == arg.get_id()).unwrap();
                let [said, other] = [arg, other].map(|arg| arg.get_help().map(ToString::to_string).unwrap_or_default());
                for word in words(&said) {
                    // `byte-order` is a word of English; `--byte-order` is not.
                    let is_prose =
                        !word.starts_with("--") && word.chars().all(|one| one == '-' || one.is_ascii_lowercase());
                    assert!(is_prose || other.contains(&word), "{word} is in {said:?} and not in {other:?}");
                }
            }
        }
    }

    #[test]
    fn a_flag_of_the_call_says_what_the_document_says_in_both_languages() {
        for (locale, language) in [(Locale::English, "en_US"), (Locale::Chinese, "zh_CN")] {
            let command = command(locale);
            let export = command.find_subcommand("export").unwrap();
            for parameter in EXPORT_CONNECTION_RECORDS.inputs() {
                let flag = export.get_arguments().find(|arg| arg.get_id() == parameter.name).unwrap();
                let help = flag.get_help().unwrap().to_string();
                let said = parameter.description_in(language);
                assert!(help.starts_with(said), "{help:?} is not {said:?}");
                assert_eq!(said == parameter.description, locale == Locale::English, "{said}");
                assert!(help.contains(&parameter.shape.localized(locale)), "{help}");
            }
            let after = export.get_after_help().unwrap().to_string();
            assert!(EXPORT_CONNECTION_RECORDS.rules.iter().all(|rule| after.contains(rule.description_in(language))));
        }
    }

    #[test]
    fn a_flag_that_is_declared_twice_is_found() {
        for locale in [Locale::English, Locale::Chinese] {
            command(locale).debug_assert();
            for_terminal(locale).debug_assert();
        }
    }
}
