//! Extraction of a request: authentication, validation by the generated rules, and authorisation.

use axum::body::{Body, to_bytes};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use bytes::Bytes;
use deskledger::runtime::{Location, Role as ParameterRole, Rule, Shape};
use deskledger::{Operation, RawRequest, Violations};
use http_body::Body as _;
use percent_encoding::percent_decode_str;

use super::authenticate::{Identity, authenticate, identify};
use super::authorize::authorize;
use super::blocking::blocking;
use super::context::{Context, Incoming};
use crate::auth::{Caller, Role};
use crate::config::Limits;
use crate::http::content_decoding::BodyCoding;
use crate::http::error::HttpError;
use crate::ops::audit;
use crate::quota::{Quota, Slot};
use crate::state::Server;

/// Delay until a retry in seconds, if too many bodies wait.
const RETRY_AFTER: u32 = 1;

/// An operation of the document, and the generated parser of its requests.
pub(super) struct Endpoint<C> {
    operation: &'static Operation,
    parse: fn(&RawRequest<'_>) -> Result<C, Violations>,
    body: Option<BodyRules>,
}

/// Requirements on the body of an operation.
pub(super) struct BodyRules {
    pub(super) media_type: &'static str,
    /// Maximum size in bytes.
    pub(super) max_bytes: fn(&Limits) -> usize,
    /// Quota of concurrent bodies, if limited.
    pub(super) quota: fn(&Server) -> Option<&Quota>,
}

/// An accepted request.
pub(super) struct Extracted<C> {
    pub(super) context: Context,
    pub(super) call: C,
    pub(super) caller: Caller,
    pub(super) body: Bytes,
    /// The slot of the body, if bodies are limited; released on drop.
    pub(super) slot: Option<Slot>,
}

impl<C> Endpoint<C> {
    /// An operation without a body.
    pub(super) const fn new(
        operation: &'static Operation,
        parse: fn(&RawRequest<'_>) -> Result<C, Violations>,
    ) -> Self {
        Self { operation, parse, body: None }
    }

    /// The same, with a body.
    pub(super) const fn with_body(mut self, body: BodyRules) -> Self {
        self.body = Some(body);
        self
    }

    /// Accepts a request whose caller has at least the required role in its project.
    ///
    /// Everything that does not need the body is checked before it is read, so that an unauthorised caller sends no body
    /// and uses no slot. A signature covers the body: nothing but its size is checked before it is verified.
    ///
    /// # Errors
    /// In this order, so that an unauthenticated caller learns nothing: invalid credentials; missing permission, if there
    /// is a body; an invalid body; all violations of the rules; missing permission.
    pub(super) async fn extract(
        &self,
        Incoming { context, body }: Incoming,
        required: Role,
        project_id: fn(&C) -> &str,
    ) -> Result<Extracted<C>, HttpError> {
        let identity = match self.body {
            None => Identity::Verified(authenticate(&context, &Bytes::new()).await?),
            Some(_) => {
                let identity = identify(&context).await?;
                if let Identity::Verified(caller) = &identity {
                    check_role(&context, caller, &self.project_id(&context), required).await?;
                    self.check_media_type(&context)?;
                }
                identity
            }
        };
        let (encoded, mut slot) = self.read_body(&context, body, Some(&identity)).await?;
        let caller = match identity {
            Identity::Verified(caller) => caller,
            Identity::Claimed => {
                let caller = authenticate(&context, &encoded).await?;
                check_role(&context, &caller, &self.project_id(&context), required).await?;
                self.check_media_type(&context)?;
                caller
            }
        };
        if let Some(slot) = &mut slot {
            slot.transfer_to(&caller);
        }
        let body = self.decode_body(&context, encoded).await?;
        let call = self.parse(&context, &body)?;
        check_role(&context, &caller, project_id(&call), required).await?;
        Ok(Extracted { context, call, caller, body, slot })
    }

    /// Accepts a request of any authenticated caller, for an operation without a body or a project.
    ///
    /// # Errors
    /// Invalid credentials, or all violations of the rules.
    pub(super) async fn extract_authenticated(
        &self,
        Incoming { context, .. }: Incoming,
    ) -> Result<(Context, Caller, C), HttpError> {
        let caller = authenticate(&context, &Bytes::new()).await?;
        let call = self.parse(&context, &[])?;
        Ok((context, caller, call))
    }

    /// Accepts a request without credentials, for an operation whose body contains them.
    ///
    /// # Errors
    /// An invalid body, or all violations of the rules.
    pub(super) async fn extract_anonymous(
        &self,
        Incoming { context, body }: Incoming,
    ) -> Result<(Context, C), HttpError> {
        self.check_media_type(&context)?;
        let (encoded, _slot) = self.read_body(&context, body, None).await?;
        let body = self.decode_body(&context, encoded).await?;
        let call = self.parse(&context, &body)?;
        Ok((context, call))
    }

    /// The project id of the path, before validation.
    fn project_id(&self, context: &Context) -> String {
        let parameters = path_parameters(self.operation.path, context.parts.uri.path());
        let found = parameters.iter().find(|(name, _)| *name == "project_id").map_or("", |(_, value)| value);
        percent_decode_str(found).decode_utf8_lossy().into_owned()
    }

    /// Checks the media type and the content coding of the body.
    fn check_media_type(&self, context: &Context) -> Result<(), HttpError> {
        match &self.body {
            Some(rules) if !media_type(&context.parts).eq_ignore_ascii_case(rules.media_type) => {
                Err(HttpError::unknown_media_type(rules.media_type))
            }
            _ => BodyCoding::of(context.headers()).map(drop),
        }
    }

    /// The encoded body, empty if the operation has none. Without a free slot it is not read.
    async fn read_body(
        &self,
        context: &Context,
        body: Body,
        identity: Option<&Identity>,
    ) -> Result<(Bytes, Option<Slot>), HttpError> {
        let Some(rules) = &self.body else { return Ok((Bytes::new(), None)) };
        let Context { server, id, .. } = context;
        let max_bytes = (rules.max_bytes)(&server.limits);
        if body.size_hint().lower() > max_bytes as u64 {
            return Err(HttpError::too_large(id));
        }
        let acquire = |quota: &Quota| match identity {
            Some(Identity::Verified(caller)) => quota.acquire_for(caller),
            _ => quota.acquire_unverified(context.peer()),
        };
        let slot = match (rules.quota)(server) {
            Some(quota) => Some(acquire(quota).ok_or_else(|| HttpError::too_many(id, RETRY_AFTER))?),
            None => None,
        };
        let body = tokio::time::timeout(server.limits.body_timeout, to_bytes(body, max_bytes)).await;
        let body =
            body.map_err(|_| HttpError::too_slow(id))?.map_err(|error| HttpError::unreadable_body(&error, id))?;
        Ok((body, slot))
    }

    /// The body without its content coding. The size limit applies to the decoded body, too.
    async fn decode_body(&self, context: &Context, body: Bytes) -> Result<Bytes, HttpError> {
        let (Some(rules), Some(coding)) = (&self.body, BodyCoding::of(context.headers())?) else { return Ok(body) };
        let (id, max_bytes) = (context.id, (rules.max_bytes)(&context.server.limits));
        blocking(move || coding.decode(&id, &body, max_bytes)).await
    }

    /// Parses and validates the path, the query, the headers and the body.
    fn parse(&self, context: &Context, body: &[u8]) -> Result<C, HttpError> {
        let Parts { uri, headers, .. } = &context.parts;
        let mut violations = Violations::new();
        check_headers(self.operation, headers, &mut violations);
        let call = (self.parse)(&RawRequest {
            path: &path_parameters(self.operation.path, uri.path()),
            query: uri.query().unwrap_or_default(),
            headers: &|name| headers.get_all(name).iter().map(HeaderValue::as_bytes).collect(),
            body,
        });
        call.and_then(|call| violations.into_result(call))
            .map_err(|violations| HttpError::invalid(&violations, context.locale()))
    }
}

/// As [`authorize`]; a missing permission is logged.
async fn check_role(context: &Context, caller: &Caller, project_id: &str, required: Role) -> Result<(), HttpError> {
    let result = authorize(&context.server, caller, project_id, required).await;
    if result.as_ref().is_err_and(HttpError::is_forbidden) {
        audit::rejected(&context.id, context.peer(), Some(&caller.to_string()), "not_permitted");
    }
    result
}

/// The media type of the body of a request, without its parameters.
fn media_type(request: &Parts) -> &str {
    let value = request.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim()
}

/// Validates the headers that are not fields of the request: those that a client sets by itself.
fn check_headers(call: &Operation, headers: &HeaderMap, out: &mut Violations) {
    for parameter in call.parameters.iter().filter(|parameter| !matches!(parameter.role, ParameterRole::Input)) {
        let Shape::Text(rule) = parameter.shape else { continue };
        let at = Location { place: parameter.place, name: parameter.name, line: parameter.line };
        let values = headers.get_all(parameter.name).iter();
        values.filter_map(|value| value.to_str().ok()).for_each(|value| rule.collect(at, value, out));
    }
}

/// The raw parameters of a path that matches a template of the document.
fn path_parameters<'r>(template: &'r str, path: &'r str) -> Vec<(&'r str, &'r str)> {
    let name = |segment: &'r str| segment.strip_prefix('{').and_then(|segment| segment.strip_suffix('}'));
    let pairs = template.split('/').zip(path.split('/'));
    pairs.filter_map(|(segment, value)| name(segment).map(|name| (name, value))).collect()
}
