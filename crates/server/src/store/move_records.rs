//! Moves the records of a store that has a column for each field.

use std::ops::ControlFlow;

use deskledger::{ColumnKind, ConnectionRecord, Value};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, TransactionBehavior, params};

use super::identity::Key;
use super::record::WIDTH;
use super::statements::{INSERT, run};

/// Records of a transaction.
const BATCH: u32 = 10_000;

/// Field of which the former column `key` held the value, if the record had one.
const KEY: &str = "transaction_id";

/// Moves all records. A killed process leaves whole transactions, and the next one continues.
pub(super) fn move_records(connection: &mut Connection, layout: i64) -> rusqlite::Result<()> {
    connection.pragma_update(None, "cache_size", -65_536)?;
    while move_batch(connection, layout, BATCH)?.is_continue() {}
    Ok(())
}

/// Moves the records of one transaction; breaks if there are no more.
fn move_batch(connection: &mut Connection, layout: i64, limit: u32) -> rusqlite::Result<ControlFlow<()>> {
    let columns = "SELECT name FROM pragma_table_info('record_by_columns')";
    if !connection.prepare(columns)?.exists(())? {
        return Ok(ControlFlow::Break(()));
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let existing =
        transaction.prepare(columns)?.query_map((), |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
    // Another process may have finished in the meantime.
    if existing.is_empty() {
        return Ok(ControlFlow::Break(()));
    }
    let names: Vec<&str> = ConnectionRecord::COLUMNS
        .iter()
        .map(|column| match column.name {
            KEY => "key",
            name if existing.iter().any(|existing| existing == name) => name,
            // The document gained the field since.
            _ => "NULL",
        })
        .collect();
    let order = "project, connection_start_time, key";
    let sql = format!("SELECT {}, {order} FROM record_by_columns ORDER BY {order} LIMIT {limit}", names.join(", "));
    let mut moved = 0;
    {
        let (mut select, mut insert) = (transaction.prepare(&sql)?, transaction.prepare_cached(INSERT)?);
        let mut rows = select.query(())?;
        while let Some(row) = rows.next()? {
            let project = row.get(WIDTH)?;
            let key = match row.get_ref(WIDTH + 2)? {
                ValueRef::Blob(digest) => Key::Digest(digest.try_into().map_err(|_| wrong(WIDTH + 2))?),
                key => Key::Transaction(key.as_str().map_err(|_| wrong(WIDTH + 2))?),
            };
            if run(&mut insert, project, &key, &values(row)?, layout)? != 1 {
                return Err(rusqlite::Error::StatementChangedRows(0));
            }
            moved += 1;
        }
    }
    if moved == limit {
        let sql = format!(
            "DELETE FROM record_by_columns WHERE ({order}) IN (SELECT {order} FROM record_by_columns ORDER BY {order} LIMIT ?1)"
        );
        transaction.execute(&sql, params![limit])?;
        transaction.commit()?;
        return Ok(ControlFlow::Continue(()));
    }
    transaction.execute_batch("DROP TABLE record_by_columns")?;
    transaction.commit()?;
    Ok(ControlFlow::Break(()))
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
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(FILE_NAME);
        let open = || Connection::open(&path).unwrap();
        open().execute_batch(include_str!("../../tests/data/ledger-2.sql")).unwrap();
        let mut connection = open();
        migrate(&mut connection, &path, &SCHEMA).unwrap();
        let count = |connection: &Connection, table: &str| {
            connection.query_row(&format!("SELECT count(*) FROM {table}"), (), |row| row.get::<_, i64>(0)).unwrap()
        };
        for moved in [10, 20] {
            assert!(move_batch(&mut connection, 1, 10).unwrap().is_continue());
            let found = (count(&connection, "record"), count(&connection, "record_by_columns"));
            assert_eq!(found, (moved, 31 - moved));
        }
        connection.execute_batch("BEGIN IMMEDIATE; DELETE FROM record").unwrap();
        drop(connection);
        let store = Store::open(dir.path()).unwrap();
        assert_eq!((store.count(Filter::project("p")).unwrap(), store.count(Filter::project("q")).unwrap()), (28, 3));
        assert!(
            !open()
                .prepare("SELECT 1 FROM sqlite_schema WHERE name = 'record_by_columns'")
                .unwrap()
                .exists(())
                .unwrap()
        );
        drop(Store::open(dir.path()).unwrap());
    }
}
