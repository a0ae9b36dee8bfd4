//! Downloads as streams.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use deskledger_runtime::Operation;
use reqwest::header::HeaderMap;
use tokio::io::{AsyncWrite, AsyncWriteExt};

use super::body::Body;
use super::checks::{Beginning, Checks};
use super::digest;
use super::layers::Layers;
use super::options::SaveOptions;
use super::progress::{Meter, Progress, Watch};
use crate::content::format::{self, may_be_json};
use crate::content::record_count::RecordCount;
use crate::content::{FileFormat, UnexpectedContent};
use crate::error::{Error, Remedy};
use crate::messages;
use crate::session::{MAX_ERROR_BODY, Prepared, Session};

/// Maximum number of characters shown of a page or a message.
const MAX_SHOWN: usize = 200;

/// A file in transfer.
///
/// Its first bytes have been checked: an error document, a web page or an empty body is an error before a `Download`
/// exists. The rest is received on demand, in constant memory. An interrupted connection is resumed if the service
/// sends a strong ETag and accepts range requests.
pub struct Download {
    pub(super) operation: &'static Operation,
    pub(super) body: Body,
    pub(super) headers: HeaderMap,
    pub(super) layers: Layers,
    /// SHA-256 of the body and its stated value, if encodings are removed.
    of_body: Option<(ring::digest::Context, Vec<u8>)>,
    /// Bytes that were examined, but not delivered yet.
    pub(super) front: VecDeque<Bytes>,
    pub(super) is_drained: bool,
    pub(super) format: FileFormat,
    pub(super) taken: u64,
    pub(super) checks: Checks,
    /// The last bytes: they show whether the file is complete.
    tail: Vec<u8>,
    end_is_unproved: bool,
    records: Option<RecordCount>,
    watch: Option<Watch>,
    meter: Meter,
    /// Digest of the request.
    pub(super) fingerprint: Option<String>,
}

impl Download {
    pub(crate) async fn open(
        session: Arc<Session>,
        operation: &'static Operation,
        request: Prepared,
    ) -> Result<Self, Error> {
        let fingerprint = digest::of_request(&session, &request);
        let meter = Meter::new(session.settings.clock.clone());
        let mut download = Self {
            operation,
            body: Body::new(session, request),
            headers: HeaderMap::new(),
            layers: Layers::default(),
            of_body: None,
            front: VecDeque::new(),
            is_drained: false,
            format: FileFormat::Other,
            taken: 0,
            checks: Checks::default(),
            tail: Vec::new(),
            end_is_unproved: false,
            records: None,
            watch: None,
            meter,
            fingerprint,
        };
        match download.begin_well().await {
            Ok(()) => Ok(download),
            Err(failure) => Err(download.annotated(failure)),
        }
    }

    /// Opens the file, with retries.
    pub(super) async fn begin_well(&mut self) -> Result<(), Error> {
        match self.begin().await {
            Err(failure) => self.begin_again(failure).await,
            begun => begun,
        }
    }

    /// Reopens the file until it succeeds or no retries are left.
    pub(super) async fn begin_again(&mut self, mut failure: Error) -> Result<(), Error> {
        loop {
            if !failure.is_incomplete() || !self.body.is_repeatable() {
                return Err(failure);
            }
            self.body.budget.pause_to_start_over(failure).await?;
            match self.begin().await {
                Ok(()) => return Ok(()),
                Err(again) => failure = again,
            }
        }
    }

    /// Requests the whole file and checks its first bytes.
    async fn begin(&mut self) -> Result<(), Error> {
        self.headers = self.body.open().await?;
        self.meter.restart();
        self.layers = Layers::new(self.body.is_gzip);
        // If the body is compressed, the stated digest may refer to the uncompressed file.
        let stated = digest::stated(&self.headers).filter(|_| self.layers.is_none());
        self.of_body = stated.map(|stated| (digest::begin(), stated));
        self.front.clear();
        self.is_drained = false;
        self.taken = 0;
        self.tail.clear();
        self.checks.start_over();
        let decompresses = self.is_checked();
        let (mut beginning, mut is_all) = self.look(Vec::new(), format::ENOUGH).await?;
        while !self.body.session.settings.raw && self.layers.strip(&beginning, decompresses, &mut self.front)? {
            (beginning, is_all) = match self.look(Vec::new(), format::ENOUGH).await {
                Err(failure) if self.layers.is_not_streamable() => {
                    // Reported when bytes are read, unless the archive is requested as received.
                    self.format = FileFormat::Zip;
                    self.checks.failed(failure);
                    return Ok(());
                }
                looked => looked?,
            };
        }
        if may_be_json(&beginning) {
            (beginning, is_all) = self.look(beginning, MAX_ERROR_BODY).await?;
        }
        if self.is_unencoded() {
            self.checks.stated = self.of_body.take().map(|(_, stated)| stated);
        }
        let media_type = self.layers.inner_media_type().or(self.media_type());
        let check = self.body.session.settings.content_check.clone();
        let record_field = check.as_ref().and_then(|check| check.record_field());
        let found = format::detect(&beginning, is_all, media_type, record_field);
        let found = match &check {
            Some(check) if self.is_checked() => check.check(found, &beginning),
            _ => found,
        };
        self.format = found.map_err(|found| self.unexpected(found, &beginning))?;
        self.records = RecordCount::new(self.format, &beginning);
        Ok(())
    }

    /// Extends `beginning`, the first bytes, to at least `enough` bytes or to the end of the file; also returns whether
    /// that is the end.
    async fn look(&mut self, mut beginning: Vec<u8>, enough: usize) -> Result<(Vec<u8>, bool), Error> {
        while beginning.len() < enough {
            let Some(bytes) = self.pull().await? else { return Ok((beginning, true)) };
            beginning.extend_from_slice(&bytes);
            self.front.push_back(bytes);
        }
        Ok((beginning, false))
    }

    /// Whether the file is the unmodified body: only then do length, digest and ETag refer to the file.
    pub(super) fn is_unencoded(&self) -> bool {
        self.layers.is_none()
    }

    /// The next bytes of the file after the examined ones.
    async fn pull(&mut self) -> Result<Option<Bytes>, Error> {
        loop {
            match self.layers.next()? {
                Some(bytes) if bytes.is_empty() => continue,
                Some(bytes) => return Ok(Some(bytes)),
                None if self.is_drained => return self.layers.finish().map(|()| None),
                None => {}
            }
            match self.body.next().await? {
                Some(bytes) => {
                    if let Some((context, _)) = &mut self.of_body {
                        context.update(&bytes);
                    }
                    self.layers.push(bytes);
                }
                None => self.is_drained = true,
            }
        }
    }

    /// The next bytes of the file, never empty; `None` at its end.
    ///
    /// Cancel-safe: dropping the future loses no bytes.
    ///
    /// # Errors
    /// `is_unexpected_content` if the file is incomplete and cannot be resumed, its digest differs from the stated one,
    /// or it exceeds the size limit. Discard the bytes received so far in that case; [`Download::save`] does so itself.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        self.next(None).await.map_err(|failure| self.annotated(failure))
    }

    /// The only path of bytes out of a download. `beginning` is the partial file of an earlier run.
    pub(super) async fn next(&mut self, beginning: Option<Beginning>) -> Result<Option<Bytes>, Error> {
        // The format is known: the input no longer needs to be kept.
        self.layers.compressed = None;
        self.checks.hold_on()?;
        self.checks.fits(self.content_length().unwrap_or_default())?;
        if beginning.is_some() {
            self.records = None;
        }
        self.checks.start(beginning)?;
        while self.front.front().is_none_or(Bytes::is_empty) {
            self.front.pop_front();
            if self.front.is_empty() {
                let Some(bytes) = self.pull().await? else { return self.end().await.map(|()| None) };
                self.front.push_back(bytes);
            }
        }
        let Some(bytes) = self.front.front() else { return Ok(None) };
        self.checks.fits(self.taken.saturating_add(bytes.len() as u64))?;
        // Removed from the front only now: a future dropped while waiting loses nothing.
        self.checks.take(bytes).await;
        let Some(bytes) = self.front.pop_front() else { return Ok(None) };
        self.taken += bytes.len() as u64;
        self.keep_tail(&bytes);
        if let Some(records) = &mut self.records {
            records.add(&bytes);
        }
        self.report_progress(bytes.len() as u64);
        Ok(Some(bytes))
    }

    /// Checks that the file is complete and matches the stated digest.
    async fn end(&mut self) -> Result<(), Error> {
        if !format::ends_well(self.format, &self.tail) {
            if self.body.length.is_none() {
                return Err(Error::incomplete(messages::without_end(self.taken)));
            }
            // Every byte arrived: a retry is pointless. A resumed transfer may have too few new bytes to tell.
            if self.is_checked() && self.tail.len() as u64 == self.taken.min(format::TAIL as u64) {
                self.body.spoil();
                let failure = Error::unexpected_content(messages::without_end(self.taken), None);
                return Err(self.checks.failed(failure.with_remedy(Remedy::Raw)));
            }
        }
        // Neither the format, nor an encoding, nor a digest would show that the file was cut.
        let shows_end = matches!(self.format, FileFormat::Xlsx | FileFormat::Zip | FileFormat::Parquet);
        let proves_end = shows_end || !self.is_unencoded() || self.checks.stated.is_some();
        self.end_is_unproved = self.body.has_unproved_end() && !proves_end;
        if self.end_is_unproved {
            self.checks.accept_unproved_end(&self.tail, self.taken)?;
        }
        if let Some((made, stated)) = self.of_body.take() {
            let compared = digest::compare(&made.finish(), &stated);
            compared.map_err(|failure| self.checks.failed(failure)).inspect_err(|_| self.body.spoil())?;
        }
        self.checks.finish().await.inspect_err(|_| self.body.spoil())
    }

    /// Whether the end of the saved file is unproved: see [`SaveOptions::allow_unproved_end`].
    pub fn has_unproved_end(&self) -> bool {
        self.end_is_unproved
    }

    /// Applies the size limit and the digest of `options` to every download method: [`Download::chunk`],
    /// [`Download::write_to`] and records. Call it before reading; [`Download::save`] applies its own options.
    #[must_use]
    pub fn with_options(mut self, options: &SaveOptions) -> Self {
        self.checks.hold(options);
        self
    }

    /// Rejects a file of another format: the service may return another one than requested.
    ///
    /// # Errors
    /// `is_unexpected_content` if the format differs; the rest of the file is not received.
    pub fn expect_format(self, format: FileFormat) -> Result<Self, Error> {
        if self.format == format {
            return Ok(self);
        }
        let text = messages::other_form(format.extension(), self.format.extension());
        let response = self.body.session.read_error_response(200, &self.headers, b"");
        Err(self.annotated(Error::unexpected_content(text, Some(response)).with_remedy(Remedy::AnyFormat)))
    }

    /// Keeps gzip and ZIP as received, for callers that decompress in another way. Call it before reading.
    #[must_use]
    pub fn raw(mut self) -> Self {
        if let Some(front) = self.layers.leave_compressed() {
            self.front = front;
            self.checks.start_over();
            self.records = None;
            self.format =
                self.front.front().and_then(|first| FileFormat::by_signature(first)).unwrap_or(FileFormat::Zip);
            if self.is_unencoded() {
                self.of_body = None;
            }
        }
        self
    }

    /// Number of records so far in CSV and NDJSON, counted while the bytes pass. `None` for other formats, for UTF-16, and
    /// for a file of which an earlier run received a part.
    pub fn records(&self) -> Option<u64> {
        self.records.as_ref().map(RecordCount::records)
    }

    /// SHA-256 as 64 hexadecimal digits of the complete file, if it was requested or stated by the service.
    pub fn sha256(&self) -> Option<String> {
        self.checks.sha256()
    }

    /// Adds the request id and the retry history to an error.
    pub(crate) fn annotated(&self, failure: Error) -> Error {
        self.body.annotated(failure)
    }

    /// Whether the content is checked and its encodings are removed.
    fn is_checked(&self) -> bool {
        let settings = &self.body.session.settings;
        !settings.raw && settings.content_check.as_ref().is_some_and(|check| check.applies_to(self.operation))
    }

    fn unexpected(&self, found: UnexpectedContent, start: &[u8]) -> Error {
        let response = self.body.session.read_error_response(200, &self.headers, start);
        let document = |what| messages::document(what, response.code_text(), response.message_text());
        let start = || response.message.iter().flat_map(|text| text.chars()).take(MAX_SHOWN).collect::<String>();
        let text = match found {
            UnexpectedContent::Empty => messages::nothing(),
            UnexpectedContent::Page => messages::page(start()),
            UnexpectedContent::ErrorDocument => document(messages::error_document()),
            UnexpectedContent::Json => document(messages::other_json()),
            UnexpectedContent::Text => messages::prose(start()),
            UnexpectedContent::Unknown => messages::unknown_bytes(),
            UnexpectedContent::OfficeDocument => messages::office_document(),
        };
        use UnexpectedContent::{OfficeDocument, Text, Unknown};
        let remedy = matches!(found, Text | Unknown | OfficeDocument).then_some(Remedy::Raw);
        Error::unexpected_content(text, Some(response)).with_remedy(remedy)
    }

    fn keep_tail(&mut self, bytes: &[u8]) {
        let bytes = &bytes[bytes.len().saturating_sub(format::TAIL)..];
        let surplus = (self.tail.len() + bytes.len()).saturating_sub(format::TAIL);
        self.tail.drain(..surplus);
        self.tail.extend_from_slice(bytes);
    }

    /// Writes the file to a stream, for example standard output, and flushes it. Returns the number of bytes.
    ///
    /// # Errors
    /// Those of [`Download::chunk`], and `is_local` if writing fails; see [`Error::io_kind`].
    pub async fn write_to<W: AsyncWrite + Unpin>(&mut self, stream: &mut W) -> Result<u64, Error> {
        let cannot = |cause: std::io::Error| Error::local(messages::cannot_write_stream(), &cause);
        while let Some(bytes) = self.chunk().await? {
            let written = self.body.budget.within(stream.write_all(&bytes)).await;
            written.and_then(|written| written.map_err(cannot)).map_err(|failure| self.annotated(failure))?;
        }
        let flushed = self.body.budget.within(stream.flush()).await;
        flushed.and_then(|flushed| flushed.map_err(cannot)).map_err(|failure| self.annotated(failure))?;
        Ok(self.taken)
    }

    /// Calls `watch` after every chunk.
    #[must_use]
    pub fn on_progress(mut self, watch: impl FnMut(Progress) + Send + Sync + 'static) -> Self {
        self.watch = Some(Box::new(watch));
        self
    }

    pub(super) fn report_progress(&mut self, more: u64) {
        let (bytes, total) = (self.taken, self.content_length());
        if let Some(watch) = &mut self.watch {
            self.meter.add(more);
            watch(Progress { bytes, total, bytes_per_second: self.meter.bytes_per_second() });
        }
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("operation", &self.operation.id)
            .field("format", &self.format)
            .field("taken", &self.taken)
            .field("length", &self.content_length())
            .field("retries", &self.retries())
            .finish_non_exhaustive()
    }
}
