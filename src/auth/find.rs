//! Where a credential is found when nobody hands one in: the environment, then the vendor's credentials file.

use std::env;
use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;

use zeroize::Zeroizing;

use super::profile::{Profile, ProfileError};
use super::{AccessKey, Credential, Token};
use crate::error::Error;

/// Names of the environment variables, those of the vendor's SDKs where they have one.
const AK: &str = "HUAWEICLOUD_SDK_AK";
const SK: &str = "HUAWEICLOUD_SDK_SK";
const SECURITY_TOKEN: &str = "HUAWEICLOUD_SDK_SECURITY_TOKEN";
const PROJECT_ID: &str = "HUAWEICLOUD_SDK_PROJECT_ID";
const FILE: &str = "HUAWEICLOUD_SDK_CREDENTIALS_FILE";
/// The section of a credentials file, unless another one is asked for.
const SECTION: &str = "basic";

/// A credential, and what stood beside it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Found {
    /// The credential.
    pub credential: Credential,
    /// Where it stood.
    pub source: Source,
    /// The project id that stood beside it.
    pub project_id: Option<String>,
}

/// Where a credential was found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// The environment variable `DESKLEDGER_TOKEN`.
    TokenVariable,
    /// The environment variables `HUAWEICLOUD_SDK_AK` and `HUAWEICLOUD_SDK_SK`.
    KeyVariables,
    /// A section of a credentials file.
    File {
        /// The file.
        path: PathBuf,
        /// The section.
        section: String,
    },
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TokenVariable => write!(f, "environment variable {}", Token::VARIABLE),
            Self::KeyVariables => write!(f, "environment variables {AK} and {SK}"),
            Self::File { path, section } => write!(f, "section [{section}] of {}", path.display()),
        }
    }
}

impl Credential {
    /// Finds a credential: the token of `DESKLEDGER_TOKEN`, else the key of `HUAWEICLOUD_SDK_AK` and
    /// `HUAWEICLOUD_SDK_SK` (with `HUAWEICLOUD_SDK_SECURITY_TOKEN` a temporary one), else the key in the credentials
    /// file of the vendor's SDKs: `HUAWEICLOUD_SDK_CREDENTIALS_FILE`, or `.huaweicloud/credentials` in the home
    /// directory, section `basic`. A `section` that is asked for is looked for in the file alone.
    ///
    /// `None` where there is none at all.
    ///
    /// # Errors
    /// What is there is no credential, or only half of one; the file cannot be read; there is no such section.
    pub fn find(section: Option<&str>) -> Result<Option<Found>, Error> {
        find(section, &|name| env::var_os(name), env::home_dir())
    }
}

fn find(
    section: Option<&str>,
    variable: &dyn Fn(&str) -> Option<OsString>,
    home: Option<PathBuf>,
) -> Result<Option<Found>, Error> {
    let text = |name: &str| match variable(name).filter(|value| !value.is_empty()).map(OsString::into_string) {
        None => Ok(None),
        Some(Ok(value)) => Ok(Some(Zeroizing::new(value))),
        Some(Err(_)) => Err(Error::setup(format!("environment variable {name}: expected text, found other bytes"))),
    };
    if section.is_none() {
        if let Some(token) = text(Token::VARIABLE)? {
            let credential = named(Token::new(token.as_str()).map(Credential::from), &Source::TokenVariable)?;
            return Ok(Some(Found { credential, source: Source::TokenVariable, project_id: None }));
        }
        let project_id = text(PROJECT_ID)?.map(|id| id.to_string());
        if let Some(key) = key((text(AK)?, AK), (text(SK)?, SK), text(SECURITY_TOKEN)?, &Source::KeyVariables)? {
            return Ok(Some(Found { credential: key.into(), source: Source::KeyVariables, project_id }));
        }
    }
    let named_file = variable(FILE).filter(|value| !value.is_empty()).map(PathBuf::from);
    let is_named = named_file.is_some() || section.is_some();
    let Some(path) = named_file.or_else(|| home.map(|home| home.join(".huaweicloud").join("credentials"))) else {
        return Ok(None);
    };
    let section = section.unwrap_or(SECTION).to_owned();
    let profile = match Profile::read(&path, &section) {
        Ok(None) if is_named => {
            let text = format!("expected a credentials file {}, found none", path.display());
            return Err(Error::setup(text));
        }
        // A file that nobody has named may be for other things.
        Ok(None) => return Ok(None),
        Err(ProfileError::NoSection(..)) if !is_named => return Ok(None),
        Ok(Some(profile)) => profile,
        Err(error) => return Err(Error::setup(error.to_string())),
    };
    let value = |name: &str| profile.get(name).map(|value| Zeroizing::new(value.to_owned()));
    let source = Source::File { path, section };
    let project_id = profile.get("project_id").map(str::to_owned);
    match key((value("ak"), "ak"), (value("sk"), "sk"), value("security_token"), &source)? {
        Some(key) => Ok(Some(Found { credential: key.into(), source, project_id })),
        None if is_named => Err(Error::setup(format!("{source}: expected ak and sk, found neither"))),
        None => Ok(None),
    }
}

type Half = (Option<Zeroizing<String>>, &'static str);

/// The key of two halves; `None` where there is neither. One half alone is a mistake: to go on with another source
/// would send a request in another name.
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
            return Err(Error::setup(format!("{source}: expected {missing} beside {given}, found none")));
        }
    };
    let key = named(AccessKey::new(id.as_str(), secret.as_str()), source)?;
    match security_token {
        None => Ok(Some(key)),
        Some(token) => Ok(Some(key.with_security_token(named(Token::new(token.as_str()), source)?))),
    }
}

fn named<T>(outcome: Result<T, Error>, source: &Source) -> Result<T, Error> {
    outcome.map_err(|error| {
        let text = format!("{source}: {error}");
        error.with_text(text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(
        section: Option<&str>,
        variables: &[(&str, &str)],
        home: &std::path::Path,
    ) -> Result<Option<Found>, Error> {
        let variable = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into());
        find(section, &variable, Some(home.to_owned()))
    }

    fn home(credentials: &str) -> tempfile::TempDir {
        let home = tempfile::tempdir().unwrap();
        std::fs::create_dir(home.path().join(".huaweicloud")).unwrap();
        std::fs::write(home.path().join(".huaweicloud/credentials"), credentials).unwrap();
        home
    }

    #[test]
    fn the_nearest_source_wins() {
        let home = home("[basic]\nak = fromfile\nsk = s\nproject_id = p\n[work]\nak = fromwork\nsk = s\n");
        let all = [(Token::VARIABLE, "token"), (AK, "fromenv"), (SK, "s"), (PROJECT_ID, "q")];
        let first = found(None, &all, home.path()).unwrap().unwrap();
        assert_eq!((first.source, first.project_id), (Source::TokenVariable, None));
        let second = found(None, &all[1..], home.path()).unwrap().unwrap();
        assert_eq!(
            format!("{:?} {}", second.credential, second.source),
            format!("AccessKey(fromenv) environment variables {AK} and {SK}")
        );
        assert_eq!(second.project_id.as_deref(), Some("q"));
        let third = found(None, &[], home.path()).unwrap().unwrap();
        assert_eq!(format!("{:?}", third.credential), "AccessKey(fromfile)");
        assert_eq!(third.project_id.as_deref(), Some("p"));
        let named = found(Some("work"), &all, home.path()).unwrap().unwrap();
        assert_eq!(format!("{:?}", named.credential), "AccessKey(fromwork)");
    }

    #[test]
    fn nothing_anywhere_is_no_failure() {
        let home = home("[other]\nx = y\n");
        assert!(found(None, &[(AK, ""), (SK, "")], home.path()).unwrap().is_none());
        assert!(found(None, &[], tempfile::tempdir().unwrap().path()).unwrap().is_none());
    }

    #[test]
    fn half_a_key_is_told_and_not_passed_over() {
        let home = home("[basic]\nak = a\nsk = s\n[half]\nsk = hunter2\n[none]\nx = y\n");
        for (section, variables, told) in [
            (None, &[(AK, "a")][..], SK),
            (None, &[(SK, "hunter2")], AK),
            (None, &[(AK, "a"), (SK, "hunter 2")], "secret access key"),
            (Some("half"), &[], "ak"),
            (Some("none"), &[], "expected ak and sk"),
            (Some("nowhere"), &[], "[nowhere]"),
            (None, &[(FILE, "/nowhere/credentials")], "/nowhere/credentials"),
        ] {
            let error = found(section, variables, home.path()).unwrap_err().to_string();
            assert!(error.contains(told) && !error.contains("hunter"), "{error}");
        }
    }
}
