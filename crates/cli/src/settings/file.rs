//! The configuration file: profiles of settings, in TOML, never with a secret in them.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::{env, fs};

use deskledger::Credential;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Origin, Setting};
use crate::failure::{Failure, with_path};
use crate::masked;

/// The profile that is used where no other one is asked for.
pub(super) const DEFAULT: &str = "default";

/// How many bytes a configuration file, or a file that a setting names, may have.
const MOST_BYTES: u64 = 1 << 20;

/// What stands for an access key.
const SECTION: [&str; 2] =
    ["credentials_section, a section of the vendor's credentials file", "credentials_section，即厂商凭证文件中的一节"];

/// Keys that would hold a secret, and what stands for them.
const SECRETS: [(&str, [&str; 2]); 9] = [
    ("token", ["token_file, the file that the token stands in", "token_file，即存放令牌的文件"]),
    ("password", ["iam_password_file, the file that the password stands in", "iam_password_file，即存放密码的文件"]),
    (
        "iam_password",
        ["iam_password_file, the file that the password stands in", "iam_password_file，即存放密码的文件"],
    ),
    ("ak", SECTION),
    ("sk", SECTION),
    ("access_key", SECTION),
    ("secret_key", SECTION),
    ("security_token", SECTION),
    ("secret", ["a key that names a file", "指向文件的键"]),
];

/// Settings of the command `deskledger`, by profile. `--profile NAME` chooses one; without it `default` is used.
#[derive(Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(title = "Configuration of deskledger")]
pub(crate) struct Config {
    /// Profiles by name
    profiles: BTreeMap<String, Keys>,
}

/// Settings of one profile. Each is a flag, too, and a variable of the environment such as DESKLEDGER_ENDPOINT; both win
/// over the profile. A path that is not absolute begins at the directory of this file. A secret never stands here.
#[derive(Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Keys {
    /// Address of the service
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoint: Option<String>,
    /// Region of the cloud service, for example cn-north-4
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<String>,
    /// Project id
    #[serde(skip_serializing_if = "Option::is_none")]
    project_id: Option<String>,
    /// File with the user token
    #[serde(skip_serializing_if = "Option::is_none")]
    token_file: Option<PathBuf>,
    /// Section of the vendor's credentials file with the access key
    #[serde(skip_serializing_if = "Option::is_none")]
    credentials_section: Option<String>,
    /// Name of the IAM user whose password is exchanged for a token
    #[serde(skip_serializing_if = "Option::is_none")]
    iam_user: Option<String>,
    /// Account (domain) of the IAM user
    #[serde(skip_serializing_if = "Option::is_none")]
    iam_domain: Option<String>,
    /// File with the password of the IAM user
    #[serde(skip_serializing_if = "Option::is_none")]
    iam_password_file: Option<PathBuf>,
    /// Name of the project that the token is for, in place of the project id
    #[serde(skip_serializing_if = "Option::is_none")]
    iam_project: Option<String>,
    /// Address of the identity service
    #[serde(skip_serializing_if = "Option::is_none")]
    iam_endpoint: Option<String>,
    /// Certificates in PEM that are trusted beside those of the system
    #[serde(skip_serializing_if = "Option::is_none")]
    ca_file: Option<PathBuf>,
    /// Certificate of this side in PEM
    #[serde(skip_serializing_if = "Option::is_none")]
    client_certificate: Option<PathBuf>,
    /// Private key of that certificate in PEM
    #[serde(skip_serializing_if = "Option::is_none")]
    client_key: Option<PathBuf>,
    /// Address of the proxy, without a password: one with a password stands in the environment variable
    #[serde(skip_serializing_if = "Option::is_none")]
    proxy: Option<String>,
    /// Send the credential unencrypted to an http endpoint that is not this machine
    #[serde(skip_serializing_if = "Option::is_none")]
    allow_http: Option<bool>,
    /// Language of the headings
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    /// Form of the file
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<Form>,
    /// How often a failed request is sent at most
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    attempts: Option<u32>,
    /// Seconds of the longest random pause before the first retry; it doubles with each retry
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0))]
    initial_backoff: Option<f64>,
    /// Seconds of the longest random pause before a retry
    #[serde(skip_serializing_if = "Option::is_none")]
    max_backoff: Option<u64>,
    /// Seconds of the longest pause that the service may ask for
    #[serde(skip_serializing_if = "Option::is_none")]
    max_retry_after: Option<u64>,
    /// Seconds after the first failure from which on no retry starts
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_deadline: Option<u64>,
    /// Seconds that everything may take: token, attempts, pauses, and the file until its last byte
    #[serde(skip_serializing_if = "Option::is_none")]
    deadline: Option<u64>,
    /// Seconds that a connection may take
    #[serde(skip_serializing_if = "Option::is_none")]
    connect_timeout: Option<u64>,
    /// Seconds that the service may prepare its answer
    #[serde(skip_serializing_if = "Option::is_none")]
    response_timeout: Option<u64>,
    /// Seconds for which nothing may come in the middle of a file
    #[serde(skip_serializing_if = "Option::is_none")]
    idle_timeout: Option<u64>,
    /// The User-Agent header of every request
    #[serde(skip_serializing_if = "Option::is_none")]
    user_agent: Option<String>,
}

/// Form of the file.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
enum Form {
    Xlsx,
    Csv,
    Ndjson,
    Parquet,
}

/// Keys that hold a path.
const PATHS: [&str; 5] = ["token_file", "iam_password_file", "ca_file", "client_certificate", "client_key"];

/// A configuration file as it was read.
pub(super) struct Found {
    pub(super) path: PathBuf,
    profiles: Map<String, Value>,
}

/// The chosen profile.
pub(super) struct Profile {
    path: PathBuf,
    name: String,
    keys: Map<String, Value>,
}

impl Found {
    pub(super) fn profile(&self, name: &str) -> Option<Profile> {
        let keys = self.profiles.get(name)?.as_object()?.clone();
        Some(Profile { path: self.path.clone(), name: name.to_owned(), keys })
    }

    pub(super) fn names(&self) -> String {
        self.profiles.keys().cloned().collect::<Vec<_>>().join(", ")
    }
}

impl Profile {
    pub(super) fn get(&self, key: &str) -> Option<Setting> {
        let value = match self.keys.get(key)? {
            Value::String(text) if PATHS.contains(&key) => {
                self.path.parent().unwrap_or(Path::new("")).join(text).display().to_string()
            }
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let origin = Origin::Profile { path: self.path.clone(), name: self.name.clone(), key: key.to_owned() };
        Some(Setting { value, origin })
    }
}

/// Reads the configuration file: the one that is named, else the usual one, which need not be there.
pub(super) fn read(named: Option<&Setting>) -> Result<Option<Found>, Failure> {
    let Some(path) = named.map(|setting| PathBuf::from(&setting.value)).or_else(usual) else { return Ok(None) };
    let text = match content(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && named.is_none() => return Ok(None),
        other => other.map_err(|error| Failure::local(with_path("reading", &path, "读取"), &error))?,
    };
    let text = String::from_utf8(text).map_err(|_| {
        let shown = path.display();
        Failure::usage([
            format!("{shown}: expected text in UTF-8, found other bytes"),
            format!("{shown}：应为 UTF-8 文本，实际含有其他字节"),
        ])
    })?;
    let config = parse(&path, &text)?;
    let profiles = serde_json::to_value(config.profiles)
        .map_err(|error| Failure::local(["reading profiles", "读取配置方案失败"], &error))?;
    let profiles = if let Value::Object(profiles) = profiles { profiles } else { Map::new() };
    Ok(Some(Found { path, profiles }))
}

fn parse(path: &Path, text: &str) -> Result<Config, Failure> {
    let wrong = |error: toml::de::Error, [more, chinese]: [String; 2]| {
        let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        // The line itself is not shown: it may hold a secret that has no business there.
        let what = error.message().trim_end().replace('\n', ", ");
        let place = format!("{}:{line}", path.display());
        Failure::usage([format!("{place}: {what}{more}"), format!("{place}：不符合配置的格式：{what}{chinese}")])
    };
    let config: Config = match toml::from_str(text) {
        Ok(config) => config,
        Err(error) => {
            let key = error.message().strip_prefix("unknown field `").and_then(|rest| rest.split('`').next());
            let secret = key.and_then(|key| SECRETS.iter().find(|(name, _)| *name == key));
            let hint = secret.map(|(_, [english, chinese])| {
                [
                    format!(": no secret stands in this file; use {english}"),
                    format!("；此文件不保存机密：请改用 {chinese}"),
                ]
            });
            return Err(wrong(error, hint.unwrap_or_default()));
        }
    };
    for (name, keys) in &config.profiles {
        if keys.proxy.as_deref().is_some_and(masked::may_hold_secret) {
            let place = format!("{}: profiles.{name}.proxy", path.display());
            return Err(Failure::usage([
                format!(
                    "{place}: expected an address without a password, found one: no secret stands in this file; put the \
                     address into DESKLEDGER_PROXY"
                ),
                format!("{place}：应为不含密码的地址，实际含有密码：此文件不保存机密；请将该地址放入 DESKLEDGER_PROXY"),
            ]));
        }
    }
    Ok(config)
}

/// `deskledger/config.toml` in the directory for configurations.
fn usual() -> Option<PathBuf> {
    let directory = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let configurations = directory("XDG_CONFIG_HOME").or_else(|| Some(env::home_dir()?.join(".config")))?;
    Some(configurations.join("deskledger").join("config.toml"))
}

/// A file of moderate size, whole.
pub(super) fn content(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            format!("expected at most {MOST_BYTES} bytes, found more"),
        ));
    }
    Ok(bytes)
}

/// Whether the vendor's credentials file has a section of this name.
pub(super) fn section_exists(name: &str) -> bool {
    Credential::iam_endpoint_of_file(Some(name)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        parse(Path::new("config.toml"), text).unwrap_err().to_string()
    }

    #[test]
    fn a_misspelt_key_is_told_with_its_line() {
        let told = told("[profiles.a]\nregion = \"cn-north-4\"\nendpiont = \"x\"\n");
        assert!(told.starts_with("config.toml:3: unknown field `endpiont`") && told.contains("`endpoint`"), "{told}");
    }

    #[test]
    fn a_secret_in_the_file_is_refused_with_what_to_write_instead_and_not_repeated() {
        for (line, instead) in [
            ("token = \"hunter2\"", "token_file"),
            ("iam_password = \"hunter2\"", "iam_password_file"),
            ("sk = \"hunter2\"", "credentials_section"),
            ("proxy = \"http://u:hunter2@proxy.example\"", "DESKLEDGER_PROXY"),
            ("proxy = \"hunter2@proxy.example\"", "DESKLEDGER_PROXY"),
        ] {
            let told = told(&format!("[profiles.a]\n{line}\n"));
            assert!(told.contains("no secret stands in this file") && told.contains(instead), "{told}");
            assert!(!told.contains("hunter2"), "{told}");
        }
    }

    #[test]
    fn every_key_of_the_schema_is_read() {
        let text = "[profiles.a]\nattempts = 2\nallow_http = true\nformat = \"csv\"\nca_file = \"ca.pem\"\n";
        let config = parse(Path::new("/etc/x/config.toml"), text).unwrap();
        let profiles = serde_json::to_value(&config.profiles).unwrap();
        let read = Found { path: "/etc/x/config.toml".into(), profiles: profiles.as_object().unwrap().clone() };
        let profile = read.profile("a").unwrap();
        let value = |key| profile.get(key).map(|setting| setting.value);
        assert_eq!(value("attempts").as_deref(), Some("2"));
        assert_eq!((value("allow_http").as_deref(), value("format").as_deref()), (Some("true"), Some("csv")));
        assert_eq!(value("ca_file").as_deref(), Some("/etc/x/ca.pem"));
        assert!(value("endpoint").is_none());
        let schema = serde_json::to_value(schemars::schema_for!(Keys)).unwrap();
        let keys = schema["properties"].as_object().unwrap();
        assert!(
            PATHS.iter().all(|path| keys.contains_key(*path))
                && SECRETS.iter().all(|(key, _)| !keys.contains_key(*key))
        );
    }
}
