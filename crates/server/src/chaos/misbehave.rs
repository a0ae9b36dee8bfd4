//! Draws the faults of each request, and lets them happen.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body::Body as _;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use tokio::time::sleep;

use super::body::Spoiled;
use super::records::{self, Wrong};
use super::{Chaos, ChaosRule, Fault};
use crate::http_error::HttpError;
use crate::request_id::RequestId;
use crate::state::locked;

/// What stands for a length that nobody knows yet, 1 GiB: fewer bytes than come would look like the whole.
const UNKNOWN: u64 = 1 << 30;

pub(crate) struct Dice {
    rules: Vec<ChaosRule>,
    state: Mutex<(Pcg64, Vec<u64>)>,
}

/// A fault, and a number that it may need.
type Drawn = (Fault, u128);

impl Dice {
    pub(crate) fn new(chaos: Chaos) -> Self {
        let used = vec![0; chaos.rules.len()];
        Self { rules: chaos.rules, state: Mutex::new((Pcg64::seed_from_u64(chaos.seed), used)) }
    }

    fn draw(&self, path: &str) -> Vec<Drawn> {
        let (random, used) = &mut *locked(&self.state);
        let rules = self.rules.iter().zip(used).filter_map(|(rule, used)| {
            let is_meant = path.contains(&rule.path) && rule.times.is_none_or(|times| *used < times);
            let happens = is_meant && random.random_bool(rule.chance.clamp(0.0, 1.0));
            *used += u64::from(happens);
            happens.then(|| (rule.fault, random.random()))
        });
        rules.collect()
    }
}

/// Lets happen to a request what is drawn for it.
pub(crate) async fn misbehave(State(dice): State<Arc<Dice>>, mut request: Request, next: Next) -> Response {
    let faults = dice.draw(request.uri().path());
    for (fault, number) in &faults {
        match *fault {
            Fault::Latency { millis } => sleep(Duration::from_millis(millis)).await,
            Fault::Status { status, retry_after } => return refusal(status, retry_after),
            Fault::ExpiredToken => return HttpError::expired_token(&RequestId::from(*number)).into_response(),
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

fn refusal(status: u16, retry_after: Option<u32>) -> Response {
    let body = r#"{"error_code":"APIGW.0201","error_msg":"Misbehaviour on request."}"#;
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    let mut response = (status, [(CONTENT_TYPE, "application/json")], body).into_response();
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

async fn spoil(mut response: Response, fault: Fault, number: u128) -> Response {
    match fault {
        Fault::Truncate { after } => response.map(|body| Body::new(Spoiled::cut(body, after))),
        Fault::Stall { after, millis } => {
            response.map(|body| Body::new(Spoiled::stalled(body, after, Duration::from_millis(millis))))
        }
        Fault::WrongLength { more } => {
            let told = response.body().size_hint().exact().unwrap_or(UNKNOWN);
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
