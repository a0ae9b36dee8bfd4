//! Constructors of errors. They accept messages only, never plain text, so that every error can be localized.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::{Error, ErrorResponse, Inner, Kind, RETRYABLE, Retry, Stage, cause};
use deskledger_runtime::Violations;
use deskledger_runtime::message::{Argument, Message};

use crate::messages;

impl Error {
    fn new(kind: Kind, stage: Stage, text: impl Into<Argument>) -> Self {
        Self(Box::new(Inner {
            kind,
            stage,
            text: text.into(),
            violations: None,
            response: None,
            sent: !matches!(stage, Stage::Prepare | Stage::Connect | Stage::File),
            retryable: false,
            retries: 0,
            history: Vec::new(),
            request_id: None,
            io: None,
            is_certificate: false,
            source: None,
        }))
    }

    /// A request that violates constraints of the document.
    pub fn invalid(violations: Violations) -> Self {
        let mut error = Self::new(Kind::Invalid, Stage::Prepare, violations.to_message());
        error.0.violations = Some(violations.clone());
        error.0.source = Some(Arc::new(violations));
        error
    }

    /// A missing or invalid setting. Nothing was sent.
    pub fn configuration(text: Message) -> Self {
        Self::new(Kind::Invalid, Stage::Prepare, text)
    }

    /// The value; an error is added to `wrong`.
    pub(crate) fn kept<T>(outcome: Result<T, Self>, wrong: &mut Vec<Self>) -> Option<T> {
        outcome.map_err(|error| wrong.push(error)).ok()
    }

    /// Several of them as one error, with a line each.
    pub fn configurations(errors: impl IntoIterator<Item = Self>) -> Self {
        let mut errors: Vec<_> = errors.into_iter().collect();
        if errors.len() == 1 {
            return errors.remove(0);
        }
        Self::configuration(Message::lines(errors.into_iter().map(|error| Message::of(error.0.text)).collect()))
    }

    /// An error response to a file request.
    pub(crate) fn no_file(response: ErrorResponse) -> Self {
        Self::rejected(response.no_file(), response)
    }

    /// An error response to any other request.
    pub(crate) fn no_response(response: ErrorResponse) -> Self {
        Self::rejected(response.no_response(), response)
    }

    fn rejected(text: Message, response: ErrorResponse) -> Self {
        let mut error = Self::new(Kind::Response, Stage::Response, text);
        error.0.retryable = RETRYABLE.contains(&response.status);
        error.0.response = Some(response);
        error
    }

    pub(crate) fn network(stage: Stage, text: Message) -> Self {
        let mut error = Self::new(Kind::Network, stage, text);
        error.0.retryable = true;
        error
    }

    /// An incomplete response.
    pub fn incomplete(text: Message) -> Self {
        let mut error = Self::new(Kind::Incomplete, Stage::Body, text);
        error.0.retryable = true;
        error
    }

    pub(crate) fn unexpected_content(text: Message, response: Option<ErrorResponse>) -> Self {
        let mut error = Self::new(Kind::UnexpectedContent, Stage::Body, text);
        error.0.response = response;
        error
    }

    /// The total timeout is exceeded.
    pub(crate) fn late(limit: Duration) -> Self {
        let mut error = Self::new(Kind::Late, Stage::Request, messages::late(format!("{limit:?}")));
        error.0.retryable = true;
        error
    }

    /// A failed file operation and its cause.
    pub fn local(cannot: Message, cause: &io::Error) -> Self {
        Self::local_because(cannot, cause.kind(), cause::file_reason(cause)).caused_by(cause::Cause::of(cause))
    }

    pub(crate) fn local_because(cannot: Message, kind: io::ErrorKind, why: impl Into<Argument>) -> Self {
        let text = messages::within(cannot, why);
        let text = match cause::advice(kind) {
            Some(advice) => messages::advised(text, advice),
            None => text,
        };
        let mut error = Self::new(Kind::Local, Stage::File, text);
        error.0.io = Some(kind);
        error
    }

    /// The file name cannot be used.
    pub(crate) fn occupied(text: Message) -> Self {
        Self::new(Kind::Local, Stage::File, text)
    }

    /// The target exists and may not be overwritten.
    pub(crate) fn exists(target: &Path) -> Self {
        let mut error = Self::occupied(messages::target_exists(target.display()));
        error.0.io = Some(io::ErrorKind::AlreadyExists);
        error
    }

    /// Marks the error as not retryable.
    #[must_use]
    pub fn not_retryable(mut self) -> Self {
        self.0.retryable = false;
        self
    }

    /// Marks a rejected certificate, which makes the error not retryable.
    pub(crate) fn of_certificate(mut self) -> Self {
        self.0.is_certificate = true;
        self.not_retryable()
    }

    /// Replaces the message, for callers with more specific advice.
    #[must_use]
    pub fn with_text(mut self, text: Message) -> Self {
        self.0.text = text.into();
        self
    }

    /// Status, code, message and request id of an error response as a message.
    pub fn response_summary(&self) -> Option<Message> {
        self.0.response.as_ref().map(|response| response.found())
    }

    /// Sets the cause.
    pub(crate) fn caused_by(mut self, cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.0.source = Some(Arc::new(cause));
        self
    }

    /// Sets the chain of causes, redacted by `redact`.
    pub(crate) fn with_causes(
        self,
        error: &(dyn std::error::Error + 'static),
        redact: &dyn Fn(&str) -> String,
    ) -> Self {
        match cause::Cause::chain(error, redact) {
            Some(cause) => self.caused_by(cause),
            None => self,
        }
    }

    /// A copy of the error for concurrent callers that wait for the same result.
    pub fn again(&self) -> Self {
        Self(self.0.clone())
    }

    /// Adds the retry history, and whether an earlier attempt may have been received.
    pub(crate) fn after(mut self, retries: u32, history: &[Retry], is_sent: bool) -> Self {
        self.0.retries = retries;
        self.0.history = history.to_vec();
        self.0.sent |= is_sent;
        self
    }

    /// Sets the request id, except for error responses, which have their own or none.
    pub(crate) fn of_request(mut self, id: Option<&str>) -> Self {
        self.0.request_id = id.map(str::to_owned);
        self
    }

    /// Adds that the total timeout prevents a retry.
    pub(crate) fn with_no_time_left(mut self, limit: Duration) -> Self {
        self.0.text = messages::no_time_left(self.0.text, format!("{limit:?}")).into();
        self
    }

    /// Adds that the service asks for a longer delay than is accepted.
    pub(crate) fn with_long_delay(mut self, asked: Duration, most: Duration) -> Self {
        self.0.text = messages::long_delay(self.0.text, asked.as_secs(), most.as_secs()).into();
        self
    }

    /// Adds the location of the failure.
    pub fn within(mut self, place: Message) -> Self {
        self.0.text = messages::within(place, self.0.text).into();
        self
    }

    /// Adds that the partial file is kept for a later run.
    pub(crate) fn with_partial_file_kept(mut self) -> Self {
        self.0.text = messages::partial_file_kept(self.0.text).into();
        self
    }
}
