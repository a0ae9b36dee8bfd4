//! The server on a socket: connections, timeouts and graceful shutdown.

mod connection;
mod options;
mod retention;
mod tls;

use std::future::Future;
use std::io::{self, ErrorKind::ConnectionAborted, ErrorKind::ConnectionReset};
use std::sync::Arc;
use std::time::Duration;

use axum_server::Handle;
use axum_server::tls_rustls::RustlsAcceptor;
use deskledger_records::Message;
use tokio::net::TcpListener;
use tokio::time::{sleep, timeout};

use crate::auth::{Access, Tokens};
use crate::http::header_limits::MAX_HEADERS;
use crate::http::peer::Peer;
use crate::messages;
use crate::ops::readiness::SEARCH;
use crate::ops::systemd;
use crate::routes;
use crate::state::Server;
use crate::store::Store;

use connection::{Listener, RemoteAddr};
pub use options::{Options, Reloader};
use retention::Retention;
pub use tls::Tls;

/// Additional size of headers that are read, so that the error response has a body and a request id. Larger ones are
/// rejected by hyper without them.
const MARGIN: usize = 128 << 10;

/// Minimum size of the read buffer.
const MIN_BUFFER: usize = 256 << 10;

/// Serves on a socket until `shutdown` completes, then finishes running requests, with the default options.
///
/// # Errors
/// The access file cannot be opened.
pub async fn serve(
    listener: TcpListener,
    store: Store,
    tokens: Tokens,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    serve_with(Options::default(), listener, store, tokens, shutdown).await
}

/// Searches the files of a store for damage, for a bounded time, before it is served.
///
/// # Errors
/// A file is damaged or cannot be read. The message says what to do.
pub fn check_data(store: &Store) -> Result<(), Message> {
    let message = |error: &dyn std::fmt::Display| Message::of(error.to_string());
    let of_store = store.check(Some(SEARCH)).map_err(|error| message(&error))?;
    let access = Access::of(store).map_err(|error| message(&error))?;
    let of_access = access.check(Some(SEARCH)).map_err(|error| message(&error))?;
    match of_store.or(of_access) {
        Some(problem) => Err(messages::the_data_are_damaged(store.directory().display(), problem)),
        None => Ok(()),
    }
}

/// As [`serve`], with all options.
///
/// # Errors
/// The access file cannot be opened.
pub async fn serve_with(
    options: Options,
    listener: TcpListener,
    store: Store,
    tokens: Tokens,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let live = options.live();
    let limits = live.limits();
    let Options { clock, log_losses, chaos, tls, .. } = options;
    let access = Access::of(&store).and_then(|access| access.with_clock(clock)).map_err(io::Error::other)?;
    let access = access.with_timeout(limits.access_timeout);
    // An open connection keeps the files beside the store, so that a full disk does not prevent reading.
    let _ = store.probe();
    if let Err(error) = access.check_clock() {
        tracing::error!(%error, "the clock has been set back");
    }
    let server = Arc::new(Server::new(store, tokens, access, live.clone(), log_losses)?);
    let retention = Retention::start(server.clone());
    let service = routes::router(server, chaos).into_make_service_with_connect_info::<Peer>();
    let handle = Handle::<RemoteAddr>::new();
    let mut http = axum_server::Server::from_listener(Listener::new(listener, live.clone()))
        .http1_only()
        .handle(handle.clone())
        .accept_error_handler(|peer, error| match (peer, error.kind()) {
            (None, kind) if !matches!(kind, ConnectionAborted | ConnectionReset) => {
                tracing::warn!(%error, "accepting connections failed");
            }
            _ => tracing::debug!(?peer, %error, "a connection failed"),
        });
    http.http_builder()
        .http1()
        .header_read_timeout(limits.header_timeout)
        .max_headers(2 * MAX_HEADERS)
        .max_buf_size(limits.max_header_bytes.saturating_add(MARGIN).max(MIN_BUFFER));
    let serve = async {
        let Some(tls) = tls else { return http.serve(service).await };
        let acceptor = RustlsAcceptor::new(tls.config.clone()).handshake_timeout(limits.header_timeout);
        tokio::select! {
            served = http.acceptor(acceptor).serve(service) => served,
            () = tls.watch() => Ok(()),
        }
    };
    let stop = async {
        systemd::ready();
        shutdown.await;
        systemd::stopping();
        tracing::info!(connections = handle.connection_count(), "finishing running requests");
        handle.graceful_shutdown(Some(live.limits().shutdown_timeout));
        retention.stop().await;
    };
    let (served, ()) = tokio::join!(serve, stop);
    if handle.connection_count() > 0 {
        tracing::warn!(connections = handle.connection_count(), "aborting requests that did not finish in time");
        let closed = async {
            while handle.connection_count() > 0 {
                sleep(Duration::from_millis(5)).await;
            }
        };
        let _ = timeout(Duration::from_secs(5), closed).await;
    }
    served
}
