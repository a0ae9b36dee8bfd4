//! Apache Parquet: a group of rows is gathered, encoded column by column, and forgotten. Threads encode it while the next
//! ones are gathered. The same records give the same bytes, regardless of the number of threads.

mod chunk;
mod gathered;
mod packed;
mod texts;

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::Arc;

use bytes::Bytes;
use deskledger::{ColumnKind, Value};
use parquet::basic::{Compression, Encoding, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::column::writer::{ColumnCloseResult, ColumnWriter, get_column_writer};
use parquet::errors::ParquetError;
use parquet::file::properties::{WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::{SerializedFileWriter, SerializedPageWriter};
use parquet::schema::types::{ColumnPath, Type, TypePtr};

use chunk::Output;
use gathered::{Gathered, Values};
use texts::List;

use super::csv::{csv_fields, csv_value};
use super::layout::{Column, Layout};
use super::threads::Threads;

/// Rows of a group. With groups of 30,000 the server needs 101 MiB instead of 73.
const ROWS_A_GROUP: usize = 20_000;
/// Rows of the first group, of which nothing is sent before it is full: few, so that a reader does not wait for long.
const ROWS_OF_THE_FIRST: usize = 5_000;
/// Bytes of texts after which a group ends early, regardless of its number of rows.
const BYTES_A_GROUP: usize = 32 << 20;
/// Lines that are split at a time.
const LINES_AT_A_TIME: usize = 200;
/// Level of the compression.
const LEVEL: i32 = 1;

/// Maximum number of threads that encode a group, for the memory that each takes.
const MAX_THREADS: usize = 2;

pub(super) struct Writer<W: Write + Send> {
    file: SerializedFileWriter<W>,
    layout: Layout,
    group: Group,
    rows: usize,
    bytes: usize,
    /// The groups before are encoded here.
    threads: Threads<Group, io::Result<Encoded>>,
}

/// The rows of a group: values, and lines behind them that are split where the group is encoded.
struct Group {
    columns: Vec<Gathered>,
    lines: List,
    /// Memory for the chunks of a group.
    memory: Vec<u8>,
}

/// The chunks of a group and their descriptions, and the group for further rows.
struct Encoded {
    chunks: Bytes,
    descriptions: Vec<ColumnCloseResult>,
    group: Group,
}

impl<W: Write + Send> Writer<W> {
    pub(super) fn begin(out: W, layout: &Layout) -> io::Result<Self> {
        let fields: Result<Vec<TypePtr>, _> =
            layout.columns().iter().map(|column| field(column).map(Arc::new)).collect();
        let schema = Type::group_type_builder("connection_record").with_fields(fields.map_err(failed)?).build();
        let mut properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(LEVEL).map_err(failed)?))
            .set_created_by(concat!("deskledger version ", env!("CARGO_PKG_VERSION")).to_owned());
        for column in layout.columns().iter().filter(|column| column.kind == ColumnKind::Instant) {
            // Hardly any time is the same as another one, and most are near the one before.
            let path = ColumnPath::from(column.name.as_str());
            properties = properties.set_column_dictionary_enabled(path.clone(), false);
            properties = properties.set_column_encoding(path, Encoding::DELTA_BINARY_PACKED);
        }
        let file = SerializedFileWriter::new(out, Arc::new(schema.map_err(failed)?), Arc::new(properties.build()));
        let file = file.map_err(failed)?;
        let (group, threads) = (Group::new(layout, &file), Threads::new(MAX_THREADS));
        Ok(Self { file, layout: layout.clone(), group, rows: 0, bytes: 0, threads })
    }

    /// Adds a line of [`super::csv_line`].
    pub(super) fn line(&mut self, line: &str) -> io::Result<()> {
        self.group.lines.push(line);
        self.bytes += line.len();
        self.end_row()
    }

    pub(super) fn row(&mut self, values: &[Value<'_>]) -> io::Result<()> {
        self.group.split()?;
        let values = values.iter().copied().chain(std::iter::repeat(Value::Absent));
        for (column, value) in self.group.columns.iter_mut().zip(values) {
            self.bytes += column.add(value)?;
        }
        self.end_row()
    }

    pub(super) fn end(mut self) -> io::Result<W> {
        self.flush()?;
        while self.receive()?.is_some() {}
        self.file.into_inner().map_err(failed)
    }

    fn end_row(&mut self) -> io::Result<()> {
        self.rows += 1;
        let most = if self.is_first() { ROWS_OF_THE_FIRST } else { ROWS_A_GROUP };
        if self.rows >= most || self.bytes >= BYTES_A_GROUP { self.flush() } else { Ok(()) }
    }

    fn is_first(&self) -> bool {
        self.file.flushed_row_groups().is_empty()
    }

    /// Has the group encoded: here if it is the first one, which is sent at once, otherwise by threads.
    fn flush(&mut self) -> io::Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        (self.rows, self.bytes) = (0, 0);
        let is_first = self.is_first();
        let spare = if self.threads.pending() == self.threads.count { self.receive()? } else { None };
        let spare = spare.unwrap_or_else(|| Group::new(&self.layout, &self.file));
        let group = std::mem::replace(&mut self.group, spare);
        let properties = self.file.properties().clone();
        if is_first {
            self.group = self.write(encoder(properties)(group)?)?;
            return Ok(());
        }
        self.threads.send(group, || encoder(properties.clone()))
    }

    /// Writes the earliest group that is being encoded, and returns it empty; `None` if there is none.
    fn receive(&mut self) -> io::Result<Option<Group>> {
        self.threads.receive()?.map(|encoded| self.write(encoded?)).transpose()
    }

    fn write(&mut self, Encoded { chunks, descriptions, mut group }: Encoded) -> io::Result<Group> {
        let write = || {
            let mut rows = self.file.next_row_group()?;
            for description in descriptions {
                rows.append_column(&chunks, description)?;
            }
            rows.close()
        };
        write().map_err(failed)?;
        group.memory = Vec::from(chunks);
        Ok(group)
    }
}

impl Group {
    fn new<W: Write + Send>(layout: &Layout, file: &SerializedFileWriter<W>) -> Self {
        let columns = layout.columns().iter().zip(file.schema_descr().columns());
        let columns = columns.map(|(column, descriptor)| Gathered::new(column, descriptor.clone()));
        Self { columns: columns.collect(), lines: List::default(), memory: Vec::new() }
    }

    /// Makes values of the lines: some lines at a time, column by column, whose texts stay in the caches meanwhile.
    fn split(&mut self) -> io::Result<()> {
        let (mut lines, width) = (self.lines.iter(), self.columns.len());
        let mut fields = Vec::with_capacity(LINES_AT_A_TIME * width);
        loop {
            fields.clear();
            for line in lines.by_ref().take(LINES_AT_A_TIME) {
                fields.extend(csv_fields(line).chain(std::iter::repeat_with(Cow::default)).take(width));
            }
            if fields.is_empty() {
                break;
            }
            for (at, column) in self.columns.iter_mut().enumerate() {
                for field in fields.iter().skip(at).step_by(width) {
                    column.add(csv_value(field, column.kind()))?;
                }
            }
        }
        drop((lines, fields));
        self.lines.clear();
        Ok(())
    }
}

/// An encoder of consecutive groups.
fn encoder(properties: WriterPropertiesPtr) -> impl FnMut(Group) -> io::Result<Encoded> + Send {
    let mut output = None;
    move |mut group| {
        let output = match &mut output {
            Some(output) => output,
            None => output.insert(Output::new(properties.clone(), LEVEL).map_err(failed)?),
        };
        group.split()?;
        let encoded = group.columns.iter_mut().map(|column| {
            let description = encode(column, output)?;
            column.clear();
            Ok(description)
        });
        let descriptions = encoded.collect::<Result<_, _>>().map_err(failed)?;
        let chunks = output.take(std::mem::take(&mut group.memory)).map_err(failed)?;
        Ok(Encoded { chunks, descriptions, group })
    }
}

/// Writes the chunk of a column, and returns its description.
fn encode(column: &Gathered, output: &mut Output) -> Result<ColumnCloseResult, ParquetError> {
    let (descriptor, levels) = (&column.descriptor, column.levels());
    if let Values::Text(texts) = &column.values {
        return chunk::encode(texts, levels, descriptor, output);
    }
    let pages = Box::new(SerializedPageWriter::new(&mut output.out));
    let mut writer = get_column_writer(descriptor.clone(), output.properties.clone(), pages);
    match (&mut writer, &column.values) {
        (ColumnWriter::Int64ColumnWriter(writer), Values::Int(values)) => writer.write_batch(values, levels, None)?,
        (ColumnWriter::DoubleColumnWriter(writer), Values::Number(values)) => {
            writer.write_batch(values, levels, None)?
        }
        (ColumnWriter::BoolColumnWriter(writer), Values::Boolean(values)) => {
            writer.write_batch(values, levels, None)?
        }
        _ => return Err(ParquetError::General("a column of another type".to_owned())),
    };
    writer.close()
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

/// The error of the underlying writer, so that the reason of the operating system is reported.
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
        let rows = ROWS_OF_THE_FIRST + ROWS_A_GROUP + 5;
        let file = SerializedFileReader::new(Bytes::from(written(rows))).unwrap();
        let groups = file.metadata().row_groups().iter().map(|group| group.num_rows() as usize);
        assert_eq!(groups.collect::<Vec<_>>(), [ROWS_OF_THE_FIRST, ROWS_A_GROUP, 5]);
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
    fn the_number_of_threads_does_not_show() {
        let written = |count| {
            let layout = Layout::new("en_US");
            let mut writer = Writer::begin(Vec::new(), &layout).unwrap();
            writer.threads = Threads::new(count);
            for number in 0..ROWS_OF_THE_FIRST + 2 * ROWS_A_GROUP + 7 {
                let line = format!("user {},JY{number},,,,,2025-07-02T08:27:52Z,,,{number},,,,,,,Yes", number % 1000);
                writer.line(&line).unwrap();
            }
            writer.end().unwrap()
        };
        assert!(written(1) == written(2));
    }

    #[test]
    fn a_line_is_the_record_that_it_was_made_of() {
        let record = ConnectionRecord {
            user_name: Some("张三".into()),
            connection_start_time: "2020-04-24T03:02:47Z".into(),
            network_rtt: Some(-7),
            is_reconnect: Some(false),
            ..Default::default()
        };
        let quoted = ConnectionRecord { user_name: Some("a,\n\"b".into()), ..record.clone() };
        let layout = Layout::new("en_US");
        let (mut lines, mut rows) =
            (Writer::begin(Vec::new(), &layout).unwrap(), Writer::begin(Vec::new(), &layout).unwrap());
        let mixed = [(&record, false), (&quoted, false), (&quoted, true), (&record, false)];
        // More lines than are split at a time.
        let many = (0..=LINES_AT_A_TIME).map(|number| (if number % 3 == 0 { &quoted } else { &record }, false));
        for (record, is_row) in mixed.into_iter().chain(many) {
            let mut line = Vec::new();
            super::super::csv_line(&mut line, &record.values());
            rows.row(&record.values()).unwrap();
            match is_row {
                true => lines.row(&record.values()).unwrap(),
                false => lines.line(std::str::from_utf8(&line).unwrap()).unwrap(),
            }
        }
        assert!(lines.end().unwrap() == rows.end().unwrap());
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
