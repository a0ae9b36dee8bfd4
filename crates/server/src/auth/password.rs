//! Password digests: argon2id with the recommended parameters (19 MiB, two passes).

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

use super::error::AccessError;
use crate::messages;

/// Minimum length in characters.
const MIN_CHARACTERS: usize = 8;

/// Maximum length in characters: that of the token call.
const MAX_CHARACTERS: usize = 255;

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
    if !(MIN_CHARACTERS..=MAX_CHARACTERS).contains(&password.chars().count()) {
        return Err(AccessError::invalid(messages::expected_a_password_of_at_least(MIN_CHARACTERS, MAX_CHARACTERS)));
    }
    let digest = Argon2::default().hash_password(password.as_bytes());
    digest
        .map(|digest| digest.to_string())
        .map_err(|error| AccessError::new(messages::the_password_cannot_be_digested(error.to_string())))
}

/// Checks a password against the digest of its user. Without one it takes the same time.
pub(super) fn check(password: &str, digest: Option<&str>) -> PasswordCheck {
    if password.chars().count() <= MAX_CHARACTERS {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_that_can_be_set_can_be_sent_in_a_token_call() {
        let document: serde_json::Value = serde_json::from_str(deskledger::iam::DOCUMENT).unwrap();
        let user = &document["components"]["schemas"]["PasswordUser"]["properties"];
        assert_eq!(user["password"]["maxLength"], MAX_CHARACTERS);
        let longest = "\u{5bc6}".repeat(MAX_CHARACTERS);
        assert_eq!(check(&longest, Some(&digest(&longest).unwrap())), PasswordCheck::Right);
        for wrong in ["short", &format!("{longest}!")] {
            let error = digest(wrong).unwrap_err().to_string();
            assert!(error.contains("8 to 255 characters"), "{error}");
        }
    }
}
