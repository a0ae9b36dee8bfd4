//! Options of a server.

use std::path::Path;
use std::time::Duration;

use deskledger_records::Message;

use super::tls::Tls;
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
    pub tls: Option<Tls>,
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

    /// The same, encrypted with the certificates and the key of two PEM files, which are reloaded when they change.
    ///
    /// # Errors
    /// A file cannot be read, contains no certificate, or the key does not match the certificate.
    pub fn with_tls(mut self, certificates: &Path, key: &Path) -> Result<Self, Message> {
        self.tls = Some(Tls::load(certificates, key)?);
        Ok(self)
    }
}

impl Default for Options {
    /// Default limits, unlimited retention, tokens valid for 24 hours, no faults, no encryption.
    fn default() -> Self {
        let token_ttl = Duration::from_secs(24 * 60 * 60);
        Self { limits: Limits::default(), retention_days: None, token_ttl, chaos: None, tls: None }
    }
}
