//! A file on its way: what is known of it, and its bytes.

mod body;
mod checks;
mod content_range;
mod digest;
mod facts;
mod file;
mod gunzip;
mod judge;
mod kind;
pub(crate) mod multipart;
mod name;
mod place;
mod progress;
mod save;
mod table;
mod unzip;
mod wrapping;
mod writer;

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use reqwest::header::{HeaderMap, HeaderValue};
use tokio::io::{AsyncWrite, AsyncWriteExt};

use crate::client::{Call, Door, LONGEST_REFUSAL, accept};
use crate::error::{Error, catalogue};
use body::{Body, Encoding};
use checks::{Beginning, Checks};
use deskledger_runtime::Operation;
use progress::{Meter, Watch};
use wrapping::Wrapping;

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
    wrapping: Wrapping,
    /// SHA-256 of the body, and what the service states of it, where the file is unpacked.
    of_body: Option<(ring::digest::Context, Vec<u8>)>,
    /// Bytes that have been looked at, but not been taken.
    front: VecDeque<Bytes>,
    is_drained: bool,
    kind: FileKind,
    taken: u64,
    checks: Checks,
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
            wrapping: Wrapping::default(),
            of_body: None,
            front: VecDeque::new(),
            is_drained: false,
            kind: FileKind::Other,
            taken: 0,
            checks: Checks::default(),
            tail: Vec::new(),
            watch: None,
            meter,
            fingerprint,
        };
        match download.begin_well().await {
            Ok(()) => Ok(download),
            Err(failure) => Err(download.told(failure)),
        }
    }

    /// Begins the file, more than once where it does not begin well.
    async fn begin_well(&mut self) -> Result<(), Error> {
        match self.begin().await {
            Err(failure) => self.begin_again(failure).await,
            begun => begun,
        }
    }

    /// Begins the file anew until it begins well, or its retries are spent.
    async fn begin_again(&mut self, mut failure: Error) -> Result<(), Error> {
        loop {
            if !failure.is_not_whole() {
                return Err(failure);
            }
            self.body.pause_to_start_over(failure).await?;
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
        self.wrapping = Wrapping::new(self.body.encoding() == Encoding::Gzip);
        // Of a body that was packed on the way the digest may be that of the file before.
        let stated = digest::stated(&self.headers).filter(|_| self.wrapping.is_none());
        self.of_body = stated.map(|stated| (digest::begin(), stated));
        self.front.clear();
        self.is_drained = false;
        self.taken = 0;
        self.tail.clear();
        self.checks.start_over();
        let unpacks = judge::is_of_records(self.operation) && !self.body.door().as_is;
        let (mut beginning, mut is_all) = self.look(Vec::new(), kind::ENOUGH).await?;
        while !self.body.door().as_is && self.wrapping.take_off(&beginning, unpacks, &mut self.front) {
            (beginning, is_all) = match self.look(Vec::new(), kind::ENOUGH).await {
                Err(failure) if self.wrapping.is_refused() => {
                    // Told to whoever takes bytes, unless the archive is wanted as it is.
                    self.kind = FileKind::Zip;
                    self.checks.failed(failure);
                    return Ok(());
                }
                looked => looked?,
            };
        }
        if kind::may_be_json(&beginning) {
            (beginning, is_all) = self.look(beginning, LONGEST_REFUSAL).await?;
        }
        if self.is_as_sent() {
            self.checks.compare_with(self.of_body.take().map(|(_, stated)| stated));
        }
        let media_type = self.wrapping.inner_media_type().or(self.media_type());
        let found = kind::recognise(&beginning, is_all, media_type);
        self.kind = self.judge(found, &beginning)?;
        Ok(())
    }

    /// Brings `beginning`, the bytes in front, to at least `enough` bytes, or to the end of the file; and whether that is
    /// where it ends.
    async fn look(&mut self, mut beginning: Vec<u8>, enough: usize) -> Result<(Vec<u8>, bool), Error> {
        while beginning.len() < enough {
            let Some(bytes) = self.pull().await? else { return Ok((beginning, true)) };
            beginning.extend_from_slice(&bytes);
            self.front.push_back(bytes);
        }
        Ok((beginning, false))
    }

    /// Whether the bytes of the file are those of the body: only then length, digest and version are those of the file.
    fn is_as_sent(&self) -> bool {
        self.wrapping.is_none()
    }

    /// The next bytes of the file, past those in front.
    async fn pull(&mut self) -> Result<Option<Bytes>, Error> {
        loop {
            match self.wrapping.next()? {
                Some(bytes) if bytes.is_empty() => continue,
                Some(bytes) => return Ok(Some(bytes)),
                None if self.is_drained => return self.wrapping.finish().map(|()| None),
                None => {}
            }
            match self.body.next().await? {
                Some(bytes) => {
                    if let Some((context, _)) = &mut self.of_body {
                        context.update(&bytes);
                    }
                    self.wrapping.push(bytes);
                }
                None => self.is_drained = true,
            }
        }
    }

    /// The next bytes of the file; `None` after the last one. An empty piece never comes.
    ///
    /// Dropping the future loses nothing: the bytes come with the next call.
    ///
    /// # Errors
    /// `is_not_the_file` where the file broke off and could not be resumed, has another digest than the service states, or
    /// is larger than it may be. What has been taken before is then a beginning, and to be thrown away.
    /// [`Download::save`] does so by itself.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        self.next(None).await.map_err(|failure| self.told(failure))
    }

    /// The one way of bytes out of a download. `beginning` is what an earlier run has brought.
    async fn next(&mut self, beginning: Option<Beginning>) -> Result<Option<Bytes>, Error> {
        self.wrapping.forget();
        self.checks.hold_on()?;
        self.checks.fits(self.content_length().unwrap_or_default())?;
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
        // Taken from the front only now: a future that is dropped while it waits loses nothing.
        self.checks.take(bytes).await;
        let Some(bytes) = self.front.pop_front() else { return Ok(None) };
        self.taken += bytes.len() as u64;
        self.keep_tail(&bytes);
        self.tell(bytes.len() as u64);
        Ok(Some(bytes))
    }

    /// Whether the file is whole, and the one that the service means.
    async fn end(&mut self) -> Result<(), Error> {
        if self.body.length().is_none() && !kind::ends_well(self.kind, &self.tail) {
            return Err(Error::not_whole(catalogue::without_end(self.taken)));
        }
        if let Some((made, stated)) = self.of_body.take() {
            let compared = digest::compare(&made.finish(), &stated);
            compared.map_err(|failure| self.checks.failed(failure)).inspect_err(|_| self.body.spoil())?;
        }
        self.checks.finish().await.inspect_err(|_| self.body.spoil())
    }

    /// Takes over the size limit and the digest of `save` for every way out: [`Download::chunk`], [`Download::write_to`]
    /// and records. To be called before the first bytes are taken; [`Download::save`] does so by itself.
    ///
    /// ```
    /// # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
    /// use deskledger::{Client, ExportConnectionRecords, Save, Token};
    /// let service = |_| std::future::ready(Ok(deskledger::http::Response::new("a,b\n".into())));
    /// let client = Client::builder().region("cn-north-4").token(Token::new("secret")?).service(service).build()?;
    /// let request = ExportConnectionRecords { project_id: "p1".into(), ..Default::default() };
    /// let mut download = request.send(&client).await?.with_settings(&Save::new().most_bytes(3));
    /// assert!(download.chunk().await.unwrap_err().to_string().starts_with("expected at most 3 bytes"));
    /// # Ok::<(), deskledger::Error>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_settings(mut self, save: &Save) -> Self {
        self.checks.hold(save);
        self
    }

    /// SHA-256 of the file as 64 hexadecimal digits, once all of it has come, where it was asked for or stated by the service.
    pub fn sha256(&self) -> Option<String> {
        self.checks.sha256()
    }

    /// The same failure, with the request that it belongs to, and what was sent before.
    pub(crate) fn told(&self, failure: Error) -> Error {
        self.body.told(failure)
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
            let written = self.body.within(stream.write_all(&bytes)).await;
            written.and_then(|written| written.map_err(cannot)).map_err(|failure| self.told(failure))?;
        }
        let flushed = self.body.within(stream.flush()).await;
        flushed.and_then(|flushed| flushed.map_err(cannot)).map_err(|failure| self.told(failure))?;
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
