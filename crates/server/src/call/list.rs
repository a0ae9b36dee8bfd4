//! The list call of the vendor: a page of records as JSON.

use std::ops::ControlFlow;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use deskledger::{ConnectionRecord, Value};
use serde_json::{Map, json};

use super::door::{Door, Opened};
use crate::access::Role;
use crate::http_error::HttpError;
use crate::ledger::{LIST_CONNECTION_RECORDS, ListConnectionRecords};
use crate::request_id::RequestId;
use crate::state::Server;
use crate::store::{Filter, Row, Store, StoreError};

const DOOR: Door<ListConnectionRecords> = Door::new(&LIST_CONNECTION_RECORDS, ListConnectionRecords::from_wire);

/// Answers the call.
pub(crate) async fn answer(
    State(server): State<Arc<Server>>,
    Extension(id): Extension<RequestId>,
    request: Request,
) -> Result<Response, HttpError> {
    let opened = DOOR.open(&server, &id, request, Role::Reader, |call| &call.project_id).await?;
    let Opened { call, .. } = opened;
    let number = |value: Option<i64>, default| value.and_then(|value| u32::try_from(value).ok()).unwrap_or(default);
    let page = (number(call.offset, 0), number(call.limit, 20));
    let (store, filter) = (server.store.clone(), Filter::from(&call));
    let read = tokio::task::spawn_blocking(move || read(&store, &filter, page)).await;
    let read = read.unwrap_or_else(|error| Err(StoreError::new("reading", error)));
    let text = read.map_err(|error| HttpError::of_store(&error))?;
    Ok(([(CONTENT_TYPE, "application/json")], text).into_response())
}

/// The page and the count of one moment.
fn read(store: &Store, filter: &Filter, page: (u32, u32)) -> Result<String, StoreError> {
    let store = store.moment()?;
    let mut records = Vec::new();
    let _ = store.page(
        filter,
        page,
        || true,
        |row| {
            records.push(record(row));
            ControlFlow::Continue(())
        },
    )?;
    Ok(json!({ "total_count": store.count(filter)?, "records": records }).to_string())
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
