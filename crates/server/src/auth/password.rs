//! Password digests: argon2id with the recommended parameters (19 MiB, two passes).

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

use super::error::AccessError;
use crate::messages;

/// Minimum length in characters.
const MIN_CHARACTERS: usize = 8;

/// Maximum length in bytes: a longer password would only cost time.
const MAX_BYTES: usize = 1024;

/// Result of a password check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PasswordCheck {
    Right,
    Wrong,
    UnknownUser,
}

/// The digest of a password.
///
/// # Errors
/// It is too short or too long.
pub(super) fn digest(password: &str) -> Result<String, AccessError> {
    if password.chars().count() < MIN_CHARACTERS || password.len() > MAX_BYTES {
        return Err(AccessError::new(messages::expected_a_password_of_at_least(MIN_CHARACTERS, MAX_BYTES)));
    }
    let digest = Argon2::default().hash_password(password.as_bytes());
    digest
        .map(|digest| digest.to_string())
        .map_err(|error| AccessError::new(messages::the_password_cannot_be_digested(error.to_string())))
}

/// Checks a password against the digest of its user. Without one it takes the same time.
pub(super) fn check(password: &str, digest: Option<&str>) -> PasswordCheck {
    if password.len() <= MAX_BYTES {
        match digest.map(PasswordHash::new) {
            Some(Ok(digest)) if Argon2::default().verify_password(password.as_bytes(), &digest).is_ok() => {
                return PasswordCheck::Right;
            }
            Some(Ok(_)) => {}
            _ => drop(Argon2::default().hash_password(password.as_bytes())),
        }
    }
    if digest.is_some() { PasswordCheck::Wrong } else { PasswordCheck::UnknownUser }
}
