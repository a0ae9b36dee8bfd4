//! Accepted connections: their number is limited, in total and per address, and a client that stops reading is
//! disconnected. When slots run short, the oldest connection without a proved caller is closed, so that a new one is
//! served at once: somebody who holds many sockets open only replaces their own.

use std::collections::BTreeMap;
use std::future::Future;
use std::io::{self, IoSlice};
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum_server::{AddrListener, Address};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Sleep, sleep, timeout};

use crate::config::Live;
use crate::http::peer::{Connection as State, Peer, network};
use crate::sync::lock;

/// Interval between two attempts to evict a connection.
const PATIENCE: Duration = Duration::from_millis(100);

/// Maximum time to discard what a client sends after its last response.
const LINGER: Duration = Duration::from_secs(2);

/// Remote address of a [`Connection`].
#[derive(Clone, Debug)]
pub(super) struct RemoteAddr(SocketAddr, Arc<State>);

/// A listener that accepts no more than a maximum number of connections at a time.
#[derive(Debug)]
pub(super) struct Listener {
    listener: TcpListener,
    permits: Arc<Semaphore>,
    slots: Arc<Slots>,
}

/// The open connections by the order of their arrival.
#[derive(Debug)]
struct Slots {
    live: Live,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    arrivals: u64,
    connections: BTreeMap<u64, Entry>,
}

#[derive(Debug)]
struct Entry {
    address: IpAddr,
    state: Arc<State>,
    is_proxy: bool,
}

/// A slot, freed on drop.
struct Slot {
    number: u64,
    slots: Arc<Slots>,
}

impl Slots {
    fn take(self: &Arc<Self>, address: IpAddr, state: &Arc<State>) -> Slot {
        let settings = self.live.load();
        // The connections of a proxy are those of many callers.
        let is_proxy = settings.trusted_proxies.iter().any(|trusted| trusted.contains(&address.to_canonical()));
        if is_proxy {
            state.prove();
        }
        let address = network(address);
        let mut open = lock(&self.open);
        let others = open.connections.values().filter(|other| other.address == address && !other.state.is_proven());
        if others.count() >= settings.limits.max_connections_per_address.max(1) {
            open.evict(address);
        }
        let half = (settings.limits.max_connections / 2).max(1);
        while open.proven(address).count() >= half {
            open.evict_proven(address);
        }
        open.arrivals += 1;
        let number = open.arrivals;
        state.touch();
        open.connections.insert(number, Entry { address, state: state.clone(), is_proxy });
        Slot { number, slots: self.clone() }
    }

    /// Closes the oldest connection without a proved caller, of the address that has most of them. If there is none, that of an
    /// address whose proved callers have more than half of all places.
    fn evict_one(&self) {
        let mut open = lock(&self.open);
        let half = (self.live.limits().max_connections / 2).max(1);
        if let Some((address, _)) = open.most(|entry| !entry.state.is_proven()) {
            open.evict(address);
        } else if let Some((address, count)) = open.most(Entry::is_of_caller)
            && count > half
        {
            open.evict_proven(address);
        }
    }
}

impl Open {
    /// Closes the oldest connection of an address without a proved caller.
    fn evict(&mut self, address: IpAddr) {
        let mut others = self.connections.iter();
        let oldest = others.find(|(_, other)| other.address == address && !other.state.is_proven());
        self.remove(oldest.map(|(number, _)| *number));
    }

    /// The address with most of some connections, and their number.
    fn most(&self, is_meant: impl Fn(&Entry) -> bool) -> Option<(IpAddr, usize)> {
        let mut counts = BTreeMap::<IpAddr, usize>::new();
        for entry in self.connections.values().filter(|entry| is_meant(entry)) {
            *counts.entry(entry.address).or_default() += 1;
        }
        counts.into_iter().max_by_key(|(_, count)| *count)
    }

    /// The connections of proved callers of an address.
    fn proven(&self, address: IpAddr) -> impl Iterator<Item = (&u64, &Entry)> {
        self.connections.iter().filter(move |(_, entry)| entry.address == address && entry.is_of_caller())
    }

    /// Closes the connection of a proved caller on which nothing has been received or sent for the longest time.
    fn evict_proven(&mut self, address: IpAddr) {
        let idle = self.proven(address).min_by_key(|(_, entry)| entry.state.activity());
        self.remove(idle.map(|(number, _)| *number));
    }

    fn remove(&mut self, number: Option<u64>) {
        if let Some(Entry { state, .. }) = number.and_then(|number| self.connections.remove(&number)) {
            state.evict();
        }
    }
}

impl Entry {
    fn is_of_caller(&self) -> bool {
        self.state.is_proven() && !self.is_proxy
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        lock(&self.slots.open).connections.remove(&self.number);
    }
}

/// A connection on which a write fails if it makes no progress for some time.
pub(super) struct Connection {
    stream: TcpStream,
    write_timeout: Duration,
    /// Runs while a write is pending.
    timer: Option<Pin<Box<Sleep>>>,
    /// Runs while what the client still sends is discarded, after the last response.
    lingering: Option<Pin<Box<Sleep>>>,
    state: Arc<State>,
    _slot: Slot,
    _permit: OwnedSemaphorePermit,
}

impl Listener {
    pub(super) fn new(listener: TcpListener, live: Live) -> Self {
        let permits = Arc::new(Semaphore::new(live.limits().max_connections.clamp(1, Semaphore::MAX_PERMITS)));
        Self { listener, permits, slots: Arc::new(Slots { live, open: Mutex::default() }) }
    }
}

impl Address for RemoteAddr {
    type Stream = Connection;
    type Listener = Listener;
}

impl AddrListener<Connection, RemoteAddr> for Listener {
    async fn bind_to(address: RemoteAddr) -> io::Result<Self> {
        Ok(Self::new(TcpListener::bind(address.0).await?, Live::default()))
    }

    async fn accept_stream(&self) -> io::Result<(Connection, RemoteAddr)> {
        let (stream, address) = self.listener.accept().await?;
        let permit = loop {
            let permit = timeout(PATIENCE, self.permits.clone().acquire_owned());
            match self.permits.clone().try_acquire_owned() {
                Ok(permit) => break permit,
                Err(_) => self.slots.evict_one(),
            }
            if let Ok(permit) = permit.await {
                break permit.map_err(io::Error::other)?;
            }
        };
        // Large chunks are written at once; small writes of an error response should not wait for each other.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "setting TCP_NODELAY");
        }
        let state = Arc::new(State::default());
        let slot = self.slots.take(address.ip(), &state);
        let connection = Connection {
            stream,
            write_timeout: self.slots.live.limits().write_timeout,
            timer: None,
            lingering: None,
            state: state.clone(),
            _slot: slot,
            _permit: permit,
        };
        Ok((connection, RemoteAddr(address, state)))
    }

    fn get_local_addr(&self) -> io::Result<RemoteAddr> {
        self.listener.local_addr().map(|address| RemoteAddr(address, Arc::default()))
    }
}

impl Connected<RemoteAddr> for Peer {
    fn connect_info(address: RemoteAddr) -> Self {
        Self { address: address.0.ip().to_canonical(), connection: address.1 }
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
            self.state.touch();
            return Poll::Ready(written);
        }
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep(self.write_timeout)));
        let timed_out = || io::Error::new(io::ErrorKind::TimedOut, "the client does not read the response");
        timer.as_mut().poll(context).map(|()| Err(timed_out()))
    }

    /// Discards what the client still sends, for a bounded time. Closed with unread data, the connection would be reset, and
    /// the client might lose the response.
    fn linger(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let mut rest = [0; 16 << 10];
        loop {
            let timer = self.lingering.get_or_insert_with(|| Box::pin(sleep(LINGER)));
            if timer.as_mut().poll(context).is_ready() || self.state.is_evicted(context.waker()) {
                return Poll::Ready(());
            }
            let mut buffer = ReadBuf::new(&mut rest);
            match ready!(Pin::new(&mut self.stream).poll_read(context, &mut buffer)) {
                Ok(()) if !buffer.filled().is_empty() => {}
                _ => return Poll::Ready(()),
            }
        }
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
        if self.lingering.is_none() {
            ready!(self.limit(context, |stream, context| stream.poll_shutdown(context)))?;
        }
        self.linger(context).map(Ok)
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.state.is_evicted(context.waker()) {
            let error = io::Error::new(io::ErrorKind::ConnectionAborted, "closed in favour of other connections");
            return Poll::Ready(Err(error));
        }
        let read = ready!(Pin::new(&mut self.stream).poll_read(context, buffer));
        self.state.touch();
        Poll::Ready(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;

    #[test]
    fn a_proxy_is_recognised_by_its_address_and_not_by_its_network() {
        let trusted_proxies = ["2001:db8::7/128", "10.0.0.7/32"].map(|network| network.parse().unwrap()).into();
        let live = Live::new(Settings { trusted_proxies, ..Settings::default() });
        let places = Arc::new(Slots { live, open: Mutex::default() });
        for (address, is_proxy) in [
            ("2001:db8::7", true),
            ("2001:db8::8", false),
            ("10.0.0.7", true),
            ("::ffff:10.0.0.7", true),
            ("10.0.0.8", false),
        ] {
            let state = Arc::new(State::default());
            let _place = places.take(address.parse().unwrap(), &state);
            assert_eq!(state.is_proven(), is_proxy, "{address}");
        }
    }
}
