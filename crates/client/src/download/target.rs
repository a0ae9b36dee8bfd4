//! Target paths, part file names and permissions.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf, is_separator};
use std::{fs, io};

use super::name::beginning;
use crate::error::Error;
use crate::hex::hex;
use crate::messages;

/// Maximum length of a file name in bytes on common filesystems.
const MAX_NAME: usize = 255;
/// The longest suffix appended to a name.
pub(super) const NOTE: &str = ".part.json";
/// Number of digest digits that replace the end of a long name.
const DIGITS: usize = 16;

/// A path in the same directory with `more` appended to the name. If that is too long, a digest replaces the end of the
/// name, so that every valid name has its own part file.
pub(super) fn beside(target: &Path, more: &str) -> PathBuf {
    let name = target.file_name().unwrap_or_default();
    let mut name = if name.len() + NOTE.len() > MAX_NAME { shortened(name) } else { name.to_owned() };
    name.push(more);
    target.with_file_name(name)
}

fn shortened(name: &OsStr) -> OsString {
    let digest = ring::digest::digest(&ring::digest::SHA256, name.as_encoded_bytes());
    let digits: String = hex(digest.as_ref()).chars().take(DIGITS).collect();
    let most = MAX_NAME - NOTE.len() - DIGITS - 1;
    format!("{}-{digits}", beginning(&name.to_string_lossy(), most)).into()
}

/// The target with symbolic links resolved, if it may be written.
pub(super) fn resolved(target: &Path, overwrite: bool) -> Result<PathBuf, Error> {
    let cannot = |cause: io::Error| Error::local(messages::cannot_write_to(target.display()), &cause);
    if target.file_name().is_none() || is_written_as_directory(target) {
        return Err(Error::occupied(messages::target_is_directory(target.display())));
    }
    let found = match fs::symlink_metadata(target) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(target.to_owned()),
        found => found.map_err(cannot)?,
    };
    let path =
        if found.is_symlink() && overwrite { fs::canonicalize(target).map_err(cannot)? } else { target.to_owned() };
    let found = fs::metadata(&path).unwrap_or(found);
    if found.is_dir() {
        Err(Error::occupied(messages::target_is_directory(target.display())))
    } else if !found.is_file() && !found.is_symlink() {
        Err(Error::occupied(messages::target_is_device(target.display())))
    } else if overwrite {
        Ok(path)
    } else {
        Err(Error::exists(target))
    }
}

/// Whether the path can only denote a directory, even if it does not exist: `new/`, `new/.`.
fn is_written_as_directory(path: &Path) -> bool {
    let mut parts = path.as_os_str().as_encoded_bytes().rsplit(|byte| is_separator(char::from(*byte)));
    matches!(parts.next(), Some(b"" | b"."))
}

#[cfg(unix)]
mod permissions {
    use std::fs::{File, Metadata, OpenOptions, Permissions};
    use std::io;
    use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};

    use rustix::fs::Mode;
    use rustix::process::{geteuid, umask};

    /// Readable and writable by the owner only.
    const PRIVATE: u32 = 0o600;

    /// Creates files with owner-only permissions.
    pub(crate) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
        options.mode(PRIVATE)
    }

    /// Restricts a file that may have existed before to its owner.
    pub(crate) fn make_private(file: &File) -> io::Result<()> {
        if file.metadata()?.mode() & 0o777 == PRIVATE {
            return Ok(());
        }
        // Fails on filesystems without permissions, where there is nothing to restrict.
        let _ = file.set_permissions(Permissions::from_mode(PRIVATE));
        Ok(())
    }

    /// Whether another user owns the file, and could read it regardless of its permissions.
    pub(crate) fn is_foreign(file: &Metadata) -> bool {
        file.uid() != geteuid().as_raw()
    }

    /// Applies the default permissions of new files.
    pub(crate) fn make_new(file: &File) {
        // On failure the file stays private.
        let _ = file.set_permissions(Permissions::from_mode(0o666 & !masked()));
    }

    /// The umask of the process.
    fn masked() -> u32 {
        let reported = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let reported = reported.lines().find_map(|line| line.strip_prefix("Umask:"));
        reported.and_then(|mask| u32::from_str_radix(mask.trim(), 8).ok()).unwrap_or_else(|| {
            // Other systems only return the mask when setting it: use a strict one, in case another thread creates a
            // file meanwhile.
            let mask = umask(Mode::from_raw_mode(0o077));
            umask(mask);
            u32::try_from(u64::from(mask.as_raw_mode())).unwrap_or(0o077)
        })
    }
}

#[cfg(not(unix))]
mod permissions {
    use std::fs::{File, Metadata, OpenOptions};
    use std::io;

    pub(crate) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
        options
    }

    pub(crate) fn make_private(_: &File) -> io::Result<()> {
        Ok(())
    }

    pub(crate) fn is_foreign(_: &Metadata) -> bool {
        false
    }

    pub(crate) fn make_new(_: &File) {}
}

pub(super) use permissions::{is_foreign, make_new, make_private, private};
