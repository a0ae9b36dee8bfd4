//! Our own calls that say, and change, what users may do in a project. Whoever calls them has the role admin there.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde_json::json;

use super::door::{Door, Opened, Taken};
use crate::access::Role;
use crate::audit;
use crate::auth::Caller;
use crate::http_error::HttpError;
use crate::ledger::{LIST_ROLES, ListRoles, REMOVE_ROLE, RemoveRole, SET_ROLE, SetRole};
use crate::request_id::RequestId;
use crate::state::Server;

/// How many bytes the body may have; the document allows some ten.
const MOST_BYTES: usize = 4096;

const LIST: Door<ListRoles> = Door::new(&LIST_ROLES, ListRoles::decode);

const SET: Door<SetRole> = Door::new(&SET_ROLE, SetRole::decode).taking(Taken {
    media_type: "application/json",
    max_bytes: |_| MOST_BYTES,
    places: |_| None,
});

const REMOVE: Door<RemoveRole> = Door::new(&REMOVE_ROLE, RemoveRole::decode);

/// Answers who has which role.
pub(crate) async fn list(
    State(server): State<Arc<Server>>,
    Extension(id): Extension<RequestId>,
    request: Request,
) -> Result<Response, HttpError> {
    let opened = LIST.open(&server, &id, request, Role::Admin, |call| &call.project_id).await?;
    let Opened { call, .. } = opened;
    let roles = server.ask(move |server| server.access.roles(&call.project_id)).await?;
    let users = roles.iter().map(|(name, role)| json!({ "user_name": name, "role": role.name() }));
    Ok(Json(json!({ "users": users.collect::<Vec<_>>() })).into_response())
}

/// Gives a user a role.
pub(crate) async fn set(
    State(server): State<Arc<Server>>,
    Extension(id): Extension<RequestId>,
    request: Request,
) -> Result<Response, HttpError> {
    let opened = SET.open(&server, &id, request, Role::Admin, |call| &call.project_id).await?;
    let Opened { call, caller, .. } = opened;
    let role = call.body["role"].as_str().and_then(|role| role.parse::<Role>().ok());
    change(&server, &id, &caller, call.project_id, call.user_name.clone(), role).await?;
    Ok(Json(json!({ "user_name": call.user_name, "role": role.map(Role::name) })).into_response())
}

/// Takes the role of a user back.
pub(crate) async fn remove(
    State(server): State<Arc<Server>>,
    Extension(id): Extension<RequestId>,
    request: Request,
) -> Result<Response, HttpError> {
    let opened = REMOVE.open(&server, &id, request, Role::Admin, |call| &call.project_id).await?;
    let Opened { call, caller, .. } = opened;
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
    let (project, name) = (project_id.clone(), user.clone());
    let change = move |server: &Server| {
        let is_there = server.access.has_user(&name)?;
        if is_there {
            server.access.permit(&name, &project, role)?;
        }
        Ok(is_there)
    };
    if !server.ask(change).await? {
        return Err(HttpError::unknown_user());
    }
    audit::role(id, caller, &project_id, &user, role);
    Ok(())
}
