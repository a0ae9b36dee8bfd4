//! The export: the answer around the file.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::Instant;

use axum::Extension;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT, ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE,
    CONTENT_TYPE, ETAG, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use deskledger::{EXPORT_CONNECTION_RECORDS, ExportConnectionRecords};

use super::asked::{Asked, while_asked};
use super::door::{Door, Opened};
use super::encoding::Coding;
use super::range::{Part, wanted};
use super::{conditional, disposition, entity};
use crate::access::Role;
use crate::audit;
use crate::export::{self, ExportError, Start, Wrapper, accept, write_records};
use crate::http_error::HttpError;
use crate::places::Place;
use crate::request_id::RequestId;
use crate::serve::Peer;
use crate::state::Server;
use crate::store::{Filter, Store, StoreError};
use deskledger_records::write::Format;

/// Seconds after which a caller may try again when too many exports run.
const RETRY_AFTER: u32 = 2;

const DOOR: Door<ExportConnectionRecords> = Door::new(&EXPORT_CONNECTION_RECORDS, ExportConnectionRecords::decode);

/// A file that may be sent.
struct File {
    /// The store at the moment of the request.
    store: Store,
    filter: Filter,
    format: Format,
    language: String,
    coding: Coding,
    etag: String,
    wrapper: Option<Wrapper>,
}

/// Answers the call.
pub(crate) async fn answer(
    State(server): State<Arc<Server>>,
    Extension(id): Extension<RequestId>,
    request: Request,
) -> Result<Response, HttpError> {
    let opened = DOOR.open(&server, &id, request, Role::Reader, |call| &call.project_id).await?;
    let Opened { call, caller, request, .. } = opened;
    let headers = &request.headers;
    let (format, is_wrapped) = accept::choose(headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok()));
    // A wrapper is sent as a whole.
    let range = wanted(headers).filter(|_| request.method == Method::GET && !is_wrapped);
    // A part is always one of the plain file; and what is compressed in itself would only grow.
    let is_plain = is_wrapped || range.is_some() || !matches!(format, Format::Csv | Format::Ndjson);
    let coding = if is_plain { Coding::Identity } else { Coding::accepted(headers) };
    let filter = Filter::from(&call);
    let form = (format, is_wrapped);
    let file = find(server.store.clone(), filter, form, call.language.unwrap_or_default(), coding);
    let file = file.await.map_err(|error| HttpError::of_store(&error))?;
    if conditional::is_known(headers, &file.etag) {
        // Without a length of its body, which would be taken for that of the file.
        return Ok((StatusCode::NOT_MODIFIED, file.version(), Body::new(export::Body::unsent())).into_response());
    }
    if request.method == Method::HEAD {
        return Ok((file.headers(server.lengths.get(&file.etag)), Body::new(export::Body::unsent())).into_response());
    }
    let place = server.place(&file.filter.project_id);
    let place = place.ok_or_else(|| HttpError::too_many(&id, RETRY_AFTER))?;
    let mut part = None;
    if let Some(range) = range.filter(|_| conditional::part_fits(headers, &file.etag)) {
        let length = match server.lengths.get(&file.etag) {
            Some(length) => length,
            None => {
                let length = measure(&file).await.map_err(|error| HttpError::of_export(&error))?;
                server.lengths.put(&file.etag, length);
                length
            }
        };
        let found = range.of(length);
        part = Some((found.ok_or_else(|| HttpError::no_such_part(length))?, length));
    }
    // The length of a file is known after it has been sent once.
    let length = part.map(|(part, _)| part.length).or_else(|| server.lengths.get(&file.etag));
    let mut answer = file.headers(length);
    let status = match part {
        Some((Part { first, length }, whole)) => {
            insert(&mut answer, CONTENT_RANGE, &format!("bytes {first}-{}/{whole}", first + length - 1));
            StatusCode::PARTIAL_CONTENT
        }
        None => StatusCode::OK,
    };
    let part = part.map(|(part, _)| part);
    let peer = request.extensions.get::<Peer>().map(|peer| peer.0);
    let (filter, etag) = (file.filter.clone(), file.etag.clone());
    let order = audit::Order { id, caller, peer, part, filter, format, coding, etag };
    let start = file.start(part, report(server, place, order));
    let body = export::start(start).await.map_err(|error| HttpError::of_export(&error))?;
    Ok((status, answer, Body::new(body)).into_response())
}

/// The file as it is now, in a thread that may wait for the disk.
async fn find(
    store: Store,
    filter: Filter,
    form: (Format, bool),
    language: String,
    coding: Coding,
) -> Result<File, StoreError> {
    let find = move || {
        let store = store.moment()?;
        let revision = store.revision(&filter.project_id)?;
        let etag = entity::tag(&revision, &filter, form, &language, coding);
        let (format, is_wrapped) = form;
        let wrapper = is_wrapped.then(|| Wrapper::new(&etag, format));
        Ok(File { store, filter, format, language, coding, etag, wrapper })
    };
    tokio::task::spawn_blocking(find).await.unwrap_or_else(|error| Err(StoreError::new(["reading", "读取失败"], error)))
}

/// The length of a file, by making it and keeping nothing of it. Stops when the caller goes away.
async fn measure(file: &File) -> Result<u64, ExportError> {
    let (store, filter) = (file.store.clone(), file.filter.clone());
    let (format, language) = (file.format, file.language.clone());
    let work = move |asked: Asked| {
        write_records(&store, &filter, format, &language, Length(0), move || asked.is_wanted()).map(|length| length.0)
    };
    while_asked(work).await.unwrap_or_else(|error| Err(ExportError::Write(io::Error::other(error))))
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

/// What is done when an export has ended: it is counted and written down, and its place is free.
fn report(server: Arc<Server>, place: Place, order: audit::Order) -> Box<dyn FnOnce(export::Report) + Send> {
    let begun = Instant::now();
    Box::new(move |report| {
        // The tag is that of these bytes, encoded or wrapped as they were sent.
        if order.part.is_none() && report.outcome == export::Outcome::Whole {
            server.lengths.put(&order.etag, report.sent_bytes);
        }
        let took = begun.elapsed();
        server.metrics.export(order.format.extension(), &report, took);
        order.write(&report, took);
        drop(place);
    })
}

impl File {
    /// What names the version, for the caller and for caches on the way.
    fn version(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        insert(&mut headers, ETAG, &self.etag);
        headers.insert(VARY, HeaderValue::from_static("accept, accept-encoding, x-auth-token, authorization"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        headers
    }

    /// What stands above the file, with its length where it is known.
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
        insert(&mut headers, CONTENT_DISPOSITION, &disposition::attachment(&self.language, self.format.extension()));
        if let Some(name) = self.coding.name() {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        headers
    }

    fn start(self, part: Option<Part>, report: Box<dyn FnOnce(export::Report) + Send>) -> Start {
        let Self { store, filter, format, language, coding, etag: _, wrapper } = self;
        Start { store, filter, format, language, coding, wrapper, part, report }
    }
}

fn insert(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::try_from(value) {
        headers.insert(name, value);
    }
}
