//! Batches that wait at the same time are stored in one transaction: one sync for all of them, and each page of an index
//! is written once.

use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Instant;

use deskledger::ConnectionRecord;
use rusqlite::ffi;

use super::connection::{BUSY_TIMEOUT, Embedded};
use super::error::StoreError;
use super::identity::Entry;
use super::interface::Importing;
use super::queue::{Batch, Leader, Signal, Stored};
use super::record::{Added, Conflicts, count};
use crate::messages;
use crate::sqlite::Turn;

/// Maximum number of batches of a transaction.
const MAX_GROUP: usize = 8;

impl Embedded {
    pub(super) fn add_batch(&self, project_id: &str, records: Vec<ConnectionRecord>) -> Stored {
        // Before its turn, beside the storing of other batches.
        let entries = records.into_iter().map(|record| Entry::new(&record)).collect::<Result<_, _>>()?;
        let (signal, signals) = channel();
        let deadline = Instant::now() + BUSY_TIMEOUT;
        let batch = Batch { project_id: project_id.to_owned(), entries, deadline, signal };
        if let Some(batch) = self.batches.enter(batch) {
            return self.lead(batch);
        }
        match signals.recv() {
            Ok(Signal::Lead(batch)) => self.lead(batch),
            Ok(Signal::Stored(stored)) => stored,
            // The thread that had the batch panicked.
            Err(_) => Err(self.busy()),
        }
    }

    fn lead(&self, batch: Batch) -> Stored {
        let _leader = Leader(&self.batches);
        let patience = batch.patience();
        if patience.is_zero() {
            return Err(self.busy());
        }
        let turn = Arc::new(self.imports.wait(patience).map_err(|error| self.not_begun(error))?);
        let mut group = vec![batch];
        group.extend(self.batches.take(MAX_GROUP - 1));
        let mut stored = self.store(&group, &turn).into_iter();
        let own = stored.next();
        for (batch, stored) in group.into_iter().skip(1).zip(stored) {
            // Fails if the thread has panicked.
            let _ = batch.signal.send(Signal::Stored(stored));
        }
        own.unwrap_or_else(|| Err(self.busy()))
    }

    /// The results of batches in one transaction, or in one for each if a batch fails: it affects no other.
    fn store(&self, group: &[Batch], turn: &Arc<Turn>) -> Vec<Stored> {
        if group.len() > 1
            && let Ok(Ok(all)) = self.store_together(group, turn)
        {
            return all.into_iter().map(|added| Ok(Ok(added))).collect();
        }
        let alone = |batch: &Batch| {
            let stored = self.store_together(std::slice::from_ref(batch), turn)?;
            Ok(stored.map(|all| all.into_iter().next().unwrap_or_default()))
        };
        group.iter().map(alone).collect()
    }

    fn store_together(&self, group: &[Batch], turn: &Arc<Turn>) -> Result<Result<Vec<Added>, Conflicts>, StoreError> {
        let patience = group.first().map_or(BUSY_TIMEOUT, Batch::patience);
        if patience.is_zero() {
            return Err(self.busy());
        }
        // Another process may hold the lock.
        let mut import = self.begin(turn.clone(), patience)?;
        let mut all = Vec::new();
        for batch in group {
            import.enter(&batch.project_id)?;
            match count(batch.entries.iter().map(|entry| import.put(entry)))? {
                Ok(added) => all.push(added),
                Err(conflicts) => return Ok(Err(conflicts)),
            }
        }
        import.commit()?;
        Ok(Ok(all))
    }

    fn busy(&self) -> StoreError {
        self.not_begun(rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_BUSY), None))
    }

    pub(super) fn not_begun(&self, error: rusqlite::Error) -> StoreError {
        self.failed(messages::beginning_an_import_into(), error)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::store::{Filter, Records, Store};
    use crate::sync::lock;

    fn record(id: &str, user: &str) -> ConnectionRecord {
        ConnectionRecord {
            transaction_id: Some(id.into()),
            user_name: Some(user.into()),
            connection_start_time: "2020-04-24T03:02:47Z".into(),
            ..ConnectionRecord::default()
        }
    }

    /// Adds batches, each of a project, that wait for the same turn in this order.
    fn add_together(store: &Embedded, batches: &[(&str, Vec<ConnectionRecord>)]) -> Vec<Stored> {
        let turn = store.imports.wait(BUSY_TIMEOUT).unwrap();
        std::thread::scope(|scope| {
            let mut threads = Vec::new();
            for (project, records) in batches {
                let waiting = || {
                    let state = lock(&store.batches.0);
                    (state.is_led, state.waiting.len())
                };
                let expected = (true, threads.len());
                threads.push(scope.spawn(|| store.add(project, records.clone())));
                while waiting() != expected {
                    std::thread::yield_now();
                }
            }
            drop(turn);
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        })
    }

    /// A batch of one record that leads.
    fn first(store: &Embedded, deadline: Instant) -> Batch {
        let entries = vec![Entry::new(&record("1", "a")).unwrap()];
        let batch = Batch { project_id: "p".into(), entries, deadline, signal: channel().0 };
        store.batches.enter(batch).unwrap()
    }

    #[test]
    fn a_batch_that_fails_affects_none_of_those_that_wait_with_it() {
        let dir = tempfile::tempdir().unwrap();
        let (store, embedded) = (Store::open(dir.path()).unwrap(), Embedded::open(dir.path()).unwrap());
        let all = |from: u32| (from..from + 50).map(|id| record(&id.to_string(), "a")).collect::<Vec<_>>();
        let added = |added, unchanged| Added { added, updated: 0, unchanged };
        let stored = add_together(&embedded, &[("p", all(0)), ("q", all(0)), ("p", all(25))]);
        let found: Vec<_> = stored.into_iter().map(|stored| stored.unwrap().unwrap()).collect();
        assert_eq!(found, [added(50, 0), added(50, 0), added(25, 25)]);

        let (before, other) = (store.revision("p").unwrap(), store.revision("q").unwrap());
        let wrong = [all(100), vec![record("3", "b"), record("101", "a"), record("4", "b")]].concat();
        let stored = add_together(&embedded, &[("p", all(200)), ("p", wrong), ("p", all(100)), ("q", all(0))]);
        let [first, wrong, third, same] = stored.try_into().unwrap();
        assert_eq!(first.unwrap().unwrap(), added(50, 0));
        assert_eq!(third.unwrap().unwrap(), added(50, 0), "records of the batch that failed are stored");
        assert_eq!(same.unwrap().unwrap(), added(0, 50));
        let conflicts = wrong.unwrap().unwrap_err();
        assert_eq!(conflicts.iter().map(|(position, _)| *position).collect::<Vec<_>>(), [50, 52]);
        assert!(conflicts[0].1.to_string().contains("user_name"), "{}", conflicts[0].1);
        assert_eq!(store.count(Filter::project("p")).unwrap(), 175);
        assert!(store.revision("p").unwrap() != before && store.revision("q").unwrap() == other);
        let state = lock(&embedded.batches.0);
        assert!(!state.is_led && state.waiting.is_empty());
    }

    #[test]
    fn a_batch_whose_time_is_over_waits_no_further_minute_for_another_process() {
        let dir = tempfile::tempdir().unwrap();
        let store = Embedded::open(dir.path()).unwrap();
        let other = Embedded::open(dir.path()).unwrap();
        let _other = other.import("p").unwrap();
        let begun = Instant::now();
        let batch = first(&store, begun + Duration::from_millis(200));
        assert!(store.lead(batch).unwrap_err().is_busy());
        assert!(begun.elapsed() < BUSY_TIMEOUT / 2, "{:?}", begun.elapsed());
    }

    #[test]
    fn a_batch_that_gives_up_lets_the_next_one_lead() {
        let dir = tempfile::tempdir().unwrap();
        let store = Embedded::open(dir.path()).unwrap();
        let batch = first(&store, Instant::now());
        std::thread::scope(|scope| {
            let next = scope.spawn(|| store.add("p", vec![record("2", "a")]));
            while lock(&store.batches.0).waiting.is_empty() {
                std::thread::yield_now();
            }
            let turn = store.imports.wait(BUSY_TIMEOUT).unwrap();
            assert!(store.lead(batch).unwrap_err().is_busy());
            std::thread::sleep(Duration::from_millis(10));
            assert!(lock(&store.batches.0).is_led && !next.is_finished());
            drop(turn);
            assert_eq!(next.join().unwrap().unwrap().unwrap().added, 1);
        });
        assert!(!lock(&store.batches.0).is_led);
    }
}
