//! `completions`: scripts for shells.

use clap::ArgMatches;

use crate::failure::Failure;

/// Prints the script for the shell that was asked for.
pub(crate) fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let mut script = Vec::new();
    if let Some(shell) = matches.get_one::<clap_complete::Shell>("shell") {
        clap_complete::generate(*shell, &mut crate::args::command(), "deskledger", &mut script);
    }
    crate::write_stdout(&String::from_utf8_lossy(&script))
}
