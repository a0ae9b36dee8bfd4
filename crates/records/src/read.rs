//! Reads records from files of every format, row by row.
//!
//! The format is detected from the content: CSV in any encoding, NDJSON, the JSON response of the list call, XLSX or
//! Parquet; any of them in gzip, in a ZIP archive, or in the multipart wrapper that the vendor's definition declares.
//! Columns are recognised by the names of their fields or by their headings in any language of the document, in any order;
//! other columns are returned beside the record. No file is held in memory: a row may have up to a
//! mebibyte, a file any length.

mod archive;
mod cells;
mod csv;
mod dates;
mod detect;
mod digits;
mod dispatch;
mod encoding;
mod gzip;
mod header;
mod json;
mod limits;
mod multipart;
mod ndjson;
mod object;
mod options;
#[cfg(feature = "parquet")]
mod parquet;
mod row;
mod sink;
mod source;
mod time_zone;
#[cfg(feature = "xlsx")]
mod xlsx;

use std::io::BufRead;

pub use crate::format::Format;
pub use crate::message::shown;
pub use limits::Limits;
pub use options::{DateOrder, Delimiter, Options, TextEncoding};
#[cfg(feature = "parquet")]
pub use parquet::{is_panic_expected, parquet_rows};
pub use row::{Extra, Field, Row};
pub use sink::{BadRow, Position, ReadError, Rows};
pub use source::Source;
pub use time_zone::TimeZone;

use dates::Dates;
use sink::Sink;

/// Reads all records of a file and hands each of them to `rows`.
///
/// ```
/// use deskledger_records::Message;
/// use deskledger_records::read::{Options, Row, Source, read};
/// # use deskledger_records::read::Position;
/// # use std::ops::ControlFlow;
/// let file = "开始连接时间,连接用户,是否重连,VIP\n2020-04-24T11:02:47+08:00,jy01@local.com,否,gold\n";
/// let mut rows = Vec::new();
/// read(Source::stream(file.as_bytes()), &Options::default(), &mut |_: &Position, row: Result<Row, Message>| {
///     rows.push(row);
///     ControlFlow::Continue(())
/// })?;
/// let row = rows[0].as_ref().unwrap();
/// assert_eq!(row.record.connection_start_time, "2020-04-24T03:02:47Z");
/// assert_eq!((row.record.user_name.as_deref(), row.record.is_reconnect), (Some("jy01@local.com"), Some(false)));
/// assert_eq!(row.extra.get("VIP").map(ToString::to_string).as_deref(), Some("gold"));
/// # Ok::<(), deskledger_records::read::ReadError>(())
/// ```
///
/// # Errors
/// The bytes cannot be read, are not a file of records, expand to more than the limits allow, or `rows` broke off. A bad row
/// is not an error: it is handed over like a good one, with what is wrong with it.
pub fn read(source: Source<'_>, options: &Options, rows: &mut dyn Rows) -> Result<(), ReadError> {
    let mut sink = Sink::new(rows, options.limits, Dates::new(options));
    let outcome = dispatch::read(source, options, &mut sink, 0);
    if let Some(note) = sink.dates.note() {
        sink.note(note);
    }
    outcome
}

/// Reads NDJSON in UTF-8 only, with points in time that name their zone: input from a network is not examined for other
/// formats.
///
/// ```
/// use deskledger_records::Message;
/// use deskledger_records::read::{Position, Row, read_ndjson};
/// # use std::ops::ControlFlow;
/// let text = "{\"connection_start_time\":\"2020-04-24T03:02:47Z\"}\n\nuser_name\n";
/// let mut found = Vec::new();
/// read_ndjson(text.as_bytes(), &mut |place: &Position, row: Result<Row, Message>| {
///     found.push((place.line, row.is_ok()));
///     ControlFlow::Continue(())
/// })?;
/// assert_eq!(found, [(1, true), (3, false)]);
/// # Ok::<(), deskledger_records::read::ReadError>(())
/// ```
///
/// # Errors
/// The bytes cannot be read, or `rows` broke off.
pub fn read_ndjson(reader: impl BufRead, rows: &mut dyn Rows) -> Result<(), ReadError> {
    ndjson::read(reader, &mut Sink::new(rows, Limits::default(), Dates::strict()))
}
