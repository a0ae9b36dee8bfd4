//! The error type of the client: opaque, with predicates, and with a message that names the remedy.

mod cause;
mod new;
mod remedy;
mod response;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;
use std::{fmt, io};

use deskledger_runtime::message::Argument;
use deskledger_runtime::typed::{HeaderKey, Responses, Typed};
use deskledger_runtime::{Locale, Violations};

use crate::messages;
pub use cause::file_reason;
pub use remedy::Remedy;

pub(crate) use cause::{NameError, causes, chain, network_reason};
pub(crate) use response::{ErrorResponse, date};

/// Why a call failed.
///
/// The message has one sentence, or one per line: what was expected, what was found, what to do. Neither the message nor
/// the `Debug` output contains a credential. The message includes the causes; `source` returns them as a chain,
/// redacted as well.
///
/// ```
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// use deskledger::{Client, ExportConnectionRecords, Token};
/// let client = Client::builder().endpoint("http://127.0.0.1:9").token(Token::new("secret")?).build()?;
/// let request = ExportConnectionRecords { project_id: "..".into(), ..Default::default() };
/// let error = request.send(&client).await.unwrap_err();
/// assert!(error.is_invalid() && !error.may_have_been_sent());
/// assert_eq!(error.violations().map(|all| all.iter().count()), Some(1));
/// # Ok::<(), deskledger::Error>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: Kind,
    stage: Stage,
    text: Argument,
    violations: Option<Violations>,
    response: Option<ErrorResponse>,
    sent: bool,
    retryable: bool,
    retries: u32,
    history: Vec<Retry>,
    /// Id of a request whose response broke off.
    request_id: Option<String>,
    io: Option<io::ErrorKind>,
    is_certificate: bool,
    remedy: Option<Remedy>,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Invalid,
    Response,
    Network,
    Incomplete,
    UnexpectedContent,
    Local,
    Late,
}

/// The stage at which a call failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// Before anything was sent.
    Prepare,
    /// Establishing the connection.
    Connect,
    /// Sending the request, or waiting for the response headers.
    Request,
    /// The response headers arrived, but the response is not the expected one.
    Response,
    /// Receiving the body.
    Body,
    /// Reading or writing a local file.
    File,
}

/// Statuses after which the same request may succeed: throttling, and gateways that cannot reach the service.
pub(crate) const RETRYABLE: [u16; 4] = [429, 502, 503, 504];

impl Error {
    /// The localized message. Text of other software (the operating system, the service) is not translated.
    ///
    /// ```
    /// use deskledger::{Client, Locale, Token};
    /// let error = Client::builder().token(Token::new("secret")?).build().unwrap_err();
    /// assert_eq!(error.to_string(), "expected an endpoint or a region, found neither");
    /// assert_eq!(error.localized(Locale::Chinese), "应给出终端节点或区域，实际都没有");
    /// # Ok::<(), deskledger::Error>(())
    /// ```
    pub fn localized(&self, language: Locale) -> String {
        let text = self.0.text.localized(language);
        match self.0.retries {
            0 => text,
            1 => messages::after_one_retry(text).localized(language),
            retries => messages::after_retries(text, retries).localized(language),
        }
    }

    /// Whether the request, the endpoint or the credential was rejected locally, before anything was sent.
    pub fn is_invalid(&self) -> bool {
        self.0.kind == Kind::Invalid
    }

    /// All constraint violations of the request, if they are the cause.
    pub fn violations(&self) -> Option<&Violations> {
        self.0.violations.as_ref()
    }

    /// Whether the service rejected the request: a status from 400 to 499.
    pub fn is_client_error(&self) -> bool {
        self.has_status(|status| (400..500).contains(&status))
    }

    /// Whether the service rejected the credential (401). Never retried: repeated failures lock the account.
    pub fn is_unauthorized(&self) -> bool {
        self.has_status(|status| status == 401)
    }

    /// Whether the credential lacks permission for this call (403).
    pub fn is_forbidden(&self) -> bool {
        self.has_status(|status| status == 403)
    }

    /// Whether the resource does not exist (404).
    pub fn is_not_found(&self) -> bool {
        self.has_status(|status| status == 404)
    }

    /// Whether requests are throttled (429).
    pub fn is_throttled(&self) -> bool {
        self.has_status(|status| status == 429)
    }

    /// Whether the network failed: no connection, a reset, a timeout, an incomplete response.
    pub fn is_network(&self) -> bool {
        self.0.kind == Kind::Network
    }

    /// Whether the total timeout of the client was exceeded.
    pub fn is_deadline_exceeded(&self) -> bool {
        self.0.kind == Kind::Late
    }

    /// Whether the server certificate or the client certificate was rejected.
    pub fn is_certificate(&self) -> bool {
        self.0.is_certificate
    }

    /// Whether a local file could not be read or written.
    pub fn is_local(&self) -> bool {
        self.0.kind == Kind::Local
    }

    /// The I/O error kind, if [`Error::is_local`].
    pub fn io_kind(&self) -> Option<io::ErrorKind> {
        self.0.io
    }

    /// Whether the service reported success, but the content is incomplete or not the expected file.
    pub fn is_unexpected_content(&self) -> bool {
        matches!(self.0.kind, Kind::Incomplete | Kind::UnexpectedContent)
    }

    /// The setting that may remedy the error.
    pub fn remedy(&self) -> Option<Remedy> {
        self.0.remedy
    }

    /// Whether the same request may succeed later. The client has already made as many attempts as its policy allows.
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// Whether the service may have received this request, or an earlier attempt of the same call.
    pub fn may_have_been_sent(&self) -> bool {
        self.0.sent
    }

    /// The stage at which the call failed.
    pub fn stage(&self) -> Stage {
        self.0.stage
    }

    /// Status of the response, if there was one.
    pub fn status(&self) -> Option<u16> {
        self.0.response.as_ref().map(|response| response.status)
    }

    /// A header of the response, if there was one and the header is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.0.response.as_ref()?.raw.headers.get(name)?.to_str().ok()
    }

    /// The body of the response as received, up to 64 KiB, if there was a response. It may repeat secrets.
    pub fn body(&self) -> Option<&[u8]> {
        self.0.response.as_ref().map(|response| &*response.raw.body)
    }

    /// The body of the response as a value of the type that the document has for its status.
    pub fn typed<T: Responses>(&self) -> Option<T> {
        T::read(self.status()?, self.body()?).ok()
    }

    /// The value of a header of the document; `None` if it is absent, there is no response, or it is not of its type.
    pub fn typed_header<T: Typed + Default>(&self, key: HeaderKey<T>) -> Option<T> {
        key.read(self.header(key.name())).ok()?
    }

    /// Error code of the service, for example `WKS.00211302`.
    pub fn code(&self) -> Option<&str> {
        self.0.response.as_ref()?.code.as_deref()
    }

    /// Message of the service, without control characters, shortened to 1,000 characters.
    pub fn message(&self) -> Option<&str> {
        self.0.response.as_ref()?.message.as_deref()
    }

    /// Request id, to quote to the operator of the service.
    pub fn request_id(&self) -> Option<&str> {
        match &self.0.response {
            Some(response) => response.request_id.as_deref(),
            None => self.0.request_id.as_deref(),
        }
    }

    /// Delay that the service requests (`Retry-After`).
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.response.as_ref()?.retry_after
    }

    /// Length of the file if the requested range starts at its end, as the service reports (416) for the version
    /// `etag`.
    pub(crate) fn length_without_rest(&self, etag: &str) -> Option<u64> {
        let is_same = self.header("etag").is_none_or(|stated| stated.trim() == etag);
        let range = self.header("content-range").filter(|_| is_same && self.status() == Some(416))?;
        range.trim().strip_prefix("bytes */")?.parse().ok()
    }

    /// Low-cardinality value for logs and metrics: the status, or the kind of failure.
    pub(crate) fn error_type(&self) -> Cow<'static, str> {
        match (self.0.kind, self.status(), self.0.stage) {
            (Kind::Response, Some(status), _) => status.to_string().into(),
            (Kind::Network, _, Stage::Connect) => "no_connection".into(),
            (Kind::Network, ..) => "no_response".into(),
            (Kind::Incomplete, ..) => "broken_off".into(),
            (Kind::UnexpectedContent, ..) => "not_the_file".into(),
            (Kind::Local, ..) => "local_file".into(),
            (Kind::Late, ..) => "deadline_exceeded".into(),
            (Kind::Invalid | Kind::Response, ..) => "invalid".into(),
        }
    }

    /// Number of retries.
    pub fn retries(&self) -> u32 {
        self.0.retries
    }

    /// Reasons and delays of the last 32 retries.
    pub fn retry_history(&self) -> &[Retry] {
        &self.0.history
    }

    pub(crate) fn text(&self) -> &Argument {
        &self.0.text
    }

    /// Whether the file arrived in part only, or its end is not proved.
    pub fn is_incomplete(&self) -> bool {
        self.0.kind == Kind::Incomplete
    }

    fn has_status(&self, is: impl Fn(u16) -> bool) -> bool {
        self.0.kind == Kind::Response && self.status().is_some_and(is)
    }
}

deskledger_runtime::display_in_english!(Error);

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, stage, text, response, sent, retryable, retries, .. } = &*self.0;
        f.debug_struct("Error")
            .field("kind", kind)
            .field("stage", stage)
            .field("text", text)
            .field("response", response)
            .field("sent", sent)
            .field("retryable", retryable)
            .field("retries", retries)
            .finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

/// A retry and its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Retry {
    /// Number of the attempt that it starts; 2 is the first retry.
    pub attempt: u32,
    /// Reason: the failure of the previous attempt.
    pub reason: String,
    /// Status of the previous response, if there was one.
    pub status: Option<u16>,
    /// Delay before the retry.
    pub delay: Duration,
    pub(crate) text: Argument,
}

impl Retry {
    /// The localized reason.
    ///
    /// ```
    /// # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
    /// use std::time::Duration;
    /// use deskledger::http::{Request, Response};
    /// use deskledger::{Client, ExportConnectionRecords, HttpBody, TransportError, Locale, RetryPolicy, Token};
    /// let service = |_: Request<bytes::Bytes>| async { Err::<Response<HttpBody>, _>(TransportError::no_response("lost")) };
    /// let policy = RetryPolicy { max_attempts: 2, initial_backoff: Duration::ZERO, ..Default::default() };
    /// let client = Client::builder().endpoint("http://127.0.0.1:9").token(Token::new("secret")?);
    /// let client = client.transport(service).retry(policy).on_retry(|retry| {
    ///     assert_eq!(retry.reason_in(Locale::Chinese), "没有收到 http://127.0.0.1:9 的响应：lost");
    /// });
    /// let request = ExportConnectionRecords { project_id: "p1".into(), ..Default::default() };
    /// let client = client.build()?;
    /// assert_eq!(request.send(&client).await.unwrap_err().retries(), 1);
    /// # Ok::<(), deskledger::Error>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn reason_in(&self, language: Locale) -> String {
        self.text.localized(language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_does_not_grow_by_its_error() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }

    #[test]
    fn an_error_can_be_sent_to_another_thread() {
        fn is<T: Send + Sync + 'static>() {}
        is::<Error>();
    }
}
