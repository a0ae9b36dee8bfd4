//! The one door through which every call comes in: who calls, what the request says by the generated rules, and whether
//! they may do that.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use bytes::Bytes;
use deskledger::runtime::{At, Role as Filled, Rule, Shape};
use deskledger::{Operation, Violations, Wire};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::access::{Role, signed};
use crate::auth::Caller;
use crate::http_error::HttpError;
use crate::request_id::RequestId;
use crate::serve::Limits;
use crate::state::Server;

/// Seconds after which a caller may try again when too many bodies wait.
const RETRY_AFTER: u32 = 1;

/// How a call is read: what the document says of it, and its generated rules.
pub(super) struct Door<C> {
    operation: &'static Operation,
    read: fn(&Wire<'_>) -> Result<C, Violations>,
    body: Option<Taken>,
}

/// The body that a call takes.
pub(super) struct Taken {
    pub(super) media_type: &'static str,
    /// How many bytes it may have.
    pub(super) most_bytes: fn(&Limits) -> usize,
    /// Where one body at a time has a place, if they are counted.
    pub(super) places: fn(&Server) -> Option<&Arc<Semaphore>>,
}

/// A request that was let in.
pub(super) struct Opened<C> {
    /// What it says.
    pub(super) call: C,
    pub(super) caller: Caller,
    pub(super) request: Parts,
    pub(super) body: Bytes,
    /// The place of the body, where bodies are counted; free again when it is dropped.
    pub(super) place: Option<OwnedSemaphorePermit>,
}

impl<C> Door<C> {
    /// The door of a call without a body.
    pub(super) const fn new(operation: &'static Operation, read: fn(&Wire<'_>) -> Result<C, Violations>) -> Self {
        Self { operation, read, body: None }
    }

    /// The door of a call with one.
    pub(super) const fn taking(mut self, body: Taken) -> Self {
        self.body = Some(body);
        self
    }

    /// Lets a request in whose caller has at least a role in its project.
    ///
    /// Who is unknown sends no body: a token is looked at before. A signature is over the body as well, and waits for it.
    ///
    /// # Errors
    /// Nobody whom the server knows; a body that is not taken; every rule that is broken; a project in which the caller
    /// may not do this. In this order, so that a stranger learns nothing.
    pub(super) async fn open(
        &self,
        server: &Arc<Server>,
        id: &RequestId,
        request: Request,
        least: Role,
        project_id: fn(&C) -> &str,
    ) -> Result<Opened<C>, HttpError> {
        let (request, body) = request.into_parts();
        let early = match self.body.is_some() && signed::is_signed(&request) {
            true => None,
            false => Some(server.caller(id, &request, &Bytes::new()).await?),
        };
        let (body, place) = self.body(server, id, &request, body).await?;
        let caller = match early {
            Some(caller) => caller,
            None => server.caller(id, &request, &body).await?,
        };
        let call = self.call(&request, &body)?;
        server.permit(&caller, project_id(&call), least).await?;
        Ok(Opened { call, caller, request, body, place })
    }

    /// Lets everybody in: for a call whose body says who asks.
    ///
    /// # Errors
    /// A body that is not taken, or every rule that is broken.
    pub(super) async fn open_to_all(
        &self,
        server: &Arc<Server>,
        id: &RequestId,
        request: Request,
    ) -> Result<(Parts, C), HttpError> {
        let (request, body) = request.into_parts();
        let (body, _place) = self.body(server, id, &request, body).await?;
        let call = self.call(&request, &body)?;
        Ok((request, call))
    }

    /// The body, where the call takes one. What cannot be worked on yet is not taken into memory either.
    async fn body(
        &self,
        server: &Server,
        id: &RequestId,
        request: &Parts,
        body: Body,
    ) -> Result<(Bytes, Option<OwnedSemaphorePermit>), HttpError> {
        let Some(Taken { media_type, most_bytes, places }) = &self.body else { return Ok((Bytes::new(), None)) };
        if !found_media_type(request).eq_ignore_ascii_case(media_type) {
            return Err(HttpError::unknown_media_type(media_type));
        }
        let place = places(server).map(|places| places.clone().try_acquire_owned()).transpose();
        let place = place.map_err(|_| HttpError::too_many(id, RETRY_AFTER))?;
        let body = tokio::time::timeout(server.limits.body_wait, to_bytes(body, most_bytes(&server.limits))).await;
        let body = body.map_err(|_| HttpError::too_slow(id))?.map_err(|_| HttpError::too_large(id))?;
        Ok((body, place))
    }

    /// What the request says, read from the raw path, the raw query, the headers and the body.
    fn call(&self, request: &Parts, body: &[u8]) -> Result<C, HttpError> {
        let Parts { uri, headers, .. } = request;
        let mut broken = Violations::new();
        check_headers(self.operation, request, &mut broken);
        let call = (self.read)(&Wire {
            path: &path_parameters(self.operation.path, uri.path()),
            query: uri.query().unwrap_or_default(),
            headers: &|name| headers.get_all(name).iter().map(HeaderValue::as_bytes).collect(),
            body,
        });
        call.and_then(|call| broken.into_result(call)).map_err(|violations| HttpError::invalid(&violations))
    }
}

/// The media type of the body of a request, without its parameters.
fn found_media_type(request: &Parts) -> &str {
    let value = request.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim()
}

/// Checks the headers that no caller fills in: what the client sends by itself keeps the rules of the document as well.
fn check_headers(call: &Operation, request: &Parts, out: &mut Violations) {
    for parameter in call.parameters.iter().filter(|parameter| !matches!(parameter.role, Filled::Input)) {
        let Shape::Text(rule) = parameter.shape else { continue };
        let at = At { place: parameter.place, name: parameter.name, line: parameter.line };
        let values = request.headers.get_all(parameter.name).iter();
        values.filter_map(|value| value.to_str().ok()).for_each(|value| rule.gather(at, value, out));
    }
}

/// The parameters of a path that a template of the document matches, as they came.
fn path_parameters<'r>(template: &'r str, path: &'r str) -> Vec<(&'r str, &'r str)> {
    let name = |segment: &'r str| segment.strip_prefix('{').and_then(|segment| segment.strip_suffix('}'));
    let pairs = template.split('/').zip(path.split('/'));
    pairs.filter_map(|(segment, value)| name(segment).map(|name| (name, value))).collect()
}
