//! Credentials of this vendor, and their discovery.

mod access_key;
mod advice;
mod find;
mod iam_user;
mod kind;
pub(crate) mod profile;
mod sign;
mod token;
pub(crate) mod token_exchange;

pub use access_key::AccessKey;
pub use find::{DiscoveredCredential, Source};
pub use iam_user::IamUser;
pub use kind::Credential;
pub use sign::{SigningRequest, sign};
pub use token::Token;
