//! The log of users, keys and tokens, on the home node of their name.

use std::time::Duration;

use deskledger_server::{AccountChange, Accounts, AppendAccounts, StoreError};

use crate::lock::Lock;
use crate::node::{Node, column};

/// Name of the lock, and what the home node is chosen by.
pub(crate) const NAME: &str = "users";

/// Maximum time to read changes: each request waits for it.
const TIMEOUT: Duration = Duration::from_secs(5);

/// The log on a node.
#[derive(Debug)]
pub(crate) struct Log(pub(crate) Node);

/// The turn of one writer.
struct Turn<'n> {
    node: &'n Node,
    lock: Lock,
}

impl Log {
    fn known_id(&self) -> Result<Option<String>, StoreError> {
        let found = self.0.rows(self.0.query("SELECT value FROM meta WHERE name = 'accounts' LIMIT 1"))?;
        Ok(found.into_iter().next().map(|row| row.concat()))
    }
}

impl Accounts for Log {
    fn id(&self) -> Result<String, StoreError> {
        if let Some(id) = self.known_id()? {
            return Ok(id);
        }
        // One of several new servers.
        let _lock = Lock::acquire(&self.0, NAME)?;
        if self.known_id()?.is_none() {
            let insert = self.0.query("INSERT INTO meta (name, value) VALUES ('accounts', ?)");
            self.0.run(insert.bind(format!("{:032x}", rand::random::<u128>())))?;
        }
        Ok(self.known_id()?.unwrap_or_default())
    }

    fn since(&self, number: u64) -> Result<Vec<AccountChange>, StoreError> {
        let sql = "SELECT number, is_whole, sql FROM accounts WHERE number > ? ORDER BY number";
        let mut changes = Vec::new();
        for block in self.0.collect(TIMEOUT, self.0.query(sql).bind(number))? {
            let read = (|| {
                let (flags, texts) =
                    (column(&block, "is_whole")?.iter::<u8>()?, column(&block, "sql")?.iter::<&str>()?);
                let rows = column(&block, "number")?.iter::<u64>()?.zip(flags).zip(texts);
                for ((number, is_whole), sql) in rows {
                    changes.push(AccountChange { number: number?, is_whole: is_whole? != 0, sql: sql?.to_owned() });
                }
                Ok(())
            })();
            read.map_err(|error| self.0.failed(&error))?;
        }
        Ok(changes)
    }

    fn begin(&self) -> Result<Box<dyn AppendAccounts + '_>, StoreError> {
        Ok(Box::new(Turn { node: &self.0, lock: Lock::acquire(&self.0, NAME)? }))
    }
}

impl AppendAccounts for Turn<'_> {
    fn append(&mut self, changes: &[AccountChange]) -> Result<(), StoreError> {
        self.lock.check()?;
        self.node.insert("accounts", |block| {
            block.upsert_column::<u64>("number")?.add_all(changes.iter().map(|change| change.number))?;
            block.upsert_column::<u8>("is_whole")?.add_all(changes.iter().map(|change| u8::from(change.is_whole)))?;
            block.upsert_column::<&str>("sql")?.add_all(changes.iter().map(|change| &*change.sql))?;
            Ok(())
        })?;
        if let Some(whole) = changes.iter().find(|change| change.is_whole) {
            let delete = self.node.query("ALTER TABLE accounts DELETE WHERE number < ?").bind(whole.number);
            // They are no longer read; the next whole change deletes them, too.
            let _ = self.node.run(delete);
        }
        Ok(())
    }
}
