//! The store: nodes, and the home of each project.

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use deskledger::DateTime;
use deskledger_server::{
    Accounts, EachRow, Expired, Expiring, Filter, Importing, IsNeeded, Month, Page, Records, Sealed, Slot, Store,
    StoreError,
};

use crate::accounts::{self, Log};
use crate::address::Address;
use crate::lock::Lock;
use crate::node::Node;
use crate::removal::version;
use crate::versions::{Version, digest, moved_meanwhile, read_version};
use crate::worker::Worker;
use crate::{cold, delete, import, messages, month, schema};

/// Records in a ClickHouse cluster. Clones share it.
#[derive(Clone, Debug)]
pub struct ClickHouse {
    nodes: Arc<[Node]>,
    snapshot: Option<Arc<Snapshot>>,
}

/// A slot of an export, released on a separate thread: the dropping task may be unable to wait.
struct ExportSlot(Option<Lock>);

impl Drop for ExportSlot {
    fn drop(&mut self) {
        let lock = self.0.take();
        // Without a thread it is released here.
        let _ = std::thread::Builder::new().spawn(move || drop(lock));
    }
}

/// The committed version of each project at its first read.
#[derive(Debug, Default)]
struct Snapshot {
    versions: Mutex<HashMap<String, Option<Version>>>,
    rows: AtomicU64,
}

impl ClickHouse {
    /// Opens the cluster of an address, `clickhouse[s]://[USER@]HOST:PORT[,HOST:PORT ...]/DATABASE`, and creates its tables if
    /// they do not exist. Users, tokens and keys are in the cluster, too; the directory holds a replica.
    ///
    /// # Errors
    /// The address is invalid, a node is away or of an old version, or the database has another schema or other nodes.
    pub fn open(address: &str, password: Option<&str>, directory: &Path) -> Result<Store, StoreError> {
        let address = Address::parse(address).map_err(StoreError::without_source)?;
        let worker = Worker::new().map_err(|error| StoreError::new(messages::starting(), error))?;
        let worker = Arc::new(worker);
        let node = |name: &String| Node::new(&address, name, password, worker.clone());
        let nodes: Arc<[Node]> = address.nodes.iter().map(node).collect::<Result<_, _>>()?;
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

    /// Fails if records of a project have been moved or removed since its version was read: rows may have been missing. A
    /// project that was removed, and perhaps created again, counts its moves from the begin.
    fn expect_unmoved(&self, project_id: &str, version: &Version) -> Result<(), StoreError> {
        match read_version(self.home(project_id)?, project_id)? {
            Some(now)
                if now.moves == version.moves && (now.number > version.number || now.revision == version.revision) =>
            {
                Ok(())
            }
            _ => Err(moved_meanwhile(project_id)),
        }
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
        let selected = month::select(node, (filter, &version), page, &*is_needed, &mut |found| {
            if let Some(snapshot) = &self.snapshot {
                snapshot.rows.fetch_add(1, Ordering::Relaxed);
            }
            row(found)
        })?;
        self.expect_unmoved(&filter.project_id, &version)?;
        Ok(selected)
    }

    fn count(&self, filter: &Filter, is_needed: IsNeeded) -> Result<Option<u64>, StoreError> {
        if !is_needed() {
            return Ok(None);
        }
        let Some(version) = self.version(&filter.project_id)? else { return Ok(Some(0)) };
        let count = month::count(self.home(&filter.project_id)?, (filter, &version), &*is_needed)?;
        self.expect_unmoved(&filter.project_id, &version)?;
        Ok(count)
    }

    fn import(&self, project_id: &str) -> Result<Box<dyn Importing>, StoreError> {
        Ok(Box::new(import::Import::begin(self.home(project_id)?, project_id)?))
    }

    fn expiring(&self, before: DateTime) -> Result<Vec<Expiring>, StoreError> {
        let mut all = BTreeMap::<_, (u64, u64)>::new();
        for node in self.nodes.iter() {
            for one in delete::expiring(node, before.unix_seconds())?.into_iter().chain(cold::expiring(node, before)?) {
                let (expired, total) = all.entry(one.project_id).or_default();
                (*expired, *total) = (*expired + one.expired, *total + one.total);
            }
        }
        let expiring = |(project_id, (expired, total))| Expiring { project_id, expired, total };
        Ok(all.into_iter().map(expiring).collect())
    }

    fn expire(&self, before: DateTime, _: u32) -> Result<Option<Expired>, StoreError> {
        let mut failed = Ok(None);
        for node in self.nodes.iter() {
            match cold::expire(node, before.unix_seconds()) {
                Ok(None) => {}
                Ok(expired) => return Ok(expired),
                // Expiry on the other nodes does not wait for it.
                Err(error) => failed = failed.and(Err(error)),
            }
        }
        failed
    }

    fn remove(&self, filter: &Filter, limit: u32) -> Result<u64, StoreError> {
        let node = self.home(&filter.project_id)?;
        let (from, to) = filter.seconds().unwrap_or((i64::MIN, i64::MAX));
        let is_touched = |sealed: &Sealed| {
            let (start, end) = sealed.month.seconds();
            sealed.project_id == filter.project_id && start < to && end > from
        };
        cold::unseal(node, is_touched, &mut |_| ())?;
        delete::remove(node, filter, limit)
    }

    fn seal(&self, month: &Month, to: &str, each: &mut dyn FnMut(&Sealed)) -> Result<(), StoreError> {
        self.nodes.iter().try_for_each(|node| cold::seal(node, month, to, each))
    }

    fn unseal(&self, month: &Month, each: &mut dyn FnMut(&Sealed)) -> Result<(), StoreError> {
        self.nodes.iter().try_for_each(|node| cold::unseal(node, |sealed| sealed.month == *month, each))
    }

    fn remove_project(&self, project_id: &str) -> Result<bool, StoreError> {
        let node = self.home(project_id)?;
        cold::remove_former(node, |former| former.project_id == project_id)?;
        delete::remove_project(node, project_id)
    }

    fn check(&self, _: Option<Duration>) -> Result<Option<String>, StoreError> {
        // ClickHouse checks the sums of its parts at every read.
        Ok(None)
    }

    fn accounts(&self) -> Result<Option<Arc<dyn Accounts>>, StoreError> {
        Ok(Some(Arc::new(Log(self.home(accounts::NAME)?.clone()))))
    }

    fn export_slot(&self, project_id: &str, max: usize) -> Result<Option<Slot>, StoreError> {
        // Begins anywhere, so that servers seldom try the same one.
        let first = rand::random_range(0..max.max(1));
        let names: Vec<_> =
            (first..max).chain(0..first.min(max)).map(|slot| format!("slot {slot} {project_id}")).collect();
        Ok(Lock::any(self.home(project_id)?, &names)?.map(|lock| Box::new(ExportSlot(Some(lock))) as Slot))
    }

    /// Succeeds if any node responds: the projects of the others can still be exported.
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
