//! Our own call that takes records in: a batch is kept whole or not at all, and is on disk before it is acknowledged.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use deskledger::ConnectionRecord;
use serde_json::json;

use super::door::{Door, Opened, Taken};
use super::language;
use crate::access::Role;
use crate::audit;
use crate::http_error::HttpError;
use crate::import::batch::{self, BadLine};
use crate::ledger::{ADD_CONNECTION_RECORDS, AddConnectionRecords};
use crate::request_id::RequestId;
use crate::serve::Peer;
use crate::state::Server;
use crate::store::{Outcome, Store, StoreError};

/// Most records of a batch.
const MOST_RECORDS: usize = 10_000;

/// Most bad lines that are told.
const MOST_BAD: usize = 100;

const DOOR: Door<AddConnectionRecords> =
    Door::new(&ADD_CONNECTION_RECORDS, AddConnectionRecords::decode).taking(Taken {
        media_type: "application/x-ndjson",
        max_bytes: |limits| limits.body_bytes,
        places: |server| Some(&server.batches),
    });

/// What became of the records of a batch.
#[derive(Clone, Copy, Debug, Default)]
struct Added {
    added: u64,
    updated: u64,
    unchanged: u64,
}

/// Why nothing of a batch was kept.
enum Failed {
    Batch(Vec<BadLine>),
    Store(StoreError),
}

/// Answers the call.
pub(crate) async fn answer(
    State(server): State<Arc<Server>>,
    Extension(id): Extension<RequestId>,
    request: Request,
) -> Result<Response, HttpError> {
    let opened = DOOR.open(&server, &id, request, Role::Writer, |call| &call.project_id).await?;
    let Opened { call, caller, request, body, place } = opened;
    let (store, project_id, bytes) = (server.store.clone(), call.project_id.clone(), body.len());
    let language = language::wanted(&request.headers);
    let added = tokio::task::spawn_blocking(move || {
        // Given back when the work has ended, also where the caller has gone.
        let _place = place;
        let records = batch::read(&body, MOST_RECORDS, MOST_BAD, language).map_err(Failed::Batch)?;
        keep(&store, &project_id, &records).map_err(Failed::Store)
    });
    let added = match added.await {
        Ok(Ok(added)) => added,
        Ok(Err(Failed::Batch(bad))) => return Err(HttpError::bad_lines(&bad)),
        Ok(Err(Failed::Store(error))) => return Err(HttpError::of_store(&error)),
        Err(error) => return Err(HttpError::internal(&error)),
    };
    let Added { added, updated, unchanged } = added;
    server.metrics.received(added + updated + unchanged);
    let peer = request.extensions.get::<Peer>().map(|peer| peer.0);
    let (id, caller, project_id) = (&id, &caller, &*call.project_id);
    audit::Batch { id, caller, peer, project_id, bytes, added, updated, unchanged }.write();
    let body = json!({ "added": added, "updated": updated, "unchanged": unchanged });
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
