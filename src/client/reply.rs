//! Calls whose answer is no file: one request, one answer that fits into memory.

use std::fmt;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue};
use serde::de::DeserializeOwned;
use tracing::Instrument;
use zeroize::Zeroizing;

use super::span::{record_outcome, record_request};
use super::{Client, Door, service};
use crate::auth::Proof;
use crate::error::{Error, Stage, Value, catalogue};
use deskledger_runtime::{EncodedRequest, not_json};
use deskledger_runtime::{Location, ParameterIn, Violation, Violations};
use deskledger_runtime::{MediaType, Operation};

/// Longest answer that is read, in bytes.
const LONGEST_ANSWER: usize = 64 << 20;

/// Methods that may be sent again without doing anything twice.
const SAFE: [&str; 3] = ["GET", "HEAD", "OPTIONS"];

/// An answer below 400, read whole.
#[derive(Clone)]
pub struct Reply {
    operation: &'static Operation,
    status: u16,
    headers: HeaderMap,
    body: Bytes,
}

/// Headers and body may hold secrets, as the token that a token call gives: the Debug output has none.
impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, status, headers: _, body } = self;
        f.debug_struct("Reply")
            .field("operation", &operation.id)
            .field("status", status)
            .field("bytes", &body.len())
            .finish_non_exhaustive()
    }
}

impl Reply {
    /// Status, from 200 to 399.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// A header as text; `None` where there is none, or where it is no text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as it came.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The body read as JSON.
    ///
    /// # Errors
    /// It is no JSON, or not of this type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(&self.body).map_err(|error| Error::not_whole(catalogue::no_json(error)))
    }

    /// Checks the body by the schema that the document has for this status and media type; without one nothing is broken.
    ///
    /// # Errors
    /// Every rule that the body breaks.
    pub fn check(&self) -> Result<(), Violations> {
        let mut out = Violations::new();
        let at = Location { place: ParameterIn::Body, name: "answer", line: 0 };
        if let Some(schema) = self.media_type().and_then(|one| one.rule) {
            match serde_json::from_slice(&self.body) {
                Ok(value) if schema.is_valid(&value) => {}
                Ok(value) => schema.check(&value).into_iter().for_each(|finding| {
                    out.push(Violation::inside(at, &finding.pointer, finding.rule, finding.expected, finding.line));
                }),
                Err(error) => out.push(Violation::hidden(at, "syntax", not_json(&error))),
            }
        }
        out.into_result(())
    }

    fn media_type(&self) -> Option<&'static MediaType> {
        let by = |status: u16| self.operation.responses.iter().find(|one| one.status == status);
        let response = by(self.status).or_else(|| by(self.status / 100)).or_else(|| by(0))?;
        let sent = self.header(CONTENT_TYPE.as_str()).unwrap_or_default();
        let essence = sent.split(';').next().unwrap_or_default().trim();
        let named = response.media_types.iter().find(|one| one.name.eq_ignore_ascii_case(essence));
        named.or_else(|| response.media_types.iter().find(|one| is_in_range(one.name, essence)))
    }
}

/// Whether a media type is one of a range such as `text/*`.
fn is_in_range(range: &str, essence: &str) -> bool {
    let kind = range.strip_suffix('*').map(|kind| kind.strip_prefix('*').unwrap_or(kind));
    kind.is_some_and(|kind| kind == "/" || essence.get(..kind.len()).is_some_and(|own| own.eq_ignore_ascii_case(kind)))
}

/// What is asked for: the media types that the document has for success, in its order, and anything else after them.
fn accepted(operation: &Operation) -> HeaderValue {
    let successes = operation.responses.iter().filter(|one| one.status == 2 || (200..300).contains(&one.status));
    let mut names: Vec<&str> = Vec::new();
    for one in successes.flat_map(|response| response.media_types) {
        if !names.contains(&one.name) {
            names.push(one.name);
        }
    }
    names.push(if names.is_empty() { "*/*" } else { "*/*;q=0.1" });
    HeaderValue::from_str(&names.join(", ")).unwrap_or(HeaderValue::from_static("*/*"))
}

impl Client {
    /// Sends a request whose answer is no file; generated code calls it. Methods that change nothing are sent again where
    /// the policy allows it, all others once.
    ///
    /// # Errors
    /// `checked`, a refusal, a failure of the network, or an answer longer than 64 MiB.
    pub async fn call(
        &self,
        operation: &'static Operation,
        checked: Result<(), Violations>,
        request: impl FnOnce() -> EncodedRequest,
    ) -> Result<Reply, Error> {
        checked.map_err(Error::invalid)?;
        let request = request();
        let mut budget = self.door.budget();
        loop {
            let resend = budget.retries();
            match budget.within(self.door.exchange(operation, &request, resend)).await? {
                Ok(reply) => return Ok(reply),
                Err(failure) if SAFE.contains(&request.method) => budget.pause(failure).await?,
                Err(failure) => return Err(failure),
            }
        }
    }
}

impl Door {
    /// Sends a request, once more where the token has ended before its time.
    async fn exchange(
        &self,
        operation: &'static Operation,
        request: &EncodedRequest,
        resend: u32,
    ) -> Result<Reply, Error> {
        if !operation.needs_credential {
            return self.exchange_once(operation, request, None, resend).await;
        }
        let proof = self.proof(None).await?;
        match self.exchange_once(operation, request, Some(&proof), resend).await {
            Err(failure) => match self.ended(&failure, &proof) {
                Some(number) => {
                    self.exchange_once(operation, request, Some(&self.proof(Some(number)).await?), resend).await
                }
                None => Err(failure),
            },
            reply => reply,
        }
    }

    pub(super) async fn exchange_once(
        &self,
        operation: &'static Operation,
        request: &EncodedRequest,
        proof: Option<&Proof>,
        resend: u32,
    ) -> Result<Reply, Error> {
        let span = self.span(resend);
        let outcome = self.exchange_in_span(operation, request, proof).instrument(span.clone()).await;
        record_outcome(&span, &outcome, |reply| reply.status);
        outcome
    }

    async fn exchange_in_span(
        &self,
        operation: &'static Operation,
        request: &EncodedRequest,
        proof: Option<&Proof>,
    ) -> Result<Reply, Error> {
        let mut request = self::request(self.transport.http(), self.endpoint.base(), request)?;
        request.headers_mut().insert(ACCEPT, accepted(operation));
        record_request(&request);
        if let Some(proof) = proof {
            proof.prove(&mut request, self.clock.time_of_day())?;
        }
        let silence = || Error::network(Stage::Request, self.silence());
        let answer =
            match select(Box::pin(self.transport.execute(request)), self.clock.sleep(self.answer_timeout)).await {
                Either::Left((answer, _)) => answer.map_err(|error| self.unreached(&error))?,
                Either::Right(_) => return Err(silence()),
            };
        if let Some(failure) = service::failure(&answer) {
            return Err(self.unanswered(failure));
        }
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let mut chunks = answer.bytes_stream();
        let mut body = Vec::new();
        loop {
            let chunk = match select(chunks.next(), self.clock.sleep(self.idle_timeout)).await {
                Either::Left((None, _)) => break,
                Either::Left((Some(Ok(chunk)), _)) => chunk,
                Either::Left((Some(Err(error)), _)) => return Err(self.unreached(&error)),
                Either::Right(_) => return Err(silence()),
            };
            if body.len() + chunk.len() > LONGEST_ANSWER {
                return Err(Error::not_whole(catalogue::long_answer(LONGEST_ANSWER)).not_retryable());
            }
            body.extend_from_slice(&chunk);
        }
        if status >= 400 {
            return Err(Error::refused_answer(self.read_refusal(status, &headers, &body)));
        }
        Ok(Reply { operation, status, headers, body: body.into() })
    }
}

/// A request to the address `base`, without credentials.
pub(super) fn request(
    http: &reqwest::Client,
    base: &str,
    outgoing: &EncodedRequest,
) -> Result<reqwest::Request, Error> {
    let query = if outgoing.query.is_empty() { String::new() } else { format!("?{}", outgoing.query) };
    let address = format!("{base}{}{query}", outgoing.path);
    let wrong = |what: Value| Error::setup(catalogue::not_made(what));
    let method = outgoing.method.parse().map_err(|_| wrong(catalogue::no_method().into()))?;
    let mut request = http.request(method, address);
    for (name, value) in &outgoing.headers {
        // A name of the document, checked at generation; the value is not told, because it may be secret.
        let value = HeaderValue::from_str(value).map_err(|_| wrong(catalogue::no_header(name).into()))?;
        request = request.header(*name, value);
    }
    if let Some((media_type, bytes)) = &outgoing.body {
        request = request.header(CONTENT_TYPE, media_type).body(Bytes::from_owner(Zeroizing::new(bytes.clone())));
    }
    request.build().map_err(|error| wrong(super::causes(&error).into()))
}
