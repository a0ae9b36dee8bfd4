//! One node: queries over HTTP, each with a time limit, and errors that name the node.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use clickhouse::error::Error;
use clickhouse::native::builder::BlockBuilder;
use clickhouse::native::{Block, Column};
use clickhouse::query::{NativeCursor, Query};
use clickhouse::{Client, Compression};
use deskledger_server::StoreError;
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::rt::TokioExecutor;
use tokio::time::timeout;

use crate::address::Address;
use crate::messages;
use crate::worker::{Task, Worker};

/// Maximum time until the first or the next block of a result.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Time for which an unused connection with TLS is kept: ClickHouse closes it after three seconds.
const IDLE: Duration = Duration::from_secs(2);

/// Maximum length of a reported error: ClickHouse repeats the whole query.
const MAX_ERROR: usize = 400;

/// Settings of every query: a large sort uses the disk, an announced batch is a long query, and blocks stay small.
const SETTINGS: [(&str, &str); 3] =
    [("max_bytes_before_external_sort", "500000000"), ("max_query_size", "16777216"), ("max_block_size", "16384")];

/// A node; clones share its connections.
#[derive(Clone)]
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) database: String,
    client: Client,
    worker: Arc<Worker>,
}

/// A cursor, and the block that it has read.
type Fetched = (NativeCursor, Result<Option<Block>, Error>);

/// The blocks of a result; the next one is fetched while the caller uses the last one.
pub(crate) struct Blocks {
    node: Node,
    next: Option<Task<Fetched>>,
}

impl std::fmt::Debug for Node {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

impl Node {
    pub(crate) fn new(
        address: &Address,
        name: &str,
        password: Option<&str>,
        worker: Arc<Worker>,
    ) -> Result<Self, StoreError> {
        let client = match address.is_secure {
            true => secure().map_err(|error| StoreError::new(messages::starting(), error))?,
            false => Client::default(),
        };
        let scheme = if address.is_secure { "https" } else { "http" };
        // Compression and validation of rows need a newer ClickHouse than 18.16.
        let mut client = client
            .with_url(format!("{scheme}://{name}"))
            .with_database(&address.database)
            .with_compression(Compression::None)
            .with_validation(false);
        for (name, value) in SETTINGS {
            client = client.with_setting(name, value);
        }
        if let Some(user) = &address.user {
            client = client.with_user(user);
        }
        if let Some(password) = password {
            client = client.with_password(password);
        }
        Ok(Self { name: name.to_owned(), database: address.database.clone(), client, worker })
    }

    /// The same without a database, to create it.
    pub(crate) fn without_database(&self) -> Self {
        Self { client: self.client.clone().with_database("system"), ..self.clone() }
    }

    pub(crate) fn query(&self, sql: &str) -> Query {
        self.client.query(sql)
    }

    /// Waits for a future of this node.
    fn wait<T: Send + 'static>(
        &self,
        limit: Duration,
        future: impl Future<Output = Result<T, Error>> + Send + 'static,
    ) -> Result<T, StoreError> {
        let limited = async move { timeout(limit, future).await };
        let done = self.worker.start(limited).and_then(|task| task.wait(&|| true));
        match done {
            Some(Ok(result)) => result.map_err(|error| self.failed(&error)),
            Some(Err(_)) | None => Err(self.failed(&Error::TimedOut)),
        }
    }

    /// Starts a future without waiting.
    pub(crate) fn start<T: Send + 'static>(&self, future: impl Future<Output = T> + Send + 'static) -> Option<Task<T>> {
        self.worker.start(future)
    }

    /// Runs a statement.
    pub(crate) fn run(&self, query: Query) -> Result<(), StoreError> {
        self.wait(TIMEOUT, query.execute())
    }

    /// The rows of a small result, as texts.
    pub(crate) fn rows(&self, query: Query) -> Result<Vec<Vec<String>>, StoreError> {
        let rows = async move {
            let bytes = query.fetch_bytes("TabSeparatedRaw")?.collect().await?;
            let text = String::from_utf8_lossy(&bytes).into_owned();
            Ok(text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect())
        };
        self.wait(TIMEOUT, rows)
    }

    /// A number that a query returns.
    pub(crate) fn number(&self, query: Query) -> Result<u64, StoreError> {
        let rows = self.rows(query)?;
        let number = rows.first().and_then(|row| row.first()?.parse().ok());
        number.ok_or_else(|| self.failed(&Error::RowNotFound))
    }

    /// As [`Node::number`]; `None` as soon as it is no longer needed.
    pub(crate) fn number_while(&self, query: Query, is_needed: &dyn Fn() -> bool) -> Result<Option<u64>, StoreError> {
        let node = self.clone();
        let number = async move { query.fetch_bytes("TabSeparatedRaw")?.collect().await };
        let Some(task) = node.worker.start(number) else { return Ok(None) };
        let Some(found) = task.wait(is_needed) else { return Ok(None) };
        let bytes = found.map_err(|error| self.failed(&error))?;
        let number = std::str::from_utf8(&bytes).ok().and_then(|text| text.trim().parse().ok());
        number.map(Some).ok_or_else(|| self.failed(&Error::RowNotFound))
    }

    /// The blocks of a large result.
    pub(crate) fn blocks(&self, query: Query) -> Result<Blocks, StoreError> {
        let cursor = query.fetch_native().map_err(|error| self.failed(&error))?;
        let mut blocks = Blocks { node: self.clone(), next: None };
        blocks.fetch(cursor);
        Ok(blocks)
    }

    /// The blocks of a small result.
    pub(crate) fn collect(&self, limit: Duration, query: Query) -> Result<Vec<Block>, StoreError> {
        let mut cursor = query.fetch_native().map_err(|error| self.failed(&error))?;
        self.wait(limit, async move {
            let mut blocks = Vec::new();
            while let Some(block) = cursor.next().await? {
                blocks.push(block);
            }
            Ok(blocks)
        })
    }

    /// Inserts a block with these columns; it is stored when this returns.
    pub(crate) fn insert(
        &self,
        table: &str,
        fill: impl FnOnce(&mut BlockBuilder) -> Result<(), Box<dyn std::error::Error + Send + Sync>>,
    ) -> Result<(), StoreError> {
        let mut block = BlockBuilder::new();
        let block =
            fill(&mut block).and_then(|()| Ok(block.build()?)).map_err(|error| self.failed(&Error::Other(error)))?;
        let mut insert = self.client.insert_native(table);
        self.wait(TIMEOUT, async move {
            insert.write(&block).await?;
            insert.end().await
        })
    }

    /// A failure of the node: whoever waits may succeed, except with a full disk.
    pub(crate) fn failed(&self, error: &Error) -> StoreError {
        let mut text = error.to_string();
        let is_full = text.starts_with("bad response: Code: 243,") || text.contains("No space left on device");
        if let Some((end, _)) = text.char_indices().nth(MAX_ERROR) {
            text.truncate(end);
            text.push_str(" ...");
        }
        match error {
            Error::Network(error) => StoreError::unavailable(messages::unreachable(&self.name), innermost(&**error)),
            _ if is_full => StoreError::full(messages::node(&self.name), text),
            _ => StoreError::unavailable(messages::node(&self.name), text),
        }
    }
}

/// A column of a block.
pub(crate) fn column<'b>(block: &'b Block, name: &str) -> Result<&'b Column, Error> {
    block.column_by_name(name).ok_or_else(|| Error::SchemaMismatch(format!("no column {name}")))
}

/// A client with TLS, and the certificates that the system trusts or that `SSL_CERT_FILE` names.
fn secure() -> io::Result<Client> {
    let provider = rustls::crypto::ring::default_provider();
    let connector = HttpsConnectorBuilder::new().with_provider_and_native_roots(provider)?.https_only().enable_http1();
    let client = hyper_util::client::legacy::Client::builder(TokioExecutor::new());
    Ok(Client::with_http_client({ client }.pool_idle_timeout(IDLE).build(connector.build())))
}

/// The error of the operating system, behind the texts of the libraries.
fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    std::iter::successors(Some(error), |error| error.source()).last().map(ToString::to_string).unwrap_or_default()
}

impl Blocks {
    fn fetch(&mut self, mut cursor: NativeCursor) {
        self.next = self.node.worker.start(async move {
            let block = timeout(TIMEOUT, cursor.next()).await;
            (cursor, block.unwrap_or(Err(Error::TimedOut)))
        });
    }

    /// The next block; `None` at the end. The outer `None` means that it is no longer needed.
    pub(crate) fn next(&mut self, is_needed: &dyn Fn() -> bool) -> Result<Option<Option<Block>>, StoreError> {
        if !is_needed() {
            return Ok(None);
        }
        let Some(task) = self.next.take() else { return Ok(Some(None)) };
        let Some((cursor, block)) = task.wait(is_needed) else { return Ok(None) };
        let block = block.map_err(|error| self.node.failed(&error))?;
        if block.is_some() {
            self.fetch(cursor);
        }
        Ok(Some(block))
    }
}
