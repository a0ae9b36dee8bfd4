//! The list call of the vendor: a page of records as JSON.

use std::ops::ControlFlow;

use deskledger::{ConnectionRecord, Value};
use deskledger_axum::{Content, TypedResponse};
use serde_json::{Map, json};

use super::api::Api;
use super::blocking::{Waiting, cancellable};
use super::context::Context;
use super::extract::Extracted;
use crate::export::entity_tag;
use crate::generated::ListConnectionRecords;
use crate::generated::services::ledger::{Connection, ListConnectionRecordsResponse};
use crate::http::error::HttpError;
use crate::messages;
use crate::ops::audit;
use crate::state::Server;
use crate::store::{Filter, Page, Row, StoreError};

/// Delay until a retry in seconds, if too many pages are read.
const RETRY_AFTER: u32 = 1;

impl Connection for Api {
    async fn list_connection_records(
        &self,
        Extracted { context, caller, .. }: Extracted,
        call: ListConnectionRecords,
    ) -> Result<ListConnectionRecordsResponse, HttpError> {
        let peer = context.peer();
        let Context { server, id, .. } = context;
        let slot = server.lists.acquire_for(&caller).ok_or_else(|| HttpError::too_many(&id, RETRY_AFTER))?;
        let number = |value: Option<i64>, default| value.and_then(|value| u32::try_from(value).ok()).unwrap_or(default);
        let page = Page {
            offset: number(call.offset, 0),
            limit: number(call.limit, 20),
            is_newest_first: call.order.as_deref() == Some("desc"),
        };
        let text = cancellable(move |waiting| {
            // Released at the end of the read, not when the client disconnects.
            let _slot = slot;
            let filter = Filter::from(&call);
            let (text, rows) = read(&server, &filter, page, &waiting)?;
            audit::list(&id, &caller, peer, &filter, page, rows);
            Ok::<_, StoreError>(text)
        });
        // Written from the rows: a typed page would be one more copy of each.
        let content = Content::new("application/json", text.await?);
        Ok(ListConnectionRecordsResponse(TypedResponse::content(200, 200, content)))
    }
}

/// The page and the total count of one snapshot, and the number of records on the page.
fn read(server: &Server, filter: &Filter, page: Page, waiting: &Waiting) -> Result<(String, usize), StoreError> {
    let store = server.store.snapshot()?;
    let mut records = Vec::new();
    let is_needed = || {
        let waiting = waiting.clone();
        move || waiting.is_needed()
    };
    let _ = store.page(filter, page, is_needed(), |row| {
        records.push(record(row));
        ControlFlow::Continue(())
    })?;
    let Page { offset, limit, .. } = page;
    let found = u32::try_from(records.len()).unwrap_or(u32::MAX);
    let is_last = found < limit && (found > 0 || offset == 0);
    let total_count = if is_last {
        u64::from(offset) + u64::from(found)
    } else {
        let key = entity_tag::count_tag(&store.revision(&filter.project_id)?, filter);
        server.counts.get_or(&key, || {
            let count = store.count_while(filter, is_needed())?;
            count.ok_or_else(|| StoreError::without_source(messages::the_client_disconnected()))
        })?
    };
    let rows = records.len();
    Ok((json!({ "total_count": total_count, "records": records }).to_string(), rows))
}

/// A record as an object without absent values.
fn record(row: &Row<'_>) -> serde_json::Value {
    let values = row.values().into_iter().zip(ConnectionRecord::COLUMNS).filter_map(|(value, column)| {
        let value = match value {
            Value::Text(text) => json!(text),
            Value::Int(number) => json!(number),
            Value::Number(number) => json!(number),
            Value::Boolean(yes) => json!(yes),
            _ => return None,
        };
        Some((column.name.to_owned(), value))
    });
    serde_json::Value::Object(values.collect::<Map<_, _>>())
}
