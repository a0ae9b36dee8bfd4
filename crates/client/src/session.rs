//! The shared path of every request: credential, timeouts, tracing, error responses.

mod deprecation;
mod span;

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use deskledger_runtime::message::Message;
use deskledger_runtime::{EncodedRequest, Operation, Security};
use futures_util::future::{Either, select};
use futures_util::stream::{Stream, StreamExt};
use reqwest::Url;
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue, IF_RANGE, RANGE};
use tracing::Instrument;
use zeroize::{Zeroize, Zeroizing};

use crate::content::ContentCheck;
use crate::credential::{CallSecurity, Credential, accepted};
use crate::endpoint::Endpoint;
use crate::error::{Error, ErrorResponse, Stage, causes};
use crate::messages;
use crate::retry::{Budget, Clock, RetryPolicy, Watch};
use crate::transport::{Connection, SendError, UnprovedEnd, certificate_advice, reason};
pub(crate) use deprecation::Deprecations;
use span::{record_outcome, record_request};

/// Maximum number of bytes read from the body of an error response.
pub(crate) const MAX_ERROR_BODY: usize = 64 * 1024;

/// State shared by all requests of a client.
pub(crate) struct Session {
    pub(crate) connection: Connection,
    pub(crate) endpoint: Endpoint,
    /// Maximum number of redirects within the host that are followed.
    pub(crate) max_redirects: usize,
    /// Whether requests go through a proxy.
    pub(crate) has_proxy: bool,
    /// Whether the client presents a certificate.
    pub(crate) has_certificate: bool,
    pub(crate) settings: Settings,
    /// The deprecations that have been logged.
    pub(crate) deprecations: Deprecations,
}

/// Settings that hold for every call.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) credential: Option<Arc<dyn Credential>>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) response_timeout: Duration,
    pub(crate) idle_timeout: Duration,
    pub(crate) total_timeout: Option<Duration>,
    pub(crate) retry: RetryPolicy,
    pub(crate) on_retry: Option<Watch>,
    /// Whether files are returned as received.
    pub(crate) raw: bool,
    pub(crate) content_check: Option<Arc<dyn ContentCheck>>,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Settings { credential, response_timeout, idle_timeout, retry, .. } = &self.settings;
        f.debug_struct("Client")
            .field("endpoint", &self.endpoint.base())
            .field("credential", credential)
            .field("response_timeout", response_timeout)
            .field("idle_timeout", idle_timeout)
            .field("retry", retry)
            .finish_non_exhaustive()
    }
}

/// A request with the headers of this client, sent once per attempt.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(crate) operation: &'static Operation,
    pub(crate) encoded: EncodedRequest,
    pub(crate) headers: HeaderMap,
    /// Whether only 200 and 206 are a success.
    is_for_file: bool,
    /// Its address, if a response states one.
    pub(crate) target: Option<Url>,
}

impl Prepared {
    /// A request whose response is read whole, with the accepted media types.
    pub(crate) fn new(operation: &'static Operation, encoded: EncodedRequest, accept: HeaderValue) -> Self {
        Self { operation, encoded, headers: HeaderMap::from_iter([(ACCEPT, accept)]), is_for_file: false, target: None }
    }

    /// A request for a file without Content-Encoding: only an unencoded body can be counted and resumed.
    pub(crate) fn file(operation: &'static Operation, encoded: EncodedRequest, accept: HeaderValue) -> Self {
        let headers = [(ACCEPT, accept), (ACCEPT_ENCODING, HeaderValue::from_static("identity"))];
        Self { operation, encoded, headers: HeaderMap::from_iter(headers), is_for_file: true, target: None }
    }

    pub(crate) fn accept(&self) -> &HeaderValue {
        &self.headers[ACCEPT]
    }

    /// Whether a status is an error: for files everything but 200 and 206, otherwise from 400 on.
    fn is_error(&self, status: u16) -> bool {
        if self.is_for_file { !matches!(status, 200 | 206) } else { status >= 400 }
    }

    pub(crate) fn is_idempotent(&self) -> bool {
        ["GET", "HEAD", "OPTIONS"].contains(&self.encoded.method)
    }
}

/// A body may contain a secret, such as the password of a token request.
impl Drop for Prepared {
    fn drop(&mut self) {
        if let Some((_, bytes)) = &mut self.encoded.body {
            bytes.zeroize();
        }
    }
}

/// Requested byte range; the whole file if both fields are absent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Part {
    /// `Range`, for example `bytes=1048576-`.
    pub(crate) range: Option<String>,
    /// `If-Range`: strong ETag of the file version.
    pub(crate) if_range: Option<String>,
}

pub(crate) type ByteStream = Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send + Sync>>;

/// A response whose body has not been read.
pub(crate) struct RawResponse {
    /// Address of the request, without credentials.
    pub(crate) url: Url,
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: ByteStream,
    /// Whether the body ends with the connection: it may be cut.
    pub(crate) has_unproved_end: bool,
}

impl Session {
    /// The security of a call with the credentials of the client.
    pub(crate) fn security(&self, accepted: Security) -> CallSecurity {
        CallSecurity { accepted, has_certificate: self.has_certificate }
    }

    pub(crate) fn budget(&self) -> Budget {
        let Settings { retry, clock, on_retry, total_timeout, .. } = &self.settings;
        Budget::new(retry.clone(), clock.clone(), on_retry.clone(), *total_timeout)
    }

    /// Sends a request once, and once more if its token expired early. `resend` is the number of earlier attempts of
    /// the same call.
    pub(crate) async fn exchange(&self, request: &Prepared, part: &Part, resend: u32) -> Result<RawResponse, Error> {
        let credential = self.settings.credential.as_deref().filter(|_| request.operation.needs_credential);
        if credential.is_none() && request.operation.needs_credential {
            accepted(self.security(request.operation.security), |_| false)?;
        }
        let mut token = None;
        let outcome = self.attempt(request, part, credential, &mut token, resend).await;
        match (&outcome, credential) {
            (Err(error), Some(one)) if token.is_some() && one.is_expired(error) => {
                self.attempt(request, part, credential, &mut token, resend).await
            }
            _ => outcome,
        }
    }

    /// Sends a request once. An error status is an `Err`. `token` is the number of the token that has expired, and becomes that
    /// of the token that was sent.
    async fn attempt(
        &self,
        request: &Prepared,
        part: &Part,
        credential: Option<&dyn Credential>,
        token: &mut Option<u64>,
        resend: u32,
    ) -> Result<RawResponse, Error> {
        let mut built = self.request(&request.encoded, &request.headers, part)?;
        if let Some(target) = &request.target {
            built.url_mut().clone_from(target);
        }
        let url = built.url().clone();
        if let Some(credential) = credential {
            let call = self.security(request.operation.security);
            *token = credential.authorize_call(&mut built, call, self.settings.clock.now(), *token).await?;
        }
        let span = span::start(&self.endpoint, resend);
        let outcome = async {
            record_request(&built);
            let response = self.send(built).await?;
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            self.deprecations.log(request.operation, &headers, |text| self.redact(text));
            let has_unproved_end = response.extensions().get::<UnprovedEnd>().is_some();
            let raw = RawResponse { url, status, headers, body: Box::pin(response.bytes_stream()), has_unproved_end };
            if request.is_error(status) { Err(self.rejected(request, raw).await) } else { Ok(raw) }
        };
        let outcome = outcome.instrument(span.clone()).await;
        record_outcome(&span, outcome.as_ref().map(|response| response.status));
        outcome
    }

    /// A request to the endpoint, without credentials.
    pub(crate) fn request(
        &self,
        encoded: &EncodedRequest,
        headers: &HeaderMap,
        part: &Part,
    ) -> Result<reqwest::Request, Error> {
        let wrong = |why: Message| Error::configuration(messages::not_made(why));
        let query = if encoded.query.is_empty() { String::new() } else { format!("?{}", encoded.query) };
        let address = format!("{}{}{query}", self.endpoint.base(), encoded.path);
        let method = encoded.method.parse().map_err(|_| wrong(messages::no_method()))?;
        let mut built = self.connection.http.request(method, address);
        let parts = [(RANGE.as_str(), &part.range), (IF_RANGE.as_str(), &part.if_range)];
        let parts = parts.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
        for (name, value) in encoded.headers.iter().map(|(name, value)| (*name, value)).chain(parts) {
            // Header names are public; the value may be secret.
            let value = HeaderValue::from_str(value).map_err(|_| wrong(messages::no_header(name)))?;
            built = built.header(name, value);
        }
        if let Some((media_type, bytes)) = &encoded.body {
            built = built.header(CONTENT_TYPE, media_type).body(Bytes::from_owner(Zeroizing::new(bytes.clone())));
        }
        let mut built = built.build().map_err(|error| Error::configuration(messages::not_made(causes(&error))))?;
        built.headers_mut().extend(headers.clone());
        Ok(built)
    }

    /// Sends a complete request and waits for the response headers.
    ///
    /// # Errors
    /// There is no response.
    pub(crate) async fn send(&self, request: reqwest::Request) -> Result<reqwest::Response, Error> {
        let sent = Box::pin(self.connection.send(request));
        self.within(self.settings.response_timeout, sent).await?.map_err(|error| self.unsent(error))
    }

    /// Waits at most so long.
    ///
    /// # Errors
    /// Nothing has come until then.
    async fn within<T>(&self, limit: Duration, work: impl Future<Output = T> + Unpin) -> Result<T, Error> {
        match select(work, self.settings.clock.sleep(limit)).await {
            Either::Left((done, _)) => Ok(done),
            Either::Right(_) => {
                let text = messages::silence(self.endpoint.base(), format!("{limit:?}"));
                Err(Error::network(Stage::Request, text))
            }
        }
    }

    /// The error of an error response, with as much of its body as arrives.
    async fn rejected(&self, request: &Prepared, mut response: RawResponse) -> Error {
        let body = self.start_of_body(&mut response.body).await;
        let read = self.read_error_response(response.status, &response.headers, &body);
        Error::rejected(read, request.is_for_file)
    }

    /// Parses an error response and redacts the credential if the service repeats it.
    pub(crate) fn read_error_response(&self, status: u16, headers: &HeaderMap, body: &[u8]) -> ErrorResponse {
        let now = self.settings.clock.now();
        let response = ErrorResponse::read(status, headers, body, now, &|text| self.redact(text));
        let mut response = response.with_redirects(self.endpoint.base(), self.max_redirects);
        let Some(credential) = &self.settings.credential else { return response };
        response.advice = credential.advice(status);
        if credential.depends_on_clock() { response.with_clock(headers, now) } else { response }
    }

    /// The text with the credential's secrets redacted.
    pub(crate) fn redact(&self, text: &str) -> String {
        self.settings.credential.as_ref().map_or_else(|| text.to_owned(), |credential| credential.redact(text))
    }

    /// First bytes of a body; if it breaks off or stalls, the bytes received so far.
    async fn start_of_body(&self, body: &mut ByteStream) -> Vec<u8> {
        let mut read = Vec::new();
        let mut idle = self.settings.clock.sleep(self.settings.idle_timeout);
        while let Either::Left((Some(Ok(chunk)), _)) = select(body.next(), &mut idle).await {
            let free = MAX_ERROR_BODY - read.len();
            read.extend_from_slice(&chunk[..chunk.len().min(free)]);
            if chunk.len() >= free {
                break;
            }
        }
        read
    }

    /// The next piece of a body.
    pub(crate) async fn next_chunk(&self, body: &mut ByteStream) -> Result<Option<Bytes>, Error> {
        let chunk = self.within(self.settings.idle_timeout, body.next()).await?;
        chunk.transpose().map_err(|error| self.unreached(&error))
    }

    /// The error if there is no response.
    fn unsent(&self, error: SendError) -> Error {
        match error {
            SendError::Network(error) => self.unreached(&error),
            SendError::Transport(error) => {
                let (host, why) = (self.endpoint.base(), self.redact(&error.text));
                match error.is_sent {
                    true => Error::network(Stage::Request, messages::no_response(host, why)),
                    false => Error::network(Stage::Connect, messages::no_connection(host, why)),
                }
                .caused_by(error)
            }
        }
    }

    /// The error if the network failed.
    pub(crate) fn unreached(&self, error: &reqwest::Error) -> Error {
        let host = self.endpoint.base();
        let redacted = |text: &str| self.redact(text);
        let why = reason(error, redacted(&causes(error)));
        let stage = if error.is_connect() { Stage::Connect } else { Stage::Request };
        let failure = match certificate_advice(error) {
            Some((advice, remedy)) => {
                let text = messages::advised(messages::no_trust(host, why), advice);
                Error::network(stage, text).of_certificate().with_remedy(remedy)
            }
            None if stage == Stage::Request => Error::network(stage, messages::no_response(host, why)),
            None => {
                let advice = if self.has_proxy { messages::check_proxy() } else { messages::check_network() };
                Error::network(stage, messages::advised(messages::no_connection(host, why), advice))
            }
        };
        failure.with_causes(error, &redacted)
    }
}
