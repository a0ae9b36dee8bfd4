//! Requests signed with an access key: the signature is computed again and compared.

use std::net::IpAddr;
use std::time::Duration;

use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use deskledger::{DateTime, SigningRequest, sign};
use sha2::{Digest, Sha256};

use super::error::AccessError;
use super::file::Access;
use super::guard::{CLOCK_SKEW, Lock, Standing};
use super::server_tokens::is_equal;

const ALGORITHM: &str = "SDK-HMAC-SHA256";

/// Maximum number of signed headers.
const MAX_HEADERS: usize = 64;

/// Reason for rejecting a signed request.
#[derive(Debug)]
pub(crate) enum Rejected {
    /// The signature is not valid: the caller has proved nothing and is not named.
    Signature(Flaw),
    /// The access file cannot be read.
    Access(AccessError),
}

/// Flaw of a signature: logged, and not reported to the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// The header cannot be parsed, or required headers are not signed.
    Malformed,
    /// The key does not exist.
    UnknownKey,
    /// Too many failures of the key.
    Locked,
    /// The date is missing or too far from now.
    Date,
    /// Signature of another request or with another secret.
    Wrong,
    /// A replay.
    Used,
}

/// A signed request whose signature has not been verified yet, as this needs the body: the key exists, is not locked,
/// signs the required headers, and the date is current.
struct Claimed<'r> {
    claim: Claim<'r>,
    header: &'r str,
    secret: String,
    user: String,
    standing: Standing,
    /// The signed date, since 1970.
    date: Duration,
}

/// The parsed header.
struct Claim<'r> {
    key: &'r str,
    names: Vec<&'r str>,
}

/// Whether the request carries a signature.
pub(crate) fn is_signed(parts: &Parts) -> bool {
    one(parts, AUTHORIZATION.as_str()).is_some_and(|value| value.starts_with(ALGORITHM))
}

/// The user of the key that a request names, checked as far as possible without its body.
pub(crate) fn claimed_user(access: &Access, parts: &Parts, peer: Option<IpAddr>) -> Result<String, Rejected> {
    claimed(access, parts, peer).map(|claimed| claimed.user)
}

fn claimed<'r>(access: &Access, parts: &'r Parts, peer: Option<IpAddr>) -> Result<Claimed<'r>, Rejected> {
    let header = one(parts, AUTHORIZATION.as_str()).ok_or(Flaw::Malformed)?;
    let claim = claim(header).ok_or(Flaw::Malformed)?;
    let (secret, user) = access.key(claim.key)?.ok_or(Flaw::UnknownKey)?;
    let lock = Lock::of_key(claim.key, peer);
    let standing = access.standing(&lock, access.clock_time())?;
    if standing == Standing::Locked {
        return Err(Flaw::Locked.into());
    }
    let is_complete = ["host", "x-sdk-date"].iter().all(|name| claim.names.contains(name));
    let date = one(parts, "x-sdk-date").and_then(since_1970).filter(|date| date.abs_diff(access.now()) <= CLOCK_SKEW);
    let why = match date {
        Some(date) if is_complete => return Ok(Claimed { claim, header, secret, user, standing, date }),
        Some(_) => Flaw::Malformed,
        None => Flaw::Date,
    };
    access.failed(&lock, access.clock_time())?;
    Err(why.into())
}

/// The user whose key signed the request, received from `peer`.
pub(crate) fn user(access: &Access, parts: &Parts, body: &[u8], peer: Option<IpAddr>) -> Result<String, Rejected> {
    let Claimed { claim, header, secret, user, standing, date } = claimed(access, parts, peer)?;
    let expected = expected(&claim, parts, body, &secret);
    if !expected.is_some_and(|expected| is_equal(expected.as_bytes(), header.as_bytes())) {
        access.failed(&Lock::of_key(claim.key, peer), access.clock_time())?;
        return Err(Flaw::Wrong.into());
    }
    if standing == Standing::Failed {
        access.succeeded(&Lock::of_key(claim.key, peer))?;
    }
    let digest = Sha256::digest(header).into();
    match access.is_fresh(&user, &digest, peer, access.now(), date + CLOCK_SKEW)? {
        true => Ok(user),
        false => Err(Flaw::Used.into()),
    }
}

impl From<Flaw> for Rejected {
    fn from(flaw: Flaw) -> Self {
        Self::Signature(flaw)
    }
}

impl From<AccessError> for Rejected {
    fn from(error: AccessError) -> Self {
        Self::Access(error)
    }
}

impl Flaw {
    /// Name in the log.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Malformed => "malformed_signature",
            Self::UnknownKey => "unknown_key",
            Self::Locked => "locked",
            Self::Date => "date_of_signature",
            Self::Wrong => "wrong_signature",
            Self::Used => "used_signature",
        }
    }
}

/// The header that the owner of the key would have sent; `None` if it cannot be computed.
fn expected(claim: &Claim<'_>, parts: &Parts, body: &[u8], secret: &str) -> Option<String> {
    let date = one(parts, "x-sdk-date")?;
    let headers = claim.names.iter().map(|name| Some((*name, one(parts, name)?))).collect::<Option<Vec<_>>>()?;
    let decode = |segment: &str| percent_encoding::percent_decode_str(segment).decode_utf8().ok().map(String::from);
    let path = parts.uri.path().split('/').skip(1).map(decode).collect::<Option<Vec<String>>>()?;
    let query = form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes());
    let query: Vec<(String, String)> = query.into_owned().collect();
    let request = SigningRequest { method: parts.method.as_str(), path: &path, query: &query, headers: &headers, body };
    Some(sign(request, claim.key, secret, date))
}

/// Parses `SDK-HMAC-SHA256 Access=<key>, SignedHeaders=<a;b>, Signature=<hex>`.
fn claim(header: &str) -> Option<Claim<'_>> {
    let rest = header.strip_prefix(ALGORITHM)?.strip_prefix(' ')?;
    let mut parts = rest.split(", ");
    let mut part = |name: &str| parts.next()?.strip_prefix(name)?.strip_prefix('=');
    let (key, names) = (part("Access")?, part("SignedHeaders")?);
    let names: Vec<&str> = names.split(';').collect();
    (names.len() <= MAX_HEADERS).then_some(Claim { key, names })
}

/// The value of a header that occurs exactly once.
fn one<'r>(parts: &'r Parts, name: &str) -> Option<&'r str> {
    let mut values = parts.headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

/// Parses `20200424T030247Z`, the value of a header of visible ASCII characters.
fn since_1970(date: &str) -> Option<Duration> {
    if date.len() != 16 {
        return None;
    }
    let part = |range: std::ops::Range<usize>| date.get(range).unwrap_or_default();
    let spelled =
        format!("{}-{}-{}T{}:{}:{}Z", part(0..4), part(4..6), part(6..8), part(9..11), part(11..13), part(13..15));
    let is_plain = part(8..9) == "T" && part(15..16) == "Z";
    let time: DateTime = spelled.parse().ok().filter(|_| is_plain)?;
    u64::try_from(time.unix_seconds()).ok().map(Duration::from_secs)
}
