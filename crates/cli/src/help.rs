//! Help in the language of whoever reads: verbs and flags are declared with their texts in English and in Chinese, and
//! what the parser says by itself in English is said in Chinese, too.

use clap::builder::ValueParser;
use clap::{Arg, ArgAction, Command};

use crate::locale::Locale;
use crate::locale::Pick as _;
use crate::wrap::wrapped;

/// Columns that a line of Chinese help has. The parser breaks lines at spaces only, which Chinese does not have.
const COLUMNS: usize = 80;

/// Columns that stand before the help of a flag, on the line below it.
const INDENT: usize = 10;

const TEMPLATE: &str = "{before-help}{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// Makes verbs and flags, each with its help in the language of whoever reads. As everywhere here, a text is a pair, in
/// English and in Chinese.
#[derive(Clone, Copy)]
pub(crate) struct Help(pub(crate) Locale);

impl Help {
    /// The text in the language of whoever reads.
    pub(crate) fn say(self, both: [impl Into<String>; 2]) -> String {
        self.0.pick(both.map(Into::into))
    }

    /// A verb, with what it does in a line.
    pub(crate) fn verb(self, name: &'static str, about: [&'static str; 2]) -> Command {
        Command::new(name).about(self.say(about))
    }

    /// A flag without a value.
    pub(crate) fn flag(self, name: &'static str, help: [&'static str; 2]) -> Arg {
        Arg::new(name).long(name).action(ArgAction::SetTrue).help(self.say(help))
    }

    /// A flag with a value.
    pub(crate) fn value(self, name: &'static str, value_name: &'static str, help: [impl Into<String>; 2]) -> Arg {
        Arg::new(name).long(name).value_name(value_name).help(self.say(help))
    }

    /// A flag with one of several values.
    pub(crate) fn choice(self, name: &'static str, values: impl Into<ValueParser>, help: [&'static str; 2]) -> Arg {
        Arg::new(name).long(name).value_parser(values).help(self.say(help))
    }

    /// A value without a flag.
    pub(crate) fn positional(self, name: &'static str, value_name: &'static str, help: [&'static str; 2]) -> Arg {
        Arg::new(name).value_name(value_name).help(self.say(help))
    }

    /// The command with what the parser says by itself in the language of whoever reads.
    pub(crate) fn translated(self, command: Command) -> Command {
        self.0.pick([|command| command, in_chinese])(command)
    }

    /// The same, with the verb `help` that the parser adds.
    pub(crate) fn with_help_verb(self, mut command: Command) -> Command {
        match self.0 {
            Locale::English => command,
            _ => {
                command.build();
                help_verb_in_chinese(command)
            }
        }
    }

    /// The command with lines that end in time at a terminal; English ones are broken by the parser.
    pub(crate) fn for_terminal(self, command: Command) -> Command {
        self.0.pick([|command| command, with_lines])(command)
    }
}

/// Headings, the flags that every verb has, and what is said of values.
fn in_chinese(command: Command) -> Command {
    let has_long = command.get_long_about().is_some();
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
    let help = match has_long {
        true => help.help("显示帮助（--help 显示更多内容）").long_help("显示帮助（-h 显示摘要）"),
        false => help.help("显示帮助"),
    };
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version).help("显示版本");
    let mut positional = 1_usize..;
    let version = command.get_version().is_some().then_some(version);
    command
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(help)
        .args(version)
        .help_template(TEMPLATE)
        .subcommand_help_heading("动词")
        .mut_args(|arg| {
            // Under a heading of ours they would be sorted by name.
            let arg = if arg.is_positional() { arg.display_order(positional.next()) } else { arg };
            arg_in_chinese(arg)
        })
        .mut_subcommands(in_chinese)
}

fn arg_in_chinese(mut arg: Arg) -> Arg {
    if arg.get_help_heading().is_none() {
        let heading = if arg.is_positional() { "参数" } else { "选项" };
        arg = arg.help_heading(heading);
    }
    if !arg.get_action().takes_values() {
        return arg;
    }
    let mut help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let default = arg.get_default_values().iter().map(|value| value.to_string_lossy());
    let default = default.collect::<Vec<_>>().join(" ");
    if !default.is_empty() {
        help.push_str(&format!(" [默认值：{default}]"));
    }
    let values: Vec<String> = arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    if !values.is_empty() {
        help.push_str(&format!(" [可选值：{}]", values.join("、")));
    }
    // No space stands behind marks that are wide.
    let help = help.replace("。 [", "。[").replace("） [", "）[");
    arg.help(help).hide_default_value(true).hide_possible_values(true)
}

fn help_verb_in_chinese(command: Command) -> Command {
    command.mut_subcommands(|verb| {
        let verb =
            if verb.get_name() == "help" { verb.about("显示本帮助，或指定动词的帮助") } else { verb };
        help_verb_in_chinese(verb)
    })
}

fn with_lines(mut command: Command) -> Command {
    let lines = |text: &clap::builder::StyledStr| wrapped(&text.to_string(), COLUMNS);
    if let Some(text) = command.get_long_about().map(lines) {
        command = command.long_about(text);
    }
    if let Some(text) = command.get_after_help().map(lines) {
        command = command.after_help(text);
    }
    let lines = |text: &clap::builder::StyledStr| wrapped(&text.to_string(), COLUMNS - INDENT);
    command
        .term_width(0)
        .mut_args(|mut arg| {
            if let Some(text) = arg.get_help().map(lines) {
                arg = arg.help(text);
            }
            arg.next_line_help(true)
        })
        .mut_subcommands(with_lines)
}

#[cfg(test)]
mod tests {
    use std::iter;

    use deskledger::EXPORT_CONNECTION_RECORDS;
    use unicode_width::UnicodeWidthStr;

    use super::*;
    use crate::args;

    fn is_chinese(character: char) -> bool {
        matches!(character, '\u{4e00}'..='\u{9fff}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}')
    }

    /// The command and every verb under it, by their names.
    fn verbs(command: &Command) -> Vec<&Command> {
        command.get_subcommands().flat_map(verbs).chain(iter::once(command)).collect()
    }

    /// Everything that the help of the command itself says, and where it stands.
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

    /// `--help` and `-h` of every verb, as they are printed. What the parser keeps under `help` it never prints.
    fn printed(locale: Locale) -> Vec<String> {
        let mut command = args::for_terminal(locale);
        command.build();
        verbs(&command)
            .into_iter()
            .filter(|verb| !verb.get_bin_name().unwrap_or_default().contains(" help"))
            .flat_map(|verb| [verb.clone().render_help(), verb.clone().render_long_help()])
            .map(|text| text.to_string())
            .collect()
    }

    #[test]
    fn a_chinese_reader_never_meets_an_english_help_text() {
        let command = args::for_terminal(Locale::Chinese);
        let mut count = 0;
        for verb in verbs(&command) {
            // The parser copies the verbs under `help`, each with the line that it has elsewhere.
            for (place, text) in texts(verb) {
                // What stands in brackets (defaults, values) is often added to the text.
                assert!(text.split('[').next().unwrap().contains(is_chinese), "{place}: {text:?}");
                count += 1;
            }
            assert!(verb.get_about().is_some(), "{}", verb.get_name());
        }
        assert!(count > 250, "{count}");
        // What the parser says by itself. `[OPTIONS]` and `<COMMAND>` stay: they are placeholders, as FILE and URL are.
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
        let command = args::for_terminal(Locale::English);
        for verb in verbs(&command) {
            for (place, text) in texts(verb) {
                let is_said = !text.is_empty() && !text.starts_with([' ', '[']);
                assert!(is_said && !text.contains(is_chinese), "{place}: {text:?}");
            }
            assert!(verb.get_about().is_some(), "{}", verb.get_name());
        }
        assert!(!printed(Locale::English).concat().contains(is_chinese));
    }

    #[test]
    fn no_line_of_chinese_help_is_longer_than_a_terminal_is_wide() {
        for text in printed(Locale::Chinese) {
            // What is typed stays in one line.
            for line in text.lines().filter(|line| line.contains(is_chinese)) {
                assert!(line.width() <= COLUMNS, "{line}");
            }
        }
    }

    /// The first of a pair may be the only one that somebody keeps up to date.
    #[test]
    fn both_languages_name_the_same_flags_variables_and_defaults() {
        let words = |text: &str| {
            let text = text.replace(is_chinese, " ");
            let words = text.split(|letter: char| !(letter.is_ascii_alphanumeric() || "_-./".contains(letter)));
            let words = words.map(|word| word.trim_matches('.').to_owned());
            words.filter(|word| word.contains(['_', '-']) || word.parse::<f64>().is_ok()).collect::<Vec<_>>()
        };
        let [english, chinese] = [Locale::English, Locale::Chinese].map(args::command);
        for (english, chinese) in verbs(&english).into_iter().zip(verbs(&chinese)) {
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
            let command = args::command(locale);
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
}
