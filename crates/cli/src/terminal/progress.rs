//! Progress of an export: a bar at a terminal, JSON lines for a program, or nothing.

use std::io::{IsTerminal, Write, stderr};

use deskledger::{ClientBuilder, Progress};
use indicatif::{ProgressBar, ProgressStyle};

use crate::locale::{self, Pick as _};
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
                let line = locale.pick([
                    format!("retrying in {delay:.1} s: {reason}"),
                    format!("{delay:.1} 秒后重试，原因：{reason}"),
                ]);
                let _ = writeln!(stderr(), "{line}");
            }),
            _ => builder,
        }
    }
}

/// A bar of bytes; a spinner if the service does not state the length.
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
    match ProgressStyle::with_template(locale::of_environment().pick(templates)) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
