//! The server on a socket: what it waits for and for how long, and how it ends.

mod options;

use std::future::Future;
use std::io;
use std::net::IpAddr;
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

use crate::access::Access;
use crate::auth::Tokens;
use crate::head::MOST_HEADERS;
use crate::idle::IdleWrite;
use crate::retention::Retention;
use crate::routes;
use crate::state::Server;
use crate::store::Store;

pub use options::{Limits, Options};

/// How much more of a head is read than may come, so that a refusal has its words and its id. What is larger still is
/// refused without them.
const SPARE: usize = 128 << 10;

/// The machine at the other end of the connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

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
    let Options { limits, keep_days, token_lifetime, chaos, tls } = options;
    let access = Access::open(store.directory()).map_err(io::Error::other)?.waiting(limits.access_wait);
    let server = Arc::new(Server::new(store, tokens, access, limits, token_lifetime)?);
    let retention = keep_days.map(|days| Retention::start(server.clone(), days));
    let router = routes::router(server, chaos);
    let tls = tls.map(TlsAcceptor::from);
    let graceful = GracefulShutdown::new();
    let (ending, is_ending) = watch::channel(());
    let room = Arc::new(Semaphore::new(limits.connections.clamp(1, Semaphore::MAX_PERMITS)));
    let mut running = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let accepted = async {
            let permit = room.clone().acquire_owned().await.map_err(io::Error::other)?;
            Ok((listener.accept().await?, permit))
        };
        tokio::select! {
            () = &mut shutdown => break,
            accepted = accepted => match accepted {
                Ok(((stream, peer), permit)) => {
                    let (router, watcher) = (router.clone(), graceful.watcher());
                    let tls = tls.clone().map(|tls| (tls, is_ending.clone()));
                    running.spawn(async move {
                        if let Err(error) = answer(&limits, stream, Peer(peer.ip()), router, tls, watcher).await {
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
    drop((listener, ending));
    if let Some(retention) = retention {
        retention.stop().await;
    }
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
    peer: Peer,
    router: Router,
    tls: Option<(TlsAcceptor, watch::Receiver<()>)>,
    watcher: Watcher,
) -> Result<(), String> {
    // Large chunks are written at once; the small ones of an error should not wait for each other.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "setting TCP_NODELAY");
    }
    let ended = match tls {
        Some((tls, mut is_ending)) => {
            let stream = tokio::select! {
                stream = tokio::time::timeout(limits.head_wait, tls.accept(stream)) => stream,
                // Nothing has been asked yet: the end of the server does not wait for who may never ask.
                _ = is_ending.changed() => return Ok(()),
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
        .header_read_timeout(limits.head_wait)
        .max_headers(2 * MOST_HEADERS)
        .max_header_size(limits.head_bytes.saturating_add(SPARE))
        .max_buf_size(limits.head_bytes.saturating_add(SPARE).max(256 << 10))
        .serve_connection(TokioIo::new(IdleWrite::new(stream, limits.write_wait)), service)
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
