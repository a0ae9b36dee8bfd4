//! Projects.

use rusqlite::params;

use super::error::AccessError;
use super::file::{Access, check_name};
use super::role::{Role, roles_in};

/// A registered project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// Its id.
    pub id: String,
    /// A name that a token request may use instead of the id.
    pub name: Option<String>,
    /// Users and their roles.
    pub roles: Vec<(String, Role)>,
}

impl Access {
    /// Adds a project, or renames an existing one.
    ///
    /// # Errors
    /// The name is invalid or taken, or the file cannot be written.
    pub fn set_project(&self, project_id: &str, name: Option<&str>) -> Result<(), AccessError> {
        check_name(project_id)?;
        name.map_or(Ok(()), check_name)?;
        let sql = "INSERT INTO project (project_id, name) VALUES (?1, ?2)
            ON CONFLICT (project_id) DO UPDATE SET name = excluded.name";
        self.execute(sql, params![project_id, name]).map(drop)
    }

    /// All registered projects, by id.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn projects(&self) -> Result<Vec<Project>, AccessError> {
        self.read(|connection| {
            let mut statement = connection.prepare("SELECT project_id, name FROM project ORDER BY project_id")?;
            let found = statement.query_map((), |row| row.try_into())?;
            let project = |found: rusqlite::Result<(String, Option<String>)>| {
                let (id, name) = found?;
                Ok(Project { roles: roles_in(connection, &id)?, id, name })
            };
            found.map(project).collect()
        })
    }

    /// The first `limit` registered projects, by id, with their names.
    pub(crate) fn project_names(&self, limit: u32) -> Result<Vec<(String, Option<String>)>, AccessError> {
        let sql = "SELECT project_id, name FROM project ORDER BY project_id LIMIT ?1";
        self.read(|connection| connection.prepare_cached(sql)?.query_map([limit], |row| row.try_into())?.collect())
    }

    /// The first `limit` projects in which a user has a role, by id, with their names; `only` this one if given.
    pub(crate) fn projects_of(
        &self,
        user: &str,
        limit: u32,
        only: Option<&str>,
    ) -> Result<Vec<(String, Option<String>, Role)>, AccessError> {
        let sql = "SELECT project_id, name, role FROM permission LEFT JOIN project USING (project_id)
            WHERE user = ?1 AND (?2 IS NULL OR project_id = ?2) ORDER BY project_id LIMIT ?3";
        self.read(|connection| {
            connection.prepare_cached(sql)?.query_map(params![user, only, limit], |row| row.try_into())?.collect()
        })
    }

    /// Removes a project with all its roles and tokens; false if it is not registered.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn remove_project(&self, project_id: &str) -> Result<bool, AccessError> {
        self.change(|connection| {
            connection.execute("DELETE FROM token WHERE project_id = ?1", [project_id])?;
            connection.execute("DELETE FROM permission WHERE project_id = ?1", [project_id])?;
            Ok(connection.execute("DELETE FROM project WHERE project_id = ?1", [project_id])? > 0)
        })
    }

    /// Whether the project is registered.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn has_project(&self, project_id: &str) -> Result<bool, AccessError> {
        Ok(self.find("SELECT 1 FROM project WHERE project_id = ?1", [project_id], |_| Ok(()))?.is_some())
    }

    /// The name of a project; `None` if it has none or is not registered.
    pub(crate) fn project_name(&self, project_id: &str) -> Result<Option<String>, AccessError> {
        self.find("SELECT name FROM project WHERE project_id = ?1", [project_id], |row| row.get(0)).map(Option::flatten)
    }

    /// The project with this name in which the user has a role. Other projects are treated as unknown.
    pub(crate) fn project_named(&self, name: &str, user: &str) -> Result<Option<String>, AccessError> {
        let sql = "SELECT project_id FROM project JOIN permission USING (project_id) WHERE name = ?1 AND user = ?2";
        self.find(sql, [name, user], |row| row.get(0))
    }
}
