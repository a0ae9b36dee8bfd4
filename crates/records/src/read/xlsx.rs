//! Workbooks (ECMA-376), read row by row: the first row of each sheet that has any are its headings, further sheets are
//! further rows. Dates of a workbook have no zone; they are taken for UTC, as ours are.

mod parts;
mod sheet;
mod strings;
mod style;
mod value;
mod xml;

use super::archive::Archive;
use super::detect::not_records;
use super::sink::{ReadError, Sink};
use crate::messages;
use parts::{Workbook, part};
use strings::Strings;

pub(super) fn read(archive: &mut Archive, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    let workbook = Workbook::read(archive)?;
    let strings = match &workbook.strings {
        Some(path) if archive.find(path).is_some() => Strings::read(part(archive, path)?, sink.limits.max_shared)?,
        _ => Strings::default(),
    };
    let (outer, mut has_headings) = (sink.part(), false);
    for (name, path) in &workbook.sheets {
        if workbook.sheets.len() > 1 {
            sink.set_part(Some(name.as_str().into()));
        }
        let xml = part(archive, path)?;
        has_headings |= sheet::read(xml, &workbook, &strings, !has_headings, sink)?;
    }
    sink.set_part(outer);
    if has_headings {
        return Ok(());
    }
    Err(not_records(messages::no_row()).into())
}
