//! The settings of the subcommands that send requests. A flag takes precedence over the environment, the environment over
//! the profile of the configuration file, and that over the vendor's credentials file. A profile that is named by a flag
//! takes precedence over the environment.

use crate::messages::{self, Text};
use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches};
use deskledger::{Credential, Message, RetryPolicy};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::config::file::{self, Source, Table};
use crate::config::property::{self, english, properties, translations};
use crate::config::redact;
use crate::config::resolve::{Resolved, Setting, Sources, flag_or_variable, variable};
use crate::error::Failure;
use crate::help::Help;
use crate::origin::{Level, Origin, Sourced};

/// Prefix of the variables.
const PREFIX: &str = "DESKLEDGER_";

/// The profile that is used if no other one is named.
const DEFAULT: &str = "default";

/// The variables of the project id, the strongest first.
pub(crate) const PROJECT_VARIABLES: [&str; 2] = ["DESKLEDGER_PROJECT_ID", "HUAWEICLOUD_SDK_PROJECT_ID"];

/// Keys that would hold a secret, and what replaces them.
const SECRETS: [(&[&str], Text); 4] = [
    (&["token"], messages::instead_of_token),
    (&["password", "iam_password"], messages::instead_of_password),
    (&["ak", "sk", "access_key", "secret_key", "security_token"], messages::instead_of_access_key),
    (&["secret"], messages::instead_of_secret),
];

/// Settings of the command `deskledger`, by profile. `--profile NAME` selects one; without it `default` is used.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(title = "Configuration of deskledger")]
pub(crate) struct ConfigFile {
    /// Profiles by name
    profiles: BTreeMap<String, ClientSettings>,
}

/// Declares settings: name, type, description, and what else the schema says of each.
macro_rules! settings {
    ($(#[$meta:meta])* $group:ident; $(
        $(#[$attribute:meta])* $name:ident: $type:ty $(, $text:ident $(, $key:literal = $value:expr)*)?;
    )*) => {
        #[derive(Debug, Default, Deserialize, JsonSchema)]
        $(#[$meta])*
        #[serde(deny_unknown_fields, default)]
        pub(crate) struct $group {
            $(
                $(#[$attribute])*
                $(#[schemars(
                    description = english(messages::$text),
                    extend($($key = $value,)* "x-description" = translations(messages::$text))
                )])?
                pub(crate) $name: Setting<$type>,
            )*
        }
    };
}

/// Formats of the file.
const FORMATS: [&str; 4] = ["xlsx", "csv", "ndjson", "parquet"];

settings! {
    /// Settings of one profile. Each is also a flag and a variable of the environment such as DESKLEDGER_ENDPOINT; both take
    /// precedence over the profile. A relative path starts in the directory of this file. This file holds no secrets.
    #[schemars(rename = "Profile")]
    ClientSettings;
    endpoint: String, setting_endpoint, "x-group" = "service", "x-value" = "URL";
    region: String, setting_region, "x-group" = "service", "x-value" = "NAME";
    /// Project id
    #[schemars(extend("x-variables" = [PROJECT_VARIABLES[1]]))]
    project_id: String;
    allow_http: bool, setting_allow_http, "x-group" = "service";
    token_file: String, setting_token_file, "x-group" = "credential", "x-value" = "FILE";
    /// Section of the vendor's credentials file with the access key; its flag is --profile
    credentials_section: String;
    iam_user: String, setting_iam_user, "x-group" = "credential", "x-value" = "NAME";
    iam_domain: String, setting_iam_domain, "x-group" = "credential", "x-value" = "NAME";
    iam_password_file: String, setting_iam_password_file, "x-group" = "credential", "x-value" = "FILE";
    iam_project: String, setting_iam_project, "x-group" = "credential", "x-value" = "NAME";
    iam_endpoint: String, setting_iam_endpoint, "x-group" = "credential", "x-value" = "URL";
    cacert: String, setting_cacert, "x-group" = "transport", "x-value" = "FILE";
    cert: String, setting_cert, "x-group" = "transport", "x-value" = "FILE";
    key: String, setting_key, "x-group" = "transport", "x-value" = "FILE";
    proxy: String, setting_proxy, "x-group" = "transport", "x-value" = "URL";
    user_agent: String, setting_user_agent, "x-group" = "transport", "x-value" = "TEXT";
    /// Language of the headings
    language: String;
    /// Format of the file
    #[schemars(extend("enum" = FORMATS))]
    format: String;
    #[schemars(range(min = 1))]
    max_attempts: u32, setting_max_attempts, "x-group" = "transfer", "x-value" = "N",
        "default" = RetryPolicy::default().max_attempts;
    #[schemars(range(min = 0))]
    retry_delay: f64, setting_retry_delay, "x-group" = "transfer", "x-value" = "SECONDS",
        "default" = RetryPolicy::default().initial_backoff.as_secs_f64();
    retry_max_delay: u64, setting_retry_max_delay, "x-group" = "transfer", "x-value" = "SECONDS",
        "default" = RetryPolicy::default().max_backoff.as_secs();
    retry_after_max: u64, setting_retry_after_max, "x-group" = "transfer", "x-value" = "SECONDS",
        "default" = RetryPolicy::default().max_retry_after.as_secs();
    retry_max_time: u64, setting_retry_max_time, "x-group" = "transfer", "x-value" = "SECONDS",
        "default" = RetryPolicy::default().max_elapsed.as_secs();
    #[schemars(range(min = 1))]
    max_time: u64, setting_max_time, "x-group" = "transfer", "x-value" = "SECONDS";
    #[schemars(range(min = 1))]
    connect_timeout: u64, setting_connect_timeout, "x-group" = "transfer", "x-value" = "SECONDS", "default" = 10;
    #[schemars(range(min = 1))]
    response_timeout: u64, setting_response_timeout, "x-group" = "transfer", "x-value" = "SECONDS", "default" = 300;
    #[schemars(range(min = 1))]
    idle_timeout: u64, setting_idle_timeout, "x-group" = "transfer", "x-value" = "SECONDS", "default" = 60;
}

/// The flags of a group of these settings.
pub(crate) fn flags(help: Help, group: &str) -> Vec<Arg> {
    property::flags::<ClientSettings>(help, PREFIX, group)
}

/// The settings of a run.
pub(crate) struct ClientConfig {
    pub(crate) settings: ClientSettings,
    /// The same, as a list.
    pub(crate) resolved: Resolved,
    /// The kinds of places, the strongest first.
    pub(crate) levels: [Level; 3],
    /// `--token`, which is a flag only.
    pub(crate) token: Option<Sourced<String>>,
    /// The password of the IAM user, which is a variable only.
    pub(crate) iam_password: Option<Sourced<String>>,
    /// The configuration file and the profile, if they are named.
    pub(crate) named: Vec<(&'static str, Sourced<String>)>,
    /// The section of the vendor's file that `--profile` names, if the configuration file has no such profile.
    vendor_section: Option<Sourced<String>>,
    /// Problems of the settings.
    pub(crate) problems: Vec<Failure>,
    /// The settings that have a problem.
    unread: Vec<String>,
    /// Whether the file cannot be read: then any setting may be missing.
    is_file_unread: bool,
}

impl ClientConfig {
    /// Reads flags, environment and the configuration file, and selects the profile.
    pub(crate) fn read(matches: &ArgMatches) -> Result<Self, Failure> {
        let mut config = Self::collect(matches)?;
        let problems = std::mem::take(&mut config.problems);
        if problems.is_empty() { Ok(config) } else { Err(Failure::all(problems)) }
    }

    /// The same, with every problem of the settings in `problems`.
    pub(crate) fn collect(matches: &ArgMatches) -> Result<Self, Failure> {
        let (mut problems, mut unread) = (Vec::new(), Vec::new());
        let mut strongest = |key: &str, name: &str| {
            flag_or_variable(matches, key, &[name]).map_err(|problem| problems.push(problem)).ok().flatten()
        };
        let wanted = strongest("profile", "DESKLEDGER_PROFILE");
        let path = strongest("config", "DESKLEDGER_CONFIG");
        let levels = match wanted.as_ref().map(|wanted| &wanted.origin) {
            Some(Origin::Flag(_)) => [Level::Flag, Level::File, Level::Environment],
            _ => [Level::Flag, Level::Environment, Level::File],
        };
        let profiles = Profiles::read(path.as_ref()).map_err(|problem| problems.push(problem));
        let is_file_unread = profiles.is_err();
        let mut profiles = profiles.unwrap_or_default();
        let table = profiles.tables.remove(wanted.as_ref().map_or(DEFAULT, |wanted| wanted.value.as_str()));
        let is_vendors = table.is_none();
        let vendor_section = wanted.clone().filter(|_| is_vendors);
        if let (Some(wanted), Some(path)) = (&vendor_section, &profiles.path) {
            problems.extend(profiles.expect_section(wanted, path).err());
        }
        let sources = Sources { matches, prefix: PREFIX, table: table.as_ref(), levels };
        let resolved = Resolved::collect::<ClientSettings>(&sources, &mut |key, problem| {
            unread.push(key.to_owned());
            problems.push(problem);
        });
        let iam_password = variable("DESKLEDGER_IAM_PASSWORD").map_err(|problem| problems.push(problem));
        let token = matches.get_one::<String>("token").cloned();
        let named = [("config", path), ("profile", wanted)];
        Ok(Self {
            settings: resolved.sourced()?,
            resolved,
            levels,
            token: token.map(|value| Sourced { value, origin: Origin::Flag("token".to_owned()) }),
            iam_password: iam_password.ok().flatten(),
            named: named.into_iter().filter_map(|(name, value)| Some((name, value?))).collect(),
            vendor_section,
            is_file_unread,
            problems,
            unread,
        })
    }

    /// Whether one of these settings may only seem to be missing, because of another problem.
    pub(crate) fn is_unread(&self, keys: &[&str]) -> bool {
        self.is_file_unread || self.unread.iter().any(|unread| keys.contains(&unread.as_str()))
    }

    /// The section of the vendor's credentials file that a kind of place names: `--profile` names one there, or the
    /// setting does.
    pub(crate) fn section(&self, level: Level) -> Option<&Sourced<String>> {
        let by_profile = self.vendor_section.as_ref().filter(|section| section.origin.level() == Some(level));
        by_profile.or_else(|| self.settings.credentials_section.at(level))
    }
}

/// The profiles of the configuration file.
#[derive(Default)]
struct Profiles {
    /// The file, if there is one.
    path: Option<PathBuf>,
    tables: BTreeMap<String, Table>,
}

impl Profiles {
    /// Reads the file that is named, or the default one, which need not exist.
    fn read(named: Option<&Sourced<String>>) -> Result<Self, Failure> {
        let Some(path) = named.map(|named| PathBuf::from(&named.value)).or_else(default_path) else {
            return Ok(Self::default());
        };
        let hints = if named.is_some() { Vec::new() } else { vec![messages::default_configuration()] };
        let text = file::read(&path, named.is_some()).map_err(|problem| problem.with_hints(hints))?;
        text.map_or_else(|| Ok(Self::default()), |text| Self::parse(&path, &text))
    }

    fn parse(path: &Path, text: &str) -> Result<Self, Failure> {
        let text = Source { path, text };
        let properties = properties::<ClientSettings>();
        let (mut tables, mut problems) = (BTreeMap::new(), Vec::new());
        for (key, value) in &text.parse()? {
            let Some(profiles) = value.get_ref().as_table().filter(|_| key.get_ref() == "profiles") else {
                problems.push(text.unknown(key, vec![Message::of("`profiles`")], None));
                continue;
            };
            for (name, profile) in profiles {
                let prefix = format!("profiles.{}.", name.get_ref());
                let Some(profile) = profile.get_ref().as_table() else {
                    problems.push(text.unknown(name, vec![messages::table_of_settings()], None));
                    continue;
                };
                let proxy = profile.get_key_value("proxy");
                let proxy = proxy.filter(|(_, url)| url.get_ref().as_str().is_some_and(redact::may_hold_secret));
                problems.extend(proxy.map(|(key, _)| {
                    text.wrong(key.span().start, messages::password_in_proxy_key(format!("{prefix}proxy")))
                }));
                match text.settings(profile, &prefix, &properties, secret_hint) {
                    Ok(table) => drop(tables.insert(name.get_ref().to_string(), table.with_own_paths())),
                    Err(problem) => problems.push(problem),
                }
            }
        }
        if problems.is_empty() { Ok(Self { path: Some(path.to_owned()), tables }) } else { Err(Failure::all(problems)) }
    }

    /// Rejects a profile that neither this file has nor the vendor's.
    fn expect_section(&self, wanted: &Sourced<String>, path: &Path) -> Result<(), Failure> {
        let Sourced { value, origin } = wanted;
        if Credential::iam_endpoint_of_file(Some(value)).is_ok() {
            return Ok(());
        }
        let known = self.tables.keys().cloned().collect::<Vec<_>>().join(", ");
        let (origin, value) = (origin.to_string(), format!("{value:?}"));
        Err(Failure::usage(messages::unknown_profile(origin, known, path.display(), value)))
    }
}

/// The replacement of a key that would hold a secret.
fn secret_hint(key: &str) -> Option<Message> {
    let (_, replacement) = SECRETS.iter().find(|(keys, _)| keys.contains(&key))?;
    Some(messages::secret_in_file(replacement()))
}

/// `deskledger/config.toml` in the directory for configurations.
fn default_path() -> Option<PathBuf> {
    let directory = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let configurations = directory("XDG_CONFIG_HOME").or_else(|| Some(env::home_dir()?.join(".config")))?;
    Some(configurations.join("deskledger").join("config.toml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(text: &str) -> String {
        Profiles::parse(Path::new("config.toml"), text).err().unwrap().to_string()
    }

    #[test]
    fn a_misspelt_key_is_reported_with_its_line() {
        let problem = problem("[profiles.a]\nregion = \"cn-north-4\"\nendpiont = \"x\"\n");
        assert!(
            problem.starts_with("config.toml:3: unknown field `endpiont`") && problem.contains("`endpoint`"),
            "{problem}"
        );
    }

    #[test]
    fn a_secret_in_the_file_is_rejected_with_its_replacement_and_not_repeated() {
        for (line, instead) in [
            ("token = \"hunter2\"", "token_file"),
            ("iam_password = \"hunter2\"", "iam_password_file"),
            ("sk = \"hunter2\"", "credentials_section"),
            ("proxy = \"http://u:hunter2@proxy.example\"", "DESKLEDGER_PROXY"),
            ("proxy = \"hunter2@proxy.example\"", "DESKLEDGER_PROXY"),
        ] {
            let problem = problem(&format!("[profiles.a]\n{line}\n"));
            assert!(
                problem.contains("secrets are not permitted in this file") && problem.contains(instead),
                "{problem}"
            );
            assert!(!problem.contains("hunter2"), "{problem}");
        }
    }

    #[test]
    fn every_key_of_the_schema_is_read() {
        let text = "[profiles.a]\nmax_attempts = 2\nallow_http = true\nformat = \"csv\"\ncacert = \"ca.pem\"\n";
        let mut profiles = Profiles::parse(Path::new("/etc/x/config.toml"), text).ok().unwrap();
        let table = profiles.tables.remove("a").unwrap();
        let known = properties::<ClientSettings>();
        let value = |key: &str| {
            let property = known.iter().find(|property| property.key == key).unwrap();
            table.get(property).map(|found| found.value.to_string())
        };
        assert_eq!(value("max_attempts").as_deref(), Some("2"));
        assert_eq!((value("allow_http").as_deref(), value("format").as_deref()), (Some("true"), Some("\"csv\"")));
        assert_eq!(value("cacert").as_deref(), Some("\"/etc/x/ca.pem\""));
        assert!(value("endpoint").is_none());
        assert!(
            ["token_file", "iam_password_file", "cacert", "cert", "key"]
                .iter()
                .all(|path| { known.iter().any(|property| property.key == *path && property.is_path()) })
        );
        assert!(SECRETS.iter().all(|(keys, _)| known.iter().all(|property| !keys.contains(&&*property.key))));
    }
}
