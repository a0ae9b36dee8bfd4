//! An access file as the replica of a log that several servers share.
//!
//! A change is recorded by triggers, appended to the log and then committed to the file, by one server at a time: the file is
//! always a prefix of the log. Every read applies the newer changes first. The newest time stays with its machine.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rusqlite::{Connection, OptionalExtension, Params, TransactionBehavior, params};

use super::error::AccessError;
use crate::messages;
use crate::store::{AccountChange, Accounts, StoreError};
use crate::sync::lock;

/// How long the last state is used while the log is away. Nothing can be changed meanwhile, except by servers that reach it.
const MAX_STALE: Duration = Duration::from_secs(5 * 60);

/// Interval between two attempts to reach a log that is away.
const RETRY: Duration = Duration::from_secs(1);

/// Number of changes after which all of them are written as one.
pub(super) const MAX_CHANGES: u64 = 10_000;

/// The log, and when it was reached.
#[derive(Debug)]
pub(super) struct Shared {
    log: Arc<dyn Accounts>,
    max_changes: u64,
    contact: Mutex<Contact>,
}

/// The last attempts to reach the log.
#[derive(Clone, Copy, Debug, Default)]
struct Contact {
    success: Option<Instant>,
    failure: Option<Instant>,
}

impl Shared {
    pub(super) fn new(log: Arc<dyn Accounts>, max_changes: u64) -> Self {
        Self { log, max_changes, contact: Mutex::default() }
    }

    /// Binds a file to the log; false if it has other accounts.
    pub(super) fn join(&self, connection: &mut Connection) -> rusqlite::Result<bool> {
        let id = self.log.id().map_err(of_store)?;
        connection.execute("CREATE TABLE IF NOT EXISTS replica (log TEXT NOT NULL, number INTEGER NOT NULL)", ())?;
        let known = "SELECT log FROM replica";
        if let Some(known) = connection.query_row(known, (), |row| row.get::<_, String>(0)).optional()? {
            let is_same = known == id;
            if is_same {
                self.refresh(connection)?;
            }
            return Ok(is_same);
        }
        let mut turn = self.log.begin().map_err(of_store)?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let is_first = self.log.since(0).map_err(of_store)?.is_empty();
        let used = "SELECT EXISTS (SELECT 1 FROM user) OR EXISTS (SELECT 1 FROM project)";
        if !is_first && transaction.query_row(used, (), |row| row.get(0))? {
            return Ok(false);
        }
        if is_first {
            turn.append(&[AccountChange { number: 1, is_whole: true, sql: whole(&transaction)? }]).map_err(of_store)?;
        }
        transaction.execute("INSERT INTO replica VALUES (?1, ?2)", params![id, i64::from(is_first)])?;
        transaction.commit()?;
        drop(turn);
        self.refresh(connection).map(|()| true)
    }

    /// Applies the newer changes. While the log is away, the last state is valid for some time.
    pub(super) fn refresh(&self, connection: &mut Connection) -> rusqlite::Result<()> {
        let Contact { success, failure } = *lock(&self.contact);
        let is_recent = |at: Option<Instant>, limit| at.is_some_and(|at| at.elapsed() < limit);
        if is_recent(success, MAX_STALE) && is_recent(failure, RETRY) {
            return Ok(());
        }
        let start = Instant::now();
        match self.catch_up(connection) {
            Ok(()) => *lock(&self.contact) = Contact { success: Some(start), failure: None },
            Err(error) if is_recent(success, MAX_STALE) && AccessError::is_away(&error) => {
                tracing::warn!(%error, "accounts are those of the last contact with the cluster");
                lock(&self.contact).failure = Some(Instant::now());
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn catch_up(&self, connection: &mut Connection) -> rusqlite::Result<()> {
        let changes = self.log.since(number(connection)?).map_err(of_store)?;
        if changes.is_empty() {
            return Ok(());
        }
        record(connection)?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another process may have applied some of them to the same file.
        let before = number(&transaction)?;
        let mut applied = before;
        let whole = changes.iter().rposition(|change| change.is_whole).unwrap_or_default();
        let mut last = None;
        for change in changes.iter().skip(whole).skip_while(|change| change.number <= before) {
            // An insertion that seemed to have failed may have been repeated. Two different changes with one number remain an error.
            if last.replace(change) == Some(change) {
                continue;
            }
            if !change.is_whole && change.number != applied + 1 {
                let gap = messages::gap_of_accounts(applied + 1, change.number);
                return Err(of_store(StoreError::without_source(gap)));
            }
            transaction.execute_batch(&change.sql)?;
            applied = change.number;
        }
        transaction.execute("UPDATE replica SET number = ?1", [applied.cast_signed()])?;
        transaction.execute("DELETE FROM temp.change", ())?;
        transaction.commit()
    }

    /// Runs the work in one transaction that is appended to the log before it is committed.
    pub(super) fn change<T>(
        &self,
        connection: &mut Connection,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        let mut turn = self.log.begin().map_err(of_store)?;
        self.catch_up(connection)?;
        record(connection)?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let result = work(&transaction)?;
        let sql = texts(&transaction, "SELECT sql FROM temp.change ORDER BY rowid", ())?.join("; ");
        if !sql.is_empty() {
            let mut number = number(&transaction)? + 1;
            let mut changes = vec![AccountChange { number, is_whole: false, sql }];
            if number.is_multiple_of(self.max_changes) {
                number += 1;
                changes.push(AccountChange { number, is_whole: true, sql: whole(&transaction)? });
            }
            turn.append(&changes).map_err(of_store)?;
            transaction.execute("UPDATE replica SET number = ?1", [number.cast_signed()])?;
            transaction.execute("DELETE FROM temp.change", ())?;
        }
        transaction.commit()?;
        Ok(result)
    }
}

/// An error of the log, for [`AccessError::sqlite`].
fn of_store(error: StoreError) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(Box::new(error))
}

/// Number of the last applied change.
fn number(connection: &Connection) -> rusqlite::Result<u64> {
    connection.query_row("SELECT number FROM replica", (), |row| row.get::<_, i64>(0)).map(i64::cast_unsigned)
}

/// The texts of a column.
pub(super) fn texts(connection: &Connection, sql: &str, parameters: impl Params) -> rusqlite::Result<Vec<String>> {
    connection.prepare(sql)?.query_map(parameters, |row| row.get(0))?.collect()
}

/// A shared table: its columns, and those that identify a row.
struct Table {
    name: String,
    columns: Vec<String>,
    keys: Vec<String>,
}

/// The shared tables, those that others refer to first.
fn tables(connection: &Connection) -> rusqlite::Result<Vec<Table>> {
    let names =
        "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT IN ('clock', 'replica') ORDER BY rowid";
    let columns = |name: &str, condition: &str| {
        let sql = "SELECT '\"' || name || '\"' FROM pragma_table_info";
        texts(connection, &format!("{sql}('{name}') WHERE {condition} ORDER BY cid"), ())
    };
    let table = |name: String| Ok(Table { columns: columns(&name, "true")?, keys: columns(&name, "pk > 0")?, name });
    texts(connection, names, ())?.into_iter().map(table).collect()
}

/// An SQL expression for the values of a row, as `each` writes one of them.
fn values(columns: &[String], row: &str, separator: &str, each: impl Fn(&str) -> String) -> String {
    let value = |column: &String| format!("'{}' || quote({row}{column})", each(column));
    columns.iter().map(value).collect::<Vec<_>>().join(&format!(" || '{separator}' || "))
}

/// An SQL expression for the statement that inserts a row.
fn insert(Table { name, columns, .. }: &Table, row: &str) -> String {
    let texts = values(columns, row, ", ", |_| String::new());
    format!("'INSERT INTO \"{name}\" ({}) VALUES (' || {texts} || ')'", columns.join(", "))
}

/// Makes a connection record the changes of the shared tables in `temp.change`.
fn record(connection: &Connection) -> rusqlite::Result<()> {
    // In memory, because changes contain secrets.
    let mut sql = "PRAGMA temp_store = memory; CREATE TEMP TABLE IF NOT EXISTS change (sql TEXT NOT NULL);".to_owned();
    for table in tables(connection)? {
        let Table { name, columns, keys } = &table;
        let equal = |column: &str| format!("{column} = ");
        let this = format!("' WHERE ' || {}", values(keys, "OLD.", " AND ", equal));
        let update = format!("'UPDATE \"{name}\" SET ' || {} || {this}", values(columns, "NEW.", ", ", equal));
        for (event, text) in [
            ("INSERT", insert(&table, "NEW.")),
            ("UPDATE", update),
            ("DELETE", format!("'DELETE FROM \"{name}\"' || {this}")),
        ] {
            sql.push_str(&format!(
                "CREATE TEMP TRIGGER IF NOT EXISTS \"{event} {name}\" AFTER {event} ON main.\"{name}\" \
                 BEGIN INSERT INTO change VALUES ({text}); END;"
            ));
        }
    }
    sql.push_str("DELETE FROM temp.change;");
    connection.execute_batch(&sql)
}

/// The statements that replace all shared accounts by those of this file.
fn whole(connection: &Connection) -> rusqlite::Result<String> {
    let tables = tables(connection)?;
    let mut statements: Vec<String> =
        tables.iter().rev().map(|table| format!("DELETE FROM \"{}\"", table.name)).collect();
    for table in &tables {
        statements.extend(texts(
            connection,
            &format!("SELECT {} FROM main.\"{}\"", insert(table, ""), table.name),
            (),
        )?);
    }
    Ok(statements.join("; "))
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::super::file::Access;
    use super::super::guard::{Lock, Standing};
    use super::super::role::Role;
    use super::super::tokens::Presented;
    use super::*;
    use crate::store::AppendAccounts;

    /// A log in memory that can be away.
    #[derive(Debug, Default)]
    struct Log {
        changes: Mutex<Vec<AccountChange>>,
        writer: Mutex<()>,
        is_away: Mutex<bool>,
    }

    struct Turn<'l>(&'l Log, #[allow(dead_code, reason = "held")] std::sync::MutexGuard<'l, ()>);

    impl Log {
        fn reached(&self) -> Result<(), StoreError> {
            match *lock(&self.is_away) {
                true => Err(StoreError::unavailable(messages::writing(), "away")),
                false => Ok(()),
            }
        }
    }

    impl Accounts for Log {
        fn id(&self) -> Result<String, StoreError> {
            self.reached().map(|()| format!("{:p}", &self.changes))
        }

        fn since(&self, number: u64) -> Result<Vec<AccountChange>, StoreError> {
            self.reached()?;
            Ok(lock(&self.changes).iter().filter(|change| change.number > number).cloned().collect())
        }

        fn begin(&self) -> Result<Box<dyn AppendAccounts + '_>, StoreError> {
            self.reached()?;
            Ok(Box::new(Turn(self, lock(&self.writer))))
        }
    }

    impl AppendAccounts for Turn<'_> {
        fn append(&mut self, changes: &[AccountChange]) -> Result<(), StoreError> {
            self.0.reached()?;
            let mut all = lock(&self.0.changes);
            if let Some(whole) = changes.iter().find(|change| change.is_whole) {
                all.retain(|change| change.number >= whole.number);
            }
            all.extend_from_slice(changes);
            Ok(())
        }
    }

    fn join(dir: &tempfile::TempDir, log: &Arc<Log>) -> Result<Access, AccessError> {
        Access::open(dir.path())?.replicating(log.clone(), 7)
    }

    fn content(access: &Access) -> String {
        access.read(|connection| whole(connection)).unwrap()
    }

    #[test]
    fn what_one_server_changes_holds_at_the_others_and_at_those_that_come_later() {
        let dirs = [(); 4].map(|()| tempfile::tempdir().unwrap());
        let log = Arc::new(Log::default());
        // The accounts of a server that had its own until now.
        Access::open(dirs[0].path()).unwrap().set_user("o'hara \u{5f20}", "a password of length").unwrap();
        let [one, two] = [&dirs[0], &dirs[1]].map(|dir| join(dir, &log).unwrap());
        two.grant("o'hara \u{5f20}", "p1", Role::Reader).unwrap();
        assert_eq!(one.role("o'hara \u{5f20}", "p1").unwrap(), Some(Role::Reader));
        let token = one.issue("o'hara \u{5f20}", "p1", Duration::from_secs(60)).unwrap().secret;
        assert!(matches!(two.presented(token.as_bytes()).unwrap(), Presented::Valid { .. }));
        two.revoke("o'hara \u{5f20}", "p1").unwrap();
        assert_eq!(one.presented(token.as_bytes()).unwrap(), Presented::Unknown);
        let peer = Some(IpAddr::from([10, 0, 0, 1]));
        let attacked = Lock::of_user("o'hara \u{5f20}", peer);
        (0..6).for_each(|at| [&one, &two][at % 2].failed(&attacked, one.clock_time()).unwrap());
        assert_eq!(two.standing(&attacked, two.clock_time()).unwrap(), Standing::Locked);
        let key = one.add_key("o'hara \u{5f20}").unwrap();
        let (now, until) = (one.clock_time(), one.clock_time() + Duration::from_secs(60));
        let fresh = |access: &Access, peer| access.is_fresh("o'hara \u{5f20}", &[7; 32], peer, now, until).unwrap();
        assert!(fresh(&one, peer) && !fresh(&two, Some(IpAddr::from([10, 0, 0, 2]))), "a signature was used twice");
        two.set_project("p2", Some("two")).unwrap();
        assert!(lock(&log.changes)[0].number > 1, "former changes are kept for ever");
        let later = join(&dirs[2], &log).unwrap();
        assert_eq!(content(&later), content(&one));
        assert!(two.key(&key.id).unwrap().is_some() && later.remove_user("o'hara \u{5f20}").unwrap());
        assert!(one.key(&key.id).unwrap().is_none() && !one.has_user("o'hara \u{5f20}").unwrap());
        assert_eq!(content(&one), content(&later));
        // A file with accounts of its own is not overwritten, and one of another log is not mixed with this one.
        Access::open(dirs[3].path()).unwrap().set_project("p9", None).unwrap();
        let refused = |dir, log| join(dir, log).unwrap_err().to_string();
        assert!(refused(&dirs[3], &log).contains("has accounts that are not those of the cluster"));
        assert!(refused(&dirs[2], &Arc::default()).contains("has accounts that are not those of the cluster"));
    }

    #[test]
    fn a_change_that_the_log_has_twice_is_no_gap_and_two_different_ones_are() {
        let (dirs, log) = ([(); 3].map(|()| tempfile::tempdir().unwrap()), Arc::new(Log::default()));
        let [one, two, three] = [&dirs[0], &dirs[1], &dirs[2]].map(|dir| join(dir, &log).unwrap());
        for name in ["p1", "p2", "p3"] {
            one.set_project(name, None).unwrap();
        }
        let repeated = lock(&log.changes)[2].clone();
        lock(&log.changes).insert(3, repeated.clone());
        assert!(two.has_project("p3").unwrap());
        assert_eq!(content(&one), content(&two));
        lock(&log.changes)[3] = AccountChange { sql: String::new(), ..repeated };
        assert!(three.has_project("p3").unwrap_err().to_string().contains("expected change 4, found 3"));
    }

    #[test]
    fn a_change_that_the_log_does_not_have_is_not_made_and_reads_go_on_for_a_while() {
        let (dir, other, log) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), Arc::new(Log::default()));
        let access = join(&dir, &log).unwrap();
        access.set_user("wang", "a password of length").unwrap();
        *lock(&log.is_away) = true;
        assert!(access.set_user("li", "a password of length").unwrap_err().is_busy());
        assert!(access.has_user("wang").unwrap() && !access.has_user("li").unwrap());
        assert!(join(&other, &log).unwrap_err().is_busy(), "a server starts without the accounts");
        *lock(&log.is_away) = false;
        lock(&log.changes).push(AccountChange { number: 9, is_whole: false, sql: String::new() });
        std::thread::sleep(RETRY);
        assert!(access.has_user("wang").unwrap_err().to_string().contains("expected change 3, found 9"));
    }
}
