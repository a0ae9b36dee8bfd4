//! Draws the faults of each request, and lets them happen.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Extension;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT_ENCODING, CONTENT_LENGTH, ETAG};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use deskledger::iam::CREATE_TOKEN;
use http_body::Body as _;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use tokio::time::sleep;

use super::body::Spoiled;
use super::records::{self, Wrong};
use super::{Chaos, ChaosRule, Fault};
use crate::auth::{self, Presence};
use crate::http_error::{HttpError, IdentityError};
use crate::metrics::Metrics;
use crate::request_id::RequestId;
use crate::state::locked;

/// The name under which the lines stand in the log, for filters.
const TARGET: &str = "chaos";

/// What stands for a length that nobody knows yet, 1 GiB: fewer bytes than come would look like the whole.
const UNKNOWN: u64 = 1 << 30;

pub(crate) struct Dice {
    rules: Vec<ChaosRule>,
    state: Mutex<(Pcg64, Vec<Past>)>,
    metrics: Arc<Metrics>,
}

/// What has become of a rule.
#[derive(Clone, Copy, Default)]
struct Past {
    /// How many requests it was meant for.
    seen: u64,
    /// How many times it has begun.
    begun: u64,
    /// For how many requests it still lasts.
    left: u64,
}

/// A fault, and a number that it may need.
type Drawn = (Fault, u128);

impl Dice {
    pub(crate) fn new(chaos: Chaos, metrics: Arc<Metrics>) -> Self {
        let past = vec![Past::default(); chaos.rules.len()];
        Self { rules: chaos.rules, state: Mutex::new((Pcg64::seed_from_u64(chaos.seed), past)), metrics }
    }

    fn draw(&self, path: &str, has_token: bool) -> Vec<Drawn> {
        let (random, past) = &mut *locked(&self.state);
        let rules = self.rules.iter().zip(past).filter_map(|(rule, past)| {
            let happens = rule.is_meant(path, has_token) && past.next(rule, random);
            happens.then(|| (rule.fault, random.random()))
        });
        rules.collect()
    }
}

impl ChaosRule {
    fn is_meant(&self, path: &str, has_token: bool) -> bool {
        path.contains(&self.path) && (has_token || !matches!(self.fault, Fault::ExpiredToken))
    }
}

impl Past {
    /// Whether a rule happens to the next request that it is meant for.
    fn next(&mut self, rule: &ChaosRule, random: &mut Pcg64) -> bool {
        self.seen += 1;
        if self.left > 0 {
            self.left -= 1;
            return true;
        }
        let may_begin = self.seen > rule.after && rule.times.is_none_or(|times| self.begun < times);
        let begins = may_begin && random.random_bool(rule.chance.clamp(0.0, 1.0));
        if begins {
            self.begun += 1;
            self.left = rule.lasts.saturating_sub(1);
        }
        begins
    }
}

/// Lets happen to a request what is drawn for it.
pub(crate) async fn misbehave(
    State(dice): State<Arc<Dice>>,
    Extension(id): Extension<RequestId>,
    mut request: Request,
    next: Next,
) -> Response {
    let has_token = auth::token(request.headers()) != Presence::Absent;
    let faults = dice.draw(request.uri().path(), has_token);
    for (fault, _) in &faults {
        dice.metrics.fault(fault.name());
        tracing::info!(target: TARGET, fault = fault.name(), "misbehaving on request");
        match *fault {
            Fault::Latency { millis } => sleep(Duration::from_millis(millis)).await,
            Fault::Status { status, retry_after } => return refusal(request.uri().path(), status, retry_after, &id),
            Fault::ExpiredToken => return HttpError::expired_token(&id).into_response(),
            // Single records can be told apart in plain text only.
            Fault::DuplicatedRecords { .. } | Fault::LateRecords { .. } | Fault::MalformedRecords { .. } => {
                request.headers_mut().remove(ACCEPT_ENCODING);
            }
            _ => {}
        }
    }
    let mut response = next.run(request).await;
    for (fault, number) in faults {
        response = spoil(response, fault, number).await;
    }
    response
}

/// The refusal that the cloud sends with a status, in the shape of who sends it.
fn refusal(path: &str, status: u16, retry_after: Option<u32>, id: &RequestId) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    if path == CREATE_TOKEN.path {
        return IdentityError::of(status).after(retry_after).into_response();
    }
    HttpError::of_status(status, id).after(retry_after).into_response()
}

async fn spoil(mut response: Response, fault: Fault, number: u128) -> Response {
    match fault {
        Fault::Truncate { after } => response.map(|body| Body::new(Spoiled::cut(body, after))),
        Fault::Stall { after, millis } => {
            response.map(|body| Body::new(Spoiled::stalled(body, after, Duration::from_millis(millis))))
        }
        Fault::WrongLength { more } => {
            let known = response.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
            let told = known.or(response.body().size_hint().exact()).unwrap_or(UNKNOWN);
            response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(told.saturating_add(more)));
            // Without a length of its own, so that the one in the header stands.
            response.map(|body| Body::new(Spoiled::cut(body, u64::MAX)))
        }
        Fault::ChangedEtag => {
            if let Ok(etag) = HeaderValue::try_from(format!("\"{number:032x}\"")) {
                response.headers_mut().insert(ETAG, etag);
            }
            response
        }
        Fault::DuplicatedRecords { every } => records::spoil(response, every, Wrong::Duplicated).await,
        Fault::LateRecords { every, by } => records::spoil(response, every, Wrong::Late(by as usize)).await,
        Fault::MalformedRecords { every } => records::spoil(response, every, Wrong::Malformed).await,
        Fault::Latency { .. } | Fault::Status { .. } | Fault::ExpiredToken => response,
    }
}
