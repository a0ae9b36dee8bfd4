//! The call that lists the projects of the caller.

use std::collections::BTreeMap;

use axum::Json;
use serde_json::{Value, json};

use super::blocking::blocking;
use super::context::{Context, Incoming};
use super::extract::Endpoint;
use crate::auth::{Caller, Role};
use crate::generated::{LIST_PROJECTS, ListProjects};
use crate::http::error::HttpError;
use crate::state::Server;

/// Maximum number of listed projects.
const MAX_PROJECTS: u32 = 1000;

const ENDPOINT: Endpoint<ListProjects> = Endpoint::new(&LIST_PROJECTS, ListProjects::decode);

/// Projects by id: the name, and the role of the caller.
type Projects = BTreeMap<String, (Option<String>, Role)>;

/// Handles the call.
pub(crate) async fn list(incoming: Incoming) -> Result<Json<Value>, HttpError> {
    let (Context { server, .. }, caller, _) = ENDPOINT.extract_authenticated(incoming).await?;
    let projects = match caller {
        Caller::Token(_) => all(&server).await?,
        Caller::User(user) => of_user(&server, user, None).await?,
        Caller::Granted { user, project_id } => of_user(&server, user, Some(project_id)).await?,
    };
    let project = |(project_id, (name, role)): (String, (Option<String>, Role))| match name {
        Some(name) => json!({ "project_id": project_id, "name": name, "role": role.name() }),
        None => json!({ "project_id": project_id, "role": role.name() }),
    };
    let projects: Vec<Value> = projects.into_iter().take(MAX_PROJECTS as usize).map(project).collect();
    Ok(Json(json!({ "projects": projects })))
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
