//! Limits of a server.

use std::time::Duration;

/// Limits on concurrency, sizes and waiting times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Maximum number of concurrent exports; further requests receive 429.
    pub max_concurrent_exports: usize,
    /// Maximum number of concurrent exports of one project.
    pub max_concurrent_exports_per_project: usize,
    /// Maximum number of record batches in memory; further requests receive 429. One caller may use half of them.
    pub max_concurrent_batches: usize,
    /// Maximum number of concurrent list requests; further requests receive 429. One caller may use half of them.
    pub max_concurrent_lists: usize,
    /// Maximum number of open connections. A further one replaces the oldest one without an authenticated caller; if there
    /// is none, it waits.
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
