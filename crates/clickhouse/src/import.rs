//! Imports: rows of a version that is committed at the end.

use std::collections::HashMap;

use clickhouse::native::builder::BlockBuilder;
use deskledger::ConnectionRecord;
use deskledger_server::{Candidate, Corrections, Importing, Outcome, Row, StoreError};
use std::ops::ControlFlow;

use crate::delete::{delete, of_keys};
use crate::lock::Lock;
use crate::node::Node;
use crate::read::{Bound, Condition, newest};
use crate::versions::{commit, version};

/// Records in memory; further ones are written, uncommitted.
const MAX_RECORDS: usize = 50_000;

/// Records that one query looks for.
const CHUNK: usize = 2000;

/// An import into one project. Its rows are invisible until the version row; those of an import that was killed are deleted
/// by the next one.
pub(crate) struct Import {
    node: Node,
    project_id: String,
    version: u64,
    lock: Lock,
    known: HashMap<(i64, String), Known>,
    has_changed: bool,
    is_correcting: bool,
}

/// What is known of an identity.
#[derive(Default)]
struct Known {
    line: Option<String>,
    is_new: bool,
    corrections: Corrections,
}

impl Import {
    pub(crate) fn begin(node: &Node, project_id: &str) -> Result<Self, StoreError> {
        let lock = Lock::acquire(node, project_id)?;
        let committed = version(node, project_id)?.map_or(0, |version| version.number);
        let uncommitted =
            || Condition::of_project(project_id).and("version > ?", [Bound::Number(committed.cast_signed())]);
        if node.number(uncommitted().query(node, "SELECT count() FROM records", ""))? > 0 {
            delete(node, "records", &uncommitted())?;
        }
        let (node, project_id) = (node.clone(), project_id.to_owned());
        let (known, version) = (HashMap::new(), committed + 1);
        Ok(Self { node, project_id, version, lock, known, has_changed: false, is_correcting: false })
    }

    /// Reads what is stored under identities that are not known yet.
    fn read(&mut self, keys: Vec<(i64, String)>) -> Result<(), StoreError> {
        for keys in keys.chunks(CHUNK) {
            let (sql, values) = of_keys(keys);
            let condition = Condition::new(&self.project_id, self.version).and(&sql, values);
            self.known.extend(keys.iter().map(|key| (key.clone(), Known::default())));
            let known = &mut self.known;
            let _ = newest(&self.node, &condition, false, &|| true, &mut |start, key, line| {
                known.insert((start, key.to_owned()), Known { line: Some(line.to_owned()), ..Known::default() });
                ControlFlow::Continue(())
            })?;
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
        let texts: Vec<Vec<_>> = new
            .iter()
            .map(|(_, known)| Row::new(known.line.as_deref().unwrap_or_default()).texts().collect())
            .collect();
        let block = (|| {
            let mut block = BlockBuilder::new();
            block.upsert_column::<&str>("project_id")?.add_all(new.iter().map(|_| &*self.project_id))?;
            block.upsert_column::<i64>("start")?.add_all(new.iter().map(|((start, _), _)| *start))?;
            block.upsert_column::<&str>("key")?.add_all(new.iter().map(|((_, key), _)| &**key))?;
            block.upsert_column::<u64>("version")?.add_all(new.iter().map(|_| self.version))?;
            for (index, column) in ConnectionRecord::COLUMNS.iter().enumerate() {
                let values = texts.iter().map(|texts| texts.get(index).map_or("", |text| &**text));
                block.upsert_column::<&str>(column.name)?.add_all(values)?;
            }
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(block.build()?)
        })();
        let block = block.map_err(|error| self.node.failed(&clickhouse::error::Error::Other(error)))?;
        self.node.insert("records", block)?;
        for ((start, key), known) in new {
            for (field, old, new) in &known.corrections {
                let sql = "INSERT INTO corrections (project_id, start, key, field, old, new) VALUES (?, ?, ?, ?, ?, ?)";
                let insert = self.node.query(sql).bind(&self.project_id).bind(start).bind(key);
                self.node.run(insert.bind(field).bind(old).bind(new))?;
            }
        }
        Ok(())
    }
}

impl Importing for Import {
    fn correct(&mut self) {
        self.is_correcting = true;
    }

    fn prepare(&mut self, records: &mut dyn Iterator<Item = &ConnectionRecord>) -> Result<(), StoreError> {
        let candidates = records.filter_map(|record| Candidate::new(record).ok());
        let keys = candidates.map(|candidate| (candidate.start(), candidate.key()));
        let keys = keys.filter(|key| !self.known.contains_key(key)).collect();
        self.read(keys)
    }

    fn add(&mut self, record: &ConnectionRecord) -> Result<Outcome, StoreError> {
        let candidate = Candidate::new(record)?;
        let key = (candidate.start(), candidate.key());
        if self.known.len() >= MAX_RECORDS {
            self.flush()?;
        }
        if !self.known.contains_key(&key) {
            self.read(vec![key.clone()])?;
        }
        let known = self.known.entry(key).or_default();
        let (outcome, line, corrections) = candidate.merge(known.line.as_deref(), self.is_correcting)?;
        if outcome != Outcome::Unchanged {
            self.has_changed = true;
            known.is_new = true;
            known.line = Some(line);
            known.corrections.extend(corrections);
        }
        Ok(outcome)
    }

    fn commit(mut self: Box<Self>) -> Result<(), StoreError> {
        self.flush()?;
        // Also without records: the project exists from now on.
        if self.has_changed || self.version == 1 {
            self.lock.check()?;
            commit(&self.node, &self.project_id, self.version)?;
        }
        Ok(())
    }
}
