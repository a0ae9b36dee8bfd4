//! `man`: the manual, one page for each subcommand.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command, value_parser};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};
use deskledger::Message;
use schemars::JsonSchema;
use serde::Serialize;

use crate::args;
use crate::error::Failure;
use crate::help::Help;
use crate::locale::{self, Locale};
use crate::messages;
use crate::terminal::output::Output;

/// What `man --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Written {
    /// The directory.
    directory: String,
    /// Names of the pages.
    pages: Vec<String>,
}

/// The subcommand and its flags.
pub(crate) fn command(help: Help) -> Command {
    let dir = help.value("dir", "DIR", messages::flag_dir_of_man());
    let dir = dir.required(true).value_parser(value_parser!(PathBuf));
    help.subcommand("man", messages::about_man()).args([dir, args::json(help)])
}

/// The headings in the text after the help of a subcommand, and the sections that they become.
const SECTIONS: [[fn() -> Message; 2]; 3] = [
    [messages::examples, messages::man_examples],
    [messages::rules_over_several_parameters, messages::man_rules],
    [messages::exit_codes_heading, messages::man_exit_status],
];

/// Runs the subcommand.
pub(crate) fn run(matches: &ArgMatches, output: &Output, command: Command) -> Result<(), Failure> {
    let directory = matches.get_one::<PathBuf>("dir").cloned().unwrap_or_default();
    let mut command = command.disable_help_subcommand(true);
    command.build();
    let mut pages = Vec::new();
    let written = std::fs::create_dir_all(&directory)
        .and_then(|()| write_pages(&command, &directory, locale::of_environment(), &mut pages));
    let directory = directory.display().to_string();
    written.map_err(|error| Failure::local(messages::writing_pages(directory.as_str()), &error))?;
    let sentence = messages::pages_written(pages.len().to_string(), directory.as_str());
    output.result(&Written { directory, pages }, sentence)
}

/// Writes the pages of a command and of every subcommand.
fn write_pages(command: &Command, directory: &Path, locale: Locale, pages: &mut Vec<String>) -> io::Result<()> {
    for subcommand in command.get_subcommands() {
        write_pages(subcommand, directory, locale, pages)?;
    }
    let man = Man::new(command.clone());
    let mut page = Vec::new();
    write_page(&man, command, locale, &mut page)?;
    pages.push(man.get_filename());
    std::fs::write(directory.join(man.get_filename()), page)
}

fn write_page(man: &Man, command: &Command, locale: Locale, page: &mut Vec<u8>) -> io::Result<()> {
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
    for line in text(command.get_after_help()).lines() {
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

/// A section that the generator has rendered, without its English heading.
fn body(section: &[u8]) -> &[u8] {
    let heading = section.windows(4).position(|bytes| bytes == b".SH ").unwrap_or_default();
    let rest = section.get(heading..).unwrap_or_default();
    let end = rest.iter().position(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    rest.get(end..).unwrap_or_default()
}
