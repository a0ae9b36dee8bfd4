//! Files and directories that only their owner can access: they hold personal data and secrets.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use deskledger::Message;

use crate::messages;

/// Suffixes of the files that SQLite keeps for one database.
const SUFFIXES: [&str; 3] = ["", "-wal", "-shm"];

/// Creates a directory with mode 0700.
pub(crate) fn create_directory(path: &Path) -> io::Result<()> {
    directory_builder().create(path)
}

/// Creates a directory and its parents with mode 0700, and syncs their names. Existing ones are left unchanged.
pub(crate) fn create_directories(path: &Path) -> io::Result<()> {
    let missing: Vec<&Path> = path.ancestors().take_while(|path| !path.exists()).collect();
    directory_builder().recursive(true).create(path)?;
    missing.into_iter().try_for_each(|path| sync_directory(parent(path)))
}

/// The directory of a path.
pub(crate) fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Syncs the names in a directory: without it, a power failure removes a new file, synced or not. Directories can be
/// opened on Unix only.
pub(crate) fn sync_directory(path: &Path) -> io::Result<()> {
    match cfg!(unix) {
        true => File::open(path)?.sync_all(),
        false => Ok(()),
    }
}

/// Creates a file with mode 0600.
pub(crate) fn create_file(path: &Path) -> io::Result<File> {
    private(OpenOptions::new().write(true).create_new(true)).open(path)
}

/// Opens a file to append to it, and creates it with mode 0600 if it does not exist.
///
/// # Errors
/// It cannot be opened.
pub(crate) fn append_file(path: &Path) -> io::Result<File> {
    private(OpenOptions::new().append(true).create(true)).open(path)
}

/// The options with mode 0600 for a new file.
fn private(options: &mut OpenOptions) -> &OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// The text of a file of at most `max_bytes`.
///
/// # Errors
/// It is larger, or cannot be read; the message does not name it.
pub(crate) fn read_text(path: &Path, max_bytes: u64) -> Result<String, Message> {
    let failed = |error: io::Error| Message::of(error.to_string());
    let size = std::fs::metadata(path).map_err(failed)?.len();
    if size > max_bytes {
        return Err(messages::expected_at_most_bytes_found(max_bytes, size));
    }
    std::fs::read_to_string(path).map_err(failed)
}

/// Creates the file of a database with mode 0600. If it exists, access of group and others is removed, also from the
/// files that SQLite keeps beside it.
///
/// A file of another owner that this process may open is left unchanged with a warning.
///
/// # Errors
/// The file cannot be created, or its mode cannot be changed.
pub(crate) fn create_database(path: &Path) -> io::Result<()> {
    match create_file(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    SUFFIXES.iter().try_for_each(|suffix| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        restrict(&PathBuf::from(name))
    })
}

fn directory_builder() -> DirBuilder {
    #[allow(unused_mut, reason = "modes exist on Unix only")]
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

/// Removes the access of group and others to a file, and reports it.
#[cfg(unix)]
pub(crate) fn restrict(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = match std::fs::metadata(path) {
        Ok(metadata) => metadata.permissions().mode(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    if mode & 0o077 == 0 {
        return Ok(());
    }
    let what = match std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode & 0o700)) {
        Ok(()) => "others could access this file",
        Err(error) if matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem) => {
            "others can read this file"
        }
        // SQLite may have removed its log in the meantime.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    tracing::warn!(path = %path.display(), mode = format!("{:o}", mode & 0o777), "{what}");
    Ok(())
}

/// Files have no modes.
#[cfg(not(unix))]
pub(crate) fn restrict(_path: &Path) -> io::Result<()> {
    Ok(())
}
