//! `man`: the manual, a page a verb.

use std::io;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, value_parser};

use crate::failure::Failure;

/// The verb and its flags.
pub(crate) fn command() -> Command {
    Command::new("man").about("Writes the manual pages").arg(
        Arg::new("dir").long("dir").value_name("DIR").required(true).value_parser(value_parser!(PathBuf)).help(
            "Where the pages go; made if it does not exist. For man to find them, for example ~/.local/share/man/man1",
        ),
    )
}

/// Runs the verb.
pub(crate) fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let directory = matches.get_one::<PathBuf>("dir").cloned().unwrap_or_default();
    let written = std::fs::create_dir_all(&directory)
        .and_then(|()| clap_mangen::generate_to(crate::args::command(), &directory))
        .and_then(|()| with_sections(&directory));
    let shown = directory.display();
    let doing = [format!("writing manual pages into {shown}"), format!("将手册页写入 {shown} 失败")];
    written.map_err(|error| Failure::local(doing, &error))
}

/// What stands behind the help becomes sections that man pages usually have.
fn with_sections(directory: &Path) -> io::Result<()> {
    for entry in std::fs::read_dir(directory)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.starts_with("deskledger") && name.ends_with(".1") {
            let page = std::fs::read_to_string(&path)?;
            std::fs::write(&path, sections(&page))?;
        }
    }
    Ok(())
}

fn sections(page: &str) -> String {
    let mut page = page.to_owned();
    for (heading, section) in [
        ("Examples:", ".SH EXAMPLES"),
        ("Rules over several parameters:", ".SH RULES"),
        ("Exit codes:", ".SH \"EXIT STATUS\""),
    ] {
        page = page.replace(&format!("\n.SH EXTRA\n{heading}\n"), &format!("\n{section}\n"));
        page = page.replace(&format!("\n{heading}\n"), &format!("\n{section}\n"));
    }
    page
}
