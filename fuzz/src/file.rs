//! Files of records, in any format and wrapper: read without a panic, the same in pieces of any size, and unchanged by a conversion.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read, Write};
use std::ops::ControlFlow;

use deskledger::ConnectionRecord;
use deskledger_records::Message;
use deskledger_records::convert::{Conversion, ConvertError, Converted, convert};
use deskledger_records::read::{DateOrder, Field, Limits, Options, Position, ReadError, Row, Rows, Source, read};
use deskledger_records::write::{Format, Layout};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Checks one input: a byte for the kind of file, a byte for the options, and the file.
pub fn check(data: &[u8]) {
    let [kind, choice, file @ ..] = data else { return };
    // Few mutations leave the checksums of an archive intact.
    let workbook = if kind % 2 == 1 { workbook(file) } else { Vec::new() };
    let file = if kind % 2 == 1 { &*workbook } else { file };
    let options = options(*choice);
    let whole = found(Source::stream(file), &options);
    let pieces = found(Source::stream(Bytewise(file)), &options);
    assert_eq!(format!("{pieces:?}"), format!("{whole:?}"), "in pieces");
    if let Ok(rows) = whole {
        converted(file, &options, *choice, &rows);
    }
}

fn options(choice: u8) -> Options {
    let mut limits = Limits::default();
    (limits.max_bytes, limits.max_ratio, limits.ratio_threshold, limits.max_shared) = (1 << 20, 100, 1 << 18, 1 << 18);
    let mut options = Options::from(limits);
    options.date_order = DateOrder::ALL.get(usize::from(choice & 3)).copied();
    options.time_zone = (choice & 4 > 0).then(|| "Asia/Shanghai".parse().expect("a zone"));
    options
}

/// One byte a call.
struct Bytewise<'b>(&'b [u8]);

impl Read for Bytewise<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = buffer.len().min(1);
        self.0.read(&mut buffer[..most])
    }
}

type Found = Vec<(Position, Result<Row, Message>)>;

#[derive(Default)]
struct Everything {
    rows: Found,
    notes: Vec<Message>,
}

impl Rows for Everything {
    fn note(&mut self, note: &Message) {
        self.notes.push(note.clone());
    }

    fn row(&mut self, place: &Position, row: Result<Row, Message>) -> ControlFlow<()> {
        self.rows.push((place.clone(), row));
        ControlFlow::Continue(())
    }
}

fn found(source: Source<'_>, options: &Options) -> Result<Found, String> {
    let mut everything = Everything::default();
    read(source, options, &mut everything).map_err(|error| error.to_string())?;
    Ok(everything.rows)
}

/// Writes the rows that were read, and reads them again.
fn converted(file: &[u8], options: &Options, choice: u8, rows: &Found) {
    let format = Format::ALL[usize::from(choice >> 3) % Format::ALL.len()];
    let layout = if choice & 0x20 > 0 { Layout::new("zh_CN").for_spreadsheet() } else { Layout::plain() };
    let made = |columns| {
        convert(
            Source::stream(file),
            Vec::new(),
            Conversion {
                options: options.clone(),
                format,
                layout: layout.clone(),
                columns,
                on_format: &mut |_| Ok(()),
                on_error: &mut |_, _| ControlFlow::Continue(()),
                on_note: &mut |_| {},
                on_progress: &mut |_| ControlFlow::Continue(()),
            },
        )
    };
    let out = match made(Vec::new()) {
        Ok(Converted::Restart(columns)) => made(columns),
        made => made,
    };
    let out = match out {
        Ok(Converted::Done { out, .. }) => out,
        Ok(Converted::Restart(columns)) => panic!("the columns were complete: {columns:?}"),
        // A text or a name that the format cannot hold, or a row beyond the size of a row.
        Err(ConvertError::Read(ReadError::Refused(_))) => return,
        Err(error) => panic!("{error}"),
    };
    let before: Vec<_> = rows.iter().filter_map(|(_, row)| row.as_ref().ok()).map(values).collect();
    if before.is_empty() && format == Format::Ndjson {
        return;
    }
    let again = found(Source::stream(&*out), &Options::default()).unwrap_or_else(|error| panic!("{format:?}: {error}"));
    let again: Vec<_> = again.iter().map(|(_, row)| values(row.as_ref().expect("a row that was written"))).collect();
    assert_eq!(again, before, "{format:?}");
}

type Values<'r> = (&'r ConnectionRecord, BTreeMap<&'r str, String>);

/// The values of a row; numbers of further columns by their value, since a text file has no types.
fn values(row: &Row) -> Values<'_> {
    let further = row.extra.iter().map(|(name, value)| {
        let text = match value {
            Field::Number(number) => number.to_string(),
            Field::Text(text) => text.parse::<f64>().map_or_else(|_| text.clone(), |number| number.to_string()),
            other => other.to_string(),
        };
        (&**name, text)
    });
    (&row.record, further.collect())
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

/// A workbook whose shared texts, styles and sheet are these bytes, with a NUL between them.
fn workbook(file: &[u8]) -> Vec<u8> {
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relationships = |all: &[(&str, &str)]| {
        let each = all.iter().map(|(kind, target)| {
            format!("<Relationship Id=\"{kind}\" Type=\"{office}/{kind}\" Target=\"{target}\"/>")
        });
        format!("<Relationships>{}</Relationships>", each.collect::<String>())
    };
    let root = relationships(&[("officeDocument", "xl/workbook.xml")]);
    let related =
        relationships(&[("worksheet", "sheet.xml"), ("sharedStrings", "texts.xml"), ("styles", "styles.xml")]);
    let sheets = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{office}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"worksheet\"/></sheets></workbook>"
    );
    let mut parts = file.splitn(3, |byte| *byte == 0).collect::<Vec<_>>().into_iter().rev();
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in [
        ("[Content_Types].xml", b"<Types/>".as_slice()),
        ("_rels/.rels", root.as_bytes()),
        ("xl/_rels/workbook.xml.rels", related.as_bytes()),
        ("xl/workbook.xml", sheets.as_bytes()),
        ("xl/sheet.xml", parts.next().unwrap_or_default()),
        ("xl/styles.xml", parts.next().unwrap_or(b"<styleSheet/>")),
        ("xl/texts.xml", parts.next().unwrap_or(b"<sst/>")),
    ] {
        archive.start_file(name, stored).expect("a new part");
        archive.write_all(content).expect("memory");
    }
    archive.finish().expect("memory").into_inner()
}
