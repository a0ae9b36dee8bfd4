//! Parsing of error responses. Lenient: regardless of the body, the status and any readable code, message and request id
//! are kept.

use std::fmt;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use reqwest::header::{DATE, HeaderMap, LOCATION, RETRY_AFTER};
use reqwest::{StatusCode, Url};
use serde_json::Value;

use crate::messages;
use deskledger_runtime::message::{Argument, Message};

/// Maximum length of a message, in characters.
const MESSAGE: usize = 1000;
/// Maximum length of a code or id, in characters.
const WORD: usize = 128;
/// Maximum clock difference at which a signature is accepted.
const CLOCK_DIFFERENCE: Duration = Duration::from_secs(15 * 60);

/// A parsed error response.
#[derive(Clone, Debug, Default)]
pub(crate) struct ErrorResponse {
    pub(crate) status: u16,
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) retry_after: Option<Duration>,
    location: Option<String>,
    /// Maximum number of redirects that were followed, if the location is within the service.
    redirects_within: Option<usize>,
    /// Advice of the credential.
    pub(crate) advice: Option<Message>,
    /// Advice about the local clock, if a signature depends on it.
    clock: Option<Message>,
    pub(crate) raw: Raw,
}

/// Headers and the start of the body as received. They may contain secrets: the `Debug` output omits them.
#[derive(Clone, Default)]
pub(crate) struct Raw {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Raw").field("bytes", &self.body.len()).finish_non_exhaustive()
    }
}

impl ErrorResponse {
    /// A response whose status is not an error.
    pub(crate) fn of(status: u16, headers: HeaderMap, body: Bytes) -> Self {
        Self { status, raw: Raw { headers, body }, ..Self::default() }
    }

    /// Parses a response. `body` may be truncated; `redact` removes the credential wherever the service repeats it.
    pub(crate) fn read(
        status: u16,
        headers: &HeaderMap,
        body: &[u8],
        now: SystemTime,
        redact: &dyn Fn(&str) -> String,
    ) -> Self {
        let header = |name: &str| headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        let (code, message, request_id) = error_fields(body);
        let clean = |text: Option<String>, length| {
            text.map(|text| shortened(&redact(&text), length)).filter(|text| !text.is_empty())
        };
        Self {
            status,
            code: clean(code, WORD),
            message: clean(message, MESSAGE),
            request_id: clean(header("x-request-id").or(request_id), WORD),
            // A date is relative to the clock of the service.
            retry_after: header(RETRY_AFTER.as_str()).and_then(|text| {
                let there = header(DATE.as_str()).and_then(|text| date(text.trim()));
                retry_after(&text, there.unwrap_or(now))
            }),
            location: clean(header(LOCATION.as_str()).map(|location| origin(&location)), WORD),
            raw: Raw { headers: headers.clone(), body: Bytes::copy_from_slice(body) },
            ..Self::default()
        }
    }

    /// Adds clock advice for a request signed at `now`: with a wrong clock a valid key is rejected.
    pub(crate) fn with_clock(mut self, headers: &HeaderMap, now: SystemTime) -> Self {
        if self.status == 401 {
            self.clock = headers.get(DATE).and_then(|value| wrong_clock(value.to_str().ok()?, now));
        }
        self
    }

    /// Adds the maximum number of redirects if the location is on the same host as the endpoint.
    pub(crate) fn with_redirects(mut self, endpoint: &str, most: usize) -> Self {
        let target = self.location.as_ref().and_then(|location| Url::parse(endpoint).ok()?.join(location).ok());
        let is_within = target.is_some_and(|url| Url::parse(endpoint).is_ok_and(|base| base.origin() == url.origin()));
        // No client follows the other statuses of redirects.
        let is_followed = matches!(self.status, 301 | 302 | 303 | 307 | 308);
        self.redirects_within = is_within.then_some(if is_followed { most } else { 0 });
        self
    }

    fn advice(&self) -> Option<Message> {
        self.clock.clone().or_else(|| self.advice.clone()).or_else(|| self.advice_of_status())
    }

    fn advice_of_status(&self) -> Option<Message> {
        Some(match (self.status, &self.location, self.redirects_within, self.retry_after) {
            (300..=399, Some(location), None, _) => messages::points_elsewhere(location),
            (300..=399, Some(location), Some(0), _) => messages::redirects_here(location),
            (300..=399, Some(location), Some(most), _) => messages::redirects_again(location, most),
            (300..=399 | 404, ..) => messages::check_endpoint(),
            (401, ..) => messages::check_credential(),
            (403, ..) => messages::ask_permission(),
            (429 | 500.., _, _, Some(delay)) => messages::wait_seconds(delay.as_secs()),
            (429, ..) => messages::wait_little(),
            (407, ..) => messages::proxy_credentials(),
            (500.., ..) => messages::try_later_tell(),
            _ => return None,
        })
    }

    /// Message and advice where a file or another response was expected.
    pub(crate) fn instead_of(&self, is_file: bool) -> Message {
        let expected = if is_file { messages::no_file_but } else { messages::no_response_but };
        let reported = expected(self.found());
        if let Some(advice) = self.advice() { messages::advised(reported, advice) } else { reported }
    }

    /// Status, code, message and request id.
    pub(crate) fn found(&self) -> Message {
        let reason = StatusCode::from_u16(self.status).ok().and_then(|status| status.canonical_reason());
        let status = reason.map_or_else(|| self.status.to_string(), |reason| format!("{} {reason}", self.status));
        let id = Argument::optional(self.request_id.as_ref().map(messages::with_id));
        messages::answer(status, self.code_text(), self.message_text(), id)
    }

    /// `, code ...`, or empty.
    pub(crate) fn code_text(&self) -> Argument {
        Argument::optional(self.code.as_ref().map(messages::with_code))
    }

    /// `, "..."`, or empty.
    pub(crate) fn message_text(&self) -> Argument {
        Argument::optional(self.message.as_ref().map(messages::with_message))
    }
}

/// Code, message and request id of a body in the formats of the service, the gateway and IAM; otherwise its text.
fn error_fields(body: &[u8]) -> (Option<String>, Option<String>, Option<String>) {
    let text = String::from_utf8_lossy(body);
    let text = text.trim_start_matches('\u{feff}').trim();
    if let Ok(Value::Object(whole)) = serde_json::from_str::<Value>(text) {
        let inner = whole.get("error").and_then(Value::as_object).unwrap_or(&whole);
        let first =
            |names: &[&str]| names.iter().find_map(|name| inner.get(*name).or_else(|| whole.get(*name)).and_then(word));
        let message = first(&["error_msg", "message", "error_description", "title", "error"]);
        let violations = whole.get("violations").and_then(Value::as_array).map(|list| listed(list));
        let message = match (message, violations.filter(|list| !list.is_empty())) {
            (Some(message), Some(violations)) => Some(format!("{message} {violations}")),
            (message, violations) => message.or(violations),
        };
        return (first(&["error_code", "code"]), message, first(&["request_id"]));
    }
    if text.starts_with('{') {
        let code = cut_word(text, "\"error_code\"").or_else(|| cut_word(text, "\"code\""));
        let message = cut_word(text, "\"error_msg\"").or_else(|| cut_word(text, "\"message\""));
        return (code, message.or_else(|| Some(text.to_owned())), cut_word(text, "\"request_id\""));
    }
    (None, Some(plain_text(text)), None)
}

fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn listed(violations: &[Value]) -> String {
    let text = |violation: &Value, key| violation.get(key).and_then(word).unwrap_or_default();
    let one = |violation| format!("{}: {}", text(violation, "name"), text(violation, "message"));
    violations.iter().take(32).map(one).collect::<Vec<_>>().join("; ")
}

/// The string after a key in truncated JSON, which does not parse.
fn cut_word(text: &str, key: &str) -> Option<String> {
    let (_, rest) = text.split_once(key)?;
    let rest = rest.trim_start().strip_prefix(':')?;
    serde_json::Deserializer::from_str(rest).into_iter::<String>().next()?.ok()
}

/// A page as one line of text, without tags.
fn plain_text(page: &str) -> String {
    let mut text = String::new();
    let mut in_tag = false;
    for character in page.chars() {
        match character {
            '<' => in_tag = true,
            '>' if in_tag => {
                in_tag = false;
                text.push(' ');
            }
            character if !in_tag => text.push(character),
            _ => {}
        }
    }
    let text = if text.trim().is_empty() { page } else { &text };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Removes control characters, which could forge log lines and terminal sequences, and truncates to `length`
/// characters.
fn shortened(text: &str, length: usize) -> String {
    let mut kept: String = text
        .chars()
        .map(|character| if character.is_control() { ' ' } else { character })
        .filter(|character| !matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .take(length + 1)
        .collect();
    if kept.chars().count() > length {
        kept.pop();
        kept.push_str("...");
    }
    kept.trim().to_owned()
}

/// Scheme, host and port of a location, because the rest may contain secrets; the path for a location on the same host.
fn origin(location: &str) -> String {
    match reqwest::Url::parse(location) {
        Ok(url) if url.has_host() => url.origin().ascii_serialization(),
        Ok(url) => format!("{}:", url.scheme()),
        Err(_) => location.split(['?', '#']).next().unwrap_or_default().to_owned(),
    }
}

/// Delay of a `Retry-After` header in seconds or as a date.
fn retry_after(text: &str, now: SystemTime) -> Option<Duration> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX / 4)));
    }
    Some(date(text)?.duration_since(now).unwrap_or_default())
}

/// A date of a header in any of the three formats of HTTP: `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT`
/// and `Sun Nov  6 08:49:37 1994`.
pub(crate) fn date(text: &str) -> Option<SystemTime> {
    let current = || jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok();
    let obsolete = || {
        let forms = ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];
        let parsed = forms.iter().find_map(|form| jiff::fmt::strtime::parse(form, text).ok())?;
        jiff::tz::TimeZone::UTC.to_timestamp(parsed.to_datetime().ok()?).ok()
    };
    let seconds = current().or_else(obsolete)?.as_second();
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(u64::try_from(seconds).ok()?))
}

/// Advice if the `Date` header of the response and the local clock differ too much for a signature.
fn wrong_clock(text: &str, now: SystemTime) -> Option<Message> {
    let (apart, how) = match date(text.trim())?.duration_since(now) {
        Ok(apart) => (apart, messages::behind()),
        Err(later) => (later.duration(), messages::ahead_of()),
    };
    let stated = format!("{:.40}", text.trim());
    let reported = messages::wrong_clock(apart.as_secs() / 60, how, stated, CLOCK_DIFFERENCE.as_secs() / 60);
    (apart > CLOCK_DIFFERENCE).then_some(reported)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, headers: &[(&'static str, &str)], body: &str) -> ErrorResponse {
        let headers =
            headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect::<HeaderMap>();
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        ErrorResponse::read(status, &headers, body.as_bytes(), now, &str::to_owned)
    }

    fn reported(response: &ErrorResponse) -> String {
        response.instead_of(true).localized(deskledger_runtime::Locale::English)
    }

    fn words(response: &ErrorResponse) -> [Option<&str>; 3] {
        [response.code.as_deref(), response.message.as_deref(), response.request_id.as_deref()]
    }

    #[test]
    fn the_three_shapes_of_error_bodies_are_all_read() {
        let service =
            read(401, &[], r#"{"error_code":"WKS.00211302","error_msg":"User authorization error.","more":[1]}"#);
        assert_eq!(words(&service), [Some("WKS.00211302"), Some("User authorization error."), None]);
        let gateway = read(404, &[], r#"{"error_msg":"gone","error_code":"APIGW.0101","request_id":"6cdc"}"#);
        assert_eq!(words(&gateway), [Some("APIGW.0101"), Some("gone"), Some("6cdc")]);
        let iam = read(401, &[], r#"{"error":{"code":401,"message":"wrong password","title":"Unauthorized"}}"#);
        assert_eq!(words(&iam), [Some("401"), Some("wrong password"), None]);
    }

    #[test]
    fn a_redirect_that_no_client_follows_is_not_reported_as_followed() {
        let advice = |status, location| {
            let response = read(status, &[("location", location)], "");
            reported(&response.with_redirects("https://h.example", 5))
        };
        assert!(advice(302, "/v2/x").contains("redirects to /v2/x again, after 5"));
        assert!(advice(300, "/v2/x").contains("redirects to /v2/x, and"));
        let file = advice(302, "file:///etc/passwd");
        assert!(file.contains("redirects to file:, and credentials") && !file.contains("null"), "{file}");
    }

    #[test]
    fn a_page_or_nothing_keeps_the_status_and_the_request_id() {
        let page = read(502, &[("X-Request-Id", "a1")], "<html><head><title>502 Bad\nGateway</title></head></html>");
        assert_eq!(words(&page), [None, Some("502 Bad Gateway"), Some("a1")]);
        let nothing = read(503, &[("X-Request-Id", "a2")], "");
        assert_eq!(words(&nothing), [None, None, Some("a2")]);
        assert!(
            reported(&nothing).starts_with("expected the file, found status 503 Service Unavailable, request id a2")
        );
    }

    #[test]
    fn a_body_cut_in_its_message_keeps_its_code() {
        let cut = read(400, &[], &format!(r#"{{"error_code": "WKS.1", "error_msg": "{}"#, "a".repeat(70_000)));
        assert_eq!(cut.code.as_deref(), Some("WKS.1"));
        assert!(cut.message.is_some_and(|message| message.len() <= MESSAGE + 3));
    }

    #[test]
    fn a_message_cannot_forge_lines_or_terminal_codes() {
        let response = read(400, &[], "{\"error_msg\":\"a\\nb\\u001b[2Jc\\u202ed\"}");
        assert_eq!(response.message.as_deref(), Some("a b [2Jcd"));
    }

    #[test]
    fn a_wait_is_read_in_seconds_and_as_a_date() {
        let wait = |text| read(429, &[("Retry-After", text)], "").retry_after;
        assert_eq!(wait("120"), Some(Duration::from_secs(120)));
        assert_eq!(wait("Sun, 06 Nov 1994 08:49:47 GMT"), Some(Duration::from_secs(10)));
        assert_eq!(wait("Sunday, 06-Nov-94 08:49:47 GMT"), Some(Duration::from_secs(10)));
        assert_eq!(wait("Sun Nov  6 08:49:47 1994"), Some(Duration::from_secs(10)));
        assert_eq!(wait("Sun, 06 Nov 1994 08:00:00 GMT"), Some(Duration::ZERO));
        let apart =
            |date: &str| read(429, &[("Retry-After", "Sun, 06 Nov 1994 08:49:47 GMT"), ("Date", date)], "").retry_after;
        assert_eq!(
            apart("Sun, 06 Nov 1994 08:49:17 GMT"),
            Some(Duration::from_secs(30)),
            "the clock here is 20 s ahead"
        );
        assert_eq!(apart("soon"), Some(Duration::from_secs(10)));
        assert!(wait("99999999999999999999999").is_some_and(|pause| pause > Duration::from_secs(1 << 40)));
        assert_eq!((wait("-1"), wait("soon"), wait("1.5")), (None, None, None));
    }

    #[test]
    fn a_date_that_is_near_or_no_date_is_not_blamed() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        for text in ["Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 09:04:37 GMT", "soon", "", "-1"] {
            assert_eq!(wrong_clock(text, now), None, "{text}");
        }
        let reported = |text| format!("{:?}", wrong_clock(text, now).unwrap());
        assert!(reported("Sun, 06 Nov 1994 09:09:37 GMT").contains("20 minutes behind"));
        assert!(reported("Sun, 06 Nov 1994 08:29:37 GMT").contains("20 minutes ahead of"));
    }

    #[test]
    fn a_redirect_tells_the_host_but_not_the_query() {
        let response = read(302, &[("Location", "https://evil.example:8443/x?ticket=abc")], "");
        assert!(reported(&response).contains("https://evil.example:8443, "), "{response:?}");
        assert!(!reported(&response).contains("abc"));
    }
}
