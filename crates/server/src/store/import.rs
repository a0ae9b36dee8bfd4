//! Imports: one transaction each.

use std::collections::{BTreeSet, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use deskledger::{ConnectionRecord, Value, list};
use rusqlite::{Connection, params};

use deskledger_records::read::shown;

use super::connection::{CACHE, Embedded};
use super::error::StoreError;
use super::identity::Entry;
use super::interface::Importing;
use super::line::{Layouts, Row};
use super::record::{Outcome, WIDTH};
use super::statements::{INSERT, SELECT, UPDATE, read_row, run};
use crate::messages;
use crate::sqlite::{FileId, Pool, Turn};

/// Page cache during an import, and while an index is created, in KiB.
const IMPORT_CACHE: i64 = 65_536;
const SORT_CACHE: i64 = 4_096;

/// The index by which a record is found again.
const BY_KEY: &str = "record_by_key";

/// Maximum number of keys that are remembered instead of looked up: 38 MB of hashes.
const MAX_KEYS: usize = 3_500_000;

/// An import, into one project at a time.
pub(super) struct EmbeddedImport {
    connection: Connection,
    file: FileId,
    pool: Arc<Pool>,
    project: i64,
    layouts: Arc<Layouts>,
    /// Indexes that are created at the end, with their statements.
    deferred: Vec<(String, String)>,
    /// Hashes of the keys so far, while there is no index of them.
    keys: HashSet<u64>,
    hasher: RandomState,
    /// The projects with changed records.
    changed: BTreeSet<i64>,
    is_correcting: bool,
    /// Released after the connection.
    _turn: Arc<Turn>,
}

/// Values that a correcting import replaces: field, stored value and new value.
pub type Corrections = Vec<(&'static str, String, String)>;

impl Embedded {
    /// Begins an import without a project, in a turn, after waiting for another process for so long.
    pub(super) fn begin(&self, turn: Arc<Turn>, patience: Duration) -> Result<Box<EmbeddedImport>, StoreError> {
        let (pool, file) = (self.readers.clone(), self.readers.file_id());
        let connection = pool.take(file).map_or_else(|| self.connect(), Ok)?;
        let begin = || {
            connection.pragma_update(None, "cache_size", -IMPORT_CACHE)?;
            connection.busy_timeout(patience)?;
            connection.execute_batch("BEGIN IMMEDIATE")?;
            defer_indexes(&connection)
        };
        let deferred = begin().map_err(|error| self.not_begun(error))?;
        let layouts = self.layouts.clone();
        Ok(Box::new(EmbeddedImport {
            connection,
            file,
            pool,
            project: 0,
            layouts,
            deferred,
            keys: HashSet::new(),
            hasher: RandomState::new(),
            changed: BTreeSet::new(),
            is_correcting: false,
            _turn: turn,
        }))
    }
}

impl EmbeddedImport {
    /// The project of the next records.
    pub(super) fn enter(&mut self, project_id: &str) -> Result<(), StoreError> {
        let enter = || {
            let mut insert =
                self.connection.prepare_cached("INSERT OR IGNORE INTO project (project_id) VALUES (?1)")?;
            insert.execute([project_id])?;
            let mut select = self.connection.prepare_cached("SELECT number FROM project WHERE project_id = ?1")?;
            select.query_row([project_id], |row| row.get(0))
        };
        self.project = enter().map_err(|error| StoreError::new(messages::adding_a_record(), error))?;
        Ok(())
    }

    pub(super) fn put(&mut self, entry: &Entry) -> Result<Outcome, StoreError> {
        let outcome =
            self.put_or_compare(entry).map_err(|error| StoreError::new(messages::adding_a_record(), error))?;
        let outcome = outcome.map_err(|fields| conflict(&entry.row(), &fields))?;
        if outcome != Outcome::Unchanged {
            self.changed.insert(self.project);
        }
        Ok(outcome)
    }

    /// The outcome, or the fields that differ from the stored record.
    fn put_or_compare(&mut self, entry: &Entry) -> rusqlite::Result<Result<Outcome, Vec<&'static str>>> {
        let key = &entry.key;
        let is_new = self.is_deferred(BY_KEY)
            && self.keys.len() < MAX_KEYS
            && self.keys.insert(self.hasher.hash_one((self.project, key)));
        if !is_new {
            // Of an earlier record of the import, or too many to remember.
            self.create_indexes(|index| index == BY_KEY)?;
        }
        let mut insert = self.connection.prepare_cached(INSERT)?;
        if run(&mut insert, self.project, entry, self.layouts.current)? == 1 {
            return Ok(Ok(Outcome::Added));
        }
        let mut select = self.connection.prepare_cached(SELECT)?;
        let mut rows = select.query(params![self.project, key])?;
        let old = rows.next()?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
        let old = read_row(&self.layouts, old)?;
        if old.line() == Some(&entry.line) {
            return Ok(Ok(Outcome::Unchanged));
        }
        let (new, old) = (entry.row(), old.values());
        let mut values = new.values();
        let (outcome, corrections) = match merge(&mut values, &old, self.is_correcting) {
            Ok((Outcome::Unchanged, _)) => return Ok(Ok(Outcome::Unchanged)),
            Ok(merged) => merged,
            Err(fields) => return Ok(Err(fields)),
        };
        let mut update = self.connection.prepare_cached(UPDATE)?;
        run(&mut update, self.project, &Entry::of(key.clone(), &values), self.layouts.current)?;
        let sql = "INSERT INTO correction (project, key, field, old, new) VALUES (?1, ?2, ?3, ?4, ?5)";
        let mut log = self.connection.prepare_cached(sql)?;
        for (field, old, new) in &corrections {
            log.execute(params![self.project, key, field, old, new])?;
        }
        Ok(Ok(outcome))
    }

    fn is_deferred(&self, index: &str) -> bool {
        self.deferred.iter().any(|(name, _)| name == index)
    }

    fn create_indexes(&mut self, which: impl Fn(&str) -> bool) -> rusqlite::Result<()> {
        let connection = &self.connection;
        for (_, sql) in self.deferred.extract_if(.., |(name, _)| which(name)) {
            // It is the size of the runs that are sorted, too.
            connection.pragma_update(None, "cache_size", -SORT_CACHE)?;
            connection.execute_batch(&sql)?;
            connection.pragma_update(None, "cache_size", -IMPORT_CACHE)?;
        }
        Ok(())
    }
}

impl Importing for EmbeddedImport {
    /// The table `correction` keeps the replaced values and the new ones.
    fn correct(&mut self) {
        self.is_correcting = true;
    }

    fn add(&mut self, record: &ConnectionRecord) -> Result<Outcome, StoreError> {
        self.put(&Entry::new(record)?)
    }

    fn commit(mut self: Box<Self>) -> Result<(), StoreError> {
        let mut commit = || {
            self.create_indexes(|_| true)?;
            for project in &self.changed {
                let sql = "UPDATE project SET revision = randomblob(16) WHERE number = ?1";
                self.connection.execute(sql, [project])?;
            }
            self.connection.execute_batch("COMMIT")
        };
        commit().map_err(|error| StoreError::new(messages::committing_an_import(), error))?;
        // The connection is closed, because it would retain the pages of its import.
        if self.connection.pragma_update(None, "cache_size", -CACHE).is_ok() {
            self.pool.put(self.connection, self.file);
        }
        Ok(())
    }
}

/// Drops the indexes of an empty table, and returns their names and the statements that create them. Sorted at the end, an
/// index costs less than entry by entry.
fn defer_indexes(connection: &Connection) -> rusqlite::Result<Vec<(String, String)>> {
    if connection.query_row("SELECT EXISTS (SELECT 1 FROM record)", (), |row| row.get(0))? {
        return Ok(Vec::new());
    }
    let sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'record' ORDER BY name";
    let mut select = connection.prepare(sql)?;
    let indexes = select.query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?;
    let indexes = indexes.collect::<rusqlite::Result<Vec<(String, String)>>>()?;
    indexes.iter().try_for_each(|(name, _)| connection.execute_batch(&format!("DROP INDEX {name}")))?;
    Ok(indexes)
}

/// Fills the absent values of a record with the stored ones. Returns the outcome and the values that it replaces, or the fields
/// that differ and may not be replaced.
pub(super) fn merge<'v>(
    values: &mut [Value<'v>; WIDTH],
    stored: &[Value<'v>; WIDTH],
    is_correcting: bool,
) -> Result<(Outcome, Corrections), Vec<&'static str>> {
    let (mut outcome, mut corrections) = (Outcome::Unchanged, Corrections::new());
    for ((new, old), column) in values.iter_mut().zip(stored).zip(ConnectionRecord::COLUMNS) {
        match (*new, *old) {
            (Value::Absent, old) => *new = old,
            (_, Value::Absent) => outcome = Outcome::Updated,
            (new, old) if new != old => corrections.push((column.name, text(&old), text(&new))),
            _ => {}
        }
    }
    match corrections.is_empty() {
        true => Ok((outcome, corrections)),
        false if is_correcting => Ok((Outcome::Corrected, corrections)),
        false => Err(corrections.into_iter().map(|(field, ..)| field).collect()),
    }
}

/// A value as text, for the log of corrections.
fn text(value: &Value<'_>) -> String {
    match value {
        Value::Text(text) => (*text).to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Boolean(yes) => yes.to_string(),
        _ => String::new(),
    }
}

/// The error of a record that differs from the stored one, with what identifies it, and the fields.
pub(super) fn conflict(record: &Row<'_>, fields: &[&str]) -> StoreError {
    let text = |name| record.text(name).filter(|text| !text.is_empty());
    let id = text("transaction_id").or_else(|| text("connection_start_time")).unwrap_or_default();
    StoreError::conflict(messages::conflict(shown(&id), list::unquoted(fields, 0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Filter, Records, Store};

    #[test]
    fn a_first_import_leaves_every_index_whether_it_is_committed_or_dropped() {
        let dir = tempfile::tempdir().unwrap();
        let (store, embedded) = (Store::open(dir.path()).unwrap(), Embedded::open(dir.path()).unwrap());
        let indexes = || {
            let connection = embedded.connect().unwrap();
            let sql = "SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name";
            let mut select = connection.prepare(sql).unwrap();
            select.query_map((), |row| row.get(0)).unwrap().collect::<rusqlite::Result<Vec<String>>>().unwrap()
        };
        let before = indexes();
        let record = |number: u32| ConnectionRecord {
            transaction_id: Some(number.to_string()),
            user_name: Some(format!("user{}", number % 3)),
            connection_start_time: format!("2020-04-24T{:02}:00:00Z", number % 24),
            ..ConnectionRecord::default()
        };
        let import = |numbers: std::ops::Range<u32>| {
            let mut import = store.import("p").unwrap();
            for number in numbers {
                import.add(&record(number)).unwrap();
            }
            import
        };
        // A snapshot from before has the earlier schema.
        let snapshot = store.snapshot().unwrap();
        assert_eq!(snapshot.count(Filter::project("p")).unwrap(), 0);
        drop(import(0..50));
        assert!(before.len() > 4 && indexes() == before);
        let mut first = import(0..50);
        // A key that came before is found, and the import continues.
        assert_eq!(first.add(&record(7)).unwrap(), Outcome::Unchanged);
        let ended = ConnectionRecord { connection_end_time: Some("2020-04-25T00:00:00Z".into()), ..record(8) };
        assert_eq!(first.add(&ended).unwrap(), Outcome::Updated);
        let other = ConnectionRecord { user_name: Some("other".into()), ..record(9) };
        assert!(first.add(&other).unwrap_err().is_conflict());
        assert_eq!(first.add(&record(50)).unwrap(), Outcome::Added);
        first.commit().unwrap();
        assert_eq!(indexes(), before);
        import(40..60).commit().unwrap();
        assert_eq!(
            (snapshot.count(Filter::project("p")).unwrap(), store.count(Filter::project("p")).unwrap()),
            (0, 60)
        );
        let user = Filter { user_name: Some("user1".into()), ..Filter::project("p") };
        assert_eq!(store.count(user).unwrap(), 20);
        assert_eq!(embedded.check(None).unwrap(), None);
    }
}
