//! The call that summarizes records.

use deskledger_records::read::TimeZone;

use super::blocking::{Cancellation, cancellable};
use super::context::Context;
use super::extract::Extracted;
use crate::export::entity_tag;
use crate::generated::services::ledger::SummarizeRecordsResponse;
use crate::generated::{SummarizeRecords, types};
use crate::http::error::{HttpError, Violation};
use crate::messages;
use crate::ops::audit;
use crate::state::Server;
use crate::store::{Filter, StoreError, Summary};

/// Delay until a retry in seconds, if too many records are read.
const RETRY_AFTER: u32 = 1;

/// Handles the call.
pub(super) async fn summarize(
    Extracted { context, caller, .. }: Extracted,
    call: SummarizeRecords,
) -> Result<SummarizeRecordsResponse, HttpError> {
    let zone = call.time_zone.as_deref().unwrap_or("UTC").parse::<TimeZone>().map_err(|error| {
        let message = error.localized(context.locale()).to_string();
        HttpError::violations(vec![Violation::of_query("time_zone", "format", message)])
    })?;
    let peer = context.peer();
    let Context { server, id, .. } = context;
    let slot = server.lists.acquire_for(&caller).ok_or_else(|| HttpError::too_many(&id, RETRY_AFTER))?;
    let summary = cancellable(move |cancellation| {
        // Released at the end of the read, not when the client disconnects.
        let _slot = slot;
        let filter = Filter::from(&call);
        let summary = read(&server, &filter, &zone, &cancellation)?;
        audit::summary(&id, &caller, peer, &filter, summary.records);
        Ok::<_, StoreError>(summary)
    });
    let Summary { records, users, failures, open, off_hours } = summary.await?;
    let [records, users, failures, open, off_hours] =
        [records, users, failures, open, off_hours].map(|number| i64::try_from(number).unwrap_or(i64::MAX));
    let summary = types::Summary { records, users, failures, open, off_hours, ..types::Summary::default() };
    Ok(SummarizeRecordsResponse::ok(&summary))
}

/// The summary of one snapshot.
fn read(server: &Server, filter: &Filter, zone: &TimeZone, cancellation: &Cancellation) -> Result<Summary, StoreError> {
    let store = server.store.snapshot()?;
    let key = entity_tag::summary_tag(&store.revision(&filter.project_id)?, filter, &zone.to_string());
    if let Some(summary) = server.summaries.get(&key) {
        return Ok(summary);
    }
    let cancellation = cancellation.clone();
    let summary = store.summarize(filter, zone.tz(), move || cancellation.is_needed())?;
    let summary = summary.ok_or_else(|| StoreError::without_source(messages::the_client_disconnected()))?;
    server.summaries.put(&key, summary);
    Ok(summary)
}
