//! Rows to files and back, for tests.
#![allow(dead_code, reason = "each test takes what it needs")]

pub(crate) mod book;

use std::collections::BTreeMap;
use std::io::Write;
use std::ops::ControlFlow;
use std::sync::Arc;

use deskledger::{ConnectionRecord, Value};
use deskledger_records::Message;
use deskledger_records::read::{Field, Limits, Options, Position, ReadError, Row, Rows, Source, read};
use deskledger_records::write::{Format, Layout, Writer};

/// A record with the values of further columns.
pub(crate) type Given = (ConnectionRecord, BTreeMap<String, String>);

/// A file of the records; further columns are those that any record has.
pub(crate) fn written(format: Format, layout: Layout, records: &[Given]) -> Vec<u8> {
    let mut names: Vec<String> = records.iter().flat_map(|(_, extra)| extra.keys().cloned()).collect();
    names.sort();
    names.dedup();
    let layout = layout.with_columns(names.clone());
    let mut writer = Writer::begin(format, Vec::new(), &layout).unwrap();
    for (record, extra) in records {
        let further = names.iter().map(|name| extra.get(name).map_or(Value::Absent, |text| Value::Text(text)));
        let values: Vec<_> = record.values().into_iter().chain(further).collect();
        writer.row(&values).unwrap();
    }
    writer.end().unwrap()
}

/// The position and the row or the message of each row of a file.
pub(crate) type Found = Vec<(Position, Result<Row, Message>)>;

pub(crate) fn found_within(bytes: &[u8], limits: &Limits) -> Result<Found, ReadError> {
    let mut rows = Vec::new();
    read(Source::stream(bytes), &(*limits).into(), &mut |place: &Position, row: Result<Row, Message>| {
        rows.push((place.clone(), row));
        ControlFlow::Continue(())
    })?;
    Ok(rows)
}

/// Rows and notes of a file.
#[derive(Default)]
struct Everything {
    rows: Found,
    notes: Vec<String>,
}

impl Rows for Everything {
    fn note(&mut self, note: &Message) {
        self.notes.push(note.to_string());
    }

    fn row(&mut self, position: &Position, row: Result<Row, Message>) -> ControlFlow<()> {
        self.rows.push((position.clone(), row));
        ControlFlow::Continue(())
    }
}

/// Each row of a file as its position and its values, or as what is wrong with it; then the notes about the file.
pub(crate) fn reported_with(bytes: &[u8], options: &Options) -> (Vec<String>, Vec<String>) {
    let mut everything = Everything::default();
    read(Source::stream(bytes), options, &mut everything).unwrap_or_else(|error| panic!("{error}"));
    let reported = |(position, row): &(Position, Result<Row, Message>)| match row {
        Err(message) => format!("{position}: {message}"),
        Ok(row) => {
            let record = serde_json::to_value(&row.record).unwrap();
            let known = record.as_object().unwrap().iter().map(|(name, value)| (name.clone(), value.clone()));
            let further = row.extra.iter().map(|(name, value)| (name.to_string(), json(value)));
            let values: BTreeMap<String, serde_json::Value> =
                known.chain(further).filter(|(_, value)| !value.is_null()).collect();
            serde_json::to_string(&values).unwrap()
        }
    };
    (everything.rows.iter().map(reported).collect(), everything.notes)
}

fn json(value: &Field) -> serde_json::Value {
    match value {
        Field::Text(text) => text.as_str().into(),
        Field::Int(number) => (*number).into(),
        Field::Number(number) => (*number).into(),
        Field::Boolean(value) => (*value).into(),
        other => panic!("{other:?}"),
    }
}

/// The rows alone, without a note.
pub(crate) fn reported(bytes: &[u8]) -> Vec<String> {
    let (rows, notes) = reported_with(bytes, &Options::default());
    assert_eq!(notes, Vec::<String>::new());
    rows
}

/// Options with a time zone.
pub(crate) fn in_zone(zone: &str) -> Options {
    let mut options = Options::default();
    options.time_zone = Some(zone.parse().unwrap());
    options
}

pub(crate) fn found(bytes: &[u8]) -> Result<Found, ReadError> {
    found_within(bytes, &Limits::default())
}

/// The records of a file without a bad row.
pub(crate) fn records(bytes: &[u8]) -> Vec<Given> {
    let rows = found(bytes).unwrap_or_else(|error| panic!("{error}"));
    rows.into_iter()
        .map(|(place, row)| {
            let Row { record, extra, .. } = row.unwrap_or_else(|message| panic!("{place}: {message}"));
            let extra = extra.iter().map(|(name, value): (&Arc<str>, &Field)| (name.to_string(), value.to_string()));
            (record, extra.collect())
        })
        .collect()
}

pub(crate) fn refused(bytes: &[u8]) -> String {
    refused_within(bytes, &Limits::default())
}

pub(crate) fn refused_within(bytes: &[u8], limits: &Limits) -> String {
    match found_within(bytes, limits) {
        Err(ReadError::Refused(message)) => message.to_string(),
        other => panic!("{other:?}"),
    }
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut file = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    file.write_all(bytes).unwrap();
    file.finish().unwrap()
}

pub(crate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

pub(crate) fn multipart(bytes: &[u8]) -> Vec<u8> {
    let head = b"--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"c\"\r\n\r\n".as_slice();
    [head, bytes, b"\r\n--xyz--\r\n"].concat()
}

/// A record that begins so many seconds after 2020-04-24T03:02:00Z.
pub(crate) fn started(second: u32) -> ConnectionRecord {
    ConnectionRecord { connection_start_time: format!("2020-04-24T03:02:{second:02}Z"), ..Default::default() }
}
