//! Credentials: what a request proves itself with, and where it is found.

mod find;
mod iam_user;
mod key;
mod profile;
mod secret;
mod sign;
mod token;

use std::time::SystemTime;

use reqwest::Request;
use reqwest::header::HeaderName;

use crate::error::Error;

pub use find::{Found, Source};
pub use iam_user::IamUser;
pub(crate) use iam_user::{Issued, until};
pub use key::AccessKey;
pub(crate) use secret::wipe;
pub(crate) use sign::hex;
pub use sign::{Signable, authorization};
pub use token::Token;

/// What a request proves itself with: a token, an access key that signs it, or a user whose password is exchanged for a
/// token.
///
/// ```
/// use deskledger::{AccessKey, Credential, Token};
/// let token: Credential = Token::new("secret")?.into();
/// let key: Credential = AccessKey::new("HPUAB2C3", "secret")?.into();
/// assert_eq!(format!("{token:?} {key:?}"), "Token(6 characters) AccessKey(HPUAB2C3)");
/// # Ok::<(), deskledger::Error>(())
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub enum Credential {
    /// A token, sent as it is.
    Token(Token),
    /// An access key, which signs each request and is never sent.
    Key(AccessKey),
    /// A user of the identity service: the password goes there, and the token that comes back goes with each request.
    User(IamUser),
}

/// What one request proves itself with.
#[derive(Clone)]
pub(crate) enum Proof {
    /// A token; of a user, with its number.
    Token(Token, Option<u64>),
    /// A key that signs the request.
    Key(AccessKey),
}

impl Proof {
    /// Adds the proof to a request that is otherwise finished.
    pub(crate) fn prove(&self, request: &mut Request, now: SystemTime) -> Result<(), Error> {
        match self {
            Self::Token(token, _) => {
                request.headers_mut().insert(HeaderName::from_static("x-auth-token"), token.header()?);
                Ok(())
            }
            Self::Key(key) => key.sign(request, now),
        }
    }
}

impl Credential {
    /// Takes what must not be shown out of a text that may repeat it.
    pub(crate) fn redact(&self, text: &str) -> String {
        match self {
            Self::Token(token) => token.redact(text),
            Self::Key(key) => key.redact(text),
            Self::User(user) => user.redact(text),
        }
    }

    /// Whether a request may be sent on to another address of the same host: the proof of a key is for one address.
    pub(crate) fn may_be_redirected(&self) -> bool {
        !matches!(self, Self::Key(_))
    }
}

impl From<Token> for Credential {
    fn from(token: Token) -> Self {
        Self::Token(token)
    }
}

impl From<AccessKey> for Credential {
    fn from(key: AccessKey) -> Self {
        Self::Key(key)
    }
}

impl From<IamUser> for Credential {
    fn from(user: IamUser) -> Self {
        Self::User(user)
    }
}

impl std::fmt::Debug for Credential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Token(token) => token.fmt(f),
            Self::Key(key) => key.fmt(f),
            Self::User(user) => user.fmt(f),
        }
    }
}
