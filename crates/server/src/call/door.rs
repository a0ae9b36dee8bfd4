//! The one door through which every call comes in: who calls, what the request says by the generated rules, and whether
//! they may do that.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use bytes::Bytes;
use deskledger::runtime::{Location, Role as Filled, Rule, Shape};
use deskledger::{Operation, RawRequest, Violations};
use http_body::Body as _;
use percent_encoding::percent_decode_str;

use super::decoding::Packed;
use super::language;
use crate::access::Role;
use crate::audit;
use crate::auth::Caller;
use crate::caller::Visitor;
use crate::http_error::HttpError;
use crate::places::{Place, Places};
use crate::request_id::RequestId;
use crate::serve::{Limits, Peer};
use crate::state::Server;

/// Seconds after which a caller may try again when too many bodies wait.
const RETRY_AFTER: u32 = 1;

/// How a call is read: what the document says of it, and its generated rules.
pub(super) struct Door<C> {
    operation: &'static Operation,
    read: fn(&RawRequest<'_>) -> Result<C, Violations>,
    body: Option<Taken>,
}

/// The body that a call takes.
pub(super) struct Taken {
    pub(super) media_type: &'static str,
    /// How many bytes it may have.
    pub(super) max_bytes: fn(&Limits) -> usize,
    /// Where one body at a time has a place, if they are counted.
    pub(super) places: fn(&Server) -> Option<&Places>,
}

/// A request that was let in.
pub(super) struct Opened<C> {
    /// What it says.
    pub(super) call: C,
    pub(super) caller: Caller,
    pub(super) request: Parts,
    pub(super) body: Bytes,
    /// The place of the body, where bodies are counted; free again when it is dropped.
    pub(super) place: Option<Place>,
}

impl<C> Door<C> {
    /// The door of a call without a body.
    pub(super) const fn new(operation: &'static Operation, read: fn(&RawRequest<'_>) -> Result<C, Violations>) -> Self {
        Self { operation, read, body: None }
    }

    /// The door of a call with one.
    pub(super) const fn taking(mut self, body: Taken) -> Self {
        self.body = Some(body);
        self
    }

    /// Lets a request in whose caller has at least a role in its project.
    ///
    /// Who is unknown, or may not do this, sends no body and takes no place: whatever can be known without the body is
    /// looked at before. Only whether a signature is right has to wait for it.
    ///
    /// # Errors
    /// Nobody whom the server knows; a body that is not taken; every rule that is broken; a project in which the caller
    /// may not do this. In this order, so that a stranger learns nothing; before a body is taken, the project first.
    pub(super) async fn open(
        &self,
        server: &Arc<Server>,
        id: &RequestId,
        request: Request,
        least: Role,
        project_id: fn(&C) -> &str,
    ) -> Result<Opened<C>, HttpError> {
        let (request, body) = request.into_parts();
        let caller = match self.body {
            None => Visitor::Known(server.caller(id, &request, &Bytes::new()).await?),
            Some(_) => {
                let visitor = server.visitor(id, &request).await?;
                self.permit(server, id, &request, visitor.caller(), &self.project(&request), least).await?;
                visitor
            }
        };
        let (sent, mut place) = self.body(server, id, &request, body, Some(&caller)).await?;
        let caller = match caller {
            Visitor::Known(caller) => caller,
            Visitor::Claiming(_) => server.caller(id, &request, &sent).await?,
        };
        if let Some(place) = &mut place {
            place.pass_to(&caller);
        }
        let body = self.unpacked(server, id, &request, sent).await?;
        let call = self.call(&request, &body)?;
        self.permit(server, id, &request, &caller, project_id(&call), least).await?;
        Ok(Opened { call, caller, request, body, place })
    }

    /// Whether the caller may do this; that one may not is written down.
    async fn permit(
        &self,
        server: &Arc<Server>,
        id: &RequestId,
        request: &Parts,
        caller: &Caller,
        project_id: &str,
        least: Role,
    ) -> Result<(), HttpError> {
        let permitted = server.permit(caller, project_id, least).await;
        if permitted.as_ref().is_err_and(HttpError::is_forbidden) {
            let peer = request.extensions.get::<Peer>().map(|peer| peer.0);
            audit::refused(id, peer, Some(&caller.to_string()), "not_permitted");
        }
        permitted
    }

    /// The project that the path names, before any rule has been checked.
    fn project(&self, request: &Parts) -> String {
        let parameters = path_parameters(self.operation.path, request.uri.path());
        let found = parameters.iter().find(|(name, _)| *name == "project_id").map_or("", |(_, value)| value);
        percent_decode_str(found).decode_utf8_lossy().into_owned()
    }

    /// Lets everybody in whom the server knows: for a call without a body that belongs to no project.
    ///
    /// # Errors
    /// Nobody whom the server knows, or every rule that is broken.
    pub(super) async fn open_to_known(
        &self,
        server: &Arc<Server>,
        id: &RequestId,
        request: Request,
    ) -> Result<(Caller, C), HttpError> {
        let (request, _) = request.into_parts();
        let caller = server.caller(id, &request, &Bytes::new()).await?;
        let call = self.call(&request, &[])?;
        Ok((caller, call))
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
        let (sent, _place) = self.body(server, id, &request, body, None).await?;
        let body = self.unpacked(server, id, &request, sent).await?;
        let call = self.call(&request, &body)?;
        Ok((request, call))
    }

    /// The body as it is sent, where the call takes one. What cannot be worked on yet is not taken into memory either.
    async fn body(
        &self,
        server: &Server,
        id: &RequestId,
        request: &Parts,
        body: Body,
        visitor: Option<&Visitor>,
    ) -> Result<(Bytes, Option<Place>), HttpError> {
        let Some(Taken { media_type, max_bytes, places }) = &self.body else { return Ok((Bytes::new(), None)) };
        if !found_media_type(request).eq_ignore_ascii_case(media_type) {
            return Err(HttpError::unknown_media_type(media_type));
        }
        Packed::of(&request.headers)?;
        let most = max_bytes(&server.limits);
        if body.size_hint().lower() > most as u64 {
            return Err(HttpError::too_large(id));
        }
        let take = |places: &Places| match visitor {
            Some(Visitor::Known(caller)) => places.take_for(caller),
            _ => places.take_unproven(request.extensions.get::<Peer>().map(|peer| peer.0)),
        };
        let place = match places(server) {
            Some(places) => Some(take(places).ok_or_else(|| HttpError::too_many(id, RETRY_AFTER))?),
            None => None,
        };
        let body = tokio::time::timeout(server.limits.body_wait, to_bytes(body, most)).await;
        let body = body.map_err(|_| HttpError::too_slow(id))?.map_err(|_| HttpError::too_large(id))?;
        Ok((body, place))
    }

    /// The body without its content encoding. It may have no more bytes than one that is sent as it is.
    async fn unpacked(
        &self,
        server: &Server,
        id: &RequestId,
        request: &Parts,
        body: Bytes,
    ) -> Result<Bytes, HttpError> {
        let (Some(taken), Some(packed)) = (&self.body, Packed::of(&request.headers)?) else { return Ok(body) };
        let (id, most) = (*id, (taken.max_bytes)(&server.limits));
        let unpacked = tokio::task::spawn_blocking(move || packed.unpack(&id, &body, most)).await;
        unpacked.unwrap_or_else(|error| Err(HttpError::internal(&error)))
    }

    /// What the request says, read from the raw path, the raw query, the headers and the body.
    fn call(&self, request: &Parts, body: &[u8]) -> Result<C, HttpError> {
        let Parts { uri, headers, .. } = request;
        let mut broken = Violations::new();
        check_headers(self.operation, request, &mut broken);
        let call = (self.read)(&RawRequest {
            path: &path_parameters(self.operation.path, uri.path()),
            query: uri.query().unwrap_or_default(),
            headers: &|name| headers.get_all(name).iter().map(HeaderValue::as_bytes).collect(),
            body,
        });
        let language = language::wanted(headers);
        call.and_then(|call| broken.into_result(call)).map_err(|violations| HttpError::invalid(&violations, language))
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
        let at = Location { place: parameter.place, name: parameter.name, line: parameter.line };
        let values = request.headers.get_all(parameter.name).iter();
        values.filter_map(|value| value.to_str().ok()).for_each(|value| rule.collect(at, value, out));
    }
}

/// The parameters of a path that a template of the document matches, as they came.
fn path_parameters<'r>(template: &'r str, path: &'r str) -> Vec<(&'r str, &'r str)> {
    let name = |segment: &'r str| segment.strip_prefix('{').and_then(|segment| segment.strip_suffix('}'));
    let pairs = template.split('/').zip(path.split('/'));
    pairs.filter_map(|(segment, value)| name(segment).map(|name| (name, value))).collect()
}
