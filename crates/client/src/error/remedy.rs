//! Settings that may remedy an error.

/// A setting that may remedy an error. Applications name it in their own terms, such as a flag; the message does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remedy {
    /// A higher [`RetryPolicy::max_retry_after`](crate::RetryPolicy::max_retry_after).
    LongerRetryAfter,
    /// The issuer of the server certificate, if it is trusted:
    /// [`ClientBuilder::root_certificates`](crate::ClientBuilder::root_certificates).
    RootCertificate,
    /// A client certificate: [`ClientBuilder::client_certificate`](crate::ClientBuilder::client_certificate).
    ClientCertificate,
    /// Saving the response unmodified: [`ClientBuilder::raw`](crate::ClientBuilder::raw).
    Raw,
    /// Accepting the format of the response.
    AnyFormat,
}
