//! Reads records from a download while it arrives.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::sync::Arc;

use bytes::{Buf, Bytes};
use deskledger::{Download, FileFormat, Locale};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::{AbortHandle, spawn, spawn_blocking};

use crate::message::Message;
use crate::messages;
use crate::read::{BadRow, Format, Options, Position, ReadError, Row, Rows, Source, read};

/// Pieces of the file that may wait for the reader.
const PIECES: usize = 4;

/// Rows that may wait for the caller.
const ROWS: usize = 256;

/// Gives a download the method [`records`](Records::records).
pub trait Records {
    /// The records of the file as it arrives, in any format that [`read`](crate::read) supports. The file is not stored.
    ///
    /// Memory is constant: the download waits for the reader, and the reader for the consumer of the records. Workbooks,
    /// archives and Parquet are read from their end: they go through a temporary file without a name.
    ///
    /// To be called within a Tokio runtime.
    ///
    /// ```
    /// # use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    /// # async fn once(listener: tokio::net::TcpListener, response: &str) -> std::io::Result<()> {
    /// #     let (mut stream, _) = listener.accept().await?;
    /// #     let _ = stream.read(&mut [0; 4096]).await?;
    /// #     stream.write_all(response.as_bytes()).await
    /// # }
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    /// # let endpoint = format!("http://{}", listener.local_addr()?);
    /// # let file = "连接用户,开始连接时间,VIP\r\njy01@local.com,2020-04-24T03:02:47Z,gold\r\njy02@local.com,soon,\r\n";
    /// # let response = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{file}", file.len());
    /// # tokio::spawn(async move { once(listener, &response).await });
    /// use deskledger::{Client, ExportConnectionRecords, Token};
    /// use deskledger_records::Records as _;
    ///
    /// let client = Client::builder().endpoint(endpoint).token(Token::new("t")?).build()?;
    /// let request = ExportConnectionRecords { project_id: "p1".into(), ..Default::default() };
    /// let mut records = request.send(&client).await?.records().await?;
    /// let row = records.next().await.ok_or("no row")??;
    /// assert_eq!(row.record.user_name.as_deref(), Some("jy01@local.com"));
    /// assert_eq!(row.extra.get("VIP").map(ToString::to_string).as_deref(), Some("gold"));
    /// let bad = records.next().await.ok_or("no row")?.unwrap_err();
    /// assert_eq!(bad.bad_row().map(|bad| bad.place.line), Some(3));
    /// let chinese = bad.localized(deskledger::Locale::Chinese);
    /// assert!(chinese.starts_with("第 3 行：字段 connection_start_time：应为日期和时间"), "{chinese}");
    /// assert!(records.next().await.is_none());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The file is none of records, or broke off before its first row.
    fn records(self) -> impl Future<Output = Result<RecordStream, RecordError>> + Send;
}

impl Records for Download {
    async fn records(self) -> Result<RecordStream, RecordError> {
        RecordStream::open(self, Options::default()).await
    }
}

/// The records of a download, one after another. Dropping it stops the download. [`Records::records`] gives one.
#[derive(Debug)]
pub struct RecordStream {
    rows: Receiver<Event>,
    pump: AbortHandle,
    format: Format,
    /// Bad rows above the headings of the first table.
    above: VecDeque<RecordError>,
    is_over: bool,
}

/// Event of the reader.
#[derive(Debug)]
enum Event {
    Format(Format),
    Row(Box<Row>),
    Error(RecordError),
    /// The file was read to its end. A reader that is gone without saying so has stopped somewhere.
    End,
}

impl RecordStream {
    /// As [`Records::records`], with [`Options`]: limits, encoding, delimiter, date order and time zone.
    ///
    /// # Errors
    /// Those of [`Records::records`].
    pub async fn open(download: Download, options: Options) -> Result<Self, RecordError> {
        // An archive may hold several files, and its directory knows them all.
        let mut download = download.raw();
        let (pieces, taken) = channel(PIECES);
        let (sender, mut rows) = channel(ROWS);
        // Without records it may be empty: it has no heading.
        let is_ndjson = download.format() == FileFormat::Ndjson;
        let pump = spawn(async move {
            loop {
                let piece = download.chunk().await;
                let is_over = !matches!(piece, Ok(Some(_)));
                if pieces.send(piece).await.is_err() || is_over {
                    break;
                }
            }
        });
        let pump = pump.abort_handle();
        spawn_blocking(move || {
            let mut found = Found(sender.clone());
            let mut pieces = Pieces { taken, piece: Bytes::new(), is_over: false, is_blank: true };
            let read = read(Source::stream(&mut pieces), &options, &mut found);
            let last = match read {
                Err(ReadError::Refused(_)) if is_ndjson && pieces.is_blank => {
                    let _ = found.begin(Format::Ndjson, &[]);
                    Event::End
                }
                Err(error) => Event::Error(RecordError::of(error)),
                Ok(()) => Event::End,
            };
            // Whoever has gone needs no reason.
            let _ = sender.blocking_send(last);
        });
        let mut above = VecDeque::new();
        loop {
            match rows.recv().await {
                Some(Event::Format(format)) => return Ok(Self { rows, pump, format, above, is_over: false }),
                // A row above the headings is too long. A file with as many of them is none of records.
                Some(Event::Error(error)) if error.bad_row().is_some() && above.len() < ROWS => above.push_back(error),
                Some(Event::Error(error)) => return Err(error),
                // No row is a record before a table begins.
                Some(Event::Row(_) | Event::End) | None => return Err(RecordError::stopped()),
            }
        }
    }

    /// The format of the file; of its first table, where it has several.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The next row; `None` after the last one. After a bad row there may be further ones, after any other error there
    /// are none.
    ///
    /// Dropping the future loses nothing: the row comes with the next call.
    ///
    /// # Errors
    /// The row is not a record, or the file is incomplete: then the earlier records are only a part of it.
    pub async fn next(&mut self) -> Option<Result<Row, RecordError>> {
        if let Some(error) = self.above.pop_front() {
            return Some(Err(error));
        }
        while !self.is_over {
            let error = match self.rows.recv().await {
                Some(Event::Row(row)) => return Some(Ok(*row)),
                Some(Event::Format(_)) => continue,
                Some(Event::End) => break,
                Some(Event::Error(error)) => error,
                None => RecordError::stopped(),
            };
            self.is_over = error.bad_row().is_none();
            return Some(Err(error));
        }
        self.is_over = true;
        None
    }
}

impl Drop for RecordStream {
    fn drop(&mut self) {
        self.pump.abort();
    }
}

/// Hands the rows over to whoever awaits them.
struct Found(Sender<Event>);

impl Found {
    fn send(&self, event: Event) -> ControlFlow<()> {
        match self.0.blocking_send(event) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    }
}

impl Rows for Found {
    fn begin(&mut self, format: Format, _unknown: &[Arc<str>]) -> ControlFlow<()> {
        self.send(Event::Format(format))
    }

    fn row(&mut self, place: &Position, row: Result<Row, Message>) -> ControlFlow<()> {
        self.send(match row {
            Ok(row) => Event::Row(Box::new(row)),
            Err(message) => Event::Error(RecordError(Cause::BadRow(BadRow::new(place, message)))),
        })
    }
}

/// The pieces of a download, for a reader that waits for them.
struct Pieces {
    taken: Receiver<Result<Option<Bytes>, deskledger::Error>>,
    piece: Bytes,
    is_over: bool,
    /// Whether so far there is nothing but white space and a byte order mark.
    is_blank: bool,
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() && !self.is_over {
            match self.taken.blocking_recv() {
                Some(Ok(Some(piece))) => {
                    let is_blank = |byte: &u8| byte.is_ascii_whitespace() || "\u{feff}".as_bytes().contains(byte);
                    self.is_blank = self.is_blank && piece.iter().all(is_blank);
                    self.piece = piece;
                }
                Some(Ok(None)) => self.is_over = true,
                Some(Err(error)) => return Err(io::Error::other(error)),
                // An interruption is not reported as the end of the file.
                None => return Err(io::Error::other(messages::download_stopped())),
            }
        }
        (&mut self.piece).reader().read(buffer)
    }
}

/// Why there is no record: a bad row, after which others may come, or the end of the download. [`Records::records`] shows
/// both.
#[derive(Debug)]
pub struct RecordError(Cause);

#[derive(Debug)]
enum Cause {
    BadRow(BadRow),
    Download(Box<deskledger::Error>),
    Read(ReadError),
}

impl RecordError {
    fn of(error: ReadError) -> Self {
        let ReadError::Io(error) = error else { return Self(Cause::Read(error)) };
        Self(match error.downcast::<deskledger::Error>() {
            Ok(error) => Cause::Download(Box::new(error)),
            Err(error) => Cause::Read(ReadError::Io(error)),
        })
    }

    fn stopped() -> Self {
        Self(Cause::Read(messages::reader_stopped().into()))
    }

    /// The row that is not a record, with its place; further ones may come.
    pub fn bad_row(&self) -> Option<&BadRow> {
        match &self.0 {
            Cause::BadRow(bad) => Some(bad),
            _ => None,
        }
    }

    /// Why the download failed.
    pub fn download(&self) -> Option<&deskledger::Error> {
        match &self.0 {
            Cause::Download(error) => Some(error),
            _ => None,
        }
    }

    /// The reason in a language: of a bad row with its position, of a download as the client library reports it.
    pub fn localized(&self, language: Locale) -> String {
        match &self.0 {
            Cause::BadRow(bad) => bad.localized(language),
            Cause::Download(error) => error.localized(language),
            Cause::Read(error) => error.localized(language),
        }
    }
}

deskledger::runtime::display_in_english!(RecordError);

impl std::error::Error for RecordError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Cause::Download(error) => error.source(),
            Cause::Read(error) => error.source(),
            Cause::BadRow(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_reader_that_stops_is_not_the_end_of_the_file() {
        let (sender, rows) = channel(ROWS);
        let pump = spawn(async {}).abort_handle();
        let mut records = RecordStream { rows, pump, format: Format::Csv, above: VecDeque::new(), is_over: false };
        sender.send(Event::Row(Box::default())).await.unwrap();
        drop(sender);
        assert!(records.next().await.unwrap().is_ok());
        assert!(records.next().await.is_some_and(|row| row.is_err_and(|error| error.bad_row().is_none())));
        assert!(records.next().await.is_none());
    }
}
