//! How an error is made: always of sentences of the messages, never of a text.

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

    /// A request that breaks rules of the document.
    pub fn invalid(violations: Violations) -> Self {
        let mut error = Self::new(Kind::Invalid, Stage::Prepare, violations.to_message());
        error.0.violations = Some(violations.clone());
        error.0.source = Some(Arc::new(violations));
        error
    }

    /// A setting that is missing or wrong; nothing was sent.
    pub fn configuration(text: Message) -> Self {
        Self::new(Kind::Invalid, Stage::Prepare, text)
    }

    /// A status instead of the file.
    pub(crate) fn no_file(response: ErrorResponse) -> Self {
        Self::rejected(response.no_file(), response)
    }

    /// A status instead of an answer that is no file.
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

    /// A response that is not whole.
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

    /// The time for everything has ended.
    pub(crate) fn late(limit: Duration) -> Self {
        let mut error = Self::new(Kind::Late, Stage::Request, messages::late(format!("{limit:?}")));
        error.0.retryable = true;
        error
    }

    /// What cannot be done with a file, and why.
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

    /// The name of a file cannot be had.
    pub(crate) fn occupied(text: Message) -> Self {
        Self::new(Kind::Local, Stage::File, text)
    }

    /// The target is there, and was not to be replaced.
    pub(crate) fn exists(target: &Path) -> Self {
        let mut error = Self::occupied(messages::target_exists(target.display()));
        error.0.io = Some(io::ErrorKind::AlreadyExists);
        error
    }

    /// The same failure, which another attempt would not mend.
    #[must_use]
    pub fn not_retryable(mut self) -> Self {
        self.0.retryable = false;
        self
    }

    /// The certificate of the service is not accepted: it will not be in a second, either.
    pub(crate) fn of_certificate(mut self) -> Self {
        self.0.is_certificate = true;
        self.not_retryable()
    }

    /// The same failure with another text, for callers that know better what to do about it.
    #[must_use]
    pub fn with_text(mut self, text: Message) -> Self {
        self.0.text = text.into();
        self
    }

    /// Status, code, message and request id of an error response, as a message.
    pub fn response_summary(&self) -> Option<Message> {
        self.0.response.as_ref().map(|response| response.found())
    }

    /// The same failure with the error that caused it.
    pub(crate) fn caused_by(mut self, cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.0.source = Some(Arc::new(cause));
        self
    }

    /// The same failure with the chain of errors that caused it, in text that `redact` has passed.
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

    /// The same failure for another one who waits for the same thing.
    pub fn again(&self) -> Self {
        Self(self.0.clone())
    }

    /// The same failure with what was sent before it, and whether the service may have seen any of that.
    pub(crate) fn after(mut self, retries: u32, history: &[Retry], is_sent: bool) -> Self {
        self.0.retries = retries;
        self.0.history = history.to_vec();
        self.0.sent |= is_sent;
        self
    }

    /// The same failure of a request that was answered. A response has an id of its own, or none.
    pub(crate) fn of_request(mut self, id: Option<&str>) -> Self {
        self.0.request_id = id.map(str::to_owned);
        self
    }

    /// The same failure, which would be tried again if there were time.
    pub(crate) fn with_no_time_left(mut self, limit: Duration) -> Self {
        self.0.text = messages::no_time_left(self.0.text, format!("{limit:?}")).into();
        self
    }

    /// The same failure of what stands in a place.
    pub fn within(mut self, place: Message) -> Self {
        self.0.text = messages::within(place, self.0.text).into();
        self
    }

    /// The same failure after which a later run can go on.
    pub(crate) fn with_beginning_kept(mut self) -> Self {
        self.0.text = messages::beginning_kept(self.0.text).into();
        self
    }
}
