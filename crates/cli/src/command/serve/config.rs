//! The settings of `serve`. There is one list: its fields are the keys of the file, the flags, the variables of the
//! environment and the published schema.

use crate::messages;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Arg, ArgMatches};
use deskledger_server::Limits;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::config::file::{self, Source};
use crate::config::property::{self, english, properties, translations};
use crate::config::resolve::{Resolved, Sources, flag, variable};
use crate::error::Failure;
use crate::help::Help;
use crate::origin::Level;

/// What the names of the variables start with.
const PREFIX: &str = "DESKLEDGER_SERVE_";

/// Settings of `deskledger serve`. Each is a key of the file, a flag such as `--max-concurrent-exports`, and a variable of the
/// environment such as `DESKLEDGER_SERVE_MAX_CONCURRENT_EXPORTS`. A flag wins over the environment, and that over the file.
#[derive(Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(title = "Settings of deskledger serve")]
pub(crate) struct Settings {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PathBuf", description = english(messages::server_setting_data), extend("x-value" = "DIR", "x-description" = translations(messages::server_setting_data)))]
    pub(crate) data: Option<PathBuf>,
    #[schemars(description = english(messages::server_setting_listen), extend("x-value" = "ADDR", "x-description" = translations(messages::server_setting_listen)))]
    pub(crate) listen: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PathBuf", description = english(messages::server_setting_token_file), extend("x-value" = "FILE", "x-description" = translations(messages::server_setting_token_file)))]
    pub(crate) token_file: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PathBuf", description = english(messages::server_setting_tls_certificate), extend("x-value" = "FILE", "x-description" = translations(messages::server_setting_tls_certificate)))]
    pub(crate) tls_certificate: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PathBuf", description = english(messages::server_setting_tls_key), extend("x-value" = "FILE", "x-description" = translations(messages::server_setting_tls_key)))]
    pub(crate) tls_key: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PathBuf", description = english(messages::server_setting_chaos), extend("x-value" = "FILE", "x-description" = translations(messages::server_setting_chaos)))]
    pub(crate) chaos: Option<PathBuf>,
    #[schemars(description = english(messages::server_setting_log), extend("x-description" = translations(messages::server_setting_log)))]
    pub(crate) log: LogForm,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", description = english(messages::server_setting_log_level), extend("x-value" = "FILTER", "x-description" = translations(messages::server_setting_log_level)))]
    pub(crate) log_level: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", description = english(messages::server_setting_trusted_proxies), extend("x-value" = "NETWORKS", "x-description" = translations(messages::server_setting_trusted_proxies)))]
    pub(crate) trusted_proxies: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u32", range(min = 1, max = 36500), description = english(messages::server_setting_retention_days), extend("x-value" = "DAYS", "x-description" = translations(messages::server_setting_retention_days)))]
    pub(crate) retention_days: Option<u32>,
    #[schemars(range(min = 1, max = 100), description = english(messages::server_setting_retention_max_percent), extend("x-value" = "PERCENT", "x-description" = translations(messages::server_setting_retention_max_percent)))]
    pub(crate) retention_max_percent: u8,
    #[schemars(range(min = 1, max = 8760), description = english(messages::server_setting_token_ttl_hours), extend("x-value" = "HOURS", "x-description" = translations(messages::server_setting_token_ttl_hours)))]
    token_ttl_hours: u32,
    #[schemars(range(min = 1, max = 65536), description = english(messages::server_setting_max_concurrent_exports), extend("x-description" = translations(messages::server_setting_max_concurrent_exports)))]
    max_concurrent_exports: usize,
    #[schemars(range(min = 1, max = 65536), description = english(messages::server_setting_max_concurrent_exports_per_project), extend("x-description" = translations(messages::server_setting_max_concurrent_exports_per_project)))]
    max_concurrent_exports_per_project: usize,
    #[schemars(range(min = 1, max = 65536), description = english(messages::server_setting_max_concurrent_batches), extend("x-description" = translations(messages::server_setting_max_concurrent_batches)))]
    max_concurrent_batches: usize,
    #[schemars(range(min = 1, max = 65536), description = english(messages::server_setting_max_concurrent_lists), extend("x-description" = translations(messages::server_setting_max_concurrent_lists)))]
    max_concurrent_lists: usize,
    #[schemars(range(min = 1, max = 1_000_000), description = english(messages::server_setting_max_connections), extend("x-description" = translations(messages::server_setting_max_connections)))]
    max_connections: usize,
    #[schemars(range(min = 1, max = 1_000_000), description = english(messages::server_setting_max_connections_per_address), extend("x-description" = translations(messages::server_setting_max_connections_per_address)))]
    max_connections_per_address: usize,
    #[schemars(range(min = 1, max = 1_000_000), description = english(messages::server_setting_max_rejected_per_address), extend("x-description" = translations(messages::server_setting_max_rejected_per_address)))]
    max_rejected_per_address: u32,
    #[schemars(range(min = 8192, max = 16_777_216), description = english(messages::server_setting_max_header_bytes), extend("x-description" = translations(messages::server_setting_max_header_bytes)))]
    max_header_bytes: usize,
    #[schemars(range(min = 1024, max = 1_073_741_824), description = english(messages::server_setting_max_body_bytes), extend("x-description" = translations(messages::server_setting_max_body_bytes)))]
    max_body_bytes: usize,
    #[schemars(range(min = 1, max = 86400), description = english(messages::server_setting_header_timeout), extend("x-value" = "SECONDS", "x-description" = translations(messages::server_setting_header_timeout)))]
    header_timeout: u64,
    #[schemars(range(min = 1, max = 86400), description = english(messages::server_setting_body_timeout), extend("x-value" = "SECONDS", "x-description" = translations(messages::server_setting_body_timeout)))]
    body_timeout: u64,
    #[schemars(range(min = 1, max = 86400), description = english(messages::server_setting_write_timeout), extend("x-value" = "SECONDS", "x-description" = translations(messages::server_setting_write_timeout)))]
    write_timeout: u64,
    #[schemars(range(min = 1, max = 604_800), description = english(messages::server_setting_export_timeout), extend("x-value" = "SECONDS", "x-description" = translations(messages::server_setting_export_timeout)))]
    export_timeout: u64,
    #[schemars(range(min = 1, max = 86400), description = english(messages::server_setting_shutdown_timeout), extend("x-value" = "SECONDS", "x-description" = translations(messages::server_setting_shutdown_timeout)))]
    shutdown_timeout: u64,
}

/// Form of the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub(crate) enum LogForm {
    #[default]
    Text,
    Json,
}

impl Default for Settings {
    fn default() -> Self {
        let limits = Limits::default();
        Self {
            data: None,
            listen: "127.0.0.1:8080".to_owned(),
            token_file: None,
            tls_certificate: None,
            tls_key: None,
            chaos: None,
            log: LogForm::default(),
            log_level: None,
            trusted_proxies: None,
            retention_days: None,
            retention_max_percent: 20,
            token_ttl_hours: 24,
            max_concurrent_exports: limits.max_concurrent_exports,
            max_concurrent_exports_per_project: limits.max_concurrent_exports_per_project,
            max_concurrent_batches: limits.max_concurrent_batches,
            max_concurrent_lists: limits.max_concurrent_lists,
            max_connections: limits.max_connections,
            max_connections_per_address: limits.max_connections_per_address,
            max_rejected_per_address: limits.max_rejected_per_address,
            max_header_bytes: limits.max_header_bytes,
            max_body_bytes: limits.max_body_bytes,
            header_timeout: limits.header_timeout.as_secs(),
            body_timeout: limits.body_timeout.as_secs(),
            write_timeout: limits.write_timeout.as_secs(),
            export_timeout: limits.export_timeout.as_secs(),
            shutdown_timeout: limits.shutdown_timeout.as_secs(),
        }
    }
}

/// The flags: one for each setting, and the one that names the file.
pub(crate) fn flags(help: Help) -> Vec<Arg> {
    let config = help.value("config", "FILE", messages::flag_config_of_serve(PREFIX));
    let mut flags = vec![config];
    flags.extend(property::flags::<Settings>(help, PREFIX, ""));
    flags
}

impl Settings {
    /// Reads the settings: flags first, then the environment, then the file. An invalid one has its default, and a problem.
    pub(crate) fn read(matches: &ArgMatches) -> (Self, Vec<Failure>) {
        let variables = check_variables(std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()));
        let mut problems: Vec<_> = variables.err().into_iter().collect();
        let path = flag(matches, "config").and_then(|found| match found {
            None => variable(&format!("{PREFIX}CONFIG")),
            found => Ok(found),
        });
        let text = path.and_then(|path| {
            let Some(path) = path.map(|path| PathBuf::from(path.value)) else { return Ok(None) };
            file::read(&path, true).map(|text| text.map(|text| (path, text)))
        });
        let (text, is_read) = match text {
            Ok(text) => (text, true),
            Err(problem) => {
                problems.push(problem);
                (None, false)
            }
        };
        let text = text.as_ref().map(|(path, text)| Source { path, text });
        let settings = Self::resolve(matches, text.as_ref(), is_read, &mut problems);
        (settings, problems)
    }

    /// Unless `is_whole`, the file may have had more settings: none is called missing.
    fn resolve(matches: &ArgMatches, text: Option<&Source<'_>>, is_whole: bool, problems: &mut Vec<Failure>) -> Self {
        let properties = properties::<Self>();
        let table = text.map(|text| text.settings(&text.parse()?, "", &properties, |_| None)).transpose();
        let is_whole = is_whole && table.is_ok();
        let table = table.unwrap_or_else(|problem| {
            problems.push(problem);
            None
        });
        let levels = [Level::Flag, Level::Environment, Level::File];
        let sources = Sources { matches, prefix: PREFIX, table: table.as_ref(), levels };
        let settings = Resolved::collect::<Self>(&sources, &mut |_, problem| problems.push(problem));
        let settings = settings.values::<Self>().unwrap_or_else(|problem| {
            problems.push(problem);
            Self::default()
        });
        match (&settings.tls_certificate, &settings.tls_key) {
            (Some(_), None) if is_whole => problems.push(incomplete("tls_key", "tls_certificate")),
            (None, Some(_)) if is_whole => problems.push(incomplete("tls_certificate", "tls_key")),
            _ => {}
        }
        settings
    }

    /// What the server takes on, and how long it waits.
    pub(crate) fn limits(&self) -> Limits {
        Limits {
            max_concurrent_exports: self.max_concurrent_exports,
            max_concurrent_exports_per_project: self.max_concurrent_exports_per_project,
            max_concurrent_batches: self.max_concurrent_batches,
            max_concurrent_lists: self.max_concurrent_lists,
            max_connections: self.max_connections,
            max_connections_per_address: self.max_connections_per_address,
            max_rejected_per_address: self.max_rejected_per_address,
            max_header_bytes: self.max_header_bytes,
            max_body_bytes: self.max_body_bytes,
            header_timeout: Duration::from_secs(self.header_timeout),
            body_timeout: Duration::from_secs(self.body_timeout),
            write_timeout: Duration::from_secs(self.write_timeout),
            export_timeout: Duration::from_secs(self.export_timeout),
            shutdown_timeout: Duration::from_secs(self.shutdown_timeout),
            ..Limits::default()
        }
    }

    /// How long a token is good that is given for a password.
    pub(crate) fn token_ttl(&self) -> Duration {
        Duration::from_secs(u64::from(self.token_ttl_hours) * 60 * 60)
    }

    /// The settings by name, without absent ones.
    pub(super) fn map(&self) -> Map<String, Value> {
        serde_json::to_value(self).ok().and_then(|value| value.as_object().cloned()).unwrap_or_default()
    }

    /// Directory of the store.
    pub(crate) fn directory(&self) -> Result<&Path, Failure> {
        self.data.as_deref().ok_or_else(|| {
            let variable = format!("{PREFIX}DATA");
            Failure::usage(messages::no_data_directory(variable.to_string()))
        })
    }
}

fn incomplete(missing: &str, given: &str) -> Failure {
    Failure::usage(messages::incomplete_settings(missing.to_string(), given.to_string()))
}

/// Refuses unknown variables with the prefix of the settings: a misspelt one would be a limit that is silently ignored.
fn check_variables(names: impl Iterator<Item = String>) -> Result<(), Failure> {
    let known: Vec<String> = properties::<Settings>()
        .iter()
        .flat_map(|property| property.variables(PREFIX))
        .chain([format!("{PREFIX}CONFIG")])
        .collect();
    let mut unknown: Vec<String> = names.filter(|name| name.starts_with(PREFIX) && !known.contains(name)).collect();
    unknown.sort();
    match unknown.is_empty() {
        true => Ok(()),
        false => {
            let found = unknown.join(", ");
            Err(Failure::usage(messages::unknown_variables(found.to_string())))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use clap::Command;

    use super::*;

    fn resolve(text: &str, typed: &[&str]) -> Result<Settings, String> {
        let command = Command::new("serve").args(flags(Help(crate::locale::Locale::English)));
        let matches = command.try_get_matches_from([&["serve"], typed].concat()).unwrap();
        let text = Source { path: Path::new("serve.toml"), text };
        let mut problems = Vec::new();
        let settings = Settings::resolve(&matches, Some(&text), true, &mut problems);
        if problems.is_empty() { Ok(settings) } else { Err(Failure::all(problems).to_string()) }
    }

    #[test]
    fn a_flag_takes_precedence_over_the_file_and_the_rest_has_its_default() {
        let file = "data = \"ledger\"\nmax_concurrent_exports = 3\nheader_timeout = 7\nlog = \"json\"\n";
        let settings = resolve(file, &["--max-concurrent-exports", "9"]).unwrap();
        let limits = settings.limits();
        assert_eq!((limits.max_concurrent_exports, limits.header_timeout), (9, Duration::from_secs(7)));
        assert_eq!((settings.directory().unwrap(), settings.log), (Path::new("ledger"), LogForm::Json));
        assert_eq!(
            Limits { max_concurrent_exports: 16, header_timeout: Duration::from_secs(30), ..limits },
            Limits::default()
        );
        assert_eq!(resolve("", &[]).unwrap(), Settings::default());
    }

    #[test]
    fn a_misspelt_variable_is_rejected() {
        let check = |names: &[&str]| check_variables(names.iter().map(|name| (*name).to_owned()));
        let known = ["DESKLEDGER_SERVE_RETENTION_DAYS", "DESKLEDGER_SERVE_CONFIG", "DESKLEDGER_LOG", "HOME"];
        assert!(check(&known).is_ok());
        let problem = check(&["DESKLEDGER_SERVE_RETENTION_DAY", "HOME", "DESKLEDGER_SERVE_"]).unwrap_err().to_string();
        assert!(problem.ends_with("found DESKLEDGER_SERVE_, DESKLEDGER_SERVE_RETENTION_DAY"), "{problem}");
    }

    #[test]
    fn a_wrong_setting_is_reported_with_its_place() {
        for (file, typed, expected) in [
            (
                "max_concurrent_exports = 0",
                &[][..],
                "serve.toml:1: invalid value: max_concurrent_exports: expected a whole number from 1 to 65536, found 0",
            ),
            (
                "",
                &["--max-concurrent-exports", "many"],
                "--max-concurrent-exports: expected a whole number from 1 to 65536, found \"many\"",
            ),
            ("", &["--retention-days", "0"], "--retention-days: expected a whole number from 1 to 36500, found 0"),
            ("log = \"xml\"", &[], "log: expected text or json, found \"xml\""),
            ("max_concurrent_export = 1", &[], "serve.toml:1: unknown field `max_concurrent_export`"),
            ("\n\nlisten = 8080", &[], "serve.toml:3: invalid type: listen"),
            ("tls_key = \"k.pem\"", &[], "expected tls_certificate beside tls_key"),
        ] {
            let message = resolve(file, typed).unwrap_err();
            assert!(message.contains(expected), "{message}");
        }
        let all = resolve("", &["--max-concurrent-exports", "0", "--max-concurrent-lists", "0"]).unwrap_err();
        assert!(all.contains("--max-concurrent-exports") && all.contains("--max-concurrent-lists"), "{all}");
        assert!(resolve("", &[]).unwrap().directory().unwrap_err().to_string().contains("DESKLEDGER_SERVE_DATA"));
    }
}
