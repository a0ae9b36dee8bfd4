//! Errors of a subcommand, each with its exit code.

use std::fmt::{self, Display};
use std::io;

use deskledger::message::Argument;
use deskledger::{Message, Remedy, Retry, Violation, Violations};
use deskledger_client::file_reason;
use deskledger_records::convert::ConvertError;
use deskledger_records::read::ReadError;
use schemars::JsonSchema;
use serde::Serialize;

use crate::locale::{self, Locale};
use crate::origin::{Origin, flag};
use crate::{error_codes, messages};

/// Exit code of wrong usage, or of a request that breaks a rule.
pub(crate) const USAGE: u8 = Kind::Usage as u8;

/// Output of `--json` on standard error if a subcommand fails.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Report<'f> {
    /// Why it failed.
    pub(crate) error: &'f Failure,
}

/// Why a subcommand failed.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Failure {
    /// The kind, which decides the exit code.
    kind: Kind,
    /// The expected value, the found one, and the remedy.
    #[schemars(with = "String")]
    message: Message,
    /// Status of the response.
    #[schemars(range(min = 100, max = 999))]
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    /// Error code of the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<Box<str>>,
    /// Id of the request, for questions to the operator of the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<Box<str>>,
    /// Parameters that break rules.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    #[schemars(with = "Vec<BrokenRule>")]
    violations: Box<[Violation]>,
    /// The last 32 retries.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    history: Box<[Retried]>,
}

/// A parameter that breaks a rule, as it is written.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "the schema of a type of another crate")]
struct BrokenRule {
    /// Part of the request: `path`, `query`, `header`, `cookie` or `body`.
    place: String,
    /// Name of the parameter.
    name: String,
    /// Name of the rule, as in the document.
    rule: String,
    /// The limit of the rule, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<serde_json::Value>,
    /// The expected value.
    expected: String,
    /// The value, escaped and shortened.
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<String>,
    /// Line of the document; 0 if the rule is not in it.
    line: u32,
    /// The whole message.
    message: String,
    /// The same in Chinese.
    message_zh: String,
}

/// Kind of a failure: problems of a document (exit code 1), wrong usage (2), rejected by the service (3), service or network
/// (4), a local file (5), no records although `--fail-if-empty` asks for some (6), interrupted (130).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Problems = 1,
    Usage = 2,
    Rejected = 3,
    Service = 4,
    Local = 5,
    Empty = 6,
    Interrupted = 130,
}

macro_rules! of_kinds {
    ($($(#[$doc:meta])* $name:ident: $kind:ident;)*) => {
        $($(#[$doc])* pub(crate) fn $name(message: Message) -> Self {
            Self::new(Kind::$kind, message)
        })*
    };
}

impl Failure {
    fn new(kind: Kind, message: Message) -> Self {
        let (violations, history) = (Box::default(), Box::default());
        Self { kind, message, status: None, code: None, request_id: None, violations, history }
    }

    of_kinds! {
        /// A document has problems, which have been reported.
        problems: Problems;
        usage: Usage;
        /// The service rejects the request.
        #[cfg(feature = "serve")]
        rejected: Rejected;
        /// The service, or the connection to it, failed.
        service: Service;
        /// There are no records, and the user wants some.
        empty: Empty;
        /// The user, or the system, asked to stop; the message says what is left behind.
        interrupted_with: Interrupted;
    }

    /// Several errors, reported at once: wrong usage if one of them is.
    pub(crate) fn all(mut failures: Vec<Self>) -> Self {
        if failures.len() == 1 {
            return failures.remove(0);
        }
        let is_usage = failures.is_empty() || failures.iter().any(|failure| failure.kind == Kind::Usage);
        let kind = if is_usage { Kind::Usage } else { Kind::Local };
        let violations = failures.iter().flat_map(|failure| failure.violations.iter().cloned()).collect();
        let message = Message::lines(failures.into_iter().map(|failure| failure.message).collect());
        Self { violations, ..Self::new(kind, message) }
    }

    /// Both values, or everything that is wrong with them.
    #[cfg(feature = "serve")]
    pub(crate) fn both<A, B>(first: Result<A, Self>, second: Result<B, Self>) -> Result<(A, B), Self> {
        match (first, second) {
            (Ok(first), Ok(second)) => Ok((first, second)),
            (first, second) => Err(Self::all(first.err().into_iter().chain(second.err()).collect())),
        }
    }

    /// An operation on this machine failed: the operation, and the error.
    pub(crate) fn local(operation: impl Into<Argument>, error: &impl Localized) -> Self {
        Self::new(Kind::Local, messages::within(operation, message_of(error)))
    }

    pub(crate) fn interrupted() -> Self {
        Self::interrupted_with(messages::interrupted_nothing_left_behind())
    }

    pub(crate) fn is_interrupted(&self) -> bool {
        self.kind == Kind::Interrupted
    }

    /// Parameters that break rules, named as the flags are.
    pub(crate) fn invalid(violations: &Violations) -> Self {
        Self::invalid_except(violations, |_| false)
    }

    /// The same, without violations that only follow from another problem.
    pub(crate) fn invalid_except(violations: &Violations, follows: impl Fn(&Violation) -> bool) -> Self {
        let line = |violation: &Violation| {
            messages::violation(flag(&violation.name), locale::message(|locale| violation.message_in(locale)))
        };
        let mut lines = vec![messages::request_breaks_rule()];
        let violated = || violations.iter().filter(|violation| !follows(violation));
        lines.extend(violated().map(line));
        if violations.more() > 0 {
            lines.push(messages::and_more(violations.more()));
        }
        Self { violations: violated().cloned().collect(), ..Self::usage(Message::lines(lines)) }
    }

    /// The same error, with the origin of each invalid value that is not a flag.
    pub(crate) fn with_origins<'o>(self, origin: impl Fn(&str) -> Option<&'o Origin>) -> Self {
        let mut origins: Vec<(String, &Origin)> = Vec::new();
        for violation in &self.violations {
            let found = origin(&violation.name).filter(|origin| !matches!(origin, Origin::Flag(_)));
            origins.extend(found.map(|origin| (flag(&violation.name), origin)));
        }
        origins.dedup();
        let hints = origins.into_iter().map(|(flag, origin)| messages::value_came_from(flag, origin.message()));
        self.with_hints(hints.collect())
    }

    /// The same error, with the place in which it occurred.
    pub(crate) fn within(self, place: impl Into<Argument>) -> Self {
        Self { message: messages::within(place, self.message), ..self }
    }

    /// The same error, with lines that say what to do.
    pub(crate) fn with_hints(self, hints: Vec<Message>) -> Self {
        if hints.is_empty() {
            return self;
        }
        Self { message: Message::lines([vec![self.message], hints].concat()), ..self }
    }

    /// The same error; if the credential was rejected, with the origin of the credential.
    pub(crate) fn with_credential(self, origin: &Origin) -> Self {
        let hint = (self.status == Some(401)).then(|| messages::credential_came_from(origin.message()));
        self.with_hints(hint.into_iter().collect())
    }

    pub(crate) fn into_message(self) -> Message {
        self.message
    }

    /// The message in a language. Programs read English.
    pub(crate) fn localized(&self, locale: Locale) -> String {
        self.message.localized(locale)
    }

    /// Exit code of the process.
    pub(crate) fn exit_code(&self) -> u8 {
        self.kind as u8
    }
}

/// Turns an error into the failure of an operation on this machine.
pub(crate) trait Doing<T> {
    fn doing(self, operation: impl Into<Argument>) -> Result<T, Failure>;
}

impl<T, E: Localized> Doing<T> for Result<T, E> {
    fn doing(self, operation: impl Into<Argument>) -> Result<T, Failure> {
        self.map_err(|error| Failure::local(operation, &error))
    }
}

/// The operation that makes a temporary file, with the directory.
pub(crate) fn creating_temporary_file() -> Message {
    messages::creating_temporary_file(std::env::temp_dir().display())
}

/// An error in every language.
pub(crate) fn message_of(error: &impl Localized) -> Message {
    locale::message(|locale| error.localized(locale))
}

impl From<deskledger::Error> for Failure {
    fn from(error: deskledger::Error) -> Self {
        let message = locale::message(|locale| error.localized(locale));
        if let Some(violations) = error.violations() {
            if error.localized(Locale::English) == violations.to_string() {
                return Self::invalid(violations);
            }
            // An error that says more than the violations do says where the value is.
            return Self { violations: violations.iter().cloned().collect(), ..Self::usage(message) };
        }
        let kind = match error.stage() {
            _ if error.is_local() => Kind::Local,
            _ if error.is_client_error() => Kind::Rejected,
            deskledger::Stage::Prepare => Kind::Usage,
            _ => Kind::Service,
        };
        let is_kept = error.io_kind() == Some(io::ErrorKind::AlreadyExists);
        let advice = error.code().and_then(error_codes::advice).map(|advice| advice());
        let remedy = error.remedy().and_then(remedy_flag);
        let hints = advice.into_iter().chain(is_kept.then(messages::force_replaces)).chain(remedy).collect();
        Self {
            status: error.status(),
            code: error.code().map(Box::from),
            request_id: error.request_id().map(Box::from),
            history: error.retry_history().iter().map(Retried::from).collect(),
            ..Self::new(kind, message)
        }
        .with_hints(hints)
    }
}

/// The flag of a setting that may remedy an error.
fn remedy_flag(remedy: Remedy) -> Option<Message> {
    Some(match remedy {
        Remedy::LongerRetryAfter => messages::remedy_retry_after(),
        Remedy::RootCertificate => messages::remedy_cacert(),
        Remedy::ClientCertificate => messages::remedy_cert(),
        Remedy::Raw => messages::remedy_raw(),
        Remedy::AnyFormat => messages::remedy_format(),
        _ => return None,
    })
}

/// A retry, and its reason.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Retried {
    /// Number of the attempt that follows: 2 is the first retry.
    attempt: u32,
    /// Why the attempt before failed.
    reason: String,
    /// Status of the response before, if there was one.
    status: Option<u16>,
    /// Delay before the attempt.
    delay_seconds: f64,
}

impl From<&Retry> for Retried {
    fn from(retry: &Retry) -> Self {
        Self {
            attempt: retry.attempt,
            reason: retry.reason.clone(),
            status: retry.status,
            delay_seconds: retry.delay.as_secs_f64(),
        }
    }
}

/// In the language of the reader.
impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.localized(locale::of_environment()))
    }
}

/// An error that has a message in each language. Errors of other libraries are in English.
pub(crate) trait Localized: std::error::Error {
    fn localized(&self, locale: Locale) -> String;
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

localized!(deskledger::Error, Message, ReadError, ConvertError);
in_english!(serde_json::Error);

#[cfg(feature = "serve")]
in_english!(tokio::task::JoinError, csv::Error);

#[cfg(feature = "serve")]
localized!(
    deskledger::InvalidMinute,
    deskledger_server::AccessError,
    deskledger_server::InvalidTokens,
    deskledger_server::StoreError,
    deskledger_server::import::ImportError,
);

/// The system's messages are in English, with the usual reasons in other languages before them; a message of this project may
/// be inside.
impl Localized for io::Error {
    fn localized(&self, locale: Locale) -> String {
        match self.get_ref().and_then(|inside| inside.downcast_ref::<Message>()) {
            _ if locale == Locale::English => with_causes(self),
            Some(message) => message.localized(locale),
            None if self.get_ref().is_none() => Message::of(file_reason(self)).localized(locale),
            None => with_causes(self),
        }
    }
}

/// The error with its chain of causes; a cause that the text already contains is not repeated.
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
