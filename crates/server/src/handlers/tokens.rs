//! The token call of the identity service: exchanges a password for a token.

use std::net::IpAddr;
use std::time::Duration;

use axum::http::StatusCode;
use deskledger::DateTime;
use deskledger::iam::{CreateToken, types};
use sha2::{Digest, Sha256};

use super::blocking::blocking;
use super::context::Context;
use super::extract::BodyRules;
use crate::auth::{ALL_PROJECTS, Access, AccessError, Lock, NewToken, PasswordCheck, Standing};
use crate::generated::services::iam::CreateTokenResponse;
use crate::http::error::IdentityError;
use crate::http::peer;
use crate::ops::audit::{self, Login};

/// Maximum time to wait for other password checks.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Delay until a retry in seconds, if too many passwords are checked.
const RETRY_AFTER: u32 = 1;

/// Rules of the body; a valid one has some thousand bytes.
pub(super) const BODY: BodyRules =
    BodyRules { media_type: "application/json", max_bytes: |_| 64 << 10, quota: |_| None };

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

/// The outcome of a token request.
enum Decision {
    /// The project has an id and a name; there is none for an account.
    Issued {
        token: NewToken,
        project: Option<(String, String)>,
    },
    Rejected {
        login: Login,
        status: StatusCode,
    },
}

/// Handles the call.
pub(super) async fn create(context: Context, call: CreateToken) -> Result<CreateTokenResponse, IdentityError> {
    let server = &context.server;
    let request = TokenRequest::parse(call.body).ok_or_else(|| IdentityError::new(StatusCode::BAD_REQUEST))?;
    // A check takes 19 MiB and some ten milliseconds of a core: the number of concurrent ones is limited.
    let peer = context.peer();
    if server.strangers.is_over(peer) {
        return Err(IdentityError::too_many(RETRY_AFTER));
    }
    let _slot = server.sign_ins.acquire_sign_in(peer).ok_or_else(|| IdentityError::too_many(RETRY_AFTER))?;
    let permit = tokio::time::timeout(TIMEOUT, server.logins.acquire()).await;
    let _permit = permit.map_err(|_| IdentityError::too_many(RETRY_AFTER))?;
    let (user, requested) = (request.user.clone(), request.scope.text().to_owned());
    let (access, ttl) = (server.access.clone(), server.live.load().token_ttl);
    let decision = blocking(move || log_in(&access, &request, peer, ttl)).await?;
    let (login, project_id) = match &decision {
        Decision::Issued { project, .. } => (Login::Issued, project.as_ref().map_or(&requested, |(id, _)| id)),
        Decision::Rejected { login, .. } => (*login, &requested),
    };
    audit::login(&context.id, context.peer(), &user, project_id, login);
    server.metrics.login(login);
    if login == Login::Issued {
        peer::prove(&context.parts.extensions);
    }
    match decision {
        Decision::Rejected { status, .. } => Err(IdentityError::new(status)),
        Decision::Issued { token, project } => Ok(issued(&token, &user, project)),
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
    let rejected = |login, status| Ok(Decision::Rejected { login, status });
    let now = access.clock_time();
    // Checked even if locked: a faster response would reveal that the user exists.
    let check = access.check_password(user, password)?;
    let lock = match check {
        PasswordCheck::UnknownUser => Lock::of_nobody(peer),
        _ => Lock::of_user(user, peer),
    };
    let standing = access.standing(&lock, now)?;
    if standing == Standing::Locked {
        let login = if check == PasswordCheck::UnknownUser { Login::UnknownUser } else { Login::Locked };
        return rejected(login, StatusCode::UNAUTHORIZED);
    }
    match check {
        PasswordCheck::Right if standing == Standing::Failed => access.succeeded(&lock)?,
        PasswordCheck::Right => {}
        PasswordCheck::Wrong => {
            access.failed(&lock, now)?;
            return rejected(Login::WrongPassword, StatusCode::UNAUTHORIZED);
        }
        PasswordCheck::UnknownUser => {
            access.failed(&lock, now)?;
            return rejected(Login::UnknownUser, StatusCode::UNAUTHORIZED);
        }
    }
    let project_id = match scope {
        Scope::Account => {
            return Ok(Decision::Issued { token: access.issue(user, ALL_PROJECTS, ttl)?, project: None });
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
    let token = access.issue(user, &project_id, ttl)?;
    // A project without a name is named by its id.
    let name = access.project_name(&project_id)?.unwrap_or_else(|| project_id.clone());
    Ok(Decision::Issued { token, project: Some((project_id, name)) })
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
    let user_id: String = Sha256::digest(user).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let project = project.map(|(id, name)| types::TokenAnswerTokenProject {
        id: Some(id),
        name: Some(name),
        ..Default::default()
    });
    let user = types::TokenAnswerTokenUser { id: Some(user_id), name: Some(user.to_owned()), ..Default::default() };
    let answer = types::TokenAnswerToken {
        expires_at: Some(time(token.expires_at)),
        issued_at: Some(time(token.issued_at)),
        methods: Some(vec!["password".to_owned()]),
        project,
        user: Some(user),
        ..Default::default()
    };
    let body = types::TokenAnswer { token: Some(answer), ..Default::default() };
    CreateTokenResponse::created(&body).with_x_subject_token(&token.secret)
}

/// Formats microseconds since 1970 as `2020-04-24T03:02:47.000000Z`.
fn time(micros: i64) -> String {
    let seconds = DateTime::from_unix_seconds(micros.div_euclid(1_000_000)).map(|time| time.to_string());
    seconds.unwrap_or_default().replace('Z', &format!(".{:06}Z", micros.rem_euclid(1_000_000)))
}
