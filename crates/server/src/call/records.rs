//! Our own call that takes records in: a batch is kept whole or not at all, and is on disk before it is acknowledged.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use deskledger::ConnectionRecord;
use serde_json::json;

use super::door::{Door, Opened, Taken};
use crate::access::Role;
use crate::http_error::HttpError;
use crate::import::batch;
use crate::ledger::{ADD_CONNECTION_RECORDS, AddConnectionRecords};
use crate::request_id::RequestId;
use crate::state::Server;
use crate::store::{Outcome, Store, StoreError};

/// Most records of a batch.
const MOST_RECORDS: usize = 10_000;

/// Most bad lines that are told.
const MOST_BAD: usize = 100;

const DOOR: Door<AddConnectionRecords> =
    Door::new(&ADD_CONNECTION_RECORDS, AddConnectionRecords::from_wire).taking(Taken {
        media_type: "application/x-ndjson",
        most_bytes: |limits| limits.body_bytes,
        places: |server| Some(&server.batches),
    });

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
    let opened = DOOR.open(&server, &id, request, Role::Writer, |call| &call.project_id).await?;
    let Opened { call, body, place: _place, .. } = opened;
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
