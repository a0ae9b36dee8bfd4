//! Apache Parquet: flat columns, a thousand rows at a time.
//!
//! Memory is bounded before the parquet crate allocates it: a page, compressed and expanded, by `max_shared` of the limits,
//! regardless of its header and codec; the values of a dictionary by their number; the texts of a page with packed lengths by
//! their sum; and the pages of all columns together by four times `max_shared`.

mod lengths;
mod page;
mod value;

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::vec::Drain;

use deskledger::ConnectionRecord;
use parquet::basic::Compression;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_column_reader};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::{ColumnDescPtr, ColumnDescriptor};

use super::cells::{Cell, Cells};
use super::dates::Dates;
use super::header::{Column, Header};
use super::limits::{Limits, MAX_BYTES, MAX_COLUMNS};
use super::row::Row;
use super::sink::{ReadError, Sink};
use crate::format::Format;
use crate::message::{Message, broken_fields, shown};
use crate::messages;
use lengths::Checked;
use page::Pages;
use value::Meaning;

/// Rows that are taken at a time.
const BATCH: usize = 1024;

/// Number of rows of a Parquet file as its metadata state it; no row is read.
///
/// # Errors
/// The file cannot be read, or is not Parquet.
pub fn parquet_rows(file: File) -> Result<u64, ReadError> {
    let (file, _) = Pages::of(file, Limits::default());
    let reader = guarded(|| SerializedFileReader::new(file))?;
    Ok(u64::try_from(reader.metadata().file_metadata().num_rows()).unwrap_or_default())
}

pub(super) fn read(file: File, sink: &mut Sink<'_>) -> Result<(), ReadError> {
    let (file, watch) = Pages::of(file, sink.limits);
    let reader = guarded(|| SerializedFileReader::new(file))?;
    watch.begin();
    let schema = reader.metadata().file_metadata().schema_descr_ptr();
    let mut names = Vec::new();
    for column in schema.columns() {
        let name = column.path().parts().join(".");
        if column.max_rep_level() > 0 || column.path().parts().len() > 1 {
            return Err(messages::nested_columns(shown(&name)).into());
        }
        names.push(name);
    }
    let header = Header::of(names)?;
    sink.begin_table(Format::Parquet, &header)?;
    let columns = header.columns;
    known_codecs(reader.metadata())?;
    let meanings = meanings(schema.columns(), &columns)?;
    let (mut number, mut values) = (0, Vec::new());
    for (index, group) in reader.metadata().row_groups().iter().enumerate() {
        for column in group.columns() {
            let compressed = u64::try_from(column.compressed_size()).unwrap_or_default();
            let most = sink.limits.expanded(compressed);
            if u64::try_from(column.uncompressed_size()).is_ok_and(|size| size > most) {
                return Err(messages::expanded_column(most, compressed, column.uncompressed_size().to_string()).into());
            }
        }
        let group = guarded(|| reader.get_row_group(index))?;
        let mut leaves = Vec::new();
        for (index, descriptor) in schema.columns().iter().enumerate() {
            let pages = Checked {
                pages: guarded(|| group.get_column_page_reader(index))?,
                codec: group.metadata().column(index).compression(),
                watch: watch.clone(),
                is_optional: descriptor.max_def_level() > 0,
                most: sink.limits.max_shared as u64,
                held: [0; 2],
            };
            let reader = get_column_reader(descriptor.clone(), Box::new(pages));
            let meaning = meanings.get(index).copied().unwrap_or(Meaning::Plain);
            leaves.push(Leaf { reader, descriptor: descriptor.clone(), meaning, levels: Vec::new() });
        }
        let before = number;
        loop {
            let batch: Result<Vec<_>, _> = leaves.iter_mut().map(|leaf| guarded(|| leaf.batch())).collect();
            let mut batch: Vec<_> = batch?.into_iter().map(Vec::into_iter).collect();
            let rows = batch.first().map_or(0, ExactSizeIterator::len);
            if batch.iter().any(|column| column.len() != rows) {
                return Err(messages::unequal_columns().into());
            }
            for _ in 0..rows {
                number += 1;
                values.extend(batch.iter_mut().filter_map(Iterator::next));
                let row = row(values.drain(..), &columns, &meanings, &sink.dates);
                sink.row(number, row)?;
            }
            if rows == 0 {
                break;
            }
        }
        let (stated, found) = (group.metadata().num_rows(), number - before);
        if u64::try_from(stated) != Ok(found) {
            return Err(messages::group_rows(stated.to_string(), found).into());
        }
    }
    Ok(())
}

thread_local! {
    /// Whether this thread is in the crate's code, whose panics are expected and become errors.
    static IS_GUARDED: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Whether a panic of this thread, now, is expected and becomes an error of the reader. The panic hook of the program is
/// called for it nevertheless; a program that does not want it reported asks here in a hook of its own.
pub fn is_panic_expected() -> bool {
    IS_GUARDED.get()
}

/// Does what the parquet crate does, which stops the thread at some broken bytes instead of telling of them.
fn guarded<T>(work: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, ReadError> {
    let before = IS_GUARDED.replace(true);
    // Nothing that the work has touched is used afterwards: the file is given up.
    let outcome = catch_unwind(AssertUnwindSafe(work));
    IS_GUARDED.set(before);
    outcome.map_err(|_| ReadError::from(messages::broken_parquet()))?.map_err(broken)
}

/// A value as the crate gives it. A text is a piece of its page: it is copied when its row is made, so that a long one that
/// stands in many rows is not held for each of them.
enum Raw {
    Cell(Cell),
    Bytes(ByteArray),
}

impl From<Cell> for Raw {
    fn from(cell: Cell) -> Self {
        Self::Cell(cell)
    }
}

impl Raw {
    fn length(&self) -> usize {
        match self {
            Self::Bytes(bytes) => bytes.len(),
            Self::Cell(_) => 0,
        }
    }

    fn cell(self, meaning: Meaning) -> Cell {
        match self {
            Self::Cell(cell) => cell,
            Self::Bytes(bytes) => meaning.bytes(&bytes),
        }
    }
}

fn row(values: Drain<'_, Raw>, columns: &[Column], meanings: &[Meaning], dates: &Dates) -> Result<Row, Message> {
    let lengths = values.as_slice().iter().map(Raw::length);
    if let Some((_, column)) = lengths.clone().zip(columns).find(|(length, _)| *length > MAX_BYTES) {
        return Err(messages::long_value(MAX_BYTES, shown(name(column))));
    }
    if lengths.sum::<usize>() > MAX_BYTES {
        return Err(messages::long_row(MAX_BYTES, MAX_COLUMNS));
    }
    let mut cells = Cells::new();
    let values = values.zip(meanings).map(|(value, meaning)| (value.cell(*meaning), *meaning));
    for ((value, meaning), column) in values.zip(columns) {
        match column {
            Column::Known(index) => {
                let kind = ConnectionRecord::COLUMNS.get(*index).map(|column| column.kind);
                cells.put(*index, value::known(kind, value, meaning, dates));
            }
            Column::Unknown(name) => {
                if let Some(value) = value::unknown(name, value, meaning, dates)? {
                    cells.put_extra(name.clone(), value);
                }
            }
            Column::Unnamed if value == Cell::Absent => {}
            Column::Unnamed => return Err(messages::unnamed()),
        }
    }
    cells.into_row(dates)
}

fn name(column: &Column) -> &str {
    match column {
        Column::Known(index) => ConnectionRecord::COLUMNS.get(*index).map_or("", |column| column.name),
        Column::Unknown(name) => name,
        Column::Unnamed => "",
    }
}

/// A column of one group of rows.
struct Leaf {
    reader: ColumnReader,
    descriptor: ColumnDescPtr,
    meaning: Meaning,
    levels: Vec<i16>,
}

impl Leaf {
    /// The next values, at most [`BATCH`].
    fn batch(&mut self) -> Result<Vec<Raw>, ParquetError> {
        let Self { reader, descriptor, meaning, levels } = self;
        let (of, meaning) = (&**descriptor, *meaning);
        match reader {
            ColumnReader::BoolColumnReader(reader) => taken(reader, of, levels, Cell::Boolean),
            ColumnReader::Int32ColumnReader(reader) => taken(reader, of, levels, |value| meaning.whole(value.into())),
            ColumnReader::Int64ColumnReader(reader) => taken(reader, of, levels, |value| meaning.whole(value)),
            ColumnReader::Int96ColumnReader(reader) => taken(reader, of, levels, value::int96),
            ColumnReader::FloatColumnReader(reader) => taken(reader, of, levels, |value| value::number(value.into())),
            ColumnReader::DoubleColumnReader(reader) => taken(reader, of, levels, value::number),
            ColumnReader::ByteArrayColumnReader(reader) => taken(reader, of, levels, Raw::Bytes),
            ColumnReader::FixedLenByteArrayColumnReader(reader) => {
                taken(reader, of, levels, |value| Raw::Bytes(value.into()))
            }
        }
    }
}

fn taken<T: DataType, R: Into<Raw>>(
    reader: &mut ColumnReaderImpl<T>,
    descriptor: &ColumnDescriptor,
    levels: &mut Vec<i16>,
    raw: impl Fn(T::T) -> R,
) -> Result<Vec<Raw>, ParquetError> {
    let (mut values, is_optional) = (Vec::new(), descriptor.max_def_level() > 0);
    levels.clear();
    reader.read_records(BATCH, is_optional.then_some(&mut *levels), None, &mut values)?;
    let mut values = values.into_iter().map(|value| raw(value).into());
    if !is_optional {
        return Ok(values.collect());
    }
    let there = |level: &i16| if *level == descriptor.max_def_level() { values.next() } else { None };
    Ok(levels.iter().map(there).map(|value| value.unwrap_or(Raw::Cell(Cell::Absent))).collect())
}

/// The meanings of the columns. An unsupported type is reported once, before the first row.
fn meanings(descriptors: &[ColumnDescPtr], columns: &[Column]) -> Result<Vec<Meaning>, Message> {
    let (mut meanings, mut unread) = (Vec::new(), Vec::new());
    for (descriptor, column) in descriptors.iter().zip(columns) {
        match Meaning::of(descriptor) {
            Ok(meaning) => meanings.push(meaning),
            Err(what) => unread.push((shown(name(column)), messages::column_type(what()))),
        }
    }
    match unread.as_slice() {
        [] => Ok(meanings),
        [first, ..] => Err(broken_fields([(&*first.0, first.1.clone())], unread.len() - 1)),
    }
}

/// Rejects a file that is compressed by a codec that is not read here, before its first row.
fn known_codecs(metadata: &ParquetMetaData) -> Result<(), Message> {
    for column in metadata.row_groups().iter().flat_map(RowGroupMetaData::columns) {
        match column.compression() {
            Compression::BROTLI(_) => return Err(messages::codec("brotli")),
            Compression::LZO => return Err(messages::codec("lzo")),
            _ => {}
        }
    }
    Ok(())
}

fn broken(error: ParquetError) -> ReadError {
    let why = match error {
        ParquetError::External(cause) => match cause.downcast::<std::io::Error>() {
            Ok(cause) if cause.kind() != std::io::ErrorKind::UnexpectedEof => return (*cause).into(),
            Ok(cause) => cause.to_string(),
            Err(cause) => cause.to_string(),
        },
        error => error.to_string(),
    };
    messages::broken_parquet_but(why).into()
}
