//! The client for programs without an asynchronous runtime. In an asynchronous task it would block all others: use
//! [`crate::client::Client`] there.

use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;

use bytes::{Buf, Bytes};
use tokio::runtime::{Builder, Handle, Runtime};

use crate::content::FileFormat;
use crate::download::{PartFile, Progress, SaveOptions, SavedFile};
use crate::error::{Error, Retry};
use crate::messages;

/// The thread on which connections live. It ends with the last client and download that need it.
struct Threads(Option<Runtime>);

impl Threads {
    fn start() -> Result<Self, Error> {
        let runtime = Builder::new_multi_thread().worker_threads(1).thread_name("deskledger").enable_all().build();
        let runtime = runtime.map_err(|cause| Error::configuration(messages::no_thread(&cause)))?;
        Ok(Self(Some(runtime)))
    }

    fn wait<T: Send>(&self, work: impl Future<Output = Result<T, Error>> + Send) -> Result<T, Error> {
        let ended = || Error::configuration(messages::thread_ended());
        let runtime = self.0.as_ref().ok_or_else(ended)?;
        if Handle::try_current().is_err() {
            return runtime.block_on(work);
        }
        // A thread of a runtime may not wait for another one by itself: that would be a panic.
        std::thread::scope(|scope| scope.spawn(|| runtime.block_on(work)).join().unwrap_or_else(|_| Err(ended())))
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        // To wait for it here would be a panic where this is dropped in an asynchronous task.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// As [`crate::Client`], but every call blocks. Cheap to clone; clones share connections and the thread behind them.
#[derive(Clone)]
pub struct Client {
    client: crate::client::Client,
    threads: Arc<Threads>,
}

impl Client {
    /// Takes a client with its settings, and starts a thread for its connections.
    ///
    /// # Errors
    /// `is_invalid` where no thread can be started.
    pub fn new(client: crate::client::Client) -> Result<Self, Error> {
        Ok(Self { client, threads: Arc::new(Threads::start()?) })
    }

    /// Address of the service, without `/` at its end.
    pub fn endpoint(&self) -> &str {
        self.client.endpoint()
    }

    /// Waits for a call that returns a file: `client.wait(|client| request.send(client))`.
    ///
    /// # Errors
    /// Those of the call.
    pub fn wait<'c, A>(&'c self, call: impl FnOnce(&'c crate::client::Client) -> A) -> Result<Download, Error>
    where
        A: Future<Output = Result<crate::download::Download, Error>> + Send + 'c,
    {
        let download = self.threads.wait(call(&self.client))?;
        Ok(Download { download, threads: self.threads.clone(), rest: Bytes::new() })
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.client.fmt(f)
    }
}

/// As [`crate::download::Download`], but every call blocks. It is a reader, too: a file that breaks off is an error of
/// [`io::ErrorKind::UnexpectedEof`], never an early end.
pub struct Download {
    download: crate::download::Download,
    threads: Arc<Threads>,
    /// Bytes that a reader had no room for.
    rest: Bytes,
}

impl Download {
    /// Saves the file under `path`: it appears there whole, or not at all.
    ///
    /// # Errors
    /// Those of [`crate::download::Download::save`].
    pub fn save(self, path: impl AsRef<Path>, save: SaveOptions) -> Result<SavedFile, Error> {
        self.threads.wait(self.download.save(path.as_ref(), save))
    }

    /// Saves the file into a part file that has been opened before the request was sent.
    ///
    /// # Errors
    /// Those of [`crate::download::Download::save_into`].
    pub fn save_into(self, part: PartFile, save: SaveOptions) -> Result<SavedFile, Error> {
        self.threads.wait(self.download.save_into(part, save))
    }

    /// The next bytes of the file; `None` after the last one.
    ///
    /// # Errors
    /// Those of [`crate::download::Download::chunk`].
    pub fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        if !self.rest.is_empty() {
            return Ok(Some(std::mem::take(&mut self.rest)));
        }
        self.threads.wait(self.download.chunk())
    }

    /// Writes the rest of the file to a stream, and flushes it. Returns the number of bytes.
    ///
    /// # Errors
    /// Those of [`crate::download::Download::write_to`].
    pub fn write_to<W: Write>(&mut self, stream: &mut W) -> Result<u64, Error> {
        let cannot = |cause: io::Error| Error::local(messages::cannot_write_stream(), &cause);
        let mut written = 0;
        while let Some(bytes) = self.chunk()? {
            stream.write_all(&bytes).map_err(|cause| self.download.annotated(cannot(cause)))?;
            written += bytes.len() as u64;
        }
        stream.flush().map_err(|cause| self.download.annotated(cannot(cause)))?;
        Ok(written)
    }

    /// Has `watch` called after every piece.
    #[must_use]
    pub fn on_progress(mut self, watch: impl FnMut(Progress) + Send + Sync + 'static) -> Self {
        self.download = self.download.on_progress(watch);
        self
    }

    /// As [`crate::download::Download::with_options`].
    #[must_use]
    pub fn with_options(mut self, save: &SaveOptions) -> Self {
        self.download = self.download.with_options(save);
        self
    }

    /// SHA-256 of the file, once all of it has come, where it was asked for or stated by the service.
    pub fn sha256(&self) -> Option<String> {
        self.download.sha256()
    }

    /// The format of the file, by its bytes.
    pub fn format(&self) -> FileFormat {
        self.download.format()
    }

    /// As [`crate::download::Download::encodings`].
    pub fn encodings(&self) -> Vec<&'static str> {
        self.download.encodings()
    }

    /// As [`crate::download::Download::raw`].
    #[must_use]
    pub fn raw(mut self) -> Self {
        self.download = self.download.raw();
        self
    }

    /// As [`crate::download::Download::expect_format`].
    ///
    /// # Errors
    /// `is_unexpected_content` where the file has another form.
    pub fn expect_format(mut self, format: FileFormat) -> Result<Self, Error> {
        self.download = self.download.expect_format(format)?;
        Ok(self)
    }

    /// The media type that the service states.
    pub fn media_type(&self) -> Option<&str> {
        self.download.media_type()
    }

    /// Version of the file, where the service has said so.
    pub fn etag(&self) -> Option<&str> {
        self.download.etag()
    }

    /// How many times the request was sent again so far.
    pub fn retries(&self) -> u32 {
        self.download.retries()
    }

    /// Bytes of the whole file, where the service has said so.
    pub fn content_length(&self) -> Option<u64> {
        self.download.content_length()
    }

    /// The name that the service suggests, made safe.
    pub fn file_name(&self) -> Option<String> {
        self.download.file_name()
    }

    /// Id of the request, for questions to the operator of the service.
    pub fn request_id(&self) -> Option<&str> {
        self.download.request_id()
    }

    /// Why the request was sent again, and after which pause: the last 32 times.
    pub fn retry_history(&self) -> &[Retry] {
        self.download.retry_history()
    }
}

impl Read for Download {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let Some(bytes) = self.chunk().map_err(|error| {
            let kind = if error.is_unexpected_content() { io::ErrorKind::UnexpectedEof } else { io::ErrorKind::Other };
            io::Error::new(kind, error)
        })?
        else {
            return Ok(0);
        };
        self.rest = bytes;
        let length = buffer.len().min(self.rest.len());
        self.rest.copy_to_slice(&mut buffer[..length]);
        Ok(length)
    }
}

impl std::fmt::Debug for Download {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.download.fmt(f)
    }
}
