//! A download into a file, whole or not at all.

use std::path::{Path, PathBuf};

use deskledger_runtime::message::Message;
use tokio::task::spawn_blocking;

use super::body::Jump;
use super::checks::Beginning;
use super::options::SaveOptions;
use super::part_file::PartFile;
use super::part_file::ResumeMetadata;
use super::stream::Download;
use super::writer::Writer;
use crate::content::FileFormat;
use crate::error::{Error, Retry};
use crate::messages;

/// A file that has arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SavedFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its length.
    pub bytes: u64,
    /// How many of its bytes an earlier run had brought.
    pub resumed_from: u64,
    /// Its format, by its bytes.
    pub format: FileFormat,
    /// Its SHA-256 as 64 hexadecimal digits, where it was asked for or stated by the service.
    pub sha256: Option<String>,
    /// Id of the request.
    pub request_id: Option<String>,
    /// How many times the request was sent again.
    pub retries: u32,
    /// Why, and after which pause: the last 32 times.
    pub history: Vec<Retry>,
}

impl Download {
    /// Saves the file under `path`: it appears there whole, or not at all. See [`PartFile`].
    ///
    /// A file that breaks off and cannot be resumed is started over, as often as the retry policy allows. Where it stays
    /// broken and could be resumed, its beginning stays beside the target for a later run, whatever the reason was, unless
    /// that is the target itself. Dropping the future stops at once and removes the part file.
    ///
    /// # Errors
    /// `is_local` where the file cannot be written, and those of [`Download::chunk`].
    pub async fn save(self, path: impl AsRef<Path>, save: SaveOptions) -> Result<SavedFile, Error> {
        let part = save.part_file(path).map_err(|failure| self.annotated(failure))?;
        self.save_into(part, save).await
    }

    /// Saves the file into a part file that has been opened before the request was sent, so that a target that cannot
    /// be written costs no request.
    ///
    /// # Errors
    /// Those of [`Download::save`].
    pub async fn save_into(mut self, mut part: PartFile, save: SaveOptions) -> Result<SavedFile, Error> {
        self.checks.hold(&save);
        let resumed_from = match self.bring(&mut part).await {
            Ok(resumed_from) => resumed_from,
            Err(failure) => {
                let failure = self.annotated(failure);
                let is_left = !failure.is_local() && self.note().is_some() && part.leave();
                return Err(if is_left { failure.with_beginning_kept() } else { failure });
            }
        };
        let path = part.target().to_owned();
        let lost = |_| Error::occupied(messages::thread_stopped(path.display()));
        let path = spawn_blocking(move || part.commit()).await.map_err(lost).flatten();
        Ok(SavedFile {
            path: path.map_err(|failure| self.annotated(failure))?,
            bytes: self.taken,
            resumed_from,
            format: self.format(),
            sha256: self.sha256(),
            request_id: self.request_id().map(str::to_owned),
            retries: self.retries(),
            history: self.retry_history().to_vec(),
        })
    }

    /// Brings the whole file into the part file, however often it has to start over; how many bytes were there before.
    async fn bring(&mut self, part: &mut PartFile) -> Result<u64, Error> {
        let mut resumed_from = self.go_on(part).await?;
        loop {
            let Err(failure) = self.fill(part, resumed_from).await else { return Ok(resumed_from) };
            if !failure.is_incomplete() || !failure.is_retryable() || self.body.is_spent() {
                return Err(failure);
            }
            part.start_over()?;
            resumed_from = 0;
            self.begin_again(failure).await?;
            self.tell_start_over();
        }
    }

    /// Goes on after what an earlier run left, if it is the beginning of this file; empties the part file otherwise.
    async fn go_on(&mut self, part: &mut PartFile) -> Result<u64, Error> {
        let Some(left_over) = part.left_over().cloned() else { return Ok(0) };
        if self.note().as_ref() == Some(&left_over.note) && self.body.jump(left_over.bytes).await? == Jump::Done {
            part.go_on()?;
            self.front.clear();
            self.is_drained = false;
            self.taken = left_over.bytes;
            return Ok(left_over.bytes);
        }
        part.start_over()?;
        if self.body.is_open() {
            return Ok(0);
        }
        self.begin_well().await.map(|()| 0)
    }

    /// What a later run must know to go on with this file. A wrapped file has other bytes than its body.
    fn note(&self) -> Option<ResumeMetadata> {
        let etag = self.body.resumable().filter(|_| self.is_as_sent())?.to_owned();
        Some(ResumeMetadata { etag, request: self.fingerprint.clone()?, length: self.body.length() })
    }

    /// Brings every byte into the part file; the network, the disk and the digest work at the same time.
    async fn fill(&mut self, part: &PartFile, resumed_from: u64) -> Result<(), Error> {
        self.fits(part, resumed_from)?;
        if let Some(note) = self.note() {
            part.describe(&note)?;
        }
        let cannot = |what: fn(String) -> Message, cause| part.cannot(what, &cause);
        let mut beginning = match resumed_from {
            0 => None,
            bytes => {
                let file = part.reread().map_err(|cause| cannot(messages::cannot_read, cause))?;
                Some(Beginning { file, path: part.target().to_owned(), bytes })
            }
        };
        let writer = Writer::start(part.handle());
        let mut outcome = Ok(());
        while let Some(bytes) = self.next(beginning.take()).await.unwrap_or_else(|failure| {
            outcome = Err(failure);
            None
        }) {
            if !writer.take(bytes).await {
                break;
            }
        }
        writer.finish().await.map_err(|cause| cannot(messages::cannot_write, cause))?;
        outcome
    }

    /// Whether the file may be so large, and has room.
    fn fits(&mut self, part: &PartFile, resumed_from: u64) -> Result<(), Error> {
        let Some(length) = self.content_length() else { return Ok(()) };
        self.checks.fits(length)?;
        match part.free_space() {
            Some(free) if free < length - resumed_from.min(length) => Err(part.no_room(length - resumed_from, free)),
            _ => Ok(()),
        }
    }

    fn tell_start_over(&mut self) {
        self.taken = 0;
        self.report_progress(0);
    }
}
