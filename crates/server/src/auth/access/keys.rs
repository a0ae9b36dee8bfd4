//! Access keys: an id and a signing secret.

use std::fmt;

use rusqlite::OptionalExtension;

use super::error::AccessError;
use super::file::Access;

/// A new access key. The secret is shown only once.
pub struct NewKey {
    /// The public id.
    pub id: String,
    /// The signing secret.
    pub secret: String,
}

impl Access {
    /// Creates a key for a user: 20 and 40 random characters.
    ///
    /// # Errors
    /// The user does not exist, or the file cannot be written.
    pub fn add_key(&self, name: &str) -> Result<NewKey, AccessError> {
        self.expect_user(name)?;
        let key = NewKey { id: random(20).to_uppercase(), secret: random(40) };
        let sql = "INSERT INTO access_key (id, secret, user) VALUES (?1, ?2, ?3)";
        self.change(|connection| connection.execute(sql, [&key.id, &key.secret, name]).map(drop))?;
        Ok(key)
    }

    /// Removes a key; false if it does not exist.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn remove_key(&self, id: &str) -> Result<bool, AccessError> {
        self.change(|connection| Ok(connection.execute("DELETE FROM access_key WHERE id = ?1", [id])? > 0))
    }

    /// The secret of a key and the name of its user.
    pub(crate) fn key(&self, id: &str) -> Result<Option<(String, String)>, AccessError> {
        let sql = "SELECT secret, user FROM access_key WHERE id = ?1";
        self.read(|connection| {
            let mut select = connection.prepare_cached(sql)?;
            select.query_row([id], |row| Ok((row.get(0)?, row.get(1)?))).optional()
        })
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
