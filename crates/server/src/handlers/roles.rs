//! The calls that list, grant and revoke roles in a project. They require the role admin.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde_json::json;

use super::blocking::blocking;
use super::extract::{BodyRules, Endpoint, Extracted};
use crate::auth::{AccessError, Caller, Role};
use crate::generated::{LIST_ROLES, ListRoles, REMOVE_ROLE, RemoveRole, SET_ROLE, SetRole};
use crate::http::error::HttpError;
use crate::http::request_id::RequestId;
use crate::ops::audit;
use crate::state::Server;

/// Maximum size of the body in bytes; a valid one has some ten.
const MAX_BYTES: usize = 4096;

const LIST: Endpoint<ListRoles> = Endpoint::new(&LIST_ROLES, ListRoles::decode);

const SET: Endpoint<SetRole> = Endpoint::new(&SET_ROLE, SetRole::decode).with_body(BodyRules {
    media_type: "application/json",
    max_bytes: |_| MAX_BYTES,
    quota: |_| None,
});

const REMOVE: Endpoint<RemoveRole> = Endpoint::new(&REMOVE_ROLE, RemoveRole::decode);

/// Lists the users of a project and their roles.
pub(crate) async fn list(
    State(server): State<Arc<Server>>,
    Extension(id): Extension<RequestId>,
    request: Request,
) -> Result<Response, HttpError> {
    let extracted = LIST.extract(&server, &id, request, Role::Admin, |call| &call.project_id).await?;
    let Extracted { call, .. } = extracted;
    let access = server.access.clone();
    let roles = blocking(move || access.roles(&call.project_id)).await?;
    let users = roles.iter().map(|(name, role)| json!({ "user_name": name, "role": role.name() }));
    Ok(Json(json!({ "users": users.collect::<Vec<_>>() })).into_response())
}

/// Grants a role to a user.
pub(crate) async fn set(
    State(server): State<Arc<Server>>,
    Extension(id): Extension<RequestId>,
    request: Request,
) -> Result<Response, HttpError> {
    let extracted = SET.extract(&server, &id, request, Role::Admin, |call| &call.project_id).await?;
    let Extracted { call, caller, .. } = extracted;
    let role = call.body["role"].as_str().and_then(|role| role.parse::<Role>().ok());
    change(&server, &id, &caller, call.project_id, call.user_name.clone(), role).await?;
    Ok(Json(json!({ "user_name": call.user_name, "role": role.map(Role::name) })).into_response())
}

/// Revokes the role of a user.
pub(crate) async fn remove(
    State(server): State<Arc<Server>>,
    Extension(id): Extension<RequestId>,
    request: Request,
) -> Result<Response, HttpError> {
    let extracted = REMOVE.extract(&server, &id, request, Role::Admin, |call| &call.project_id).await?;
    let Extracted { call, caller, .. } = extracted;
    change(&server, &id, &caller, call.project_id, call.user_name, None).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn change(
    server: &Arc<Server>,
    id: &RequestId,
    caller: &Caller,
    project_id: String,
    user: String,
    role: Option<Role>,
) -> Result<(), HttpError> {
    let access = server.access.clone();
    let (project, name) = (project_id.clone(), user.clone());
    let exists = blocking(move || {
        let exists = access.has_user(&name)?;
        match role {
            _ if !exists => {}
            Some(role) => access.grant(&name, &project, role)?,
            None => access.revoke(&name, &project)?,
        }
        Ok::<_, AccessError>(exists)
    });
    if !exists.await? {
        return Err(HttpError::unknown_user());
    }
    audit::role(id, caller, &project_id, &user, role);
    Ok(())
}
