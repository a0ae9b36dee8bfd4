//! Schema of the access file.

use crate::sqlite::Schema;

/// Name of the file in the directory of the store.
pub(crate) const FILE_NAME: &str = "access.sqlite";

/// Files of the first version do not carry a version number.
pub(super) const SCHEMA: Schema = Schema { steps: STEPS, application_id: None, pending: |_| Ok(Vec::new()) };

const STEPS: &[&str] = &[
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
    // A permission of version 1 allowed reading and writing.
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
    // Times in milliseconds since 1970. Signatures are numbered in the order of their arrival.
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
    // The column `turn` numbers the signatures of each key.
    "
    ALTER TABLE signature ADD COLUMN key TEXT;
    ALTER TABLE signature ADD COLUMN turn INTEGER;
    CREATE INDEX signature_by_key ON signature (key, turn);
",
    // The newest time seen, in milliseconds since 1970.
    "
    CREATE TABLE clock (newest INTEGER NOT NULL);
    INSERT INTO clock VALUES (0);
",
];

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::super::file::Access;
    use super::super::role::Role;
    use super::*;

    #[test]
    fn who_was_let_in_by_an_older_version_may_still_read_and_write() {
        let dir = tempfile::tempdir().unwrap();
        let old = Connection::open(dir.path().join(FILE_NAME)).unwrap();
        old.execute_batch(STEPS[0]).unwrap();
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
