//! Rows moved to the order of the export, so that the rows of neighbouring entries of its index share pages again.

use crate::messages;
use rusqlite::types::Value;
use rusqlite::{Connection, TransactionBehavior, params};

use super::connection::Embedded;
use super::error::StoreError;

/// Records of a transaction, which other writers wait for.
const BATCH: usize = 10_000;

/// Difference of row numbers from which two rows are on different pages: a page has about ten rows.
const APART: u64 = 32;

/// A batch is moved if more than one in so many of its rows is apart from the row before it.
const SHARE: usize = 8;

/// By the index alone.
const NEXT: &str = "SELECT id, start, key FROM record INDEXED BY record_by_start
    WHERE project = ?1 AND (start, key) > (?2, ?3) ORDER BY start, key LIMIT ?4";

/// The last record of a batch: project, start and key.
type Last = (i64, i64, Value);

/// A batch.
struct Batch {
    ids: Vec<i64>,
    last: Last,
}

impl Embedded {
    /// Moves the records that were not added in the order of their starts, passes the number of records of each batch to
    /// `progress`, and returns the number of moved records. Exports, revisions and concurrent reads and writes are not
    /// affected. A killed process leaves whole batches, and the next call skips those.
    ///
    /// # Errors
    /// The store cannot be written.
    pub fn optimize(&self, mut progress: impl FnMut(u64)) -> Result<u64, StoreError> {
        let mut connection = self.connect()?;
        let mut optimize = || {
            connection.pragma_update(None, "cache_size", -65_536)?;
            let mut select = connection.prepare("SELECT number FROM project")?;
            let projects = select.query_map((), |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
            drop(select);
            let mut moved = 0;
            for project in projects {
                let mut last = (project, i64::MIN, Value::Null);
                while let Some(batch) = optimize_batch(&mut connection, &last, BATCH, &mut moved)? {
                    progress(batch.ids.len() as u64);
                    last = batch.last;
                }
            }
            Ok(moved)
        };
        optimize().map_err(|error| self.failed(messages::writing(), error))
    }
}

/// Moves the batch after a record to the end of the table if its rows are apart; `None` if there is none.
fn optimize_batch(
    connection: &mut Connection,
    after: &Last,
    limit: usize,
    moved: &mut u64,
) -> rusqlite::Result<Option<Batch>> {
    // Reading first does not block writers if there is nothing to move.
    let batch = next(connection, after, limit)?;
    if !batch.as_ref().is_some_and(|batch| is_apart(&batch.ids)) {
        return Ok(batch);
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let batch = next(&transaction, after, limit)?;
    let last: i64 = transaction.query_row("SELECT coalesce(max(id), 0) FROM record", (), |row| row.get(0))?;
    let mut update = transaction.prepare("UPDATE record SET id = ?1 WHERE id = ?2")?;
    for (id, new) in batch.iter().flat_map(|batch| &batch.ids).zip(last.saturating_add(1)..) {
        update.execute([new, *id])?;
        *moved += 1;
    }
    drop(update);
    transaction.commit()?;
    Ok(batch)
}

fn next(connection: &Connection, (project, start, key): &Last, limit: usize) -> rusqlite::Result<Option<Batch>> {
    let mut select = connection.prepare_cached(NEXT)?;
    let mut rows = select.query(params![project, start, key, limit as i64])?;
    let (mut ids, mut last) = (Vec::new(), None);
    while let Some(row) = rows.next()? {
        ids.push(row.get(0)?);
        last = Some((*project, row.get(1)?, row.get(2)?));
    }
    Ok(last.map(|last| Batch { ids, last }))
}

fn is_apart(ids: &[i64]) -> bool {
    let apart = ids.iter().zip(ids.iter().skip(1)).filter(|(one, next)| one.abs_diff(**next) > APART).count();
    apart > ids.len() / SHARE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Filter, Records, Store};
    use deskledger::ConnectionRecord;
    use std::ops::ControlFlow;

    /// The lines of an export and the revision.
    fn export(store: &Store) -> (Vec<String>, Vec<u8>) {
        let mut lines = Vec::new();
        let each = |row: &crate::store::Row<'_>| {
            lines.push(row.line().unwrap().to_owned());
            ControlFlow::Continue(())
        };
        assert!(store.export(&Filter::project("p"), || true, each).unwrap().is_continue());
        (lines, store.revision("p").unwrap())
    }

    /// Rows that are apart from the one before in the order of the export.
    fn apart(connection: &Connection) -> usize {
        let ids = next(connection, &(1, i64::MIN, Value::Null), 10_000).unwrap().unwrap().ids;
        ids.windows(2).filter(|pair| pair[0].abs_diff(pair[1]) > APART).count()
    }

    #[test]
    fn an_optimization_that_was_killed_goes_on_and_changes_nothing_that_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let mut import = store.import("p").unwrap();
        let record = |number: usize| ConnectionRecord {
            transaction_id: Some(format!("{number:04}")),
            user_name: Some(format!("user{}", number % 7)),
            connection_start_time: format!("2020-04-{:02}T{:02}:00:00Z", 1 + number / 24 % 28, number % 24),
            ..ConnectionRecord::default()
        };
        // 611 and the number of records have no common factor: each comes once, none beside its neighbour.
        for number in 0..2000 {
            import.add(&record(number * 611 % 2000)).unwrap();
        }
        import.commit().unwrap();
        let before = export(&store);
        let embedded = Embedded::open(dir.path()).unwrap();
        let mut connection = embedded.connect().unwrap();
        assert!(apart(&connection) > 1000);
        let snapshot = store.snapshot().unwrap();
        snapshot.count(Filter::project("p")).unwrap();
        let (mut last, mut moved) = ((1, i64::MIN, Value::Null), 0);
        for _ in 0..2 {
            last = optimize_batch(&mut connection, &last, 500, &mut moved).unwrap().unwrap().last;
        }
        drop(connection);
        assert_eq!(moved, 1000);
        // Records that come in between are where they belong.
        let mut import = store.import("p").unwrap();
        import.add(&ConnectionRecord { transaction_id: Some("late".into()), ..record(3) }).unwrap();
        import.commit().unwrap();
        let after = export(&store);
        assert_eq!(after.0.len(), 2001);
        assert!(embedded.optimize(|_| ()).unwrap() >= 1000);
        assert_eq!(export(&store), after);
        assert_eq!(export(&snapshot), before);
        let connection = embedded.connect().unwrap();
        assert!(apart(&connection) < 10);
        assert_eq!(embedded.optimize(|_| ()).unwrap(), 0);
        assert_eq!(embedded.check(None).unwrap(), None);
        let mut explain = connection.prepare(&format!("EXPLAIN QUERY PLAN {NEXT}")).unwrap();
        let plan = explain.query_map(params![1, 0, 0, 1], |row| row.get(3)).unwrap();
        let plan: Vec<String> = plan.collect::<Result<_, _>>().unwrap();
        assert_eq!(plan, ["SEARCH record USING COVERING INDEX record_by_start (project=? AND (start,key)>(?,?))"]);
    }
}
