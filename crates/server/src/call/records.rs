//! Our own call that takes records in: a batch is kept whole or not at all, and is on disk before it is acknowledged.

use std::sync::Arc;

use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use bytes::Bytes;
use deskledger::ConnectionRecord;
use serde_json::json;

use super::{media_type, on_wire};
use crate::access::Role;
use crate::access::signed;
use crate::http_error::HttpError;
use crate::import::batch;
use crate::ledger::{ADD_CONNECTION_RECORDS, AddConnectionRecords};
use crate::request_id::RequestId;
use crate::serve::Limits;
use crate::state::Server;
use crate::store::{Outcome, Store, StoreError};

/// Most records of a batch.
const MOST_RECORDS: usize = 10_000;

/// Most bad lines that are told.
const MOST_BAD: usize = 100;

/// Seconds after which a caller may try again when too many batches wait.
const RETRY_AFTER: u32 = 1;

/// What became of the records of a batch.
#[derive(Clone, Copy, Debug, Default)]
struct Added {
    added: u64,
    updated: u64,
    unchanged: u64,
}

/// Answers the call.
pub(crate) async fn answer(
    State(server): State<Arc<Server>>,
    Extension(id): Extension<RequestId>,
    request: Request,
) -> Result<Response, HttpError> {
    let (request, body) = request.into_parts();
    if !signed::is_signed(&request) {
        server.caller(&id, &request, &Bytes::new()).await?;
    }
    if !media_type(&request).eq_ignore_ascii_case("application/x-ndjson") {
        return Err(HttpError::unknown_media_type("application/x-ndjson"));
    }
    // Before the body is read: what cannot be written yet is not taken into memory either.
    let place = server.batches.clone().try_acquire_owned();
    let _place = place.map_err(|_| HttpError::too_many(&id, RETRY_AFTER))?;
    let Limits { body_bytes, body_wait, .. } = server.limits;
    let body = tokio::time::timeout(body_wait, to_bytes(body, body_bytes)).await;
    let body = body.map_err(|_| HttpError::too_slow(&id))?.map_err(|_| HttpError::too_large(&id))?;
    // A signature is over the body as well.
    let caller = server.caller(&id, &request, &body).await?;
    let call = on_wire(ADD_CONNECTION_RECORDS.path, &request, AddConnectionRecords::from_wire)
        .map_err(|violations| HttpError::invalid(&violations))?;
    server.permit(&caller, &call.project_id, Role::Writer).await?;
    let store = server.store.clone();
    let added = tokio::task::spawn_blocking(move || {
        let records = batch::read(&body, MOST_RECORDS, MOST_BAD).map_err(|bad| HttpError::bad_lines(&bad))?;
        keep(&store, &call.project_id, &records).map_err(|error| HttpError::of_store(&error))
    });
    let added = added.await.unwrap_or_else(|error| Err(HttpError::internal(&error)))?;
    server.metrics.received(added.added + added.updated + added.unchanged);
    let body = json!({ "added": added.added, "updated": added.updated, "unchanged": added.unchanged });
    Ok((StatusCode::OK, Json(body)).into_response())
}

/// Keeps all records in one transaction.
fn keep(store: &Store, project_id: &str, records: &[ConnectionRecord]) -> Result<Added, StoreError> {
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
