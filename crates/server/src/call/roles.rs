//! Our own calls that say, and change, what users may do in a project. Whoever calls them has the role admin there.

use std::sync::Arc;

use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use bytes::Bytes;
use serde_json::json;

use super::{media_type, on_wire, with_body};
use crate::access::Role;
use crate::audit;
use crate::auth::Caller;
use crate::http_error::HttpError;
use crate::ledger::{LIST_ROLES, ListRoles, REMOVE_ROLE, RemoveRole, SET_ROLE, SetRole};
use crate::request_id::RequestId;
use crate::state::Server;

/// How many bytes the body may have; the document allows some ten.
const MOST_BYTES: usize = 4096;

/// Answers who has which role.
pub(crate) async fn list(
    State(server): State<Arc<Server>>,
    Extension(id): Extension<RequestId>,
    request: Request,
) -> Result<Response, HttpError> {
    let (request, _) = request.into_parts();
    let caller = server.caller(&id, &request, &Bytes::new()).await?;
    let call = on_wire(LIST_ROLES.path, &request, ListRoles::from_wire)
        .map_err(|violations| HttpError::invalid(&violations))?;
    server.permit(&caller, &call.project_id, Role::Admin).await?;
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
    let (request, body) = request.into_parts();
    if !media_type(&request).eq_ignore_ascii_case("application/json") {
        return Err(HttpError::unknown_media_type("application/json"));
    }
    let body = tokio::time::timeout(server.limits.body_wait, to_bytes(body, MOST_BYTES)).await;
    let body = body.map_err(|_| HttpError::too_slow(&id))?.map_err(|_| HttpError::too_large(&id))?;
    let caller = server.caller(&id, &request, &body).await?;
    let call = with_body(SET_ROLE.path, &request, &body, SetRole::from_wire)
        .map_err(|violations| HttpError::invalid(&violations))?;
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
    let (request, _) = request.into_parts();
    let caller = server.caller(&id, &request, &Bytes::new()).await?;
    let call = on_wire(REMOVE_ROLE.path, &request, RemoveRole::from_wire)
        .map_err(|violations| HttpError::invalid(&violations))?;
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
    server.permit(caller, &project_id, Role::Admin).await?;
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
