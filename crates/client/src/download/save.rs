//! Atomic saving of downloads.

use std::path::{Path, PathBuf};

use deskledger_runtime::message::Message;
use tokio::task::spawn_blocking;

use super::body::Jump;
use super::checks::Beginning;
use super::options::SaveOptions;
use super::part_file::{PartFile, ResumeMetadata};
use super::stream::Download;
use super::writer::Writer;
use crate::content::FileFormat;
use crate::error::{Error, Retry};
use crate::messages;

/// A saved file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SavedFile {
    /// Path of the file.
    pub path: PathBuf,
    /// Length in bytes.
    pub bytes: u64,
    /// Bytes that an earlier run had saved.
    pub resumed_from: u64,
    /// Detected format.
    pub format: FileFormat,
    /// Number of records, as [`Download::records`] counts them.
    pub records: Option<u64>,
    /// Whether the file ended with its connection, which does not prove that it is whole.
    pub has_unproved_end: bool,
    /// SHA-256 as 64 hexadecimal digits, if it was requested or stated by the service.
    pub sha256: Option<String>,
    /// Request id.
    pub request_id: Option<String>,
    /// Number of retries.
    pub retries: u32,
    /// Reasons and delays of the last 32 retries.
    pub history: Vec<Retry>,
}

impl Download {
    /// Saves the file as `path`, atomically. See [`PartFile`].
    ///
    /// An interrupted download that cannot be resumed starts over within the limits of the retry policy. If it fails
    /// for any reason and can be resumed later, the partial file is kept next to the target, unless it is the target
    /// itself. Dropping the future stops at once and removes the part file, unless
    /// [`keep_partial`](SaveOptions::keep_partial) keeps it.
    ///
    /// # Errors
    /// `is_local` if the file cannot be written, and those of [`Download::chunk`].
    pub async fn save(self, path: impl AsRef<Path>, save: SaveOptions) -> Result<SavedFile, Error> {
        let part = save.part_file(path).map_err(|failure| self.annotated(failure))?;
        self.save_into(part, save).await
    }

    /// Saves the file into a part file opened before the request, so that an unwritable target is detected before
    /// anything is sent.
    ///
    /// # Errors
    /// Those of [`Download::save`].
    pub async fn save_into(mut self, mut part: PartFile, save: SaveOptions) -> Result<SavedFile, Error> {
        self.checks.hold(&save);
        let resumed_from = self.bring(&mut part).await.map_err(|failure| {
            let failure = self.annotated(failure);
            let is_kept = save.keep_partial.unwrap_or(true);
            let is_left = !failure.is_local() && self.note().is_some() && is_kept && part.leave();
            part.is_kept_on_drop = false;
            if is_left { failure.reworded(messages::partial_file_kept) } else { failure }
        })?;
        let path = part.target().to_owned();
        let lost = |_| Error::occupied(messages::thread_stopped(path.display()));
        let path = spawn_blocking(move || part.commit()).await.map_err(lost).flatten();
        Ok(SavedFile {
            path: path.map_err(|failure| self.annotated(failure))?,
            bytes: self.taken,
            resumed_from,
            format: self.format(),
            records: self.records(),
            has_unproved_end: self.has_unproved_end(),
            sha256: self.sha256(),
            request_id: self.request_id().map(str::to_owned),
            retries: self.retries(),
            history: self.retry_history().to_vec(),
        })
    }

    /// Downloads the whole file into the part file, starting over as needed. Returns how many bytes existed before.
    async fn bring(&mut self, part: &mut PartFile) -> Result<u64, Error> {
        let mut resumed_from = self.go_on(part).await?;
        loop {
            let Err(failure) = self.fill(part, resumed_from).await else { return Ok(resumed_from) };
            if !failure.is_incomplete() || !failure.is_retryable() || self.body.budget.is_spent {
                return Err(failure);
            }
            part.start_over()?;
            resumed_from = 0;
            self.begin_again(failure).await?;
            self.taken = 0;
            self.report_progress(0);
        }
    }

    /// Continues the partial file of an earlier run if it belongs to this file; otherwise truncates it.
    async fn go_on(&mut self, part: &mut PartFile) -> Result<u64, Error> {
        let Some(left_over) = part.left_over.clone() else { return Ok(0) };
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

    /// Resume metadata of this file. `None` if encodings are removed: offsets in the file are then not offsets in the
    /// body.
    fn note(&self) -> Option<ResumeMetadata> {
        let etag = self.body.resumable.clone().filter(|_| self.is_unencoded())?;
        Some(ResumeMetadata { etag, request: self.fingerprint.clone()?, length: self.body.length })
    }

    /// Writes all bytes to the part file; network, disk and digest run concurrently.
    async fn fill(&mut self, part: &PartFile, resumed_from: u64) -> Result<(), Error> {
        self.fits(part, resumed_from)?;
        if let Some(note) = self.note() {
            part.describe(&note)?;
        }
        let cannot = |what: fn(String) -> Message, cause| part.cannot(what, &cause);
        let mut beginning = None;
        if resumed_from > 0 {
            let file = part.reread().map_err(|cause| cannot(messages::cannot_read, cause))?;
            beginning = Some(Beginning { file, path: part.target().to_owned(), bytes: resumed_from });
        }
        let writer = Writer::start(part.file.clone());
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

    /// Checks the size limit and the free disk space.
    fn fits(&mut self, part: &PartFile, resumed_from: u64) -> Result<(), Error> {
        let Some(length) = self.content_length() else { return Ok(()) };
        self.checks.fits(length)?;
        match part.free_space() {
            Some(free) if free < length - resumed_from.min(length) => Err(part.no_room(length - resumed_from, free)),
            _ => Ok(()),
        }
    }
}
