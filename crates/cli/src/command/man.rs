//! `man`: the manual, one page for each subcommand.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use schemars::JsonSchema;
use serde::Serialize;

use crate::args::{self, Values as _};
use crate::error::{Doing as _, Failure};
use crate::help::Help;
use crate::locale::{self, Locale};
use crate::messages::{self, Text};
use crate::terminal::output::Output;

/// Output of `man --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Written {
    /// The directory.
    directory: String,
    /// Names of the pages.
    pages: Vec<String>,
}

pub(crate) fn command(help: Help) -> Command {
    let dir = help.path("dir", "DIR", messages::flag_dir_of_man()).required(true);
    help.subcommand("man", messages::about_man()).args([dir, args::json(help)])
}

/// The headings in the text after the help of a subcommand, and the sections that they become.
const SECTIONS: [[Text; 2]; 3] = [
    [messages::examples, messages::man_examples],
    [messages::rules_over_several_parameters, messages::man_rules],
    [messages::exit_codes_heading, messages::man_exit_status],
];

/// Variables of every subcommand.
const VARIABLES: [(&str, Text); 2] =
    [("DESKLEDGER_LOG", messages::man_variable_log), ("LC_ALL, LC_MESSAGES, LANG", messages::man_variable_language)];

/// Files of subcommands, by the names of these; all of them have those of the empty name.
const FILES: [(&[&str], &str, Text); 8] = [
    (&["export", "doctor", ""], "~/.config/deskledger/config.toml", messages::man_file_config),
    (&["export", "doctor", ""], "~/.huaweicloud/credentials", messages::man_file_credentials),
    (&["export", "convert"], "FILE.part", messages::man_file_part),
    (&["export"], "FILE.part.json", messages::man_file_resume_metadata),
    (&["serve", "admin", "import", "seed", "demo"], "DIR/ledger.sqlite", messages::man_file_store),
    (&["serve", "admin"], "DIR/access.sqlite, DIR/tokens", messages::man_file_access),
    (&["man", ""], "~/.local/share/man/man1", messages::man_file_pages),
    (&["completions", ""], "~/.local/share/bash-completion/completions/deskledger", messages::man_file_completions),
];

pub(crate) fn run(matches: &ArgMatches, output: &Output, command: Command) -> Result<(), Failure> {
    let directory = matches.path("dir").unwrap_or(Path::new("")).to_owned();
    let mut command = command.disable_help_subcommand(true);
    command.build();
    let mut manual = Manual { directory: directory.clone(), locale: locale::of_environment(), names: Vec::new() };
    manual.add(&command);
    let written = std::fs::create_dir_all(&directory).and_then(|()| manual.write(&command));
    let pages: Vec<String> = manual.names.iter().map(|name| format!("{name}.1")).collect();
    let directory = directory.display().to_string();
    written.doing(messages::writing_pages(&directory))?;
    let sentence = messages::pages_written(pages.len(), &directory);
    output.result(&Written { directory, pages }, sentence)
}

/// The pages of a command and of every subcommand.
struct Manual {
    directory: PathBuf,
    locale: Locale,
    /// Names of the pages.
    names: Vec<String>,
}

impl Manual {
    fn add(&mut self, command: &Command) {
        self.names.push(command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned());
        command.get_subcommands().for_each(|subcommand| self.add(subcommand));
    }

    fn write(&self, command: &Command) -> io::Result<()> {
        command.get_subcommands().try_for_each(|subcommand| self.write(subcommand))?;
        let man = Man::new(command.clone());
        let mut page = Vec::new();
        write_page(&man, command, self, &mut page)?;
        std::fs::write(self.directory.join(man.get_filename()), page)
    }
}

fn write_page(man: &Man, command: &Command, manual: &Manual, page: &mut Vec<u8>) -> io::Result<()> {
    let locale = manual.locale;
    let name = command.get_display_name().unwrap_or_else(|| command.get_name());
    let text = |text: Option<&clap::builder::StyledStr>| text.map(ToString::to_string).unwrap_or_default();
    man.render_title(page)?;
    section(&messages::man_name().localized(locale), &format!("{name} - {}", text(command.get_about())), page)?;
    let mut synopsis = Vec::new();
    man.render_synopsis_section(&mut synopsis)?;
    section(&messages::man_synopsis().localized(locale), "", page)?;
    page.write_all(body(&synopsis))?;
    let about = command.get_long_about().or_else(|| command.get_about());
    section(&messages::man_description().localized(locale), &text(about), page)?;
    man.render_options_section(page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(page)?;
    }
    let (mut heading, mut lines) = (messages::man_notes().localized(locale), String::new());
    let mut after = text(command.get_after_help());
    let exit_codes = messages::exit_codes().localized(locale);
    if !after.contains(&messages::exit_codes_heading().localized(locale)) {
        after = format!("{after}\n{exit_codes}");
    }
    for line in after.lines() {
        match SECTIONS.iter().find(|[heading, _]| heading().localized(locale) == line) {
            Some([_, next]) => {
                section_of_lines(&heading, &lines, page)?;
                (heading, lines) = (next().localized(locale), String::new());
            }
            None => {
                lines.push_str(line);
                lines.push('\n');
            }
        }
    }
    section_of_lines(&heading, &lines, page)?;
    let subcommand = name.strip_prefix("deskledger").unwrap_or(name).trim_start_matches('-');
    let subcommand = subcommand.split('-').next().unwrap_or_default();
    definitions(&messages::man_environment().localized(locale), &environment(command, locale), page)?;
    definitions(&messages::man_files().localized(locale), &files(subcommand, locale), page)?;
    section(&messages::man_see_also().localized(locale), &related(name, &manual.names), page)?;
    match command.get_version() {
        Some(version) => section(&messages::man_version().localized(locale), &format!("v{version}"), page),
        None => Ok(()),
    }
}

/// A section whose lines stay as they are; nothing if there are none.
fn section_of_lines(heading: &str, lines: &str, page: &mut Vec<u8>) -> io::Result<()> {
    if lines.trim().is_empty() { Ok(()) } else { section(heading, lines.trim_end(), page) }
}

/// A section of paragraphs.
fn section(heading: &str, text: &str, page: &mut Vec<u8>) -> io::Result<()> {
    let mut roff = Roff::new();
    roff.control("SH", [heading]);
    for line in text.lines() {
        if line.is_empty() {
            roff.control("PP", [])
        } else {
            roff.text([roman(line)])
        };
    }
    page.write_all(roff.to_roff().as_bytes())
}

/// A section of names with their meaning; nothing if there are none.
fn definitions(heading: &str, definitions: &[(String, String)], page: &mut Vec<u8>) -> io::Result<()> {
    let mut roff = Roff::new();
    if !definitions.is_empty() {
        roff.control("SH", [heading]);
    }
    for (name, text) in definitions {
        roff.control("TP", []).text([bold(name)]).text([roman(text)]);
    }
    page.write_all(roff.to_roff().as_bytes())
}

/// A section that the generator has rendered, without its English heading.
fn body(section: &[u8]) -> &[u8] {
    let heading = section.windows(4).position(|bytes| bytes == b".SH ").unwrap_or_default();
    let rest = section.get(heading..).unwrap_or_default();
    let end = rest.iter().position(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    rest.get(end..).unwrap_or_default()
}

/// Variables of the environment that the help of the flags names, each with its flags.
fn environment(command: &Command, locale: Locale) -> Vec<(String, String)> {
    let mut variables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for arg in command.get_arguments() {
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        let Some(flag) = arg.get_long().map(|long| format!("--{long}")) else { continue };
        for word in help.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_')) {
            let is_variable = word.contains('_') && word.starts_with(|first: char| first.is_ascii_uppercase());
            if is_variable && word.chars().all(|letter| !letter.is_ascii_lowercase()) {
                let flags = variables.entry(word.to_owned()).or_default();
                if !flags.contains(&flag) {
                    flags.push(flag.clone());
                }
            }
        }
    }
    let named = variables.into_iter().map(|(name, flags)| (name, flags.join(", ")));
    named.chain(VARIABLES.map(|(name, text)| (name.to_owned(), text().localized(locale)))).collect()
}

/// Files that a subcommand reads or writes; `name` is that of the subcommand under the root.
fn files(name: &str, locale: Locale) -> Vec<(String, String)> {
    let of_name = FILES.iter().filter(|(names, ..)| names.contains(&name));
    of_name.map(|(_, path, text)| ((*path).to_owned(), text().localized(locale))).collect()
}

fn related(page: &str, pages: &[String]) -> String {
    let others = pages.iter().filter(|other| other.as_str() != page);
    others.map(|name| format!("{name}(1)")).collect::<Vec<_>>().join(", ")
}
