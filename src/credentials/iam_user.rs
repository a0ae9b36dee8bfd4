//! Users of the identity service: name and password, exchanged for a token.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use deskledger_client::{Error, Secret, TokenCache};
use serde_json::Value;
use zeroize::Zeroizing;

use super::token::Token;
use crate::generated::iam::CreateToken;
use crate::generated::iam::types::{
    Identity, IdentityMethodsItem, IdentityPassword, PasswordUser, PasswordUserDomain, Scope, ScopeProject,
    TokenRequest, TokenRequestAuth,
};
use crate::messages;

/// Maximum length of each value, in characters.
const MAX_LENGTH: usize = 255;
/// A token is renewed this long before it expires, or after nine tenths of its lifetime, whichever is later.
const MARGIN: Duration = Duration::from_secs(300);
/// Token lifetime if the response does not state one, according to the vendor's documentation.
const LIFETIME: Duration = Duration::from_secs(24 * 3600);

/// User with a password that the client exchanges for a token. One token serves all requests until shortly before it
/// expires, or until the service rejects it as expired. Clones share the tokens, each of which is valid for one region.
///
/// The password is wiped from memory when dropped, and never shown. A rejected password is not sent again, because
/// repeated failures lock the account: create a new `IamUser` with the corrected password.
///
/// ```
/// use deskledger::{Client, IamUser};
/// let user = IamUser::new("auditor", "example", "hunter2")?.project_id("8dc9c40a06574a598941b254d4b63b43");
/// assert_eq!(format!("{user:?}"), "IamUser(auditor of example)");
/// let client = Client::builder().region("cn-north-4").credential(user).build()?;
/// assert_eq!(client.identity_endpoint(), Some("https://iam.cn-north-4.myhuaweicloud.com"));
/// # Ok::<(), deskledger::Error>(())
/// ```
#[derive(Clone)]
pub struct IamUser {
    name: String,
    domain: String,
    password: Secret,
    /// Project scope of the token.
    project: Option<ScopeProject>,
    endpoint: Option<String>,
    caches: Caches,
    /// Cache for the identity service that the client uses.
    pub(crate) cache: Arc<TokenCache<Token>>,
}

/// Token caches by identity service and region: a token is only valid in its region.
type Caches = Arc<Mutex<BTreeMap<String, Arc<TokenCache<Token>>>>>;

impl IamUser {
    /// Creates a user from its name, the name of its account (domain), and its password.
    ///
    /// # Errors
    /// `is_invalid` if one of them is empty or longer than 255 characters.
    pub fn new(name: impl Into<String>, domain: impl Into<String>, password: impl Into<String>) -> Result<Self, Error> {
        let (name, domain, password) = (name.into(), domain.into(), Secret::new(password));
        for (what, text) in [
            (messages::name_of_user(), name.as_str()),
            (messages::domain_of_user(), domain.as_str()),
            (messages::password_of_user(), password.expose()),
        ] {
            let length = text.chars().count();
            if !(1..=MAX_LENGTH).contains(&length) {
                return Err(Error::configuration(messages::some_characters(MAX_LENGTH, length)).within(what));
            }
        }
        Ok(Self {
            name,
            domain,
            password,
            project: None,
            endpoint: None,
            caches: Caches::default(),
            cache: Arc::default(),
        })
    }

    /// Reads the password from a file, without its trailing newline.
    ///
    /// ```
    /// let error = deskledger::IamUser::from_password_file("auditor", "example", "no/such/file").unwrap_err();
    /// assert!(error.is_local() && error.to_string().contains("no/such/file"));
    /// ```
    ///
    /// # Errors
    /// `is_local` if the file cannot be read, `is_invalid` if a value is empty or too long.
    pub fn from_password_file(
        name: impl Into<String>,
        domain: impl Into<String>,
        path: impl AsRef<Path>,
    ) -> Result<Self, Error> {
        let path = path.as_ref();
        let password = Secret::from_file(path, messages::cannot_read_password(path.display()))?;
        let user = Self::new(name, domain, password.expose());
        user.map_err(|error| error.within(messages::password_file(path.display())))
    }

    /// Scopes the token to a project by its id. The default is the project with the name of the region.
    #[must_use]
    pub fn project_id(self, id: impl Into<String>) -> Self {
        Self { project: Some(ScopeProject { id: Some(id.into()), name: None }), caches: Caches::default(), ..self }
    }

    /// Scopes the token to a project by its name.
    #[must_use]
    pub fn project_name(self, name: impl Into<String>) -> Self {
        Self { project: Some(ScopeProject { id: None, name: Some(name.into()) }), caches: Caches::default(), ..self }
    }

    /// Address of the identity service, for example the global one, `https://iam.myhuaweicloud.com`. The default is the
    /// identity service of the client's region.
    #[must_use]
    pub fn endpoint(self, endpoint: impl Into<String>) -> Self {
        Self { endpoint: Some(endpoint.into()), caches: Caches::default(), ..self }
    }

    /// The same user with the token cache of one identity service and region.
    pub(crate) fn at(&self, endpoint: &str, region: Option<&str>) -> Self {
        let place = format!("{endpoint} {}", region.unwrap_or_default());
        let mut caches = self.caches.lock().unwrap_or_else(PoisonError::into_inner);
        Self { cache: caches.entry(place).or_default().clone(), ..self.clone() }
    }

    pub(crate) fn own_endpoint(&self) -> Option<&str> {
        self.endpoint.as_deref()
    }

    pub(crate) fn has_project(&self) -> bool {
        self.project.is_some()
    }

    /// The token request. The caller must [`wipe`] it.
    pub(crate) fn request(&self, region: Option<&str>) -> CreateToken {
        let of_region = || ScopeProject { id: None, name: Some(region.unwrap_or_default().to_owned()) };
        let project = self.project.clone().unwrap_or_else(of_region);
        let domain = PasswordUserDomain { name: self.domain.clone() };
        let user = PasswordUser { name: self.name.clone(), domain, password: self.password.expose().to_owned() };
        let scope = Scope { project: Some(project), domain: None };
        let identity = Identity { methods: vec![IdentityMethodsItem::Password], password: IdentityPassword { user } };
        CreateToken { body: TokenRequest { auth: TokenRequestAuth { identity, scope } } }
    }

    /// Redacts password and token in a text that may repeat them.
    pub(crate) fn redact(&self, text: &str) -> String {
        let text = self.password.redact(text, "[password]");
        let escaped = Zeroizing::new(serde_json::to_string(self.password.expose()).unwrap_or_default());
        let escaped = escaped.trim_matches('"');
        let text = match escaped == self.password.expose() {
            true => text,
            false => Secret::new(escaped).redact(&text, "[password]"),
        };
        self.cache.last().map_or_else(|| text.clone(), |issued| issued.token.redact(&text))
    }
}

impl fmt::Debug for IamUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IamUser({} of {})", self.name, self.domain)
    }
}

/// Wipes the user and the password of a token request.
pub(crate) fn wipe(request: &mut CreateToken) {
    let user = &mut request.body.auth.identity.password.user;
    [&mut user.name, &mut user.password, &mut user.domain.name].into_iter().for_each(deskledger_client::wipe_text);
}

/// Expiry of a token by the local clock: the lifetime that the service states, counted from now, so that clock skew
/// does not matter.
pub(crate) fn expiry(response: &Value, now: SystemTime) -> SystemTime {
    let time = |name: &str| -> Option<SystemTime> {
        response["token"][name].as_str()?.parse::<jiff::Timestamp>().ok()?.try_into().ok()
    };
    let life = time("expires_at").map(|end| end.duration_since(time("issued_at").unwrap_or(now)).unwrap_or_default());
    let life = life.unwrap_or(LIFETIME);
    now.checked_add(life - MARGIN.min(life / 10)).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use deskledger_runtime::typed::to_value;
    use serde_json::json;

    use super::*;

    fn user() -> IamUser {
        IamUser::new("auditor", "example", "hunter2").unwrap()
    }

    #[test]
    fn a_value_that_is_no_user_is_rejected_without_being_shown() {
        for (name, domain, password) in
            [("", "d", "hunter2"), ("n", "", "hunter2"), ("n", "d", ""), ("n", "d", &"hunter2".repeat(40))]
        {
            let error = IamUser::new(name, domain, password).unwrap_err();
            assert!(error.is_invalid() && !format!("{error} {error:?}").contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn the_request_keeps_the_rules_of_the_document_and_hides_the_password() {
        for user in [user(), user().project_id("p"), user().project_name("n")] {
            let request = user.request(Some("cn-north-4"));
            assert_eq!(request.check(), Ok(()));
            let body = to_value(&request.body).to_string();
            assert!(body.contains("hunter2") && !format!("{request:?}").contains("hunter2"));
        }
        let error = user().request(None).check().unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
        assert_eq!(user().redact("user auditor, password hunter2"), "user auditor, password [password]");
    }

    #[test]
    fn a_password_that_json_escapes_is_redacted_in_that_form_too() {
        let user = IamUser::new("auditor", "example", "hun\"ter\\2").unwrap();
        for text in [r#"password hun"ter\2"#, r#"{"password":"hun\"ter\\2"}"#, r#"{"password":"HUN\"TER\\2"}"#] {
            let redacted = user.redact(text);
            assert!(redacted.contains("[password]") && !redacted.to_lowercase().contains("ter"), "{redacted}");
        }
        let user = IamUser::new("auditor", "example", "password").unwrap();
        assert_eq!(user.redact("a password"), "a [password]");
    }

    #[test]
    fn a_wrong_clock_on_either_side_does_not_change_the_life_of_a_token() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_600_000_000);
        let life = |token: Value| expiry(&json!({ "token": token }), now).duration_since(now).unwrap().as_secs();
        let end = "2020-04-25T03:02:47.123456Z";
        assert_eq!(life(json!({"issued_at": "2020-04-24T03:02:47.123456Z", "expires_at": end})), 86_100);
        assert_eq!(life(json!({"issued_at": "2020-04-25T03:01:07.123456Z", "expires_at": end})), 90);
        assert_eq!(life(json!({"issued_at": end, "expires_at": "2020-04-24T03:02:47.123456Z"})), 0);
        assert_eq!(life(json!({"expires_at": "2020-09-13T13:26:40Z"})), 3300);
        for unreadable in [json!({}), json!({"expires_at": "soon"}), json!([])] {
            assert_eq!(life(unreadable), 86_100);
        }
    }

    #[test]
    fn a_password_is_wiped_wherever_it_stands() {
        let mut request = user().request(Some("r"));
        wipe(&mut request);
        let body = to_value(&request.body).to_string();
        assert!(!body.contains("hunter2") && !body.contains("auditor"));
    }
}
