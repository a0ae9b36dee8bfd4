//! Our own call that says which projects the caller may use.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::{Extension, Json};
use serde_json::{Value, json};

use super::door::Door;
use crate::access::{AccessError, Role};
use crate::auth::Caller;
use crate::http_error::HttpError;
use crate::ledger::{LIST_PROJECTS, ListProjects};
use crate::request_id::RequestId;
use crate::state::Server;

/// How many projects are told.
const MOST: u32 = 1000;

const DOOR: Door<ListProjects> = Door::new(&LIST_PROJECTS, ListProjects::decode);

/// A project: its name, and what the caller may do there.
type Found = BTreeMap<String, (Option<String>, Role)>;

/// Answers the call.
pub(crate) async fn answer(
    State(server): State<Arc<Server>>,
    Extension(id): Extension<RequestId>,
    request: Request,
) -> Result<Json<Value>, HttpError> {
    let (caller, _) = DOOR.open_to_known(&server, &id, request).await?;
    let found = server.ask(move |server| server.projects(&caller)).await?;
    let project = |(project_id, (name, role)): (String, (Option<String>, Role))| match name {
        Some(name) => json!({ "project_id": project_id, "name": name, "role": role.name() }),
        None => json!({ "project_id": project_id, "role": role.name() }),
    };
    Ok(Json(json!({ "projects": found.into_iter().take(MOST as usize).map(project).collect::<Vec<_>>() })))
}

impl Server {
    /// The projects of the caller: of a user those with a role, of a token those that it is for, of the holder of a token
    /// of the server all that have records or that the server has been told of.
    fn projects(&self, caller: &Caller) -> Result<Found, AccessError> {
        let (user, only) = match caller {
            Caller::Token(_) => return self.all_projects(),
            Caller::User(user) => (user, None),
            Caller::Granted { user, project_id } => (user, Some(project_id)),
        };
        let found = self.access.projects_of(user, MOST, only.map(String::as_str))?;
        Ok(found.into_iter().map(|(id, name, role)| (id, (name, role))).collect())
    }

    fn all_projects(&self) -> Result<Found, AccessError> {
        let with_records = self.store.projects(MOST).map_err(|error| AccessError::of_store(&error))?;
        let mut found: Found = with_records.into_iter().map(|id| (id, (None, Role::Admin))).collect();
        for (id, name) in self.access.project_names(MOST)? {
            found.insert(id, (name, Role::Admin));
        }
        Ok(found)
    }
}
