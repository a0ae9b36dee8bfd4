//! Retries, timeouts and how the file is saved: the flags of `export` for the transfer.

use crate::messages;
use std::time::Duration;

use clap::{Arg, ArgMatches};
use deskledger::{ClientBuilder, RetryPolicy, SaveOptions};

use crate::args::Values as _;
use crate::config::client::{self, ClientSettings};
use crate::config::resolve::Setting;
use crate::error::Failure;
use crate::help::Help;
use crate::terminal::events::Events;
use crate::terminal::progress::Watcher;

pub(crate) fn flags(help: Help) -> impl Iterator<Item = Arg> {
    [
        help.choice("progress", ["bar", "json", "none"], messages::flag_progress()),
        help.path("progress_file", "FILE", messages::flag_progress_file()).requires("progress"),
        help.flag("no_resume", messages::flag_no_resume()),
        help.flag("no_keep_partial", messages::flag_no_keep_partial()),
        help.flag("allow_unproved_end", messages::flag_allow_unproved_end()),
        help.flag("sha256", messages::flag_sha256()),
        help.number::<u64>("max_size", "BYTES", messages::flag_max_size(), 0..=u64::MAX),
    ]
    .into_iter()
    .chain(client::flags(help, "transfer"))
    .map(move |arg| arg.help_heading(help.say(messages::transfer_retries_limits())))
}

/// A client with the retries and timeouts of the settings.
pub(crate) fn configure(builder: ClientBuilder, settings: &ClientSettings) -> ClientBuilder {
    let seconds = |setting: &Setting<u64>| setting.get().copied().map(Duration::from_secs);
    let default = RetryPolicy::default();
    let delay = settings.retry_delay.get().and_then(|delay| Duration::try_from_secs_f64(*delay).ok());
    let builder = builder.retry(RetryPolicy {
        max_attempts: settings.max_attempts.get().copied().unwrap_or(default.max_attempts),
        initial_backoff: delay.unwrap_or(default.initial_backoff),
        max_backoff: seconds(&settings.retry_max_delay).unwrap_or(default.max_backoff),
        max_retry_after: seconds(&settings.retry_after_max).unwrap_or(default.max_retry_after),
        max_elapsed: seconds(&settings.retry_max_time).unwrap_or(default.max_elapsed),
    });
    type Set = fn(ClientBuilder, Duration) -> ClientBuilder;
    let timeouts: [(_, Set); 4] = [
        (&settings.max_time, ClientBuilder::total_timeout),
        (&settings.connect_timeout, ClientBuilder::connect_timeout),
        (&settings.response_timeout, ClientBuilder::response_timeout),
        (&settings.idle_timeout, ClientBuilder::idle_timeout),
    ];
    let given = timeouts.into_iter().filter_map(|(setting, set)| Some((seconds(setting)?, set)));
    given.fold(builder, |builder, (timeout, set)| set(builder, timeout))
}

/// Options for saving the file.
pub(crate) fn save(matches: &ArgMatches) -> SaveOptions {
    let save = SaveOptions::new()
        .overwrite(matches.get_flag("force"))
        .digest(matches.get_flag("sha256"))
        .resume(!matches.get_flag("no_resume"))
        .keep_partial(!matches.get_flag("no_keep_partial"))
        .allow_unproved_end(matches.get_flag("allow_unproved_end"));
    if let Some(size) = matches.get_one::<u64>("max_size") { save.max_bytes(*size) } else { save }
}

/// Observers of the transfer. Opens the progress file, so it is called once.
pub(crate) fn watcher(matches: &ArgMatches, is_quiet: bool) -> Result<Watcher, Failure> {
    let file = matches.path("progress_file");
    match matches.text("progress") {
        Some("json") => Events::open(file).map(Watcher::Program),
        Some("none") => Ok(Watcher::Nobody),
        _ => Ok(Watcher::Person { is_quiet }),
    }
}
