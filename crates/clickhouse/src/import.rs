//! Imports: rows of a version that is committed at the end.

use std::collections::HashMap;
use std::ops::ControlFlow;

use deskledger::ConnectionRecord;
use deskledger_server::{Candidate, Corrections, Importing, Outcome, Sealed, StoreError};

use crate::corrections::Waiting;
use crate::delete::{delete_uncommitted, of_keys};
use crate::insert::insert;
use crate::lock::Lock;
use crate::messages;
use crate::node::Node;
use crate::read::{Condition, expect_whole, newest};
use crate::removal::version_of_writer;
use crate::versions::commit;

/// Records in memory; further ones are written, uncommitted.
const MAX_RECORDS: usize = 50_000;

/// Records that one query looks for.
const CHUNK: usize = 2000;

/// An import into one project. Its rows are invisible until the version row; those of an import that was killed are deleted
/// by the next one.
pub(crate) struct Import {
    node: Node,
    project_id: String,
    committed: u64,
    /// That of the rows written last.
    version: u64,
    lock: Lock,
    sealed: Vec<Sealed>,
    known: HashMap<(i64, String), Known>,
    corrections: Waiting,
    is_correcting: bool,
}

/// The known records of an identity.
#[derive(Default)]
struct Known {
    line: Option<String>,
    is_new: bool,
    corrections: Corrections,
}

impl Import {
    pub(crate) fn begin(node: &Node, project_id: &str) -> Result<Self, StoreError> {
        let lock = Lock::acquire(node, project_id)?;
        let (committed, sealed) = version_of_writer(node, project_id, &lock)?
            .map_or((0, Vec::new()), |version| (version.number, version.sealed));
        delete_uncommitted(node, project_id, committed)?;
        let (node, project_id, version) = (node.clone(), project_id.to_owned(), committed);
        let (known, corrections) = (HashMap::new(), Waiting::default());
        Ok(Self { node, project_id, committed, version, lock, sealed, known, corrections, is_correcting: false })
    }

    /// Reads what is stored under identities that are not known yet.
    fn read(&mut self, keys: Vec<(i64, String)>) -> Result<(), StoreError> {
        for keys in keys.chunks(CHUNK) {
            self.known.extend(keys.iter().map(|key| (key.clone(), Known::default())));
            let starts = keys.iter().map(|(start, _)| *start);
            let (Some(first), Some(last)) = (starts.clone().min(), starts.max()) else { continue };
            let condition = Condition::new(&self.project_id, self.version).within((first, last.saturating_add(1)));
            // Most imports continue where the one before ended: no record of these times is stored, and a node takes much
            // longer for a list of keys than for a range.
            if self.node.number(condition.query(&self.node, "SELECT count() FROM records", ""))? == 0 {
                continue;
            }
            let (sql, values) = of_keys(keys);
            let condition = condition.and(&sql, values);
            let known = &mut self.known;
            let read = newest(&self.node, &condition, false, &|| true, &mut |start, key, line| {
                known.insert((start, key.to_owned()), Known { line: Some(line.to_owned()), ..Known::default() });
                ControlFlow::Continue(())
            })?;
            // A record that is not known would be stored as a new one.
            expect_whole(&self.node, read)?;
        }
        Ok(())
    }

    /// Writes the rows in memory, uncommitted.
    fn flush(&mut self) -> Result<(), StoreError> {
        let known = std::mem::take(&mut self.known);
        let new: Vec<_> = known.iter().filter(|(_, known)| known.is_new).collect();
        if new.is_empty() {
            return Ok(());
        }
        let rows = new.iter().map(|((start, key), known)| (*start, &**key, known.line.as_deref().unwrap_or_default()));
        // A record may change again later: of two rows of one version, a read could take the former one.
        self.version += 1;
        insert(&self.node, (&self.project_id, self.version), rows)?;
        let mut corrected = known.iter().filter(|(_, known)| !known.corrections.is_empty());
        corrected.try_for_each(|(key, known)| self.corrections.add(key, &known.corrections))
    }
}

impl Importing for Import {
    fn correct(&mut self) {
        self.is_correcting = true;
    }

    fn prepare(&mut self, records: &mut dyn Iterator<Item = &ConnectionRecord>) -> Result<(), StoreError> {
        // Here rather than between the records that are looked up together.
        if self.known.len() >= MAX_RECORDS {
            self.flush()?;
        }
        let candidates = records.filter_map(|record| Candidate::new(record).ok());
        let keys = candidates.map(|candidate| (candidate.start(), candidate.key()));
        let keys = keys.filter(|key| !self.known.contains_key(key)).collect();
        self.read(keys)
    }

    fn add(&mut self, record: &ConnectionRecord) -> Result<Outcome, StoreError> {
        let candidate = Candidate::new(record)?;
        let key = (candidate.start(), candidate.key());
        let is_of = |sealed: &&Sealed| (sealed.month.seconds().0..sealed.month.seconds().1).contains(&key.0);
        if let Some(sealed) = self.sealed.iter().find(is_of) {
            let month = sealed.month.to_string();
            return Err(StoreError::conflict(messages::sealed(&record.connection_start_time, month)));
        }
        if !self.known.contains_key(&key) {
            if self.known.len() >= MAX_RECORDS {
                self.flush()?;
            }
            self.read(vec![key.clone()])?;
        }
        let known = self.known.entry(key).or_default();
        let (outcome, line, corrections) = candidate.merge(known.line.as_deref(), self.is_correcting)?;
        if outcome != Outcome::Unchanged {
            known.is_new = true;
            known.line = Some(line);
            known.corrections.extend(corrections);
        }
        Ok(outcome)
    }

    fn commit(mut self: Box<Self>) -> Result<(), StoreError> {
        self.flush()?;
        // Also without records: the project exists from now on.
        if self.version > self.committed || self.committed == 0 {
            self.lock.check()?;
            if std::mem::take(&mut self.corrections).log(&self.node, &self.project_id)? {
                self.lock.check()?;
            }
            commit(&self.node, &self.project_id, self.version.max(1))?;
        }
        Ok(())
    }
}
