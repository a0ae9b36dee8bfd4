//! Schema of the file.

use deskledger::{Column, ColumnKind, ConnectionRecord};
use rusqlite::Connection;

use crate::sqlite::Schema;

/// Name of the file in the directory of the store.
pub const FILE_NAME: &str = "ledger.sqlite";

/// The field that the column `key` holds, if a record has it.
pub(super) const KEY: &str = "transaction_id";

/// Marked as a file of this program by "dldg".
pub(super) const SCHEMA: Schema = Schema { steps: STEPS, application_id: Some(0x646c_6467), pending: new_columns };

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
];

/// Statements that add the columns for new fields of the document.
fn new_columns(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare("SELECT name FROM pragma_table_info('record')")?;
    let existing = statement.query_map((), |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    let is_new = |column: &&Column| column.name != KEY && !existing.iter().any(|name| name == column.name);
    let add = |column: &Column| format!("ALTER TABLE record ADD COLUMN {} {}", column.name, storage(column.kind));
    Ok(ConnectionRecord::COLUMNS.iter().filter(is_new).map(add).collect())
}

fn storage(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Int | ColumnKind::Boolean => "INTEGER",
        ColumnKind::Number => "REAL",
        _ => "TEXT",
    }
}
