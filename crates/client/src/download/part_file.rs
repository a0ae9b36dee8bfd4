//! Atomic file creation with resumable part files. Independent of HTTP.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::target::{NOTE, beside, is_foreign, make_new, make_private, private, resolved};
use crate::error::Error;
use crate::messages;
use deskledger_runtime::message::Message;

/// A file written next to its target as `NAME.part`, until [`PartFile::commit`] renames it.
///
/// The part file is locked while it is written: a second writer to the same target fails, and the part file of a killed
/// process is truncated and reused. Dropping it without a commit removes it, except the partial file of an earlier
/// download that is still unused. It is readable only by its owner; a commit applies the permissions of the replaced
/// file, or the system's default for new files. If the name is too long for the suffix, a digest replaces its end.
///
/// ```
/// use deskledger_client::PartFile;
/// let dir = tempfile::tempdir()?;
/// let target = dir.path().join("connections.csv");
/// let mut part = PartFile::create(&target, false)?;
/// part.write(b"Connected User\n")?;
/// assert!(!target.exists());
/// part.commit()?;
/// assert_eq!(std::fs::read(&target)?, b"Connected User\n");
/// assert!(PartFile::create(&target, false).is_err_and(|error| error.is_local()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct PartFile {
    target: PathBuf,
    part: PathBuf,
    pub(super) file: Arc<File>,
    overwrite: bool,
    is_done: bool,
    /// Whether dropping the file without a commit leaves it for a later writer, if it has resume metadata.
    pub(super) is_kept_on_drop: bool,
    /// The partial file of an earlier run.
    pub(super) left_over: Option<LeftOver>,
}

/// Resume metadata of a part file, stored as `NAME.part.json`.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
pub(crate) struct ResumeMetadata {
    /// Strong ETag of the file.
    pub(crate) etag: String,
    /// Digest of the request: identifies it without revealing its parameters.
    pub(crate) request: String,
    /// Length of the whole file, if known.
    pub(crate) length: Option<u64>,
}

/// Partial file of an earlier writer.
#[derive(Clone, Debug)]
pub(crate) struct LeftOver {
    pub(crate) note: ResumeMetadata,
    pub(crate) bytes: u64,
}

/// Maximum size of resume metadata, in bytes.
const MAX_NOTE: u64 = 4096;

impl PartFile {
    /// Opens the part file next to `target`. If `target` is a symbolic link and may be overwritten, the file that it
    /// points to is replaced.
    ///
    /// # Errors
    /// `is_local` if the target exists and may not be overwritten, or is not a regular file; if its directory is
    /// missing or not writable; or if another process is writing to the same target.
    pub fn create(target: impl AsRef<Path>, overwrite: bool) -> Result<Self, Error> {
        let mut this = Self::open(target.as_ref(), overwrite)?;
        this.start_over()?;
        Ok(this)
    }

    /// Like [`PartFile::create`], but keeps the partial file of an earlier download if it has resume metadata: saving the
    /// same version of the same file resumes it, anything else starts over.
    ///
    /// # Errors
    /// Those of [`PartFile::create`].
    pub fn resume(target: impl AsRef<Path>, overwrite: bool) -> Result<Self, Error> {
        let mut this = Self::open(target.as_ref(), overwrite)?;
        let note = read_note(&this.note_path());
        let bytes = this.file.metadata().map_err(|cause| this.cannot(messages::cannot_read, &cause))?.len();
        match note.filter(|note| bytes > 0 && note.length.is_none_or(|length| bytes <= length)) {
            Some(note) => this.left_over = Some(LeftOver { note, bytes }),
            None => this.start_over()?,
        }
        Ok(this)
    }

    fn open(target: &Path, overwrite: bool) -> Result<Self, Error> {
        let target = resolved(target, overwrite)?;
        let part = beside(&target, ".part");
        let (file, left_over) = (Arc::new(open_locked(&part)?), None);
        Ok(Self { target, part, file, overwrite, is_done: false, is_kept_on_drop: false, left_over })
    }

    /// The partial file next to `target` that a later run can resume, if there is one.
    pub fn resumable(target: impl AsRef<Path>) -> Option<PathBuf> {
        let target = resolved(target.as_ref(), true).ok()?;
        read_note(&beside(&target, NOTE)).map(|_| beside(&target, ".part")).filter(|part| part.is_file())
    }

    /// The path of the finished file.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Appends bytes.
    ///
    /// # Errors
    /// `is_local`, for example if the disk is full.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        (&*self.file).write_all(bytes).map_err(|cause| self.cannot(messages::cannot_write, &cause))
    }

    /// Continues after the existing bytes.
    pub(crate) fn go_on(&mut self) -> Result<(), Error> {
        self.left_over = None;
        (&*self.file).seek(io::SeekFrom::End(0)).map(drop).map_err(|cause| self.cannot(messages::cannot_write, &cause))
    }

    /// Writes resume metadata, for a later writer in case this one is killed.
    pub(crate) fn describe(&self, note: &ResumeMetadata) -> Result<(), Error> {
        let path = self.note_path();
        let text = serde_json::to_vec(note).map_err(io::Error::other);
        // A new file: a symbolic link under this name would be followed, and another user's file would stay theirs.
        let write = |text: Vec<u8>| {
            remove_note(&path)?;
            private(OpenOptions::new().write(true).create_new(true)).open(&path)?.write_all(&text)
        };
        text.and_then(write).map_err(|cause| Error::local(messages::cannot_write(path.display()), &cause))
    }

    /// Keeps the partial file for a later writer if it has resume metadata; otherwise returns `false`.
    pub(crate) fn leave(&mut self) -> bool {
        self.is_done = self.note_path().exists() && self.file.metadata().is_ok_and(|file| file.len() > 0);
        self.is_done
    }

    /// Reopens the existing bytes for a reading thread.
    pub(crate) fn reread(&self) -> io::Result<File> {
        File::open(&self.part)
    }

    /// Free disk space in bytes; `None` if the system does not report it.
    #[cfg(unix)]
    pub(crate) fn free_space(&self) -> Option<u64> {
        let disk = rustix::fs::fstatvfs(&*self.file).ok()?;
        disk.f_bavail.checked_mul(disk.f_frsize)
    }

    #[cfg(not(unix))]
    pub(crate) fn free_space(&self) -> Option<u64> {
        None
    }

    pub(crate) fn no_room(&self, needed: u64, free: u64) -> Error {
        let cannot = messages::cannot_write(self.part.display());
        Error::local_because(cannot, io::ErrorKind::StorageFull, messages::no_room(needed, free))
    }

    fn note_path(&self) -> PathBuf {
        beside(&self.target, NOTE)
    }

    /// Discards the written bytes.
    pub(crate) fn start_over(&mut self) -> Result<(), Error> {
        self.left_over = None;
        remove_note(&self.note_path()).map_err(|cause| self.cannot(messages::cannot_remove_note, &cause))?;
        let emptied = (&*self.file).rewind().and_then(|()| self.file.set_len(0));
        emptied.map_err(|cause| self.cannot(messages::cannot_empty, &cause))
    }

    pub(crate) fn cannot(&self, what: fn(String) -> Message, cause: &io::Error) -> Error {
        Error::local(what(self.part.display().to_string()), cause)
    }

    /// Syncs the file to disk and renames it. Returns its path.
    ///
    /// # Errors
    /// `is_local`; the target is then unchanged.
    pub fn commit(mut self) -> Result<PathBuf, Error> {
        self.is_kept_on_drop = false;
        match fs::metadata(&self.target) {
            // A replaced file keeps its permissions.
            Ok(old) if self.overwrite => {
                let kept = self.file.set_permissions(old.permissions());
                kept.map_err(|cause| self.cannot(messages::cannot_permit, &cause))?;
            }
            _ => make_new(&self.file),
        }
        self.file.sync_all().map_err(|cause| self.cannot(messages::cannot_write, &cause))?;
        if self.overwrite {
            let replaced = fs::rename(&self.part, &self.target);
            replaced.map_err(|cause| Error::local(messages::cannot_replace(self.target.display()), &cause))?;
            self.is_done = true;
        } else {
            self.give_new_name()?;
        }
        // The file is complete: remaining resume metadata is harmless, and the next download removes it.
        let _ = remove_note(&self.note_path());
        sync_directory(&self.target)
            .map_err(|cause| Error::local(messages::cannot_sync(self.target.display()), &cause))?;
        Ok(self.target.clone())
    }

    /// Never replaces a file that has appeared since: a hard link fails then, a rename would not.
    fn give_new_name(&mut self) -> Result<(), Error> {
        let named = match fs::hard_link(&self.part, &self.target) {
            Err(cause) if matches!(cause.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::Unsupported) => {
                // Filesystems without hard links: reserve the name with an empty file, then replace that.
                OpenOptions::new().write(true).create_new(true).open(&self.target).and_then(|_| {
                    fs::rename(&self.part, &self.target).inspect_err(|_| drop(fs::remove_file(&self.target)))
                })
            }
            linked => linked,
        };
        named.map_err(|cause| match cause.kind() {
            io::ErrorKind::AlreadyExists => Error::exists(&self.target),
            _ => Error::local(messages::cannot_create(self.target.display()), &cause),
        })
        // Dropping removes the other name.
    }
}

impl Drop for PartFile {
    fn drop(&mut self) {
        if !self.is_done && self.left_over.is_none() && !(self.is_kept_on_drop && self.leave()) {
            // The lock is still held, so the file is ours. `drop` cannot report an error.
            let _ = remove_note(&self.note_path());
            let _ = fs::remove_file(&self.part);
        }
    }
}

fn read_note(path: &Path) -> Option<ResumeMetadata> {
    fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file)?;
    let mut text = Vec::new();
    File::open(path).ok()?.take(MAX_NOTE).read_to_end(&mut text).ok()?;
    serde_json::from_slice(&text).ok()
}

fn remove_note(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(cause),
        _ => Ok(()),
    }
}

/// Opens and locks the part file, and verifies that the path still refers to the locked file.
fn open_locked(part: &Path) -> Result<File, Error> {
    let cannot = |cause: io::Error| Error::local(messages::cannot_write(part.display()), &cause);
    let busy = || Error::occupied(messages::part_is_busy(part.display()));
    for attempt in 0..16 {
        // Checked before opening, because opening a named pipe blocks.
        if fs::symlink_metadata(part).is_ok_and(|found| !found.is_file()) {
            return Err(Error::occupied(messages::part_is_no_file(part.display())));
        }
        let file = private(OpenOptions::new().write(true).create(true).truncate(false)).open(part).map_err(cannot)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(busy()),
            Err(TryLockError::Error(cause)) if has_no_locks(&cause) => {}
            Err(TryLockError::Error(cause)) => return Err(cannot(cause)),
        }
        match names(&file, part).map_err(cannot)? {
            0 => {}
            // Another user created it and could read along. Only once: some filesystems report another owner for every
            // file.
            1 if attempt == 0 && file.metadata().is_ok_and(|found| is_foreign(&found)) => {
                fs::remove_file(part).map_err(cannot)?;
            }
            1 => return make_private(&file).map(|()| file).map_err(cannot),
            // A writer was killed right after linking the file to its final name.
            _ => fs::remove_file(part).map_err(cannot)?,
        }
    }
    Err(busy())
}

/// Whether the filesystem has no locks. A network filesystem without a lock service says that there are none left.
fn has_no_locks(cause: &io::Error) -> bool {
    #[cfg(unix)]
    if cause.raw_os_error() == Some(rustix::io::Errno::NOLCK.raw_os_error()) {
        return true;
    }
    cause.kind() == io::ErrorKind::Unsupported
}

/// Number of hard links if `path` is one of them, otherwise 0: between opening and locking the owner may have removed
/// or renamed the file.
#[cfg(unix)]
fn names(file: &File, path: &Path) -> io::Result<u64> {
    use std::os::unix::fs::MetadataExt;
    let file = file.metadata()?;
    let is_same = |named: &fs::Metadata| (named.dev(), named.ino()) == (file.dev(), file.ino());
    Ok(fs::symlink_metadata(path).ok().filter(is_same).map_or(0, |named| named.nlink()))
}

#[cfg(not(unix))]
fn names(_: &File, path: &Path) -> io::Result<u64> {
    Ok(u64::from(path.is_file()))
}

#[cfg(unix)]
fn sync_directory(target: &Path) -> io::Result<()> {
    use io::ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
    let directory = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match File::open(directory).and_then(|directory| directory.sync_all()) {
        // The file is complete. A directory in which files may be created need not be readable, and not every filesystem syncs one.
        Err(cause) if matches!(cause.kind(), PermissionDenied | Unsupported | InvalidInput) => Ok(()),
        outcome => outcome,
    }
}

#[cfg(not(unix))]
fn sync_directory(_: &Path) -> io::Result<()> {
    Ok(())
}
