//! Roles of users in projects.

use std::fmt;
use std::str::FromStr;

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, params};

use super::error::AccessError;
use super::file::{Access, check_name};
use super::tokens;
use crate::messages;

/// The role of a user in a project. Each includes the rights of the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Export and list records.
    Reader,
    /// Add records.
    Writer,
    /// Manage roles.
    Admin,
}

impl Access {
    /// Gives a user a role in a project. A change of the role revokes the tokens of the user for the project.
    ///
    /// # Errors
    /// The user does not exist, the project id is invalid, or the file cannot be written.
    pub fn grant(&self, user: &str, project_id: &str, role: Role) -> Result<(), AccessError> {
        self.set_role(user, project_id, Some(role))
    }

    /// Removes the role of a user in a project, and the tokens of the user for it.
    ///
    /// # Errors
    /// The user does not exist, the project id is invalid, or the file cannot be written.
    pub fn revoke(&self, user: &str, project_id: &str) -> Result<(), AccessError> {
        self.set_role(user, project_id, None)
    }

    fn set_role(&self, user: &str, project_id: &str, role: Option<Role>) -> Result<(), AccessError> {
        self.expect_user(user)?;
        check_name(project_id)?;
        self.change(|connection| {
            let changed = match role {
                _ if role_of(connection, user, project_id)? == role => return Ok(()),
                Some(role) => {
                    connection.execute("INSERT OR IGNORE INTO project (project_id) VALUES (?1)", [project_id])?;
                    let sql = "INSERT INTO permission (user, project_id, role) VALUES (?1, ?2, ?3)
                        ON CONFLICT (user, project_id) DO UPDATE SET role = excluded.role";
                    connection.execute(sql, params![user, project_id, role])
                }
                None => connection
                    .execute("DELETE FROM permission WHERE user = ?1 AND project_id = ?2", params![user, project_id]),
            };
            changed?;
            tokens::revoke(connection, user, Some(project_id))
        })
    }

    /// The role of a user in a project.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn role(&self, user: &str, project_id: &str) -> Result<Option<Role>, AccessError> {
        self.read(|connection| role_of(connection, user, project_id))
    }

    /// Users of a project and their roles, by name.
    pub(crate) fn roles(&self, project_id: &str) -> Result<Vec<(String, Role)>, AccessError> {
        self.read(|connection| roles_in(connection, project_id))
    }
}

fn role_of(connection: &Connection, name: &str, project_id: &str) -> rusqlite::Result<Option<Role>> {
    let sql = "SELECT role FROM permission WHERE user = ?1 AND project_id = ?2";
    connection.prepare_cached(sql)?.query_row([name, project_id], |row| row.get(0)).optional()
}

/// Projects of a user and the role in each.
pub(super) fn roles_of(connection: &Connection, user: &str) -> rusqlite::Result<Vec<(String, Role)>> {
    roles(connection, "SELECT project_id, role FROM permission WHERE user = ?1 ORDER BY project_id", user)
}

/// Users of a project and their roles.
pub(super) fn roles_in(connection: &Connection, project_id: &str) -> rusqlite::Result<Vec<(String, Role)>> {
    roles(connection, "SELECT user, role FROM permission WHERE project_id = ?1 ORDER BY user", project_id)
}

fn roles(connection: &Connection, sql: &str, of: &str) -> rusqlite::Result<Vec<(String, Role)>> {
    connection.prepare(sql)?.query_map([of], |row| row.try_into())?.collect()
}

impl Role {
    /// All roles, in ascending order of rights.
    pub const ALL: [Self; 3] = [Self::Reader, Self::Writer, Self::Admin];

    /// Name on the wire and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Writer => "writer",
            Self::Admin => "admin",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Role {
    type Err = AccessError;

    fn from_str(text: &str) -> Result<Self, AccessError> {
        let role = Self::ALL.into_iter().find(|role| role.name() == text);
        role.ok_or_else(|| AccessError::invalid(messages::expected_reader_writer_or_admin_found(text)))
    }
}

impl ToSql for Role {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Text(self.name().as_bytes())))
    }
}

impl FromSql for Role {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map_err(|error| FromSqlError::Other(Box::new(error)))
    }
}
