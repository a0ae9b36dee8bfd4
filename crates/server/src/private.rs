//! Files and directories that only their owner can read: what the server keeps names people, or opens doors.

use std::io;
use std::path::{Path, PathBuf};

/// What the database puts beside its file, by the end of the name.
const BESIDE: [&str; 3] = ["", "-wal", "-shm"];

/// Makes a directory with those above it, where they are not there: for their owner alone. One that is there is left
/// as it is.
pub(crate) fn make_directory(dir: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

/// Makes a file that only its owner can read; one that is there is left as it is.
pub(crate) fn make(path: &Path) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Makes the file of a database as [`make`] does. One that is there, of an older version or copied by hand, is taken
/// away from everybody but its owner, with what the database keeps beside it.
///
/// Whoever opens the file of somebody else, and may, changes nothing: that is for its owner to do.
pub(crate) fn make_database(path: &Path) -> io::Result<()> {
    make(path)?;
    BESIDE.iter().try_for_each(|end| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        tighten(&PathBuf::from(name))
    })
}

#[cfg(unix)]
fn tighten(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = match std::fs::metadata(path) {
        Ok(found) => found.permissions().mode(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    if mode & 0o077 == 0 {
        return Ok(());
    }
    match std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode & 0o700)) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            tracing::warn!(path = %path.display(), mode = format!("{:o}", mode & 0o777), "others can read this file");
            Ok(())
        }
        // The file of the log may go away meanwhile.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        changed => changed,
    }
}

#[cfg(not(unix))]
fn tighten(_path: &Path) -> io::Result<()> {
    Ok(())
}
