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

use super::context::Context;
use super::extract::Extracted;
use crate::auth::Caller;
use crate::export::{self, Content, ExportError, Report, Start, Wrapper, entity_tag, write_records};
use crate::generated::services::export::ExportConnectionRecordsResponse;
use crate::http::byte_range::{Part, requested};
use crate::http::content_coding::Coding;
use crate::http::error::HttpError;
use crate::http::{accept, conditional, content_disposition};
use crate::ops::audit;
use crate::quota;
use crate::state::Server;
use crate::store::{self, Filter, Store, StoreError};

/// Delay until a retry in seconds, if too many exports run.
const RETRY_AFTER: u32 = 2;

/// A version of a file.
struct File {
    /// A snapshot of the store.
    store: Store,
    filter: Filter,
    format: Format,
    language: String,
    coding: Coding,
    etag: String,
    wrapper: Option<Wrapper>,
}

/// Status, headers and content of a response.
type Prepared = ((StatusCode, HeaderMap), Content);

/// Handles the call.
pub(super) async fn export(
    Extracted { context, caller, .. }: Extracted,
    call: ExportConnectionRecords,
) -> Result<ExportConnectionRecordsResponse, HttpError> {
    let ((status, headers), body) = export::start(|is_needed| prepare(context, caller, call, is_needed)).await?;
    let mut response = TypedResponse::empty(0, status.as_u16());
    *response.response_mut().headers_mut() = headers;
    *response.response_mut().body_mut() = Body::new(body);
    Ok(ExportConnectionRecordsResponse(response))
}

fn prepare(
    context: Context,
    caller: Caller,
    call: ExportConnectionRecords,
    is_needed: impl Fn() -> bool + Send + 'static,
) -> Result<Prepared, HttpError> {
    let peer = context.peer();
    let Context { server, id, parts } = context;
    let headers = &parts.headers;
    let (format, is_wrapped) = accept::choose(headers);
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
        return Ok(((StatusCode::NOT_MODIFIED, file.version()), Content::None));
    }
    if parts.method == Method::HEAD {
        return Ok(((StatusCode::OK, file.headers(server.lengths.get(&file.etag))), Content::None));
    }
    let slot = server.export_slot(&file.filter.project_id);
    let slot = slot.ok_or_else(|| HttpError::too_many(&id, RETRY_AFTER))?;
    let mut slots = (slot, None);
    if server.store.is_shared() {
        let max = server.live.limits().max_concurrent_exports_per_project;
        let shared = server.store.export_slot(&file.filter.project_id, max)?;
        slots.1 = Some(shared.ok_or_else(|| HttpError::too_many(&id, RETRY_AFTER))?);
    }
    let mut part = None;
    if let Some(range) = range.filter(|_| conditional::allows_range(headers, &file.etag)) {
        let length = match server.lengths.get(&file.etag) {
            Some(length) => length,
            None => {
                let length = measure(&file, is_needed)?;
                server.lengths.put(&file.etag, length);
                length
            }
        };
        let found = range.of(length);
        part = Some((found.ok_or_else(|| HttpError::range_not_satisfiable(length))?, length));
    }
    // The length of a file is known after it has been sent once.
    let length = part.map(|(part, _)| part.length).or_else(|| server.lengths.get(&file.etag));
    let mut headers = file.headers(length);
    let status = match part {
        Some((Part { first, length }, whole)) => {
            insert(&mut headers, CONTENT_RANGE, &format!("bytes {first}-{}/{whole}", first + length - 1));
            StatusCode::PARTIAL_CONTENT
        }
        None => StatusCode::OK,
    };
    let part = (part.map(|(part, _)| part), length);
    let (filter, etag) = (file.filter.clone(), file.etag.clone());
    let entry = audit::Export { id, caller, peer, part: part.0, filter, format, coding, etag };
    let deadline = Instant::now() + server.live.limits().export_timeout;
    let known = if part.0.is_none() { server.files.get(&entry.etag) } else { None };
    let report = report(server, slots, entry);
    if let Some(known) = known
        && let Some(bytes) = known.chunk.clone()
    {
        report(Report::clone(&known));
        return Ok(((status, headers), Content::Bytes(bytes)));
    }
    Ok(((status, headers), Content::Export(Box::new(file.start(part, deadline, report)))))
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
) -> Box<dyn FnOnce(export::Report) + Send> {
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

impl File {
    /// Headers that identify the version.
    fn version(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        insert(&mut headers, ETAG, &self.etag);
        headers
    }

    /// All headers of the file, with its length if known.
    fn headers(&self, length: Option<u64>) -> HeaderMap {
        let mut headers = self.version();
        if let Some(length) = length {
            headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
        }
        if let Some(wrapper) = &self.wrapper {
            insert(&mut headers, CONTENT_TYPE, &wrapper.media_type());
            headers.insert(ACCEPT_RANGES, HeaderValue::from_static("none"));
            return headers;
        }
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.format.media_type()));
        headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        insert(
            &mut headers,
            CONTENT_DISPOSITION,
            &content_disposition::attachment(&self.language, self.format.extension()),
        );
        if let Some(name) = self.coding.name() {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        headers
    }

    fn start(
        self,
        (part, length): (Option<Part>, Option<u64>),
        deadline: Instant,
        report: Box<dyn FnOnce(export::Report) + Send>,
    ) -> Start {
        let Self { store, filter, format, language, coding, etag: _, wrapper } = self;
        Start { store, filter, format, language, coding, wrapper, part, length, deadline, report }
    }
}

fn insert(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::try_from(value) {
        headers.insert(name, value);
    }
}
