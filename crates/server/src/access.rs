//! Who may use the server: users, the projects and what each may do there, their access keys and their tokens.
//!
//! They are kept in a file of their own beside the records, which only its owner can read: the secret half of a key has
//! to be there as it is, because the server makes the signature again to compare it. Passwords are there as argon2id
//! digests only, tokens as SHA-256 digests: they are long and drawn by lot, so that nobody can guess one. Who failed
//! how often and which signatures have been used stands there, too.

mod database;
mod guard;
mod key;
mod layout;
mod password;
mod project;
pub(crate) mod signed;
mod token;

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use deskledger::Locale;
use deskledger_records::Message;
use rusqlite::{Connection, ErrorCode, OptionalExtension, TransactionBehavior, params};

use database::Database;
pub(crate) use guard::Standing;
pub use key::NewKey;
pub(crate) use layout::FILE_NAME;
pub use project::{Project, Role};
pub use token::NewToken;
pub(crate) use token::Presented;

use crate::store::StoreError;

/// How long a question waits while somebody else holds the file.
const WAIT: Duration = Duration::from_secs(10);

/// How many characters a name may have.
const MOST_CHARACTERS: usize = 255;

/// Users, projects, roles, keys and tokens in the directory of a store.
///
/// ```
/// use deskledger_server::{Access, Role};
/// # let directory = tempfile::tempdir()?;
/// let access = Access::open(directory.path())?;
/// access.set_user("wang", "a password of length")?;
/// access.permit("wang", "p1", Some(Role::Reader))?;
/// assert_eq!(access.role("wang", "p1")?, Some(Role::Reader));
/// assert_eq!(access.role("wang", "p2")?, None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Access {
    database: Arc<Database>,
    /// How long a question waits while somebody else holds the file.
    wait: Duration,
}

/// What is known of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The name.
    pub name: String,
    /// Projects, and what the user may do there.
    pub projects: Vec<(String, Role)>,
    /// Ids of the access keys.
    pub keys: Vec<String>,
}

/// What a password proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    /// It is the user's.
    Right,
    /// It is not.
    Wrong,
    /// There is no such user.
    Nobody,
}

/// Something is wrong with the file, or with what is asked of it.
#[derive(Debug)]
pub struct AccessError {
    told: Message,
    is_busy: bool,
}

impl Access {
    /// Opens the file in the directory of a store, makes it if it is not there, and brings an older one up to date.
    ///
    /// # Errors
    /// It cannot be made or read, or is one of a newer version of this program.
    pub fn open(dir: &Path) -> Result<Self, AccessError> {
        let access = Self { database: Arc::new(Database::to(dir.join(FILE_NAME))), wait: WAIT };
        layout::prepare(dir, &access)?;
        Ok(access)
    }

    /// The same, where a question waits so long while somebody else holds the file.
    pub(crate) fn waiting(self, wait: Duration) -> Self {
        Self { wait, ..self }
    }

    fn with<T>(&self, work: impl FnOnce(&mut Connection) -> rusqlite::Result<T>) -> Result<T, AccessError> {
        self.database.with(self.wait, work).map_err(|error| self.failure(&error))
    }

    /// As [`Access::with`], after the other writers of this process.
    fn write<T>(&self, work: impl FnOnce(&mut Connection) -> rusqlite::Result<T>) -> Result<T, AccessError> {
        self.database.write(self.wait, work).map_err(|error| self.failure(&error))
    }

    fn failure(&self, error: &rusqlite::Error) -> AccessError {
        let path = self.database.path().display();
        let told = Message::new(format!("{path}: {error}"), format!("{path}：{error}"));
        AccessError { told, is_busy: error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) }
    }

    /// Does all of the work in one step, or nothing of it.
    fn change<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, AccessError> {
        self.write(|connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let done = work(&transaction)?;
            transaction.commit()?;
            Ok(done)
        })
    }

    /// Adds a user, or gives one another password, which ends all tokens of the user.
    ///
    /// # Errors
    /// The name or the password is no good, or the file cannot be written.
    pub fn set_user(&self, name: &str, password: &str) -> Result<(), AccessError> {
        check_name(name)?;
        let digest = password::digest(password)?;
        let sql = "INSERT INTO user (name, password) VALUES (?1, ?2)
            ON CONFLICT (name) DO UPDATE SET password = excluded.password";
        self.change(|connection| {
            connection.execute(sql, params![name, digest])?;
            token::end(connection, name, None)
        })
    }

    /// What the password proves. Takes as long for a user who is not there.
    pub(crate) fn prove(&self, name: &str, password: &str) -> Result<Proof, AccessError> {
        let sql = "SELECT password FROM user WHERE name = ?1";
        let digest =
            self.with(|connection| connection.query_row(sql, [name], |row| row.get::<_, String>(0)).optional())?;
        Ok(match (password::is_same(password, digest.as_deref()), digest) {
            (true, _) => Proof::Right,
            (false, Some(_)) => Proof::Wrong,
            (false, None) => Proof::Nobody,
        })
    }

    /// Removes a user with everything of theirs; false if there is none.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn remove_user(&self, name: &str) -> Result<bool, AccessError> {
        self.with(|connection| Ok(connection.execute("DELETE FROM user WHERE name = ?1", [name])? > 0))
    }

    /// All users, by name.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn users(&self) -> Result<Vec<User>, AccessError> {
        self.with(|connection| {
            let texts = |sql: &str, name: Option<&str>| {
                let mut statement = connection.prepare(sql)?;
                let rows = statement.query_map(rusqlite::params_from_iter(name), |row| row.get::<_, String>(0))?;
                rows.collect::<rusqlite::Result<Vec<String>>>()
            };
            let user = |name: String| {
                let projects = project::roles_of(connection, &name)?;
                let keys = texts("SELECT id FROM access_key WHERE user = ?1 ORDER BY id", Some(&name))?;
                Ok(User { name, projects, keys })
            };
            texts("SELECT name FROM user ORDER BY name", None)?.into_iter().map(user).collect()
        })
    }

    /// Whether there is such a user.
    pub(crate) fn has_user(&self, name: &str) -> Result<bool, AccessError> {
        let sql = "SELECT count(*) FROM user WHERE name = ?1";
        self.with(|connection| connection.query_row(sql, [name], |row| row.get(0)))
    }

    fn expect_user(&self, name: &str) -> Result<(), AccessError> {
        match self.has_user(name)? {
            true => Ok(()),
            false => Err(AccessError::new([
                format!("expected a user, found none with the name {name}: add the user first"),
                format!("应为已有的用户，实际没有名为 {name} 的用户：请先添加该用户"),
            ])),
        }
    }
}

fn check_name(name: &str) -> Result<(), AccessError> {
    match name.is_empty() || name.chars().count() > MOST_CHARACTERS || name.chars().any(char::is_control) {
        true => Err(AccessError::new([
            format!("expected a name of 1 to {MOST_CHARACTERS} characters"),
            format!("名称应为 1 到 {MOST_CHARACTERS} 个字符，不含控制字符"),
        ])),
        false => Ok(()),
    }
}

impl AccessError {
    /// What is wrong, in English and in Chinese.
    pub(crate) fn new([english, chinese]: [String; 2]) -> Self {
        Self { told: Message::new(english, chinese), is_busy: false }
    }

    /// The same again may succeed.
    fn busy(told: [String; 2]) -> Self {
        Self { is_busy: true, ..Self::new(told) }
    }

    pub(crate) fn of_store(inside: &StoreError) -> Self {
        let told = Message::new(inside.to_string(), inside.localized(Locale::Chinese));
        Self { told, is_busy: inside.is_busy() }
    }

    /// What is wrong, in a language. What the operating system or SQLite says follows as it is.
    pub fn localized(&self, language: Locale) -> String {
        self.told.localized(language)
    }

    /// Whether somebody else held the file for longer than a question may wait: the same again may succeed.
    pub fn is_busy(&self) -> bool {
        self.is_busy
    }
}

impl fmt::Display for AccessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.told.fmt(f)
    }
}

impl std::error::Error for AccessError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_who_is_removed_leaves_no_key_no_role_and_no_token_behind() {
        let dir = tempfile::tempdir().unwrap();
        let access = Access::open(dir.path()).unwrap();
        assert!(access.add_key("wang").is_err() && access.permit("wang", "p1", Some(Role::Admin)).is_err());
        access.set_user("wang", "a password of length").unwrap();
        access.permit("wang", "p1", Some(Role::Writer)).unwrap();
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
        let dir = tempfile::tempdir().unwrap();
        let access = Access::open(dir.path()).unwrap();
        assert!(access.set_user("", "a password of length").is_err() && access.set_user("li", "short").is_err());
        access.set_user("li", "a password of length").unwrap();
        let token = access.issue("li", "p1", Duration::from_secs(60)).unwrap();
        assert_eq!(access.prove("li", "a password of length").unwrap(), Proof::Right);
        assert_eq!(access.prove("li", "a password of lengt").unwrap(), Proof::Wrong);
        assert_eq!(access.prove("nobody", "a password of length").unwrap(), Proof::Nobody);
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
