//! Credential discovery: the environment, then the vendor's credentials file.

use std::env;
use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;

use deskledger_client::{Error, file_reason};
use deskledger_runtime::message::{Argument, Message};
use deskledger_runtime::{Locale, list};
use zeroize::Zeroizing;

use super::access_key::AccessKey;
use super::iam_user::IamUser;
use super::kind::Credential;
use super::profile::{MAX_FILE_BYTES, Profile, ProfileError, Sections};
use super::token::Token;
use crate::messages;

/// Environment variables, named as in the vendor's SDKs where they exist.
const AK: &str = "HUAWEICLOUD_SDK_AK";
const SK: &str = "HUAWEICLOUD_SDK_SK";
const SECURITY_TOKEN: &str = "HUAWEICLOUD_SDK_SECURITY_TOKEN";
const PROJECT_ID: &str = "HUAWEICLOUD_SDK_PROJECT_ID";
const FILE: &str = "HUAWEICLOUD_SDK_CREDENTIALS_FILE";
/// The vendor's SDKs have no variables for users.
const USER: &str = "DESKLEDGER_IAM_USER";
const DOMAIN: &str = "DESKLEDGER_IAM_DOMAIN";
const PASSWORD: &str = "DESKLEDGER_IAM_PASSWORD";
const PASSWORD_FILE: &str = "DESKLEDGER_IAM_PASSWORD_FILE";
const PROJECT: &str = "DESKLEDGER_IAM_PROJECT";
const IAM_ENDPOINT: &str = "DESKLEDGER_IAM_ENDPOINT";
/// The default section of a credentials file.
const SECTION: &str = "basic";

/// A discovered credential with its source.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DiscoveredCredential {
    /// The credential.
    pub credential: Credential,
    /// Its origin.
    pub source: Source,
    /// The project id configured with it.
    pub project_id: Option<String>,
}

/// Source of a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// The environment variable `DESKLEDGER_TOKEN`.
    TokenVariable,
    /// The environment variable `DESKLEDGER_IAM_USER` and its companions.
    UserVariables,
    /// The environment variables `HUAWEICLOUD_SDK_AK` and `HUAWEICLOUD_SDK_SK`.
    KeyVariables,
    /// A section of a credentials file.
    File {
        /// Path of the file.
        path: PathBuf,
        /// Name of the section.
        section: String,
    },
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.localized(Locale::English))
    }
}

impl Source {
    /// The localized description.
    ///
    /// ```
    /// use deskledger::{Locale, Source};
    /// assert_eq!(Source::TokenVariable.localized(Locale::Chinese), "环境变量 DESKLEDGER_TOKEN");
    /// ```
    pub fn localized(&self, language: Locale) -> String {
        self.message().localized(language)
    }

    fn message(&self) -> Message {
        match self {
            Self::TokenVariable => messages::variable(Token::ENV_VAR),
            Self::UserVariables => messages::variables_beside(USER),
            Self::KeyVariables => messages::variables(AK, SK),
            Self::File { path, section } => messages::section_of_file(section, path.display()),
        }
    }
}

impl Credential {
    /// Finds a credential: [in the environment](Self::from_environment), otherwise [in the vendor's
    /// file](Self::from_file). If a `section` is given, only the file is searched.
    ///
    /// `None` if there is no credential.
    ///
    /// # Errors
    /// The credential is invalid or incomplete, the file cannot be read, or the section does not exist.
    pub fn find(section: Option<&str>) -> Result<Option<DiscoveredCredential>, Error> {
        Self::find_in(section, &|name| env::var_os(name), env::home_dir())
    }

    /// Like [`Self::find`], with an environment supplied by the caller: `variable` looks up an environment variable,
    /// `home` is the home directory.
    ///
    /// # Errors
    /// Those of [`Self::find`].
    pub fn find_in(
        section: Option<&str>,
        variable: Variables<'_>,
        home: Option<PathBuf>,
    ) -> Result<Option<DiscoveredCredential>, Error> {
        let found = if section.is_none() { in_environment(variable)? } else { None };
        found.map_or_else(|| in_file(section, variable, home), |found| Ok(Some(found)))
    }

    /// Reads a credential from the environment: the token in `DESKLEDGER_TOKEN`; otherwise the user in
    /// `DESKLEDGER_IAM_USER`, `DESKLEDGER_IAM_DOMAIN` and `DESKLEDGER_IAM_PASSWORD_FILE` or `DESKLEDGER_IAM_PASSWORD`,
    /// optionally with `DESKLEDGER_IAM_PROJECT` and `DESKLEDGER_IAM_ENDPOINT`; otherwise the access key in
    /// `HUAWEICLOUD_SDK_AK` and `HUAWEICLOUD_SDK_SK`, with `HUAWEICLOUD_SDK_SECURITY_TOKEN` if it is temporary.
    ///
    /// ```
    /// if let Some(found) = deskledger::Credential::from_environment()? {
    ///     println!("{:?} from {}", found.credential, found.source);
    /// }
    /// # Ok::<(), deskledger::Error>(())
    /// ```
    ///
    /// # Errors
    /// The credential is invalid or incomplete.
    pub fn from_environment() -> Result<Option<DiscoveredCredential>, Error> {
        in_environment(&|name| env::var_os(name))
    }

    /// Reads the access key of a section of the vendor's credentials file: `HUAWEICLOUD_SDK_CREDENTIALS_FILE`, or
    /// `.huaweicloud/credentials` in the home directory. The default section is `basic`, which may be absent.
    ///
    /// ```
    /// let error = deskledger::Credential::from_file(Some("no such section")).unwrap_err();
    /// assert!(error.is_invalid());
    /// ```
    ///
    /// # Errors
    /// The credential is invalid or incomplete, the file cannot be read, or the section does not exist.
    pub fn from_file(section: Option<&str>) -> Result<Option<DiscoveredCredential>, Error> {
        in_file(section, &|name| env::var_os(name), env::home_dir())
    }

    /// Why [`from_file`](Self::from_file) passes over the vendor's credentials file in the home directory, if it exists: it has
    /// no section `basic`.
    ///
    /// ```
    /// assert!(deskledger::Credential::passed_over_file().is_none_or(|error| error.is_invalid()));
    /// ```
    pub fn passed_over_file() -> Option<Error> {
        match Profile::read(&default_file(env::home_dir()?), SECTION) {
            Err(error @ ProfileError::NoSection(..)) => Some(Error::configuration(no_profile(&error))),
            _ => None,
        }
    }

    /// Address of the identity service in the vendor's credentials file: `iam_endpoint`.
    ///
    /// ```
    /// let error = deskledger::Credential::iam_endpoint_of_file(Some("no such section")).unwrap_err();
    /// assert!(error.is_invalid());
    /// ```
    ///
    /// # Errors
    /// The file cannot be read, or the section does not exist.
    pub fn iam_endpoint_of_file(section: Option<&str>) -> Result<Option<String>, Error> {
        let found = section_of_file(section, &|name| env::var_os(name), env::home_dir())?;
        Ok(found.and_then(|(profile, ..)| profile.get("iam_endpoint").map(str::to_owned)))
    }
}

/// Environment variable lookup.
type Variables<'v> = &'v dyn Fn(&str) -> Option<OsString>;

fn in_environment(variable: Variables<'_>) -> Result<Option<DiscoveredCredential>, Error> {
    let text = |name: &str| match variable(name).filter(|value| !value.is_empty()).map(OsString::into_string) {
        None => Ok(None),
        Some(Ok(value)) => Ok(Some(Zeroizing::new(value))),
        Some(Err(_)) => Err(Error::configuration(messages::no_text()).within(messages::variable(name))),
    };
    if let Some(token) = text(Token::ENV_VAR)? {
        let credential = named(Token::new(token.as_str()).map(Credential::from), &Source::TokenVariable)?;
        return Ok(Some(DiscoveredCredential { credential, source: Source::TokenVariable, project_id: None }));
    }
    let project_id = text(PROJECT_ID)?.map(|id| id.to_string());
    if let Some(name) = text(USER)? {
        let missing = |what: Argument| Error::configuration(messages::missing_beside(what, USER));
        let domain = text(DOMAIN)?.ok_or_else(|| missing(DOMAIN.into()))?;
        let user = match (variable(PASSWORD_FILE).filter(|path| !path.is_empty()), text(PASSWORD)?) {
            (Some(path), _) => IamUser::from_password_file(name.as_str(), domain.as_str(), PathBuf::from(path)),
            (None, Some(password)) => IamUser::new(name.as_str(), domain.as_str(), password.as_str()),
            (None, None) => Err(missing(messages::either(PASSWORD_FILE, PASSWORD).into())),
        };
        let user = named(user, &Source::UserVariables)?;
        let user = text(IAM_ENDPOINT)?.map_or(user.clone(), |endpoint| user.endpoint(endpoint.as_str()));
        let user = match (text(PROJECT)?, &project_id) {
            (Some(name), _) => user.project_name(name.as_str()),
            (None, Some(id)) => user.project_id(id),
            (None, None) => user,
        };
        return Ok(Some(DiscoveredCredential { credential: user.into(), source: Source::UserVariables, project_id }));
    }
    let key = key((text(AK)?, AK), (text(SK)?, SK), text(SECURITY_TOKEN)?, &Source::KeyVariables)?;
    Ok(key.map(|key| DiscoveredCredential { credential: key.into(), source: Source::KeyVariables, project_id }))
}

fn in_file(
    section: Option<&str>,
    variable: Variables<'_>,
    home: Option<PathBuf>,
) -> Result<Option<DiscoveredCredential>, Error> {
    let Some((profile, source, is_named)) = section_of_file(section, variable, home)? else { return Ok(None) };
    let value = |name: &str| profile.get(name).map(|value| Zeroizing::new(value.to_owned()));
    let project_id = profile.get("project_id").map(str::to_owned);
    match key((value("ak"), "ak"), (value("sk"), "sk"), value("security_token"), &source)? {
        Some(key) => Ok(Some(DiscoveredCredential { credential: key.into(), source, project_id })),
        None if is_named => Err(Error::configuration(messages::no_key()).within(source.message())),
        None => Ok(None),
    }
}

fn default_file(home: PathBuf) -> PathBuf {
    home.join(".huaweicloud").join("credentials")
}

/// A section of the vendor's file, and whether it was named explicitly.
fn section_of_file(
    section: Option<&str>,
    variable: Variables<'_>,
    home: Option<PathBuf>,
) -> Result<Option<(Profile, Source, bool)>, Error> {
    let named_file = variable(FILE).filter(|value| !value.is_empty()).map(PathBuf::from);
    let is_named = named_file.is_some() || section.is_some();
    let Some(path) = named_file.or_else(|| home.map(default_file)) else { return Ok(None) };
    let section = section.unwrap_or(SECTION).to_owned();
    match Profile::read(&path, &section) {
        // The default file may serve other programs.
        Ok(None) | Err(ProfileError::NoSection(..)) if !is_named => Ok(None),
        Ok(None) => Err(Error::configuration(messages::no_credentials_file(path.display()))),
        Ok(Some(profile)) => Ok(Some((profile, Source::File { path, section }, is_named))),
        Err(error) => Err(Error::configuration(no_profile(&error))),
    }
}

/// Why a credentials file has no usable profile.
fn no_profile(error: &ProfileError) -> Message {
    match error {
        ProfileError::Unreadable(path, cause) => {
            messages::within(messages::unreadable_credentials(path.display()), file_reason(cause))
        }
        ProfileError::TooLong(path) => messages::long_credentials(path.display(), MAX_FILE_BYTES),
        // The line may contain a key without its name: only the line number is reported.
        ProfileError::BadLine(path, line) => messages::bad_line(path.display(), *line),
        ProfileError::NoSection(path, section, Sections(found)) => {
            let names: Vec<_> = found.iter().take(8).map(|name| format!("[{name:.40}]")).collect();
            let others = list::unquoted(&names, found.len() - names.len());
            let other = messages::other_sections(path.display(), section, others);
            if names.is_empty() { messages::no_section(path.display(), section) } else { other }
        }
    }
}

type Half = (Option<Zeroizing<String>>, &'static str);

/// The access key of an id and a secret; `None` if both are absent. One without the other is an error: falling back to
/// another source would send the request under another identity.
fn key(
    id: Half,
    secret: Half,
    security_token: Option<Zeroizing<String>>,
    source: &Source,
) -> Result<Option<AccessKey>, Error> {
    let (id, secret) = match (id, secret) {
        ((Some(id), _), (Some(secret), _)) => (id, secret),
        ((None, _), (None, _)) => return Ok(None),
        ((None, missing), (Some(_), given)) | ((Some(_), given), (None, missing)) => {
            return Err(Error::configuration(messages::missing_beside(missing, given)).within(source.message()));
        }
    };
    let key = named(AccessKey::new(id.as_str(), secret.as_str()), source)?;
    let Some(token) = security_token else { return Ok(Some(key)) };
    Ok(Some(key.with_security_token(named(Token::new(token.as_str()), source)?)))
}

fn named<T>(outcome: Result<T, Error>, source: &Source) -> Result<T, Error> {
    outcome.map_err(|error| error.within(source.message()))
}
