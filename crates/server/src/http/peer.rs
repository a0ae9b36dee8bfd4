//! The remote address of a request, and what is known of its connection.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Waker;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::FORWARDED;
use axum::http::{Extensions, HeaderMap};
use axum::middleware::Next;
use axum::response::Response;
use ipnet::IpNet;

use crate::config::Live;
use crate::sync::lock;

/// Maximum number of proxies in a row.
const MAX_PROXIES: usize = 16;

/// The remote end of a connection.
#[derive(Clone, Debug)]
pub(crate) struct Peer {
    pub(crate) address: IpAddr,
    pub(crate) connection: Arc<Connection>,
}

/// A connection: one whose caller has proved nothing is closed when places run short.
#[derive(Debug, Default)]
pub(crate) struct Connection {
    is_proven: AtomicBool,
    is_evicted: AtomicBool,
    waker: Mutex<Option<Waker>>,
    activity: AtomicU64,
}

impl Connection {
    /// Keeps the connection: its caller has authenticated.
    pub(crate) fn prove(&self) {
        self.is_proven.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_proven(&self) -> bool {
        self.is_proven.load(Ordering::Relaxed)
    }

    /// Something has been received or sent.
    pub(crate) fn touch(&self) {
        static NOW: AtomicU64 = AtomicU64::new(0);
        self.activity.store(NOW.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
    }

    /// When something was last received or sent: a later time has a greater number.
    pub(crate) fn activity(&self) -> u64 {
        self.activity.load(Ordering::Relaxed)
    }

    /// Closes the connection at its next read.
    pub(crate) fn evict(&self) {
        self.is_evicted.store(true, Ordering::Relaxed);
        if let Some(waker) = lock(&self.waker).take() {
            waker.wake();
        }
    }

    /// Whether the connection is to be closed; `waker` is woken when it is.
    pub(crate) fn is_evicted(&self, waker: &Waker) -> bool {
        *lock(&self.waker) = Some(waker.clone());
        self.is_evicted.load(Ordering::Relaxed)
    }
}

/// The remote address of a request: that of the connection, or the one that a trusted proxy reports.
pub(crate) fn peer(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<ConnectInfo<Peer>>().map(|ConnectInfo(peer)| peer.address)
}

/// Keeps the connection of an authenticated request.
pub(crate) fn prove(extensions: &Extensions) {
    if let Some(ConnectInfo(peer)) = extensions.get::<ConnectInfo<Peer>>() {
        peer.connection.prove();
    }
}

/// The address that limits apply to: of IPv6 the network, because one caller has many addresses there.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => v4.into(),
            None => Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX)).into(),
        },
    }
}

/// The name of that address, for those who share a limit.
pub(crate) fn network_name(peer: Option<IpAddr>) -> String {
    peer.map(network).map_or_else(|| "nowhere".to_owned(), |peer| peer.to_string())
}

/// Replaces the address of a trusted proxy by the one that it reports.
pub(crate) async fn resolve(State(live): State<Live>, mut request: Request, next: Next) -> Response {
    if let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<Peer>>().cloned() {
        let address = forwarded(request.headers(), peer.address, &live.load().trusted_proxies);
        request.extensions_mut().insert(ConnectInfo(Peer { address, ..peer }));
    }
    next.run(request).await
}

/// The last address that no trusted proxy has: all preceding ones may be forged.
fn forwarded(headers: &HeaderMap, peer: IpAddr, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(&address.to_canonical()));
    let list = |name: &str| -> Vec<&str> {
        let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
        values.flat_map(|value| value.split(',')).map(str::trim).collect()
    };
    let of_element = |element: &'_ str| {
        let mut pairs = element.split(';').filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(name, _)| name.eq_ignore_ascii_case("for")).and_then(|(_, node)| node_address(node))
    };
    let last = |name: &str, hop: &dyn Fn(&str) -> Option<IpAddr>| {
        let hops = list(name);
        let mut current = peer;
        for found in hops.iter().rev().take(MAX_PROXIES).map(|text| hop(text)) {
            match found {
                Some(address) if is_trusted(&current) => current = address,
                _ => break,
            }
        }
        (!hops.is_empty()).then_some(current)
    };
    match (last(FORWARDED.as_str(), &of_element), last("x-forwarded-for", &node_address)) {
        (Some(one), Some(other)) if one != other => peer,
        (one, other) => one.or(other).unwrap_or(peer),
    }
}

/// An address with or without a port, quotes and brackets.
fn node_address(node: &str) -> Option<IpAddr> {
    let node = node.trim().trim_matches('"');
    let bare = node.trim_start_matches('[').trim_end_matches(']');
    bare.parse().ok().or_else(|| node.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        let trusted: Vec<IpNet> =
            ["10.0.0.0/8", "192.0.2.7/32", "2001:db8::/32"].map(|net| net.parse().unwrap()).into();
        for (peer, name, value, expected) in [
            ("10.0.0.1", "x-forwarded-for", "203.0.113.9", "203.0.113.9"),
            ("10.0.0.1", "x-forwarded-for", "198.51.100.1, 203.0.113.9, 192.0.2.7", "203.0.113.9"),
            ("203.0.113.1", "x-forwarded-for", "198.51.100.1", "203.0.113.1"),
            ("10.0.0.1", "x-forwarded-for", "unknown", "10.0.0.1"),
            ("10.0.0.1", "forwarded", "for=203.0.113.9:4711;proto=https", "203.0.113.9"),
            ("10.0.0.1", "forwarded", "proto=https; For=203.0.113.9", "203.0.113.9"),
            ("10.0.0.1", "forwarded", "by=203.0.113.9;proto=https", "10.0.0.1"),
            ("2001:db8::1", "forwarded", "for=\"[2a00::9]:4711\"", "2a00::9"),
            ("10.0.0.1", "x-real-ip", "203.0.113.9", "10.0.0.1"),
        ] {
            let name: axum::http::HeaderName = name.parse().unwrap();
            let headers = HeaderMap::from_iter([(name, value.parse().unwrap())]);
            let found = forwarded(&headers, peer.parse().unwrap(), &trusted);
            assert_eq!(found, expected.parse::<IpAddr>().unwrap(), "{peer} {value}");
        }
    }

    #[test]
    fn a_header_that_a_proxy_passes_on_as_its_client_sent_it_forges_no_address() {
        let trusted = ["10.0.0.1/32".parse().unwrap()];
        for (standard, usual, expected) in [
            ("for=203.0.113.9", "203.0.113.9", "203.0.113.9"),
            ("for=198.51.100.1", "203.0.113.9", "10.0.0.1"),
            ("for=203.0.113.9", "198.51.100.1", "10.0.0.1"),
            ("", "203.0.113.9", "10.0.0.1"),
        ] {
            let headers = [("forwarded", standard), ("x-forwarded-for", usual)]
                .map(|(name, value)| (axum::http::HeaderName::from_static(name), value.parse().unwrap()));
            let found = forwarded(&HeaderMap::from_iter(headers), "10.0.0.1".parse().unwrap(), &trusted);
            assert_eq!(found, expected.parse::<IpAddr>().unwrap(), "{standard} {usual}");
        }
    }
}
