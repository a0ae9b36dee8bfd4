//! The token call of the identity service: a password is exchanged for a token.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use deskledger::DateTime;
use deskledger::iam::{CREATE_TOKEN, CreateToken};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::door::{Door, Taken};
use crate::access::{AccessError, NewToken, Proof, Standing};
use crate::audit::{self, Login};
use crate::http_error::IdentityError;
use crate::request_id::RequestId;
use crate::serve::Peer;
use crate::state::Server;

/// How many bytes the body may have; the document allows some thousand.
const MOST_BYTES: usize = 64 << 10;

/// How long a caller waits for the check of a password while others are checked.
const TURN: Duration = Duration::from_secs(5);

/// Seconds after which a caller may try again when too many passwords are checked.
const RETRY_AFTER: u32 = 1;

const DOOR: Door<CreateToken> = Door::new(&CREATE_TOKEN, CreateToken::decode).taking(Taken {
    media_type: "application/json",
    max_bytes: |_| MOST_BYTES,
    places: |_| None,
});

/// What the body says, after the rules of the document have been checked.
struct Question {
    user: String,
    password: String,
    project: Wanted,
}

enum Wanted {
    Id(String),
    Name(String),
}

/// How a question ended: with a token for a project, or why not.
enum Answer {
    Issued { token: NewToken, project_id: String, name: String },
    Refused { login: Login, status: StatusCode },
}

/// Answers the call.
pub(crate) async fn answer(
    State(server): State<Arc<Server>>,
    Extension(id): Extension<RequestId>,
    request: Request,
) -> Result<Response, IdentityError> {
    let (request, call) = DOOR.open_to_all(&server, &id, request).await?;
    let question = Question::of(&call.body).ok_or_else(|| IdentityError::of(StatusCode::BAD_REQUEST))?;
    // A check takes 19 MiB and some ten milliseconds of a processor: only so many run at once.
    let turn = tokio::time::timeout(TURN, server.logins.acquire()).await;
    let _turn = turn.map_err(|_| IdentityError::too_many(RETRY_AFTER))?;
    let (user, named) = (question.user.clone(), question.project.text().to_owned());
    let answered = server.ask(move |server| server.login(&question)).await?;
    let peer: Option<IpAddr> = request.extensions.get::<Peer>().map(|peer| peer.0);
    let (login, project_id) = match &answered {
        Answer::Issued { project_id, .. } => (Login::Issued, project_id),
        Answer::Refused { login, .. } => (*login, &named),
    };
    audit::login(&id, peer, &user, project_id, login);
    server.metrics.login(login);
    match answered {
        Answer::Refused { status, .. } => Err(IdentityError::of(status)),
        Answer::Issued { token, project_id, name } => Ok(issued(&token, &user, &project_id, &name)),
    }
}

impl Server {
    /// Checks the password first: who does not have it learns nothing of projects.
    fn login(&self, question: &Question) -> Result<Answer, AccessError> {
        let Question { user, password, project } = question;
        let refused = |login, status| Ok(Answer::Refused { login, status });
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let lock = format!("user:{user}");
        // Checked even so: an answer that comes sooner would tell that there is such a user.
        let proof = self.access.prove(user, password)?;
        let standing = self.access.standing(&lock, now)?;
        if standing == Standing::Locked {
            return refused(Login::Locked, StatusCode::UNAUTHORIZED);
        }
        match proof {
            Proof::Right if standing == Standing::Failed => self.access.succeeded(&lock)?,
            Proof::Right => {}
            Proof::Wrong => {
                self.access.failed(&lock, now)?;
                return refused(Login::WrongPassword, StatusCode::UNAUTHORIZED);
            }
            Proof::Nobody => return refused(Login::UnknownUser, StatusCode::UNAUTHORIZED),
        }
        let project_id = match project {
            Wanted::Id(id) => id.clone(),
            Wanted::Name(name) => match self.access.project_named(name, user)? {
                Some(id) => id,
                None => return refused(Login::NotPermitted, StatusCode::NOT_FOUND),
            },
        };
        if self.access.role(user, &project_id)?.is_none() {
            return refused(Login::NotPermitted, StatusCode::FORBIDDEN);
        }
        let token = self.access.issue(user, &project_id, self.token_lifetime)?;
        // A project that was never given a name is called by its id.
        let name = self.access.project_name(&project_id)?.unwrap_or_else(|| project_id.clone());
        Ok(Answer::Issued { token, project_id, name })
    }
}

impl Question {
    fn of(body: &Value) -> Option<Self> {
        let user = &body["auth"]["identity"]["password"]["user"];
        let project = &body["auth"]["scope"]["project"];
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let project = text(&project["id"]).map(Wanted::Id).or_else(|| text(&project["name"]).map(Wanted::Name))?;
        Some(Self { user: text(&user["name"])?, password: text(&user["password"])?, project })
    }
}

impl Wanted {
    fn text(&self) -> &str {
        match self {
            Self::Id(text) | Self::Name(text) => text,
        }
    }
}

fn issued(token: &NewToken, user: &str, project_id: &str, name: &str) -> Response {
    let user_id: String = Sha256::digest(user).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let body = json!({ "token": {
        "expires_at": time(token.expires_at),
        "issued_at": time(token.issued_at),
        "methods": ["password"],
        "project": { "id": project_id, "name": name },
        "user": { "id": user_id, "name": user },
    } });
    let headers = [("X-Subject-Token", token.secret.as_str()), (CACHE_CONTROL.as_str(), "no-store")];
    (StatusCode::CREATED, headers, Json(body)).into_response()
}

/// Microseconds since 1970 as `2020-04-24T03:02:47.000000Z`.
fn time(micros: i64) -> String {
    let seconds = DateTime::from_unix_seconds(micros.div_euclid(1_000_000)).map(|time| time.to_string());
    seconds.unwrap_or_default().replace('Z', &format!(".{:06}Z", micros.rem_euclid(1_000_000)))
}
