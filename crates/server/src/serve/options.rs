//! Options of a server.

use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use deskledger_records::Message;
use ipnet::IpNet;

use super::tls::Tls;
use crate::clock::Clock;
use crate::config::{Limits, Live, Retention, Settings};
use crate::faults::Chaos;
use crate::messages;

/// Options of a server.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// Limits on concurrency, sizes and waiting times.
    pub limits: Limits,
    /// Number of days until records are deleted, counted from the start of the connection; never if absent.
    pub retention_days: Option<u32>,
    /// Maximum share of all records that one run of the retention deletes without confirmation, in percent.
    pub retention_max_percent: u8,
    /// The clock.
    pub clock: Clock,
    /// Validity of a token issued for a password.
    pub token_ttl: Duration,
    /// Counts lines of the log that could not be written.
    pub log_losses: Arc<AtomicU64>,
    /// Networks of proxies whose `Forwarded` or `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Faults to inject.
    pub chaos: Option<Chaos>,
    /// Certificate and key; without them connections are not encrypted.
    pub tls: Option<Tls>,
    live: Option<Live>,
}

/// Changes settings of a running server.
#[derive(Clone, Debug)]
pub struct Reloader(Live);

impl Reloader {
    /// Replaces limits, retention, trusted proxies and the validity of tokens. The number of connections, the size of headers and
    /// their timeout are fixed with the socket, and other options at the start.
    pub fn apply(&self, options: &Options) {
        self.0.replace(options.settings());
    }
}

impl Options {
    /// The same with other limits.
    #[must_use]
    pub fn limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// The same, where records are deleted a number of days after the start of the connection.
    #[must_use]
    pub fn retention(self, days: u32) -> Self {
        Self { retention_days: Some(days), ..self }
    }

    /// The same with another maximum share of one run of the retention, in percent.
    #[must_use]
    pub fn retention_max_percent(self, percent: u8) -> Self {
        Self { retention_max_percent: percent, ..self }
    }

    /// The same with another clock.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// The same with another validity of tokens issued for a password.
    #[must_use]
    pub fn token_ttl(self, ttl: Duration) -> Self {
        Self { token_ttl: ttl, ..self }
    }

    /// The same with a counter of lost lines of the log, for the metrics.
    #[must_use]
    pub fn with_log_losses(self, log_losses: Arc<AtomicU64>) -> Self {
        Self { log_losses, ..self }
    }

    /// The same with trusted proxies: addresses and networks such as `10.0.0.0/8`, separated by commas.
    ///
    /// # Errors
    /// One is neither an address nor a network.
    pub fn with_trusted_proxies(self, networks: &str) -> Result<Self, Message> {
        let network = |text: &str| {
            let parsed = text.parse::<IpNet>().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from));
            parsed.ok_or_else(|| messages::expected_an_address_or_a_network(text))
        };
        let texts = networks.split(',').map(str::trim).filter(|text| !text.is_empty());
        Ok(Self { trusted_proxies: texts.map(network).collect::<Result<_, _>>()?, ..self })
    }

    /// The same, and what changes settings of the server that is started with these options.
    #[must_use]
    pub fn with_reloader(self) -> (Self, Reloader) {
        let live = Live::new(self.settings());
        (Self { live: Some(live.clone()), ..self }, Reloader(live))
    }

    pub(super) fn live(&self) -> Live {
        self.live.clone().unwrap_or_else(|| Live::new(self.settings()))
    }

    fn settings(&self) -> Settings {
        Settings {
            limits: self.limits,
            token_ttl: self.token_ttl,
            trusted_proxies: self.trusted_proxies.clone(),
            retention: self.retention_days.map(|days| Retention { days, max_percent: self.retention_max_percent }),
        }
    }

    /// The same with injected faults.
    #[must_use]
    pub fn with_chaos(self, chaos: Chaos) -> Self {
        Self { chaos: Some(chaos), ..self }
    }

    /// The same, encrypted with the certificates and the key of two PEM files, which are reloaded when they change.
    ///
    /// # Errors
    /// A file cannot be read, contains no certificate, or the key does not match the certificate.
    pub fn with_tls(self, certificates: &Path, key: &Path) -> Result<Self, Message> {
        Ok(Self { tls: Some(Tls::load(certificates, key)?), ..self })
    }
}

impl Default for Options {
    /// Default limits, unlimited retention, at most a fifth of all records deleted at once, tokens valid for 24 hours, no faults, no encryption.
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            retention_days: None,
            retention_max_percent: 20,
            clock: Clock::default(),
            token_ttl: Duration::from_secs(24 * 60 * 60),
            log_losses: Arc::default(),
            trusted_proxies: Vec::new(),
            chaos: None,
            tls: None,
            live: None,
        }
    }
}
