//! Schema of the file.

use deskledger::ConnectionRecord;
use rusqlite::{Connection, OptionalExtension};

use crate::sqlite::Schema;

/// Name of the file in the directory of the store.
pub const FILE_NAME: &str = "ledger.sqlite";

/// Marked as a file of this program by "dldg".
pub(super) const SCHEMA: Schema = Schema { steps: STEPS, application_id: Some(0x646c_6467), pending: new_layout };

const STEPS: &[&str] = &[
    "
    CREATE TABLE project (
        number INTEGER PRIMARY KEY,
        project_id TEXT NOT NULL UNIQUE
    );
    CREATE TABLE record (
        project INTEGER NOT NULL REFERENCES project (number),
        connection_start_time TEXT NOT NULL,
        key NOT NULL,
        user_name TEXT,
        PRIMARY KEY (project, connection_start_time, key)
    ) WITHOUT ROWID;
    CREATE UNIQUE INDEX record_by_key ON record (project, key);
    CREATE INDEX record_by_user ON record (project, user_name, connection_start_time, key);
",
    "
    ALTER TABLE project ADD COLUMN revision BLOB;
    UPDATE project SET revision = randomblob(16);
",
    // The records of a column for each field are moved after this step, in transactions of bounded size.
    "
    DROP INDEX record_by_key;
    DROP INDEX record_by_user;
    ALTER TABLE record RENAME TO record_by_columns;
    CREATE TABLE layout (
        number INTEGER PRIMARY KEY,
        fields TEXT NOT NULL UNIQUE
    );
    CREATE TABLE record (
        project INTEGER NOT NULL REFERENCES project (number),
        start INTEGER NOT NULL,
        key NOT NULL,
        user INTEGER,
        computer INTEGER,
        layout INTEGER NOT NULL REFERENCES layout (number),
        line TEXT NOT NULL,
        PRIMARY KEY (project, start, key)
    ) WITHOUT ROWID;
    CREATE UNIQUE INDEX record_by_key ON record (project, key);
    CREATE INDEX record_by_user ON record (project, user, start, key);
    CREATE INDEX record_by_computer ON record (project, computer, start, key);
",
    // Values that a correcting import replaced.
    "
    CREATE TABLE correction (
        project INTEGER NOT NULL REFERENCES project (number),
        key NOT NULL,
        corrected_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
        field TEXT NOT NULL,
        old TEXT NOT NULL,
        new TEXT NOT NULL
    );
    CREATE INDEX correction_by_key ON correction (project, key);
",
    // A table of rows by number: one clustered by time has whole rows in its inner pages, and finding one of them by an
    // index reads three pages instead of one. The records are moved after this step as well.
    "
    DROP INDEX record_by_key;
    DROP INDEX record_by_user;
    DROP INDEX record_by_computer;
    ALTER TABLE record RENAME TO record_by_time;
    CREATE TABLE record (
        id INTEGER PRIMARY KEY,
        layout INTEGER NOT NULL REFERENCES layout (number),
        line TEXT NOT NULL,
        project INTEGER NOT NULL REFERENCES project (number),
        start INTEGER NOT NULL,
        key NOT NULL,
        user INTEGER,
        computer INTEGER
    );
    CREATE UNIQUE INDEX record_by_key ON record (project, key);
    CREATE INDEX record_by_start ON record (project, start, key);
    CREATE INDEX record_by_user ON record (project, user, start);
    CREATE INDEX record_by_computer ON record (project, computer, start);
",
];

/// The statement that adds the fields of the document as a layout of lines.
fn new_layout(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let fields: Vec<&str> = ConnectionRecord::COLUMNS.iter().map(|column| column.name).collect();
    let fields = fields.join(",");
    let existing = connection.query_row("SELECT 1 FROM layout WHERE fields = ?1", [&fields], |_| Ok(())).optional()?;
    Ok(existing.map_or_else(|| vec![format!("INSERT INTO layout (fields) VALUES ('{fields}')")], |()| Vec::new()))
}
