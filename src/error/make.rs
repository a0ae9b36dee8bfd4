//! How an error is made: always of sentences of the catalogue, never of a text.

use std::io;
use std::path::Path;
use std::time::Duration;

use super::told::{Told, Value};
use super::{Error, Inner, Kind, RETRYABLE, Refusal, Retry, Stage, catalogue, cause};
use deskledger_runtime::Violations;

impl Error {
    fn new(kind: Kind, stage: Stage, text: impl Into<Value>) -> Self {
        Self(Box::new(Inner {
            kind,
            stage,
            text: text.into(),
            violations: None,
            refusal: None,
            sent: !matches!(stage, Stage::Prepare | Stage::Connect | Stage::File),
            retryable: false,
            retries: 0,
            history: Vec::new(),
            request_id: None,
            io: None,
            is_certificate: false,
        }))
    }

    pub(crate) fn invalid(violations: Violations) -> Self {
        let mut error = Self::new(Kind::Invalid, Stage::Prepare, Value::Violations(violations.clone()));
        error.0.violations = Some(violations);
        error
    }

    pub(crate) fn setup(told: Told) -> Self {
        Self::new(Kind::Invalid, Stage::Prepare, told)
    }

    /// A status instead of the file.
    pub(crate) fn refused(refusal: Refusal) -> Self {
        Self::refused_with(refusal.told(), refusal)
    }

    /// A status instead of an answer that is no file.
    pub(crate) fn refused_answer(refusal: Refusal) -> Self {
        Self::refused_with(refusal.told_of_answer(), refusal)
    }

    fn refused_with(told: Told, refusal: Refusal) -> Self {
        let mut error = Self::new(Kind::Answer, Stage::Answer, told);
        error.0.retryable = RETRYABLE.contains(&refusal.status);
        error.0.refusal = Some(refusal);
        error
    }

    pub(crate) fn network(stage: Stage, told: Told) -> Self {
        let mut error = Self::new(Kind::Network, stage, told);
        error.0.retryable = true;
        error
    }

    pub(crate) fn not_whole(told: Told) -> Self {
        let mut error = Self::new(Kind::NotWhole, Stage::Body, told);
        error.0.retryable = true;
        error
    }

    pub(crate) fn not_the_file(told: Told, refusal: Option<Refusal>) -> Self {
        let mut error = Self::new(Kind::NotTheFile, Stage::Body, told);
        error.0.refusal = refusal;
        error
    }

    /// The time for everything has ended.
    pub(crate) fn late(limit: Duration) -> Self {
        let mut error = Self::new(Kind::Late, Stage::Request, catalogue::late(format!("{limit:?}")));
        error.0.retryable = true;
        error
    }

    /// What cannot be done with a file, and why.
    pub(crate) fn local(cannot: Told, cause: &io::Error) -> Self {
        Self::local_because(cannot, cause.kind(), cause::of_file(cause))
    }

    pub(crate) fn local_because(cannot: Told, kind: io::ErrorKind, why: impl Into<Value>) -> Self {
        let told = catalogue::within(cannot, why);
        let told = match cause::advice(kind) {
            Some(advice) => catalogue::advised(told, advice),
            None => told,
        };
        let mut error = Self::new(Kind::Local, Stage::File, told);
        error.0.io = Some(kind);
        error
    }

    /// The name of a file cannot be had.
    pub(crate) fn occupied(told: Told) -> Self {
        Self::new(Kind::Local, Stage::File, told)
    }

    /// The target is there, and was not to be replaced.
    pub(crate) fn exists(target: &Path) -> Self {
        let mut error = Self::occupied(catalogue::target_exists(target.display()));
        error.0.io = Some(io::ErrorKind::AlreadyExists);
        error
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
            self.0.text = refusal.told_of_token(host).into();
        }
        self
    }

    /// The same failure for another one who waits for the same thing.
    pub(crate) fn again(&self) -> Self {
        Self(self.0.clone())
    }

    /// The same failure with what was sent before it, and whether the service may have seen any of that.
    pub(crate) fn after(mut self, retries: u32, history: &[Retry], is_sent: bool) -> Self {
        self.0.retries = retries;
        self.0.history = history.to_vec();
        self.0.sent |= is_sent;
        self
    }

    /// The same failure of a request that was answered. A refusal has an id of its own, or none.
    pub(crate) fn of_request(mut self, id: Option<&str>) -> Self {
        self.0.request_id = id.map(str::to_owned);
        self
    }

    /// The same failure, which would be tried again if there were time.
    pub(crate) fn with_no_time_left(mut self, limit: Duration) -> Self {
        self.0.text = catalogue::no_time_left(self.0.text, format!("{limit:?}")).into();
        self
    }

    /// The same failure of what stands in a place.
    pub(crate) fn within(mut self, place: Told) -> Self {
        self.0.text = catalogue::within(place, self.0.text).into();
        self
    }

    /// The same failure after which a later run can go on.
    pub(crate) fn with_beginning_kept(mut self) -> Self {
        self.0.text = catalogue::beginning_kept(self.0.text).into();
        self
    }
}
