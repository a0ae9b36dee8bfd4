//! Limits of a server, and the settings that may change while it runs.

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use ipnet::IpNet;

/// Settings that may change while the server runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Settings {
    pub(crate) limits: Limits,
    /// Validity of a token issued for a password.
    pub(crate) token_ttl: Duration,
    /// Proxies whose `Forwarded` or `X-Forwarded-For` is believed.
    pub(crate) trusted_proxies: Vec<IpNet>,
    pub(crate) retention: Option<Retention>,
}

/// When records are deleted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Retention {
    /// Number of days after the connection started.
    pub(crate) days: u32,
    /// Maximum share of the records of a store that one run deletes: a wrong clock or a mistyped number of days would
    /// delete more.
    pub(crate) max_percent: u8,
}

/// The settings in use. Clones share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Live(Arc<ArcSwap<Settings>>);

impl Live {
    pub(crate) fn new(settings: Settings) -> Self {
        Self(Arc::new(ArcSwap::from_pointee(settings)))
    }

    pub(crate) fn load(&self) -> Arc<Settings> {
        self.0.load_full()
    }

    pub(crate) fn limits(&self) -> Limits {
        self.0.load().limits
    }

    /// Replaces the settings, except limits that are fixed when the socket is opened.
    pub(crate) fn replace(&self, settings: Settings) {
        let Limits { max_connections, max_header_bytes, header_timeout, access_timeout, .. } = self.limits();
        let limits = Limits { max_connections, max_header_bytes, header_timeout, access_timeout, ..settings.limits };
        self.0.store(Arc::new(Settings { limits, ..settings }));
    }
}

/// Limits on concurrency, sizes and waiting times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Maximum number of concurrent exports; further requests receive 429. One caller may use half of them.
    pub max_concurrent_exports: usize,
    /// Maximum number of concurrent exports of one project.
    pub max_concurrent_exports_per_project: usize,
    /// Maximum number of record batches in memory; further requests receive 429. One caller may use half of them.
    pub max_concurrent_batches: usize,
    /// Maximum number of concurrent list requests; further requests receive 429. One caller may use half of them.
    pub max_concurrent_lists: usize,
    /// Maximum number of open connections. A further one replaces the oldest one without an authenticated caller; if there
    /// is none, it waits. Authenticated callers of one address have half of them: a further one of theirs replaces the one
    /// that has been idle for the longest time.
    pub max_connections: usize,
    /// Maximum number of open connections of one address without an authenticated caller; a further one replaces the oldest.
    pub max_connections_per_address: usize,
    /// Maximum number of requests of one address that are rejected with 401 in a minute; further ones receive 429, and
    /// passwords are not checked.
    pub max_rejected_per_address: u32,
    /// Maximum size of the request line and the headers in bytes.
    pub max_header_bytes: usize,
    /// Maximum size of a request body in bytes.
    pub max_body_bytes: usize,
    /// Maximum time to receive the request line and headers, and maximum idle time of a connection.
    pub header_timeout: Duration,
    /// Maximum time to receive a request body.
    pub body_timeout: Duration,
    /// Maximum time during which a client may accept no response data.
    pub write_timeout: Duration,
    /// Maximum duration of an export.
    pub export_timeout: Duration,
    /// Maximum time a request waits for the access database while it is locked.
    pub access_timeout: Duration,
    /// Maximum time to finish running requests at shutdown.
    pub shutdown_timeout: Duration,
}

impl Default for Limits {
    /// 16 exports (8 of one project), 8 batches, 16 list requests, 1,024 connections (256 of one address), 300 rejected requests of an address a minute, 128 KiB of headers (a token may have
    /// 40,000 characters) within 30 s, bodies of 16 MiB within 60 s, 60 s for a stalled reader, an hour for an export, 10 s for the access
    /// database, 60 s for the shutdown.
    fn default() -> Self {
        Self {
            max_concurrent_exports: 16,
            max_concurrent_exports_per_project: 8,
            max_concurrent_batches: 8,
            max_concurrent_lists: 16,
            max_connections: 1024,
            max_connections_per_address: 256,
            max_rejected_per_address: 300,
            max_header_bytes: 128 << 10,
            max_body_bytes: 16 << 20,
            header_timeout: Duration::from_secs(30),
            body_timeout: Duration::from_secs(60),
            write_timeout: Duration::from_secs(60),
            export_timeout: Duration::from_secs(60 * 60),
            access_timeout: Duration::from_secs(10),
            shutdown_timeout: Duration::from_secs(60),
        }
    }
}
