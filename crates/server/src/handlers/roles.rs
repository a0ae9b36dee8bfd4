//! The calls that list, grant and revoke roles in a project. They require the role admin.

use super::blocking::blocking;
use super::context::Context;
use super::extract::{BodyRules, Extracted};
use crate::auth::{AccessError, Caller, Role};
use crate::generated::services::ledger::{ListRolesResponse, RemoveRoleResponse, SetRoleResponse};
use crate::generated::types::{self, UserRole};
use crate::generated::{ListRoles, RemoveRole, SetRole};
use crate::http::error::HttpError;
use crate::ops::audit;

/// Rules of the body; a valid one has some ten bytes.
pub(super) const BODY: BodyRules = BodyRules { media_type: "application/json", max_bytes: |_| 4096, quota: |_| None };

/// Lists the users of a project and their roles.
pub(super) async fn list(
    Extracted { context, .. }: Extracted,
    call: ListRoles,
) -> Result<ListRolesResponse, HttpError> {
    let access = context.server.access.clone();
    let roles = blocking(move || access.roles(&call.project_id)).await?;
    let user =
        |(user_name, role): (String, Role)| UserRole { user_name, role: role.name().into(), ..UserRole::default() };
    let users = roles.into_iter().map(user).collect();
    Ok(ListRolesResponse::ok(&types::Roles { users, ..types::Roles::default() }))
}

/// Grants a role to a user.
pub(super) async fn set(
    Extracted { context, caller, .. }: Extracted,
    call: SetRole,
) -> Result<SetRoleResponse, HttpError> {
    let role = call.body.role.as_str().parse::<Role>().ok();
    change(&context, &caller, call.project_id, call.user_name.clone(), role).await?;
    let role = UserRole { user_name: call.user_name, role: call.body.role.as_str().into(), ..UserRole::default() };
    Ok(SetRoleResponse::ok(&role))
}

/// Revokes the role of a user.
pub(super) async fn remove(
    Extracted { context, caller, .. }: Extracted,
    call: RemoveRole,
) -> Result<RemoveRoleResponse, HttpError> {
    change(&context, &caller, call.project_id, call.user_name, None).await?;
    Ok(RemoveRoleResponse::no_content())
}

async fn change(
    context: &Context,
    caller: &Caller,
    project_id: String,
    user: String,
    role: Option<Role>,
) -> Result<(), HttpError> {
    let (access, id, caller) = (context.server.access.clone(), context.id, caller.clone());
    let exists = blocking(move || {
        if !access.has_user(&user)? {
            return Ok::<_, AccessError>(false);
        }
        match role {
            Some(role) => access.grant(&user, &project_id, role)?,
            None => access.revoke(&user, &project_id)?,
        }
        // Here, because the client may have disconnected.
        audit::role(&id, &caller, &project_id, &user, role);
        Ok(true)
    });
    if exists.await? { Ok(()) } else { Err(HttpError::unknown_user()) }
}
