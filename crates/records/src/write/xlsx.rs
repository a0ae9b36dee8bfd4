//! A workbook (ECMA-376), written row by row and never held: the same records give the same bytes.
//!
//! Texts are strings, shared or inline, so no formula can come of one. A sheet that is full is followed by another one,
//! with the headings again.

mod archive;
mod cell;
mod parts;
mod shared;

use std::fs::File;
use std::io::{self, BufReader, Read, Write};

use deskledger::Value;

use archive::Archive;
use shared::Shared;

use super::layout::Layout;
use crate::labels::Labels;

pub(super) use cell::MAX_UNITS;

/// How many rows a sheet can have, with the headings.
const MAX_ROWS: u32 = 1_048_576;

/// How many bytes of a sheet are written before the next one begins. Below 4 GiB, so that each part of the archive has
/// the plain layout that every spreadsheet program reads.
const MAX_BYTES: u64 = 3 << 30;

/// Maximum size in bytes of the list of sheets that is examined.
const MAX_LIST: u64 = 1 << 20;

/// Number of records of a workbook that this crate has written, as its list of sheets states it; no row is read. `None` if
/// another program has written it, or saved it again.
pub fn workbook_records(file: &File) -> Option<u64> {
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).ok()?;
    let mut text = String::new();
    archive.by_name("xl/workbook.xml").ok()?.take(MAX_LIST).read_to_string(&mut text).ok()?;
    parts::records(&text)
}

pub(super) struct Writer<W: Write> {
    archive: Archive<W>,
    layout: Layout,
    labels: Labels,
    /// Rows of each sheet that has been begun, with the headings.
    sheets: Vec<u32>,
    /// Bytes of the sheet that is being written.
    bytes: u64,
    max_rows: u32,
    shared: Shared,
    buffer: Vec<u8>,
}

impl<W: Write> Writer<W> {
    pub(super) fn begin(out: W, layout: &Layout) -> io::Result<Self> {
        let mut writer = Self {
            archive: Archive::new(out),
            layout: layout.clone(),
            labels: Labels::of(&layout.language),
            sheets: Vec::new(),
            bytes: 0,
            max_rows: MAX_ROWS,
            shared: Shared::default(),
            buffer: Vec::with_capacity(1 << 16),
        };
        writer.part("_rels/.rels", parts::RELATIONSHIPS)?;
        match layout.zone {
            // The headings name the zone.
            Some(_) => writer.part("xl/styles.xml", &parts::STYLES.replace(r"\ &quot;UTC&quot;", ""))?,
            None => writer.part("xl/styles.xml", parts::STYLES)?,
        }
        writer.begin_sheet()?;
        Ok(writer)
    }

    pub(super) fn row(&mut self, values: &[Value<'_>]) -> io::Result<()> {
        if self.rows() == self.max_rows || self.bytes > MAX_BYTES {
            self.end_sheet()?;
            self.begin_sheet()?;
        }
        self.buffer.extend_from_slice(b"<row>");
        for (index, (value, column)) in values.iter().zip(self.layout.columns()).enumerate() {
            cell::write(&mut self.buffer, *value, (index, column.kind), self.labels, &mut self.shared);
        }
        self.buffer.extend_from_slice(b"</row>");
        self.count_row();
        if self.buffer.len() >= 1 << 15 { self.flush() } else { Ok(()) }
    }

    pub(super) fn end(mut self) -> io::Result<W> {
        self.end_sheet()?;
        let names = parts::sheet_names(self.labels, self.sheets.len());
        self.part("xl/workbook.xml", &parts::workbook(&names, &self.sheets, self.layout.columns().len()))?;
        self.archive.begin("xl/sharedStrings.xml".to_owned())?;
        self.archive.write(parts::SHARED_START.as_bytes())?;
        self.archive.write(&self.shared.items)?;
        self.archive.write(b"</sst>")?;
        self.archive.end()?;
        self.part("xl/_rels/workbook.xml.rels", &parts::workbook_relationships(names.len()))?;
        self.part("[Content_Types].xml", &parts::content_types(names.len()))?;
        self.archive.finish()
    }

    fn begin_sheet(&mut self) -> io::Result<()> {
        self.sheets.push(0);
        self.bytes = 0;
        self.archive.begin(parts::sheet_path(self.sheets.len()))?;
        self.buffer.extend_from_slice(parts::sheet_start(self.sheets.len() == 1, self.layout.columns()).as_bytes());
        self.buffer.extend_from_slice(b"<row>");
        for column in self.layout.columns() {
            cell::heading(&mut self.buffer, &column.heading);
        }
        self.buffer.extend_from_slice(b"</row>");
        self.count_row();
        Ok(())
    }

    fn end_sheet(&mut self) -> io::Result<()> {
        let end = parts::sheet_end(self.rows(), self.layout.columns().len());
        self.buffer.extend_from_slice(end.as_bytes());
        self.flush()?;
        self.archive.end()
    }

    fn part(&mut self, path: &str, content: &str) -> io::Result<()> {
        self.archive.begin(path.to_owned())?;
        self.archive.write(content.as_bytes())?;
        self.archive.end()
    }

    fn flush(&mut self) -> io::Result<()> {
        self.bytes += self.buffer.len() as u64;
        self.archive.write(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }

    fn rows(&self) -> u32 {
        self.sheets.last().copied().unwrap_or_default()
    }

    fn count_row(&mut self) {
        if let Some(rows) = self.sheets.last_mut() {
            *rows += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Seek;

    use super::*;

    fn parts_of(file: Vec<u8>) -> Vec<(String, String)> {
        let mut archive = zip::ZipArchive::new(io::Cursor::new(file)).unwrap();
        (0..archive.len())
            .map(|index| {
                let mut part = archive.by_index(index).unwrap();
                let mut text = String::new();
                part.read_to_string(&mut text).unwrap();
                (part.name().unwrap().into_owned(), text)
            })
            .collect()
    }

    #[test]
    fn rows_that_a_sheet_cannot_hold_are_on_the_next_one() {
        let mut writer = Writer::begin(Vec::new(), &Layout::new("en_US")).unwrap();
        writer.max_rows = 3;
        for number in 0..5 {
            writer.row(&[Value::Int(number)]).unwrap();
        }
        let parts = parts_of(writer.end().unwrap());
        let part = |path: &str| &parts.iter().find(|(name, _)| name == path).unwrap().1;
        let rows = |number| part(&format!("xl/worksheets/sheet{number}.xml")).matches("<row>").count();
        assert_eq!([rows(1), rows(2), rows(3)], [3, 3, 2]);
        let workbook = part("xl/workbook.xml");
        for name in ["Connection records", "Connection records 2", "Connection records 3"] {
            assert!(workbook.contains(&format!("name=\"{name}\"")), "{workbook}");
        }
        assert!(part("[Content_Types].xml").contains("/xl/worksheets/sheet3.xml"));
        assert!(part("xl/worksheets/sheet3.xml").contains("<autoFilter ref=\"A1:V2\"/>"));
    }

    #[test]
    fn the_list_of_sheets_states_the_records_unless_another_program_wrote_it() {
        for (language, rows, max_rows) in [("en_US", 0, 3), ("zh_CN", 5, 3), ("en_US", 5, 100)] {
            let mut writer = Writer::begin(tempfile::tempfile().unwrap(), &Layout::new(language)).unwrap();
            writer.max_rows = max_rows;
            (0..rows).for_each(|number| writer.row(&[Value::Int(number)]).unwrap());
            let mut file = writer.end().unwrap();
            file.rewind().unwrap();
            assert_eq!(workbook_records(&file), Some(rows as u64), "{language}");
        }
        let text = parts::workbook(&parts::sheet_names(Labels::of("en_US"), 2), &[3, 2], 22);
        assert_eq!(parts::records(&text), Some(3));
        for (old, new) in
            [("$V$2", "$V$+2"), ("$A$1", "$A$2"), ("hidden=\"1\"", ""), ("sheetId=\"2\"", "sheetId=\"3\"")]
        {
            assert_eq!(parts::records(&text.replacen(old, new, 1)), None, "{old}");
        }
    }

    #[test]
    fn the_same_records_give_the_same_bytes() {
        let file = || {
            let mut writer = Writer::begin(Vec::new(), &Layout::new("zh_CN")).unwrap();
            writer.row(&[Value::Text("张三"), Value::Boolean(true)]).unwrap();
            writer.end().unwrap()
        };
        assert_eq!(file(), file());
    }

    #[test]
    fn a_file_without_records_still_has_its_headings() {
        let parts = parts_of(Writer::begin(Vec::new(), &Layout::new("zh_CN")).unwrap().end().unwrap());
        let sheet = &parts.iter().find(|(name, _)| name == "xl/worksheets/sheet1.xml").unwrap().1;
        assert!(sheet.contains("连接用户") && sheet.ends_with("</worksheet>"), "{sheet}");
    }
}
