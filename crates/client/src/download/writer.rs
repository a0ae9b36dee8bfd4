//! The thread that writes a file while the network brings more of it.

use std::fs::File;
use std::io::{self, Write};
use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, spawn_blocking};

/// How many pieces may wait for the disk, or for the digest. A piece has at most some hundred kilobytes.
pub(super) const WAITING: usize = 16;

/// A thread that writes. It ends when the sender is gone.
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

    /// Hands a piece on; `false` where the thread has failed and takes no more.
    pub(crate) async fn take(&self, bytes: Bytes) -> bool {
        self.pieces.send(bytes).await.is_ok()
    }

    /// Waits until everything is written.
    pub(crate) async fn finish(self) -> io::Result<()> {
        drop(self.pieces);
        self.task.await.unwrap_or_else(|stopped| Err(io::Error::other(stopped)))
    }
}

/// Takes every piece, as many at a time as are there: a thread that wakes for each alone spends its time waking.
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
