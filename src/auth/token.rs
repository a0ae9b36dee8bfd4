//! A user token: a credential as it is.

use std::fmt;
use std::path::Path;

use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

use super::secret;
use crate::error::{Error, catalogue};
use crate::generated::X_AUTH_TOKEN;
use deskledger_runtime::Violations;

/// What stands for the token where a server repeats it.
const REDACTED: &str = "[token]";
/// A text may end like the beginning of a token by chance; so many characters are none.
const SHORTEST_CUT: usize = 6;

/// A user token: the value of `X-Subject-Token` in the answer of the IAM token call.
///
/// It is wiped from memory when it is dropped, and never shown.
///
/// ```
/// use deskledger::Token;
/// let token = Token::new("secret")?;
/// assert_eq!(format!("{token:?}"), "Token(6 characters)");
/// assert!(Token::new("").is_err());
/// # Ok::<(), deskledger::Error>(())
/// ```
#[derive(Clone)]
pub struct Token(Zeroizing<String>);

impl Token {
    /// Name of the environment variable that [`Token::from_env`] reads.
    pub const VARIABLE: &str = "DESKLEDGER_TOKEN";

    /// Takes a token as it is.
    ///
    /// # Errors
    /// `is_invalid` where it is empty, longer than 40,000 characters, or cannot stand in a header.
    pub fn new(token: impl Into<String>) -> Result<Self, Error> {
        let token = Zeroizing::new(token.into());
        let mut out = Violations::new();
        X_AUTH_TOKEN.check(&token, &mut out);
        out.into_result(()).map_err(Error::invalid)?;
        match token.bytes().position(|byte| !(0x21..=0x7e).contains(&byte)) {
            None => Ok(Self(token)),
            Some(at) => {
                let at = token.char_indices().take_while(|(index, _)| *index < at).count() + 1;
                Err(Error::setup(catalogue::token_character(at)))
            }
        }
    }

    /// Reads a token from a file, without the newline at its end.
    ///
    /// # Errors
    /// `is_local` where the file cannot be read, `is_invalid` where it does not hold a token.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let token = secret::from_file(path, catalogue::cannot_read_token(path.display()))?;
        if token.is_empty() {
            return Err(Error::setup(catalogue::token_file_empty(path.display())));
        }
        Self::new(token.as_str()).map_err(|error| error.within(catalogue::token_file(path.display())))
    }

    /// Reads the token from the environment variable `DESKLEDGER_TOKEN`; `None` where it is not set or empty.
    ///
    /// # Errors
    /// `is_invalid` where its value is not a token.
    pub fn from_env() -> Result<Option<Self>, Error> {
        let Some(value) = std::env::var_os(Self::VARIABLE).filter(|value| !value.is_empty()) else {
            return Ok(None);
        };
        let value = value.into_string().map_err(|_| Error::setup(catalogue::token_no_text()));
        let token = value.and_then(Self::new).map(Some);
        token.map_err(|error| error.within(catalogue::variable(Self::VARIABLE)))
    }

    pub(crate) fn header(&self) -> Result<HeaderValue, Error> {
        let value = HeaderValue::from_str(&self.0).map_err(|_| Error::setup(catalogue::token_no_header()));
        value.map(|mut value| {
            value.set_sensitive(true);
            value
        })
    }

    /// Takes the token out of a text that may repeat it, in any case, and cut at the end of the text.
    pub(crate) fn redact(&self, text: &str) -> String {
        let token = Zeroizing::new(self.0.to_ascii_lowercase());
        let lower = text.to_ascii_lowercase();
        let mut redacted = String::with_capacity(text.len());
        let mut from = 0;
        for (at, found) in lower.match_indices(token.as_str()) {
            redacted.push_str(&text[from..at]);
            redacted.push_str(REDACTED);
            from = at + found.len();
        }
        let rest = &lower[from..];
        let cut =
            (SHORTEST_CUT..token.len().min(rest.len() + 1)).rev().find(|length| rest.ends_with(&token[..*length]));
        redacted.push_str(&text[from..text.len() - cut.unwrap_or_default()]);
        redacted.push_str(cut.map_or("", |_| REDACTED));
        redacted
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token({} characters)", self.0.len())
    }
}

impl std::str::FromStr for Token {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::new(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_would_break_the_header_is_refused_without_being_shown() {
        for (token, told) in [
            ("", "at least 1 character"),
            ("hunter2\r\nX-Evil: 1", "character 8"),
            ("hunter2 ", "character 8"),
            ("hunter２", "character 7"),
            (&"h".repeat(40_001), "at most 40000 characters"),
        ] {
            let error = Token::new(token).unwrap_err();
            assert!(error.is_invalid() && error.to_string().contains(told), "{error}");
            assert!(!format!("{error} {error:?}").contains("hunter"), "{error:?}");
        }
    }

    #[test]
    fn an_empty_file_is_called_empty() {
        let file = tempfile::NamedTempFile::new().unwrap();
        for content in ["", "\n", "\r\n"] {
            std::fs::write(file.path(), content).unwrap();
            let told = Token::from_file(file.path()).unwrap_err().to_string();
            assert!(told.contains("found an empty file") && told.contains("token file"), "{told}");
        }
    }

    #[test]
    fn a_repeated_token_is_taken_out_in_any_case_and_when_it_is_cut() {
        let token = Token::new("Hunter2-Hunter2").unwrap();
        for (text, clean) in [
            ("", ""),
            ("no 你好", "no 你好"),
            ("a Hunter2-Hunter2 b hunter2-hunter2", "a [token] b [token]"),
            ("你 HUNTER2-HUNTER2HUNTER2-hun", "你 [token][token]"),
            ("hun", "hun"),
        ] {
            assert_eq!(token.redact(text), clean);
        }
        assert_eq!(Token::new("a").unwrap().redact("banana"), "b[token]n[token]n[token]");
    }

    #[test]
    fn a_token_file_may_end_in_one_newline_of_either_kind() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("token");
        for text in ["secret", "secret\n", "secret\r\n"] {
            std::fs::write(&path, text).unwrap();
            assert_eq!(*Token::from_file(&path).unwrap().0, "secret");
        }
        std::fs::write(&path, "secret\n\n").unwrap();
        assert!(Token::from_file(&path).unwrap_err().is_invalid());
        let error = Token::from_file(dir.path().join("none")).unwrap_err();
        assert!(error.is_local() && error.to_string().contains("none"), "{error}");
    }
}
