//! Users, their passwords and their access keys: an id and a signing secret each.

use std::fmt;

use rusqlite::params;

use super::error::AccessError;
use super::file::{Access, check_name};
use super::guard::forget_failures;
use super::password::{self, PasswordCheck};
use super::role::{Role, roles_of};
use super::shared::texts;
use super::tokens;

/// A user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The name.
    pub name: String,
    /// Projects and the role of the user in each.
    pub projects: Vec<(String, Role)>,
    /// Ids of the access keys.
    pub keys: Vec<String>,
    /// Addresses at which the user or one of the keys is locked.
    pub locked: Vec<String>,
}

/// A new access key. The secret is shown only once.
pub struct NewKey {
    /// The public id.
    pub id: String,
    /// The signing secret.
    pub secret: String,
}

impl Access {
    /// Adds a user, or changes the password of an existing one, which revokes all tokens of the user.
    ///
    /// # Errors
    /// The name or the password is invalid, or the file cannot be written.
    pub fn set_user(&self, name: &str, password: &str) -> Result<(), AccessError> {
        check_name(name)?;
        let digest = password::digest(password)?;
        let sql = "INSERT INTO user (name, password) VALUES (?1, ?2)
            ON CONFLICT (name) DO UPDATE SET password = excluded.password";
        self.change(|connection| {
            connection.execute(sql, params![name, digest])?;
            forget_failures(connection, name)?;
            tokens::revoke(connection, name, None)
        })
    }

    /// Checks a password, in the same time for an unknown user, and returns the digest with which it was compared.
    pub(crate) fn check_password(
        &self,
        name: &str,
        password: &str,
    ) -> Result<(PasswordCheck, Option<String>), AccessError> {
        let sql = "SELECT password FROM user WHERE name = ?1";
        let digest: Option<String> = self.find(sql, [name], |row| row.get(0))?;
        Ok((password::check(password, digest.as_deref()), digest))
    }

    /// Removes a user with all roles, keys and tokens; false if there is none.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn remove_user(&self, name: &str) -> Result<bool, AccessError> {
        self.change(|connection| {
            forget_failures(connection, name)?;
            Ok(connection.execute("DELETE FROM user WHERE name = ?1", [name])? > 0)
        })
    }

    /// All users, by name.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn users(&self) -> Result<Vec<User>, AccessError> {
        let now = self.clock_time();
        self.read(|connection| {
            let locks = Self::locks(connection, now)?;
            let user = |name: String| {
                let projects = roles_of(connection, &name)?;
                let keys = texts(connection, "SELECT id FROM access_key WHERE user = ?1 ORDER BY id", [&name])?;
                let is_locked = |lock: &str| {
                    lock.strip_prefix("user:").is_some_and(|user| user == name)
                        || lock.strip_prefix("key:").is_some_and(|key| keys.iter().any(|own| own == key))
                };
                let locked = locks.iter().filter(|(lock, _)| is_locked(lock)).map(|(_, peer)| peer.clone()).collect();
                Ok(User { name, projects, keys, locked })
            };
            texts(connection, "SELECT name FROM user ORDER BY name", ())?.into_iter().map(user).collect()
        })
    }

    /// Creates a key for a user: 20 and 40 random characters.
    ///
    /// # Errors
    /// The user does not exist, or the file cannot be written.
    pub fn add_key(&self, name: &str) -> Result<NewKey, AccessError> {
        self.expect_user(name)?;
        let key = NewKey { id: random(20).to_uppercase(), secret: random(40) };
        let sql = "INSERT INTO access_key (id, secret, user) VALUES (?1, ?2, ?3)";
        self.execute(sql, [&key.id, &key.secret, name])?;
        Ok(key)
    }

    /// Removes a key; false if it does not exist.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn remove_key(&self, id: &str) -> Result<bool, AccessError> {
        self.execute("DELETE FROM access_key WHERE id = ?1", [id])
    }

    /// The secret of a key and the name of its user.
    pub(crate) fn key(&self, id: &str) -> Result<Option<(String, String)>, AccessError> {
        self.find("SELECT secret, user FROM access_key WHERE id = ?1", [id], |row| row.try_into())
    }
}

/// Random letters and digits; each holds more than five bits.
fn random(count: usize) -> String {
    let letter = |_| char::from_digit(rand::random_range(0..36), 36).unwrap_or('0');
    (0..count).map(letter).collect()
}

impl fmt::Debug for NewKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewKey").field("id", &self.id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::schema::FILE_NAME;
    use super::super::tokens::Presented;
    use super::*;

    #[test]
    fn a_user_who_is_removed_leaves_no_key_no_role_and_no_token_behind() {
        let (_dir, access) = Access::temporary();
        assert!(access.add_key("wang").is_err() && access.grant("wang", "p1", Role::Admin).is_err());
        access.set_user("wang", "a password of length").unwrap();
        access.grant("wang", "p1", Role::Writer).unwrap();
        let key = access.add_key("wang").unwrap();
        let token = access.issue("wang", "p1", Duration::from_secs(60)).unwrap();
        assert!(access.role("wang", "p1").unwrap().is_some() && access.role("wang", "p2").unwrap().is_none());
        assert!(!format!("{key:?}{token:?}").contains(&key.secret) && !format!("{token:?}").contains(&token.secret));
        assert_eq!(access.users().unwrap()[0].keys.join(","), key.id);
        assert!(access.remove_user("wang").unwrap() && !access.remove_user("wang").unwrap());
        access.set_user("wang", "another password").unwrap();
        assert!(access.role("wang", "p1").unwrap().is_none() && access.key(&key.id).unwrap().is_none());
        assert_eq!(access.presented(token.secret.as_bytes()).unwrap(), Presented::Unknown);
    }

    #[test]
    fn a_password_is_kept_as_a_digest_and_opens_only_its_user() {
        let (dir, access) = Access::temporary();
        assert!(access.set_user("", "a password of length").is_err() && access.set_user("li", "short").is_err());
        access.set_user("li", "a password of length").unwrap();
        let token = access.issue("li", "p1", Duration::from_secs(60)).unwrap();
        assert_eq!(access.check_password("li", "a password of length").unwrap().0, PasswordCheck::Right);
        assert_eq!(access.check_password("li", "a password of lengt").unwrap().0, PasswordCheck::Wrong);
        assert_eq!(access.check_password("nobody", "a password of length").unwrap().0, PasswordCheck::UnknownUser);
        let file = std::fs::read(dir.path().join(FILE_NAME)).unwrap();
        let log = std::fs::read(dir.path().join(format!("{FILE_NAME}-wal"))).unwrap_or_default();
        let all = [file, log].concat();
        for secret in ["a password of length", &token.secret] {
            assert!(!all.windows(secret.len()).any(|bytes| bytes == secret.as_bytes()));
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(dir.path().join(FILE_NAME)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
