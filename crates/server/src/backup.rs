//! A copy of everything that a server keeps, made while it runs.
//!
//! A copy is a directory of the same form: a server can be started on it as it is, and to put it back is to copy it.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::store::{self, StoreError};
use crate::{access, private};

/// Name of the file with the tokens of the server.
pub const TOKENS: &str = "tokens";

/// How long the copy waits for a file that is being changed.
const BUSY: Duration = Duration::from_secs(60);

/// What has been copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backup {
    /// How many records.
    pub records: u64,
    /// How many users.
    pub users: u64,
    /// Size of all files, in bytes.
    pub bytes: u64,
}

/// A directory that is removed unless it gets its name.
struct Unfinished {
    path: PathBuf,
    is_finished: bool,
}

/// Copies records, users and tokens in the directory of a store to a directory that is not there yet.
///
/// Servers go on meanwhile: the copy has the records of one moment, and the users of one. Each file is checked before
/// the directory gets its name, so that it is there whole or not at all.
///
/// ```
/// use deskledger_server::{Store, back_up};
/// # let directory = tempfile::tempdir()?;
/// let (data, copy) = (directory.path().join("data"), directory.path().join("copy"));
/// Store::open(&data)?.import("p1")?.commit()?;
/// assert_eq!(back_up(&data, &copy)?.records, 0);
/// assert!(Store::open(&copy).is_ok() && back_up(&data, &copy).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The directory holds no store, the target is there already, a file cannot be read or written, or a copy does not pass
/// its check.
pub fn back_up(directory: &Path, target: &Path) -> Result<Backup, StoreError> {
    if fs::symlink_metadata(target).is_ok() {
        let target = target.display();
        return Err(StoreError::refused([
            format!("expected a name that is free for the copy, found {target}"),
            format!("副本应使用尚不存在的名称，实际 {target} 已存在"),
        ]));
    }
    let unfinished =
        Unfinished::make(target).map_err(|error| StoreError::new(["making the copy", "创建副本失败"], error))?;
    let copy = |name| {
        let to = unfinished.path.join(name);
        private::make(&to).map_err(|error| failed(["making", "创建"], &to, error))?;
        copy_database(&directory.join(name), &to)
    };
    let records = count(&copy(store::FILE_NAME)?, "record")?;
    let users = match directory.join(access::FILE_NAME).exists() {
        true => count(&copy(access::FILE_NAME)?, "user")?,
        false => 0,
    };
    let finish = || {
        if directory.join(TOKENS).exists() {
            fs::copy(directory.join(TOKENS), unfinished.path.join(TOKENS))?;
        }
        unfinished.finish(target)
    };
    let bytes = finish().map_err(|error| failed(["writing", "写入"], target, error))?;
    Ok(Backup { records, users, bytes })
}

/// Copies a database as it is at this moment, and checks the copy.
fn copy_database(from: &Path, to: &Path) -> Result<PathBuf, StoreError> {
    let failed = |error| failed(["copying", "复制"], from, error);
    let copy = || {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(from, flags)?;
        connection.busy_timeout(BUSY)?;
        // One transaction of reading. The backup interface would begin anew whenever a record arrives.
        connection.execute("VACUUM INTO ?1", [to.to_string_lossy()])?;
        let copy = Connection::open_with_flags(to, flags)?;
        copy.pragma_update(None, "journal_mode", "wal")?;
        copy.query_row("PRAGMA integrity_check", (), |row| row.get::<_, String>(0))
    };
    match copy().map_err(failed)?.as_str() {
        "ok" => Ok(to.to_owned()),
        problem => {
            let from = from.display();
            let told = [format!("the copy of {from} is damaged: {problem}"), format!("{from} 的副本已损坏：{problem}")];
            Err(StoreError::refused(told))
        }
    }
}

/// What was done with a file, and why it failed.
fn failed(
    [english, chinese]: [&str; 2],
    path: &Path,
    error: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> StoreError {
    let path = path.display();
    StoreError::new([format!("{english} {path}"), format!("{chinese} {path} 失败")], error)
}

fn count(path: &Path, table: &str) -> Result<u64, StoreError> {
    let count = || {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        connection.query_row(&format!("SELECT count(*) FROM {table}"), (), |row| row.get::<_, i64>(0))
    };
    let count = count().map_err(|error| failed(["counting in", "统计"], path, error))?;
    Ok(count.unsigned_abs())
}

impl Unfinished {
    /// A directory beside the target, which only its owner can read.
    fn make(target: &Path) -> io::Result<Self> {
        let mut name = target.file_name().unwrap_or_default().to_owned();
        name.push(format!(".part-{:016x}", rand::random::<u64>()));
        let path = target.with_file_name(name);
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&path)?;
        Ok(Self { path, is_finished: false })
    }

    /// Brings everything to the disk and gives it its name; says how many bytes it has.
    fn finish(mut self, target: &Path) -> io::Result<u64> {
        let mut bytes = 0;
        for entry in fs::read_dir(&self.path)? {
            let file = File::open(entry?.path())?;
            file.sync_all()?;
            bytes += file.metadata()?.len();
        }
        sync_directory(&self.path)?;
        fs::rename(&self.path, target)?;
        self.is_finished = true;
        sync_directory(target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")))?;
        Ok(bytes)
    }
}

/// A name is on the disk when its directory is. Only Unix opens directories.
fn sync_directory(path: &Path) -> io::Result<()> {
    match cfg!(unix) {
        true => File::open(path)?.sync_all(),
        false => Ok(()),
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.is_finished {
            // What cannot be removed stays under its unfinished name; the failure itself is told.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}
