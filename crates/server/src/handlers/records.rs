//! The call that adds a batch of records, in one transaction that is on disk before the response.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use deskledger::ConnectionRecord;
use serde_json::json;

use super::blocking::blocking;
use super::extract::{BodyRules, Endpoint, Extracted};
use crate::auth::Role;
use crate::generated::{ADD_CONNECTION_RECORDS, AddConnectionRecords};
use crate::http::accept_language;
use crate::http::error::{HttpError, Violation};
use crate::http::peer::peer;
use crate::http::request_id::RequestId;
use crate::import::batch::{self, BadLine};
use crate::ops::audit;
use crate::state::Server;
use crate::store::{Outcome, Store, StoreError};

/// Maximum number of records of a batch.
const MAX_RECORDS: usize = 10_000;

/// Maximum number of reported invalid lines.
const MAX_BAD: usize = 100;

const ENDPOINT: Endpoint<AddConnectionRecords> = Endpoint::new(&ADD_CONNECTION_RECORDS, AddConnectionRecords::decode)
    .with_body(BodyRules {
        media_type: "application/x-ndjson",
        max_bytes: |limits| limits.max_body_bytes,
        quota: |server| Some(&server.batches),
    });

/// Numbers of records by outcome.
#[derive(Clone, Copy, Debug, Default)]
struct Added {
    added: u64,
    updated: u64,
    unchanged: u64,
}

/// A rejected batch.
enum Rejected {
    Lines(Vec<BadLine>),
    Store(StoreError),
}

impl From<Rejected> for HttpError {
    fn from(rejected: Rejected) -> Self {
        let violation = |bad: BadLine| Violation::of_line(bad.line, bad.limit, bad.message);
        match rejected {
            Rejected::Lines(lines) => Self::violations(lines.into_iter().map(violation).collect()),
            Rejected::Store(error) => error.into(),
        }
    }
}

/// Handles the call.
pub(crate) async fn add(
    State(server): State<Arc<Server>>,
    Extension(id): Extension<RequestId>,
    request: Request,
) -> Result<Response, HttpError> {
    let extracted = ENDPOINT.extract(&server, &id, request, Role::Writer, |call| &call.project_id).await?;
    let Extracted { call, caller, parts, body, slot } = extracted;
    let (store, project_id, bytes) = (server.store.clone(), call.project_id.clone(), body.len());
    let language = accept_language::accepted(&parts.headers);
    let added = blocking(move || {
        // Released at the end of the work, even if the client disconnects.
        let _slot = slot;
        let records = batch::read(&body, MAX_RECORDS, MAX_BAD, language).map_err(Rejected::Lines)?;
        import(&store, &project_id, &records).map_err(Rejected::Store)
    });
    let Added { added, updated, unchanged } = added.await?;
    server.metrics.received(added + updated + unchanged);
    let peer = peer(&parts.extensions);
    let (id, caller, project_id) = (&id, &caller, &*call.project_id);
    audit::Batch { id, caller, peer, project_id, bytes, added, updated, unchanged }.log();
    let body = json!({ "added": added, "updated": updated, "unchanged": unchanged });
    Ok((StatusCode::OK, Json(body)).into_response())
}

/// Imports all records in one transaction.
fn import(store: &Store, project_id: &str, records: &[ConnectionRecord]) -> Result<Added, StoreError> {
    let mut import = store.import(project_id)?;
    let mut added = Added::default();
    for record in records {
        *match import.add(record)? {
            Outcome::Added => &mut added.added,
            Outcome::Updated => &mut added.updated,
            Outcome::Unchanged => &mut added.unchanged,
        } += 1;
    }
    import.commit()?;
    Ok(added)
}
