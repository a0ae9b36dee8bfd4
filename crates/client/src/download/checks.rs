//! Checks that apply to every download method: size limit and digest. The digest is computed in parallel with the
//! transfer.

use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;
use std::thread;

use bytes::Bytes;
use ring::digest::{Context, Digest};
use tokio::sync::{mpsc, oneshot};

use super::digest;
use super::options::SaveOptions;
use super::writer::{WAITING, each};
use crate::error::Error;
use crate::messages;

/// Block size for reading an earlier partial file.
const BLOCK: usize = 1 << 18;

/// Checks of one file.
#[derive(Default)]
pub(super) struct Checks {
    is_digested: bool,
    max_bytes: Option<u64>,
    allows_unproved_end: bool,
    /// Digest stated by the service.
    pub(super) stated: Option<Vec<u8>>,
    digester: Option<Digester>,
    made: Option<Digest>,
    /// The failed check. It is final: every later call returns it.
    failure: Option<Error>,
}

/// Partial file of an earlier run.
pub(super) struct Beginning {
    pub(super) file: File,
    pub(super) path: PathBuf,
    pub(super) bytes: u64,
}

impl Checks {
    /// Applies the limit and digest options.
    pub(super) fn hold(&mut self, save: &SaveOptions) {
        self.is_digested = save.digest;
        self.max_bytes = save.max_bytes;
        self.allows_unproved_end = save.allow_unproved_end;
    }

    /// Resets the checks for the same file from its first byte.
    pub(super) fn start_over(&mut self) {
        (self.stated, self.digester, self.made, self.failure) = (None, None, None, None);
    }

    /// Starts the digest if it is requested or stated by the service; once per file.
    pub(super) fn start(&mut self, beginning: Option<Beginning>) -> Result<(), Error> {
        let is_wanted = self.is_digested || self.stated.is_some();
        if is_wanted && self.digester.is_none() && self.made.is_none() {
            self.digester = Some(Digester::start(beginning)?);
        }
        Ok(())
    }

    /// # Errors
    /// The end of the file is unproved, and not allowed or in the middle of a line.
    pub(super) fn accept_unproved_end(&mut self, tail: &[u8], bytes: u64) -> Result<(), Error> {
        // Also in UTF-16.
        let has_whole_line = tail.iter().rev().find(|byte| **byte != 0) == Some(&b'\n');
        let message = match (self.allows_unproved_end, has_whole_line) {
            (true, true) => return Ok(()),
            (true, false) => messages::last_line_is_cut(bytes),
            (false, _) => messages::end_is_unproved(bytes),
        };
        Err(self.failed(Error::incomplete(message).not_retryable()))
    }

    /// # Errors
    /// An earlier check has failed.
    pub(super) fn hold_on(&self) -> Result<(), Error> {
        self.failure.as_ref().map_or(Ok(()), |failure| Err(failure.again()))
    }

    /// # Errors
    /// A file of `bytes` bytes exceeds the size limit.
    pub(super) fn fits(&mut self, bytes: u64) -> Result<(), Error> {
        let Some(most) = self.max_bytes.filter(|most| bytes > *most) else { return Ok(()) };
        Err(self.failed(Error::unexpected_content(messages::too_large(most, bytes), None)))
    }

    /// Adds the next bytes. Cancel-safe: after a dropped future pass the same bytes again.
    pub(super) async fn take(&mut self, bytes: &Bytes) {
        if let Some(Digester { pieces: Some(pieces), .. }) = &self.digester
            && let Ok(room) = pieces.reserve().await
        {
            room.send(bytes.clone());
        }
        // A failed thread reports its error in `finish`.
    }

    /// Compares the digest of the whole file with the stated one.
    ///
    /// # Errors
    /// They differ, or the partial file cannot be read.
    pub(super) async fn finish(&mut self) -> Result<(), Error> {
        let Some(digester) = &mut self.digester else { return Ok(()) };
        let made = digester.finish().await.map_err(|failure| self.failed(failure))?;
        self.digester = None;
        self.made = Some(made);
        let compared = self.stated.as_deref().map_or(Ok(()), |stated| digest::compare(&made, stated));
        compared.map_err(|failure| self.failed(failure))
    }

    /// Digest of the whole file, once complete.
    pub(super) fn sha256(&self) -> Option<String> {
        self.made.as_ref().map(digest::shown)
    }

    pub(super) fn failed(&mut self, failure: Error) -> Error {
        self.failure = Some(failure.again());
        failure
    }
}

/// Thread that computes the digest during the transfer. It ends when the sender is dropped.
struct Digester {
    pieces: Option<mpsc::Sender<Bytes>>,
    made: oneshot::Receiver<io::Result<Digest>>,
    path: PathBuf,
}

impl Digester {
    fn start(beginning: Option<Beginning>) -> Result<Self, Error> {
        let (pieces, mut waiting) = mpsc::channel::<Bytes>(WAITING);
        let (done, made) = oneshot::channel();
        let path = beginning.as_ref().map(|beginning| beginning.path.clone()).unwrap_or_default();
        let work = move || {
            let mut context = digest::begin();
            let read = beginning.map_or(Ok(()), |beginning| reread(beginning, &mut context));
            let made = read.and_then(|()| {
                each(&mut waiting, |bytes| {
                    context.update(bytes);
                    Ok(())
                })
            });
            // The receiver may have been dropped.
            let _ = done.send(made.map(|()| context.finish()));
        };
        // Not a blocking task of the runtime, which would wait for it during shutdown as long as the download lives.
        let thread = thread::Builder::new().name("deskledger-digest".to_owned()).spawn(work);
        thread.map_err(|cause| Error::configuration(messages::no_thread(&cause)))?;
        Ok(Self { pieces: Some(pieces), made, path })
    }

    async fn finish(&mut self) -> Result<Digest, Error> {
        self.pieces = None;
        let made = (&mut self.made).await.unwrap_or_else(|stopped| Err(io::Error::other(stopped)));
        made.map_err(|cause| Error::local(messages::cannot_read(self.path.display()), &cause))
    }
}

fn reread(beginning: Beginning, context: &mut Context) -> io::Result<()> {
    let mut file = beginning.file.take(beginning.bytes);
    let mut block = vec![0; BLOCK];
    loop {
        match file.read(&mut block)? {
            0 if file.limit() == 0 => return Ok(()),
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => context.update(&block[..read]),
        }
    }
}
