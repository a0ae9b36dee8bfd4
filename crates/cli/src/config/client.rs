//! The settings of the subcommands that send requests. A flag takes precedence over the environment, the environment over
//! the profile of the configuration file, and that over the vendor's credentials file. A profile that is named by a flag
//! takes precedence over the environment.

use crate::messages::{self, Text};
use deskledger::Message;
use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches};
use deskledger::{Credential, FileFormat, RetryPolicy};
use schemars::JsonSchema;
use serde::Deserialize;
use toml::de::DeTable;

use crate::config::file::{self, Source, Table};
use crate::config::property::{self, properties};
use crate::config::redact;
use crate::config::resolve::{Resolved, Sources, flag, variable};
use crate::config::setting::Setting;
use crate::error::Failure;
use crate::help::Help;
use crate::origin::{Level, Origin, Sourced};

/// What the names of the variables start with.
const PREFIX: &str = "DESKLEDGER_";

/// The profile that is used if no other one is named.
const DEFAULT: &str = "default";

/// The variables of the project id, the strongest first.
pub(crate) const PROJECT_VARIABLES: [&str; 2] = ["DESKLEDGER_PROJECT_ID", "HUAWEICLOUD_SDK_PROJECT_ID"];

const TOKEN: fn() -> Message = messages::instead_of_token;
const PASSWORD: fn() -> Message = messages::instead_of_password;
const SECTION: fn() -> Message = messages::instead_of_access_key;

/// Keys that would hold a secret, and what replaces them.
const SECRETS: [(&str, Text); 9] = [
    ("token", TOKEN),
    ("password", PASSWORD),
    ("iam_password", PASSWORD),
    ("ak", SECTION),
    ("sk", SECTION),
    ("access_key", SECTION),
    ("secret_key", SECTION),
    ("security_token", SECTION),
    ("secret", messages::instead_of_secret),
];

/// Settings of the command `deskledger`, by profile. `--profile NAME` selects one; without it `default` is used.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(title = "Configuration of deskledger")]
pub(crate) struct ConfigFile {
    /// Profiles by name
    profiles: BTreeMap<String, ClientSettings>,
}

/// Settings of one profile. Each is also a flag and a variable of the environment such as DESKLEDGER_ENDPOINT; both take
/// precedence over the profile. A relative path starts in the directory of this file. This file holds no secrets.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "Profile")]
pub(crate) struct ClientSettings {
    /// Address of the service, for example http://127.0.0.1:8080
    #[schemars(extend("x-group" = "service", "x-value" = "URL", "x-description" = { "zh_CN": "服务的终端节点，例如 http://127.0.0.1:8080" }))]
    pub(crate) endpoint: Setting<String>,
    /// Region of the cloud service, for example cn-north-4
    #[schemars(extend("x-group" = "service", "x-value" = "NAME", "x-description" = { "zh_CN": "云服务的区域，例如 cn-north-4" }))]
    pub(crate) region: Setting<String>,
    /// Project id
    #[schemars(extend("x-variables" = [PROJECT_VARIABLES[1]]))]
    pub(crate) project_id: Setting<String>,
    /// Send the credential unencrypted to an http endpoint on another machine
    #[schemars(extend("x-group" = "service", "x-description" = { "zh_CN": "允许将凭证不加密地发送到非本机的 http 终端节点" }))]
    pub(crate) allow_http: Setting<bool>,
    /// File with the user token, or - for standard input; DESKLEDGER_TOKEN holds the token itself
    #[schemars(extend("x-group" = "credential", "x-value" = "FILE", "x-description" = { "zh_CN": "含有用户令牌的文件，- 表示标准输入；DESKLEDGER_TOKEN 存放令牌本身" }))]
    pub(crate) token_file: Setting<String>,
    /// Section of the vendor's credentials file with the access key
    pub(crate) credentials_section: Setting<String>,
    /// IAM user whose password is exchanged for a token; needs --iam-domain and --iam-password-file
    #[schemars(extend("x-group" = "credential", "x-value" = "NAME", "x-description" = { "zh_CN": "以其密码换取令牌的 IAM 用户；需要 --iam-domain 和 --iam-password-file" }))]
    pub(crate) iam_user: Setting<String>,
    /// Account (domain) of the IAM user
    #[schemars(extend("x-group" = "credential", "x-value" = "NAME", "x-description" = { "zh_CN": "IAM 用户所属的账号（domain）" }))]
    pub(crate) iam_domain: Setting<String>,
    /// File with the password of the IAM user, or - for standard input; DESKLEDGER_IAM_PASSWORD holds the password itself
    #[schemars(extend("x-group" = "credential", "x-value" = "FILE", "x-description" = { "zh_CN": "含有 IAM 用户密码的文件，- 表示标准输入；DESKLEDGER_IAM_PASSWORD 存放密码本身" }))]
    pub(crate) iam_password_file: Setting<String>,
    /// Name of the project that the token is for; without it, the project id of the request
    #[schemars(extend("x-group" = "credential", "x-value" = "NAME", "x-description" = { "zh_CN": "令牌所针对的项目的名称；不给出则使用请求中的项目 ID" }))]
    pub(crate) iam_project: Setting<String>,
    /// Address of the identity service; without it, iam_endpoint in the vendor's credentials file, or that of the region
    #[schemars(extend("x-group" = "credential", "x-value" = "URL", "x-description" = { "zh_CN": "身份服务（IAM）的地址；不给出则使用厂商凭证文件中的 iam_endpoint，或该区域的地址" }))]
    pub(crate) iam_endpoint: Setting<String>,
    /// Certificates in PEM to trust in addition to those of the system
    #[schemars(extend("x-group" = "transport", "x-value" = "FILE", "x-description" = { "zh_CN": "除系统证书外还信任的 PEM 格式证书" }))]
    pub(crate) cacert: Setting<String>,
    /// Client certificate in PEM, if the service requires one
    #[schemars(extend("x-group" = "transport", "x-value" = "FILE", "x-description" = { "zh_CN": "服务要求时提供的 PEM 格式客户端证书" }))]
    pub(crate) cert: Setting<String>,
    /// Private key of the client certificate in PEM
    #[schemars(extend("x-group" = "transport", "x-value" = "FILE", "x-description" = { "zh_CN": "客户端证书的 PEM 格式私钥" }))]
    pub(crate) key: Setting<String>,
    /// Proxy for all hosts except those of NO_PROXY, without a password; only the variable may hold one. Without it,
    /// HTTPS_PROXY, HTTP_PROXY or ALL_PROXY
    #[schemars(extend("x-group" = "transport", "x-value" = "URL", "x-description" = { "zh_CN": "访问 NO_PROXY 以外的主机时使用的代理，不含密码：只有环境变量可以含有密码。不给出则使用 HTTPS_PROXY、HTTP_PROXY 或 ALL_PROXY" }))]
    pub(crate) proxy: Setting<String>,
    /// User-Agent header, if a gateway requires one
    #[schemars(extend("x-group" = "transport", "x-value" = "TEXT", "x-description" = { "zh_CN": "User-Agent 头，用于有此要求的网关" }))]
    pub(crate) user_agent: Setting<String>,
    /// Language of the headings
    pub(crate) language: Setting<String>,
    /// Format of the file
    pub(crate) format: Setting<Format>,
    /// Maximum attempts per request
    #[schemars(range(min = 1), extend("x-group" = "transfer", "x-value" = "N", "default" = RetryPolicy::default().max_attempts, "x-description" = { "zh_CN": "每个请求的最大尝试次数" }))]
    pub(crate) max_attempts: Setting<u32>,
    /// Upper bound of the random delay before the first retry, in seconds, for example 0.5; it doubles with each retry
    #[schemars(range(min = 0), extend("x-group" = "transfer", "x-value" = "SECONDS", "default" = RetryPolicy::default().initial_backoff.as_secs_f64(), "x-description" = { "zh_CN": "首次重试前随机延迟的上限（秒），例如 0.5；每次重试加倍" }))]
    pub(crate) retry_delay: Setting<f64>,
    /// Upper bound of the random delay before a retry, in seconds
    #[schemars(extend("x-group" = "transfer", "x-value" = "SECONDS", "default" = RetryPolicy::default().max_backoff.as_secs(), "x-description" = { "zh_CN": "重试前随机延迟的上限（秒）" }))]
    pub(crate) retry_max_delay: Setting<u64>,
    /// Maximum delay that the service may ask for with Retry-After, in seconds
    #[schemars(extend("x-group" = "transfer", "x-value" = "SECONDS", "default" = RetryPolicy::default().max_retry_after.as_secs(), "x-description" = { "zh_CN": "服务可以用 Retry-After 要求的最长等待时间（秒）" }))]
    pub(crate) retry_after_max: Setting<u64>,
    /// No retry starts later than this after the first failure, in seconds
    #[schemars(extend("x-group" = "transfer", "x-value" = "SECONDS", "default" = RetryPolicy::default().max_elapsed.as_secs(), "x-description" = { "zh_CN": "首次失败后超过此秒数不再开始重试" }))]
    pub(crate) retry_max_time: Setting<u64>,
    /// Maximum time for the whole export, in seconds: token, attempts, delays and the file; without it, no limit
    #[schemars(extend("x-group" = "transfer", "x-value" = "SECONDS", "x-description" = { "zh_CN": "整个导出的最长时间（秒）：获取令牌、各次尝试、等待和文件传输；不给出则不限" }))]
    pub(crate) max_time: Setting<u64>,
    /// Maximum time to connect, in seconds
    #[schemars(extend("x-group" = "transfer", "x-value" = "SECONDS", "default" = 10, "x-description" = { "zh_CN": "建立连接的最长时间（秒）" }))]
    pub(crate) connect_timeout: Setting<u64>,
    /// Maximum time until the service starts to respond, in seconds
    #[schemars(extend("x-group" = "transfer", "x-value" = "SECONDS", "default" = 300, "x-description" = { "zh_CN": "服务开始响应的最长时间（秒）" }))]
    pub(crate) response_timeout: Setting<u64>,
    /// Maximum time without data during the transfer of a file, in seconds
    #[schemars(extend("x-group" = "transfer", "x-value" = "SECONDS", "default" = 60, "x-description" = { "zh_CN": "文件传输中没有数据的最长时间（秒）" }))]
    pub(crate) idle_timeout: Setting<u64>,
}

/// Format of the file.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub(crate) enum Format {
    Xlsx,
    Csv,
    Ndjson,
    Parquet,
}

impl Format {
    /// The format that the library requests.
    pub(crate) fn kind(self) -> FileFormat {
        match self {
            Self::Xlsx => FileFormat::Xlsx,
            Self::Csv => FileFormat::Csv,
            Self::Ndjson => FileFormat::Ndjson,
            Self::Parquet => FileFormat::Parquet,
        }
    }
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
}

impl ClientConfig {
    /// Reads flags, environment and the configuration file, and selects the profile.
    pub(crate) fn read(matches: &ArgMatches) -> Result<Self, Failure> {
        let strongest = |key: &str, name: &str| match flag(matches, key)? {
            None => variable(name),
            found => Ok(found),
        };
        let wanted = strongest("profile", "DESKLEDGER_PROFILE")?;
        let path = strongest("config", "DESKLEDGER_CONFIG")?;
        let levels = match wanted.as_ref().map(|wanted| &wanted.origin) {
            Some(Origin::Flag(_)) => [Level::Flag, Level::File, Level::Environment],
            _ => [Level::Flag, Level::Environment, Level::File],
        };
        let mut profiles = Profiles::read(path.as_ref())?;
        let table = profiles.tables.remove(wanted.as_ref().map_or(DEFAULT, |wanted| wanted.value.as_str()));
        let is_vendors = table.is_none();
        let vendor_section = wanted.clone().filter(|_| is_vendors);
        if let (Some(wanted), Some(path)) = (&vendor_section, &profiles.path) {
            profiles.expect_section(wanted, path)?;
        }
        let resolved =
            Resolved::read::<ClientSettings>(&Sources { matches, prefix: PREFIX, table: table.as_ref(), levels })?;
        Ok(Self {
            settings: resolved.sourced()?,
            resolved,
            levels,
            token: matches
                .get_one::<String>("token")
                .map(|token| Sourced { value: token.clone(), origin: Origin::Flag("token".to_owned()) }),
            iam_password: variable("DESKLEDGER_IAM_PASSWORD")?,
            named: [("config", path), ("profile", wanted)]
                .into_iter()
                .filter_map(|(name, value)| Some((name, value?)))
                .collect(),
            vendor_section,
        })
    }

    /// The section of the vendor's credentials file that a kind of place names: `--profile` names one there, or the
    /// profile does.
    pub(crate) fn section(&self, level: Level) -> Option<&Sourced<String>> {
        let by_profile = self.vendor_section.as_ref().filter(|section| section.origin.level() == Some(level));
        by_profile.or_else(|| self.settings.credentials_section.at(level).filter(|_| level == Level::File))
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
        let Some(text) = file::read(&path, named.is_some())? else { return Ok(Self::default()) };
        Self::parse(&path, &text)
    }

    fn parse(path: &Path, text: &str) -> Result<Self, Failure> {
        let text = Source { path, text };
        let properties = properties::<ClientSettings>();
        let mut tables = BTreeMap::new();
        for (key, value) in &text.parse()? {
            let profiles = value.get_ref().as_table().filter(|_| key.get_ref() == "profiles");
            let Some(profiles) = profiles else { return Err(text.unknown(key, vec![Message::of("`profiles`")], None)) };
            for (name, profile) in profiles {
                let prefix = format!("profiles.{}.", name.get_ref());
                let Some(profile) = profile.get_ref().as_table() else {
                    return Err(text.unknown(name, vec![messages::table_of_settings()], None));
                };
                refuse_password(&text, profile, &prefix)?;
                let table = text.settings(profile, &prefix, &properties, secret_hint)?;
                tables.insert(name.get_ref().to_string(), table.with_own_paths());
            }
        }
        Ok(Self { path: Some(path.to_owned()), tables })
    }

    /// Refuses a profile that neither this file has nor the vendor's.
    fn expect_section(&self, wanted: &Sourced<String>, path: &Path) -> Result<(), Failure> {
        let Sourced { value, origin } = wanted;
        if Credential::iam_endpoint_of_file(Some(value)).is_ok() {
            return Ok(());
        }
        let known = self.tables.keys().cloned().collect::<Vec<_>>().join(", ");
        let path = path.display();
        Err(Failure::usage(messages::unknown_profile(
            origin.to_string(),
            known.to_string(),
            path.to_string(),
            format!("{:?}", value),
        )))
    }
}

/// What replaces a key that would hold a secret.
fn secret_hint(key: &str) -> Option<Message> {
    let (_, replacement) = SECRETS.iter().find(|(name, _)| *name == key)?;
    Some(messages::secret_in_file(replacement()))
}

fn refuse_password(text: &Source<'_>, profile: &DeTable<'_>, prefix: &str) -> Result<(), Failure> {
    let Some((key, value)) = profile.get_key_value("proxy") else { return Ok(()) };
    match value.get_ref().as_str().is_some_and(redact::may_hold_secret) {
        false => Ok(()),
        true => Err(text.wrong(key.span().start, messages::password_in_proxy_key(format!("{prefix}proxy")))),
    }
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
    fn a_secret_in_the_file_is_refused_with_its_replacement_and_not_repeated() {
        for (line, instead) in [
            ("token = \"hunter2\"", "token_file"),
            ("iam_password = \"hunter2\"", "iam_password_file"),
            ("sk = \"hunter2\"", "credentials_section"),
            ("proxy = \"http://u:hunter2@proxy.example\"", "DESKLEDGER_PROXY"),
            ("proxy = \"hunter2@proxy.example\"", "DESKLEDGER_PROXY"),
        ] {
            let problem = problem(&format!("[profiles.a]\n{line}\n"));
            assert!(problem.contains("no secret stands in this file") && problem.contains(instead), "{problem}");
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
        assert!(SECRETS.iter().all(|(key, _)| known.iter().all(|property| property.key != *key)));
    }
}
