//! The call that lists the projects of the caller.

use std::collections::BTreeMap;

use super::blocking::blocking;
use super::extract::Extracted;
use crate::auth::{Caller, Role};
use crate::generated::services::ledger::ListProjectsResponse;
use crate::generated::types;
use crate::http::error::HttpError;
use crate::state::Server;

/// Maximum number of listed projects.
const MAX_PROJECTS: u32 = 1000;

/// Projects by id: the name, and the role of the caller.
type Projects = BTreeMap<String, (Option<String>, Role)>;

/// Handles the call.
pub(super) async fn list(Extracted { context, caller, .. }: Extracted) -> Result<ListProjectsResponse, HttpError> {
    let server = context.server;
    let projects = match caller {
        Caller::Token(_) => all(&server).await?,
        Caller::User(user) => of_user(&server, user, None).await?,
        Caller::Granted { user, project_id } => of_user(&server, user, Some(project_id)).await?,
    };
    let project = |(project_id, (name, role)): (String, (Option<String>, Role))| types::Project {
        project_id,
        name,
        role: role.name().into(),
        ..types::Project::default()
    };
    let projects = projects.into_iter().take(MAX_PROJECTS as usize).map(project).collect();
    Ok(ListProjectsResponse::ok(&types::Projects { projects, ..types::Projects::default() }))
}

/// Projects in which the user has a role; only one of them for a token that is valid for one.
async fn of_user(server: &Server, user: String, only: Option<String>) -> Result<Projects, HttpError> {
    let access = server.access.clone();
    let found = blocking(move || access.projects_of(&user, MAX_PROJECTS, only.as_deref())).await?;
    Ok(found.into_iter().map(|(id, name, role)| (id, (name, role))).collect())
}

/// All projects that have records or are registered.
async fn all(server: &Server) -> Result<Projects, HttpError> {
    let (store, access) = (server.store.clone(), server.access.clone());
    let with_records = blocking(move || store.projects(MAX_PROJECTS)).await?;
    let registered = blocking(move || access.project_names(MAX_PROJECTS)).await?;
    let mut projects: Projects = with_records.into_iter().map(|id| (id, (None, Role::Admin))).collect();
    projects.extend(registered.into_iter().map(|(id, name)| (id, (name, Role::Admin))));
    Ok(projects)
}
