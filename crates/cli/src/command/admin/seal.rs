//! Months of a cluster on object storage.

use clap::{ArgMatches, Command, value_parser};
use deskledger_server::{Month, Sealed, Store};

use super::line::Line;
use crate::error::{Failure, message_of};
use crate::help::Help;
use crate::messages;
use crate::terminal::output::Output;

pub(super) fn commands(help: Help) -> [Command; 2] {
    let month = || {
        let month = help.value("month", "MONTH", messages::flag_month()).required(true);
        month.value_parser(value_parser!(Month))
    };
    let to = help.value("to", "URL", messages::flag_seal_to()).required(true);
    [
        help.subcommand("seal", messages::about_admin_store_seal()).arg(month()).arg(to),
        help.subcommand("unseal", messages::about_admin_store_unseal()).arg(month()),
    ]
}

/// Moves a month of every project, and prints a line for each.
pub(super) fn run(is_sealed: bool, store: &Store, matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let Some(month) = matches.get_one::<Month>("month") else { return Ok(()) };
    let mut printed = Ok(());
    let each = &mut |sealed: &Sealed| {
        if printed.is_ok() {
            let Sealed { project_id, month, records, bytes, sha256, url } = sealed.clone();
            let month = month.to_string();
            printed = output.json(&Line::Seal { project_id, month, records, bytes, sha256, url, is_sealed });
        }
    };
    let moved = match matches.try_get_one::<String>("to").ok().flatten() {
        Some(to) => store.seal(month, to, each),
        None => store.unseal(month, each),
    };
    moved.map_err(|error| match error.is_rejected() {
        true => Failure::usage(message_of(&error)),
        false => Failure::local(messages::admin_moving_month(), &error),
    })?;
    printed
}
