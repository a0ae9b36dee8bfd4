//! Requests that are signed with an access key: the signature is made again and compared.

use std::net::IpAddr;
use std::time::Duration;

use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use deskledger::{DateTime, Signable, authorization};
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
    /// The signature is missing, wrong, old or used.
    Signature,
    /// The file of the keys cannot be read.
    Access(AccessError),
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

/// The user whose key signed the request, which came from `peer`. `now` is the time since 1970.
pub(crate) fn user(
    access: &Access,
    parts: &Parts,
    body: &[u8],
    peer: Option<IpAddr>,
    now: Duration,
) -> Result<String, Refused> {
    let header = one(parts, AUTHORIZATION.as_str()).ok_or(Refused::Signature)?;
    let claim = claim(header).ok_or(Refused::Signature)?;
    let (secret, user) = access.key(claim.key).map_err(Refused::Access)?.ok_or(Refused::Signature)?;
    let standing = access.standing(claim.key, now).map_err(Refused::Access)?;
    if standing == Standing::Locked {
        return Err(Refused::Signature);
    }
    let date = one(parts, "x-sdk-date").and_then(since_1970).filter(|date| date.abs_diff(now) <= CLOCK);
    let expected = expected(&claim, parts, body, &secret).zip(date);
    let Some((_, date)) = expected.filter(|(expected, _)| is_same(expected.as_bytes(), header.as_bytes())) else {
        access.failed(claim.key, now).map_err(Refused::Access)?;
        return Err(Refused::Signature);
    };
    if standing == Standing::Failed {
        access.succeeded(claim.key).map_err(Refused::Access)?;
    }
    let digest = Sha256::digest(header).into();
    match access.is_fresh(&digest, peer, now, date + CLOCK).map_err(Refused::Access)? {
        true => Ok(user),
        false => Err(Refused::Signature),
    }
}

/// The header as the owner of the key would have made it; none where that cannot be.
fn expected(claim: &Claim<'_>, parts: &Parts, body: &[u8], secret: &str) -> Option<String> {
    let date = one(parts, "x-sdk-date")?;
    let is_complete = ["host", "x-sdk-date"].iter().all(|name| claim.names.contains(name));
    if !is_complete {
        return None;
    }
    let headers = claim.names.iter().map(|name| Some((*name, one(parts, name)?))).collect::<Option<Vec<_>>>()?;
    let decode = |segment: &str| percent_encoding::percent_decode_str(segment).decode_utf8().ok().map(String::from);
    let path = parts.uri.path().split('/').skip(1).map(decode).collect::<Option<Vec<String>>>()?;
    let query = form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes());
    let query: Vec<(String, String)> = query.into_owned().collect();
    let request = Signable { method: parts.method.as_str(), path: &path, query: &query, headers: &headers, body };
    Some(authorization(request, claim.key, secret, date))
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
