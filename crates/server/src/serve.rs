//! The server on a socket: connections, timeouts and graceful shutdown.

mod options;
mod retention;

use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulConnection, GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use crate::auth::{Access, Tokens};
use crate::config::Limits;
use crate::http::header_limits::MAX_HEADERS;
use crate::http::peer::Peer;
use crate::http::write_timeout::WriteTimeout;
use crate::routes;
use crate::state::Server;
use crate::store::Store;

pub use options::Options;
use retention::Retention;

/// Additional size of headers that are read, so that the error response has a body and a request id. Larger ones are
/// rejected by hyper without them.
const MARGIN: usize = 128 << 10;

/// Serves on a socket until `shutdown` completes, then finishes running requests, with the default [`Limits`].
///
/// # Errors
/// The socket fails permanently.
pub async fn serve(
    listener: TcpListener,
    store: Store,
    tokens: Tokens,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    serve_within(Limits::default(), listener, store, tokens, shutdown).await
}

/// As [`serve`], with other limits.
///
/// # Errors
/// The socket fails permanently.
pub async fn serve_within(
    limits: Limits,
    listener: TcpListener,
    store: Store,
    tokens: Tokens,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    serve_with(Options { limits, ..Options::default() }, listener, store, tokens, shutdown).await
}

/// As [`serve`], with all options.
///
/// # Errors
/// The socket fails permanently, or the access file cannot be opened.
pub async fn serve_with(
    options: Options,
    listener: TcpListener,
    store: Store,
    tokens: Tokens,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let Options { limits, retention_days, token_ttl, chaos, tls } = options;
    let access = Access::open(store.directory()).map_err(io::Error::other)?.with_timeout(limits.access_timeout);
    let server = Arc::new(Server::new(store, tokens, access, limits, token_ttl)?);
    let retention = retention_days.map(|days| Retention::start(server.clone(), days));
    let router = routes::router(server, chaos);
    let tls = tls.map(TlsAcceptor::from);
    let graceful = GracefulShutdown::new();
    let (stopping, is_stopping) = watch::channel(());
    let connections = Arc::new(Semaphore::new(limits.max_connections.clamp(1, Semaphore::MAX_PERMITS)));
    let mut running = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let accepted = async {
            let permit = connections.clone().acquire_owned().await.map_err(io::Error::other)?;
            Ok((listener.accept().await?, permit))
        };
        tokio::select! {
            () = &mut shutdown => break,
            accepted = accepted => match accepted {
                Ok(((stream, peer), permit)) => {
                    let (router, watcher) = (router.clone(), graceful.watcher());
                    let tls = tls.clone().map(|tls| (tls, is_stopping.clone()));
                    running.spawn(async move {
                        if let Err(error) = handle(&limits, stream, Peer(peer.ip()), router, tls, watcher).await {
                            tracing::debug!(error, "a connection ended early");
                        }
                        drop(permit);
                    });
                }
                Err(error) => accept_failed(error).await?,
            },
            Some(_) = running.join_next() => {}
        }
    }
    drop((listener, stopping));
    if let Some(retention) = retention {
        retention.stop().await;
    }
    tracing::info!(running = running.len(), "finishing running requests");
    if tokio::time::timeout(limits.shutdown_timeout, graceful.shutdown()).await.is_err() {
        tracing::warn!(running = running.len(), "aborting requests that did not finish in time");
    }
    running.shutdown().await;
    Ok(())
}

/// Handles the requests of one connection.
async fn handle(
    limits: &Limits,
    stream: TcpStream,
    peer: Peer,
    router: Router,
    tls: Option<(TlsAcceptor, watch::Receiver<()>)>,
    watcher: Watcher,
) -> Result<(), String> {
    // Large chunks are written at once; small writes of an error response should not wait for each other.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "setting TCP_NODELAY");
    }
    let ended = match tls {
        Some((tls, mut is_stopping)) => {
            let stream = tokio::select! {
                stream = tokio::time::timeout(limits.header_timeout, tls.accept(stream)) => stream,
                // Shutdown does not wait for a client that has not sent a request.
                _ = is_stopping.changed() => return Ok(()),
            };
            let stream = stream.map_err(|error| error.to_string())?.map_err(|error| error.to_string())?;
            watcher.watch(connection(limits, stream, peer, router)).await
        }
        None => watcher.watch(connection(limits, stream, peer, router)).await,
    };
    ended.map_err(|error| error.to_string())
}

fn connection<S: AsyncRead + AsyncWrite + Unpin + 'static>(
    limits: &Limits,
    stream: S,
    peer: Peer,
    router: Router,
) -> impl GracefulConnection<Error = hyper::Error> {
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        router.call(request)
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_timeout)
        .max_headers(2 * MAX_HEADERS)
        .max_header_size(limits.max_header_bytes.saturating_add(MARGIN))
        .max_buf_size(limits.max_header_bytes.saturating_add(MARGIN).max(256 << 10))
        .serve_connection(TokioIo::new(WriteTimeout::new(stream, limits.write_timeout)), service)
}

/// A connection that was closed before it was accepted is not a failure of the socket; without free descriptors, wait.
async fn accept_failed(error: io::Error) -> io::Result<()> {
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
