//! Authorisation of an authenticated caller.

use axum::http::StatusCode;

use super::blocking::blocking;
use crate::auth::{Caller, Role};
use crate::http::error::HttpError;
use crate::state::Server;
use crate::sync::lock;

/// Checks that the caller has at least this role in the project. A server token has all roles in all projects.
///
/// # Errors
/// The caller has no permission, or the databases cannot be read. An unknown project is reported to the holder of a server
/// token only; for other callers it is one without permission.
pub(super) async fn authorize(
    server: &Server,
    caller: &Caller,
    project_id: &str,
    required: Role,
) -> Result<(), HttpError> {
    let forbidden = || HttpError::declared(StatusCode::FORBIDDEN);
    let user = match caller {
        Caller::Token(_) => {
            let is_known = is_known(server, project_id).await?;
            return is_known.then_some(()).ok_or_else(|| HttpError::declared(StatusCode::NOT_FOUND));
        }
        Caller::Granted { project_id: only, .. } if only != project_id => return Err(forbidden()),
        Caller::Granted { user, .. } | Caller::User(user) => user.clone(),
    };
    let (access, project) = (server.access.clone(), project_id.to_owned());
    match blocking(move || access.role(&user, &project)).await? {
        Some(role) if role >= required => Ok(()),
        _ => Err(forbidden()),
    }
}

/// Whether the project has, or had, records, or is registered.
async fn is_known(server: &Server, project_id: &str) -> Result<bool, HttpError> {
    if lock(&server.known_projects).contains(project_id) {
        return Ok(true);
    }
    let (store, access, project) = (server.store.clone(), server.access.clone(), project_id.to_owned());
    let found = move || Ok::<_, HttpError>(store.has_project(&project)? || access.has_project(&project)?);
    let is_known = blocking(found).await?;
    if is_known {
        lock(&server.known_projects).insert(project_id);
    }
    Ok(is_known)
}
