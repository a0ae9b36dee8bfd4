//! Tokens issued for a password: each for one user and one project or all own projects, with an expiry time.

use std::fmt;
use std::time::Duration;

use rusqlite::{Connection, params};

use super::caller::Caller;
use super::error::AccessError;
use super::file::Access;
use super::server_tokens::{digest, random};
use crate::messages;

/// Retention of an expired token, so that its holder receives a specific error.
const KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// Maximum number of tokens of a user for one project; a new one replaces the oldest.
const MAX_TOKENS: u32 = 100;

/// In place of a project id: all projects in which the user has a role when the token is used. No project has this id.
pub(crate) const ALL_PROJECTS: &str = "*";

/// A new token. The secret is shown only once.
pub struct NewToken {
    /// The token.
    pub secret: String,
    /// Time of issue in microseconds since 1970.
    pub issued_at: i64,
    /// Time of expiry in microseconds since 1970.
    pub expires_at: i64,
}

/// Status of a token that a caller presents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Presented {
    /// Valid for a user, in one project or all own ones.
    Valid(Caller),
    /// Expired.
    Expired,
    /// Never issued, revoked, or expired long ago.
    Unknown,
}

impl Access {
    /// Issues a token to a user for a project or `ALL_PROJECTS`, and deletes tokens that expired long ago.
    ///
    /// # Errors
    /// The user does not exist, the clock has been set back, or the file cannot be written.
    pub fn issue(&self, name: &str, project_id: &str, ttl: Duration) -> Result<NewToken, AccessError> {
        self.expect_user(name)?;
        let issued = self.issue_if(name, project_id, ttl, None)?;
        issued.ok_or_else(|| AccessError::new(messages::expected_a_user_found_none(name)))
    }

    /// As [`Access::issue`], for a password that was compared with a digest; `None` if the user has another one by now.
    pub(crate) fn issue_if(
        &self,
        name: &str,
        project_id: &str,
        ttl: Duration,
        password: Option<&str>,
    ) -> Result<Option<NewToken>, AccessError> {
        self.check_clock()?;
        let issued_at = micros(self.now());
        let expires_at = issued_at.saturating_add(micros(ttl));
        let secret = random();
        let is_issued = self.change(|connection| {
            let is_current = "SELECT EXISTS (SELECT 1 FROM user WHERE name = ?1 AND (?2 IS NULL OR password = ?2))";
            if !connection.query_row(is_current, params![name, password], |row| row.get::<_, bool>(0))? {
                return Ok(false);
            }
            connection.execute("DELETE FROM token WHERE expires_at < ?1", [issued_at - micros(KEPT)])?;
            let oldest =
                "DELETE FROM token WHERE digest IN (SELECT digest FROM token WHERE user = ?1 AND project_id = ?2
                ORDER BY issued_at DESC LIMIT -1 OFFSET ?3)";
            connection.execute(oldest, params![name, project_id, MAX_TOKENS - 1])?;
            let sql = "INSERT INTO token (digest, user, project_id, issued_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)";
            connection.execute(sql, params![digest(secret.as_bytes()), name, project_id, issued_at, expires_at])?;
            Ok(true)
        })?;
        Ok(is_issued.then_some(NewToken { secret, issued_at, expires_at }))
    }

    /// Status of a token. It is looked up by its digest, so that the time reveals nothing about the token.
    pub(crate) fn presented(&self, token: &[u8]) -> Result<Presented, AccessError> {
        let sql = "SELECT user, project_id, expires_at FROM token WHERE digest = ?1";
        let found: Option<(String, String, i64)> = self.find(sql, [digest(token)], |row| row.try_into())?;
        let now = micros(self.now());
        Ok(match found {
            Some((.., expires_at)) if now >= expires_at => Presented::Expired,
            Some((user, project_id, _)) if project_id == ALL_PROJECTS => Presented::Valid(Caller::User(user)),
            Some((user, project_id, _)) => Presented::Valid(Caller::Granted { user, project_id }),
            None => Presented::Unknown,
        })
    }
}

/// Revokes the tokens of a user for one project or for all, by removing them.
pub(super) fn revoke(connection: &Connection, user: &str, project_id: Option<&str>) -> rusqlite::Result<()> {
    let sql = "DELETE FROM token WHERE user = ?1 AND (?2 IS NULL OR project_id = ?2)";
    connection.execute(sql, params![user, project_id]).map(drop)
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

impl fmt::Debug for NewToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewToken").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::super::role::Role;
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    fn access() -> (tempfile::TempDir, Access) {
        let (dir, access) = Access::temporary();
        access.set_user("wang", "a password of length").unwrap();
        access.grant("wang", "p1", Role::Reader).unwrap();
        access.grant("wang", "p2", Role::Reader).unwrap();
        (dir, access)
    }

    #[test]
    fn a_token_ends_with_its_time_its_password_and_its_role() {
        let (_dir, access) = access();
        let good = |token: &NewToken| matches!(access.presented(token.secret.as_bytes()), Ok(Presented::Valid { .. }));
        let (one, two) = (access.issue("wang", "p1", HOUR).unwrap(), access.issue("wang", "p2", HOUR).unwrap());
        let over = access.issue("wang", "p1", Duration::ZERO).unwrap();
        assert!(good(&one) && good(&two));
        assert_eq!(access.presented(over.secret.as_bytes()).unwrap(), Presented::Expired);
        access.grant("wang", "p1", Role::Reader).unwrap();
        assert!(good(&one), "nothing has changed");
        access.grant("wang", "p1", Role::Writer).unwrap();
        assert!(!good(&one) && good(&two), "another role ends the tokens of its project");
        access.set_user("wang", "another password").unwrap();
        assert!(!good(&two));
    }

    #[test]
    fn a_password_that_is_changed_during_a_sign_in_opens_nothing() {
        let (_dir, access) = access();
        let digest = access.check_password("wang", "a password of length").unwrap().1;
        let issue = || access.issue_if("wang", "p1", HOUR, digest.as_deref()).unwrap();
        assert!(issue().is_some());
        access.set_user("wang", "another password").unwrap();
        assert!(issue().is_none());
        access.remove_user("wang").unwrap();
        assert!(issue().is_none());
    }

    #[test]
    fn tokens_do_not_fill_the_disk() {
        let (_dir, access) = access();
        let first = access.issue("wang", "p1", HOUR).unwrap();
        let others: Vec<NewToken> = (0..MAX_TOKENS).map(|_| access.issue("wang", "p1", HOUR).unwrap()).collect();
        assert_eq!(access.presented(first.secret.as_bytes()).unwrap(), Presented::Unknown);
        assert_ne!(access.presented(others[0].secret.as_bytes()).unwrap(), Presented::Unknown);
        let forget = |connection: &mut rusqlite::Connection| {
            connection.execute("UPDATE token SET expires_at = expires_at - ?1", [micros(2 * KEPT)])
        };
        access.read(forget).unwrap();
        access.issue("wang", "p2", HOUR).unwrap();
        let left = |connection: &mut rusqlite::Connection| {
            connection.query_row("SELECT count(*) FROM token", (), |row| row.get::<_, i64>(0))
        };
        assert_eq!(access.read(left).unwrap(), 1);
    }
}
