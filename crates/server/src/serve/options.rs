//! What can be chosen for a server.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use deskledger_records::Message;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::chaos::Chaos;

/// What one server takes on, and how long it waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Exports at once; one more is told to come back later.
    pub exports: usize,
    /// Exports of one project at once.
    pub exports_per_project: usize,
    /// Batches of records in memory at once; one more is told to come back later. One caller has half of them at most.
    pub batches: usize,
    /// Pages of the list call that are read at once; one more is told to come back later. One caller has half of them at
    /// most.
    pub lists: usize,
    /// Connections at once; one more waits to be accepted.
    pub connections: usize,
    /// Bytes of the head of a request: the request line and the headers.
    pub head_bytes: usize,
    /// Bytes of the body of a request.
    pub body_bytes: usize,
    /// How long the head of a request may take, and a connection may be idle between two requests.
    pub head_wait: Duration,
    /// How long the body of a request may take.
    pub body_wait: Duration,
    /// How long a reader may take nothing of an answer.
    pub write_wait: Duration,
    /// How long a request waits for the file of the users while somebody else holds it.
    pub access_wait: Duration,
    /// How long the server waits at its end for what is running.
    pub shutdown_wait: Duration,
}

/// What can be chosen for a server.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// What it takes on, and how long it waits.
    pub limits: Limits,
    /// How long records are kept after their connection started; without it they are never removed.
    pub keep_days: Option<u32>,
    /// How long a token is good that is given for a password.
    pub token_lifetime: Duration,
    /// What goes wrong on request.
    pub chaos: Option<Chaos>,
    /// Certificate and key; without them the connection is not encrypted.
    pub tls: Option<Arc<rustls::ServerConfig>>,
}

impl Options {
    /// The same, within these limits.
    #[must_use]
    pub fn within(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The same, where records are removed so many days after their connection started.
    #[must_use]
    pub fn keeping(mut self, days: u32) -> Self {
        self.keep_days = Some(days);
        self
    }

    /// The same, where a token that is given for a password is good for so long.
    #[must_use]
    pub fn with_token_lifetime(mut self, lifetime: Duration) -> Self {
        self.token_lifetime = lifetime;
        self
    }

    /// The same, with faults.
    #[must_use]
    pub fn with_chaos(mut self, chaos: Chaos) -> Self {
        self.chaos = Some(chaos);
        self
    }

    /// The same, encrypted with the certificates and the key in two files in PEM.
    ///
    /// # Errors
    /// A file cannot be read, there is no certificate in it, or the key does not belong to the certificate, in words.
    pub fn with_tls(mut self, certificates: &Path, key: &Path) -> Result<Self, Message> {
        let told = |path: &Path, error: &dyn std::fmt::Display| unreadable(path, &[error, error]);
        let chain = CertificateDer::pem_file_iter(certificates).map_err(|error| told(certificates, &error))?;
        let chain = chain.collect::<Result<Vec<_>, _>>().map_err(|error| told(certificates, &error))?;
        if chain.is_empty() {
            return Err(unreadable(
                certificates,
                &[
                    &"expected certificates in PEM (-----BEGIN CERTIFICATE-----), found none",
                    &"应有 PEM 格式的证书（-----BEGIN CERTIFICATE-----），实际没有",
                ],
            ));
        }
        let secret = PrivateKeyDer::from_pem_file(key).map_err(|error| told(key, &error))?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| told(certificates, &error))?
            .with_no_client_auth()
            .with_single_cert(chain, secret)
            .map_err(|error| told(key, &error))?;
        self.tls = Some(Arc::new(config));
        Ok(self)
    }
}

/// What is wrong with a file, in English and in Chinese.
fn unreadable(path: &Path, [english, chinese]: &[&dyn std::fmt::Display; 2]) -> Message {
    let path = path.display();
    Message::new(format!("reading {path}: {english}"), format!("读取 {path} 失败：{chinese}"))
}

impl Default for Options {
    /// The default limits, records that are kept, tokens for 24 hours, no faults, no encryption.
    fn default() -> Self {
        let token_lifetime = Duration::from_secs(24 * 60 * 60);
        Self { limits: Limits::default(), keep_days: None, token_lifetime, chaos: None, tls: None }
    }
}

impl Default for Limits {
    /// 16 exports, 8 of one project, 8 batches, 16 pages, 1,024 connections, heads of 128 KiB (a token has up to 40,000 characters) within 30 s, bodies of
    /// 16 MiB within 60 s, 60 s for a reader that takes nothing, 10 s for the file of the users, 60 s for the end.
    fn default() -> Self {
        Self {
            exports: 16,
            exports_per_project: 8,
            batches: 8,
            lists: 16,
            connections: 1024,
            head_bytes: 128 << 10,
            body_bytes: 16 << 20,
            head_wait: Duration::from_secs(30),
            body_wait: Duration::from_secs(60),
            write_wait: Duration::from_secs(60),
            access_wait: Duration::from_secs(10),
            shutdown_wait: Duration::from_secs(60),
        }
    }
}
