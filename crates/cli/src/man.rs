//! `man`: the manual, a page a verb.

use std::path::PathBuf;

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
    let written =
        std::fs::create_dir_all(&directory).and_then(|()| clap_mangen::generate_to(crate::args::command(), &directory));
    let shown = directory.display();
    let doing = [format!("writing manual pages into {shown}"), format!("将手册页写入 {shown} 失败")];
    written.map_err(|error| Failure::local(doing, &error))
}
