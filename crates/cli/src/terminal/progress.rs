//! Progress of an export: a bar at a terminal, JSON lines for a program, or nothing.

use std::io::{IsTerminal, Write, stderr};

use deskledger::{ClientBuilder, Message, Progress};
use indicatif::{ProgressBar, ProgressStyle};

use crate::locale;
use crate::messages;
use crate::terminal::events::Events;
use crate::terminal::result::Event;

/// Who watches an export.
#[derive(Clone)]
pub(crate) enum Watcher {
    /// A person, if standard error is a terminal.
    Person {
        is_quiet: bool,
    },
    Program(Events),
    Nobody,
}

impl Watcher {
    /// What is called after every piece, and the bar to be removed at the end.
    pub(crate) fn watch(&self, download: &deskledger::Download) -> (impl FnMut(Progress) + use<>, ProgressBar) {
        let bar = match self {
            Self::Person { is_quiet } => bytes(download.content_length(), *is_quiet),
            Self::Program(events) => {
                events.started(download);
                ProgressBar::hidden()
            }
            Self::Nobody => ProgressBar::hidden(),
        };
        let (watcher, moving) = (self.clone(), bar.clone());
        let watch = move |progress: Progress| match &watcher {
            Self::Program(events) => events.moved(progress),
            _ => moving.set_position(progress.bytes),
        };
        (watch, bar)
    }

    /// Reports each retry of a client.
    pub(crate) fn watch_retries(&self, builder: ClientBuilder) -> ClientBuilder {
        match self.clone() {
            Self::Program(events) => builder.on_retry(move |retry| events.report(&Event::Retry(retry.into()))),
            Self::Person { is_quiet: false } if stderr().is_terminal() => builder.on_retry(|retry| {
                let locale = locale::of_environment();
                let (delay, reason) = (retry.delay.as_secs_f64(), retry.reason_in(locale));
                let line = messages::retrying_in_s(format_args!("{delay:.1}"), reason).localized(locale);
                let _ = writeln!(stderr(), "{line}");
            }),
            _ => builder,
        }
    }
}

/// A bar of bytes; a spinner if the service does not state the length.
fn bytes(total: Option<u64>, is_quiet: bool) -> ProgressBar {
    let template = match total {
        Some(_) => messages::bytes_of_total("{bar:30}", "{bytes}", "{total_bytes}", "{bytes_per_sec}", "{eta}"),
        None => messages::bytes("{spinner}", "{bytes}", "{bytes_per_sec}", "{elapsed}"),
    };
    styled(total, template, is_quiet)
}

/// A counter of records.
pub(crate) fn records(total: Option<u64>, is_quiet: bool) -> ProgressBar {
    let template = match total {
        Some(_) => messages::records_of_total("{bar:30}", "{human_pos}", "{human_len}", "{eta}"),
        None => messages::records_so_far("{spinner}", "{human_pos}", "{elapsed}"),
    };
    styled(total, template, is_quiet)
}

fn styled(total: Option<u64>, template: Message, is_quiet: bool) -> ProgressBar {
    if is_quiet || !stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = total.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
    match ProgressStyle::with_template(&template.localized(locale::of_environment())) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
