//! Request signing with an access key pair: SDK-HMAC-SHA256.

use deskledger_client::hex;
use ring::{digest, hmac};

use deskledger_runtime::percent::percent_encode as percent;

/// Name of the algorithm in the Authorization header and in what is signed.
const ALGORITHM: &str = "SDK-HMAC-SHA256";

/// A request as it is signed; a server builds it of what came, to compare.
#[derive(Clone, Copy, Debug)]
pub struct SigningRequest<'r> {
    /// Method, in capitals.
    pub method: &'r str,
    /// Segments of the path, decoded.
    pub path: &'r [String],
    /// Query, decoded, in any order.
    pub query: &'r [(String, String)],
    /// Headers that are signed, among them `host` and `x-sdk-date`; names in any case.
    pub headers: &'r [(&'r str, &'r str)],
    /// Body; empty if there is none.
    pub body: &'r [u8],
}

/// The value of the Authorization header. `date` is the value of the header `X-Sdk-Date`.
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
    let to_sign = format!(
        "{ALGORITHM}\n{date}\n{}",
        hex(digest::digest(&digest::SHA256, request.canonical().as_bytes()).as_ref())
    );
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret_key.as_bytes());
    let signature = hex(hmac::sign(&key, to_sign.as_bytes()).as_ref());
    format!("{ALGORITHM} Access={access_key}, SignedHeaders={names}, Signature={signature}")
}

impl SigningRequest<'_> {
    /// The request in the canonical form that client and server sign.
    pub fn canonical(&self) -> String {
        let request = self;
        let mut headers: Vec<(String, &str)> =
            request.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.trim())).collect();
        headers.sort();
        let headers: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
        let body = hex(digest::digest(&digest::SHA256, request.body).as_ref());
        let (path, query, names) =
            (canonical_path(request.path), canonical_query(request.query), signed_headers(request.headers));
        format!("{}\n{path}\n{query}\n{headers}\n{names}\n{body}", request.method)
    }
}

/// Each segment encoded, with a `/` at the end.
fn canonical_path(segments: &[String]) -> String {
    let path: String = segments.iter().map(|segment| format!("/{}", percent(segment))).collect();
    if path.ends_with('/') { path } else { path + "/" }
}

/// Names and values encoded, sorted by name, then by value.
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
