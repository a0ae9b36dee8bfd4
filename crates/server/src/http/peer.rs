//! The remote address of a connection.

use std::net::IpAddr;

use axum::extract::ConnectInfo;
use axum::http::Extensions;

/// The remote address of a connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// The remote address of the connection on which a request arrived.
pub(crate) fn peer(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<ConnectInfo<Peer>>().map(|ConnectInfo(peer)| peer.0)
}
