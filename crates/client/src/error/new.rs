//! Constructors of errors. They accept messages only, never plain text, so that every error can be localized.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::{Error, ErrorResponse, Inner, Kind, RETRYABLE, Remedy, Retry, Stage, cause};
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
            retryable: matches!(kind, Kind::Network | Kind::Incomplete | Kind::Late),
            retries: 0,
            history: Vec::new(),
            request_id: None,
            io: None,
            is_certificate: false,
            remedy: None,
            source: None,
        }))
    }

    fn with(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        change(&mut self.0);
        self
    }

    /// A request that violates constraints of the document.
    pub fn invalid(violations: Violations) -> Self {
        Self::configuration(violations.to_message()).with(|inner| {
            inner.violations = Some(violations.clone());
            inner.source = Some(Arc::new(violations));
        })
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

    /// An error response, where a file or another response was expected.
    pub(crate) fn rejected(response: ErrorResponse, is_for_file: bool) -> Self {
        Self::new(Kind::Response, Stage::Response, response.instead_of(is_for_file)).with(|inner| {
            inner.retryable = RETRYABLE.contains(&response.status);
            inner.response = Some(response);
        })
    }

    pub(crate) fn network(stage: Stage, text: Message) -> Self {
        Self::new(Kind::Network, stage, text)
    }

    /// An incomplete response.
    pub fn incomplete(text: Message) -> Self {
        Self::new(Kind::Incomplete, Stage::Body, text)
    }

    pub(crate) fn unexpected_content(text: Message, response: Option<ErrorResponse>) -> Self {
        Self::new(Kind::UnexpectedContent, Stage::Body, text).with(|inner| inner.response = response)
    }

    /// The total timeout is exceeded.
    pub(crate) fn late(limit: Duration) -> Self {
        Self::new(Kind::Late, Stage::Request, messages::late(format!("{limit:?}")))
    }

    /// A failed file operation and its cause.
    pub fn local(cannot: Message, cause: &io::Error) -> Self {
        Self::local_because(cannot, cause.kind(), cause::file_reason(cause)).caused_by(cause::Cause::of(cause))
    }

    pub(crate) fn local_because(cannot: Message, kind: io::ErrorKind, why: impl Into<Argument>) -> Self {
        let text = messages::within(cannot, why);
        let text = if let Some(advice) = cause::advice(kind) { messages::advised(text, advice) } else { text };
        Self::occupied(text).with(|inner| inner.io = Some(kind))
    }

    /// The file name cannot be used.
    pub(crate) fn occupied(text: Message) -> Self {
        Self::new(Kind::Local, Stage::File, text)
    }

    /// The target exists and may not be overwritten.
    pub(crate) fn exists(target: &Path) -> Self {
        let text = messages::target_exists(target.display());
        Self::occupied(text).with(|inner| inner.io = Some(io::ErrorKind::AlreadyExists))
    }

    /// Marks the error as not retryable.
    #[must_use]
    pub fn not_retryable(self) -> Self {
        self.with(|inner| inner.retryable = false)
    }

    /// Marks a rejected certificate, which makes the error not retryable.
    pub(crate) fn of_certificate(self) -> Self {
        self.with(|inner| (inner.is_certificate, inner.retryable) = (true, false))
    }

    /// Sets the setting that may remedy the error.
    pub(crate) fn with_remedy(self, remedy: impl Into<Option<Remedy>>) -> Self {
        self.with(|inner| inner.remedy = remedy.into())
    }

    /// Replaces the message, for callers with more specific advice.
    #[must_use]
    pub fn with_text(self, text: Message) -> Self {
        self.reworded(|_| text)
    }

    /// Makes another message of the message.
    pub(crate) fn reworded(self, reword: impl FnOnce(Argument) -> Message) -> Self {
        self.with(|inner| inner.text = reword(inner.text.clone()).into())
    }

    /// Status, code, message and request id of an error response as a message.
    pub fn response_summary(&self) -> Option<Message> {
        self.0.response.as_ref().map(|response| response.found())
    }

    /// Sets the cause.
    pub(crate) fn caused_by(self, cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.with(|inner| inner.source = Some(Arc::new(cause)))
    }

    /// Sets the chain of causes, redacted by `redact`.
    pub(crate) fn with_causes(
        self,
        error: &(dyn std::error::Error + 'static),
        redact: &dyn Fn(&str) -> String,
    ) -> Self {
        if let Some(cause) = cause::Cause::chain(error, redact) { self.caused_by(cause) } else { self }
    }

    /// A copy of the error for concurrent callers that wait for the same result.
    pub fn again(&self) -> Self {
        Self(self.0.clone())
    }

    /// Adds the retry history, and whether an earlier attempt may have been received.
    pub(crate) fn after(self, retries: u32, history: &[Retry], is_sent: bool) -> Self {
        self.with(|inner| {
            (inner.retries, inner.history) = (retries, history.to_vec());
            inner.sent |= is_sent;
        })
    }

    /// Sets the request id, except for error responses, which have their own or none.
    pub(crate) fn of_request(self, id: Option<&str>) -> Self {
        self.with(|inner| inner.request_id = id.map(str::to_owned))
    }

    /// Adds the location of the failure.
    pub fn within(self, place: Message) -> Self {
        self.reworded(|text| messages::within(place, text))
    }
}
