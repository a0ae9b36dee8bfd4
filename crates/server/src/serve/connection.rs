//! Accepted connections: their number is limited, and a client that stops reading is disconnected.

use std::future::Future;
use std::io::{self, IoSlice};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum_server::{AddrListener, Address};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Sleep, sleep};

use crate::config::Limits;
use crate::http::peer::Peer;

/// Remote address of a [`Connection`].
#[derive(Clone, Copy, Debug)]
pub(super) struct RemoteAddr(SocketAddr);

/// A listener that accepts no more than a maximum number of connections at a time.
#[derive(Debug)]
pub(super) struct Listener {
    listener: TcpListener,
    permits: Arc<Semaphore>,
    write_timeout: Duration,
}

/// A connection on which a write fails if it makes no progress for some time.
pub(super) struct Connection {
    stream: TcpStream,
    write_timeout: Duration,
    /// Runs while a write is pending.
    timer: Option<Pin<Box<Sleep>>>,
    _permit: OwnedSemaphorePermit,
}

impl Listener {
    pub(super) fn new(listener: TcpListener, limits: &Limits) -> Self {
        let permits = Arc::new(Semaphore::new(limits.max_connections.clamp(1, Semaphore::MAX_PERMITS)));
        Self { listener, permits, write_timeout: limits.write_timeout }
    }
}

impl Address for RemoteAddr {
    type Stream = Connection;
    type Listener = Listener;
}

impl AddrListener<Connection, RemoteAddr> for Listener {
    async fn bind_to(address: RemoteAddr) -> io::Result<Self> {
        Ok(Self::new(TcpListener::bind(address.0).await?, &Limits::default()))
    }

    async fn accept_stream(&self) -> io::Result<(Connection, RemoteAddr)> {
        let permit = self.permits.clone().acquire_owned().await.map_err(io::Error::other)?;
        let (stream, address) = self.listener.accept().await?;
        // Large chunks are written at once; small writes of an error response should not wait for each other.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "setting TCP_NODELAY");
        }
        let connection = Connection { stream, write_timeout: self.write_timeout, timer: None, _permit: permit };
        Ok((connection, RemoteAddr(address)))
    }

    fn get_local_addr(&self) -> io::Result<RemoteAddr> {
        self.listener.local_addr().map(RemoteAddr)
    }
}

impl Connected<RemoteAddr> for Peer {
    fn connect_info(address: RemoteAddr) -> Self {
        Self(address.0.ip())
    }
}

impl Connection {
    fn limit<T>(
        &mut self,
        context: &mut Context<'_>,
        write: impl FnOnce(Pin<&mut TcpStream>, &mut Context<'_>) -> Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if let Poll::Ready(written) = write(Pin::new(&mut self.stream), context) {
            self.timer = None;
            return Poll::Ready(written);
        }
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep(self.write_timeout)));
        let timed_out = || io::Error::new(io::ErrorKind::TimedOut, "the client does not read the response");
        timer.as_mut().poll(context).map(|()| Err(timed_out()))
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.limit(context, |stream, context| stream.poll_write(context, bytes))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.limit(context, |stream, context| stream.poll_write_vectored(context, slices))
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.limit(context, |stream, context| stream.poll_flush(context))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.limit(context, |stream, context| stream.poll_shutdown(context))
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}
