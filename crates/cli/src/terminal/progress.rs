//! Progress of an export: a bar at a terminal, JSON lines for a program, or nothing.

use std::io::{IsTerminal, Write, stderr};

use deskledger::{ClientBuilder, Message, Progress};
use indicatif::{ProgressBar, ProgressStyle};

use crate::terminal::events::Events;
use crate::terminal::result::Event;
use crate::{locale, messages};

/// Observer of an export.
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
    /// A callback for every piece, and the bar to remove at the end.
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

    pub(crate) fn watch_retries(&self, builder: ClientBuilder) -> ClientBuilder {
        match self.clone() {
            Self::Program(events) => builder.on_retry(move |retry| events.report(&Event::Retry(retry.into()))),
            Self::Person { is_quiet: false } if stderr().is_terminal() => builder.on_retry(|retry| {
                let locale = locale::of_environment();
                let (delay, reason) = (retry.delay.as_secs_f64(), retry.reason_in(locale));
                let line = messages::progress_retrying(format!("{:.1}", delay), reason.to_string()).localized(locale);
                let _ = writeln!(stderr(), "{line}");
            }),
            _ => builder,
        }
    }
}

/// A bar of bytes; a spinner if the service does not state the length.
fn bytes(total: Option<u64>, is_quiet: bool) -> ProgressBar {
    let template = match total {
        Some(_) => messages::progress_bytes_of("{bar:30}", "{bytes}", "{total_bytes}", "{bytes_per_sec}", "{eta}"),
        None => messages::progress_bytes("{spinner}", "{bytes}", "{bytes_per_sec}", "{elapsed}"),
    };
    styled(total, &template, is_quiet)
}

/// A counter of records.
pub(crate) fn records(total: Option<u64>, is_quiet: bool) -> ProgressBar {
    let template = match total {
        Some(_) => messages::progress_records_of("{bar:30}", "{human_pos}", "{human_len}", "{eta}"),
        None => messages::progress_records("{spinner}", "{human_pos}", "{elapsed}"),
    };
    styled(total, &template, is_quiet)
}

fn styled(total: Option<u64>, template: &Message, is_quiet: bool) -> ProgressBar {
    if is_quiet || !stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = total.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
    match ProgressStyle::with_template(&template.localized(locale::of_environment())) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
