//! Authentication and authorisation: server tokens, access keys, passwords and roles.

mod access;
mod caller;
mod server_tokens;
pub(crate) mod signature;

pub(crate) use access::{ALL_PROJECTS, FILE_NAME, Lock, PasswordCheck, Presented, Standing};
pub use access::{Access, AccessError, NewKey, NewToken, Project, Role, User};
pub(crate) use caller::Caller;
pub use server_tokens::{InvalidTokens, Tokens};
pub(crate) use server_tokens::{Presence, token};
