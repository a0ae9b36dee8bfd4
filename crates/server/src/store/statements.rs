//! SQL statements, and the conversion of rows.

use std::sync::LazyLock;

use deskledger::{ColumnKind, ConnectionRecord, Minute, Value};
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};

use super::filter::Filter;
use super::identity::{Key, Stored};
use super::record::{Row, WIDTH};
use super::schema::KEY;

pub(super) struct Sql {
    pub(super) columns: String,
    pub(super) insert: String,
    pub(super) select: String,
    pub(super) update: String,
}

pub(super) static SQL: LazyLock<Sql> = LazyLock::new(|| {
    let plain: Vec<&str> =
        ConnectionRecord::COLUMNS.iter().map(|column| column.name).filter(|name| *name != KEY).collect();
    let columns: Vec<&str> =
        ConnectionRecord::COLUMNS.iter().map(|column| if column.name == KEY { "key" } else { column.name }).collect();
    let columns = columns.join(", ");
    let list = |text: &dyn Fn(usize, &str) -> String| {
        plain.iter().enumerate().map(|(index, name)| text(index + 3, name)).collect::<Vec<_>>().join(", ")
    };
    Sql {
        insert: format!(
            "INSERT INTO record (project, key, {}) VALUES (?1, ?2, {}) ON CONFLICT DO NOTHING",
            plain.join(", "),
            list(&|index, _| format!("?{index}")),
        ),
        select: format!("SELECT {columns} FROM record WHERE project = ?1 AND key = ?2"),
        update: format!(
            "UPDATE record SET {} WHERE project = ?1 AND key = ?2",
            list(&|index, name| format!("{name} = coalesce(?{index}, {name})")),
        ),
        columns,
    }
});

/// The query for the records that match a filter, and the values of its parameters.
pub(super) fn query(what: &str, filter: &Filter, order: &str) -> (String, Vec<String>) {
    let mut sql =
        format!("SELECT {what} FROM record WHERE project = (SELECT number FROM project WHERE project_id = ?)");
    let mut values = vec![filter.project_id.clone()];
    let mut and = |condition: &str, value: Option<String>| {
        if let Some(value) = value {
            sql.push_str(" AND ");
            sql.push_str(condition);
            values.push(value);
        }
    };
    let second = |minute: Minute| minute.to_string().replace('Z', ":00Z");
    and("connection_start_time >= ?", filter.time_range.map(|range| second(range.start())));
    and("connection_start_time < ?", filter.time_range.map(|range| second(range.end())));
    and("user_name = ?", filter.user_name.clone());
    and("computer_name = ?", filter.computer_name.clone());
    and("terminal_type = ?", filter.terminal_type.clone());
    sql.push(' ');
    sql.push_str(order);
    (sql, values)
}

pub(super) fn read_row<'r>(row: &'r rusqlite::Row<'_>) -> rusqlite::Result<Row<'r>> {
    let mut values = [Value::Absent; WIDTH];
    for (index, (value, column)) in values.iter_mut().zip(ConnectionRecord::COLUMNS).enumerate() {
        *value = match row.get_ref(index)? {
            ValueRef::Null | ValueRef::Blob(_) => Value::Absent,
            ValueRef::Integer(number) if column.kind == ColumnKind::Boolean => Value::Boolean(number != 0),
            ValueRef::Integer(number) => Value::Int(number),
            ValueRef::Real(number) => Value::Number(number),
            ValueRef::Text(text) => {
                Value::Text(std::str::from_utf8(text).map_err(|error| rusqlite::Error::Utf8Error(index, error))?)
            }
        };
    }
    Ok(Row { values })
}

impl ToSql for Key<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Key::Transaction(id) => ValueRef::Text(id.as_bytes()),
            Key::Digest(digest) => ValueRef::Blob(digest),
        }))
    }
}

impl ToSql for Stored<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.value() {
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Int(number) => ValueRef::Integer(number),
            Value::Number(number) => ValueRef::Real(number),
            Value::Boolean(yes) => ValueRef::Integer(yes.into()),
            _ => ValueRef::Null,
        }))
    }
}
