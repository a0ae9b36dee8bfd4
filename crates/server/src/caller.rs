//! Who calls, and what they may do.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::http::request::Parts;
use bytes::Bytes;
use tokio::task::JoinError;

use crate::access::signed::{self, Refused};
use crate::access::{AccessError, Presented, Role};
use crate::audit;
use crate::auth::{self, Caller, Presence};
use crate::http_error::HttpError;
use crate::request_id::RequestId;
use crate::serve::Peer;
use crate::state::{Server, locked};

/// How many characters a token has that was given for a password.
const GRANTED: usize = 64;

/// Who stands at the door before the body of the request has been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Visitor {
    /// Somebody whom the server knows.
    Known(Caller),
    /// Somebody who claims to be this user: the signature is over the body as well.
    Claiming(Caller),
}

impl Visitor {
    /// Who it is, or claims to be.
    pub(crate) fn caller(&self) -> &Caller {
        match self {
            Self::Known(caller) | Self::Claiming(caller) => caller,
        }
    }
}

impl Server {
    /// Who calls, as far as can be known before the body is read.
    ///
    /// # Errors
    /// Nobody whom the server knows.
    pub(crate) async fn visitor(self: &Arc<Self>, id: &RequestId, parts: &Parts) -> Result<Visitor, HttpError> {
        if !signed::is_signed(parts) {
            return self.caller(id, parts, &Bytes::new()).await.map(Visitor::Known);
        }
        let (server, copy, now) = (self.clone(), parts.clone(), now());
        let find = move || signed::claimed_user(&server.access, &copy, now);
        let found = tokio::task::spawn_blocking(find).await;
        signer(id, parts, found).map(Visitor::Claiming)
    }

    /// Who calls: the holder of a token of the server, a user with a token of their own, or one whose key signed the
    /// request.
    ///
    /// # Errors
    /// Nobody whom the server knows.
    pub(crate) async fn caller(
        self: &Arc<Self>,
        id: &RequestId,
        parts: &Parts,
        body: &Bytes,
    ) -> Result<Caller, HttpError> {
        if signed::is_signed(parts) {
            return self.signer(id, parts, body).await;
        }
        let refused = |why, error| {
            audit::refused(id, peer(parts), None, why);
            Err(error)
        };
        let token = match auth::token(&parts.headers) {
            Presence::Once(token) => token,
            Presence::Absent => return refused("no_token", HttpError::no_token(id)),
            Presence::Repeated => return refused("repeated_token", HttpError::wrong_token(id)),
        };
        if let Some(caller) = self.tokens.allow(token) {
            return Ok(caller);
        }
        let presented = match token.len() {
            GRANTED => {
                let token = token.to_owned();
                self.ask(move |server| server.access.presented(&token)).await?
            }
            _ => Presented::Unknown,
        };
        match presented {
            Presented::Good { user, project_id } => Ok(Caller::Granted { user, project_id }),
            Presented::Ended => refused("expired_token", HttpError::expired_token(id)),
            Presented::Unknown => refused("unknown_token", HttpError::wrong_token(id)),
        }
    }

    async fn signer(self: &Arc<Self>, id: &RequestId, parts: &Parts, body: &Bytes) -> Result<Caller, HttpError> {
        let (server, copy, body, now) = (self.clone(), parts.clone(), body.clone(), now());
        let from = peer(parts);
        let find = move || signed::user(&server.access, &copy, &body, from, now);
        let found = tokio::task::spawn_blocking(find).await;
        signer(id, parts, found)
    }

    /// Whether the caller has this role in the project, or one with more rights. The holder of a token of the server has
    /// all of them in all projects.
    ///
    /// # Errors
    /// No, or it cannot be found out. A project that the server does not know is told to the holder of its tokens alone:
    /// to everybody else it is one that they may not use.
    pub(crate) async fn permit(
        self: &Arc<Self>,
        caller: &Caller,
        project_id: &str,
        least: Role,
    ) -> Result<(), HttpError> {
        let project = project_id.to_owned();
        let user = match caller {
            // Records that are added make a project.
            Caller::Token(_) if least > Role::Reader => return Ok(()),
            Caller::Token(_) if locked(&self.known).contains(project_id) => return Ok(()),
            Caller::Token(_) => {
                let is_known = self.ask(move |server| server.knows(&project)).await?;
                return is_known.then_some(()).ok_or_else(HttpError::unknown_project);
            }
            Caller::Granted { project_id: only, .. } if only != project_id => return Err(HttpError::forbidden()),
            Caller::Granted { user, .. } | Caller::User(user) => user.clone(),
        };
        match self.ask(move |server| server.access.role(&user, &project)).await? {
            Some(role) if role >= least => Ok(()),
            _ => Err(HttpError::forbidden()),
        }
    }

    /// Whether the project has had records, or the server has been told of it.
    fn knows(&self, project_id: &str) -> Result<bool, AccessError> {
        let has_records = self.store.has_project(project_id).map_err(|error| AccessError::of_store(&error))?;
        let is_known = has_records || self.access.has_project(project_id)?;
        if is_known {
            locked(&self.known).insert(project_id.to_owned());
        }
        Ok(is_known)
    }

    /// Asks in a thread that may wait for the disk.
    pub(crate) async fn ask<T: Send + 'static>(
        self: &Arc<Self>,
        question: impl FnOnce(&Self) -> Result<T, AccessError> + Send + 'static,
    ) -> Result<T, HttpError> {
        let server = self.clone();
        match tokio::task::spawn_blocking(move || question(&server)).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(HttpError::of_access(&error)),
            Err(error) => Err(HttpError::internal(&error)),
        }
    }
}

/// What was found of a signed request, as a caller; what is wrong with it is written down.
fn signer(
    id: &RequestId,
    parts: &Parts,
    found: Result<Result<String, Refused>, JoinError>,
) -> Result<Caller, HttpError> {
    match found {
        Ok(Ok(name)) => Ok(Caller::User(name)),
        Ok(Err(Refused::Signature { why, user })) => {
            let who = user.map(|user| Caller::User(user).to_string());
            audit::refused(id, peer(parts), who.as_deref(), why.name());
            Err(HttpError::wrong_signature(id))
        }
        Ok(Err(Refused::Access(error))) => Err(HttpError::of_access(&error)),
        Err(error) => Err(HttpError::internal(&error)),
    }
}

/// The machine that asks.
fn peer(parts: &Parts) -> Option<IpAddr> {
    parts.extensions.get::<Peer>().map(|peer| peer.0)
}

/// The time since 1970.
fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
