//! Extraction of a request: authentication, validation by the generated rules, and authorisation.

use axum::body::{Body, to_bytes};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use bytes::Bytes;
use deskledger_axum::Endpoint;
use http_body::Body as _;
use percent_encoding::percent_decode_str;

use super::authenticate::{authenticate, identify};
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

/// Requirements on the callers of an operation and on its body.
pub(super) struct Requirements {
    /// The role in the project of the path; none for operations without a project.
    pub(super) role: Option<Role>,
    pub(super) body: Option<BodyRules>,
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
pub(crate) struct Extracted {
    pub(super) context: Context,
    pub(super) caller: Caller,
    pub(super) body: Bytes,
    /// The slot of the body, if bodies are limited; released on drop.
    pub(super) slot: Option<Slot>,
}

/// A request that is being accepted.
pub(super) struct Extraction<C> {
    pub(super) endpoint: Endpoint<C>,
    pub(super) requirements: &'static Requirements,
}

impl<C> Extraction<C> {
    /// Accepts a request whose caller has at least the required role in its project.
    ///
    /// Everything that does not need the body is checked before it is read, so that an unauthorised caller sends no body
    /// and uses no slot. A signature covers the body: nothing but its size is checked before it is verified.
    ///
    /// # Errors
    /// In this order, so that an unauthenticated caller learns nothing: invalid credentials; missing permission, if there
    /// is a body; an invalid body; all violations of the rules; missing permission.
    pub(super) async fn extract(&self, Incoming { context, body }: Incoming) -> Result<(Extracted, C), HttpError> {
        let known = match self.requirements.body {
            None => Some(authenticate(&context, &Bytes::new()).await?),
            Some(_) => identify(&context).await?,
        };
        if let (Some(caller), Some(_)) = (&known, &self.requirements.body) {
            self.check_role(&context, caller).await?;
            self.check_media_type(&context)?;
        }
        let (encoded, mut slot) = self.read_body(&context, body, known.as_ref()).await?;
        let caller = match known {
            Some(caller) => caller,
            None => {
                let caller = authenticate(&context, &encoded).await?;
                self.check_role(&context, &caller).await?;
                self.check_media_type(&context)?;
                let quota = self.requirements.body.as_ref().and_then(|rules| (rules.quota)(&context.server));
                if let (Some(quota), Some(slot)) = (quota, &mut slot)
                    && !quota.transfer(slot, &caller)
                {
                    return Err(HttpError::too_many(&context.id, RETRY_AFTER));
                }
                caller
            }
        };
        let (body, slot) = self.decode_body(&context, (encoded, slot)).await?;
        let call = self.parse(&context, &body)?;
        self.check_role(&context, &caller).await?;
        Ok((Extracted { context, caller, body, slot }, call))
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
        let encoded = self.read_body(&context, body, None).await?;
        let (body, _slot) = self.decode_body(&context, encoded).await?;
        let call = self.parse(&context, &body)?;
        Ok((context, call))
    }

    /// Checks the role in the project of the path, which may not be validated yet. A missing permission is logged.
    async fn check_role(&self, context: &Context, caller: &Caller) -> Result<(), HttpError> {
        let Some(required) = self.requirements.role else { return Ok(()) };
        let result = authorize(&context.server, caller, &self.project_id(context), required).await;
        if result.as_ref().is_err_and(HttpError::is_forbidden) {
            audit::rejected(&context.id, context.peer(), Some(&caller.to_string()), "not_permitted");
        }
        result
    }

    /// The project id of the path, before validation.
    fn project_id(&self, context: &Context) -> String {
        let parameters = self.endpoint.path_parameters(context.parts.uri.path());
        let found = parameters.iter().find(|(name, _)| *name == "project_id").map_or("", |(_, value)| value);
        percent_decode_str(found).decode_utf8_lossy().into_owned()
    }

    /// Checks the media type and the content coding of the body.
    fn check_media_type(&self, context: &Context) -> Result<(), HttpError> {
        match &self.requirements.body {
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
        caller: Option<&Caller>,
    ) -> Result<(Bytes, Option<Slot>), HttpError> {
        let Some(rules) = &self.requirements.body else { return Ok((Bytes::new(), None)) };
        let Context { server, id, .. } = context;
        let max_bytes = (rules.max_bytes)(&server.live.limits());
        if body.size_hint().lower() > max_bytes as u64 {
            return Err(HttpError::of_status(StatusCode::PAYLOAD_TOO_LARGE, id));
        }
        let acquire = |quota: &Quota| {
            let slot =
                caller.map_or_else(|| quota.acquire_unverified(context.peer()), |caller| quota.acquire_for(caller));
            slot.ok_or_else(|| HttpError::too_many(id, RETRY_AFTER))
        };
        let slot = (rules.quota)(server).map(acquire).transpose()?;
        let body = tokio::time::timeout(server.live.limits().body_timeout, to_bytes(body, max_bytes)).await;
        let body = body.map_err(|_| HttpError::of_status(StatusCode::REQUEST_TIMEOUT, id))?;
        Ok((body.map_err(|error| HttpError::unreadable_body(&error, id))?, slot))
    }

    /// The body without its content coding. The size limit applies to the decoded body, too. The slot is held until the end of
    /// the work, even if the client disconnects.
    pub(super) async fn decode_body(
        &self,
        context: &Context,
        (body, slot): (Bytes, Option<Slot>),
    ) -> Result<(Bytes, Option<Slot>), HttpError> {
        let (Some(rules), Some(coding)) = (&self.requirements.body, BodyCoding::of(context.headers())?) else {
            return Ok((body, slot));
        };
        let (id, max_bytes) = (context.id, (rules.max_bytes)(&context.server.live.limits()));
        blocking(move || {
            let decoded = coding.decode(&id, &body, max_bytes);
            decoded.map(|body| (body, slot))
        })
        .await
    }

    /// Parses and validates the path, the query, the headers and the body.
    fn parse(&self, context: &Context, body: &[u8]) -> Result<C, HttpError> {
        let call = self.endpoint.decode(&context.parts, body);
        call.map_err(|violations| HttpError::invalid(&violations, context.locale()))
    }
}

/// The media type of the body of a request, without its parameters.
fn media_type(request: &Parts) -> &str {
    let value = request.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim()
}
