//! Users, projects, roles, access keys and tokens.
//!
//! They are stored in a file of their own beside the records, accessible to its owner only: the secret of an access key
//! is stored in plain text, because the server computes the signature again to compare it. Passwords are stored as
//! argon2id digests, tokens as SHA-256 digests: they are long and random, so that they cannot be guessed. Failed
//! attempts and used signatures are stored there as well. Servers of one cluster share a log of the changes.

mod error;
mod file;
mod guard;
mod keys;
mod newest;
mod password;
mod projects;
mod role;
mod schema;
mod shared;
mod time;
mod tokens;
mod users;

pub use error::AccessError;
pub use file::Access;
pub(crate) use guard::{CLOCK_SKEW, Lock, Standing};
pub use keys::NewKey;
pub(crate) use password::PasswordCheck;
pub use projects::Project;
pub use role::Role;
pub(crate) use schema::FILE_NAME;
pub use tokens::NewToken;
pub(crate) use tokens::{ALL_PROJECTS, Presented};
pub use users::User;
