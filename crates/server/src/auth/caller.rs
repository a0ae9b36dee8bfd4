//! The authenticated caller of a request.

use std::fmt;

/// The authenticated caller, as the log names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    /// The holder of a server token, by the first eight digits of its digest: they distinguish tokens and grant nothing.
    Token(String),
    /// A user who signed the request, or has a token for all own projects.
    User(String),
    /// A user with a token that was issued for a password and is valid for one project.
    Granted {
        /// The user.
        user: String,
        /// The project.
        project_id: String,
    },
}

impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Token(digest) => write!(f, "token:{digest}"),
            Self::User(user) | Self::Granted { user, .. } => write!(f, "user:{user}"),
        }
    }
}
