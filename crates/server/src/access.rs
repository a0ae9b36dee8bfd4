//! Who may use the server: users, the projects that each may read and write, and their access keys.
//!
//! They are kept in a file of their own beside the records, which only its owner can read: the secret half of a key has
//! to be there as it is, because the server makes the signature again to compare it. Passwords are there as argon2id
//! digests only.

mod guard;
mod password;
pub(crate) mod signed;

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, params};

pub(crate) use guard::Guard;

/// Name of the file in the directory of the store.
pub(crate) const FILE_NAME: &str = "access.sqlite";

const LAYOUT: &str = "
    CREATE TABLE IF NOT EXISTS user (name TEXT PRIMARY KEY, password TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS permission (
        user TEXT NOT NULL REFERENCES user (name) ON DELETE CASCADE,
        project_id TEXT NOT NULL,
        PRIMARY KEY (user, project_id)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS access_key (
        id TEXT PRIMARY KEY,
        secret TEXT NOT NULL,
        user TEXT NOT NULL REFERENCES user (name) ON DELETE CASCADE
    ) WITHOUT ROWID;
";

/// How many characters the name of a user may have.
const MOST_CHARACTERS: usize = 255;

/// Users, permissions and keys in the directory of a store.
#[derive(Clone, Debug)]
pub struct Access {
    path: PathBuf,
}

/// A key that was made. The secret is shown once and never again.
pub struct NewKey {
    /// The half that names the key.
    pub id: String,
    /// The half that signs.
    pub secret: String,
}

/// What is known of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The name.
    pub name: String,
    /// Projects that the user may read and write.
    pub projects: Vec<String>,
    /// Ids of the access keys.
    pub keys: Vec<String>,
}

/// Something is wrong with the file, or with what is asked of it.
#[derive(Debug)]
pub struct AccessError(String);

impl Access {
    /// Opens the file in the directory of a store, and makes it if it is not there.
    ///
    /// # Errors
    /// It cannot be made or read.
    pub fn open(dir: &Path) -> Result<Self, AccessError> {
        let path = dir.join(FILE_NAME);
        let made = std::fs::create_dir_all(dir).and_then(|()| make_private(&path));
        made.map_err(|error| AccessError(format!("making {}: {error}", path.display())))?;
        let access = Self { path };
        access.with(|connection| {
            connection.pragma_update(None, "journal_mode", "wal")?;
            connection.execute_batch(LAYOUT)
        })?;
        Ok(access)
    }

    fn with<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, AccessError> {
        let open = || {
            let connection = Connection::open(&self.path)?;
            connection.busy_timeout(Duration::from_secs(10))?;
            connection.pragma_update(None, "foreign_keys", true)?;
            work(&connection)
        };
        open().map_err(|error| AccessError(format!("{}: {error}", self.path.display())))
    }

    /// Adds a user, or gives one another password.
    ///
    /// # Errors
    /// The name or the password is no good, or the file cannot be written.
    pub fn set_user(&self, name: &str, password: &str) -> Result<(), AccessError> {
        if name.is_empty() || name.chars().count() > MOST_CHARACTERS || name.chars().any(char::is_control) {
            return Err(AccessError(format!("expected a name of 1 to {MOST_CHARACTERS} characters")));
        }
        let digest = password::digest(password).map_err(AccessError)?;
        let sql = "INSERT INTO user (name, password) VALUES (?1, ?2)
            ON CONFLICT (name) DO UPDATE SET password = excluded.password";
        self.with(|connection| connection.execute(sql, params![name, digest]).map(drop))
    }

    /// Whether this is the password of the user. Takes as long for a user who is not there.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn is_password(&self, name: &str, password: &str) -> Result<bool, AccessError> {
        let sql = "SELECT password FROM user WHERE name = ?1";
        let digest =
            self.with(|connection| connection.query_row(sql, [name], |row| row.get::<_, String>(0)).optional())?;
        Ok(password::is_same(password, digest.as_deref()))
    }

    /// Removes a user with everything of theirs; false if there is none.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn remove_user(&self, name: &str) -> Result<bool, AccessError> {
        self.with(|connection| Ok(connection.execute("DELETE FROM user WHERE name = ?1", [name])? > 0))
    }

    /// Lets a user read and write a project, or no longer.
    ///
    /// # Errors
    /// There is no such user, or the file cannot be written.
    pub fn permit(&self, name: &str, project_id: &str, is_permitted: bool) -> Result<(), AccessError> {
        self.expect_user(name)?;
        let sql = match is_permitted {
            true => "INSERT OR IGNORE INTO permission (user, project_id) VALUES (?1, ?2)",
            false => "DELETE FROM permission WHERE user = ?1 AND project_id = ?2",
        };
        self.with(|connection| connection.execute(sql, [name, project_id]).map(drop))
    }

    /// Whether a user may read and write a project.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn may(&self, name: &str, project_id: &str) -> Result<bool, AccessError> {
        let sql = "SELECT count(*) FROM permission WHERE user = ?1 AND project_id = ?2";
        self.with(|connection| connection.query_row(sql, [name, project_id], |row| row.get(0)))
    }

    /// Makes a key for a user: 20 and 40 characters drawn by lot.
    ///
    /// # Errors
    /// There is no such user, or the file cannot be written.
    pub fn add_key(&self, name: &str) -> Result<NewKey, AccessError> {
        self.expect_user(name)?;
        let key = NewKey { id: drawn(20).to_uppercase(), secret: drawn(40) };
        let sql = "INSERT INTO access_key (id, secret, user) VALUES (?1, ?2, ?3)";
        self.with(|connection| connection.execute(sql, [&key.id, &key.secret, name]).map(drop))?;
        Ok(key)
    }

    /// Removes a key; false if there is none.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn remove_key(&self, id: &str) -> Result<bool, AccessError> {
        self.with(|connection| Ok(connection.execute("DELETE FROM access_key WHERE id = ?1", [id])? > 0))
    }

    /// The secret of a key and the name of its user.
    fn key(&self, id: &str) -> Result<Option<(String, String)>, AccessError> {
        let sql = "SELECT secret, user FROM access_key WHERE id = ?1";
        self.with(|connection| connection.query_row(sql, [id], |row| Ok((row.get(0)?, row.get(1)?))).optional())
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
                let projects = "SELECT project_id FROM permission WHERE user = ?1 ORDER BY project_id";
                let projects = texts(projects, Some(&name))?;
                let keys = texts("SELECT id FROM access_key WHERE user = ?1 ORDER BY id", Some(&name))?;
                Ok(User { name, projects, keys })
            };
            texts("SELECT name FROM user ORDER BY name", None)?.into_iter().map(user).collect()
        })
    }

    fn expect_user(&self, name: &str) -> Result<(), AccessError> {
        let sql = "SELECT count(*) FROM user WHERE name = ?1";
        match self.with(|connection| connection.query_row(sql, [name], |row| row.get(0)))? {
            true => Ok(()),
            false => Err(AccessError(format!("expected a user, found none with the name {name}: add the user first"))),
        }
    }
}

/// Makes a file that only its owner can read; one that is there is left as it is.
pub(crate) fn make_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Letters and digits drawn by lot; with 36 of them each holds more than five bits.
fn drawn(count: usize) -> String {
    let letter = |_| char::from_digit(rand::random_range(0..36), 36).unwrap_or('0');
    (0..count).map(letter).collect()
}

impl fmt::Debug for NewKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewKey").field("id", &self.id).finish_non_exhaustive()
    }
}

impl fmt::Display for AccessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for AccessError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_who_is_removed_leaves_no_key_and_no_permission_behind() {
        let dir = tempfile::tempdir().unwrap();
        let access = Access::open(dir.path()).unwrap();
        assert!(access.add_key("wang").is_err() && access.permit("wang", "p1", true).is_err());
        access.set_user("wang", "a password of length").unwrap();
        access.permit("wang", "p1", true).unwrap();
        let key = access.add_key("wang").unwrap();
        assert!(access.may("wang", "p1").unwrap() && !access.may("wang", "p2").unwrap());
        assert!(!format!("{key:?}").contains(&key.secret));
        assert_eq!(access.users().unwrap()[0].keys.join(","), key.id);
        assert!(access.remove_user("wang").unwrap() && !access.remove_user("wang").unwrap());
        access.set_user("wang", "another password").unwrap();
        assert!(!access.may("wang", "p1").unwrap() && access.key(&key.id).unwrap().is_none());
    }

    #[test]
    fn a_password_is_kept_as_a_digest_and_opens_only_its_user() {
        let dir = tempfile::tempdir().unwrap();
        let access = Access::open(dir.path()).unwrap();
        assert!(access.set_user("", "a password of length").is_err() && access.set_user("li", "short").is_err());
        access.set_user("li", "a password of length").unwrap();
        assert!(access.is_password("li", "a password of length").unwrap());
        assert!(!access.is_password("li", "a password of lengt").unwrap());
        assert!(!access.is_password("nobody", "a password of length").unwrap());
        let file = std::fs::read(dir.path().join(FILE_NAME)).unwrap();
        let log = std::fs::read(dir.path().join(format!("{FILE_NAME}-wal"))).unwrap_or_default();
        let all = [file, log].concat();
        assert!(!all.windows(20).any(|bytes| bytes == b"a password of length"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(dir.path().join(FILE_NAME)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
