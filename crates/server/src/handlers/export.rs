//! The export call.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::http::header::{
    ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use deskledger::ExportConnectionRecords;
use deskledger_axum::TypedResponse;
use deskledger_records::write::Format;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::api::Api;
use super::context::Context;
use super::extract::Extracted;
use crate::auth::Caller;
use crate::export::{self, Content, ExportError, File, Head, Report, Start, Wrapper, entity_tag, write_records};
use crate::generated::services::export::{Connection, ExportConnectionRecordsResponse};
use crate::http::byte_range::{Part, requested};
use crate::http::conditional;
use crate::http::error::HttpError;
use crate::http::negotiation::{self, Coding};
use crate::ops::audit;
use crate::quota;
use crate::state::Server;
use crate::store::{self, Filter, Store, StoreError};

/// Delay until a retry in seconds, if too many exports run.
const RETRY_AFTER: u32 = 2;

/// What RFC 8187 encodes in a file name.
const EXTENDED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl Connection for Api {
    async fn export_connection_records(
        &self,
        Extracted { context, caller, .. }: Extracted,
        call: ExportConnectionRecords,
    ) -> Result<ExportConnectionRecordsResponse, HttpError> {
        let ((status, headers), body) = export::start(|is_needed| prepare(context, caller, call, is_needed)).await?;
        let mut reply = TypedResponse::empty(0, status.as_u16());
        *reply.response_mut().headers_mut() = headers;
        *reply.response_mut().body_mut() = Body::new(body);
        Ok(ExportConnectionRecordsResponse(reply))
    }
}

fn prepare(
    context: Context,
    caller: Caller,
    call: ExportConnectionRecords,
    is_needed: impl Fn() -> bool + Send + 'static,
) -> Result<(Head, Content), HttpError> {
    let peer = context.peer();
    let Context { server, id, parts } = context;
    let headers = &parts.headers;
    let (format, is_wrapped) = negotiation::format(headers);
    // A wrapped file has no ranges.
    let range = requested(headers).filter(|_| parts.method == Method::GET && !is_wrapped);
    // A range applies to the identity coding, and a compressed format would only grow.
    let is_plain = is_wrapped || range.is_some() || !matches!(format, Format::Csv | Format::Ndjson);
    let coding = if is_plain { Coding::Identity } else { Coding::accepted(headers) };
    let filter = Filter::from(&call);
    let language = call.language.unwrap_or_default();
    let file = find(&server.store, filter, (format, is_wrapped), language, coding)?;
    if conditional::is_not_modified(headers, &file.etag) {
        // Without a Content-Length, which would be that of the file.
        return Ok(((StatusCode::NOT_MODIFIED, version(&file)), Content::None));
    }
    if parts.method == Method::HEAD {
        return Ok(((StatusCode::OK, headers_of(&file, server.lengths.get(&file.etag))), Content::None));
    }
    let slot = server.export_slot(&file.filter.project_id, &caller);
    let slot = slot.ok_or_else(|| HttpError::too_many(&id, RETRY_AFTER))?;
    let mut slots = (slot, None);
    if server.store.is_shared() {
        let max = server.live.limits().max_concurrent_exports_per_project;
        let shared = server.store.export_slot(&file.filter.project_id, max)?;
        slots.1 = Some(shared.ok_or_else(|| HttpError::too_many(&id, RETRY_AFTER))?);
    }
    let deadline = Instant::now() + server.live.limits().export_timeout;
    let mut part = None;
    if let Some(range) = range.filter(|_| conditional::allows_range(headers, &file.etag)) {
        let is_in_time = move || is_needed() && Instant::now() < deadline;
        let length = server.lengths.get_or(&file.etag, || measure(&file, is_in_time))?;
        let found = range.of(length);
        part = Some((found.ok_or_else(|| HttpError::range_not_satisfiable(length))?, length));
    }
    // The length of a file is known after it has been sent once.
    let length = part.map(|(part, _)| part.length).or_else(|| server.lengths.get(&file.etag));
    let mut headers = headers_of(&file, length);
    let status = match part {
        Some((Part { first, length }, whole)) => {
            insert(&mut headers, CONTENT_RANGE, &format!("bytes {first}-{}/{whole}", first + length - 1));
            StatusCode::PARTIAL_CONTENT
        }
        None => StatusCode::OK,
    };
    let part = part.map(|(part, _)| part);
    let (filter, etag) = (file.filter.clone(), file.etag.clone());
    let entry = audit::Export { id, caller, peer, part, filter, format, coding, etag };
    let known = if part.is_none() { server.files.get(&entry.etag) } else { None };
    let report = report(server, slots, entry);
    if let Some(known) = known
        && let Some(bytes) = known.chunk.clone()
    {
        report(Report::clone(&known));
        return Ok(((status, headers), Content::Bytes(bytes)));
    }
    Ok(((status, headers), Content::Export(Box::new(Start { file, part, length, deadline, report }))))
}

/// The current version of the file.
fn find(
    store: &Store,
    filter: Filter,
    format: (Format, bool),
    language: String,
    coding: Coding,
) -> Result<File, StoreError> {
    let store = store.snapshot()?;
    let revision = store.revision(&filter.project_id)?;
    let etag = entity_tag::tag(&revision, &filter, format, &language, coding);
    let (format, is_wrapped) = format;
    let wrapper = is_wrapped.then(|| Wrapper::new(&etag, format));
    Ok(File { store, filter, format, language, coding, etag, wrapper })
}

/// The length of a file, by writing and discarding it.
fn measure(file: &File, is_needed: impl Fn() -> bool + Send + 'static) -> Result<u64, ExportError> {
    Ok(write_records(&file.store, &file.filter, file.format, &file.language, Length(0), is_needed)?.0)
}

struct Length(u64);

impl Write for Length {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The end of an export: it is counted and logged, and its slots are released.
fn report(
    server: Arc<Server>,
    slots: (quota::Slot, Option<store::Slot>),
    entry: audit::Export,
) -> Box<dyn FnOnce(Report) + Send> {
    let start = Instant::now();
    Box::new(move |report| {
        // The tag identifies these bytes, encoded or wrapped.
        match report.outcome {
            export::Outcome::Whole if entry.part.is_none() => {
                server.lengths.put(&entry.etag, report.sent_bytes);
                if report.chunk.is_some() {
                    server.files.put(&entry.etag, Arc::new(report.clone()));
                }
            }
            // It may have been the announced length that was wrong.
            export::Outcome::Failed => server.lengths.remove(&entry.etag),
            _ => {}
        }
        let took = start.elapsed();
        server.metrics.export(entry.format.extension(), &report, took);
        entry.log(&report, took);
        drop(slots);
    })
}

/// Headers that identify the version.
fn version(file: &File) -> HeaderMap {
    let mut headers = HeaderMap::new();
    insert(&mut headers, ETAG, &file.etag);
    headers
}

/// All headers of the file, with its length if known.
fn headers_of(file: &File, length: Option<u64>) -> HeaderMap {
    let mut headers = version(file);
    if let Some(length) = length {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    if let Some(wrapper) = &file.wrapper {
        insert(&mut headers, CONTENT_TYPE, &wrapper.media_type());
        headers.insert(ACCEPT_RANGES, HeaderValue::from_static("none"));
        return headers;
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(file.format.media_type()));
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    insert(&mut headers, CONTENT_DISPOSITION, &attachment(&file.language, file.format.extension()));
    if let Some(name) = file.coding.name() {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    headers
}

fn insert(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::try_from(value) {
        headers.insert(name, value);
    }
}

/// The suggested file name (RFC 6266), in the language of the headings. A non-ASCII name is added to an ASCII one, encoded
/// according to RFC 8187.
fn attachment(language: &str, extension: &str) -> String {
    let mut value = format!("attachment; filename=\"connection-records.{extension}\"");
    if language == "zh_CN" {
        let name = format!("连接记录.{extension}");
        value.push_str(&format!("; filename*=UTF-8''{}", utf8_percent_encode(&name, EXTENDED)));
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_name_does_not_break_the_header() {
        assert_eq!(attachment("en_US", "csv"), "attachment; filename=\"connection-records.csv\"");
        assert_eq!(
            attachment("zh_CN", "csv"),
            "attachment; filename=\"connection-records.csv\"; filename*=UTF-8''%E8%BF%9E%E6%8E%A5%E8%AE%B0%E5%BD%95.csv"
        );
    }
}
