//! `man`: the manual, one page for each subcommand.

mod sections;

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{ArgMatches, Command};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use deskledger::Message;
use schemars::JsonSchema;
use serde::Serialize;

use crate::error::{Doing as _, Failure};
use crate::help::Help;
use crate::locale::{self, Locale};
use crate::terminal::output::Output;
use crate::{args, messages};

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
const SECTIONS: [[fn() -> Message; 2]; 3] = [
    [messages::examples, messages::man_examples],
    [messages::rules_over_several_parameters, messages::man_rules],
    [messages::exit_codes_heading, messages::man_exit_status],
];

pub(crate) fn run(matches: &ArgMatches, output: &Output, command: Command) -> Result<(), Failure> {
    let directory = matches.get_one::<PathBuf>("dir").cloned().unwrap_or_default();
    let mut command = command.disable_help_subcommand(true);
    command.build();
    let mut manual = Manual { directory: directory.clone(), locale: locale::of_environment(), names: Vec::new() };
    manual.add(&command);
    let written = std::fs::create_dir_all(&directory).and_then(|()| manual.write(&command));
    let pages: Vec<String> = manual.names.iter().map(|name| format!("{name}.1")).collect();
    let directory = directory.display().to_string();
    written.doing(messages::writing_pages(directory.as_str()))?;
    let sentence = messages::pages_written(pages.len().to_string(), directory.as_str());
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
    let variables = sections::environment(command, locale);
    definitions(&messages::man_environment().localized(locale), &variables, page)?;
    definitions(&messages::man_files().localized(locale), &sections::files(subcommand, locale), page)?;
    section(&messages::man_see_also().localized(locale), &sections::related(name, &manual.names), page)?;
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
        match line.is_empty() {
            true => roff.control("PP", []),
            false => roff.text([roman(line)]),
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
