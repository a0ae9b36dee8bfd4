//! The list call of the vendor: a page of records as JSON.

use std::ops::ControlFlow;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use deskledger::{ConnectionRecord, Value};
use serde_json::{Map, json};

use super::asked::{Asked, while_asked};
use super::door::{Door, Opened};
use super::entity;
use crate::access::Role;
use crate::http_error::HttpError;
use crate::ledger::{LIST_CONNECTION_RECORDS, ListConnectionRecords};
use crate::request_id::RequestId;
use crate::state::Server;
use crate::store::{Filter, Row, StoreError};

/// Seconds after which a caller may try again when too many pages are read.
const RETRY_AFTER: u32 = 1;

const DOOR: Door<ListConnectionRecords> = Door::new(&LIST_CONNECTION_RECORDS, ListConnectionRecords::decode);

/// Answers the call.
pub(crate) async fn answer(
    State(server): State<Arc<Server>>,
    Extension(id): Extension<RequestId>,
    request: Request,
) -> Result<Response, HttpError> {
    let opened = DOOR.open(&server, &id, request, Role::Reader, |call| &call.project_id).await?;
    let Opened { call, caller, .. } = opened;
    let place = server.lists.take_for(&caller).ok_or_else(|| HttpError::too_many(&id, RETRY_AFTER))?;
    let number = |value: Option<i64>, default| value.and_then(|value| u32::try_from(value).ok()).unwrap_or(default);
    let page = (number(call.offset, 0), number(call.limit, 20));
    let read = while_asked(move |asked| {
        // Given back when the reading has ended, not when the caller has gone.
        let _place = place;
        read(&server, &Filter::from(&call), page, &asked)
    });
    let read = read.await.unwrap_or_else(|error| Err(StoreError::new(["reading", "读取失败"], error)));
    let text = read.map_err(|error| HttpError::of_store(&error))?;
    Ok(([(CONTENT_TYPE, "application/json")], text).into_response())
}

/// The page and the count of one moment.
fn read(server: &Server, filter: &Filter, page: (u32, u32), asked: &Asked) -> Result<String, StoreError> {
    let store = server.store.moment()?;
    let mut records = Vec::new();
    let is_wanted = |asked: &Asked| {
        let asked = asked.clone();
        move || asked.is_wanted()
    };
    let _ = store.page(filter, page, is_wanted(asked), |row| {
        records.push(record(row));
        ControlFlow::Continue(())
    })?;
    let (offset, limit) = page;
    let found = u32::try_from(records.len()).unwrap_or(u32::MAX);
    let is_last = found < limit && (found > 0 || offset == 0);
    let total_count = if is_last {
        u64::from(offset) + u64::from(found)
    } else {
        let version = entity::count_tag(&store.revision(&filter.project_id)?, filter);
        match server.counts.get(&version) {
            Some(count) => count,
            None => {
                let count = store.count_while(filter, is_wanted(asked))?;
                let count = count
                    .ok_or_else(|| StoreError::refused(["nobody waits for the page any more", "已无人等待该页"]))?;
                server.counts.put(&version, count);
                count
            }
        }
    };
    Ok(json!({ "total_count": total_count, "records": records }).to_string())
}

/// A record as an object; values that are absent are left out.
fn record(row: &Row<'_>) -> serde_json::Value {
    let values = row.values().iter().zip(ConnectionRecord::COLUMNS).filter_map(|(value, column)| {
        let value = match *value {
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
