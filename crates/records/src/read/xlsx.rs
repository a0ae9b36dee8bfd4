//! Workbooks (ECMA-376), read row by row: the first row of each sheet that has any are its headings, further sheets are
//! further rows. Dates of a workbook have no zone; they are taken for UTC, as ours are.

mod parts;
mod sheet;
mod strings;
mod value;
mod xml;

use super::archive::{self, Archive};
use super::place::{ReadError, Sink};
use super::recognise::no_records;
use crate::message::catalogue;
use parts::Workbook;
use strings::Strings;
use xml::Xml;

/// Whether an archive is an Office document.
pub(super) fn is_workbook(archive: &Archive) -> bool {
    archive.index_for_name("[Content_Types].xml").is_some()
}

pub(super) fn read(archive: &mut Archive, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    let workbook = Workbook::read(archive, sink)?;
    let strings = match &workbook.strings {
        Some(path) if archive.index_for_name(path).is_some() => {
            Strings::read(part(archive, path, sink)?, sink.limits.most_shared)?
        }
        _ => Strings::default(),
    };
    let (outer, mut has_headings) = (sink.part(), false);
    for (name, path) in &workbook.sheets {
        if workbook.sheets.len() > 1 {
            sink.set_part(Some(name.as_str().into()));
        }
        let xml = part(archive, path, sink)?;
        has_headings |= sheet::read(xml, &workbook, &strings, !has_headings, sink)?;
    }
    sink.set_part(outer);
    if has_headings {
        return Ok(());
    }
    Err(no_records(&catalogue::NO_ROW).into())
}

/// A part of the workbook, by its path.
fn part<'a>(archive: &'a mut Archive, path: &str, sink: &Sink<'_>) -> Result<Xml<impl std::io::Read + 'a>, ReadError> {
    let index = archive.index_for_name(path).ok_or_else(|| catalogue::NO_PART.with([path.into()]))?;
    Ok(Xml::new(archive::member(archive, index, sink)?))
}
