//! Options for saving files.

use std::path::Path;

use super::part_file::PartFile;
use crate::error::Error;

/// Options for saving a file.
///
/// ```
/// let save = deskledger_client::SaveOptions::new().overwrite(true).digest(true).max_bytes(1 << 30);
/// # let _ = save;
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct SaveOptions {
    overwrite: bool,
    pub(super) digest: bool,
    starts_over: bool,
    pub(super) keep_partial: Option<bool>,
    pub(super) max_bytes: Option<u64>,
    pub(super) allow_unproved_end: bool,
}

impl SaveOptions {
    /// The defaults: no overwriting, resume enabled, no digest, no size limit.
    pub fn new() -> Self {
        Self::default()
    }

    /// Replaces an existing file, atomically once the new one is complete. Default: an existing file is an error.
    pub fn overwrite(self, overwrite: bool) -> Self {
        Self { overwrite, ..self }
    }

    /// Computes the SHA-256 of the file: [`SavedFile::sha256`](crate::SavedFile::sha256). If the service states a
    /// digest, it is computed and compared in any case.
    pub fn digest(self, digest: bool) -> Self {
        Self { digest, ..self }
    }

    /// Resumes an earlier interrupted run if its partial file belongs to the same version of the file.
    pub fn resume(self, resume: bool) -> Self {
        Self { starts_over: !resume, ..self }
    }

    /// Whether a partial file that can be resumed is kept. Default: kept if saving fails, removed if its future is dropped.
    pub fn keep_partial(self, keep: bool) -> Self {
        Self { keep_partial: Some(keep), ..self }
    }

    /// Maximum size of the file, in bytes.
    pub fn max_bytes(self, most: u64) -> Self {
        Self { max_bytes: Some(most), ..self }
    }

    /// Accepts a text file that ends with its connection, without a length or chunks that would prove its end, if its last
    /// line is complete. Default: it is an error, because a cut file looks the same.
    pub fn allow_unproved_end(self, allow: bool) -> Self {
        Self { allow_unproved_end: allow, ..self }
    }

    /// Opens the part file with these options.
    ///
    /// # Errors
    /// Those of [`PartFile::create`].
    pub fn part_file(&self, path: impl AsRef<Path>) -> Result<PartFile, Error> {
        let open = if self.starts_over { PartFile::create } else { PartFile::resume };
        let mut part = open(path, self.overwrite)?;
        part.is_kept_on_drop = self.keep_partial.unwrap_or(false);
        Ok(part)
    }
}
