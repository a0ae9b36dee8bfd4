use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use deskledger_runtime::percent::encode_template;
use deskledger_runtime::{Location, Operation, RawRequest, Role, Rule, Shape, Violations};

/// An operation and the generated parser of its requests.
pub struct Endpoint<C> {
    /// The operation.
    pub operation: &'static Operation,
    /// Media type of the body, several of them with commas between; none if no body is decoded.
    pub media_type: Option<&'static str>,
    /// Parses and validates a request.
    pub decode: fn(&RawRequest<'_>) -> Result<C, Violations>,
}

impl<C> Clone for Endpoint<C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C> Copy for Endpoint<C> {}

impl<C> Endpoint<C> {
    /// Parses and validates path, query, headers and body.
    ///
    /// # Errors
    /// Every violation.
    pub fn decode(&self, parts: &Parts, body: &[u8]) -> Result<C, Violations> {
        let call = (self.decode)(&RawRequest {
            path: &self.path_parameters(parts.uri.path()),
            query: parts.uri.query().unwrap_or_default(),
            headers: &|name| parts.headers.get_all(name).iter().map(HeaderValue::as_bytes).collect(),
            body,
        });
        let (call, mut violations) = match call {
            Ok(call) => (Some(call), Violations::new()),
            Err(violations) => (None, violations),
        };
        check_headers(self.operation, &parts.headers, &mut violations);
        call.filter(|_| violations.is_empty()).ok_or(violations)
    }

    /// The parameters of a path that matches the path of the operation, percent-encoded.
    pub fn path_parameters<'r>(&self, path: &'r str) -> Vec<(&'static str, &'r str)> {
        let mut out = Vec::new();
        let template = self.operation.path.split(['?', '#']).next().unwrap_or_default();
        template.split('/').zip(path.split('/')).for_each(|(template, value)| captures(template, value, &mut out));
        out
    }

    /// Whether a body of the stated media type is decoded. A body without a media type is.
    pub fn accepts_media_type(&self, headers: &HeaderMap) -> bool {
        let (Some(expected), Some(value)) = (self.media_type, headers.get(header::CONTENT_TYPE)) else { return true };
        let essence = |text: &str| text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let found = essence(value.to_str().unwrap_or_default());
        expected.split(',').map(essence).any(|expected| match expected.strip_suffix('*') {
            Some(range) => range == "*/" || found.starts_with(range),
            None => found == expected,
        })
    }
}

/// The parameters of one segment, such as `{base}...{head}`.
fn captures<'r>(template: &'static str, value: &'r str, out: &mut Vec<(&'static str, &'r str)>) {
    let (mut template, mut value) = (template, value);
    while let Some((literal, (name, rest))) =
        template.split_once('{').and_then(|(literal, rest)| Some((literal, rest.split_once('}')?)))
    {
        let Some(after) = value.strip_prefix(&*encode_template(literal)) else { return };
        let next = encode_template(rest.split('{').next().unwrap_or_default());
        let end = if next.is_empty() { Some(after.len()) } else { after.find(&*next) };
        let Some((found, after)) = end.map(|end| after.split_at(end)) else { return };
        out.push((name, found));
        (template, value) = (rest, after);
    }
}

/// Validates the headers that are not fields of the request: those that a client sets by itself.
fn check_headers(operation: &Operation, headers: &HeaderMap, out: &mut Violations) {
    for parameter in operation.parameters.iter().filter(|parameter| !matches!(parameter.role, Role::Input)) {
        let Shape::Text(rule) = parameter.shape else { continue };
        let at = Location { place: parameter.place, name: parameter.name, line: parameter.line };
        let values = headers.get_all(parameter.name).iter();
        values.filter_map(|value| value.to_str().ok()).for_each(|value| rule.collect(at, value, out));
    }
}
