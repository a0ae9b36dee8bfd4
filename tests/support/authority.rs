//! A certificate authority that no system trusts.

#![allow(dead_code, unreachable_pub, clippy::unwrap_used, reason = "each topic uses its part; a test may stop")]

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};

pub struct Authority {
    pub pem: String,
    root: rustls::pki_types::CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::new([]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        Self { pem: certificate.pem(), root: certificate.der().clone(), issuer: Issuer::new(params, key) }
    }

    /// Certificate and key for a name, valid until the given year.
    pub fn issue(&self, name: &str, until: i32) -> (rcgen::Certificate, KeyPair) {
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        params.not_before = date_time_ymd(2000, 1, 1);
        params.not_after = date_time_ymd(until, 1, 1);
        let key = KeyPair::generate().unwrap();
        (params.signed_by(&key, &self.issuer).unwrap(), key)
    }

    /// Server configuration with such a certificate; requests a client certificate if `asks` is set.
    pub fn server(&self, name: &str, until: i32, asks: bool) -> ServerConfig {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (certificate, key) = self.issue(name, until);
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let builder = ServerConfig::builder();
        let mut roots = RootCertStore::empty();
        roots.add(self.root.clone()).unwrap();
        let builder = match asks {
            true => builder.with_client_cert_verifier(WebPkiClientVerifier::builder(roots.into()).build().unwrap()),
            false => builder.with_no_client_auth(),
        };
        builder.with_single_cert(vec![certificate.der().clone()], key).unwrap()
    }
}
