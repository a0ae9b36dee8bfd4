//! Passwords: argon2id with the parameters that its library recommends (19 MiB, two passes).

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

use super::AccessError;

/// How many characters a password needs.
const LEAST: usize = 8;

/// How many bytes of a password are looked at; a longer one would only cost time.
const MOST: usize = 1024;

/// The digest under which a password is kept.
///
/// # Errors
/// It is too short or too long, in words.
pub(super) fn digest(password: &str) -> Result<String, AccessError> {
    if password.chars().count() < LEAST || password.len() > MOST {
        return Err(AccessError::new([
            format!("expected a password of at least {LEAST} characters and at most {MOST} bytes"),
            format!("密码应至少 {LEAST} 个字符，最多 {MOST} 字节"),
        ]));
    }
    let digest = Argon2::default().hash_password(password.as_bytes());
    digest.map(|digest| digest.to_string()).map_err(|error| {
        AccessError::new([format!("the password cannot be digested: {error}"), format!("无法计算密码的摘要：{error}")])
    })
}

/// Whether a password has this digest. Without one, the time is spent all the same.
pub(super) fn is_same(password: &str, digest: Option<&str>) -> bool {
    if password.len() > MOST {
        return false;
    }
    match digest.map(PasswordHash::new) {
        Some(Ok(digest)) => Argon2::default().verify_password(password.as_bytes(), &digest).is_ok(),
        _ => {
            let _ = Argon2::default().hash_password(password.as_bytes());
            false
        }
    }
}
