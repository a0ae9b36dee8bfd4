//! The kinds of credentials.

use std::fmt;

use super::access_key::AccessKey;
use super::iam_user::IamUser;
use super::token::Token;

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
