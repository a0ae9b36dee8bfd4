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
use deskledger::Locale;

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
    Conflicts(Vec<BadLine>),
    Store(StoreError),
}

impl From<StoreError> for Rejected {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Rejected> for HttpError {
    fn from(rejected: Rejected) -> Self {
        let violation = |bad: BadLine| Violation::of_line(bad.line, bad.limit, bad.message);
        match rejected {
            Rejected::Lines(lines) => Self::violations(lines.into_iter().map(violation).collect()),
            Rejected::Conflicts(lines) => Self::conflict(lines.into_iter().map(violation).collect()),
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
        import(&store, &project_id, &records, locale)
    });
    let Added { added, updated, unchanged } = added.await?;
    context.server.metrics.received(added + updated + unchanged);
    let (id, peer, caller, project_id) = (&context.id, context.peer(), &caller, &*call.project_id);
    audit::Batch { id, caller, peer, project_id, bytes, added, updated, unchanged }.log();
    let body = json!({ "added": added, "updated": updated, "unchanged": unchanged });
    Ok((StatusCode::OK, Json(body)).into_response())
}

/// Imports all records in one transaction, or none if one differs from the stored record of the same identity.
fn import(
    store: &Store,
    project_id: &str,
    records: &[(u64, ConnectionRecord)],
    locale: Locale,
) -> Result<Added, Rejected> {
    let mut import = store.import(project_id)?;
    let (mut added, mut conflicts) = (Added::default(), Vec::new());
    for (line, record) in records {
        *match import.add(record) {
            Ok(Outcome::Added) => &mut added.added,
            Ok(Outcome::Updated | Outcome::Corrected) => &mut added.updated,
            Ok(Outcome::Unchanged) => &mut added.unchanged,
            Err(error) if error.is_conflict() && conflicts.len() < MAX_BAD => {
                conflicts.push(BadLine { line: *line, limit: None, message: error.localized(locale) });
                continue;
            }
            Err(error) if error.is_conflict() => break,
            Err(error) => return Err(error.into()),
        } += 1;
    }
    if !conflicts.is_empty() {
        return Err(Rejected::Conflicts(conflicts));
    }
    import.commit()?;
    Ok(added)
}
