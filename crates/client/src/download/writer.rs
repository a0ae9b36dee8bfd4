//! Writing to disk concurrently with the transfer.

use std::fs::File;
use std::io::{self, Write};
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
        let task = spawn_blocking(move || each(&mut waiting, |bytes| (&*file).write_all(bytes)));
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
