//! Who may ask: the tokens that the server knows, and how one is compared with them.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::sync::LazyLock;

use axum::http::{HeaderMap, HeaderValue};
use deskledger::{DOCUMENT, Locale};
use deskledger_records::Message;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// How large a file of tokens may be, in bytes.
const MOST_BYTES: u64 = 16 << 20;

/// The tokens that the server accepts. Only their digests are kept, and nothing shows them.
///
/// ```
/// use deskledger_server::Tokens;
/// let tokens = Tokens::parse("# for the auditors\nsecret-1\n\nsecret-2\n")?;
/// assert_eq!(format!("{tokens:?}"), "Tokens(2)");
/// # Ok::<(), deskledger_server::InvalidTokens>(())
/// ```
#[derive(Clone)]
pub struct Tokens {
    digests: Vec<[u8; 32]>,
}

/// Who calls, as the log may name them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    /// The holder of a token: the first eight digits of its digest tell tokens apart and open nothing.
    Token(String),
    /// A user, by a signed request.
    User(String),
    /// A user, by a token that was given for a password and is for one project.
    Granted {
        /// The user.
        user: String,
        /// The project.
        project_id: String,
    },
}

/// How often a request carries a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence<'r> {
    Absent,
    Once(&'r [u8]),
    Repeated,
}

/// The text is no list of tokens.
#[derive(Debug)]
pub struct InvalidTokens(Message);

/// What the document says of the token: the header that carries it, and its length in characters.
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
    /// Reads a file with one token a line; blank lines and lines that begin with `#` do not count.
    ///
    /// # Errors
    /// The file cannot be read or is larger than 16 MiB, or it is no list of tokens.
    pub fn read(path: &Path) -> Result<Self, InvalidTokens> {
        let reading = |[english, chinese]: [&dyn fmt::Display; 2]| {
            let path = path.display();
            InvalidTokens::new([
                format!("reading tokens from {path}: {english}"),
                format!("从 {path} 读取令牌失败：{chinese}"),
            ])
        };
        let told = |error: &io::Error| reading([error, error]);
        let size = std::fs::metadata(path).map_err(|error| told(&error))?.len();
        if size > MOST_BYTES {
            return Err(reading([
                &format_args!("expected at most {MOST_BYTES} bytes, found {size}"),
                &format_args!("应最多 {MOST_BYTES} 字节，实际为 {size} 字节"),
            ]));
        }
        let text = std::fs::read_to_string(path).map_err(|error| told(&error))?;
        Self::parse(&text).map_err(|error| reading([&error, &error.localized(Locale::Chinese)]))
    }

    /// As [`Tokens::read`]; where there is no file, makes one with a token drawn by lot, which only its owner can read,
    /// and says that it did.
    ///
    /// # Errors
    /// The file cannot be read or made, or it is no list of tokens.
    pub fn read_or_make(path: &Path) -> Result<(Self, bool), InvalidTokens> {
        let is_new = match make(path) {
            Ok(()) => true,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => false,
            Err(error) => {
                let path = path.display();
                return Err(InvalidTokens::new([
                    format!("making a token in {path}: {error}"),
                    format!("在 {path} 中生成令牌失败：{error}"),
                ]));
            }
        };
        Ok((Self::read(path)?, is_new))
    }

    /// Reads a text with one token a line; blank lines and lines that begin with `#` do not count.
    ///
    /// # Errors
    /// A line cannot be a token, or there is none.
    pub fn parse(text: &str) -> Result<Self, InvalidTokens> {
        let mut digests = Vec::new();
        for (line, number) in text.trim_start_matches('\u{feff}').lines().map(str::trim).zip(1..) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if !line.bytes().all(|byte| byte.is_ascii_graphic()) {
                return Err(InvalidTokens::new([
                    format!("line {number}: expected visible ASCII characters without spaces"),
                    format!("第 {number} 行：应为不含空格的可见 ASCII 字符"),
                ]));
            }
            if !(SCHEME.min..=SCHEME.max).contains(&line.len()) {
                let Scheme { min, max, .. } = *SCHEME;
                let found = line.len();
                return Err(InvalidTokens::new([
                    format!("line {number}: expected {min} to {max} characters, found {found}"),
                    format!("第 {number} 行：应为 {min} 到 {max} 个字符，实际为 {found} 个"),
                ]));
            }
            digests.push(digest(line.as_bytes()));
        }
        match digests.is_empty() {
            true => Err(InvalidTokens::new(
                ["expected one token a line, found none", "应每行一个令牌，实际没有"].map(str::to_owned),
            )),
            false => Ok(Self { digests }),
        }
    }

    /// Who calls, if the token is one of these.
    ///
    /// Takes the same time whichever token it is and however much of it is right.
    pub(crate) fn allow(&self, token: &[u8]) -> Option<Caller> {
        let found = digest(token);
        let is_known = self.digests.iter().fold(false, |any, known| any | is_same(known, &found));
        is_known.then(|| Caller::Token(found.iter().take(4).map(|byte| format!("{byte:02x}")).collect()))
    }
}

/// The token that a request carries. An empty one is none.
pub(crate) fn token(headers: &HeaderMap) -> Presence<'_> {
    let mut values = headers.get_all(&SCHEME.header).iter();
    match (values.next().map(HeaderValue::as_bytes), values.next()) {
        (None | Some(b""), None) => Presence::Absent,
        (Some(token), None) => Presence::Once(token),
        _ => Presence::Repeated,
    }
}

/// Compares in a time that tells the lengths and nothing else.
pub(crate) fn is_same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}

/// Makes a file with one new token of 256 random bits; one that is there is left as it is.
fn make(path: &Path) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let token = format!("{:032x}{:032x}\n", rand::random::<u128>(), rand::random::<u128>());
    let written = options.open(path)?.write_all(token.as_bytes());
    if written.is_err() {
        // Half a token would be taken for a whole one at the next start.
        let _ = std::fs::remove_file(path);
    }
    written
}

fn digest(token: &[u8]) -> [u8; 32] {
    Sha256::digest(token).into()
}

impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Token(digest) => write!(f, "token:{digest}"),
            Self::User(user) | Self::Granted { user, .. } => write!(f, "user:{user}"),
        }
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tokens({})", self.digests.len())
    }
}

impl InvalidTokens {
    fn new([english, chinese]: [String; 2]) -> Self {
        Self(Message::new(english, chinese))
    }

    /// What is wrong, in a language. What the operating system says follows as it is.
    pub fn localized(&self, language: Locale) -> String {
        self.0.localized(language)
    }
}

impl fmt::Display for InvalidTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

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
        matches!(token(&headers), Presence::Once(token) if tokens.allow(token).is_some())
    }

    #[test]
    fn only_one_token_that_is_known_opens() {
        assert!(allowed(&["one"]) && allowed(&["two"]));
        for wrong in [&[][..], &[""], &["on"], &["one "], &["ONE"], &["one", "one"], &["one", "two"], &["one,two"]] {
            assert!(!allowed(wrong), "{wrong:?}");
        }
    }

    #[test]
    fn a_token_that_was_made_is_kept_secret_and_found_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tokens");
        let (made, is_new) = Tokens::read_or_make(&path).unwrap();
        let (found, is_new_again) = Tokens::read_or_make(&path).unwrap();
        assert!(is_new && !is_new_again && made.digests == found.digests);
        assert_eq!(std::fs::read_to_string(&path).unwrap().trim().len(), 64);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert!(Tokens::read_or_make(&dir.path().join("missing/tokens")).is_err());
    }

    #[test]
    fn a_file_that_holds_no_usable_token_does_not_open_the_server_to_an_empty_one() {
        for (text, told) in [
            ("", "expected one token a line, found none"),
            ("# only a comment\n\n", "expected one token a line, found none"),
            ("good\nbad token\n", "line 2: expected visible ASCII characters without spaces"),
            ("sch\u{fc}ssel", "line 1: expected visible ASCII characters without spaces"),
        ] {
            assert_eq!(Tokens::parse(text).unwrap_err().to_string(), told);
        }
        let long = Tokens::parse(&"a".repeat(40_001)).unwrap_err().to_string();
        assert_eq!(long, "line 1: expected 1 to 40000 characters, found 40001");
    }
}
