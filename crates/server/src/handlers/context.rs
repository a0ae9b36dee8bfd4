//! A request with the state that handles it.

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use deskledger::Locale;

use crate::http::negotiation;
use crate::http::peer::peer;
use crate::http::request_id::RequestId;
use crate::state::Server;

/// A request without its body.
pub(crate) struct Context {
    pub(super) server: Arc<Server>,
    pub(super) id: RequestId,
    pub(super) parts: Parts,
}

/// A request with its unread body.
pub(crate) struct Incoming {
    pub(super) context: Context,
    pub(super) body: Body,
}

impl Incoming {
    pub(super) fn new(server: &Arc<Server>, request: Request) -> Self {
        let (parts, body) = request.into_parts();
        let id = parts.extensions.get().copied().unwrap_or_else(RequestId::random);
        Self { context: Context { server: server.clone(), id, parts }, body }
    }
}

impl Context {
    pub(super) fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// The remote address.
    pub(super) fn peer(&self) -> Option<IpAddr> {
        peer(&self.parts.extensions)
    }

    /// The language of messages.
    pub(super) fn locale(&self) -> Locale {
        negotiation::language(&self.parts.headers)
    }
}
