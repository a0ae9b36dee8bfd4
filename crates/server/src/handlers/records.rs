//! The call that adds a batch of records, in one transaction that is on disk before the response.

use super::blocking::blocking;
use super::extract::{BodyRules, Extracted};
use crate::generated::services::ledger::AddConnectionRecordsResponse;
use crate::generated::{AddConnectionRecords, types};
use crate::http::error::{HttpError, Violation};
use crate::import::batch::{self, BadLine};
use crate::ops::audit;
use crate::store::{Added, StoreError};

/// Maximum number of records of a batch.
const MAX_RECORDS: usize = 10_000;

/// Maximum number of reported invalid lines.
const MAX_BAD: usize = 100;

/// Rules of the body.
pub(super) const BODY: BodyRules = BodyRules {
    media_type: "application/x-ndjson",
    max_bytes: |limits| limits.max_body_bytes,
    quota: |server| Some(&server.batches),
};

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
pub(super) async fn add(
    Extracted { context, caller, body, slot }: Extracted,
    call: AddConnectionRecords,
) -> Result<AddConnectionRecordsResponse, HttpError> {
    let (server, id, peer, bytes) = (context.server.clone(), context.id, context.peer(), body.len());
    let locale = context.locale();
    let added = blocking(move || {
        // Released at the end of the work, even if the client disconnects.
        let _slot = slot;
        let (lines, records) = batch::read(&body, MAX_RECORDS, MAX_BAD, locale).map_err(Rejected::Lines)?;
        drop(body);
        let bad = |(position, error): (usize, StoreError)| {
            let line = lines.get(position).copied().unwrap_or_default();
            BadLine { line, limit: None, message: error.localized(locale) }
        };
        let found = server.store.add(&call.project_id, records)?;
        let found = found.map_err(|all| Rejected::Conflicts(all.into_iter().map(bad).collect()))?;
        // Here, because the client may have disconnected.
        let Added { added, updated, unchanged } = found;
        server.metrics.received(added + updated + unchanged);
        let (id, caller, project_id) = (&id, &caller, &*call.project_id);
        audit::Batch { id, caller, peer, project_id, bytes, added, updated, unchanged }.log();
        Ok::<_, Rejected>(found)
    });
    let Added { added, updated, unchanged } = added.await?;
    let [added, updated, unchanged] = [added, updated, unchanged].map(|count| i64::try_from(count).unwrap_or(i64::MAX));
    let body = types::Added { added, updated, unchanged, ..types::Added::default() };
    Ok(AddConnectionRecordsResponse::ok(&body))
}
