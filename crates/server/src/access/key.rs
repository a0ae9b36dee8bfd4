//! Access keys: two halves, one that names the key and one that signs.

use std::fmt;

use rusqlite::OptionalExtension;

use super::{Access, AccessError};

/// A key that was made. The secret is shown once and never again.
pub struct NewKey {
    /// The half that names the key.
    pub id: String,
    /// The half that signs.
    pub secret: String,
}

impl Access {
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
    pub(super) fn key(&self, id: &str) -> Result<Option<(String, String)>, AccessError> {
        let sql = "SELECT secret, user FROM access_key WHERE id = ?1";
        self.with(|connection| {
            let mut select = connection.prepare_cached(sql)?;
            select.query_row([id], |row| Ok((row.get(0)?, row.get(1)?))).optional()
        })
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
