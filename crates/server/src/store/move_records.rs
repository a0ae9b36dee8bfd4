//! Moves the records of a store with an earlier table of records.

use std::ops::ControlFlow;

use deskledger::{ColumnKind, ConnectionRecord, Value};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior};

use super::identity::{Entry, Key};
use super::record::WIDTH;
use super::statements::{INSERT, run};

/// Records of a transaction.
const BATCH: usize = 50_000;

/// Field of which the former column `key` held the value, if the record had one.
const KEY: &str = "transaction_id";

/// The table with a column for each field, and its order.
const BY_COLUMNS: (&str, &str) = ("record_by_columns", "project, connection_start_time, key");

/// The table of lines that was clustered by time, and its order.
const BY_TIME: (&str, &str) = ("record_by_time", "project, start, key");

/// Moves all records. A killed process leaves whole transactions, and the next one continues.
pub(super) fn move_records(connection: &mut Connection, layout: i64) -> rusqlite::Result<()> {
    connection.pragma_update(None, "cache_size", -65_536)?;
    while move_batch(connection, layout, BATCH)?.is_continue() {}
    Ok(())
}

/// Moves the records of one transaction; breaks if there is no earlier table.
fn move_batch(connection: &mut Connection, layout: i64, limit: usize) -> rusqlite::Result<ControlFlow<()>> {
    if earlier(connection)?.is_none() {
        return Ok(ControlFlow::Break(()));
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have finished in the meantime.
    let Some((table, order)) = earlier(&transaction)? else { return Ok(ControlFlow::Break(())) };
    let batch = format!("FROM {table} ORDER BY {order} LIMIT {limit}");
    let moved = if table == BY_COLUMNS.0 {
        move_columns(&transaction, layout, &batch)?
    } else {
        let columns = "layout, line, project, start, key, user, computer";
        transaction.execute(&format!("INSERT INTO record ({columns}) SELECT {columns} {batch}"), ())?
    };
    if moved == limit {
        transaction.execute(&format!("DELETE FROM {table} WHERE ({order}) IN (SELECT {order} {batch})"), ())?;
    } else {
        transaction.execute_batch(&format!("DROP TABLE {table}"))?;
    }
    transaction.commit()?;
    Ok(ControlFlow::Continue(()))
}

/// The first earlier table.
fn earlier(connection: &Connection) -> rusqlite::Result<Option<(&'static str, &'static str)>> {
    let mut select = connection.prepare_cached("SELECT 1 FROM sqlite_schema WHERE name = ?1")?;
    for table in [BY_COLUMNS, BY_TIME] {
        if select.query_row([table.0], |_| Ok(())).optional()?.is_some() {
            return Ok(Some(table));
        }
    }
    Ok(None)
}

/// Moves records with a column for each field, and returns their number.
fn move_columns(connection: &Connection, layout: i64, batch: &str) -> rusqlite::Result<usize> {
    let (table, order) = BY_COLUMNS;
    let mut columns = connection.prepare("SELECT name FROM pragma_table_info(?1)")?;
    let existing = columns.query_map([table], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
    let names: Vec<&str> = ConnectionRecord::COLUMNS
        .iter()
        .map(|column| match column.name {
            KEY => "key",
            name if existing.iter().any(|existing| existing == name) => name,
            // The document gained the field since.
            _ => "NULL",
        })
        .collect();
    let mut select = connection.prepare(&format!("SELECT {}, {order} {batch}", names.join(", ")))?;
    let (mut insert, mut rows, mut moved) = (connection.prepare_cached(INSERT)?, select.query(())?, 0);
    while let Some(row) = rows.next()? {
        let project = row.get(WIDTH)?;
        let key = match row.get_ref(WIDTH + 2)? {
            ValueRef::Blob(digest) => Key::Digest(digest.try_into().map_err(|_| wrong(WIDTH + 2))?),
            key => Key::Transaction(key.as_str().map_err(|_| wrong(WIDTH + 2))?.to_owned()),
        };
        if run(&mut insert, project, &Entry::of(key, &values(row)?), layout)? != 1 {
            return Err(rusqlite::Error::StatementChangedRows(0));
        }
        moved += 1;
    }
    Ok(moved)
}

fn values<'r>(row: &'r Row<'_>) -> rusqlite::Result<[Value<'r>; WIDTH]> {
    let mut values = [Value::Absent; WIDTH];
    for (index, (value, column)) in values.iter_mut().zip(ConnectionRecord::COLUMNS).enumerate() {
        *value = match row.get_ref(index)? {
            ValueRef::Null | ValueRef::Blob(_) => Value::Absent,
            ValueRef::Integer(number) if column.kind == ColumnKind::Boolean => Value::Boolean(number != 0),
            ValueRef::Integer(number) => Value::Int(number),
            ValueRef::Real(number) => Value::Number(number),
            text => Value::Text(text.as_str().map_err(|_| wrong(index))?),
        };
    }
    Ok(values)
}

fn wrong(index: usize) -> rusqlite::Error {
    rusqlite::Error::InvalidColumnType(index, "key".to_owned(), rusqlite::types::Type::Text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::migrate;
    use crate::store::schema::SCHEMA;
    use crate::store::{FILE_NAME, Filter, Store};

    #[test]
    fn a_move_that_was_killed_goes_on_and_loses_nothing() {
        let columns = include_str!("../../tests/data/ledger-2.sql");
        let lines = include_str!("../../tests/data/ledger-4.sql");
        for (file, (table, _)) in [(columns, BY_COLUMNS), (lines, BY_TIME)] {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join(FILE_NAME);
            let open = || Connection::open(&path).unwrap();
            open().execute_batch(file).unwrap();
            let mut connection = open();
            migrate(&mut connection, &path, &SCHEMA).unwrap();
            let count = |connection: &Connection, table: &str| {
                connection.query_row(&format!("SELECT count(*) FROM {table}"), (), |row| row.get::<_, i64>(0)).unwrap()
            };
            for moved in [10, 20] {
                assert!(move_batch(&mut connection, 1, 10).unwrap().is_continue());
                let found = (count(&connection, "record"), count(&connection, table));
                assert_eq!(found, (moved, 31 - moved));
            }
            connection.execute_batch("BEGIN IMMEDIATE; DELETE FROM record").unwrap();
            drop(connection);
            let store = Store::open(dir.path()).unwrap();
            let all = ["p", "q"].map(|project| store.count(Filter::project(project)).unwrap());
            assert_eq!(all, [28, 3]);
            assert_eq!(earlier(&open()).unwrap(), None);
            drop(Store::open(dir.path()).unwrap());
        }
    }

    #[test]
    fn a_move_to_lines_that_was_killed_before_the_next_layout_came_loses_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let connection = Connection::open(dir.path().join(FILE_NAME)).unwrap();
        connection.execute_batch(include_str!("../../tests/data/ledger-4.sql")).unwrap();
        // Two records of it had not been moved yet.
        let rest = "CREATE TABLE record_by_columns (project, connection_start_time, key, user_name);
            INSERT INTO record_by_columns VALUES
                (1, '2026-01-01T00:00:00Z', 'a', 'jy01'), (1, '2026-01-01T00:00:00Z', 'b', 'jy02')";
        connection.execute_batch(rest).unwrap();
        drop(connection);
        let store = Store::open(dir.path()).unwrap();
        assert_eq!(store.count(Filter::project("p")).unwrap(), 30);
        let one = Filter { user_name: Some("jy02".into()), ..Filter::project("p") };
        assert_eq!(store.count(one).unwrap(), 1);
    }
}
