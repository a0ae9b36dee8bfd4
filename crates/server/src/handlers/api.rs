//! The operations of the documents, by the generated traits.

use std::sync::Arc;

use axum::extract::Request;
use deskledger::iam::{CREATE_TOKEN, CreateToken};
use deskledger::{EXPORT_CONNECTION_RECORDS, ExportConnectionRecords, Operation};
use deskledger_axum::{Accept, Endpoint};

use super::context::{Context, Incoming};
use super::extract::{BodyRules, Extracted, Extraction, Requirements};
use super::{export, list, projects, records, roles, summary, tokens};
use crate::auth::Role;
use crate::generated::services::{export as export_service, iam, ledger};
use crate::generated::{
    ADD_CONNECTION_RECORDS, AddConnectionRecords, LIST_CONNECTION_RECORDS, LIST_PROJECTS, LIST_ROLES,
    ListConnectionRecords, ListProjects, ListRoles, REMOVE_ROLE, RemoveRole, SET_ROLE, SUMMARIZE_RECORDS, SetRole,
    SummarizeRecords,
};
use crate::http::error::{HttpError, IdentityError};
use crate::state::Server;

/// The operations of the service.
pub(crate) struct Api(pub(crate) Arc<Server>);

/// The operation of the identity service.
pub(crate) struct Identity(pub(crate) Arc<Server>);

const fn requires(role: Role, body: Option<BodyRules>) -> Requirements {
    Requirements { role: Some(role), body }
}

/// Requirements of each operation.
static REQUIREMENTS: [(&Operation, Requirements); 9] = [
    (&EXPORT_CONNECTION_RECORDS, requires(Role::Reader, None)),
    (&LIST_CONNECTION_RECORDS, requires(Role::Reader, None)),
    (&ADD_CONNECTION_RECORDS, requires(Role::Writer, Some(records::BODY))),
    (&SUMMARIZE_RECORDS, requires(Role::Reader, None)),
    (&LIST_PROJECTS, Requirements { role: None, body: None }),
    (&LIST_ROLES, requires(Role::Admin, None)),
    (&SET_ROLE, requires(Role::Admin, Some(roles::BODY))),
    (&REMOVE_ROLE, requires(Role::Admin, None)),
    (&CREATE_TOKEN, Requirements { role: None, body: Some(tokens::BODY) }),
];

fn extraction<C>(endpoint: Endpoint<C>) -> Extraction<C> {
    // An operation without an entry, which a test excludes, is for administrators.
    static OTHERWISE: Requirements = requires(Role::Admin, None);
    let entry = REQUIREMENTS.iter().find(|(operation, _)| operation.id == endpoint.operation.id);
    Extraction { endpoint, requirements: entry.map_or(&OTHERWISE, |(_, requirements)| requirements) }
}

impl Accept for Api {
    type Context = Extracted;
    type Error = HttpError;

    async fn accept<C: Send>(&self, endpoint: Endpoint<C>, request: Request) -> Result<(Extracted, C), HttpError> {
        extraction(endpoint).extract(Incoming::new(&self.0, request)).await
    }
}

impl Accept for Identity {
    type Context = Context;
    type Error = IdentityError;

    async fn accept<C: Send>(&self, endpoint: Endpoint<C>, request: Request) -> Result<(Context, C), IdentityError> {
        Ok(extraction(endpoint).extract_anonymous(Incoming::new(&self.0, request)).await?)
    }
}

impl export_service::Connection for Api {
    async fn export_connection_records(
        &self,
        extracted: Extracted,
        call: ExportConnectionRecords,
    ) -> Result<export_service::ExportConnectionRecordsResponse, HttpError> {
        export::export(extracted, call).await
    }
}

impl ledger::Connection for Api {
    async fn list_connection_records(
        &self,
        extracted: Extracted,
        call: ListConnectionRecords,
    ) -> Result<ledger::ListConnectionRecordsResponse, HttpError> {
        list::list(extracted, call).await
    }
}

impl ledger::Ledger for Api {
    async fn list_projects(
        &self,
        extracted: Extracted,
        _: ListProjects,
    ) -> Result<ledger::ListProjectsResponse, HttpError> {
        projects::list(extracted).await
    }

    async fn summarize_records(
        &self,
        extracted: Extracted,
        call: SummarizeRecords,
    ) -> Result<ledger::SummarizeRecordsResponse, HttpError> {
        summary::summarize(extracted, call).await
    }

    async fn add_connection_records(
        &self,
        extracted: Extracted,
        call: AddConnectionRecords,
    ) -> Result<ledger::AddConnectionRecordsResponse, HttpError> {
        records::add(extracted, call).await
    }

    async fn list_roles(&self, extracted: Extracted, call: ListRoles) -> Result<ledger::ListRolesResponse, HttpError> {
        roles::list(extracted, call).await
    }

    async fn set_role(&self, extracted: Extracted, call: SetRole) -> Result<ledger::SetRoleResponse, HttpError> {
        roles::set(extracted, call).await
    }

    async fn remove_role(
        &self,
        extracted: Extracted,
        call: RemoveRole,
    ) -> Result<ledger::RemoveRoleResponse, HttpError> {
        roles::remove(extracted, call).await
    }
}

impl iam::Token for Identity {
    async fn create_token(
        &self,
        context: Context,
        call: CreateToken,
    ) -> Result<iam::CreateTokenResponse, IdentityError> {
        tokens::create(context, call).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_operation_of_the_documents_is_without_requirements() {
        let documents = [deskledger::DOCUMENT, crate::generated::DOCUMENT, deskledger::iam::DOCUMENT];
        let ids = documents.iter().flat_map(|document| {
            let document: serde_json::Value = serde_json::from_str(document).unwrap();
            let paths = document["paths"].as_object().unwrap().clone().into_iter();
            let operations = paths.flat_map(|(_, path)| path.as_object().unwrap().clone().into_iter());
            operations
                .filter_map(|(_, operation)| operation["operationId"].as_str().map(str::to_owned))
                .collect::<Vec<_>>()
        });
        for id in ids {
            assert!(REQUIREMENTS.iter().any(|(operation, _)| operation.id == id), "{id}");
        }
    }
}
