//! The server on a socket: what it waits for and for how long, and how it ends.

use std::future::Future;
use std::io;
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::{Router, middleware};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use crate::access::Access;
use crate::auth::Tokens;
use crate::chaos::{self, Chaos, Dice};
use crate::idle::IdleWrite;
use crate::routes;
use crate::state::Server;
use crate::store::Store;

/// What one server takes on, and how long it waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Exports at once; one more is told to come back later.
    pub exports: usize,
    /// Exports of one project at once.
    pub exports_per_project: usize,
    /// Batches of records in memory at once; one more is told to come back later.
    pub batches: usize,
    /// Connections at once; one more waits to be accepted.
    pub connections: usize,
    /// Bytes of the head of a request: the request line and the headers.
    pub head_bytes: usize,
    /// How long the head of a request may take, and a connection may be idle between two requests.
    pub head_wait: Duration,
    /// How long a reader may take nothing of an answer.
    pub write_wait: Duration,
    /// How long the server waits at its end for what is running.
    pub shutdown_wait: Duration,
}

/// What can be chosen for a server.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Options {
    /// What it takes on, and how long it waits.
    pub limits: Limits,
    /// What goes wrong on request.
    pub chaos: Option<Chaos>,
    /// Certificate and key; without them the connection is not encrypted.
    pub tls: Option<Arc<rustls::ServerConfig>>,
}

impl Options {
    /// The same, within these limits.
    #[must_use]
    pub fn within(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The same, with faults.
    #[must_use]
    pub fn with_chaos(mut self, chaos: Chaos) -> Self {
        self.chaos = Some(chaos);
        self
    }

    /// The same, encrypted with the certificates and the key in two files in PEM.
    ///
    /// # Errors
    /// A file cannot be read, or the key does not belong to the certificate, in words.
    pub fn with_tls(mut self, certificates: &Path, key: &Path) -> Result<Self, String> {
        let told = |path: &Path, error: &dyn std::fmt::Display| format!("reading {}: {error}", path.display());
        let chain = CertificateDer::pem_file_iter(certificates).map_err(|error| told(certificates, &error))?;
        let chain = chain.collect::<Result<Vec<_>, _>>().map_err(|error| told(certificates, &error))?;
        let secret = PrivateKeyDer::from_pem_file(key).map_err(|error| told(key, &error))?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .with_no_client_auth()
            .with_single_cert(chain, secret)
            .map_err(|error| told(key, &error))?;
        self.tls = Some(Arc::new(config));
        Ok(self)
    }
}

impl Default for Limits {
    /// 16 exports, 8 of one project, 8 batches, 1,024 connections, heads of 128 KiB (a token has up to 40,000 characters) within 30 s, 60 s for a
    /// reader that takes nothing, 60 s for the end.
    fn default() -> Self {
        Self {
            exports: 16,
            exports_per_project: 8,
            batches: 8,
            connections: 1024,
            head_bytes: 128 << 10,
            head_wait: Duration::from_secs(30),
            write_wait: Duration::from_secs(60),
            shutdown_wait: Duration::from_secs(60),
        }
    }
}

/// Answers on a socket until `shutdown` is ready, then finishes what is running, with the default [`Limits`].
///
/// # Errors
/// The socket fails for good.
pub async fn serve(
    listener: TcpListener,
    store: Store,
    tokens: Tokens,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    serve_within(Limits::default(), listener, store, tokens, shutdown).await
}

/// As [`serve`], within limits of one's own.
///
/// # Errors
/// The socket fails for good.
pub async fn serve_within(
    limits: Limits,
    listener: TcpListener,
    store: Store,
    tokens: Tokens,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    serve_with(Options { limits, ..Options::default() }, listener, store, tokens, shutdown).await
}

/// As [`serve`], with everything that can be chosen.
///
/// # Errors
/// The socket fails for good, or the users cannot be read.
pub async fn serve_with(
    options: Options,
    listener: TcpListener,
    store: Store,
    tokens: Tokens,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let Options { limits, chaos, tls } = options;
    let access = Access::open(store.directory()).map_err(io::Error::other)?;
    let router = routes::router(Server::new(store, tokens, access, limits));
    let router = match chaos.map(|chaos| Arc::new(Dice::new(chaos))) {
        Some(dice) => router.layer(middleware::from_fn_with_state(dice, chaos::misbehave)),
        None => router,
    };
    let tls = tls.map(TlsAcceptor::from);
    let graceful = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(limits.connections.clamp(1, Semaphore::MAX_PERMITS)));
    let mut running = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let accepted = async {
            let permit = room.clone().acquire_owned().await.map_err(io::Error::other)?;
            Ok((listener.accept().await?.0, permit))
        };
        tokio::select! {
            () = &mut shutdown => break,
            accepted = accepted => match accepted {
                Ok((stream, permit)) => {
                    let (router, tls, watcher) = (router.clone(), tls.clone(), graceful.watcher());
                    running.spawn(async move {
                        if let Err(error) = answer(&limits, stream, router, tls, watcher).await {
                            tracing::debug!(error, "a connection ended early");
                        }
                        drop(permit);
                    });
                }
                Err(error) => refused(error).await?,
            },
            Some(_) = running.join_next() => {}
        }
    }
    drop(listener);
    tracing::info!(running = running.len(), "finishing what is running");
    if tokio::time::timeout(limits.shutdown_wait, graceful.shutdown()).await.is_err() {
        tracing::warn!(running = running.len(), "breaking off what has not finished in time");
    }
    running.shutdown().await;
    Ok(())
}

/// Answers the requests of one connection, until it ends.
async fn answer(
    limits: &Limits,
    stream: TcpStream,
    router: Router,
    tls: Option<TlsAcceptor>,
    watcher: Watcher,
) -> Result<(), String> {
    // Large chunks are written at once; the small ones of an error should not wait for each other.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "setting TCP_NODELAY");
    }
    let ended = match tls {
        Some(tls) => {
            let stream = tokio::time::timeout(limits.head_wait, tls.accept(stream)).await;
            let stream = stream.map_err(|error| error.to_string())?.map_err(|error| error.to_string())?;
            watcher.watch(connection(limits, stream, router)).await
        }
        None => watcher.watch(connection(limits, stream, router)).await,
    };
    ended.map_err(|error| error.to_string())
}

fn connection<S: AsyncRead + AsyncWrite + Unpin>(
    limits: &Limits,
    stream: S,
    router: Router,
) -> http1::Connection<TokioIo<IdleWrite<S>>, TowerToHyperService<Router>> {
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_wait)
        .max_header_size(limits.head_bytes)
        .max_buf_size(limits.head_bytes.max(256 << 10))
        .serve_connection(TokioIo::new(IdleWrite::new(stream, limits.write_wait)), TowerToHyperService::new(router))
}

/// A connection that went away before it was accepted is no failure of the socket; for want of descriptors, wait.
async fn refused(error: io::Error) -> io::Result<()> {
    use io::ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted, InvalidInput};
    match error.kind() {
        ConnectionAborted | ConnectionReset | Interrupted => Ok(()),
        InvalidInput => Err(error),
        _ => {
            tracing::warn!(%error, "a connection could not be accepted");
            tokio::time::sleep(Duration::from_millis(200)).await;
            Ok(())
        }
    }
}
