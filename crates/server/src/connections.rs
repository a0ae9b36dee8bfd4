//! Connections to a file of SQLite that stay open between two requests: opening one costs more than reading a hundred records.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use rusqlite::Connection;

use crate::state::locked;

/// How many connections to one file stay open with nothing to do.
const MOST_IDLE: usize = 4;

/// Connections to one file that nobody uses now.
#[derive(Debug)]
pub(crate) struct Connections {
    path: PathBuf,
    idle: Mutex<Vec<(Connection, File)>>,
}

/// Which file stands at the path: another one may take its place while the server runs, and is to be read then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct File(Option<(u64, u64)>);

impl Connections {
    pub(crate) fn of(path: PathBuf) -> Self {
        Self { path, idle: Mutex::default() }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The file that is there now.
    pub(crate) fn file(&self) -> File {
        #[cfg(unix)]
        let found = {
            use std::os::unix::fs::MetadataExt;
            std::fs::metadata(&self.path).ok().map(|file| (file.dev(), file.ino()))
        };
        #[cfg(not(unix))]
        let found = None;
        File(found)
    }

    /// A connection to this file, outside of any transaction; none where all are in use.
    pub(crate) fn take(&self, file: File) -> Option<Connection> {
        let mut idle = locked(&self.idle);
        idle.retain(|(_, other)| *other == file && file.0.is_some());
        idle.pop().map(|(connection, _)| connection)
    }

    /// Keeps a connection for whoever reads next. Whatever transaction it is in ends.
    pub(crate) fn give_back(&self, connection: Connection, file: File) {
        let is_sound = connection.is_autocommit() || connection.execute_batch("ROLLBACK").is_ok();
        let mut idle = locked(&self.idle);
        if is_sound && idle.len() < MOST_IDLE {
            idle.push((connection, file));
        }
    }
}

#[cfg(test)]
impl Connections {
    /// How many have nothing to do.
    pub(crate) fn idle(&self) -> usize {
        locked(&self.idle).len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_is_used_again_for_its_file_only_and_outside_of_its_transaction() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        let connect = || Connection::open(&path).unwrap();
        connect().execute_batch("CREATE TABLE t (x)").unwrap();
        let connections = Connections::of(path.clone());
        let file = connections.file();
        assert!(connections.take(file).is_none());
        for _ in 0..MOST_IDLE + 3 {
            let connection = connect();
            connection.execute_batch("BEGIN; SELECT * FROM t").unwrap();
            connections.give_back(connection, file);
        }
        let taken: Vec<_> = std::iter::from_fn(|| connections.take(file)).collect();
        assert!(taken.len() == MOST_IDLE && taken.iter().all(Connection::is_autocommit));
        taken.into_iter().for_each(|connection| connections.give_back(connection, file));

        std::fs::write(dir.path().join("b"), "").unwrap();
        std::fs::rename(dir.path().join("b"), &path).unwrap();
        assert!(
            connections.file() != file
                && connections.take(connections.file()).is_none()
                && connections.take(file).is_none()
        );
    }
}
