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
use reqwest::redirect;

use super::preview::Preview;
use crate::auth::Credential;
use crate::endpoint::Endpoint;
use crate::error::{Error, Refusal, Stage};
use crate::generated::client::Client as Generated;
use crate::retry::{Clock, RetryPolicy};

/// How much of the body of a refusal is read.
pub(crate) const LONGEST_REFUSAL: usize = 64 * 1024;
/// How many redirects within one host are followed.
const MOST_REDIRECTS: usize = 5;

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
    credential: Credential,
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
        // Last, because a signature is over all the rest.
        self.inner()
            .credential
            .prove(request, self.inner().now)
            .map_err(|error| progenitor_client::Error::Custom(error.to_string()))
    }

    async fn exec(&self, request: reqwest::Request, _: &OperationInfo) -> reqwest::Result<reqwest::Response> {
        match &self.inner().shown {
            None => self.client().execute(request).await,
            Some(shown) => {
                shown.get_or_init(|| Preview::of(&request));
                Ok(http::Response::new(Vec::new()).into())
            }
        }
    }
}

/// What every request of a client shares.
pub(crate) struct Door {
    pub(crate) http: reqwest::Client,
    pub(crate) endpoint: Endpoint,
    pub(crate) credential: Credential,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) answer_timeout: Duration,
    pub(crate) idle_timeout: Duration,
    pub(crate) retry: RetryPolicy,
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
    /// The request as it would be sent.
    pub(crate) async fn preview(&self, call: &dyn Call, accept: &HeaderValue) -> Result<Preview, Error> {
        let shown = Arc::new(OnceLock::new());
        let api = self.api(accept, Some(shown.clone()))?;
        let outcome = call.call(&api, &Part::default()).await;
        match (shown.get(), outcome) {
            (Some(preview), _) => Ok(preview.clone()),
            (None, Ok(_)) => Err(Error::setup("the request cannot be shown")),
            (None, Err(error)) => {
                Err(Error::setup(format!("the request cannot be made: {}", self.credential.redact(&error.to_string()))))
            }
        }
    }

    /// The generated client, with what this attempt adds to its requests.
    fn api(&self, accept: &HeaderValue, shown: Option<Arc<OnceLock<Preview>>>) -> Result<Generated, Error> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, accept.clone());
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        let context = Context { headers, credential: self.credential.clone(), now: self.clock.time_of_day(), shown };
        Ok(Generated::new_with_client(self.endpoint.base(), self.http.clone(), context))
    }

    /// Sends a request once. 200 and 206 open a body; every other status is an error with what its body says.
    pub(crate) async fn send(&self, call: &dyn Call, part: &Part, accept: &HeaderValue) -> Result<Opened, Error> {
        let api = self.api(accept, None)?;
        let answer = match select(call.call(&api, part), self.clock.sleep(self.answer_timeout)).await {
            Either::Left((answer, _)) => answer,
            Either::Right(_) => {
                return Err(Error::network(
                    Stage::Request,
                    format!(
                        "expected an answer from {} within {:?}, found silence",
                        self.endpoint.base(),
                        self.answer_timeout
                    ),
                ));
            }
        };
        match answer {
            Ok(answer) => {
                let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
                self.judge(Opened { status, headers, body: answer.into_inner() }).await
            }
            Err(progenitor_client::Error::UnexpectedResponse(response)) => {
                let (status, headers) = (response.status().as_u16(), response.headers().clone());
                let body = ByteStream::new(Box::pin(response.bytes_stream()));
                self.judge(Opened { status, headers, body }).await
            }
            Err(progenitor_client::Error::CommunicationError(error)) => Err(self.unreached(&error)),
            Err(other) => {
                Err(Error::setup(format!("the request cannot be made: {}", self.credential.redact(&other.to_string()))))
            }
        }
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
        Refusal::read(status, headers, body, self.clock.time_of_day(), &|text| self.credential.redact(text))
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

    pub(super) fn unreached(&self, error: &reqwest::Error) -> Error {
        let host = self.endpoint.base();
        let why = self.credential.redact(&causes(error));
        if !error.is_connect() {
            return Error::network(Stage::Request, format!("expected an answer from {host}, found: {why}"));
        }
        let text = format!(
            "expected a connection to {host}, found: {why}: check the endpoint, the network and the proxy settings"
        );
        let unreached = Error::network(Stage::Connect, text);
        // A certificate that is wrong now is wrong in a second, too.
        if is_about_certificates(error) { unreached.not_retryable() } else { unreached }
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

fn is_about_certificates(error: &reqwest::Error) -> bool {
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        let inner = cause.downcast_ref::<std::io::Error>().and_then(|error| error.get_ref());
        if inner.is_some_and(|inner| inner.is::<rustls::Error>()) || cause.is::<rustls::Error>() {
            return true;
        }
        next = cause.source();
    }
    false
}

/// The HTTP client behind the door.
pub(super) fn http(
    endpoint: &Endpoint,
    credential: &Credential,
    user_agent: &str,
    connect_timeout: Duration,
) -> Result<reqwest::Client, Error> {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // Lost only if another thread has just installed one, which serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
    let may_be_redirected = credential.may_be_redirected();
    let builder = reqwest::Client::builder()
        .user_agent(user_agent)
        .connect_timeout(connect_timeout)
        .tcp_nodelay(true)
        .referer(false)
        .retry(reqwest::retry::never())
        .redirect(redirect::Policy::custom(move |attempt| {
            let is_same = may_be_redirected
                && attempt.previous().first().is_some_and(|first| first.origin() == attempt.url().origin());
            if is_same && attempt.previous().len() <= MOST_REDIRECTS { attempt.follow() } else { attempt.stop() }
        }));
    let builder = if endpoint.is_loopback() { builder.no_proxy() } else { builder };
    builder.build().map_err(|error| Error::setup(format!("the HTTP client cannot be made: {}", causes(&error))))
}
