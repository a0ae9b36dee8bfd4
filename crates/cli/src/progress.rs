//! Progress where a person watches: a bar on standard error if it is a terminal, nothing otherwise.

use std::io::{IsTerminal, Write, stderr};

use clap::ArgMatches;
use deskledger::{ClientBuilder, Progress};
use indicatif::{ProgressBar, ProgressStyle};

use crate::events::{Event, Events, form};
use crate::failure::Failure;
use crate::locale::Pick as _;

/// Who watches an export.
#[derive(Clone)]
pub(crate) enum Watcher {
    /// A person, where there is one.
    Person {
        is_quiet: bool,
    },
    Program(Events),
    Nobody,
}

impl Watcher {
    /// Whom the flags ask for.
    pub(crate) fn of(matches: &ArgMatches) -> Result<Self, Failure> {
        match form(matches) {
            Some("none") => Ok(Self::Nobody),
            _ => Ok(match Events::of(matches)? {
                Some(events) => Self::Program(events),
                None => Self::Person { is_quiet: crate::args::wants_json(matches) },
            }),
        }
    }

    /// What is called after every piece, and the bar to be taken away at the end.
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
}

/// Has each retry told to whoever watches.
pub(crate) fn watch_retries(builder: ClientBuilder, matches: &ArgMatches) -> ClientBuilder {
    // Where the lines cannot be written is told when the verb begins.
    match Watcher::of(matches) {
        Ok(Watcher::Program(events)) => builder.on_retry(move |retry| events.tell(&Event::Retry(retry.into()))),
        Ok(Watcher::Person { is_quiet: false }) if stderr().is_terminal() => builder.on_retry(|retry| {
            let locale = crate::locale::of_environment();
            let (pause, reason) = (retry.pause.as_secs_f64(), retry.reason_in(locale));
            let told = locale.pick([
                format!("trying again in {pause:.1} s: {reason}"),
                format!("{pause:.1} 秒后重试，原因：{reason}"),
            ]);
            let _ = writeln!(stderr(), "{told}");
        }),
        _ => builder,
    }
}

/// A bar of bytes; of unknown length where the server does not tell it.
fn bytes(total: Option<u64>, is_quiet: bool) -> ProgressBar {
    let template = match total {
        Some(_) => [
            "{bar:30} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left",
            "{bar:30} 已收到 {bytes}，共 {total_bytes}，{bytes_per_sec}，剩余 {eta}",
        ],
        None => [
            "{spinner} {bytes}, {bytes_per_sec}, {elapsed}",
            "{spinner} 已收到 {bytes}，{bytes_per_sec}，用时 {elapsed}",
        ],
    };
    styled(total, template, is_quiet)
}

/// A counter of records.
pub(crate) fn records(total: Option<u64>, is_quiet: bool) -> ProgressBar {
    let template = match total {
        Some(_) => [
            "{bar:30} {human_pos} of {human_len} records, {eta} left",
            "{bar:30} 第 {human_pos} 条记录，共 {human_len} 条，剩余 {eta}",
        ],
        None => ["{spinner} {human_pos} records, {elapsed}", "{spinner} {human_pos} 条记录，用时 {elapsed}"],
    };
    styled(total, template, is_quiet)
}

fn styled(total: Option<u64>, templates: [&str; 2], is_quiet: bool) -> ProgressBar {
    if is_quiet || !stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = total.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
    match ProgressStyle::with_template(crate::locale::of_environment().pick(templates)) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
