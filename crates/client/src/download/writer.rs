//! Writing to disk concurrently with the transfer.
//!
//! The kernel is asked to store what was written while more arrives. Otherwise the sync at the end would have to wait for
//! the whole file, in competition with all that other programs have written until then.

use std::fs::File;
use std::io::{self, Seek, Write};
use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, spawn_blocking};

/// Capacity of the queue to the disk or the digest, in chunks of up to a few hundred kilobytes.
pub(super) const WAITING: usize = 16;

/// A writing thread. It ends when the sender is dropped.
pub(crate) struct Writer {
    pieces: mpsc::Sender<Bytes>,
    task: JoinHandle<io::Result<()>>,
}

impl Writer {
    pub(crate) fn start(file: Arc<File>) -> Self {
        let (pieces, mut waiting) = mpsc::channel::<Bytes>(WAITING);
        let task = spawn_blocking(move || {
            let mut writeback = Writeback::start(&file)?;
            each(&mut waiting, |bytes| {
                (&*file).write_all(bytes)?;
                writeback.advance(bytes.len() as u64);
                Ok(())
            })
        });
        Self { pieces, task }
    }

    /// Queues a chunk; `false` if the thread has failed.
    pub(crate) async fn take(&self, bytes: Bytes) -> bool {
        self.pieces.send(bytes).await.is_ok()
    }

    /// Waits until all chunks are written.
    pub(crate) async fn finish(self) -> io::Result<()> {
        drop(self.pieces);
        self.task.await.unwrap_or_else(|stopped| Err(io::Error::other(stopped)))
    }
}

/// Bytes after which storing begins.
const STEP: u64 = 8 << 20;

/// The written range of a file that is not yet on its way to the disk.
struct Writeback<'f> {
    file: &'f File,
    begin: u64,
    end: u64,
}

impl<'f> Writeback<'f> {
    fn start(file: &'f File) -> io::Result<Self> {
        let begin = (&*file).stream_position()?;
        Ok(Self { file, begin, end: begin })
    }

    fn advance(&mut self, bytes: u64) {
        self.end += bytes;
        if self.end - self.begin >= STEP {
            self.request();
            self.begin = self.end;
        }
    }

    /// Linux begins to store the dirty pages of the range and does not wait. Only a hint: the sync reports failures.
    #[cfg(target_os = "linux")]
    fn request(&self) {
        let length = std::num::NonZeroU64::new(self.end - self.begin);
        let _ = rustix::fs::fadvise(self.file, self.begin, length, rustix::fs::Advice::DontNeed);
    }

    #[cfg(not(target_os = "linux"))]
    fn request(&self) {
        let _ = self.file;
    }
}

/// Drains the queue in batches: waking up for every single chunk costs more than writing it.
pub(super) fn each(
    waiting: &mut mpsc::Receiver<Bytes>,
    mut take: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<()> {
    let mut pieces = Vec::with_capacity(WAITING);
    while waiting.blocking_recv_many(&mut pieces, WAITING) > 0 {
        pieces.drain(..).try_for_each(|bytes| take(&bytes))?;
    }
    Ok(())
}
