//! User tokens.

use std::fmt;
use std::path::Path;
use std::time::SystemTime;

use deskledger_client::reqwest::Request;
use deskledger_client::{Error, Secret};
use deskledger_runtime::{Message, Violations};

use super::advice;
use crate::generated::X_AUTH_TOKEN;
use crate::messages;

/// A user token: the value of `X-Subject-Token` in the response of the IAM token call.
///
/// It is wiped from memory when dropped, and never shown.
///
/// ```
/// use deskledger::Token;
/// let token = Token::new("secret")?;
/// assert_eq!(format!("{token:?}"), "Token(6 characters)");
/// assert!(Token::new("").is_err());
/// # Ok::<(), deskledger::Error>(())
/// ```
#[derive(Clone)]
pub struct Token(Secret);

impl Token {
    /// Name of the environment variable that [`Token::from_env`] reads.
    pub const ENV_VAR: &str = "DESKLEDGER_TOKEN";

    /// Wraps a token.
    ///
    /// # Errors
    /// `is_invalid` if it is empty, longer than 40,000 characters, or not valid in a header.
    pub fn new(token: impl Into<String>) -> Result<Self, Error> {
        let token = Secret::new(token);
        if let Some(at) = token.expose().chars().position(|character| !character.is_ascii_graphic()) {
            return Err(Error::configuration(messages::token_character(at + 1)));
        }
        let mut out = Violations::new();
        X_AUTH_TOKEN.check(token.expose(), &mut out);
        out.into_result(Self(token)).map_err(Error::invalid)
    }

    /// Reads a token from a file, without its trailing newline.
    ///
    /// # Errors
    /// `is_local` if the file cannot be read, `is_invalid` if it does not contain a token.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let token = Secret::from_file(path, messages::cannot_read_token(path.display()))?;
        if token.is_empty() {
            return Err(Error::configuration(messages::token_file_empty(path.display())));
        }
        Self::new(token.expose()).map_err(|error| error.within(messages::token_file(path.display())))
    }

    /// Reads the token from the environment variable `DESKLEDGER_TOKEN`; `None` if it is unset or empty.
    ///
    /// # Errors
    /// `is_invalid` if the value is not a token.
    pub fn from_env() -> Result<Option<Self>, Error> {
        let Some(value) = std::env::var_os(Self::ENV_VAR).filter(|value| !value.is_empty()) else {
            return Ok(None);
        };
        let value = value.into_string().map_err(|_| Error::configuration(messages::token_no_text()));
        value.and_then(Self::new).map(Some).map_err(|error| error.within(messages::variable(Self::ENV_VAR)))
    }

    /// The token as a header value.
    pub(super) fn header(&self) -> Result<http::HeaderValue, Error> {
        self.0.header("").map_err(|_| Error::configuration(messages::token_no_header()))
    }

    /// The text with the token redacted.
    pub(super) fn redact(&self, text: &str) -> String {
        self.0.redact(text, "[token]")
    }

    /// Adds the token to a request.
    pub(super) fn add_to(&self, request: &mut Request) -> Result<(), Error> {
        request.headers_mut().insert(http::HeaderName::from_static("x-auth-token"), self.header()?);
        Ok(())
    }
}

impl deskledger_client::Credential for Token {
    fn preview(&self, request: &mut Request, _: SystemTime) -> Result<(), Error> {
        self.add_to(request)
    }

    fn redact(&self, text: &str) -> String {
        self.redact(text)
    }

    fn advice(&self, status: u16) -> Option<Message> {
        advice::of(status)
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
