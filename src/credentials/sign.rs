//! Request signing with an access key pair: SDK-HMAC-SHA256.

use deskledger_client::hex;
use ring::{digest, hmac};

use deskledger_runtime::percent::percent_encode as percent;

/// Name of the algorithm in the `Authorization` header and in the string to sign.
const ALGORITHM: &str = "SDK-HMAC-SHA256";

/// The signed parts of a request. A server builds it from the received request to verify the signature.
#[derive(Clone, Copy, Debug)]
pub struct SigningRequest<'r> {
    /// Method in upper case.
    pub method: &'r str,
    /// Decoded segments of the path.
    pub path: &'r [String],
    /// Decoded query, in any order.
    pub query: &'r [(String, String)],
    /// Signed headers, including `host` and `x-sdk-date`; names in any case.
    pub headers: &'r [(&'r str, &'r str)],
    /// Body; may be empty.
    pub body: &'r [u8],
}

/// Returns the value of the `Authorization` header. `date` is the value of the `X-Sdk-Date` header.
///
/// ```
/// use deskledger::{SigningRequest, sign};
/// let date = "20200424T030247Z";
/// let headers = [("host", "127.0.0.1"), ("x-sdk-date", date)];
/// let request = SigningRequest { method: "GET", path: &["v2".into()], query: &[], headers: &headers, body: &[] };
/// let value = sign(request, "HPUAB2C3", "secret", date);
/// assert!(value.starts_with("SDK-HMAC-SHA256 Access=HPUAB2C3, SignedHeaders=host;x-sdk-date, Signature="));
/// ```
pub fn sign(request: SigningRequest<'_>, access_key: &str, secret_key: &str, date: &str) -> String {
    let names = signed_headers(request.headers);
    let request = hex(digest::digest(&digest::SHA256, request.canonical().as_bytes()).as_ref());
    let to_sign = format!("{ALGORITHM}\n{date}\n{request}");
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret_key.as_bytes());
    let signature = hex(hmac::sign(&key, to_sign.as_bytes()).as_ref());
    format!("{ALGORITHM} Access={access_key}, SignedHeaders={names}, Signature={signature}")
}

impl SigningRequest<'_> {
    /// The canonical request.
    pub fn canonical(&self) -> String {
        let mut headers: Vec<(String, &str)> =
            self.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.trim())).collect();
        headers.sort();
        let headers: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
        let body = hex(digest::digest(&digest::SHA256, self.body).as_ref());
        let (path, query, names) =
            (canonical_path(self.path), canonical_query(self.query), signed_headers(self.headers));
        format!("{}\n{path}\n{query}\n{headers}\n{names}\n{body}", self.method)
    }
}

/// Encoded segments, each followed by `/`.
fn canonical_path(segments: &[String]) -> String {
    let path: String = segments.iter().map(|segment| format!("/{}", percent(segment))).collect();
    if path.ends_with('/') { path } else { path + "/" }
}

/// Encoded pairs, sorted by name, then by value.
fn canonical_query(query: &[(String, String)]) -> String {
    let mut pairs: Vec<(String, String)> = query.iter().map(|(name, value)| (percent(name), percent(value))).collect();
    pairs.sort();
    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

fn signed_headers(headers: &[(&str, &str)]) -> String {
    let mut names: Vec<String> = headers.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
    names.sort();
    names.join(";")
}
