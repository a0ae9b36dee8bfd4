//! The calls of specs/ledger.yaml beside the list of records: projects, summaries, batches of records, and roles.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use deskledger::Locale;
use deskledger_records::read::{TimeZone, shown};

use super::api::Api;
use super::blocking::{Waiting, blocking, cancellable};
use super::context::Context;
use super::extract::Extracted;
use crate::auth::{AccessError, Caller, Role};
use crate::export::entity_tag;
use crate::generated::services::ledger::{
    AddConnectionRecordsResponse, Ledger, ListProjectsResponse, ListRolesResponse, RemoveRoleResponse, SetRoleResponse,
    SummarizeRecordsResponse,
};
use crate::generated::types::{self, UserRole};
use crate::generated::{AddConnectionRecords, ListProjects, ListRoles, RemoveRole, SetRole, SummarizeRecords};
use crate::http::error::{HttpError, Violation};
use crate::import::batch;
use crate::messages;
use crate::ops::audit;
use crate::state::Server;
use crate::store::{Added, Filter, StoreError, Summary};

/// Maximum number of listed projects.
const MAX_PROJECTS: u32 = 1000;

/// Delay until a retry in seconds, if too many records are read.
const RETRY_AFTER: u32 = 1;

impl Ledger for Api {
    async fn list_projects(
        &self,
        Extracted { context, caller, .. }: Extracted,
        _: ListProjects,
    ) -> Result<ListProjectsResponse, HttpError> {
        let projects = match caller {
            Caller::Token(_) => all_projects(&context.server).await?,
            Caller::User(user) => projects_of(&context.server, user, None).await?,
            Caller::Granted { user, project_id } => projects_of(&context.server, user, Some(project_id)).await?,
        };
        let project = |(project_id, name, role): Project| types::Project {
            project_id,
            name,
            role: role.name().into(),
            ..types::Project::default()
        };
        let projects = projects.into_iter().map(project).collect();
        Ok(ListProjectsResponse::ok(&types::Projects { projects, ..types::Projects::default() }))
    }

    async fn summarize_records(
        &self,
        Extracted { context, caller, .. }: Extracted,
        call: SummarizeRecords,
    ) -> Result<SummarizeRecordsResponse, HttpError> {
        let zone = time_zone(call.time_zone.as_deref().unwrap_or("UTC"), context.locale())?;
        let peer = context.peer();
        let Context { server, id, .. } = context;
        let slot = server.lists.acquire_for(&caller).ok_or_else(|| HttpError::too_many(&id, RETRY_AFTER))?;
        let summary = cancellable(move |waiting| {
            // Released at the end of the read, not when the client disconnects.
            let _slot = slot;
            let filter = Filter::from(&call);
            let summary = summarize(&server, &filter, &zone, waiting)?;
            audit::summary(&id, &caller, peer, &filter, summary.records);
            Ok::<_, StoreError>(summary)
        });
        let Summary { records, users, failures, open, off_hours } = summary.await?;
        let [records, users, failures, open, off_hours] = [records, users, failures, open, off_hours].map(to_i64);
        let summary = types::Summary { records, users, failures, open, off_hours, ..types::Summary::default() };
        Ok(SummarizeRecordsResponse::ok(&summary))
    }

    /// In one transaction that is on disk before the response.
    async fn add_connection_records(
        &self,
        Extracted { context, caller, body, slot }: Extracted,
        call: AddConnectionRecords,
    ) -> Result<AddConnectionRecordsResponse, HttpError> {
        let (server, id, peer, bytes) = (context.server.clone(), context.id, context.peer(), body.len());
        let locale = context.locale();
        let added = blocking(move || {
            // Released at the end of the work, even if the client disconnects.
            let _slot = slot;
            let (lines, records) = match batch::read(&body, locale) {
                Ok(read) => read,
                Err(violations) => return Ok(Err((StatusCode::BAD_REQUEST, violations))),
            };
            drop(body);
            let conflict = |(position, error): (usize, StoreError)| {
                let line = lines.get(position).copied().unwrap_or_default();
                Violation::of_line(line, None, error.localized(locale))
            };
            let added = match server.store.add(&call.project_id, records)? {
                Ok(added) => added,
                Err(all) => return Ok(Err((StatusCode::CONFLICT, all.into_iter().map(conflict).collect()))),
            };
            // Here, because the client may have disconnected.
            audit::records(&id, &caller, peer, &call.project_id, bytes, added);
            server.metrics.records_received.inc_by(added.added + added.updated + added.unchanged);
            Ok::<_, StoreError>(Ok(added))
        });
        let added = added.await?.map_err(|(status, violations)| HttpError::violations(status, violations))?;
        let Added { added, updated, unchanged } = added;
        let [added, updated, unchanged] = [added, updated, unchanged].map(to_i64);
        let body = types::Added { added, updated, unchanged, ..types::Added::default() };
        Ok(AddConnectionRecordsResponse::ok(&body))
    }

    async fn list_roles(
        &self,
        Extracted { context, .. }: Extracted,
        call: ListRoles,
    ) -> Result<ListRolesResponse, HttpError> {
        let access = context.server.access.clone();
        let roles = blocking(move || access.roles(&call.project_id)).await?;
        let user = |(user_name, role): (String, Role)| user_role(user_name, role.name());
        let users = roles.into_iter().map(user).collect();
        Ok(ListRolesResponse::ok(&types::Roles { users, ..types::Roles::default() }))
    }

    async fn set_role(
        &self,
        Extracted { context, caller, .. }: Extracted,
        SetRole { project_id, user_name, body }: SetRole,
    ) -> Result<SetRoleResponse, HttpError> {
        let role = body.role.as_str();
        change_role(&context, &caller, project_id, user_name.clone(), role.parse().ok()).await?;
        Ok(SetRoleResponse::ok(&user_role(user_name, role)))
    }

    async fn remove_role(
        &self,
        Extracted { context, caller, .. }: Extracted,
        call: RemoveRole,
    ) -> Result<RemoveRoleResponse, HttpError> {
        change_role(&context, &caller, call.project_id, call.user_name, None).await?;
        Ok(RemoveRoleResponse::no_content())
    }
}

/// A project: its id, its name, and the role of the caller.
type Project = (String, Option<String>, Role);

/// Projects in which the user has a role; only one of them for a token that is valid for one.
async fn projects_of(server: &Server, user: String, only: Option<String>) -> Result<Vec<Project>, HttpError> {
    let access = server.access.clone();
    blocking(move || access.projects_of(&user, MAX_PROJECTS, only.as_deref())).await
}

/// All projects that have records or are registered.
async fn all_projects(server: &Server) -> Result<Vec<Project>, HttpError> {
    let (store, access) = (server.store.clone(), server.access.clone());
    let found = move || Ok::<_, HttpError>((store.projects(MAX_PROJECTS)?, access.project_names(MAX_PROJECTS)?));
    let (with_records, registered) = blocking(found).await?;
    let mut projects: BTreeMap<_, _> = with_records.into_iter().map(|id| (id, None)).collect();
    projects.extend(registered);
    let projects = projects.into_iter().take(MAX_PROJECTS as usize);
    Ok(projects.map(|(id, name)| (id, name, Role::Admin)).collect())
}

/// The time zone of a request. That of the machine would be a wrong one: the caller may be elsewhere.
fn time_zone(text: &str, language: Locale) -> Result<TimeZone, HttpError> {
    let is_of_machine = ["local", "system"].iter().any(|name| text.eq_ignore_ascii_case(name));
    text.parse().ok().filter(|_| !is_of_machine).ok_or_else(|| {
        let message = messages::summary_time_zone(shown(text)).localized(language);
        let violation = Violation::of_query("time_zone", "format", shown(text), message);
        HttpError::violations(StatusCode::BAD_REQUEST, vec![violation])
    })
}

/// The summary of one snapshot.
fn summarize(server: &Server, filter: &Filter, zone: &TimeZone, waiting: Waiting) -> Result<Summary, StoreError> {
    let store = server.store.snapshot()?;
    let key = entity_tag::summary_tag(&store.revision(&filter.project_id)?, filter, &zone.to_string());
    server.summaries.get_or(&key, || {
        let summary = store.summarize(filter, zone.tz(), move || waiting.is_needed())?;
        summary.ok_or_else(|| StoreError::without_source(messages::the_client_disconnected()))
    })
}

/// Grants a role to a user, or revokes it.
async fn change_role(
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

fn user_role(user_name: String, role: &str) -> UserRole {
    UserRole { user_name, role: role.into(), ..UserRole::default() }
}

fn to_i64(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
