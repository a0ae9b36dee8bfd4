//! Misbehaviour on request, so that clients can be tested against it: answers that are late, refused, cut, stalled, of
//! a wrong length or of another version. The same seed and the same order of requests give the same faults.

use std::io;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, ETAG, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http_body::{Body as _, Frame};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use schemars::JsonSchema;
use serde::Deserialize;
use tokio::time::{Sleep, sleep};

use crate::state::locked;

/// What has been written is sent in this time; a break before would take it back.
const FLUSHED: Duration = Duration::from_millis(50);

/// How many bytes the file may have.
const MOST_BYTES: u64 = 1 << 20;

/// What goes wrong, as the file says it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Chaos {
    /// What the faults are drawn from.
    #[serde(default)]
    pub seed: u64,
    /// Faults that may happen to a request, each on its own.
    pub rules: Vec<ChaosRule>,
}

/// When something goes wrong, and what.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChaosRule {
    /// Only for paths that contain this.
    #[serde(default)]
    pub path: String,
    /// How often, from 0 (never) to 1 (always).
    pub chance: f64,
    /// At most so many times; without end if absent.
    pub times: Option<u64>,
    /// What goes wrong.
    pub fault: Fault,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Fault {
    /// The answer begins so many milliseconds late.
    Latency {
        /// Milliseconds.
        millis: u64,
    },
    /// The request is answered with this status at once, for example 429, 503 or, as an expired token is, 401.
    Status {
        /// From 400 to 599.
        status: u16,
        /// Seconds in the header Retry-After.
        retry_after: Option<u32>,
    },
    /// The connection breaks after so many bytes of the body.
    Truncate {
        /// Bytes.
        after: u64,
    },
    /// Nothing comes for a while after so many bytes of the body.
    Stall {
        /// Bytes.
        after: u64,
        /// Milliseconds.
        millis: u64,
    },
    /// The header Content-Length tells more bytes than come.
    WrongLength {
        /// How many more than the length that is told otherwise; where none is, this is the length.
        more: u64,
    },
    /// The ETag is another one.
    ChangedEtag,
}

impl Chaos {
    /// Reads the JSON file.
    ///
    /// # Errors
    /// It cannot be read, or does not say what it must, in words.
    pub fn read(path: &Path) -> Result<Self, String> {
        let told = |what: &dyn std::fmt::Display| format!("reading faults from {}: {what}", path.display());
        let size = std::fs::metadata(path).map_err(|error| told(&error))?.len();
        if size > MOST_BYTES {
            return Err(told(&format_args!("expected at most {MOST_BYTES} bytes, found {size}")));
        }
        let text = std::fs::read_to_string(path).map_err(|error| told(&error))?;
        let chaos: Self = serde_json::from_str(&text).map_err(|error| told(&error))?;
        for (rule, number) in chaos.rules.iter().zip(1..) {
            if !(0.0..=1.0).contains(&rule.chance) {
                return Err(told(&format_args!("rule {number}: expected a chance from 0 to 1, found {}", rule.chance)));
            }
            if let Fault::Status { status, .. } = rule.fault
                && !(400..=599).contains(&status)
            {
                return Err(told(&format_args!("rule {number}: expected a status from 400 to 599, found {status}")));
            }
        }
        Ok(chaos)
    }
}

/// Draws the faults of each request.
pub(crate) struct Dice {
    rules: Vec<ChaosRule>,
    state: Mutex<(Pcg64, Vec<u64>)>,
}

impl Dice {
    pub(crate) fn new(chaos: Chaos) -> Self {
        let used = vec![0; chaos.rules.len()];
        Self { rules: chaos.rules, state: Mutex::new((Pcg64::seed_from_u64(chaos.seed), used)) }
    }

    fn draw(&self, path: &str) -> Vec<Fault> {
        let (random, used) = &mut *locked(&self.state);
        let rules = self.rules.iter().zip(used).filter_map(|(rule, used)| {
            let is_meant = path.contains(&rule.path) && rule.times.is_none_or(|times| *used < times);
            let happens = is_meant && random.random_bool(rule.chance.clamp(0.0, 1.0));
            *used += u64::from(happens);
            happens.then_some(rule.fault)
        });
        rules.collect()
    }
}

/// Lets happen to a request what is drawn for it.
pub(crate) async fn misbehave(State(dice): State<Arc<Dice>>, request: Request, next: Next) -> Response {
    let faults = dice.draw(request.uri().path());
    for fault in &faults {
        match *fault {
            Fault::Latency { millis } => sleep(Duration::from_millis(millis)).await,
            Fault::Status { status, retry_after } => return refusal(status, retry_after),
            _ => {}
        }
    }
    let mut response = next.run(request).await;
    for fault in faults {
        response = spoil(response, fault);
    }
    response
}

fn refusal(status: u16, retry_after: Option<u32>) -> Response {
    let body = r#"{"error_code":"APIGW.0201","error_msg":"Misbehaviour on request."}"#;
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    let mut response = (status, [("content-type", "application/json")], body).into_response();
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn spoil(mut response: Response, fault: Fault) -> Response {
    match fault {
        Fault::Truncate { after } => response.map(|body| Body::new(Spoiled { body, after, then: Then::Break(None) })),
        Fault::Stall { after, millis } => {
            let then = Then::Wait(Duration::from_millis(millis), None);
            response.map(|body| Body::new(Spoiled { body, after, then }))
        }
        Fault::WrongLength { more } => {
            let told = response.body().size_hint().exact().unwrap_or(0);
            response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(told.saturating_add(more)));
            // Without a length of its own, so that the one in the header stands.
            response.map(|body| Body::new(Spoiled { body, after: u64::MAX, then: Then::Break(None) }))
        }
        Fault::ChangedEtag => {
            if let Ok(etag) = HeaderValue::try_from(format!("\"{:032x}\"", rand::random::<u128>())) {
                response.headers_mut().insert(ETAG, etag);
            }
            response
        }
        Fault::Latency { .. } | Fault::Status { .. } => response,
    }
}

/// A body to which something happens after some bytes.
struct Spoiled {
    body: Body,
    after: u64,
    then: Then,
}

enum Then {
    Break(Option<Pin<Box<Sleep>>>),
    /// How long, and the wait where it has begun.
    Wait(Duration, Option<Pin<Box<Sleep>>>),
    Nothing,
}

impl http_body::Body for Spoiled {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = &mut *self;
        if this.after == 0 {
            match &mut this.then {
                Then::Break(wait) => {
                    ready!(wait.get_or_insert_with(|| Box::pin(sleep(FLUSHED))).as_mut().poll(context));
                    return Poll::Ready(Some(Err(axum::Error::new(io::Error::other("cut on request")))));
                }
                Then::Wait(length, wait) => {
                    ready!(wait.get_or_insert_with(|| Box::pin(sleep(*length))).as_mut().poll(context));
                    (this.then, this.after) = (Then::Nothing, u64::MAX);
                }
                Then::Nothing => {}
            }
        }
        let frame = ready!(Pin::new(&mut this.body).poll_frame(context));
        Poll::Ready(frame.map(|frame| {
            frame.map(|frame| match frame.into_data() {
                Ok(mut bytes) => {
                    let passed = this.after.min(bytes.len() as u64);
                    // What is behind the wait follows it with the next frame only where there is one: so only a break
                    // cuts inside of a frame.
                    if matches!(this.then, Then::Break(_)) {
                        bytes.truncate(usize::try_from(passed).unwrap_or(usize::MAX));
                    }
                    this.after -= passed;
                    Frame::data(bytes)
                }
                Err(frame) => frame,
            })
        }))
    }
}
