//! File digests: computed during the transfer and compared with the stated one.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::HeaderMap;
use ring::digest::{Digest, SHA256};

use crate::error::Error;
use crate::hex::hex;
use crate::messages;
use crate::session::{Part, Prepared, Session};

/// Headers that may state the SHA-256 of the whole body: RFC 9530, RFC 3230, and object stores.
const HEADERS: [&str; 5] = ["content-digest", "repr-digest", "digest", "x-obs-meta-sha256", "x-amz-checksum-sha256"];

/// The stated SHA-256 as 32 bytes. An unparsable value is ignored.
pub(crate) fn stated(headers: &HeaderMap) -> Option<Vec<u8>> {
    HEADERS.iter().find_map(|name| headers.get_all(*name).iter().find_map(|value| parse(value.to_str().ok()?)))
}

/// `sha-256=:BASE64:`, `SHA-256=BASE64`, `BASE64` or 64 hexadecimal digits, possibly in a comma-separated list.
fn parse(text: &str) -> Option<Vec<u8>> {
    let words = text.split(',').map(str::trim);
    let mut digests = words.filter_map(|word| match word.split_at_checked(8) {
        Some((name, digest)) if name.eq_ignore_ascii_case("sha-256=") => Some(digest.trim_matches(':')),
        _ if word.contains('=') && word.len() != 44 => None,
        _ => Some(word),
    });
    digests.find_map(|digest| match digest.len() {
        44 => STANDARD.decode(digest).ok(),
        64 => (0..32).map(|at| u8::from_str_radix(digest.get(2 * at..2 * at + 2)?, 16).ok()).collect(),
        _ => None,
    })
}

/// Incremental digest of a file.
pub(crate) fn begin() -> ring::digest::Context {
    ring::digest::Context::new(&SHA256)
}

/// Compares the computed digest with the stated one.
pub(crate) fn compare(made: &Digest, stated: &[u8]) -> Result<(), Error> {
    let differs = || Error::incomplete(messages::other_digest(hex(stated), shown(made)));
    if made.as_ref() == stated { Ok(()) } else { Err(differs()) }
}

/// 64 lower-case hexadecimal digits.
pub(crate) fn shown(digest: &Digest) -> String {
    hex(digest.as_ref())
}

/// Digest of the request without the credential; `None` if the request cannot be built.
pub(super) fn of_request(session: &Session, request: &Prepared) -> Option<String> {
    let built = session.request(&request.encoded, &HeaderMap::new(), &Part::default()).ok()?;
    let mut context = begin();
    let (method, url) = (built.method().as_str().as_bytes(), built.url().as_str().as_bytes());
    for word in [method, b"\n", url, b"\n", request.accept().as_bytes()] {
        context.update(word);
    }
    Some(shown(&context.finish()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_read_in_every_spelling_and_nothing_else_is_taken_for_one() {
        let digest = ring::digest::digest(&SHA256, b"abc");
        let (base64, hex) = (STANDARD.encode(digest.as_ref()), shown(&digest));
        for text in [
            format!("sha-256=:{base64}:"),
            format!("md5=1B2M2Y8AsgTpgAmY7PhCfg==, SHA-256={base64}"),
            base64.clone(),
            hex.clone(),
            hex.to_uppercase(),
        ] {
            assert_eq!(parse(&text).as_deref(), Some(digest.as_ref()), "{text}");
        }
        for text in ["", "sha-512=:AAAA:", "sha-256=", "sha-256=:????:", &"x".repeat(64), "你好你好"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
