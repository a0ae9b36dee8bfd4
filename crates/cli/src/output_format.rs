//! The format of an output file: that of a flag or a setting, else that of the extension of its name. All given ones have
//! to agree, and an extension of a format that is not written is rejected.

use std::path::Path;

use deskledger::Message;
use deskledger_records::read::TimeZone;
use deskledger_records::write::{Format, Layout};

use crate::error::Failure;
use crate::messages::{self, Text};
use crate::terminal::target::Target;

/// Extensions of formats that are not written, and what to do.
const OTHERS: [(&[&str], Text); 4] = [
    (&["json"], messages::instead_of_json),
    (&["tsv", "tab"], messages::instead_of_tsv),
    (&["xls", "xlsb", "xlsm", "ods", "numbers"], messages::instead_of_old_workbook),
    (&["gz", "tgz", "zip", "7z", "bz2", "xz", "zst", "lz4"], messages::instead_of_compressed),
];

/// The format of `path`; `given` is that of a flag or a setting, and where it came from. `None` if nothing says it.
pub(crate) fn choose(given: Option<(Format, Message)>, path: Option<&Path>) -> Result<Option<Format>, Failure> {
    let extension = path.and_then(Path::extension).and_then(|extension| extension.to_str()).unwrap_or_default();
    let place = || path.map(|path| path.display().to_string()).unwrap_or_default();
    let is_one = |others: &[&str]| others.iter().any(|other| extension.eq_ignore_ascii_case(other));
    if let Some((_, instead)) = OTHERS.iter().find(|(others, _)| is_one(others)) {
        return Err(Failure::usage(messages::unwritten_extension(extension, instead())).within(place()));
    }
    match (given, Format::from_extension(extension)) {
        (Some((format, origin)), Some(other)) if format != other => {
            let (format, other) = (format.extension(), other.extension());
            Err(Failure::usage(messages::format_differs(format, origin, extension, other)).within(place()))
        }
        (given, by_extension) => Ok(given.map(|(format, _)| format).or(by_extension)),
    }
}

/// The layout of a language, or without one; in a dialect for spreadsheet programs, and with times in a zone.
pub(crate) fn layout(language: Option<&str>, is_excel: bool, zone: Option<TimeZone>) -> Layout {
    let layout = match language {
        Some(language) => Layout::new(language),
        None if is_excel => Layout::new("en_US"),
        None => Layout::plain(),
    };
    let layout = if is_excel { layout.for_spreadsheet() } else { layout };
    if let Some(zone) = zone { layout.in_time_zone(zone) } else { layout }
}

/// Rejects bytes that are not text, or may not be, for a terminal.
pub(crate) fn reject_binary(format: Option<Format>, target: &Target) -> Result<(), Failure> {
    match format {
        Some(Format::Csv | Format::Ndjson) => Ok(()),
        _ if target.is_terminal() => Err(Failure::usage(messages::binary_to_terminal())),
        _ => Ok(()),
    }
}
