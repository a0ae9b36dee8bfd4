//! The one error of the client: opaque, with predicates, and with a text that says what to do.

mod refusal;

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::path::Path;
use std::time::Duration;

use crate::check::Violations;

pub(crate) use refusal::Refusal;

/// Why there is no file.
///
/// The text is one sentence, or one a line: what was expected, what was found, what to do. Neither the text nor the
/// `Debug` form ever holds a credential, and there is no `source`: the causes are part of the text.
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
    text: String,
    violations: Option<Violations>,
    refusal: Option<Refusal>,
    sent: bool,
    retryable: bool,
    retries: u32,
    io: Option<io::ErrorKind>,
    is_certificate: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Invalid,
    Answer,
    Network,
    NotWhole,
    NotTheFile,
    Local,
}

/// How far the work had come when it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// Nothing has left this machine.
    Prepare,
    /// There is no connection.
    Connect,
    /// The request was being sent, or its answer had not begun.
    Request,
    /// The answer has come, and is not the one that was wanted.
    Answer,
    /// The file was coming.
    Body,
    /// A file on this machine.
    File,
}

/// Statuses after which the same request may succeed: throttled, and the three of a gateway that cannot reach the service.
pub(crate) const RETRYABLE: [u16; 4] = [429, 502, 503, 504];

impl Error {
    fn new(kind: Kind, stage: Stage, text: String) -> Self {
        Self(Box::new(Inner {
            kind,
            stage,
            text,
            violations: None,
            refusal: None,
            sent: !matches!(stage, Stage::Prepare | Stage::Connect | Stage::File),
            retryable: false,
            retries: 0,
            io: None,
            is_certificate: false,
        }))
    }

    pub(crate) fn invalid(violations: Violations) -> Self {
        let mut error = Self::new(Kind::Invalid, Stage::Prepare, violations.to_string());
        error.0.violations = Some(violations);
        error
    }

    pub(crate) fn setup(text: impl Into<String>) -> Self {
        Self::new(Kind::Invalid, Stage::Prepare, text.into())
    }

    pub(crate) fn refused(refusal: Refusal) -> Self {
        let mut error = Self::new(Kind::Answer, Stage::Answer, refusal.to_string());
        error.0.retryable = RETRYABLE.contains(&refusal.status);
        error.0.refusal = Some(refusal);
        error
    }

    pub(crate) fn network(stage: Stage, text: impl Into<String>) -> Self {
        let mut error = Self::new(Kind::Network, stage, text.into());
        error.0.retryable = true;
        error
    }

    pub(crate) fn not_whole(text: impl Into<String>) -> Self {
        let mut error = Self::new(Kind::NotWhole, Stage::Body, text.into());
        error.0.retryable = true;
        error
    }

    pub(crate) fn not_the_file(text: impl Into<String>, refusal: Option<Refusal>) -> Self {
        let mut error = Self::new(Kind::NotTheFile, Stage::Body, text.into());
        error.0.refusal = refusal;
        error
    }

    pub(crate) fn local(path: &Path, what: &str, cause: &io::Error) -> Self {
        let advice = match cause.kind() {
            io::ErrorKind::NotFound => ": check the path, and that its directory exists",
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => ": choose another place",
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ": make room, or choose another place",
            _ => "",
        };
        let mut error = Self::new(Kind::Local, Stage::File, format!("{what} {}: {cause}{advice}", path.display()));
        error.0.io = Some(cause.kind());
        error
    }

    pub(crate) fn occupied(path: &Path, expected: &str, found: &str) -> Self {
        Self::new(Kind::Local, Stage::File, format!("{}: expected {expected}, found {found}", path.display()))
    }

    pub(crate) fn not_retryable(mut self) -> Self {
        self.0.retryable = false;
        self
    }

    /// The certificate of the service is not accepted: it will not be in a second, either.
    pub(crate) fn of_certificate(mut self) -> Self {
        self.0.is_certificate = true;
        self.not_retryable()
    }

    /// The failure of an exchange of a password for a token.
    pub(crate) fn of_token(mut self, host: &str) -> Self {
        if let Some(refusal) = &self.0.refusal {
            self.0.text = refusal.of_token(host);
        }
        self
    }

    /// The same failure for another one who waits for the same thing.
    pub(crate) fn again(&self) -> Self {
        Self(self.0.clone())
    }

    pub(crate) fn after(mut self, retries: u32) -> Self {
        self.0.retries = retries;
        self
    }

    pub(crate) fn with_text(mut self, text: String) -> Self {
        self.0.text = text;
        self
    }

    pub(crate) fn and(mut self, more: &str) -> Self {
        self.0.text.push_str(more);
        self
    }

    /// Whether the request, the endpoint or the credential was refused here, before anything was sent.
    pub fn is_invalid(&self) -> bool {
        self.0.kind == Kind::Invalid
    }

    /// Every broken rule of the request, where that is the reason.
    pub fn violations(&self) -> Option<&Violations> {
        self.0.violations.as_ref()
    }

    /// Whether the service refused the request: a status from 400 to 499.
    pub fn is_refused(&self) -> bool {
        self.answered(|status| (400..500).contains(&status))
    }

    /// Whether the service did not accept the credential (401). Never retried: failed attempts lock credentials.
    pub fn is_unauthorized(&self) -> bool {
        self.answered(|status| status == 401)
    }

    /// Whether the credential does not allow this call (403).
    pub fn is_forbidden(&self) -> bool {
        self.answered(|status| status == 403)
    }

    /// Whether there is nothing under the path (404).
    pub fn is_not_found(&self) -> bool {
        self.answered(|status| status == 404)
    }

    /// Whether there were too many requests (429).
    pub fn is_throttled(&self) -> bool {
        self.answered(|status| status == 429)
    }

    /// Whether there was no answer, or it broke off: no connection, a reset, silence.
    pub fn is_network(&self) -> bool {
        self.0.kind == Kind::Network
    }

    /// Whether the certificate of the service, or of this machine, was not accepted.
    pub fn is_certificate(&self) -> bool {
        self.0.is_certificate
    }

    /// Whether a file on this machine could not be read or written.
    pub fn is_local(&self) -> bool {
        self.0.kind == Kind::Local
    }

    /// What the operating system said of the file, where [`Error::is_local`].
    pub fn io_kind(&self) -> Option<io::ErrorKind> {
        self.0.io
    }

    /// Whether the service answered with success, but not with the whole file, or not with the file at all.
    pub fn is_not_the_file(&self) -> bool {
        matches!(self.0.kind, Kind::NotWhole | Kind::NotTheFile)
    }

    /// Whether the same request may succeed later. The client has then retried as often as its policy allows.
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// Whether the service may have seen the request.
    pub fn may_have_been_sent(&self) -> bool {
        self.0.sent
    }

    /// How far the work had come.
    pub fn stage(&self) -> Stage {
        self.0.stage
    }

    /// Status of the answer, where there was one.
    pub fn status(&self) -> Option<u16> {
        self.0.refusal.as_ref().map(|refusal| refusal.status)
    }

    /// Error code of the service, for example `WKS.00211302`.
    pub fn code(&self) -> Option<&str> {
        self.0.refusal.as_ref()?.code.as_deref()
    }

    /// What the service says, without control characters and shortened to 1,000 characters.
    pub fn message(&self) -> Option<&str> {
        self.0.refusal.as_ref()?.message.as_deref()
    }

    /// Id of the request, for questions to the operator of the service.
    pub fn request_id(&self) -> Option<&str> {
        self.0.refusal.as_ref()?.request_id.as_deref()
    }

    /// How long the service asks to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.refusal.as_ref()?.retry_after
    }

    /// Length of the file that has nothing behind the byte that was asked for, where the service says so (416) of the
    /// version `etag`.
    pub(crate) fn length_without_rest(&self, etag: &str) -> Option<u64> {
        let refusal = self.0.refusal.as_ref().filter(|refusal| refusal.status == 416)?;
        refusal.length.filter(|_| refusal.etag.as_deref().is_none_or(|stated| stated == etag))
    }

    /// A word of few for logs and metrics: the status, or what broke.
    pub(crate) fn error_type(&self) -> Cow<'static, str> {
        match (self.0.kind, self.status(), self.0.stage) {
            (Kind::Answer, Some(status), _) => status.to_string().into(),
            (Kind::Network, _, Stage::Connect) => "no_connection".into(),
            (Kind::Network, ..) => "no_answer".into(),
            (Kind::NotWhole, ..) => "broken_off".into(),
            (Kind::NotTheFile, ..) => "not_the_file".into(),
            (Kind::Local, ..) => "local_file".into(),
            (Kind::Invalid | Kind::Answer, ..) => "invalid".into(),
        }
    }

    /// How many times the client had sent the request again.
    pub fn retries(&self) -> u32 {
        self.0.retries
    }

    pub(crate) fn is_not_whole(&self) -> bool {
        self.0.kind == Kind::NotWhole
    }

    fn answered(&self, is: impl Fn(u16) -> bool) -> bool {
        self.0.kind == Kind::Answer && self.status().is_some_and(is)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.text)?;
        match self.0.retries {
            0 => Ok(()),
            1 => f.write_str(" (after 1 retry)"),
            retries => write!(f, " (after {retries} retries)"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, stage, text, violations: _, refusal, sent, retryable, retries, io: _, is_certificate: _ } =
            &*self.0;
        f.debug_struct("Error")
            .field("kind", kind)
            .field("stage", stage)
            .field("text", text)
            .field("refusal", refusal)
            .field("sent", sent)
            .field("retryable", retryable)
            .field("retries", retries)
            .finish()
    }
}

impl std::error::Error for Error {}

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
