//! Options of a server.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use deskledger_records::Message;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::config::Limits;
use crate::faults::Chaos;

/// Options of a server.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// Limits on concurrency, sizes and waiting times.
    pub limits: Limits,
    /// Number of days until records are deleted, counted from the start of the connection; never if absent.
    pub retention_days: Option<u32>,
    /// Validity of a token issued for a password.
    pub token_ttl: Duration,
    /// Faults to inject.
    pub chaos: Option<Chaos>,
    /// Certificate and key; without them connections are not encrypted.
    pub tls: Option<Arc<rustls::ServerConfig>>,
}

impl Options {
    /// The same with other limits.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The same, where records are deleted a number of days after the start of the connection.
    #[must_use]
    pub fn retention(mut self, days: u32) -> Self {
        self.retention_days = Some(days);
        self
    }

    /// The same with another validity of tokens issued for a password.
    #[must_use]
    pub fn token_ttl(mut self, ttl: Duration) -> Self {
        self.token_ttl = ttl;
        self
    }

    /// The same with injected faults.
    #[must_use]
    pub fn with_chaos(mut self, chaos: Chaos) -> Self {
        self.chaos = Some(chaos);
        self
    }

    /// The same, encrypted with the certificates and the key of two PEM files.
    ///
    /// # Errors
    /// A file cannot be read, contains no certificate, or the key does not match the certificate.
    pub fn with_tls(mut self, certificates: &Path, key: &Path) -> Result<Self, Message> {
        let failed = |path: &Path, error: &dyn std::fmt::Display| unreadable(path, &[error, error]);
        let chain = CertificateDer::pem_file_iter(certificates).map_err(|error| failed(certificates, &error))?;
        let chain = chain.collect::<Result<Vec<_>, _>>().map_err(|error| failed(certificates, &error))?;
        if chain.is_empty() {
            return Err(unreadable(
                certificates,
                &[
                    &"expected certificates in PEM (-----BEGIN CERTIFICATE-----), found none",
                    &"应有 PEM 格式的证书（-----BEGIN CERTIFICATE-----），实际没有",
                ],
            ));
        }
        let secret = PrivateKeyDer::from_pem_file(key).map_err(|error| failed(key, &error))?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| failed(certificates, &error))?
            .with_no_client_auth()
            .with_single_cert(chain, secret)
            .map_err(|error| failed(key, &error))?;
        self.tls = Some(Arc::new(config));
        Ok(self)
    }
}

/// An unreadable file, with the cause in English and in Chinese.
fn unreadable(path: &Path, [english, chinese]: &[&dyn std::fmt::Display; 2]) -> Message {
    let path = path.display();
    Message::translated(format!("reading {path}: {english}"), format!("读取 {path} 失败：{chinese}"))
}

impl Default for Options {
    /// Default limits, unlimited retention, tokens valid for 24 hours, no faults, no encryption.
    fn default() -> Self {
        let token_ttl = Duration::from_secs(24 * 60 * 60);
        Self { limits: Limits::default(), retention_days: None, token_ttl, chaos: None, tls: None }
    }
}
