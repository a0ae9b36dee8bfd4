//! How a file is saved.

use std::path::Path;

use super::part_file::PartFile;
use crate::error::Error;

/// How a file is saved.
///
/// ```
/// let save = deskledger_client::SaveOptions::new().overwrite(true).digest(true).max_bytes(1 << 30);
/// # let _ = save;
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct SaveOptions {
    overwrite: bool,
    pub(super) digest: bool,
    resume: bool,
    pub(super) max_bytes: Option<u64>,
}

impl Default for SaveOptions {
    fn default() -> Self {
        Self { overwrite: false, digest: false, resume: true, max_bytes: None }
    }
}

impl SaveOptions {
    /// An existing file is kept, a beginning of an earlier run is gone on with, no digest is made, no size is too large.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether an existing file is replaced, at the very end, by the whole new one.
    pub fn overwrite(mut self, overwrite: bool) -> Self {
        self.overwrite = overwrite;
        self
    }

    /// Whether the SHA-256 of the file is computed on the way: [`SavedFile::sha256`](crate::SavedFile::sha256). Where the
    /// service states it, it is computed and compared in any case.
    pub fn digest(mut self, digest: bool) -> Self {
        self.digest = digest;
        self
    }

    /// Whether to go on where an earlier run broke off, if it left the beginning of the same version of the file.
    pub fn resume(mut self, resume: bool) -> Self {
        self.resume = resume;
        self
    }

    /// The largest file that is saved, in bytes.
    pub fn max_bytes(mut self, most: u64) -> Self {
        self.max_bytes = Some(most);
        self
    }

    /// Opens the part file as these settings ask for.
    ///
    /// # Errors
    /// Those of [`PartFile::create`].
    pub fn part_file(&self, path: impl AsRef<Path>) -> Result<PartFile, Error> {
        if self.resume { PartFile::resume(path, self.overwrite) } else { PartFile::create(path, self.overwrite) }
    }
}
