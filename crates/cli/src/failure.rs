//! Failures of a verb, each with its exit code.

use std::fmt;

use deskledger::{Violation, Violations};
use serde::Serialize;

const PROBLEMS: u8 = 1;
/// Wrong usage, or a request that breaks a rule.
pub(crate) const USAGE: u8 = 2;
const REFUSED: u8 = 3;
const SERVICE: u8 = 4;
const LOCAL: u8 = 5;
const INTERRUPTED: u8 = 130;

/// The exit codes, as `--help` tells them.
pub(crate) const EXIT_CODES: &str = "Exit codes:
  0    done
  2    wrong usage, or a parameter that breaks a rule
  3    refused by the server (4xx)
  4    the server or the network failed, or the answer is not the file
  5    a local file failed
  130  interrupted";

/// Why a verb did not do its work.
#[derive(Debug, Serialize)]
pub(crate) struct Failure {
    kind: Kind,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    violations: Vec<Violation>,
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
    fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), status: None, code: None, request_id: None, violations: Vec::new() }
    }

    /// A document has problems, which have been told.
    pub(crate) fn problems(message: impl Into<String>) -> Self {
        Self::new(Kind::Problems, message)
    }

    /// Wrong usage.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// Work on a local file or device failed.
    pub(crate) fn local(doing: &str, error: &dyn std::error::Error) -> Self {
        Self::new(Kind::Local, format!("{doing}: {}", with_causes(error)))
    }

    /// The person, or the system, asked to stop.
    pub(crate) fn interrupted() -> Self {
        Self::new(Kind::Interrupted, "interrupted; nothing is left behind")
    }

    /// Parameters that break rules, named as the flags are.
    pub(crate) fn invalid(violations: &Violations) -> Self {
        let mut message = String::from("the request breaks a rule:");
        for violation in violations {
            message.push_str(&format!("\n  {}: {}", crate::request::flag(&violation.name), violation.message()));
        }
        if violations.more() > 0 {
            message.push_str(&format!("\n  and {} more", violations.more()));
        }
        Self { violations: violations.iter().cloned().collect(), ..Self::usage(message) }
    }

    /// The same failure, with lines that say what to do.
    pub(crate) fn with_hints(mut self, hints: &[String]) -> Self {
        hints.iter().for_each(|hint| self.message.push_str(&format!("\n{hint}")));
        self
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
        if let Some(violations) = error.violations() {
            return Self::invalid(violations);
        }
        let kind = if error.is_local() {
            Kind::Local
        } else if error.is_refused() {
            Kind::Refused
        } else if error.stage() == deskledger::Stage::Prepare {
            Kind::Usage
        } else {
            Kind::Service
        };
        Self {
            status: error.status(),
            code: error.code().map(str::to_owned),
            request_id: error.request_id().map(str::to_owned),
            ..Self::new(kind, with_causes(&error))
        }
        .with_hints(&error.code().and_then(crate::explain::advice).into_iter().collect::<Vec<_>>())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
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
