//! Authentication of a request.

use bytes::Bytes;
use tokio::task::{JoinError, spawn_blocking};

use super::blocking::blocking;
use super::context::Context;
use crate::auth::signature::{self, Rejected};
use crate::auth::{self, Caller, Presence, Presented};
use crate::http::error::HttpError;
use crate::http::peer;
use crate::ops::audit;

/// Length of a token that was issued for a password, in characters.
const ISSUED_TOKEN: usize = 64;

/// Authenticates a request as far as possible before its body is read; `None` for a caller claimed by a signature, which covers
/// the body and cannot be verified yet.
pub(super) async fn identify(context: &Context) -> Result<Option<Caller>, HttpError> {
    if !signature::is_signed(&context.parts) {
        return authenticate(context, &Bytes::new()).await.map(Some);
    }
    let (access, parts, peer) = (context.server.access.clone(), context.parts.clone(), context.peer());
    let found = spawn_blocking(move || signature::claimed_user(&access, &parts, peer)).await;
    signer(context, found).map(|_| None)
}

/// Authenticates a request by its server token, the token of a user, or its signature.
pub(super) async fn authenticate(context: &Context, body: &Bytes) -> Result<Caller, HttpError> {
    let caller = find(context, body).await?;
    peer::prove(&context.parts.extensions);
    Ok(caller)
}

async fn find(context: &Context, body: &Bytes) -> Result<Caller, HttpError> {
    let Context { server, id, parts } = context;
    let peer = context.peer();
    if signature::is_signed(parts) {
        let (access, parts, body) = (server.access.clone(), parts.clone(), body.clone());
        let found = spawn_blocking(move || signature::user(&access, &parts, &body, peer)).await;
        return signer(context, found);
    }
    let rejected = |reason, error| {
        log_rejected(context, reason);
        Err(error)
    };
    let token = match auth::token(&parts.headers) {
        Presence::Once(token) => token,
        Presence::Absent => return rejected("no_token", HttpError::no_token(id)),
        Presence::Repeated => return rejected("repeated_token", HttpError::wrong_token(id)),
    };
    if let Some(caller) = server.tokens.authenticate(token) {
        return Ok(caller);
    }
    let presented = match token.len() {
        ISSUED_TOKEN => {
            let (access, token) = (server.access.clone(), token.to_owned());
            blocking(move || access.presented(&token)).await?
        }
        _ => Presented::Unknown,
    };
    match presented {
        Presented::Valid(caller) => Ok(caller),
        Presented::Expired => rejected("expired_token", HttpError::expired_token(id)),
        Presented::Unknown => rejected("unknown_token", HttpError::wrong_token(id)),
    }
}

/// Logs a rejected caller, unless its address has been rejected so often that its lines would only fill the log.
fn log_rejected(context: &Context, reason: &'static str) {
    if !context.server.strangers.is_over(context.peer()) {
        audit::rejected(&context.id, context.peer(), None, reason);
    }
}

/// The signer of a request; a flaw of the signature is logged.
fn signer(context: &Context, found: Result<Result<String, Rejected>, JoinError>) -> Result<Caller, HttpError> {
    match found? {
        Ok(name) => Ok(Caller::User(name)),
        Err(Rejected::Signature(why)) => {
            log_rejected(context, why.name());
            Err(HttpError::wrong_signature(&context.id))
        }
        Err(Rejected::Access(error)) => Err(error.into()),
    }
}
