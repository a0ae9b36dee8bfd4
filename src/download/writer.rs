//! The threads that write and digest a file while the network brings more of it.

use std::fs::File;
use std::io::{self, Read, Write};
use std::sync::Arc;

use bytes::Bytes;
use ring::digest::{Context, Digest};
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, spawn_blocking};

use super::digest;

/// How many pieces may wait for the disk, or for the digest. A piece has at most some hundred kilobytes.
const WAITING: usize = 16;
/// How much of an earlier beginning is read at a time.
const BLOCK: usize = 1 << 18;

/// Threads that write and, where it is wanted, digest. They end when the sender is gone.
pub(crate) struct Writer {
    pieces: mpsc::Sender<Bytes>,
    task: JoinHandle<io::Result<()>>,
    digest: Option<(mpsc::Sender<Bytes>, JoinHandle<io::Result<Digest>>)>,
}

/// A digest, and the bytes of an earlier beginning that belong to it.
pub(crate) struct Digesting {
    pub(crate) beginning: Option<(File, u64)>,
}

impl Writer {
    pub(crate) fn start(file: Arc<File>, digesting: Option<Digesting>) -> Self {
        let (pieces, mut waiting) = mpsc::channel::<Bytes>(WAITING);
        let task = spawn_blocking(move || each(&mut waiting, |bytes| (&*file).write_all(bytes)));
        let digest = digesting.map(|digesting| {
            let (pieces, mut waiting) = mpsc::channel::<Bytes>(WAITING);
            let task = spawn_blocking(move || {
                let mut context = digest::begin();
                if let Some((file, length)) = digesting.beginning {
                    reread(file, length, &mut context)?;
                }
                each(&mut waiting, |bytes| {
                    context.update(bytes);
                    Ok(())
                })?;
                Ok(context.finish())
            });
            (pieces, task)
        });
        Self { pieces, task, digest }
    }

    /// Hands a piece on; `false` where a thread has failed and takes no more.
    pub(crate) async fn take(&self, bytes: Bytes) -> bool {
        if let Some((pieces, _)) = &self.digest
            && pieces.send(bytes.clone()).await.is_err()
        {
            return false;
        }
        self.pieces.send(bytes).await.is_ok()
    }

    /// Waits until everything is written and digested.
    pub(crate) async fn finish(self) -> io::Result<Option<Digest>> {
        drop(self.pieces);
        let digest = match self.digest {
            Some((pieces, task)) => {
                drop(pieces);
                Some(task)
            }
            None => None,
        };
        self.task.await.unwrap_or_else(|stopped| Err(io::Error::other(stopped)))?;
        match digest {
            Some(task) => task.await.unwrap_or_else(|stopped| Err(io::Error::other(stopped))).map(Some),
            None => Ok(None),
        }
    }
}

/// Takes every piece, as many at a time as are there: a thread that wakes for each alone spends its time waking.
fn each(waiting: &mut mpsc::Receiver<Bytes>, mut take: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
    let mut pieces = Vec::with_capacity(WAITING);
    while waiting.blocking_recv_many(&mut pieces, WAITING) > 0 {
        pieces.drain(..).try_for_each(|bytes| take(&bytes))?;
    }
    Ok(())
}

fn reread(file: File, length: u64, context: &mut Context) -> io::Result<()> {
    let mut file = file.take(length);
    let mut block = vec![0; BLOCK];
    loop {
        match file.read(&mut block)? {
            0 if file.limit() == 0 => return Ok(()),
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => context.update(&block[..read]),
        }
    }
}
