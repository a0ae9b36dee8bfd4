//! Selection and injection of the faults of a request.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT_ENCODING, AUTHORIZATION, CONTENT_LENGTH, ETAG};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use deskledger::iam::CREATE_TOKEN;
use http_body::Body as _;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use tokio::time::sleep;

use super::body;
use super::config::{Chaos, ChaosRule, Fault};
use super::records::{self, RecordFault};
use crate::auth::{self, Presence};
use crate::http::error::{HttpError, IdentityError};
use crate::http::request_id::RequestId;
use crate::ops::metrics::Metrics;
use crate::sync::lock;

/// Target of the log lines, for filters.
const TARGET: &str = "chaos";

/// Substitute for an unknown length, 1 GiB: a smaller one than the body would look complete.
const UNKNOWN_LENGTH: u64 = 1 << 30;

pub(crate) struct Injector {
    rules: Vec<ChaosRule>,
    state: Mutex<(Pcg64, Vec<Progress>)>,
    /// Called with the name of each fault.
    count: Box<dyn Fn(&'static str) + Send + Sync>,
    error: ErrorResponse,
}

/// An error that is injected in place of a response.
#[derive(Clone, Copy, Debug)]
pub enum InjectedError {
    /// A status, with the delay until a retry in seconds.
    Status(StatusCode, Option<u32>),
    /// The token has expired.
    ExpiredToken,
}

type ErrorResponse = Box<dyn Fn(&Request, InjectedError) -> Response + Send + Sync>;

/// Adds the faults to every call of a router. `error` makes the response of an injected error.
pub fn with_faults(
    router: Router,
    chaos: Chaos,
    error: impl Fn(&Request, InjectedError) -> Response + Send + Sync + 'static,
) -> Router {
    let injector = Arc::new(Injector::with(chaos, |_| {}, error));
    router.layer(middleware::from_fn_with_state(injector, inject))
}

/// State of a rule.
#[derive(Clone, Copy, Default)]
struct Progress {
    /// Matching requests so far.
    seen: u64,
    /// Bursts so far.
    bursts: u64,
    /// Remaining requests of the current burst.
    remaining: u64,
}

/// A fault, and a random number for it.
type Selected = (Fault, u128);

impl Injector {
    /// The faults of this service.
    pub(crate) fn new(chaos: Chaos, metrics: Arc<Metrics>) -> Self {
        Self::with(chaos, move |fault| metrics.fault(fault), error)
    }

    fn with(
        chaos: Chaos,
        count: impl Fn(&'static str) + Send + Sync + 'static,
        error: impl Fn(&Request, InjectedError) -> Response + Send + Sync + 'static,
    ) -> Self {
        let state = Mutex::new((Pcg64::seed_from_u64(chaos.seed), vec![Progress::default(); chaos.rules.len()]));
        Self { rules: chaos.rules, state, count: Box::new(count), error: Box::new(error) }
    }

    fn select(&self, path: &str, has_token: bool) -> Vec<Selected> {
        let (random, progress) = &mut *lock(&self.state);
        let rules = self.rules.iter().zip(progress).filter_map(|(rule, progress)| {
            let is_injected = rule.matches(path, has_token) && progress.next(rule, random);
            is_injected.then(|| (rule.fault, random.random()))
        });
        rules.collect()
    }
}

impl ChaosRule {
    fn matches(&self, path: &str, has_token: bool) -> bool {
        path.contains(&self.path) && (has_token || !matches!(self.fault, Fault::ExpiredToken))
    }
}

impl Progress {
    /// Whether the fault is injected into the next matching request.
    fn next(&mut self, rule: &ChaosRule, random: &mut Pcg64) -> bool {
        self.seen += 1;
        if self.remaining > 0 {
            self.remaining -= 1;
            return true;
        }
        let may_begin = self.seen > rule.after && rule.max_bursts.is_none_or(|max| self.bursts < max);
        let begins = may_begin && random.random_bool(rule.chance.clamp(0.0, 1.0));
        if begins {
            self.bursts += 1;
            self.remaining = rule.burst.saturating_sub(1);
        }
        begins
    }
}

/// Injects the faults that are selected for a request.
pub(crate) async fn inject(State(injector): State<Arc<Injector>>, mut request: Request, next: Next) -> Response {
    let headers = request.headers();
    let has_token = auth::token(headers) != Presence::Absent || headers.contains_key(AUTHORIZATION);
    let faults = injector.select(request.uri().path(), has_token);
    for (fault, _) in &faults {
        (injector.count)(fault.name());
        tracing::info!(target: TARGET, fault = fault.name(), "fault injected");
        match *fault {
            Fault::Latency { millis } => sleep(Duration::from_millis(millis)).await,
            Fault::Status { status, retry_after } => {
                let status = StatusCode::from_u16(status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
                return (injector.error)(&request, InjectedError::Status(status, retry_after));
            }
            Fault::ExpiredToken => return (injector.error)(&request, InjectedError::ExpiredToken),
            // Records can be identified only in an uncompressed body.
            Fault::DuplicatedRecords { .. } | Fault::LateRecords { .. } | Fault::MalformedRecords { .. } => {
                request.headers_mut().remove(ACCEPT_ENCODING);
            }
            _ => {}
        }
    }
    let mut response = next.run(request).await;
    for (fault, number) in faults {
        response = apply(response, fault, number).await;
    }
    response
}

/// The error response of the cloud.
fn error(request: &Request, error: InjectedError) -> Response {
    match (error, request.extensions().get::<RequestId>()) {
        (InjectedError::Status(status, retry_after), _) if request.uri().path() == CREATE_TOKEN.path => {
            IdentityError::new(status).with_retry_after(retry_after).into_response()
        }
        (InjectedError::Status(status, retry_after), Some(id)) => {
            HttpError::of_status(status, id).with_retry_after(retry_after).into_response()
        }
        (InjectedError::Status(status, _), None) => status.into_response(),
        (InjectedError::ExpiredToken, Some(id)) => HttpError::expired_token(id).into_response(),
        (InjectedError::ExpiredToken, None) => StatusCode::UNAUTHORIZED.into_response(),
    }
}

async fn apply(mut response: Response, fault: Fault, number: u128) -> Response {
    match fault {
        Fault::Truncate { after } => response.map(|body| body::truncated(body, after)),
        Fault::Stall { after, millis } => {
            response.map(|body| body::stalled(body, after, Duration::from_millis(millis)))
        }
        Fault::WrongLength { more } => {
            let known = response.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
            let length = known.or(response.body().size_hint().exact()).unwrap_or(UNKNOWN_LENGTH);
            response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length.saturating_add(more)));
            // A body of unknown length, so that hyper keeps the header.
            response.map(|body| body::truncated(body, u64::MAX))
        }
        Fault::ChangedEtag => {
            if let Ok(etag) = HeaderValue::try_from(format!("\"{number:032x}\"")) {
                response.headers_mut().insert(ETAG, etag);
            }
            response
        }
        Fault::DuplicatedRecords { every } => records::inject(response, every, RecordFault::Duplicated).await,
        Fault::LateRecords { every, offset } => {
            records::inject(response, every, RecordFault::Late(offset as usize)).await
        }
        Fault::MalformedRecords { every } => records::inject(response, every, RecordFault::Malformed).await,
        Fault::Latency { .. } | Fault::Status { .. } | Fault::ExpiredToken => response,
    }
}
