//! Server tokens: the file of accepted tokens, and the token of a request.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, LazyLock};

use arc_swap::ArcSwap;
use axum::http::{HeaderMap, HeaderValue};
use deskledger::{DOCUMENT, Locale};
use deskledger_client::hex;
use deskledger_records::Message;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::caller::Caller;
use crate::messages;
use crate::sqlite::{create_file, parent, read_text, restrict, sync_directory};

/// Minimum number of random bits of a token.
const MIN_BITS: u32 = 128;

/// Minimum number of distinct characters of a random token.
const MIN_DISTINCT: usize = 8;

/// Maximum size of the token file in bytes.
const MAX_BYTES: u64 = 16 << 20;

/// The accepted tokens; clones share them. Only their digests are in memory; neither is ever shown.
///
/// ```
/// use deskledger_server::Tokens;
/// let tokens = Tokens::parse("# for the auditors\nsecret-1\n\nsecret-2\n")?;
/// assert_eq!(format!("{tokens:?}"), "Tokens(2)");
/// # Ok::<(), deskledger_server::InvalidTokens>(())
/// ```
#[derive(Clone)]
pub struct Tokens {
    digests: Arc<ArcSwap<Vec<[u8; 32]>>>,
}

/// The token header of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence<'r> {
    Absent,
    Once(&'r [u8]),
    Repeated,
}

/// An invalid token file.
#[derive(Debug)]
pub struct InvalidTokens(Message);

/// The security scheme of the document: the header that carries the token, and its length in characters.
struct Scheme {
    header: String,
    min: usize,
    max: usize,
}

static SCHEME: LazyLock<Scheme> = LazyLock::new(|| {
    let document: Value = serde_json::from_str(DOCUMENT).unwrap_or_default();
    let scheme = &document["components"]["securitySchemes"]["token"];
    let length = |name: &str| scheme["x-schema"][name].as_u64().and_then(|length| usize::try_from(length).ok());
    Scheme {
        header: scheme["name"].as_str().unwrap_or("X-Auth-Token").to_owned(),
        min: length("minLength").unwrap_or(1).max(1),
        max: length("maxLength").unwrap_or(usize::MAX),
    }
});

impl Tokens {
    /// Reads a file with one token per line; blank lines and lines that begin with `#` are ignored. Access of group and
    /// others to the file is removed.
    ///
    /// # Errors
    /// The file cannot be read, is larger than 16 MiB, is not a list of tokens, or has one that can be guessed.
    pub fn read(path: &Path) -> Result<Self, InvalidTokens> {
        let reading = |what: Message| InvalidTokens(messages::reading_tokens_from(path.display(), what));
        let text = read_text(path, MAX_BYTES).map_err(reading)?;
        let tokens = Self::parse(&text).map_err(|error| reading(error.0))?;
        check_strength(&text).map_err(reading)?;
        restrict(path).map_err(|error| reading(Message::of(&error)))?;
        Ok(tokens)
    }

    /// As [`Tokens::read`]; if the file does not exist, creates it with a random token, readable by its owner only, and
    /// returns true.
    ///
    /// # Errors
    /// The file cannot be read or created, or is not a list of tokens.
    pub fn load_or_generate(path: &Path) -> Result<(Self, bool), InvalidTokens> {
        let is_new = match generate(path) {
            Ok(()) => true,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => false,
            Err(error) => return Err(InvalidTokens(messages::generating_a_token(path.display(), &error))),
        };
        Ok((Self::read(path)?, is_new))
    }

    /// Parses one token per line; blank lines and lines that begin with `#` are ignored.
    ///
    /// # Errors
    /// A line is not a valid token, or there is none.
    pub fn parse(text: &str) -> Result<Self, InvalidTokens> {
        let mut digests = Vec::new();
        for (line, number) in tokens_of(text) {
            if !line.bytes().all(|byte| byte.is_ascii_graphic()) {
                return Err(InvalidTokens(messages::line_expected_visible_ascii_characters_without(number)));
            }
            if !(SCHEME.min..=SCHEME.max).contains(&line.len()) {
                let Scheme { min, max, .. } = *SCHEME;
                let found = line.len();
                return Err(InvalidTokens(messages::line_expected_to_characters_found(number, min, max, found)));
            }
            digests.push(digest(line.as_bytes()));
        }
        match digests.is_empty() {
            true => Err(InvalidTokens(messages::expected_one_token_a_line_found())),
            false => Ok(Self { digests: Arc::new(ArcSwap::from_pointee(digests)) }),
        }
    }

    /// Accepts these tokens instead, also in all clones: removed ones are rejected from now on.
    pub fn replace(&self, tokens: &Self) {
        self.digests.store(tokens.digests.load_full());
    }

    /// The caller, if the token is accepted. Runs in constant time.
    pub(crate) fn authenticate(&self, token: &[u8]) -> Option<Caller> {
        let found = digest(token);
        let is_known = self.digests.load().iter().fold(false, |any, known| any | is_equal(known, &found));
        is_known.then(|| Caller::Token(hex(&found[..4])))
    }
}

/// The lines with tokens, and their numbers.
fn tokens_of(text: &str) -> impl Iterator<Item = (&str, usize)> {
    let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim).zip(1..);
    lines.filter(|(line, _)| !line.is_empty() && !line.starts_with('#'))
}

/// The token of a request. An empty one counts as absent.
pub(crate) fn token(headers: &HeaderMap) -> Presence<'_> {
    let mut values = headers.get_all(&SCHEME.header).iter();
    match (values.next().map(HeaderValue::as_bytes), values.next()) {
        (None | Some(b""), None) => Presence::Absent,
        (Some(token), None) => Presence::Once(token),
        _ => Presence::Repeated,
    }
}

/// Compares in a time that depends on the lengths only.
pub(super) fn is_equal(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}

/// A new token of 256 random bits.
pub(super) fn random() -> String {
    format!("{:032x}{:032x}", rand::random::<u128>(), rand::random::<u128>())
}

/// Creates a file with one new token; an existing file is left unchanged.
fn generate(path: &Path) -> io::Result<()> {
    if path.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let partial = path.with_extension(format!("part-{:016x}", rand::random::<u64>()));
    // A truncated token would be accepted at the next start: the file appears when it is complete.
    let write = || {
        let mut file = create_file(&partial)?;
        writeln!(file, "{}", random())?;
        file.sync_all()?;
        std::fs::hard_link(&partial, path)?;
        sync_directory(parent(path))
    };
    let written = write();
    let _ = std::fs::remove_file(&partial);
    written
}

/// Rejects tokens that can be guessed: an attacker may try them without a limit.
fn check_strength(text: &str) -> Result<(), Message> {
    for (line, number) in tokens_of(text) {
        let bits = bits(line);
        if bits < MIN_BITS {
            return Err(messages::line_expected_a_token_of_bits(number, MIN_BITS, bits));
        }
    }
    Ok(())
}

/// The most that a token may hold: its length times the bits of the alphabet it seems to be drawn from.
fn bits(token: &str) -> u32 {
    let distinct: std::collections::BTreeSet<u8> = token.bytes().collect();
    let has = |class: fn(&u8) -> bool| token.bytes().any(|byte| class(&byte));
    let size: u32 = match token.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        true => 16,
        false => {
            let classes = [
                (has(u8::is_ascii_digit), 10),
                (has(u8::is_ascii_lowercase), 26),
                (has(u8::is_ascii_uppercase), 26),
                (has(u8::is_ascii_punctuation), 32),
            ];
            classes.iter().filter(|(has, _)| *has).map(|(_, size)| size).sum()
        }
    };
    // A token of few characters is not random: "abababab" holds nothing.
    if distinct.len() < MIN_DISTINCT { 0 } else { (f64::from(size).log2() * token.len() as f64) as u32 }
}

/// The digest of a token, which is stored in its place.
pub(super) fn digest(token: &[u8]) -> [u8; 32] {
    Sha256::digest(token).into()
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tokens({})", self.digests.load().len())
    }
}

impl InvalidTokens {
    /// The message in a language, followed by the message of the operating system.
    pub fn localized(&self, language: Locale) -> String {
        self.0.localized(language)
    }
}

deskledger::runtime::display_in_english!(InvalidTokens);

impl std::error::Error for InvalidTokens {}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(values: &[&str]) -> bool {
        let mut headers = HeaderMap::new();
        values.iter().for_each(|value| {
            headers.append("x-auth-token", value.parse().unwrap());
        });
        let tokens = Tokens::parse("one\ntwo\r\n").unwrap();
        matches!(token(&headers), Presence::Once(token) if tokens.authenticate(token).is_some())
    }

    #[test]
    fn only_one_token_that_is_known_opens() {
        assert!(allowed(&["one"]) && allowed(&["two"]));
        for wrong in [&[][..], &[""], &["on"], &["one "], &["ONE"], &["one", "one"], &["one", "two"], &["one,two"]] {
            assert!(!allowed(wrong), "{wrong:?}");
        }
    }

    #[test]
    fn a_generated_token_is_kept_secret_and_found_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tokens");
        let (made, is_new) = Tokens::load_or_generate(&path).unwrap();
        let (found, is_new_again) = Tokens::load_or_generate(&path).unwrap();
        assert!(is_new && !is_new_again && *made.digests.load() == *found.digests.load());
        assert_eq!(std::fs::read_to_string(&path).unwrap().trim().len(), 64);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert!(Tokens::load_or_generate(&dir.path().join("missing/tokens")).is_err());
    }

    #[test]
    fn a_file_that_holds_no_usable_token_does_not_open_the_server_to_an_empty_one() {
        for (text, reported) in [
            ("", "expected one token a line, found none"),
            ("# only a comment\n\n", "expected one token a line, found none"),
            ("good\nbad token\n", "line 2: expected visible ASCII characters without spaces"),
            ("sch\u{fc}ssel", "line 1: expected visible ASCII characters without spaces"),
        ] {
            assert_eq!(Tokens::parse(text).unwrap_err().to_string(), reported);
        }
        let long = Tokens::parse(&"a".repeat(40_001)).unwrap_err().to_string();
        assert_eq!(long, "line 1: expected 1 to 40000 characters, found 40001");
    }
}
