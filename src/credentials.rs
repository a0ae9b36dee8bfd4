//! Credentials of this vendor, and their discovery.

use std::fmt;

use deskledger_runtime::Message;

use crate::messages;

mod access_key;
mod find;
mod iam_user;
pub(crate) mod profile;
mod sign;
mod token;
pub(crate) mod token_exchange;

pub use access_key::AccessKey;
pub use find::{DiscoveredCredential, Source};
pub use iam_user::IamUser;
pub use sign::{SigningRequest, sign};
pub use token::Token;

/// A token, an access key that signs each request, or a user whose password is exchanged for a token.
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
    /// A token, sent in each request.
    Token(Token),
    /// An access key, which signs each request; the secret is never sent.
    Key(AccessKey),
    /// A user of the identity service. The password is sent there only, and the issued token with each request.
    User(IamUser),
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

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Token(token) => token.fmt(f),
            Self::Key(key) => key.fmt(f),
            Self::User(user) => user.fmt(f),
        }
    }
}

/// Advice for an error response of this service with a status.
fn advice(status: u16) -> Option<Message> {
    match status {
        401 => Some(messages::new_token()),
        403 => Some(messages::ask_permission()),
        404 => Some(messages::check_project()),
        _ => None,
    }
}
