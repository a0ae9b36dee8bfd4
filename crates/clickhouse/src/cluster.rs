//! The store: nodes, and the home of each project.

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use deskledger::DateTime;
use deskledger_server::{EachRow, Expired, Expiring, Filter, Importing, IsNeeded, Page, Records, Store, StoreError};

use crate::address::Address;
use crate::node::Node;
use crate::versions::{Version, digest, version};
use crate::worker::Worker;
use crate::{delete, import, messages, read, schema};

/// Records in a ClickHouse cluster. Clones share it.
#[derive(Clone, Debug)]
pub struct ClickHouse {
    nodes: Arc<[Node]>,
    snapshot: Option<Arc<Snapshot>>,
}

/// The committed version of each project at its first read.
#[derive(Debug, Default)]
struct Snapshot {
    versions: Mutex<HashMap<String, Option<Version>>>,
    rows: AtomicU64,
}

impl ClickHouse {
    /// Opens the cluster of an address, `clickhouse://[USER@]HOST:PORT[,HOST:PORT ...]/DATABASE`, and creates its tables if
    /// they do not exist. Users, tokens and keys are in the directory.
    ///
    /// # Errors
    /// The address is invalid, a node is away or of an old version, or the database has another schema or other nodes.
    pub fn open(address: &str, password: Option<&str>, directory: &Path) -> Result<Store, StoreError> {
        let address = Address::parse(address).map_err(StoreError::without_source)?;
        let worker = Worker::new().map_err(|error| StoreError::new(messages::starting(), error))?;
        let worker = Arc::new(worker);
        let node = |name: &String| Node::new(&address, name, password, worker.clone());
        let nodes: Arc<[Node]> = address.nodes.iter().map(node).collect();
        for node in nodes.iter() {
            schema::prepare(node, &address.nodes.join(","))?;
        }
        Ok(Store::new(directory, Arc::new(Self { nodes, snapshot: None })))
    }

    /// The node of a project: the one with the highest hash, so that a further node takes over only its share.
    fn home(&self, project_id: &str) -> Result<&Node, StoreError> {
        let home = self.nodes.iter().max_by_key(|node| digest(&[&node.name, project_id]));
        home.ok_or_else(|| StoreError::without_source(messages::starting()))
    }

    fn version(&self, project_id: &str) -> Result<Option<Version>, StoreError> {
        let Some(snapshot) = &self.snapshot else { return version(self.home(project_id)?, project_id) };
        let versions = || snapshot.versions.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(version) = versions().get(project_id) {
            return Ok(version.clone());
        }
        let version = version(self.home(project_id)?, project_id)?;
        Ok(versions().entry(project_id.to_owned()).or_insert(version).clone())
    }
}

impl Records for ClickHouse {
    fn snapshot(&self) -> Result<Arc<dyn Records>, StoreError> {
        Ok(Arc::new(Self { snapshot: Some(Arc::default()), ..self.clone() }))
    }

    fn revision(&self, project_id: &str) -> Result<Vec<u8>, StoreError> {
        Ok(self.version(project_id)?.map(|version| version.revision.into_bytes()).unwrap_or_default())
    }

    fn has_project(&self, project_id: &str) -> Result<bool, StoreError> {
        Ok(self.version(project_id)?.is_some())
    }

    fn projects(&self, limit: u32) -> Result<Vec<String>, StoreError> {
        let mut projects = Vec::new();
        for node in self.nodes.iter() {
            let sql = format!("SELECT DISTINCT project_id FROM versions ORDER BY project_id LIMIT {limit}");
            projects.extend(node.rows(node.query(&sql))?.into_iter().map(|row| row.concat()));
        }
        projects.sort();
        projects.truncate(limit as usize);
        Ok(projects)
    }

    fn rows_read(&self) -> u64 {
        self.snapshot.as_ref().map_or(0, |snapshot| snapshot.rows.load(Ordering::Relaxed))
    }

    fn select(
        &self,
        filter: &Filter,
        page: Option<Page>,
        is_needed: IsNeeded,
        row: EachRow<'_>,
    ) -> Result<ControlFlow<()>, StoreError> {
        if !is_needed() {
            return Ok(ControlFlow::Break(()));
        }
        let Some(version) = self.version(&filter.project_id)? else { return Ok(ControlFlow::Continue(())) };
        let node = self.home(&filter.project_id)?;
        read::select(node, (filter, version.number), page, &*is_needed, &mut |found| {
            if let Some(snapshot) = &self.snapshot {
                snapshot.rows.fetch_add(1, Ordering::Relaxed);
            }
            row(found)
        })
    }

    fn count(&self, filter: &Filter, is_needed: IsNeeded) -> Result<Option<u64>, StoreError> {
        if !is_needed() {
            return Ok(None);
        }
        match self.version(&filter.project_id)? {
            Some(version) => read::count(self.home(&filter.project_id)?, filter, version.number, &*is_needed),
            None => Ok(Some(0)),
        }
    }

    fn import(&self, project_id: &str) -> Result<Box<dyn Importing>, StoreError> {
        Ok(Box::new(import::Import::begin(self.home(project_id)?, project_id)?))
    }

    fn expiring(&self, before: DateTime) -> Result<Vec<Expiring>, StoreError> {
        let mut all = BTreeMap::new();
        for node in self.nodes.iter() {
            for expiring in delete::expiring(node, before.unix_seconds())? {
                all.insert(expiring.project_id.clone(), expiring);
            }
        }
        Ok(all.into_values().collect())
    }

    fn expire(&self, before: DateTime, _: u32) -> Result<Option<Expired>, StoreError> {
        for node in self.nodes.iter() {
            if let Some(expired) = delete::expire(node, before.unix_seconds())? {
                return Ok(Some(expired));
            }
        }
        Ok(None)
    }

    fn remove(&self, filter: &Filter, limit: u32) -> Result<u64, StoreError> {
        delete::remove(self.home(&filter.project_id)?, filter, limit)
    }

    fn remove_project(&self, project_id: &str) -> Result<bool, StoreError> {
        let all = Filter::project(project_id);
        if self.count(&all, Box::new(|| true))? != Some(0) {
            return Err(StoreError::without_source(messages::not_empty(project_id)));
        }
        delete::remove_project(self.home(project_id)?, project_id)
    }

    fn check(&self, _: Option<Duration>) -> Result<Option<String>, StoreError> {
        // ClickHouse checks the sums of its parts at every read.
        Ok(None)
    }

    /// Succeeds if any node answers: the projects of the others can still be exported.
    fn probe(&self) -> Result<(), StoreError> {
        let mut result = Ok(());
        for node in self.nodes.iter() {
            result = node.number(node.query("SELECT 1")).map(drop);
            if result.is_ok() {
                break;
            }
        }
        result
    }
}
