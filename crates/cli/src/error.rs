//! Failures of a verb, each with its exit code.

use std::fmt::{self, Display};
use std::io;

use deskledger::{Retry, Violation, Violations};
use deskledger_records::Message;
use deskledger_records::convert::ConvertError;
use deskledger_records::read::ReadError;
use schemars::JsonSchema;
use serde::Serialize;

use crate::error_codes;
use crate::locale::{self, Locale};
use crate::messages;
use crate::origin::{Origin, flag};

const PROBLEMS: u8 = 1;
/// Wrong usage, or a request that breaks a rule.
pub(crate) const USAGE: u8 = 2;
const REFUSED: u8 = 3;
const SERVICE: u8 = 4;
const LOCAL: u8 = 5;
const INTERRUPTED: u8 = 130;

/// The exit codes, as `--help` tells them.
pub(crate) const EXIT_CODES: fn() -> Message = messages::exit_codes_0_done_2_wrong;

/// Why a verb did not do its work.
#[derive(Debug, Serialize)]
pub(crate) struct Failure {
    kind: Kind,
    /// In English, as JSON.
    message: Message,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<Box<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<Box<str>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    violations: Box<[Violation]>,
    /// What was tried before, and why it failed: the last 32 times.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    history: Box<[Retried]>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Problems,
    Usage,
    Refused,
    Service,
    Local,
    Interrupted,
}

impl Failure {
    fn new(kind: Kind, message: Message) -> Self {
        Self {
            kind,
            message,
            status: None,
            code: None,
            request_id: None,
            violations: Box::default(),
            history: Box::default(),
        }
    }

    /// A document has problems, which have been reported.
    pub(crate) fn problems(message: Message) -> Self {
        Self::new(Kind::Problems, message)
    }

    /// Wrong usage.
    pub(crate) fn usage(message: Message) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// Several errors of usage, reported at once.
    pub(crate) fn all(failures: Vec<Self>) -> Self {
        Self::usage(Message::lines(failures.into_iter().map(|failure| failure.message).collect()))
    }

    /// The service refuses.
    pub(crate) fn refused(message: Message) -> Self {
        Self::new(Kind::Refused, message)
    }

    /// The service, or the way to it, failed.
    pub(crate) fn service(message: Message) -> Self {
        Self::new(Kind::Service, message)
    }

    /// An operation on this machine failed: the operation, and the error.
    pub(crate) fn local(operation: Message, error: &impl Localized) -> Self {
        Self::new(Kind::Local, messages::within(operation, error.to_message()))
    }

    /// The person, or the system, asked to stop.
    pub(crate) fn interrupted() -> Self {
        Self::new(Kind::Interrupted, messages::interrupted_nothing_is_left_behind())
    }

    /// Whether the person, or the system, asked to stop.
    pub(crate) fn is_interrupted(&self) -> bool {
        self.kind == Kind::Interrupted
    }

    /// Parameters that break rules, named as the flags are.
    pub(crate) fn invalid(violations: &Violations) -> Self {
        Self { violations: violations.iter().cloned().collect(), ..Self::usage(broken_rules(violations)) }
    }

    /// The same failure, with the origin of each invalid value that is not a flag.
    pub(crate) fn with_origins<'o>(self, origin: impl Fn(&str) -> Option<&'o Origin>) -> Self {
        let mut hints = Vec::new();
        for violation in &self.violations {
            if let Some(origin) = origin(&violation.name).filter(|origin| !matches!(origin, Origin::Flag(_))) {
                hints.push(messages::value_came_from(flag(&violation.name), origin.to_message()));
            }
        }
        hints.dedup();
        self.with_hints(hints)
    }

    /// The same failure of what stands in a place.
    pub(crate) fn within(mut self, place: Message) -> Self {
        self.message = messages::within(place, self.message);
        self
    }

    /// The same failure, with lines that say what to do.
    pub(crate) fn with_hints(mut self, hints: impl IntoIterator<Item = Message>) -> Self {
        self.message = Message::lines(std::iter::once(self.message).chain(hints).collect());
        self
    }

    /// The same failure; where the credential was refused, with where it came from.
    pub(crate) fn with_credential(self, origin: &Origin) -> Self {
        if self.status != Some(401) {
            return self;
        }
        self.with_hints([messages::credential_came_from(origin.to_message())])
    }

    /// The message.
    pub(crate) fn message(&self) -> &Message {
        &self.message
    }

    /// What the process exits with.
    pub(crate) fn exit_code(&self) -> u8 {
        match self.kind {
            Kind::Problems => PROBLEMS,
            Kind::Usage => USAGE,
            Kind::Refused => REFUSED,
            Kind::Service => SERVICE,
            Kind::Local => LOCAL,
            Kind::Interrupted => INTERRUPTED,
        }
    }
}

impl From<deskledger::Error> for Failure {
    fn from(error: deskledger::Error) -> Self {
        let message = Message::translated(error.to_string(), error.localized(Locale::Chinese));
        if let Some(violations) = error.violations() {
            // An error that says more than what is broken says where the value stands.
            return match error.to_string() == violations.to_string() {
                true => Self::invalid(violations),
                false => Self { violations: violations.iter().cloned().collect(), ..Self::usage(message) },
            };
        }
        let kind = if error.is_local() {
            Kind::Local
        } else if error.is_client_error() {
            Kind::Refused
        } else if error.stage() == deskledger::Stage::Prepare {
            Kind::Usage
        } else {
            Kind::Service
        };
        let is_there = error.io_kind() == Some(io::ErrorKind::AlreadyExists);
        let advice = error.code().and_then(error_codes::advice);
        Self {
            status: error.status(),
            code: error.code().map(Box::from),
            request_id: error.request_id().map(Box::from),
            history: error.retry_history().iter().map(Retried::from).collect(),
            ..Self::new(kind, message)
        }
        .with_hints(advice)
        .with_hints(is_there.then(messages::force_replaces))
    }
}

/// A request that is sent again, and why.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Retried {
    /// Which attempt begins with it: 2 is the first retry.
    attempt: u32,
    /// What went wrong before.
    reason: String,
    /// Status of the answer before, where there was one.
    status: Option<u16>,
    /// How long is waited.
    pause_seconds: f64,
}

impl From<&Retry> for Retried {
    fn from(retry: &Retry) -> Self {
        Self {
            attempt: retry.attempt,
            reason: retry.reason.clone(),
            status: retry.status,
            pause_seconds: retry.delay.as_secs_f64(),
        }
    }
}

/// In the language of whoever reads.
impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message.localized(locale::of_environment()))
    }
}

/// The broken rules, named as the flags are.
fn broken_rules(violations: &Violations) -> Message {
    let mut lines = vec![messages::the_request_breaks_a_rule()];
    lines.extend(violations.iter().map(|one| messages::broken_rule(flag(&one.name), one.to_message())));
    if violations.more() > 0 {
        lines.push(messages::more_broken_rules(violations.more()));
    }
    Message::lines(lines)
}

/// An error that has a message in each language. Errors of other libraries are in English.
pub(crate) trait Localized: std::error::Error {
    fn localized(&self, locale: Locale) -> String;

    fn to_message(&self) -> Message {
        Message::translated(self.localized(Locale::English), self.localized(Locale::Chinese))
    }
}

/// Errors of this project, each with a method of this name.
macro_rules! localized {
    ($($error:ty),* $(,)?) => {
        $(impl Localized for $error {
            fn localized(&self, locale: Locale) -> String {
                if locale == Locale::English { with_causes(self) } else { (*self).localized(locale) }
            }
        })*
    };
}

/// Errors of other libraries.
macro_rules! in_english {
    ($($error:ty),* $(,)?) => {
        $(impl Localized for $error {
            fn localized(&self, _: Locale) -> String {
                with_causes(self)
            }
        })*
    };
}

localized!(
    deskledger::Error,
    deskledger::InvalidDateTime,
    deskledger::InvalidMinute,
    Message,
    deskledger_records::read::BadRow,
    ReadError,
    ConvertError,
);
in_english!(serde_json::Error);

#[cfg(feature = "serve")]
in_english!(tokio::task::JoinError, csv::Error);

#[cfg(feature = "serve")]
localized!(
    deskledger_seed::InvalidSeed,
    deskledger_server::AccessError,
    deskledger_server::InvalidTokens,
    deskledger_server::StoreError,
    deskledger_server::import::ImportError,
);

/// The system's messages are in English; a message of this project may be inside.
impl Localized for io::Error {
    fn localized(&self, locale: Locale) -> String {
        match self.get_ref().and_then(|inside| inside.downcast_ref::<Message>()) {
            Some(message) if locale != Locale::English => message.localized(locale),
            _ => with_causes(self),
        }
    }
}

/// The error with its chain of causes; a cause whose text stands in the one before is not repeated.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text.push_str(&format!(": {more}"));
        }
        cause = error.source();
    }
    text
}
