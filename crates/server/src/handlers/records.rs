//! The call that adds a batch of records, in one transaction that is on disk before the response.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use deskledger::ConnectionRecord;
use serde_json::json;

use super::blocking::blocking;
use super::context::Incoming;
use super::extract::{BodyRules, Endpoint, Extracted};
use crate::auth::Role;
use crate::generated::{ADD_CONNECTION_RECORDS, AddConnectionRecords};
use crate::http::error::{HttpError, Violation};
use crate::import::batch::{self, BadLine};
use crate::ops::audit;
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
pub(crate) async fn add(incoming: Incoming) -> Result<Response, HttpError> {
    let extracted = ENDPOINT.extract(incoming, Role::Writer, |call| &call.project_id).await?;
    let Extracted { context, call, caller, body, slot } = extracted;
    let (store, project_id, bytes) = (context.server.store.clone(), call.project_id.clone(), body.len());
    let locale = context.locale();
    let added = blocking(move || {
        // Released at the end of the work, even if the client disconnects.
        let _slot = slot;
        let records = batch::read(&body, MAX_RECORDS, MAX_BAD, locale).map_err(Rejected::Lines)?;
        import(&store, &project_id, &records).map_err(Rejected::Store)
    });
    let Added { added, updated, unchanged } = added.await?;
    context.server.metrics.received(added + updated + unchanged);
    let (id, peer, caller, project_id) = (&context.id, context.peer(), &caller, &*call.project_id);
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
