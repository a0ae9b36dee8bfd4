//! Workbooks (ECMA-376), read row by row: each sheet has a header, further sheets are further rows, and sheets without one in
//! front of the records are skipped.

mod parts;
mod sheet;
mod strings;
mod style;
mod value;
mod xml;

use super::archive::Archive;
use super::sink::{ReadError, Sink};
use crate::messages;
use parts::{Workbook, part};
use sheet::Outcome;
use strings::Strings;

pub(super) fn read(archive: &mut Archive, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    let workbook = Workbook::read(archive)?;
    let strings = match &workbook.strings {
        Some(path) if archive.find(path).is_some() => Strings::read(part(archive, path)?, sink.limits.max_shared)?,
        _ => Strings::default(),
    };
    let (outer, mut has_headings, mut skipped) = (sink.part(), false, Vec::new());
    for (name, path) in &workbook.sheets {
        if workbook.sheets.len() > 1 {
            sink.set_part(Some(name.as_str().into()));
        }
        let xml = part(archive, path)?;
        match sheet::read(xml, &workbook, &strings, !has_headings, sink)? {
            Outcome::Records => has_headings = true,
            Outcome::Empty => {}
            Outcome::Skipped(why) => skipped.push((sink.part(), why)),
        }
    }
    for (part, why) in skipped {
        sink.set_part(part);
        match has_headings {
            true => sink.note(messages::skipped_sheet()),
            false => return Err(sink.in_part(why).into()),
        }
    }
    sink.set_part(outer);
    if has_headings { Ok(()) } else { Err(messages::no_records(messages::no_row()).into()) }
}
