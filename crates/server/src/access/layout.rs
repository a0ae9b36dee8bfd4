//! The file: where it is, what is in it, and what leads from an older layout to the newest.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::{Access, AccessError};
use crate::private;

/// Name of the file in the directory of the store.
pub(crate) const FILE_NAME: &str = "access.sqlite";

/// What leads from each version of the layout to the next one. Files of the first version do not say that they are.
const MIGRATIONS: &[&str] = &[
    "
    CREATE TABLE IF NOT EXISTS user (name TEXT PRIMARY KEY, password TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS permission (
        user TEXT NOT NULL REFERENCES user (name) ON DELETE CASCADE,
        project_id TEXT NOT NULL,
        PRIMARY KEY (user, project_id)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS access_key (
        id TEXT PRIMARY KEY,
        secret TEXT NOT NULL,
        user TEXT NOT NULL REFERENCES user (name) ON DELETE CASCADE
    ) WITHOUT ROWID;
",
    // A permission was for reading and writing.
    "
    ALTER TABLE permission ADD COLUMN role TEXT NOT NULL DEFAULT 'writer' CHECK (role IN ('reader', 'writer', 'admin'));
    CREATE TABLE project (project_id TEXT PRIMARY KEY, name TEXT UNIQUE) WITHOUT ROWID;
    INSERT INTO project (project_id) SELECT DISTINCT project_id FROM permission;
    CREATE TABLE token (
        digest BLOB PRIMARY KEY,
        user TEXT NOT NULL REFERENCES user (name) ON DELETE CASCADE,
        project_id TEXT NOT NULL,
        issued_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX token_by_user ON token (user, project_id, issued_at);
    CREATE INDEX token_by_end ON token (expires_at);
",
    // Times in milliseconds since 1970. Signatures are numbered in the order in which they come.
    "
    CREATE TABLE failure (name TEXT PRIMARY KEY, count INTEGER NOT NULL, last INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE signature (
        number INTEGER PRIMARY KEY,
        digest BLOB NOT NULL UNIQUE,
        peer TEXT,
        used_at INTEGER NOT NULL,
        good_until INTEGER NOT NULL
    );
    CREATE INDEX signature_by_end ON signature (good_until);
",
    // So are those of each key, as its turns.
    "
    ALTER TABLE signature ADD COLUMN key TEXT;
    ALTER TABLE signature ADD COLUMN turn INTEGER;
    CREATE INDEX signature_by_key ON signature (key, turn);
",
];

/// Makes the file if it is not there, and brings it to the newest layout. One that has it is only read.
pub(super) fn prepare(dir: &Path, access: &Access) -> Result<(), AccessError> {
    let path = access.database.path();
    let made = private::make_directory(dir).and_then(|()| private::make_database(path));
    made.map_err(|error| {
        let path = path.display();
        AccessError::new([format!("making {path}: {error}"), format!("创建 {path} 失败：{error}")])
    })?;
    let found = access.with(|connection| version(connection))?;
    if found > MIGRATIONS.len() {
        let (path, newest) = (path.display(), MIGRATIONS.len());
        return Err(AccessError::new([
            format!(
                "expected {path} of version {newest} or older, found version {found}: use a newer version of this program"
            ),
            format!("{path} 应为版本 {newest} 或更旧，实际为版本 {found}：请使用本程序的较新版本"),
        ]));
    }
    if found == MIGRATIONS.len() {
        return Ok(());
    }
    access.with(|connection| {
        connection.pragma_update(None, "journal_mode", "wal")?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another process may have done it meanwhile.
        for step in MIGRATIONS.get(version(&transaction)?..).unwrap_or_default() {
            transaction.execute_batch(step)?;
        }
        transaction.pragma_update(None, "user_version", MIGRATIONS.len() as i64)?;
        transaction.commit()
    })
}

fn version(connection: &Connection) -> rusqlite::Result<usize> {
    let version: i64 = connection.query_row("PRAGMA user_version", (), |row| row.get(0))?;
    Ok(usize::try_from(version).unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::super::Role;
    use super::*;

    #[test]
    fn who_was_let_in_by_an_older_version_may_still_read_and_write() {
        let dir = tempfile::tempdir().unwrap();
        let old = Connection::open(dir.path().join(FILE_NAME)).unwrap();
        old.execute_batch(MIGRATIONS[0]).unwrap();
        old.execute_batch("INSERT INTO user VALUES ('wang', '-'); INSERT INTO permission VALUES ('wang', 'p1')")
            .unwrap();
        drop(old);
        for _ in 0..2 {
            let access = Access::open(dir.path()).unwrap();
            assert_eq!(access.role("wang", "p1").unwrap(), Some(Role::Writer));
            assert_eq!(access.projects().unwrap()[0].id, "p1");
        }
    }

    #[test]
    fn a_file_of_a_newer_version_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        drop(Access::open(dir.path()).unwrap());
        let newer = Connection::open(dir.path().join(FILE_NAME)).unwrap();
        newer.pragma_update(None, "user_version", 99).unwrap();
        assert!(Access::open(dir.path()).unwrap_err().to_string().contains("found version 99"));
    }
}
