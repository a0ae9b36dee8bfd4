//! A file on its way: what is known of it, and its bytes.

mod body;
mod content_range;
mod digest;
mod file;
mod gunzip;
mod kind;
pub(crate) mod multipart;
mod name;
mod progress;
mod save;
mod writer;

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use reqwest::header::{CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue};
use tokio::io::{AsyncWrite, AsyncWriteExt};

use crate::client::{Call, Door, LONGEST_REFUSAL, accept};
use crate::contract::Operation;
use crate::error::{Error, catalogue};
use crate::retry::Retry;
use body::{Body, Encoding};
use gunzip::Gunzip;
use kind::NotAFile;
use multipart::{BrokenWrapper, Unwrap};
use progress::{Meter, Watch};

pub use file::PartFile;
pub use kind::FileKind;
pub use name::safe as safe_file_name;
pub use progress::Progress;
pub use save::{Save, Saved};

/// A file that the service has begun to send.
///
/// Its first bytes have been looked at: an error document, a page or nothing at all is an error before there is a
/// `Download`. The rest arrives as it is taken, in constant memory. A connection that breaks is resumed where the
/// service names a strong ETag and accepts ranges.
pub struct Download {
    operation: &'static Operation,
    body: Body,
    headers: HeaderMap,
    gunzip: Option<Gunzip>,
    unwrap: Option<Unwrap>,
    /// Bytes that have been looked at, but not been taken.
    front: VecDeque<Bytes>,
    is_drained: bool,
    kind: FileKind,
    taken: u64,
    /// The last bytes of a file whose length nobody has stated: what they are tells whether it has ended.
    tail: Vec<u8>,
    watch: Option<Watch>,
    meter: Meter,
    /// Digest of the request.
    fingerprint: Option<String>,
}

impl Download {
    pub(crate) async fn open(
        door: Arc<Door>,
        operation: &'static Operation,
        call: Arc<dyn Call>,
        media_type: Option<&str>,
    ) -> Result<Self, Error> {
        let accept = accept(media_type)?;
        let fingerprint = fingerprint(&door, &*call, &accept).await;
        let meter = Meter::new(door.clock.clone());
        let mut download = Self {
            operation,
            body: Body::new(door, call, accept),
            headers: HeaderMap::new(),
            gunzip: None,
            unwrap: None,
            front: VecDeque::new(),
            is_drained: false,
            kind: FileKind::Other,
            taken: 0,
            tail: Vec::new(),
            watch: None,
            meter,
            fingerprint,
        };
        match download.begin().await {
            Ok(()) => Ok(download),
            Err(failure) => download.begin_again(failure).await.map(|()| download),
        }
    }

    /// Begins the file anew until it begins well, or its retries are spent.
    async fn begin_again(&mut self, mut failure: Error) -> Result<(), Error> {
        loop {
            if !failure.is_not_whole() {
                return Err(failure);
            }
            self.body.pause(failure).await?;
            match self.begin().await {
                Ok(()) => return Ok(()),
                Err(again) => failure = again,
            }
        }
    }

    /// Sends the request for the whole file, and looks at what comes.
    async fn begin(&mut self) -> Result<(), Error> {
        self.headers = self.body.open().await?;
        self.meter.restart();
        self.gunzip = (self.body.encoding() == Encoding::Gzip).then(Gunzip::new);
        self.unwrap = None;
        self.front.clear();
        self.is_drained = false;
        self.taken = 0;
        self.tail.clear();
        let mut beginning = self.look(Vec::new(), kind::ENOUGH).await?;
        if let Some(boundary) = multipart::boundary(&beginning) {
            let mut unwrap = Unwrap::new(boundary);
            for wrapped in std::mem::take(&mut self.front) {
                self.front.push_back(unwrap.push(&wrapped).map_err(not_unwrapped)?);
            }
            if self.is_drained {
                unwrap.finish().map_err(not_unwrapped)?;
            }
            self.unwrap = Some(unwrap);
            beginning = self.front.iter().flatten().copied().collect();
            beginning = self.look(beginning, kind::ENOUGH).await?;
        }
        if kind::may_be_json(&beginning) {
            beginning = self.look(beginning, LONGEST_REFUSAL).await?;
        }
        let media_type = self.unwrap.as_ref().and_then(|unwrap| unwrap.media_type.as_deref()).or(self.media_type());
        self.kind = kind::recognise(&beginning, self.is_drained, media_type)
            .map_err(|found| self.not_the_file(found, &beginning))?;
        Ok(())
    }

    /// Brings `beginning`, the bytes in front, to at least `enough` bytes, or to the end of the file.
    async fn look(&mut self, mut beginning: Vec<u8>, enough: usize) -> Result<Vec<u8>, Error> {
        while beginning.len() < enough {
            let Some(bytes) = self.pull().await? else { break };
            beginning.extend_from_slice(&bytes);
            self.front.push_back(bytes);
        }
        Ok(beginning)
    }

    /// The next bytes of the body, unpacked where it is packed.
    async fn unpacked(&mut self) -> Result<Option<Bytes>, Error> {
        loop {
            let Some(gunzip) = &mut self.gunzip else { return self.body.next().await };
            if let Some(bytes) = gunzip.next()? {
                return Ok(Some(bytes));
            }
            match self.body.next().await? {
                Some(packed) => gunzip.push(packed),
                None => return gunzip.finish().map(|()| None),
            }
        }
    }

    /// Whether the bytes of the file are those of the body: only then length, digest and version are those of the file.
    fn is_as_sent(&self) -> bool {
        self.gunzip.is_none() && self.unwrap.is_none()
    }

    /// The next bytes of the file, past those in front.
    async fn pull(&mut self) -> Result<Option<Bytes>, Error> {
        while !self.is_drained {
            match (self.unpacked().await?, &mut self.unwrap) {
                (Some(bytes), None) => return Ok(Some(bytes)),
                (Some(bytes), Some(unwrap)) => {
                    let bytes = unwrap.push(&bytes).map_err(not_unwrapped)?;
                    if !bytes.is_empty() {
                        return Ok(Some(bytes));
                    }
                }
                (None, unwrap) => {
                    self.is_drained = true;
                    unwrap.as_ref().map_or(Ok(()), Unwrap::finish).map_err(not_unwrapped)?;
                }
            }
        }
        Ok(None)
    }

    /// The next bytes of the file; `None` after the last one. An empty piece never comes.
    ///
    /// Dropping the future loses nothing: the bytes come with the next call.
    ///
    /// # Errors
    /// `is_not_the_file` where the file broke off and could not be resumed. What has been taken before is then a
    /// beginning, and to be thrown away. [`Download::save`] does so by itself.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        let bytes = loop {
            match self.front.pop_front() {
                Some(bytes) if bytes.is_empty() => {}
                Some(bytes) => break Some(bytes),
                None => break self.pull().await?,
            }
        };
        match &bytes {
            Some(bytes) => {
                self.taken += bytes.len() as u64;
                self.keep_tail(bytes);
                self.tell(bytes.len() as u64);
            }
            None if self.body.length().is_none() && !kind::ends_well(self.kind, &self.tail) => {
                return Err(Error::not_whole(catalogue::without_end(self.taken)));
            }
            None => {}
        }
        Ok(bytes)
    }

    fn keep_tail(&mut self, bytes: &[u8]) {
        if self.body.length().is_none() {
            let bytes = &bytes[bytes.len().saturating_sub(kind::TAIL)..];
            let surplus = (self.tail.len() + bytes.len()).saturating_sub(kind::TAIL);
            self.tail.drain(..surplus);
            self.tail.extend_from_slice(bytes);
        }
    }

    /// Writes the file to a stream, for example standard output, and flushes it. Returns the number of bytes.
    ///
    /// # Errors
    /// Those of [`Download::chunk`], and `is_local` where the stream takes no more; see [`Error::io_kind`].
    pub async fn write_to<W: AsyncWrite + Unpin>(&mut self, stream: &mut W) -> Result<u64, Error> {
        let cannot = |cause: std::io::Error| Error::local(catalogue::cannot_write_stream(), &cause);
        while let Some(bytes) = self.chunk().await? {
            stream.write_all(&bytes).await.map_err(cannot)?;
        }
        stream.flush().await.map_err(cannot)?;
        Ok(self.taken)
    }

    /// Has `watch` called after every piece.
    #[must_use]
    pub fn on_progress(mut self, watch: impl FnMut(Progress) + Send + Sync + 'static) -> Self {
        self.watch = Some(Box::new(watch));
        self
    }

    fn tell(&mut self, more: u64) {
        if self.watch.is_some() {
            self.meter.add(more);
        }
        let (total, bytes_per_second) = (self.content_length(), self.meter.bytes_per_second());
        if let Some(watch) = &mut self.watch {
            watch(Progress { bytes: self.taken, total, bytes_per_second });
        }
    }

    /// The call that the file answers.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// What the file is, by its bytes.
    pub fn kind(&self) -> FileKind {
        self.kind
    }

    /// Status of the answer: always 200.
    pub fn status(&self) -> u16 {
        200
    }

    /// Id of the request, for questions to the operator of the service.
    pub fn request_id(&self) -> Option<&str> {
        self.header(&HeaderName::from_static("x-request-id"))
    }

    /// Bytes of the whole file, where the service has said so. Unknown for a file in a wrapper, or packed on the way.
    pub fn content_length(&self) -> Option<u64> {
        self.body.length().filter(|_| self.is_as_sent())
    }

    /// The name that the service suggests, made safe: a name only, never a path.
    pub fn file_name(&self) -> Option<String> {
        let inner = self.unwrap.as_ref().and_then(|unwrap| unwrap.file_name.clone());
        inner.or_else(|| {
            let value = self.headers.get(CONTENT_DISPOSITION)?;
            name::suggested(&String::from_utf8_lossy(value.as_bytes()))
        })
    }

    /// The media type that the service states. [`Download::kind`] goes by the bytes instead.
    pub fn media_type(&self) -> Option<&str> {
        self.header(&CONTENT_TYPE)
    }

    /// Version of the file, where the service has said so.
    pub fn etag(&self) -> Option<&str> {
        self.header(&ETAG)
    }

    /// How many times the request was sent again so far.
    pub fn retries(&self) -> u32 {
        self.body.retries()
    }

    /// Why it was sent again, and after which pause: the last 32 times.
    pub fn retry_history(&self) -> &[Retry] {
        self.body.history()
    }

    fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    fn not_the_file(&self, found: NotAFile, beginning: &[u8]) -> Error {
        let refusal = self.body.door().read_refusal(200, &self.headers, beginning);
        let document = |what| catalogue::document(what, refusal.code_told(), refusal.message_told());
        let told = match found {
            NotAFile::Nothing => catalogue::nothing(),
            NotAFile::Page => {
                let start: String = refusal.message.iter().flat_map(|page| page.chars()).take(200).collect();
                catalogue::page(start)
            }
            NotAFile::ErrorDocument => document(catalogue::error_document()),
            NotAFile::Json => document(catalogue::other_json()),
        };
        Error::not_the_file(told, Some(refusal)).after(self.retries())
    }
}

/// Digest of what is asked for, without the credential; `None` where the request cannot be made.
async fn fingerprint(door: &Door, call: &dyn Call, accept: &HeaderValue) -> Option<String> {
    let preview = door.preview(call, accept).await.ok()?;
    let mut context = digest::begin();
    for word in [preview.method.as_bytes(), b"\n", preview.url.as_bytes(), b"\n", accept.as_bytes()] {
        context.update(word);
    }
    Some(digest::shown(&context.finish()))
}

fn not_unwrapped(why: BrokenWrapper) -> Error {
    let told = match why {
        BrokenWrapper::AnotherPart => catalogue::another_part(),
        BrokenWrapper::Open => catalogue::not_closed(),
        BrokenWrapper::LongHeaders => catalogue::long_part_headers(),
    };
    Error::not_the_file(told, None)
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("operation", &self.operation.id)
            .field("kind", &self.kind)
            .field("taken", &self.taken)
            .field("length", &self.content_length())
            .field("retries", &self.retries())
            .finish_non_exhaustive()
    }
}
