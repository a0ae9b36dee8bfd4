//! What implements the generated traits, and what each operation requires of its callers.

use std::sync::Arc;

use axum::extract::Request;
use deskledger::iam::CREATE_TOKEN;
use deskledger::{EXPORT_CONNECTION_RECORDS, Operation};
use deskledger_axum::{Accept, Endpoint};

use super::context::{Context, Incoming};
use super::extract::{BodyRules, Extracted, Extraction, Requirements};
use crate::auth::Role;
use crate::generated::{
    ADD_CONNECTION_RECORDS, LIST_CONNECTION_RECORDS, LIST_PROJECTS, LIST_ROLES, REMOVE_ROLE, SET_ROLE,
    SUMMARIZE_RECORDS,
};
use crate::http::error::{HttpError, IdentityError};
use crate::state::Server;

/// The operations of the service.
pub(crate) struct Api(pub(crate) Arc<Server>);

/// The operation of the identity service.
pub(crate) struct Identity(pub(crate) Arc<Server>);

/// A batch of records.
pub(super) const BATCH: BodyRules = BodyRules {
    media_type: "application/x-ndjson",
    max_bytes: |limits| limits.max_body_bytes,
    quota: |server| Some(&server.batches),
};

/// A role; a valid body has some ten bytes.
const ROLE: BodyRules = BodyRules { media_type: "application/json", max_bytes: |_| 4096, quota: |_| None };

/// A token request; a valid body has some thousand bytes.
const TOKEN: BodyRules = BodyRules { media_type: "application/json", max_bytes: |_| 64 << 10, quota: |_| None };

const fn requires(role: Role, body: Option<BodyRules>) -> Requirements {
    Requirements { role: Some(role), body }
}

/// Requirements of each operation.
static REQUIREMENTS: [(&Operation, Requirements); 9] = [
    (&EXPORT_CONNECTION_RECORDS, requires(Role::Reader, None)),
    (&LIST_CONNECTION_RECORDS, requires(Role::Reader, None)),
    (&ADD_CONNECTION_RECORDS, requires(Role::Writer, Some(BATCH))),
    (&SUMMARIZE_RECORDS, requires(Role::Reader, None)),
    (&LIST_PROJECTS, Requirements { role: None, body: None }),
    (&LIST_ROLES, requires(Role::Admin, None)),
    (&SET_ROLE, requires(Role::Admin, Some(ROLE))),
    (&REMOVE_ROLE, requires(Role::Admin, None)),
    (&CREATE_TOKEN, Requirements { role: None, body: Some(TOKEN) }),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generated;

    #[test]
    fn no_operation_of_the_documents_is_without_requirements() {
        let documents = [deskledger::DOCUMENT, generated::DOCUMENT, deskledger::iam::DOCUMENT];
        for id in documents.into_iter().flat_map(generated::operation_ids) {
            assert!(REQUIREMENTS.iter().any(|(operation, _)| operation.id == id), "{id}");
        }
    }
}
