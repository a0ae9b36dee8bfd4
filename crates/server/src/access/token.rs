//! Tokens that were given for a password: each of one user, for one project, for a time.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use super::{Access, AccessError};

/// How long a token that has ended is remembered, so that its holder is told that it has.
const REMEMBERED: Duration = Duration::from_secs(24 * 60 * 60);

/// How many tokens a user has for one project at most; one more ends the oldest.
const MOST: u32 = 100;

/// A token that was made. The secret is shown once and never again.
pub struct NewToken {
    /// The token itself.
    pub secret: String,
    /// When it was made, in microseconds since 1970.
    pub issued_at: i64,
    /// When it ends, in microseconds since 1970.
    pub expires_at: i64,
}

/// What a token that a caller shows is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Presented {
    /// It is good, for one user in one project.
    Good {
        /// The user.
        user: String,
        /// The project.
        project_id: String,
    },
    /// It was good until its time was over, or until the password or the role of its user changed.
    Ended,
    /// Nobody was given it, or long ago.
    Unknown,
}

impl Access {
    /// Makes a token for a user in a project, and forgets those that ended long ago.
    ///
    /// # Errors
    /// There is no such user, or the file cannot be written.
    pub fn issue(&self, name: &str, project_id: &str, lifetime: Duration) -> Result<NewToken, AccessError> {
        self.expect_user(name)?;
        let issued_at = now();
        let expires_at = issued_at.saturating_add(micros(lifetime));
        let secret = format!("{:032x}{:032x}", rand::random::<u128>(), rand::random::<u128>());
        self.change(|connection| {
            connection.execute("DELETE FROM token WHERE expires_at < ?1", [issued_at - micros(REMEMBERED)])?;
            let oldest =
                "DELETE FROM token WHERE digest IN (SELECT digest FROM token WHERE user = ?1 AND project_id = ?2
                ORDER BY issued_at DESC LIMIT -1 OFFSET ?3)";
            connection.execute(oldest, params![name, project_id, MOST - 1])?;
            let sql = "INSERT INTO token (digest, user, project_id, issued_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)";
            connection.execute(sql, params![digest(secret.as_bytes()), name, project_id, issued_at, expires_at])
        })?;
        Ok(NewToken { secret, issued_at, expires_at })
    }

    /// What a token is. It is found by its digest: how long that takes tells nothing of the token.
    pub(crate) fn presented(&self, token: &[u8]) -> Result<Presented, AccessError> {
        let sql = "SELECT user, project_id, expires_at FROM token WHERE digest = ?1";
        let found = self.with(|connection| {
            let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get::<_, i64>(2)?));
            connection.prepare_cached(sql)?.query_row([digest(token)], row).optional()
        })?;
        Ok(match found {
            Some((user, project_id, expires_at)) if now() < expires_at => Presented::Good { user, project_id },
            Some(_) => Presented::Ended,
            None => Presented::Unknown,
        })
    }
}

/// Ends the tokens of a user now, for one project or for all. Their holders are told that they have ended, and may ask for
/// new ones.
pub(super) fn end(connection: &Connection, user: &str, project_id: Option<&str>) -> rusqlite::Result<()> {
    let sql = "UPDATE token SET expires_at = ?1
        WHERE user = ?2 AND (?3 IS NULL OR project_id = ?3) AND expires_at > ?1";
    connection.execute(sql, params![now(), user, project_id]).map(drop)
}

fn digest(token: &[u8]) -> [u8; 32] {
    Sha256::digest(token).into()
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

/// Microseconds since 1970.
fn now() -> i64 {
    micros(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default())
}

impl fmt::Debug for NewToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewToken").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Role;
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    fn access() -> (tempfile::TempDir, Access) {
        let dir = tempfile::tempdir().unwrap();
        let access = Access::open(dir.path()).unwrap();
        access.set_user("wang", "a password of length").unwrap();
        access.permit("wang", "p1", Some(Role::Reader)).unwrap();
        access.permit("wang", "p2", Some(Role::Reader)).unwrap();
        (dir, access)
    }

    #[test]
    fn a_token_ends_with_its_time_its_password_and_its_role() {
        let (_dir, access) = access();
        let good = |token: &NewToken| matches!(access.presented(token.secret.as_bytes()), Ok(Presented::Good { .. }));
        let (one, two) = (access.issue("wang", "p1", HOUR).unwrap(), access.issue("wang", "p2", HOUR).unwrap());
        let over = access.issue("wang", "p1", Duration::ZERO).unwrap();
        assert!(good(&one) && good(&two));
        assert_eq!(access.presented(over.secret.as_bytes()).unwrap(), Presented::Ended);
        access.permit("wang", "p1", Some(Role::Reader)).unwrap();
        assert!(good(&one), "nothing has changed");
        access.permit("wang", "p1", Some(Role::Writer)).unwrap();
        assert!(!good(&one) && good(&two), "another role ends the tokens of its project");
        access.set_user("wang", "another password").unwrap();
        assert!(!good(&two));
    }

    #[test]
    fn tokens_do_not_fill_the_disk() {
        let (_dir, access) = access();
        let first = access.issue("wang", "p1", HOUR).unwrap();
        let others: Vec<NewToken> = (0..MOST).map(|_| access.issue("wang", "p1", HOUR).unwrap()).collect();
        assert_eq!(access.presented(first.secret.as_bytes()).unwrap(), Presented::Unknown);
        assert_ne!(access.presented(others[0].secret.as_bytes()).unwrap(), Presented::Unknown);
        let forget = |connection: &mut rusqlite::Connection| {
            connection.execute("UPDATE token SET expires_at = expires_at - ?1", [micros(2 * REMEMBERED)])
        };
        access.with(forget).unwrap();
        access.issue("wang", "p2", HOUR).unwrap();
        let left = |connection: &mut rusqlite::Connection| {
            connection.query_row("SELECT count(*) FROM token", (), |row| row.get::<_, i64>(0))
        };
        assert_eq!(access.with(left).unwrap(), 1);
    }
}
