//! Failures of a verb, each with its exit code.

use std::fmt;

use deskledger::{Violation, Violations};
use serde::Serialize;

use crate::locale::Locale;
use crate::settings::Origin;

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
    /// The message in the language of whoever reads, where that is not English; JSON has the English one.
    #[serde(skip)]
    translated: Option<Box<str>>,
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
        Self {
            kind,
            message: message.into(),
            translated: None,
            status: None,
            code: None,
            request_id: None,
            violations: Vec::new(),
        }
    }

    /// A document has problems, which have been told.
    pub(crate) fn problems(message: impl Into<String>) -> Self {
        Self::new(Kind::Problems, message)
    }

    /// Wrong usage.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// The service refuses.
    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self::new(Kind::Refused, message)
    }

    /// The service, or the way to it, failed.
    pub(crate) fn service(message: impl Into<String>) -> Self {
        Self::new(Kind::Service, message)
    }

    /// Work on a local file or device failed.
    pub(crate) fn local(doing: &str, error: &dyn std::error::Error) -> Self {
        Self::new(Kind::Local, format!("{doing}: {}", with_causes(error)))
    }

    /// The same, with what was done in English and in Chinese.
    pub(crate) fn local_in([english, chinese]: [&str; 2], error: &dyn std::error::Error) -> Self {
        Self::local(english, error).in_chinese(&format!("{chinese}：{}", with_causes(error)))
    }

    /// The person, or the system, asked to stop.
    pub(crate) fn interrupted() -> Self {
        Self::new(Kind::Interrupted, "interrupted; nothing is left behind")
    }

    /// Parameters that break rules, named as the flags are.
    pub(crate) fn invalid(violations: &Violations) -> Self {
        let locale = Locale::of_environment();
        Self {
            violations: violations.iter().cloned().collect(),
            translated: (locale != Locale::English).then(|| told(violations, locale).into()),
            ..Self::usage(told(violations, Locale::English))
        }
    }

    /// The same failure in Chinese, for whoever reads that; JSON keeps the English message.
    pub(crate) fn in_chinese(mut self, text: &str) -> Self {
        if Locale::of_environment() == Locale::Chinese {
            self.translated = Some(text.into());
        }
        self
    }

    /// The same failure, with lines that say what to do, each in English and in Chinese.
    pub(crate) fn with_hints(mut self, hints: &[[String; 2]]) -> Self {
        for [english, chinese] in hints {
            self.translated = self.translated.map(|text| format!("{text}\n{chinese}").into());
            self.message.push_str(&format!("\n{english}"));
        }
        self
    }

    /// The same failure; where the credential was refused, with where it came from.
    pub(crate) fn with_credential(self, origin: &Origin) -> Self {
        if self.status != Some(401) {
            return self;
        }
        self.with_hints(&[[format!("the credential came from {origin}"), format!("凭证来自 {origin}")]])
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
        .with_hints(
            &error
                .code()
                .and_then(crate::explain::advice)
                .map(|both| both.map(str::to_owned))
                .into_iter()
                .collect::<Vec<_>>(),
        )
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.translated.as_deref().unwrap_or(&self.message))
    }
}

/// What is broken, named as the flags are.
fn told(violations: &Violations, locale: Locale) -> String {
    let mut text = locale.choose(["the request breaks a rule:", "请求不符合规则："]).to_owned();
    for violation in violations {
        let message = violation.message_in(locale.of_messages());
        text.push_str(&format!("\n  {}: {message}", crate::request::flag(&violation.name)));
    }
    if violations.more() > 0 {
        let more = violations.more().to_string();
        text.push_str(&locale.choose(["\n  and N more", "\n  另有 N 项"]).replace('N', &more));
    }
    text
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
