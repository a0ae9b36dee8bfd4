//! `man`: the manual, one page for each subcommand.

use std::io;
use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command, value_parser};

use crate::error::Failure;
use crate::help::Help;
use crate::locale::{self, Locale};
use crate::messages;

/// The subcommand and its flags.
pub(crate) fn command(help: Help) -> Command {
    let dir = help.value("dir", "DIR", messages::where_the_pages_go());
    help.subcommand("man", messages::writes_the_manual_pages())
        .arg(dir.required(true).value_parser(value_parser!(PathBuf)))
}

/// Runs the subcommand.
pub(crate) fn run(matches: &ArgMatches, command: Command) -> Result<(), Failure> {
    let directory = matches.get_one::<PathBuf>("dir").cloned().unwrap_or_default();
    let locale = locale::of_environment();
    let written = std::fs::create_dir_all(&directory)
        .and_then(|()| clap_mangen::generate_to(command, &directory))
        .and_then(|()| with_sections(&directory, locale));
    written.map_err(|error| Failure::local(messages::writing_manual_pages(directory.display()), &error))
}

/// What stands behind the help becomes sections that man pages usually have.
fn with_sections(directory: &Path, locale: Locale) -> io::Result<()> {
    for entry in std::fs::read_dir(directory)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.starts_with("deskledger") && name.ends_with(".1") {
            let page = std::fs::read_to_string(&path)?;
            std::fs::write(&path, sections(&page, locale))?;
        }
    }
    Ok(())
}

fn sections(page: &str, locale: Locale) -> String {
    let mut page = page.to_owned();
    for (heading, section) in [
        (messages::examples(), messages::section_examples()),
        (messages::rules_over_several_parameters(), messages::section_rules()),
        (messages::heading_exit_codes(), messages::section_exit_status()),
    ] {
        let (heading, section) = (heading.localized(locale), section.localized(locale));
        page = page.replace(&format!("\n.SH EXTRA\n{heading}\n"), &format!("\n.SH {section}\n"));
        page = page.replace(&format!("\n{heading}\n"), &format!("\n.SH {section}\n"));
    }
    for section in [
        messages::section_name(),
        messages::section_synopsis(),
        messages::section_description(),
        messages::section_extra(),
        messages::section_version(),
    ] {
        let (english, chosen) = (section.to_string(), section.localized(locale));
        page = page.replace(&format!("\n.SH {english}\n"), &format!("\n.SH {chosen}\n"));
    }
    page
}
