//! The one door: every request gets its credential here, and every answer is judged here.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use futures_util::StreamExt;
use futures_util::future::{Either, select};
use progenitor_client::{ByteStream, ClientHooks, ClientInfo, OperationInfo, ResponseValue};
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, HeaderMap, HeaderName, HeaderValue};
use tracing::Instrument;

use super::identity::Identity;
use super::network::{self, why};
use super::preview::Preview;
use super::service::{self, HttpFailure, Transport};
use super::span::{record_outcome, record_request};
use crate::auth::{Credential, Proof, Token};
use crate::endpoint::Endpoint;
use crate::error::{Error, Refusal, Stage, Told, catalogue};
use crate::generated::client::Client as Generated;
use crate::retry::{Budget, Clock, RetryPolicy, Watch};

/// How much of the body of a refusal is read.
pub(crate) const LONGEST_REFUSAL: usize = 64 * 1024;

/// A request that the generated client knows to send.
pub trait Call: fmt::Debug + Send + Sync + 'static {
    /// Sends it once.
    fn call<'a>(&'a self, api: &'a Generated, part: &'a Part) -> Answer<'a>;
}

/// What the generated client answers.
pub type Answer<'a> =
    Pin<Box<dyn Future<Output = Result<ResponseValue<ByteStream>, progenitor_client::Error<()>>> + Send + 'a>>;

/// The part of the file that is asked for; all of it where both are absent.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// `Range`, for example `bytes=1048576-`.
    pub range: Option<String>,
    /// `If-Range`: strong ETag of the file that the part belongs to.
    pub if_range: Option<String>,
}

/// What the generated client carries for the door.
#[derive(Clone)]
pub struct Context {
    headers: HeaderMap,
    proof: Proof,
    transport: Transport,
    now: SystemTime,
    /// Where a request is shown that is not sent.
    shown: Option<Arc<OnceLock<Preview>>>,
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context").finish_non_exhaustive()
    }
}

impl ClientHooks<Context> for Generated {
    async fn pre<E>(
        &self,
        request: &mut reqwest::Request,
        _: &OperationInfo,
    ) -> Result<(), progenitor_client::Error<E>> {
        request.headers_mut().remove(HeaderName::from_static("api-version"));
        for (name, value) in &self.inner().headers {
            request.headers_mut().insert(name, value.clone());
        }
        // Form encoding writes a space as `+`; `%20` means the same to every server and signer.
        let query = request.url().query().filter(|query| query.contains('+')).map(|query| query.replace('+', "%20"));
        if let Some(query) = query {
            request.url_mut().set_query(Some(&query));
        }
        record_request(request);
        // Last, because a signature is over all the rest.
        self.inner()
            .proof
            .prove(request, self.inner().now)
            .map_err(|error| progenitor_client::Error::Custom(error.to_string()))
    }

    async fn exec(&self, request: reqwest::Request, _: &OperationInfo) -> reqwest::Result<reqwest::Response> {
        match &self.inner().shown {
            None => self.inner().transport.execute(request).await,
            Some(shown) => {
                shown.get_or_init(|| Preview::of(&request));
                Ok(http::Response::new(Vec::new()).into())
            }
        }
    }
}

/// What every request of a client shares.
pub(crate) struct Door {
    pub(crate) transport: Transport,
    pub(crate) endpoint: Endpoint,
    pub(crate) credential: Credential,
    /// Where the token of a user comes from.
    pub(super) identity: Option<Identity>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) answer_timeout: Duration,
    pub(crate) idle_timeout: Duration,
    pub(crate) deadline: Option<Duration>,
    pub(crate) retry: RetryPolicy,
    pub(crate) on_retry: Option<Watch>,
    /// Whether files are handed on as they come.
    pub(crate) as_is: bool,
}

impl fmt::Debug for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("endpoint", &self.endpoint.base())
            .field("credential", &self.credential)
            .field("answer_timeout", &self.answer_timeout)
            .field("idle_timeout", &self.idle_timeout)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

/// An answer with a body that may be the file, or a part of it.
pub(crate) struct Opened {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: ByteStream,
}

impl Door {
    /// What is left of the retry policy for a new file.
    pub(crate) fn budget(&self) -> Budget {
        Budget::new(self.retry.clone(), self.clock.clone(), self.on_retry.clone(), self.deadline)
    }

    /// The request as it would be sent.
    pub(crate) async fn preview(&self, call: &dyn Call, accept: &HeaderValue) -> Result<Preview, Error> {
        let shown = Arc::new(OnceLock::new());
        let proof = match &self.credential {
            Credential::Token(token) => Proof::Token(token.clone(), None),
            Credential::Key(key) => Proof::Key(key.clone()),
            // It is not shown, and for a request that is not sent none is fetched.
            Credential::User(_) => Proof::Token(Token::new("token")?, None),
        };
        let api = self.api(accept, proof, Some(shown.clone()))?;
        let outcome = call.call(&api, &Part::default()).await;
        match (shown.get(), outcome) {
            (Some(preview), _) => Ok(preview.clone()),
            (None, Ok(_)) => Err(Error::setup(catalogue::not_shown())),
            (None, Err(error)) => Err(self.not_made(&error)),
        }
    }

    /// The generated client, with what this attempt adds to its requests.
    fn api(
        &self,
        accept: &HeaderValue,
        proof: Proof,
        shown: Option<Arc<OnceLock<Preview>>>,
    ) -> Result<Generated, Error> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, accept.clone());
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        let transport = self.transport.clone();
        let http = transport.http().clone();
        let context = Context { headers, proof, transport, now: self.clock.time_of_day(), shown };
        Ok(Generated::new_with_client(self.endpoint.base(), http, context))
    }

    /// Sends a request once. 200 and 206 open a body; every other status is an error with what its body says.
    /// Once more where the token has ended before its time. `resend` counts what was sent before for the same file.
    pub(crate) async fn send(
        &self,
        call: &dyn Call,
        part: &Part,
        accept: &HeaderValue,
        resend: u32,
    ) -> Result<Opened, Error> {
        let send_once = async |proof: &Proof| {
            let span = self.span(resend);
            let outcome = self.send_once(call, part, accept, proof).instrument(span.clone()).await;
            record_outcome(&span, &outcome, |opened| opened.status);
            outcome
        };
        let proof = self.proof(None).await?;
        match send_once(&proof).await {
            Err(failure) => match self.ended(&failure, &proof) {
                Some(number) => send_once(&self.proof(Some(number)).await?).await,
                None => Err(failure),
            },
            opened => opened,
        }
    }

    async fn send_once(
        &self,
        call: &dyn Call,
        part: &Part,
        accept: &HeaderValue,
        proof: &Proof,
    ) -> Result<Opened, Error> {
        let api = self.api(accept, proof.clone(), None)?;
        let answer = match select(call.call(&api, part), self.clock.sleep(self.answer_timeout)).await {
            Either::Left((answer, _)) => answer,
            Either::Right(_) => {
                return Err(Error::network(Stage::Request, self.silence()));
            }
        };
        match answer {
            Ok(answer) => {
                let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
                self.judge(Opened { status, headers, body: answer.into_inner() }).await
            }
            Err(progenitor_client::Error::UnexpectedResponse(response)) => {
                if let Some(failure) = service::failure(&response) {
                    return Err(self.unanswered(failure));
                }
                let (status, headers) = (response.status().as_u16(), response.headers().clone());
                let body = ByteStream::new(Box::pin(response.bytes_stream()));
                self.judge(Opened { status, headers, body }).await
            }
            Err(progenitor_client::Error::CommunicationError(error)) => Err(self.unreached(&error)),
            Err(other) => Err(self.not_made(&other)),
        }
    }

    fn not_made(&self, error: &progenitor_client::Error<()>) -> Error {
        Error::setup(catalogue::not_made(self.credential.redact(&error.to_string())))
    }

    async fn judge(&self, mut opened: Opened) -> Result<Opened, Error> {
        if matches!(opened.status, 200 | 206) {
            return Ok(opened);
        }
        let body = self.beginning(&mut opened.body).await;
        Err(Error::refused(self.read_refusal(opened.status, &opened.headers, &body)))
    }

    /// What an answer says instead of the file.
    pub(crate) fn read_refusal(&self, status: u16, headers: &HeaderMap, body: &[u8]) -> Refusal {
        let now = self.clock.time_of_day();
        let refusal = Refusal::read(status, headers, body, now, &|text| self.credential.redact(text));
        if matches!(self.credential, Credential::Key(_)) { refusal.of_signature(headers, now) } else { refusal }
    }

    /// The beginning of a body; as much as came where it breaks off or stalls.
    async fn beginning(&self, body: &mut ByteStream) -> Vec<u8> {
        let mut read = Vec::new();
        let mut idle = self.clock.sleep(self.idle_timeout);
        while let Either::Left((Some(Ok(chunk)), _)) = select(body.next(), &mut idle).await {
            let room = LONGEST_REFUSAL - read.len();
            read.extend_from_slice(&chunk[..chunk.len().min(room)]);
            if chunk.len() >= room {
                break;
            }
        }
        read
    }

    pub(super) fn silence(&self) -> Told {
        catalogue::silence(self.endpoint.base(), format!("{:?}", self.answer_timeout))
    }

    /// What a service tells in place of an answer.
    pub(super) fn unanswered(&self, failure: &HttpFailure) -> Error {
        let (host, why) = (self.endpoint.base(), self.credential.redact(&failure.text));
        match failure.is_sent {
            true => Error::network(Stage::Request, catalogue::no_answer(host, why)),
            false => Error::network(Stage::Connect, catalogue::no_connection(host, why)),
        }
    }

    pub(super) fn unreached(&self, error: &reqwest::Error) -> Error {
        let host = self.endpoint.base();
        let text = self.credential.redact(&causes(error));
        let is_proxy = text.contains("tunnel") || text.contains("proxy");
        let why = why(error, text);
        if let Some(advice) = network::advice_on_certificate(error) {
            let told = catalogue::advised(catalogue::no_trust(host, why), advice);
            let stage = if error.is_connect() { Stage::Connect } else { Stage::Request };
            return Error::network(stage, told).of_certificate();
        }
        if !error.is_connect() {
            return Error::network(Stage::Request, catalogue::no_answer(host, why));
        }
        let advice = if is_proxy { catalogue::check_proxy() } else { catalogue::check_network() };
        Error::network(Stage::Connect, catalogue::advised(catalogue::no_connection(host, why), advice))
    }
}

/// The causes of an error, without its URL, from the second one on: the first only says that there is one.
pub(crate) fn causes(error: &reqwest::Error) -> String {
    let mut texts: Vec<String> = Vec::new();
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        let text = cause.to_string();
        if !texts.iter().any(|known| known.contains(&text)) {
            texts.push(text);
        }
        next = cause.source();
    }
    if texts.is_empty() { "none".to_owned() } else { texts.join(": ") }
}
