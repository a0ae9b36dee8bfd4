//! Projects, and what users may do there.

use std::fmt;
use std::str::FromStr;

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, params};

use super::{Access, AccessError, check_name, token};

/// What a user may do in a project. Each may do what the ones before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Export and list records.
    Reader,
    /// Add records.
    Writer,
    /// Give others a role.
    Admin,
}

/// A project that the server has been told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// Its id.
    pub id: String,
    /// A name by which a token can be asked for.
    pub name: Option<String>,
    /// Users, and what they may do.
    pub roles: Vec<(String, Role)>,
}

impl Access {
    /// Adds a project, or gives one another name.
    ///
    /// # Errors
    /// The name is no good or another project's, or the file cannot be written.
    pub fn set_project(&self, project_id: &str, name: Option<&str>) -> Result<(), AccessError> {
        check_name(project_id)?;
        name.map_or(Ok(()), check_name)?;
        let sql = "INSERT INTO project (project_id, name) VALUES (?1, ?2)
            ON CONFLICT (project_id) DO UPDATE SET name = excluded.name";
        self.with(|connection| connection.execute(sql, params![project_id, name]).map(drop))
    }

    /// All projects that the server has been told of, by id.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn projects(&self) -> Result<Vec<Project>, AccessError> {
        self.with(|connection| {
            let mut statement = connection.prepare("SELECT project_id, name FROM project ORDER BY project_id")?;
            let found = statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?;
            let project = |found: rusqlite::Result<(String, Option<String>)>| {
                let (id, name) = found?;
                Ok(Project { roles: roles_in(connection, &id)?, id, name })
            };
            found.map(project).collect()
        })
    }

    /// The first projects that the server has been told of, by id, with their names.
    pub(crate) fn project_names(&self, most: u32) -> Result<Vec<(String, Option<String>)>, AccessError> {
        let sql = "SELECT project_id, name FROM project ORDER BY project_id LIMIT ?1";
        self.with(|connection| {
            connection.prepare_cached(sql)?.query_map([most], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
        })
    }

    /// The first projects in which a user has a role, by id, with their names; `only` this one where it is given.
    pub(crate) fn projects_of(
        &self,
        user: &str,
        most: u32,
        only: Option<&str>,
    ) -> Result<Vec<(String, Option<String>, Role)>, AccessError> {
        let sql = "SELECT project_id, name, role FROM permission LEFT JOIN project USING (project_id)
            WHERE user = ?1 AND (?2 IS NULL OR project_id = ?2) ORDER BY project_id LIMIT ?3";
        self.with(|connection| {
            let mut select = connection.prepare_cached(sql)?;
            let found =
                select.query_map(params![user, only, most], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            found.collect()
        })
    }

    /// Whether the server has been told of the project.
    pub(crate) fn has_project(&self, project_id: &str) -> Result<bool, AccessError> {
        let sql = "SELECT count(*) FROM project WHERE project_id = ?1";
        self.with(|connection| connection.query_row(sql, [project_id], |row| row.get(0)))
    }

    /// Gives a user a role in a project, another one, or none. A change ends the tokens of the user for the project.
    ///
    /// # Errors
    /// There is no such user, or the file cannot be written.
    pub fn permit(&self, name: &str, project_id: &str, role: Option<Role>) -> Result<(), AccessError> {
        self.expect_user(name)?;
        check_name(project_id)?;
        self.change(|connection| {
            let before = role_of(connection, name, project_id)?;
            let changed = match role {
                _ if before == role => return Ok(()),
                Some(role) => {
                    connection.execute("INSERT OR IGNORE INTO project (project_id) VALUES (?1)", [project_id])?;
                    let sql = "INSERT INTO permission (user, project_id, role) VALUES (?1, ?2, ?3)
                        ON CONFLICT (user, project_id) DO UPDATE SET role = excluded.role";
                    connection.execute(sql, params![name, project_id, role])
                }
                None => connection
                    .execute("DELETE FROM permission WHERE user = ?1 AND project_id = ?2", params![name, project_id]),
            };
            changed?;
            token::end(connection, name, Some(project_id))
        })
    }

    /// What a user may do in a project; nothing if absent.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn role(&self, name: &str, project_id: &str) -> Result<Option<Role>, AccessError> {
        self.with(|connection| role_of(connection, name, project_id))
    }

    /// Who may do what in a project, by name.
    pub(crate) fn roles(&self, project_id: &str) -> Result<Vec<(String, Role)>, AccessError> {
        self.with(|connection| roles_in(connection, project_id))
    }

    /// The name of a project; none where it has none, or is not known.
    pub(crate) fn project_name(&self, project_id: &str) -> Result<Option<String>, AccessError> {
        let sql = "SELECT name FROM project WHERE project_id = ?1";
        let name = self.with(|connection| {
            connection.query_row(sql, [project_id], |row| row.get::<_, Option<String>>(0)).optional()
        });
        name.map(Option::flatten)
    }

    /// The project with this name in which the user may do something. Others are not told apart from none.
    pub(crate) fn project_named(&self, name: &str, user: &str) -> Result<Option<String>, AccessError> {
        let sql = "SELECT project_id FROM project JOIN permission USING (project_id) WHERE name = ?1 AND user = ?2";
        self.with(|connection| connection.query_row(sql, [name, user], |row| row.get(0)).optional())
    }
}

fn role_of(connection: &Connection, name: &str, project_id: &str) -> rusqlite::Result<Option<Role>> {
    let sql = "SELECT role FROM permission WHERE user = ?1 AND project_id = ?2";
    connection.prepare_cached(sql)?.query_row([name, project_id], |row| row.get(0)).optional()
}

/// Projects of a user, with the roles.
pub(super) fn roles_of(connection: &Connection, user: &str) -> rusqlite::Result<Vec<(String, Role)>> {
    roles(connection, "SELECT project_id, role FROM permission WHERE user = ?1 ORDER BY project_id", user)
}

/// Users of a project, with the roles.
fn roles_in(connection: &Connection, project_id: &str) -> rusqlite::Result<Vec<(String, Role)>> {
    roles(connection, "SELECT user, role FROM permission WHERE project_id = ?1 ORDER BY user", project_id)
}

fn roles(connection: &Connection, sql: &str, of: &str) -> rusqlite::Result<Vec<(String, Role)>> {
    connection.prepare(sql)?.query_map([of], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

impl Role {
    /// Every role, the one with the fewest rights first.
    pub const ALL: [Self; 3] = [Self::Reader, Self::Writer, Self::Admin];

    /// The word for it.
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
        role.ok_or_else(|| {
            AccessError::new([
                format!("expected reader, writer or admin, found {text}"),
                format!("应为 reader、writer 或 admin，实际为 {text}"),
            ])
        })
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
