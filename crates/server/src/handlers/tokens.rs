//! The token call of the identity service: exchanges a password for a token.

use std::net::IpAddr;
use std::time::Duration;

use axum::http::StatusCode;
use deskledger::DateTime;
use deskledger::iam::{CreateToken, types};
use deskledger_client::hex;
use sha2::{Digest, Sha256};

use super::api::Identity;
use super::blocking::cancellable;
use super::context::Context;
use crate::auth::{ALL_PROJECTS, Access, AccessError, Lock, NewToken, PasswordCheck, Standing};
use crate::generated::services::iam::{CreateTokenResponse, Token};
use crate::http::error::IdentityError;
use crate::http::peer;
use crate::ops::audit::{self, Login};
use crate::strangers;

/// Maximum time to wait for other password checks.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Delay until a retry in seconds, if too many passwords are checked.
const RETRY_AFTER: u32 = 1;

/// A parsed token request.
struct TokenRequest {
    user: String,
    password: String,
    scope: Scope,
}

/// Scope of a token.
enum Scope {
    /// All projects in which the user has a role.
    Account,
    ProjectId(String),
    ProjectName(String),
}

/// A token with the id and the name of its project, of which an account has none; or why there is no token.
type Decision = Result<(NewToken, Option<(String, String)>), (Login, StatusCode)>;

impl Token for Identity {
    async fn create_token(&self, context: Context, call: CreateToken) -> Result<CreateTokenResponse, IdentityError> {
        let server = &context.server;
        let request = TokenRequest::parse(call.body).ok_or_else(|| IdentityError::new(StatusCode::BAD_REQUEST))?;
        // A check takes 19 MiB and some ten milliseconds of a core: the number of concurrent ones is limited.
        let peer = context.peer();
        if server.strangers.is_over(peer) {
            return Err(IdentityError::too_many(strangers::RETRY_AFTER));
        }
        let slot = server.sign_ins.acquire_sign_in(peer).ok_or_else(|| IdentityError::too_many(RETRY_AFTER))?;
        let permit = tokio::time::timeout(TIMEOUT, server.logins.clone().acquire_owned()).await;
        let permit = permit.map_err(|_| IdentityError::too_many(RETRY_AFTER))?;
        let (server, id, user) = (server.clone(), context.id, request.user.clone());
        let decision = cancellable(move |waiting| {
            // Released at the end of the check, not when the client disconnects. Its outcome is logged in any case.
            let _held = (slot, permit);
            let decision = log_in(&server.access, &request, peer, server.live.load().token_ttl)?;
            let requested = request.scope.text();
            let (login, project_id) = match &decision {
                Ok((_, project)) => (Login::Issued, project.as_ref().map_or(requested, |(id, _)| id)),
                Err((login, _)) => (*login, requested),
            };
            audit::login(&id, peer, &request.user, project_id, login);
            server.metrics.login(login);
            let is_rejected = matches!(decision, Err((_, StatusCode::UNAUTHORIZED)));
            if is_rejected && !waiting.is_needed() {
                // Otherwise its response is counted.
                server.strangers.reject(peer);
            }
            Ok::<_, AccessError>(decision)
        });
        let (token, project) = decision.await?.map_err(|(_, status)| IdentityError::new(status))?;
        peer::prove(&context.parts.extensions);
        Ok(issued(&token, &user, project))
    }
}

/// Checks the password first: without it a caller learns nothing about projects.
fn log_in(
    access: &Access,
    request: &TokenRequest,
    peer: Option<IpAddr>,
    ttl: Duration,
) -> Result<Decision, AccessError> {
    let TokenRequest { user, password, scope } = request;
    let rejected = |login, status| Ok(Err((login, status)));
    let now = access.clock_time();
    // Checked even if locked: a faster response would reveal that the user exists.
    let (check, digest) = access.check_password(user, password)?;
    let (lock, wrong, locked) = match check {
        PasswordCheck::UnknownUser => (Lock::of_nobody(user, peer), Login::UnknownUser, Login::UnknownUser),
        _ => (Lock::of_user(user, peer), Login::WrongPassword, Login::Locked),
    };
    match (access.standing(&lock, now)?, check) {
        (Standing::Locked, _) => return rejected(locked, StatusCode::UNAUTHORIZED),
        (Standing::Good, PasswordCheck::Right) => {}
        (Standing::Failed, PasswordCheck::Right) => access.succeeded(&lock)?,
        (_, PasswordCheck::Wrong | PasswordCheck::UnknownUser) => {
            access.failed(&lock, now)?;
            return rejected(wrong, StatusCode::UNAUTHORIZED);
        }
    }
    let project_id = match scope {
        Scope::Account => {
            return match access.issue_if(user, ALL_PROJECTS, ttl, digest.as_deref())? {
                Some(token) => Ok(Ok((token, None))),
                None => rejected(Login::WrongPassword, StatusCode::UNAUTHORIZED),
            };
        }
        Scope::ProjectId(id) => id.clone(),
        Scope::ProjectName(name) => match access.project_named(name, user)? {
            Some(id) => id,
            None => return rejected(Login::NotPermitted, StatusCode::NOT_FOUND),
        },
    };
    if access.role(user, &project_id)?.is_none() {
        return rejected(Login::NotPermitted, StatusCode::FORBIDDEN);
    }
    // The password may have been changed in the meantime.
    let Some(token) = access.issue_if(user, &project_id, ttl, digest.as_deref())? else {
        return rejected(Login::WrongPassword, StatusCode::UNAUTHORIZED);
    };
    // A project without a name is named by its id.
    let name = access.project_name(&project_id)?.unwrap_or_else(|| project_id.clone());
    Ok(Ok((token, Some((project_id, name)))))
}

impl TokenRequest {
    fn parse(body: types::TokenRequest) -> Option<Self> {
        let types::TokenRequestAuth { identity, scope: types::Scope { project, .. } } = body.auth;
        let scope = match project {
            None => Scope::Account,
            Some(project) => project.id.map(Scope::ProjectId).or_else(|| project.name.map(Scope::ProjectName))?,
        };
        let types::PasswordUser { name: user, password, .. } = identity.password.user;
        Some(Self { user, password, scope })
    }
}

impl Scope {
    fn text(&self) -> &str {
        match self {
            Self::Account => "*",
            Self::ProjectId(text) | Self::ProjectName(text) => text,
        }
    }
}

fn issued(token: &NewToken, user: &str, project: Option<(String, String)>) -> CreateTokenResponse {
    let user_id = hex(&Sha256::digest(user)[..16]);
    let project = project.map(|(id, name)| types::TokenResponseTokenProject {
        id: Some(id),
        name: Some(name),
        ..Default::default()
    });
    let user = types::TokenResponseTokenUser { id: Some(user_id), name: Some(user.to_owned()), ..Default::default() };
    let response = types::TokenResponseToken {
        expires_at: Some(time(token.expires_at)),
        issued_at: Some(time(token.issued_at)),
        methods: Some(vec!["password".to_owned()]),
        project,
        user: Some(user),
        ..Default::default()
    };
    let body = types::TokenResponse { token: Some(response), ..Default::default() };
    CreateTokenResponse::created(&body).with_x_subject_token(&token.secret)
}

/// Formats microseconds since 1970 as `2020-04-24T03:02:47.000000Z`.
fn time(micros: i64) -> String {
    let seconds = DateTime::from_unix_seconds(micros.div_euclid(1_000_000)).map(|time| time.to_string());
    seconds.unwrap_or_default().replace('Z', &format!(".{:06}Z", micros.rem_euclid(1_000_000)))
}
