//! Progress where a person watches: a bar on standard error if it is a terminal, nothing otherwise.

use std::io::{IsTerminal, stderr};

use indicatif::{ProgressBar, ProgressStyle};

/// A bar of bytes; of unknown length where the server does not tell it.
pub(crate) fn bytes(total: Option<u64>, is_quiet: bool) -> ProgressBar {
    let template = match total {
        Some(_) => "{bar:30} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left",
        None => "{spinner} {bytes}, {bytes_per_sec}, {elapsed}",
    };
    styled(total, template, is_quiet)
}

/// A counter of records.
pub(crate) fn records(total: Option<u64>, is_quiet: bool) -> ProgressBar {
    let template = match total {
        Some(_) => "{bar:30} {human_pos} of {human_len} records, {eta} left",
        None => "{spinner} {human_pos} records, {elapsed}",
    };
    styled(total, template, is_quiet)
}

fn styled(total: Option<u64>, template: &str, is_quiet: bool) -> ProgressBar {
    if is_quiet || !stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = total.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
