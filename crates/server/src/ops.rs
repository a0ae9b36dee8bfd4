//! Operations: audit log, metrics, readiness, service manager and backups.

pub(crate) mod administration;
pub(crate) mod audit;
pub(crate) mod backup;
pub(crate) mod metrics;
pub(crate) mod readiness;
pub(crate) mod systemd;
