//! Requests that are signed with an access key: the signature is made again and compared.

use std::net::IpAddr;
use std::time::Duration;

use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use deskledger::{DateTime, SigningRequest, sign};
use sha2::{Digest, Sha256};

use super::guard::CLOCK;
use super::{Access, AccessError, Standing};
use crate::auth::is_same;

const ALGORITHM: &str = "SDK-HMAC-SHA256";

/// How many headers may be signed.
const MOST_HEADERS: usize = 64;

/// Why a signed request is refused.
#[derive(Debug)]
pub(crate) enum Refused {
    /// What it shows proves nothing. The user is told where the key is one of theirs.
    Signature { why: Flaw, user: Option<String> },
    /// The file of the keys cannot be read.
    Access(AccessError),
}

/// What is wrong with a signature. The log says it; the caller is not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// The header does not read, or does not sign what it has to.
    Malformed,
    /// There is no such key.
    UnknownKey,
    /// The key failed too often.
    Locked,
    /// The date is missing, or too far from now.
    Date,
    /// It is the signature of another request, or made with another secret.
    Wrong,
    /// It has been used.
    Used,
}

/// What can be known of a signed request before its body is read: the key is there, is not locked, and signs as it has to,
/// at a time that is good.
struct Claimed<'r> {
    claim: Claim<'r>,
    header: &'r str,
    secret: String,
    user: String,
    standing: Standing,
    /// The time since 1970 for which it is signed.
    date: Duration,
}

/// What the header says.
struct Claim<'r> {
    key: &'r str,
    names: Vec<&'r str>,
}

/// Whether the request claims to be signed.
pub(crate) fn is_signed(parts: &Parts) -> bool {
    one(parts, AUTHORIZATION.as_str()).is_some_and(|value| value.starts_with(ALGORITHM))
}

/// The user whose key a request claims to be signed with, by all that can be known without its body. `now` is the time
/// since 1970.
pub(crate) fn claimed_user(access: &Access, parts: &Parts, now: Duration) -> Result<String, Refused> {
    claimed(access, parts, now).map(|claimed| claimed.user)
}

fn claimed<'r>(access: &Access, parts: &'r Parts, now: Duration) -> Result<Claimed<'r>, Refused> {
    let refused = |why, user| Refused::Signature { why, user };
    let header = one(parts, AUTHORIZATION.as_str()).ok_or_else(|| refused(Flaw::Malformed, None))?;
    let claim = claim(header).ok_or_else(|| refused(Flaw::Malformed, None))?;
    let found = access.key(claim.key).map_err(Refused::Access)?;
    let (secret, user) = found.ok_or_else(|| refused(Flaw::UnknownKey, None))?;
    let standing = access.standing(claim.key, now).map_err(Refused::Access)?;
    if standing == Standing::Locked {
        return Err(refused(Flaw::Locked, Some(user)));
    }
    let is_complete = ["host", "x-sdk-date"].iter().all(|name| claim.names.contains(name));
    let date = one(parts, "x-sdk-date").and_then(since_1970).filter(|date| date.abs_diff(now) <= CLOCK);
    let why = match date {
        Some(date) if is_complete => return Ok(Claimed { claim, header, secret, user, standing, date }),
        Some(_) => Flaw::Malformed,
        None => Flaw::Date,
    };
    access.failed(claim.key, now).map_err(Refused::Access)?;
    Err(refused(why, Some(user)))
}

/// The user whose key signed the request, which came from `peer`. `now` is the time since 1970.
pub(crate) fn user(
    access: &Access,
    parts: &Parts,
    body: &[u8],
    peer: Option<IpAddr>,
    now: Duration,
) -> Result<String, Refused> {
    let Claimed { claim, header, secret, user, standing, date } = claimed(access, parts, now)?;
    if !expected(&claim, parts, body, &secret).is_some_and(|expected| is_same(expected.as_bytes(), header.as_bytes())) {
        access.failed(claim.key, now).map_err(Refused::Access)?;
        return Err(Refused::Signature { why: Flaw::Wrong, user: Some(user) });
    }
    if standing == Standing::Failed {
        access.succeeded(claim.key).map_err(Refused::Access)?;
    }
    let digest = Sha256::digest(header).into();
    match access.is_fresh(claim.key, &digest, peer, now, date + CLOCK).map_err(Refused::Access)? {
        true => Ok(user),
        false => Err(Refused::Signature { why: Flaw::Used, user: Some(user) }),
    }
}

impl Flaw {
    /// The word for it in the log.
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

/// The header as the owner of the key would have made it; none where that cannot be.
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

/// Reads `SDK-HMAC-SHA256 Access=<key>, SignedHeaders=<a;b>, Signature=<hex>`.
fn claim(header: &str) -> Option<Claim<'_>> {
    let rest = header.strip_prefix(ALGORITHM)?.strip_prefix(' ')?;
    let mut parts = rest.split(", ");
    let mut part = |name: &str| parts.next()?.strip_prefix(name)?.strip_prefix('=');
    let (key, names) = (part("Access")?, part("SignedHeaders")?);
    let names: Vec<&str> = names.split(';').collect();
    (names.len() <= MOST_HEADERS).then_some(Claim { key, names })
}

/// The value of a header that stands once.
fn one<'r>(parts: &'r Parts, name: &str) -> Option<&'r str> {
    let mut values = parts.headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

/// Reads `20200424T030247Z`.
fn since_1970(date: &str) -> Option<Duration> {
    if date.len() != 16 || !date.is_ascii() {
        return None;
    }
    let part = |range: std::ops::Range<usize>| date.get(range).unwrap_or_default();
    let spelled =
        format!("{}-{}-{}T{}:{}:{}Z", part(0..4), part(4..6), part(6..8), part(9..11), part(11..13), part(13..15));
    let is_plain = part(8..9) == "T" && part(15..16) == "Z";
    let time: DateTime = spelled.parse().ok().filter(|_| is_plain)?;
    u64::try_from(time.unix_seconds()).ok().map(Duration::from_secs)
}
