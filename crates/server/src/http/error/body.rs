//! The body of an error response.

use deskledger::Locale;
use serde::Serialize;
use serde_json::Value;

/// An error of the service, or of the gateway in front of it.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct ErrorBody {
    /// Error code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error_code: Option<String>,
    /// The message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error_msg: Option<String>,
    /// Request id; the gateway repeats it in the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) request_id: Option<String>,
    /// Every violation of the request. The cloud service does not send it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) violations: Vec<Violation>,
}

/// A violated rule, as data and as a message.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Violation {
    place: Place,
    /// Name of the parameter or field.
    pub(super) name: String,
    /// Name of the rule, for example `maxLength`.
    rule: String,
    /// Limit of the rule, as in the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<Value>,
    /// The value, escaped and shortened; absent if there is none or it is secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<String>,
    /// Line of the rule in the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    /// The message; in Chinese if Accept-Language prefers it.
    pub(super) message: String,
}

/// Location of the value.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum Place {
    Path,
    Query,
    Header,
    Cookie,
    Body,
}

impl Violation {
    /// A violation of the document, with its message in a language.
    pub(crate) fn new(violation: &deskledger::Violation, language: Locale) -> Self {
        let place = match violation.place {
            deskledger::ParameterIn::Path => Place::Path,
            deskledger::ParameterIn::Query => Place::Query,
            deskledger::ParameterIn::Header => Place::Header,
            deskledger::ParameterIn::Cookie => Place::Cookie,
            deskledger::ParameterIn::Body => Place::Body,
        };
        Self {
            place,
            name: violation.name.clone().into_owned(),
            rule: violation.rule.to_owned(),
            limit: violation.limit().cloned(),
            found: violation.found.clone(),
            line: Some(violation.line).filter(|line| *line > 0),
            message: violation.message_in(language),
        }
    }

    /// An invalid parameter of the query.
    pub(crate) fn of_query(name: &str, rule: &str, message: String) -> Self {
        let (name, rule) = (name.to_owned(), rule.to_owned());
        Self { place: Place::Query, name, rule, limit: None, found: None, line: None, message }
    }

    /// An invalid line of a batch; `limit` is the maximum number of lines if it is exceeded.
    pub(crate) fn of_line(number: u64, limit: Option<usize>, message: String) -> Self {
        let (name, rule) = (format!("line {number}"), "record".to_owned());
        Self { place: Place::Body, name, rule, limit: limit.map(Value::from), found: None, line: None, message }
    }
}
