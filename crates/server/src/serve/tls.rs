//! TLS: a certificate and its key, reloaded when the files change.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::messages;
use axum_server::tls_rustls::RustlsConfig;
use deskledger_records::Message;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::time::sleep;

/// Interval between two checks of the files.
const INTERVAL: Duration = Duration::from_secs(60);

/// A certificate chain and its key in two PEM files.
#[derive(Clone)]
pub struct Tls {
    certificates: PathBuf,
    key: PathBuf,
    loaded: Version,
    /// Follows the files while [`Tls::watch`] runs.
    pub(super) config: RustlsConfig,
}

/// Size and modification time of the two files.
type Version = [Option<(u64, SystemTime)>; 2];

impl Tls {
    /// Loads the files.
    ///
    /// # Errors
    /// A file cannot be read, contains no certificate, or the key does not match the certificate.
    pub(super) fn load(certificates: &Path, key: &Path) -> Result<Self, Message> {
        let (certificates, key) = (certificates.to_owned(), key.to_owned());
        let loaded = version(&certificates, &key);
        let config = RustlsConfig::from_config(read(&certificates, &key)?);
        Ok(Self { certificates, key, loaded, config })
    }

    /// Reloads the files whenever they change. Invalid files are logged, and the previous certificate stays in use.
    pub(super) async fn watch(mut self) {
        loop {
            sleep(INTERVAL).await;
            match self.reload() {
                Ok(false) => {}
                Ok(true) => tracing::info!("the certificate has been reloaded"),
                Err(error) => tracing::error!(%error, "reloading the certificate"),
            }
        }
    }

    /// Uses what has been loaded from the same files since, for connections from now on.
    pub fn replace(&self, newer: &Self) {
        if (&self.certificates, &self.key) == (&newer.certificates, &newer.key) {
            self.config.reload_from_config(newer.config.get_inner());
        }
    }

    /// Reloads the files if they have changed since they were last read.
    fn reload(&mut self) -> Result<bool, Message> {
        let found = version(&self.certificates, &self.key);
        if found == self.loaded {
            return Ok(false);
        }
        self.config.reload_from_config(read(&self.certificates, &self.key)?);
        self.loaded = found;
        Ok(true)
    }
}

fn version(certificates: &Path, key: &Path) -> Version {
    [certificates, key].map(|path| {
        let file = std::fs::metadata(path).ok()?;
        Some((file.len(), file.modified().ok()?))
    })
}

fn read(certificates: &Path, key: &Path) -> Result<Arc<ServerConfig>, Message> {
    let failed = |path: &Path, error: &dyn fmt::Display| messages::reading_file(path.display(), error.to_string());
    let chain = CertificateDer::pem_file_iter(certificates).map_err(|error| failed(certificates, &error))?;
    let chain = chain.collect::<Result<Vec<_>, _>>().map_err(|error| failed(certificates, &error))?;
    if chain.is_empty() {
        return Err(messages::reading_file(
            certificates.display(),
            messages::expected_certificates_in_pem_begin_certificate(),
        ));
    }
    let secret = PrivateKeyDer::from_pem_file(key).map_err(|error| failed(key, &error))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(certificates, &error))?
        .with_no_client_auth()
        .with_single_cert(chain, secret)
        .map_err(|error| failed(key, &error))?;
    Ok(Arc::new(config))
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").field("certificates", &self.certificates).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_certificate_is_used_and_an_invalid_one_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let (certificates, key) = (dir.path().join("certificate.pem"), dir.path().join("key.pem"));
        let renew = || {
            let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
            std::fs::write(&certificates, made.cert.pem()).unwrap();
            std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
        };
        renew();
        let mut tls = Tls::load(&certificates, &key).unwrap();
        let first = tls.config.get_inner();
        assert!(!tls.reload().unwrap());
        std::fs::write(&key, "not a key").unwrap();
        assert!(tls.reload().is_err() && Arc::ptr_eq(&tls.config.get_inner(), &first));
        // Again, because a file that cannot be read for a moment does not change.
        assert!(tls.reload().is_err());
        renew();
        assert!(tls.reload().unwrap() && !Arc::ptr_eq(&tls.config.get_inner(), &first));
    }
}
