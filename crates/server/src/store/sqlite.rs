//! The store in one SQLite file.
//!
//! The table is kept in the order of the export, so that an export is one scan. Its columns are those of the document:
//! a field that is new there becomes a new column.

mod expire;
mod moment;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use deskledger::{Column, ColumnKind, ConnectionRecord, Minute, Value};
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, Statement, TransactionBehavior, params};

use super::identity::{self, Kept, Key};
use super::{Filter, Outcome, Row, StoreError, WIDTH};
use crate::connections::Connections;
use crate::private;

/// Name of the file in the directory of the store.
pub const FILE_NAME: &str = "ledger.sqlite";

/// Marks the file as one of this program: "dldg".
const APPLICATION_ID: i32 = 0x646c_6467;

/// What leads from each version of the layout to the next one.
const MIGRATIONS: &[&str] = &[
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
];

/// How long an import waits for another one.
const BUSY: Duration = Duration::from_secs(60);

#[derive(Clone, Debug)]
pub(super) struct Sqlite {
    path: PathBuf,
    /// What everything is read through, where only one moment is to be seen.
    moment: Option<Arc<moment::Moment>>,
    readers: Arc<Connections>,
}

/// A connection inside a transaction. Dropping it takes back what was not committed.
pub(super) struct Writer {
    connection: Connection,
    project: i64,
    has_changed: bool,
}

impl Sqlite {
    pub(super) fn open(dir: &Path) -> Result<Self, StoreError> {
        let path = dir.join(FILE_NAME);
        let at = |doing: &str, path: &Path, error| {
            let path = path.display();
            StoreError::new([format!("{doing} {path}"), format!("创建 {path} 失败")], error)
        };
        private::make_directory(dir).map_err(|error: std::io::Error| at("making the directory", dir, error))?;
        private::make_database(&path).map_err(|error: std::io::Error| at("making", &path, error))?;
        let readers = Arc::new(Connections::of(path.clone()));
        let sqlite = Self { path, moment: None, readers };
        let mut connection = sqlite.connect()?;
        sqlite.migrate(&mut connection)?;
        Ok(sqlite)
    }

    pub(super) fn directory(&self) -> &Path {
        self.path.parent().unwrap_or(&self.path)
    }

    fn connect(&self) -> Result<Connection, StoreError> {
        // The file was made at the start. Where it has been taken away since, another one would hide that.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let open = || {
            let connection = Connection::open_with_flags(&self.path, flags)?;
            connection.busy_timeout(BUSY)?;
            connection.pragma_update(None, "synchronous", "normal")?;
            Ok(connection)
        };
        open().map_err(|error| self.failed(["opening", "打开"], error))
    }

    fn failed(&self, [english, chinese]: [&str; 2], error: rusqlite::Error) -> StoreError {
        let path = self.path.display();
        StoreError::new([format!("{english} {path}"), format!("{chinese} {path} 失败")], error)
    }

    /// Brings the file to the newest layout. One that has it is only read, so that a running import is not in the way.
    fn migrate(&self, connection: &mut Connection) -> Result<(), StoreError> {
        let failed = |error| self.failed(["preparing", "准备"], error);
        if self.version(connection)? == MIGRATIONS.len() && missing_columns(connection).map_err(failed)?.is_empty() {
            return Ok(());
        }
        connection.pragma_update(None, "journal_mode", "wal").map_err(failed)?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let steps = MIGRATIONS.get(self.version(&transaction)?..).unwrap_or_default();
        let migrate = || {
            steps.iter().try_for_each(|step| transaction.execute_batch(step))?;
            for column in missing_columns(&transaction)? {
                let kind = storage(column.kind);
                transaction.execute_batch(&format!("ALTER TABLE record ADD COLUMN {} {kind}", column.name))?;
            }
            transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
            transaction.pragma_update(None, "user_version", MIGRATIONS.len() as i64)
        };
        migrate().and_then(|()| transaction.commit()).map_err(failed)
    }

    /// Version of the layout; 0 for a file that is new.
    fn version(&self, connection: &Connection) -> Result<usize, StoreError> {
        let number = |sql: &str| {
            connection
                .query_row(sql, (), |row| row.get::<_, i64>(0))
                .map_err(|error| self.failed(["opening", "打开"], error))
        };
        if number("SELECT count(*) FROM sqlite_schema")? == 0 {
            return Ok(0);
        }
        if number("PRAGMA application_id")? != i64::from(APPLICATION_ID) {
            let path = self.path.display();
            return Err(StoreError::refused([
                format!("expected a database of this program, found another one: {path}"),
                format!("应为本程序的数据库，实际为其他数据库：{path}"),
            ]));
        }
        let version = usize::try_from(number("PRAGMA user_version")?).unwrap_or(usize::MAX);
        if version > MIGRATIONS.len() {
            let (path, newest) = (self.path.display(), MIGRATIONS.len());
            return Err(StoreError::refused([
                format!(
                    "expected {path} of version {newest} or older, found version {version}: use a newer version of this program"
                ),
                format!("{path} 应为版本 {newest} 或更旧，实际为版本 {version}：请使用本程序的较新版本"),
            ]));
        }
        Ok(version)
    }

    pub(super) fn import(&self, project_id: &str) -> Result<Writer, StoreError> {
        let connection = self.connect()?;
        let begin = || {
            connection.pragma_update(None, "cache_size", -65_536)?;
            // What has been acknowledged is there after a loss of power, too.
            connection.pragma_update(None, "synchronous", "full")?;
            connection.execute_batch("BEGIN IMMEDIATE")?;
            connection.execute("INSERT OR IGNORE INTO project (project_id) VALUES (?1)", [project_id])?;
            connection.query_row("SELECT number FROM project WHERE project_id = ?1", [project_id], |row| row.get(0))
        };
        let project = begin().map_err(|error| self.failed(["beginning an import into", "开始导入"], error))?;
        Ok(Writer { connection, project, has_changed: false })
    }

    pub(super) fn export(
        &self,
        filter: &Filter,
        page: Option<(u32, u32)>,
        is_wanted: impl Fn() -> bool + Send + 'static,
        mut row: impl FnMut(&Row<'_>) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, StoreError> {
        let read = |connection: &mut Connection| {
            let (mut sql, values) = query(&SQL.columns, filter, "ORDER BY connection_start_time, key");
            if let Some((offset, limit)) = page {
                sql.push_str(&format!(" LIMIT {limit} OFFSET {offset}"));
            }
            let mut statement = connection.prepare_cached(&sql)?;
            let mut rows = statement.query(rusqlite::params_from_iter(values))?;
            while let Some(found) = rows.next()? {
                self.count_row();
                if row(&read_row(found)?).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            Ok(ControlFlow::Continue(()))
        };
        self.read_while(moment::READING, is_wanted, read).map(|read| read.unwrap_or(ControlFlow::Break(())))
    }

    pub(super) fn count(&self, filter: &Filter) -> Result<u64, StoreError> {
        self.count_while(filter, || true).map(Option::unwrap_or_default)
    }

    pub(super) fn count_while(
        &self,
        filter: &Filter,
        is_wanted: impl Fn() -> bool + Send + 'static,
    ) -> Result<Option<u64>, StoreError> {
        let (sql, values) = query("count(*)", filter, "");
        let count = self.read_while(["counting in", "统计"], is_wanted, |connection| {
            connection.prepare_cached(&sql)?.query_row(rusqlite::params_from_iter(values), |row| row.get::<_, i64>(0))
        });
        count.map(|count| count.map(i64::unsigned_abs))
    }
}

impl Writer {
    pub(super) fn add(&mut self, record: &ConnectionRecord) -> Result<Outcome, StoreError> {
        let kept = identity::kept(record)?;
        let key = identity::key(record, &kept);
        let outcome =
            self.add_kept(&kept, &key).map_err(|error| StoreError::new(["adding a record", "写入记录失败"], error))?;
        self.has_changed |= outcome != Outcome::Unchanged;
        Ok(outcome)
    }

    fn add_kept(&self, kept: &[Kept<'_>; WIDTH], key: &Key<'_>) -> rusqlite::Result<Outcome> {
        let mut insert = self.connection.prepare_cached(&SQL.insert)?;
        if self.run(&mut insert, kept, key)? == 1 {
            return Ok(Outcome::Added);
        }
        let mut select = self.connection.prepare_cached(&SQL.select)?;
        let says_something_new = select.query_row(params![self.project, key], |old| {
            let old = read_row(old)?;
            Ok(kept.iter().zip(old.values).any(|(new, old)| new.value() != Value::Absent && new.value() != old))
        })?;
        if !says_something_new {
            return Ok(Outcome::Unchanged);
        }
        let mut update = self.connection.prepare_cached(&SQL.update)?;
        self.run(&mut update, kept, key)?;
        Ok(Outcome::Updated)
    }

    /// Binds the project, the key and the values of all other columns, and runs the statement.
    fn run(&self, statement: &mut Statement<'_>, kept: &[Kept<'_>; WIDTH], key: &Key<'_>) -> rusqlite::Result<usize> {
        statement.raw_bind_parameter(1, self.project)?;
        statement.raw_bind_parameter(2, key)?;
        let plain = kept.iter().zip(ConnectionRecord::COLUMNS).filter(|(_, column)| column.name != KEY);
        for (index, (kept, _)) in plain.enumerate() {
            statement.raw_bind_parameter(index + 3, kept)?;
        }
        statement.raw_execute()
    }

    pub(super) fn commit(self) -> Result<(), StoreError> {
        let commit = || {
            if self.has_changed {
                let sql = "UPDATE project SET revision = randomblob(16) WHERE number = ?1";
                self.connection.execute(sql, [self.project])?;
            }
            self.connection.execute_batch("COMMIT")
        };
        commit().map_err(|error| StoreError::new(["committing an import", "提交导入的记录失败"], error))
    }
}

/// The field that the column `key` holds, where a record has it.
const KEY: &str = "transaction_id";

struct Sql {
    columns: String,
    insert: String,
    select: String,
    update: String,
}

static SQL: LazyLock<Sql> = LazyLock::new(|| {
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

/// The query for the records that a filter lets through, and the values of its parameters.
fn query(what: &str, filter: &Filter, order: &str) -> (String, Vec<String>) {
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

/// The columns of the document that the table does not have yet.
fn missing_columns(connection: &Connection) -> rusqlite::Result<Vec<&'static Column>> {
    let mut statement = connection.prepare("SELECT name FROM pragma_table_info('record')")?;
    let there = statement.query_map((), |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    let columns = ConnectionRecord::COLUMNS.iter();
    Ok(columns.filter(|column| column.name != KEY && !there.iter().any(|name| name == column.name)).collect())
}

fn storage(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Int | ColumnKind::Boolean => "INTEGER",
        ColumnKind::Number => "REAL",
        _ => "TEXT",
    }
}

fn read_row<'r>(row: &'r rusqlite::Row<'_>) -> rusqlite::Result<Row<'r>> {
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

impl ToSql for Kept<'_> {
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
