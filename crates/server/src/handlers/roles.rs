//! The calls that list, grant and revoke roles in a project. They require the role admin.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::blocking::blocking;
use super::context::{Context, Incoming};
use super::extract::{BodyRules, Endpoint, Extracted};
use crate::auth::{AccessError, Caller, Role};
use crate::generated::{LIST_ROLES, ListRoles, REMOVE_ROLE, RemoveRole, SET_ROLE, SetRole};
use crate::http::error::HttpError;
use crate::ops::audit;

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
pub(crate) async fn list(incoming: Incoming) -> Result<Response, HttpError> {
    let extracted = LIST.extract(incoming, Role::Admin, |call| &call.project_id).await?;
    let Extracted { context, call, .. } = extracted;
    let access = context.server.access.clone();
    let roles = blocking(move || access.roles(&call.project_id)).await?;
    let users = roles.iter().map(|(name, role)| json!({ "user_name": name, "role": role.name() }));
    Ok(Json(json!({ "users": users.collect::<Vec<_>>() })).into_response())
}

/// Grants a role to a user.
pub(crate) async fn set(incoming: Incoming) -> Result<Response, HttpError> {
    let extracted = SET.extract(incoming, Role::Admin, |call| &call.project_id).await?;
    let Extracted { context, call, caller, .. } = extracted;
    let role = call.body.role.as_str().parse::<Role>().ok();
    change(&context, &caller, call.project_id, call.user_name.clone(), role).await?;
    Ok(Json(json!({ "user_name": call.user_name, "role": role.map(Role::name) })).into_response())
}

/// Revokes the role of a user.
pub(crate) async fn remove(incoming: Incoming) -> Result<Response, HttpError> {
    let extracted = REMOVE.extract(incoming, Role::Admin, |call| &call.project_id).await?;
    let Extracted { context, call, caller, .. } = extracted;
    change(&context, &caller, call.project_id, call.user_name, None).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn change(
    context: &Context,
    caller: &Caller,
    project_id: String,
    user: String,
    role: Option<Role>,
) -> Result<(), HttpError> {
    let access = context.server.access.clone();
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
    audit::role(&context.id, caller, &project_id, &user, role);
    Ok(())
}
