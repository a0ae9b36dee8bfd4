//! Password digests: argon2id with the recommended parameters (19 MiB, two passes).

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

use super::error::AccessError;

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
        return Err(AccessError::new([
            format!("expected a password of at least {MIN_CHARACTERS} characters and at most {MAX_BYTES} bytes"),
            format!("密码应至少 {MIN_CHARACTERS} 个字符，最多 {MAX_BYTES} 字节"),
        ]));
    }
    let digest = Argon2::default().hash_password(password.as_bytes());
    digest.map(|digest| digest.to_string()).map_err(|error| {
        AccessError::new([format!("the password cannot be digested: {error}"), format!("无法计算密码的摘要：{error}")])
    })
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
