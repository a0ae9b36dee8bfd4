//! Apache Parquet: a group of rows is gathered, written column by column, and forgotten. The same records give the same
//! bytes.

use std::io::{self, Write};
use std::sync::Arc;

use bytes::Bytes;
use deskledger::{ColumnKind, DateTime, Value};
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};

use super::layout::{Column, Layout};
use crate::message::Part;
use crate::messages;

pub(super) const MEDIA_TYPE: &str = "application/vnd.apache.parquet";
pub(super) const EXTENSION: &str = "parquet";

/// Rows of a group. Of a million records, groups of 100,000 make a file that is a twentieth smaller, in twice the memory.
const ROWS_A_GROUP: usize = 30_000;
/// Rows of the first group, of which nothing is sent before it is full: few, so that a reader does not wait for long.
const ROWS_OF_THE_FIRST: usize = 5_000;
/// Bytes of texts after which a group ends early, whatever its rows are.
const BYTES_A_GROUP: usize = 32 << 20;

pub(super) struct Writer<W: Write + Send> {
    file: SerializedFileWriter<W>,
    columns: Vec<Gathered>,
    rows: usize,
    bytes: usize,
}

/// The values of a column that have not been written yet.
struct Gathered {
    column: Column,
    values: Values,
    /// 1 where a row has a value, 0 where it has none; empty for a column that always has one.
    levels: Vec<i16>,
}

enum Values {
    /// Bytes of all texts, and where each of them ends.
    Text(Vec<u8>, Vec<usize>),
    Int(Vec<i64>),
    Number(Vec<f64>),
    Boolean(Vec<bool>),
}

impl<W: Write + Send> Writer<W> {
    pub(super) fn begin(out: W, layout: &Layout) -> io::Result<Self> {
        let fields: Result<Vec<TypePtr>, _> =
            layout.columns().iter().map(|column| field(column).map(Arc::new)).collect();
        let schema = Type::group_type_builder("connection_record").with_fields(fields.map_err(failed)?).build();
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(1).map_err(failed)?))
            .set_created_by(concat!("deskledger version ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let file =
            SerializedFileWriter::new(out, Arc::new(schema.map_err(failed)?), Arc::new(properties)).map_err(failed)?;
        let columns = layout.columns().iter().map(|column| Gathered {
            column: column.clone(),
            values: Values::of(column.kind),
            levels: Vec::new(),
        });
        Ok(Self { file, columns: columns.collect(), rows: 0, bytes: 0 })
    }

    pub(super) fn row(&mut self, values: &[Value<'_>]) -> io::Result<()> {
        let values = values.iter().copied().chain(std::iter::repeat(Value::Absent));
        for (column, value) in self.columns.iter_mut().zip(values) {
            self.bytes += column.add(value)?;
        }
        self.rows += 1;
        let most = if self.file.flushed_row_groups().is_empty() { ROWS_OF_THE_FIRST } else { ROWS_A_GROUP };
        if self.rows >= most || self.bytes >= BYTES_A_GROUP { self.flush() } else { Ok(()) }
    }

    pub(super) fn end(mut self) -> io::Result<W> {
        self.flush()?;
        self.file.into_inner().map_err(failed)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.file.next_row_group().map_err(failed)?;
        for column in &mut self.columns {
            if let Some(writer) = group.next_column().map_err(failed)? {
                column.write(writer).map_err(failed)?;
            }
        }
        group.close().map_err(failed)?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }
}

fn field(column: &Column) -> Result<Type, ParquetError> {
    let (physical, logical) = match column.kind {
        ColumnKind::Instant => (Physical::INT64, Some(LogicalType::timestamp(true, parquet::basic::TimeUnit::MILLIS))),
        ColumnKind::Int => (Physical::INT64, None),
        ColumnKind::Number => (Physical::DOUBLE, None),
        ColumnKind::Boolean => (Physical::BOOLEAN, None),
        _ => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
    };
    let repetition = if column.required { Repetition::REQUIRED } else { Repetition::OPTIONAL };
    Type::primitive_type_builder(&column.name, physical).with_logical_type(logical).with_repetition(repetition).build()
}

impl Values {
    fn of(kind: ColumnKind) -> Self {
        match kind {
            ColumnKind::Instant | ColumnKind::Int => Self::Int(Vec::new()),
            ColumnKind::Number => Self::Number(Vec::new()),
            ColumnKind::Boolean => Self::Boolean(Vec::new()),
            _ => Self::Text(Vec::new(), Vec::new()),
        }
    }
}

impl Gathered {
    /// Adds a value; returns its length.
    fn add(&mut self, value: Value<'_>) -> io::Result<usize> {
        if value == Value::Absent && !self.column.required {
            self.levels.push(0);
            return Ok(0);
        }
        let length = match (&mut self.values, value) {
            (Values::Text(bytes, ends), value) => {
                let before = bytes.len();
                match value {
                    Value::Text(text) => bytes.extend_from_slice(text.as_bytes()),
                    Value::Int(number) => write!(bytes, "{number}")?,
                    Value::Number(number) => write!(bytes, "{number}")?,
                    Value::Boolean(yes) => write!(bytes, "{yes}")?,
                    _ => {}
                }
                ends.push(bytes.len());
                bytes.len() - before
            }
            (Values::Int(values), Value::Int(number)) => {
                values.push(number);
                8
            }
            (Values::Int(values), Value::Text(text)) if self.column.kind == ColumnKind::Instant => {
                let time: DateTime = text.parse().map_err(|_| self.column.refuses(messages::date_and_time))?;
                values.push(time.unix_seconds() * 1000);
                8
            }
            (Values::Number(values), Value::Number(number)) => {
                values.push(number);
                8
            }
            (Values::Boolean(values), Value::Boolean(yes)) => {
                values.push(yes);
                1
            }
            _ => return Err(self.column.refuses(messages::of_its_type)),
        };
        if !self.column.required {
            self.levels.push(1);
        }
        Ok(length)
    }

    /// Writes what has been gathered, and forgets it.
    fn write(&mut self, mut writer: SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let levels = (!self.column.required).then_some(&*self.levels);
        match &mut self.values {
            Values::Text(bytes, ends) => {
                let all = Bytes::from(std::mem::take(bytes));
                let starts = std::iter::once(0).chain(ends.iter().copied());
                let texts: Vec<ByteArray> =
                    starts.zip(ends.iter()).map(|(start, end)| ByteArray::from(all.slice(start..*end))).collect();
                writer.typed::<ByteArrayType>().write_batch(&texts, levels, None)?;
                ends.clear();
            }
            Values::Int(values) => {
                writer.typed::<Int64Type>().write_batch(values, levels, None)?;
                values.clear();
            }
            Values::Number(values) => {
                writer.typed::<DoubleType>().write_batch(values, levels, None)?;
                values.clear();
            }
            Values::Boolean(values) => {
                writer.typed::<BoolType>().write_batch(values, levels, None)?;
                values.clear();
            }
        }
        self.levels.clear();
        writer.close()
    }
}

impl Column {
    fn refuses(&self, expected: Part) -> io::Error {
        messages::column_holds(self.name.as_str(), expected).into()
    }
}

/// What the writer below failed of, so that the reason of the operating system is kept.
fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(cause) => match cause.downcast::<io::Error>() {
            Ok(cause) => *cause,
            Err(cause) => io::Error::other(cause),
        },
        other => io::Error::other(other),
    }
}

#[cfg(test)]
mod tests {
    use deskledger::ConnectionRecord;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::RowAccessor;

    use super::*;

    fn written(rows: usize) -> Vec<u8> {
        let mut writer = Writer::begin(Vec::new(), &Layout::new("zh_CN")).unwrap();
        for number in 0..rows {
            let record = ConnectionRecord {
                user_name: (number % 3 > 0).then(|| format!("user {number}")),
                connection_start_time: "2020-04-24T03:02:47Z".into(),
                network_rtt: Some(number as i64),
                is_reconnect: Some(number % 2 == 0),
                ..Default::default()
            };
            writer.row(&record.values()).unwrap();
        }
        writer.end().unwrap()
    }

    #[test]
    fn rows_beyond_a_group_are_in_the_next_one_and_none_is_lost() {
        let rows = ROWS_OF_THE_FIRST + ROWS_A_GROUP + 3;
        let file = SerializedFileReader::new(Bytes::from(written(rows))).unwrap();
        let groups = file.metadata().row_groups().iter().map(|group| group.num_rows() as usize);
        assert_eq!(groups.collect::<Vec<_>>(), [ROWS_OF_THE_FIRST, ROWS_A_GROUP, 3]);
        let last = file.get_row_iter(None).unwrap().last().unwrap().unwrap();
        assert_eq!(last.get_string(0).unwrap(), &format!("user {}", rows - 1));
        let time = last.get_column_iter().find(|(name, _)| *name == "connection_start_time").unwrap().1.to_string();
        assert!(time.starts_with("2020-04-24 03:02:47"), "{time}");
    }

    #[test]
    fn the_same_records_give_the_same_bytes() {
        assert_eq!(written(1000), written(1000));
    }

    #[test]
    fn a_file_without_records_still_has_its_columns() {
        let file = SerializedFileReader::new(Bytes::from(written(0))).unwrap();
        assert_eq!(file.metadata().file_metadata().schema().get_fields().len(), ConnectionRecord::COLUMNS.len());
    }

    #[test]
    fn a_value_that_its_column_cannot_hold_is_an_error_and_no_other_value() {
        let mut writer = Writer::begin(Vec::new(), &Layout::new("en_US")).unwrap();
        let record = ConnectionRecord::default();
        let mut values = record.values();
        assert!(writer.row(&values).is_err());
        values[ConnectionRecord::COLUMNS.iter().position(|column| column.name == "is_reconnect").unwrap()] =
            Value::Int(1);
        assert!(writer.row(&values).is_err());
    }
}
