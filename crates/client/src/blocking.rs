//! Blocking API, for programs without an asynchronous runtime. In an asynchronous task it blocks the executor: use
//! [`crate::client::Client`] there.

use std::io::{self, Read, Write};
use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;

use bytes::{Buf, Bytes};
use tokio::runtime::{Builder, Handle, Runtime};

use crate::content::FileFormat;
use crate::download::{PartFile, Progress, SaveOptions, SavedFile};
use crate::error::Error;
use crate::messages;

/// Thread that drives the connections. It ends with the last client or download that uses it.
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
        // Blocking inside a runtime's own thread panics.
        std::thread::scope(|scope| scope.spawn(|| runtime.block_on(work)).join().unwrap_or_else(|_| Err(ended())))
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        // Waiting here panics when dropped in an asynchronous task.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// Like [`crate::Client`], but every call blocks. Cheap to clone; clones share connections and the I/O thread.
#[derive(Clone)]
pub struct Client {
    client: crate::client::Client,
    threads: Arc<Threads>,
}

impl Client {
    /// Wraps a client and starts a thread for its connections.
    ///
    /// # Errors
    /// `is_invalid` if the thread cannot be started.
    pub fn new(client: crate::client::Client) -> Result<Self, Error> {
        Ok(Self { client, threads: Arc::new(Threads::start()?) })
    }

    /// Address of the service, without a trailing `/`.
    pub fn endpoint(&self) -> &str {
        self.client.endpoint()
    }

    /// Runs a call that returns a file: `client.wait(|client| request.send(client))`.
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

/// Like [`crate::download::Download`], but every call blocks. Implements [`io::Read`]; an incomplete file is an error
/// of kind [`io::ErrorKind::UnexpectedEof`], never an early end.
pub struct Download {
    download: crate::download::Download,
    threads: Arc<Threads>,
    /// Bytes that did not fit into the reader's buffer.
    rest: Bytes,
}

impl Download {
    /// Saves the file as `path`, atomically.
    ///
    /// # Errors
    /// Those of [`crate::download::Download::save`].
    pub fn save(self, path: impl AsRef<Path>, save: SaveOptions) -> Result<SavedFile, Error> {
        self.threads.wait(self.download.save(path.as_ref(), save))
    }

    /// Saves the file into a part file opened before the request.
    ///
    /// # Errors
    /// Those of [`crate::download::Download::save_into`].
    pub fn save_into(self, part: PartFile, save: SaveOptions) -> Result<SavedFile, Error> {
        self.threads.wait(self.download.save_into(part, save))
    }

    /// The next bytes of the file; `None` at its end.
    ///
    /// # Errors
    /// Those of [`crate::download::Download::chunk`].
    pub fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        if !self.rest.is_empty() {
            return Ok(Some(std::mem::take(&mut self.rest)));
        }
        self.threads.wait(self.download.chunk())
    }

    /// Writes the rest of the file to a stream and flushes it. Returns the number of bytes.
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

    /// Calls `watch` after every chunk.
    #[must_use]
    pub fn on_progress(self, watch: impl FnMut(Progress) + Send + Sync + 'static) -> Self {
        Self { download: self.download.on_progress(watch), ..self }
    }

    /// Like [`crate::download::Download::with_options`].
    #[must_use]
    pub fn with_options(self, save: &SaveOptions) -> Self {
        Self { download: self.download.with_options(save), ..self }
    }

    /// Like [`crate::download::Download::raw`].
    #[must_use]
    pub fn raw(self) -> Self {
        Self { download: self.download.raw(), ..self }
    }

    /// Like [`crate::download::Download::expect_format`].
    ///
    /// # Errors
    /// `is_unexpected_content` if the file has another format.
    pub fn expect_format(self, format: FileFormat) -> Result<Self, Error> {
        Ok(Self { download: self.download.expect_format(format)?, ..self })
    }
}

/// Everything that does not read the file.
impl Deref for Download {
    type Target = crate::download::Download;

    fn deref(&self) -> &Self::Target {
        &self.download
    }
}

impl Read for Download {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let failed = |error: Error| match error.is_unexpected_content() {
            true => io::Error::new(io::ErrorKind::UnexpectedEof, error),
            false => io::Error::other(error),
        };
        let Some(bytes) = self.chunk().map_err(failed)? else { return Ok(0) };
        self.rest = bytes;
        (&mut self.rest).reader().read(buffer)
    }
}

impl std::fmt::Debug for Download {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.download.fmt(f)
    }
}
