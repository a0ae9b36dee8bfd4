//! A download into a file, whole or not at all.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, spawn_blocking};

use super::{Download, FileKind, PartFile, Progress};
use crate::error::Error;

/// How many pieces may wait for the disk.
const WAITING: usize = 16;

/// How a file is saved.
///
/// ```
/// let save = deskledger::Save::new().overwrite(true);
/// # let _ = save;
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Save {
    overwrite: bool,
}

impl Save {
    /// An existing file is kept.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether an existing file is replaced, at the very end, by the whole new one.
    pub fn overwrite(mut self, overwrite: bool) -> Self {
        self.overwrite = overwrite;
        self
    }
}

/// A file that has arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Saved {
    /// Where it is.
    pub path: PathBuf,
    /// Its length.
    pub bytes: u64,
    /// What it is, by its bytes.
    pub kind: FileKind,
    /// Id of the request.
    pub request_id: Option<String>,
    /// How many times the request was sent again.
    pub retries: u32,
}

impl Download {
    /// Saves the file under `path`: it appears there whole, or not at all. See [`PartFile`].
    ///
    /// A file that breaks off and cannot be resumed is started over, as often as the retry policy allows. Dropping the
    /// future stops at once and removes the part file.
    ///
    /// # Errors
    /// `is_local` where the file cannot be written, and those of [`Download::chunk`].
    pub async fn save(self, path: impl AsRef<Path>, save: Save) -> Result<Saved, Error> {
        let part = PartFile::create(path, save.overwrite)?;
        self.save_into(part).await
    }

    /// Saves the file into a part file that has been opened before the request was sent, so that a target that cannot
    /// be written costs no request.
    ///
    /// # Errors
    /// Those of [`Download::save`].
    pub async fn save_into(mut self, mut part: PartFile) -> Result<Saved, Error> {
        while let Err(failure) = self.fill(&part).await {
            if !failure.is_not_whole() || !failure.is_retryable() {
                return Err(failure);
            }
            part.start_over()?;
            self.begin_again(failure).await?;
            self.tell_start_over();
        }
        let path = part.target().to_owned();
        let lost = |_| Error::occupied(&path, "a thread that finishes the file", "that it was stopped");
        let path = spawn_blocking(move || part.commit()).await.map_err(lost)??;
        Ok(Saved {
            path,
            bytes: self.taken,
            kind: self.kind(),
            request_id: self.request_id().map(str::to_owned),
            retries: self.retries(),
        })
    }

    /// Brings every byte into the part file; the disk and the network work at the same time.
    async fn fill(&mut self, part: &PartFile) -> Result<(), Error> {
        let writer = Writer::start(part.handle());
        let mut outcome = Ok(());
        while let Some(bytes) = self.chunk().await.unwrap_or_else(|failure| {
            outcome = Err(failure);
            None
        }) {
            if writer.sender.send(bytes).await.is_err() {
                break;
            }
        }
        let written = writer.finish().await.map_err(|cause| part.cannot("cannot write", &cause));
        written.and(outcome)
    }

    fn tell_start_over(&mut self) {
        let progress = Progress { bytes: 0, total: self.content_length() };
        if let Some(watch) = &mut self.watch {
            watch(progress);
        }
    }
}

/// A thread that writes. It ends when its sender is gone, and the file's owner removes the file.
struct Writer {
    sender: mpsc::Sender<Bytes>,
    task: JoinHandle<io::Result<()>>,
}

impl Writer {
    fn start(file: Arc<File>) -> Self {
        let (sender, mut receiver) = mpsc::channel::<Bytes>(WAITING);
        let task = spawn_blocking(move || {
            while let Some(bytes) = receiver.blocking_recv() {
                (&*file).write_all(&bytes)?;
            }
            Ok(())
        });
        Self { sender, task }
    }

    async fn finish(self) -> io::Result<()> {
        drop(self.sender);
        self.task.await.unwrap_or_else(|stopped| Err(io::Error::other(stopped)))
    }
}
