//! Authentication and authorisation: server tokens, users, projects, roles, access keys, passwords, tokens and signatures.
//!
//! All but the server tokens are stored in a file of their own beside the records, accessible to its owner only: the secret
//! of an access key is stored in plain text, because the server computes the signature again to compare it. Passwords are
//! stored as argon2id digests, tokens as SHA-256 digests: they are long and random, so that they cannot be guessed. Failed
//! attempts and used signatures are stored there as well. Servers of one cluster share a log of the changes.

mod caller;
mod error;
mod file;
mod guard;
mod password;
mod projects;
mod role;
mod schema;
mod server_tokens;
mod shared;
pub(crate) mod signature;
mod time;
mod tokens;
mod users;

pub(crate) use caller::Caller;
pub use error::AccessError;
pub use file::Access;
pub(crate) use guard::{Lock, Standing};
pub(crate) use password::PasswordCheck;
pub use projects::Project;
pub use role::Role;
pub(crate) use schema::FILE_NAME;
pub use server_tokens::{InvalidTokens, Tokens};
pub(crate) use server_tokens::{Presence, token};
pub use tokens::NewToken;
pub(crate) use tokens::{ALL_PROJECTS, Presented};
pub use users::{NewKey, User};
