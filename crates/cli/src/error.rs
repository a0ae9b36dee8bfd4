//! Failures of a verb, each with its exit code.

use std::fmt::{self, Display};
use std::io;
use std::path::Path;

use deskledger::{Retry, Violation, Violations};
use deskledger_records::Message;
use deskledger_records::convert::ConvertError;
use deskledger_records::read::ReadError;
use schemars::JsonSchema;
use serde::Serialize;

use crate::error_codes;
use crate::locale::{self, Locale, Pick as _, spaced};
use crate::origin::{Origin, flag};

const PROBLEMS: u8 = 1;
/// Wrong usage, or a request that breaks a rule.
pub(crate) const USAGE: u8 = 2;
const REFUSED: u8 = 3;
const SERVICE: u8 = 4;
const LOCAL: u8 = 5;
const INTERRUPTED: u8 = 130;

/// The exit codes, as `--help` tells them.
pub(crate) const EXIT_CODES: [&str; 2] = [
    "Exit codes:
  0    done
  2    wrong usage, or a parameter that breaks a rule
  3    refused by the server (4xx)
  4    the server or the network failed, or the answer is not the file
  5    a local file failed
  130  interrupted",
    "退出码：
  0    完成
  2    用法错误，或参数不符合规则
  3    被服务器拒绝（4xx）
  4    服务器或网络出错，或应答不是所要的文件
  5    处理本地文件失败
  130  已中断",
];

/// Why a verb did not do its work.
#[derive(Debug, Serialize)]
pub(crate) struct Failure {
    kind: Kind,
    message: String,
    /// The message in Chinese, for whoever reads that; JSON has the English one.
    #[serde(skip)]
    chinese: String,
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
    fn new(kind: Kind, [english, chinese]: [impl Into<String>; 2]) -> Self {
        Self {
            kind,
            message: english.into(),
            chinese: chinese.into(),
            status: None,
            code: None,
            request_id: None,
            violations: Box::default(),
            history: Box::default(),
        }
    }

    /// A document has problems, which have been told. As everywhere here, the text is in English and in Chinese.
    pub(crate) fn problems(told: [impl Into<String>; 2]) -> Self {
        Self::new(Kind::Problems, told)
    }

    /// Wrong usage.
    pub(crate) fn usage(told: [impl Into<String>; 2]) -> Self {
        Self::new(Kind::Usage, told)
    }

    /// Several errors of usage, reported at once.
    pub(crate) fn all(failures: Vec<Self>) -> Self {
        let mut failures = failures.into_iter();
        let first = failures.next().unwrap_or_else(|| Self::usage(["", ""]));
        failures.fold(first, |all, next| all.with_hints(&[[next.message, next.chinese]]))
    }

    /// The service refuses.
    pub(crate) fn refused(told: [impl Into<String>; 2]) -> Self {
        Self::new(Kind::Refused, told)
    }

    /// The service, or the way to it, failed.
    pub(crate) fn service(told: [impl Into<String>; 2]) -> Self {
        Self::new(Kind::Service, told)
    }

    /// An operation on this machine failed: the operation, and the error.
    pub(crate) fn local([english, chinese]: [impl Display; 2], error: &impl Localized) -> Self {
        let english = format!("{english}: {}", error.localized(Locale::English));
        Self::new(Kind::Local, [english, format!("{chinese}：{}", error.localized(Locale::Chinese))])
    }

    /// The person, or the system, asked to stop.
    pub(crate) fn interrupted() -> Self {
        Self::new(Kind::Interrupted, ["interrupted; nothing is left behind", "已中断；未留下任何内容"])
    }

    /// Whether the person, or the system, asked to stop.
    pub(crate) fn is_interrupted(&self) -> bool {
        self.kind == Kind::Interrupted
    }

    /// Parameters that break rules, named as the flags are.
    pub(crate) fn invalid(violations: &Violations) -> Self {
        let told = [Locale::English, Locale::Chinese].map(|locale| told(violations, locale));
        Self { violations: violations.iter().cloned().collect(), ..Self::usage(told) }
    }

    /// The same failure, with the origin of each invalid value that is not a flag.
    pub(crate) fn with_origins<'o>(self, origin: impl Fn(&str) -> Option<&'o Origin>) -> Self {
        let mut hints = Vec::new();
        for violation in &self.violations {
            if let Some(origin) = origin(&violation.name).filter(|origin| !matches!(origin, Origin::Flag(_))) {
                let (flag, chinese) = (flag(&violation.name), origin.localized(Locale::Chinese));
                hints.push([format!("{flag} came from {origin}"), format!("{flag} 的值来自{}", spaced(&chinese))]);
            }
        }
        hints.dedup();
        self.with_hints(&hints)
    }

    /// The same failure of what stands in a place.
    pub(crate) fn within(mut self, [english, chinese]: [impl Display; 2]) -> Self {
        self.message = format!("{english}: {}", self.message);
        self.chinese = format!("{chinese}：{}", self.chinese);
        self
    }

    /// The same failure, with lines that say what to do, each in English and in Chinese.
    pub(crate) fn with_hints(mut self, hints: &[[String; 2]]) -> Self {
        for [english, chinese] in hints {
            self.message.push_str(&format!("\n{english}"));
            self.chinese.push_str(&format!("\n{chinese}"));
        }
        self
    }

    /// The same failure; where the credential was refused, with where it came from.
    pub(crate) fn with_credential(self, origin: &Origin) -> Self {
        if self.status != Some(401) {
            return self;
        }
        let chinese = origin.localized(Locale::Chinese);
        self.with_hints(&[[format!("the credential came from {origin}"), format!("凭证来自{}", spaced(&chinese))]])
    }

    /// The message in English, for programs.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// The message in a language.
    pub(crate) fn localized(&self, locale: Locale) -> &str {
        locale.choose(&self.message, &self.chinese)
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
        let told = [Locale::English, Locale::Chinese].map(|language| error.localized(language));
        if let Some(violations) = error.violations() {
            // An error that says more than what is broken says where the value stands.
            return match told[0] == violations.to_string() {
                true => Self::invalid(violations),
                false => Self { violations: violations.iter().cloned().collect(), ..Self::usage(told) },
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
        let force = [["--force replaces it", "--force 会替换它"].map(str::to_owned)];
        let advice = error.code().and_then(error_codes::advice).map(|both| both.map(str::to_owned));
        Self {
            status: error.status(),
            code: error.code().map(Box::from),
            request_id: error.request_id().map(Box::from),
            history: error.retry_history().iter().map(Retried::from).collect(),
            ..Self::new(kind, told)
        }
        .with_hints(advice.as_slice())
        .with_hints(if error.io_kind() == Some(io::ErrorKind::AlreadyExists) { &force } else { &[] })
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
        f.write_str(self.localized(locale::of_environment()))
    }
}

/// What is broken, named as the flags are.
fn told(violations: &Violations, locale: Locale) -> String {
    let mut text = locale.pick(["the request breaks a rule:", "请求不符合规则："]).to_owned();
    for violation in violations {
        let message = violation.message_in(locale);
        text.push_str(&format!("\n  {}: {message}", flag(&violation.name)));
    }
    if violations.more() > 0 {
        let more = violations.more().to_string();
        text.push_str(&locale.pick(["\n  and N more", "\n  另有 N 项"]).replace('N', &more));
    }
    text
}

/// What was done with a file, for [`Failure::local`]: `reading PATH`.
pub(crate) fn with_path(doing: &str, path: &Path, chinese: &str) -> [String; 2] {
    let path = path.display();
    [format!("{doing} {path}"), format!("{chinese} {path} 失败")]
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
