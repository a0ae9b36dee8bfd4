//! The settings of `serve`. There is one list: its fields are the keys of the file, the flags, the variables of the
//! environment and the published schema.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Arg, ArgMatches};
use deskledger_records::Message;
use deskledger_server::{Chaos, Limits, Options};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::config::data_dir;
use crate::config::file::{self, Source, Table};
use crate::config::property::{self, english, is_listen_address, properties, translations};
use crate::config::resolve::{Resolved, Sources, flag_or_variable};
use crate::error::Failure;
use crate::help::Help;
use crate::messages;
use crate::origin::{Level, Sourced};
use crate::terminal::log_filter::check_filter;

/// Prefix of the variables.
const PREFIX: &str = "DESKLEDGER_SERVE_";

/// Declares the settings: name, type, default, description, and what else the schema says of each.
macro_rules! settings {
    ($(#[$meta:meta])* $group:ident, $limits:ident; $(
        $(#[$attribute:meta])* $name:ident: $type:ty = $default:expr, $text:ident $(, $key:literal = $value:literal)*;
    )*) => {
        #[derive(Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
        $(#[$meta])*
        #[serde(deny_unknown_fields, default)]
        pub(crate) struct $group {
            $(
                $(#[$attribute])*
                #[schemars(
                    description = english(messages::$text),
                    extend($($key = $value,)* "x-description" = translations(messages::$text))
                )]
                pub(crate) $name: $type,
            )*
        }

        impl Default for $group {
            fn default() -> Self {
                let $limits = Limits::default();
                Self { $($name: $default),* }
            }
        }
    };
}

settings! {
    /// Settings of `deskledger serve`. Each is a key of the file, a flag such as `--max-concurrent-exports`, and a variable of the
    /// environment such as `DESKLEDGER_SERVE_MAX_CONCURRENT_EXPORTS`. A flag wins over the environment, and that over the file.
    #[schemars(title = "Settings of deskledger serve")]
    Settings, limits;
    #[serde(skip_serializing_if = "Option::is_none")] #[schemars(with = "PathBuf")]
    data: Option<PathBuf> = None, server_setting_data, "x-value" = "DIR";
    #[serde(skip_serializing_if = "Option::is_none")] #[schemars(with = "String")]
    store: Option<String> = None, server_setting_store, "x-value" = "URL";
    listen: String = "127.0.0.1:8080".to_owned(), server_setting_listen, "x-value" = "ADDR";
    #[serde(skip_serializing_if = "Option::is_none")] #[schemars(with = "PathBuf")]
    token_file: Option<PathBuf> = None, server_setting_token_file, "x-value" = "FILE";
    #[serde(skip_serializing_if = "Option::is_none")] #[schemars(with = "PathBuf")]
    tls_certificate: Option<PathBuf> = None, server_setting_tls_certificate, "x-value" = "FILE";
    #[serde(skip_serializing_if = "Option::is_none")] #[schemars(with = "PathBuf")]
    tls_key: Option<PathBuf> = None, server_setting_tls_key, "x-value" = "FILE";
    #[serde(skip_serializing_if = "Option::is_none")] #[schemars(with = "PathBuf")]
    chaos: Option<PathBuf> = None, server_setting_chaos, "x-value" = "FILE";
    log: LogFormat = LogFormat::default(), server_setting_log;
    #[serde(skip_serializing_if = "Option::is_none")] #[schemars(with = "String")]
    log_level: Option<String> = None, server_setting_log_level, "x-value" = "FILTER";
    #[serde(skip_serializing_if = "Option::is_none")] #[schemars(with = "String")]
    trusted_proxies: Option<String> = None, server_setting_trusted_proxies, "x-value" = "NETWORKS";
    #[serde(skip_serializing_if = "Option::is_none")] #[schemars(with = "u32", range(min = 1, max = 36500))]
    retention_days: Option<u32> = None, server_setting_retention_days, "x-value" = "DAYS";
    #[schemars(range(min = 1, max = 100))]
    retention_max_percent: u8 = 20, server_setting_retention_max_percent, "x-value" = "PERCENT";
    #[schemars(range(min = 1, max = 8760))]
    token_ttl_hours: u32 = 24, server_setting_token_ttl_hours, "x-value" = "HOURS";
    #[schemars(range(min = 1, max = 65536))]
    max_concurrent_exports: usize = limits.max_concurrent_exports, server_setting_max_concurrent_exports;
    #[schemars(range(min = 1, max = 65536))]
    max_concurrent_exports_per_project: usize = limits.max_concurrent_exports_per_project,
        server_setting_max_concurrent_exports_per_project;
    #[schemars(range(min = 1, max = 65536))]
    max_concurrent_batches: usize = limits.max_concurrent_batches, server_setting_max_concurrent_batches;
    #[schemars(range(min = 1, max = 65536))]
    max_concurrent_lists: usize = limits.max_concurrent_lists, server_setting_max_concurrent_lists;
    #[schemars(range(min = 1, max = 1_000_000))]
    max_connections: usize = limits.max_connections, server_setting_max_connections;
    #[schemars(range(min = 1, max = 1_000_000))]
    max_connections_per_address: usize = limits.max_connections_per_address,
        server_setting_max_connections_per_address;
    #[schemars(range(min = 1, max = 1_000_000))]
    max_rejected_per_address: u32 = limits.max_rejected_per_address, server_setting_max_rejected_per_address;
    #[schemars(range(min = 8192, max = 16_777_216))]
    max_header_bytes: usize = limits.max_header_bytes, server_setting_max_header_bytes;
    #[schemars(range(min = 1024, max = 1_073_741_824))]
    max_body_bytes: usize = limits.max_body_bytes, server_setting_max_body_bytes;
    #[schemars(range(min = 1, max = 86400))]
    header_timeout: u64 = limits.header_timeout.as_secs(), server_setting_header_timeout, "x-value" = "SECONDS";
    #[schemars(range(min = 1, max = 86400))]
    body_timeout: u64 = limits.body_timeout.as_secs(), server_setting_body_timeout, "x-value" = "SECONDS";
    #[schemars(range(min = 1, max = 86400))]
    write_timeout: u64 = limits.write_timeout.as_secs(), server_setting_write_timeout, "x-value" = "SECONDS";
    #[schemars(range(min = 1, max = 604_800))]
    export_timeout: u64 = limits.export_timeout.as_secs(), server_setting_export_timeout, "x-value" = "SECONDS";
    #[schemars(range(min = 1, max = 86400))]
    shutdown_timeout: u64 = limits.shutdown_timeout.as_secs(), server_setting_shutdown_timeout, "x-value" = "SECONDS";
}

/// Format of the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub(crate) enum LogFormat {
    #[default]
    Text,
    Json,
}

/// The flags: one for each setting, and the one that names the file.
pub(crate) fn flags(help: Help) -> Vec<Arg> {
    let mut flags = vec![help.value("config", "FILE", messages::flag_config_of_serve(PREFIX))];
    flags.extend(property::flags::<Settings>(help, PREFIX, ""));
    flags
}

impl Settings {
    /// Reads the settings: flags first, then the environment, then the file. Returns them with the options of the server, or every
    /// problem of them and of the files that they name.
    pub(crate) fn read(matches: &ArgMatches) -> Result<(Self, Options), Failure> {
        let mut problems = Vec::new();
        problems.extend(check_variables(std::env::vars_os().filter_map(|(name, _)| name.into_string().ok())).err());
        let table = read_file(matches).map_err(|problem| problems.push(problem));
        let settings = Self::resolve(matches, table.as_ref().ok().and_then(Option::as_ref), &mut problems);
        if table.is_ok() {
            // A file that cannot be read may name the directory.
            problems.extend(settings.directory().err());
        }
        problems.extend(data_dir::check_store(settings.store.as_deref()).err());
        let options = settings.options(&mut problems);
        if problems.is_empty() { Ok((settings, options)) } else { Err(Failure::all(problems)) }
    }

    /// The settings; those that are invalid have their default.
    fn resolve(matches: &ArgMatches, table: Option<&Table>, problems: &mut Vec<Failure>) -> Self {
        let sources =
            Sources { matches, prefix: PREFIX, table, levels: [Level::Flag, Level::Environment, Level::File] };
        let resolved = Resolved::collect::<Self>(&sources, &mut |_, problem| problems.push(problem));
        // An address that is overridden is not looked at.
        let listen =
            resolved.given().find(|(property, _)| property.key == "listen").and_then(|(_, values)| values.first());
        if let Some(Sourced { value, origin }) = listen
            && !value.as_str().is_some_and(is_listen_address)
        {
            let wrong = messages::expected_but_found(messages::host_and_port(), value.to_string());
            problems.push(Failure::usage(wrong).within(origin.to_string()));
        }
        resolved.values().map_err(|problem| problems.push(problem)).unwrap_or_default()
    }

    /// The options of the server, without those that are invalid.
    fn options(&self, problems: &mut Vec<Failure>) -> Options {
        let mut options = Options::default().limits(self.limits()).token_ttl(self.token_ttl());
        if let Some(days) = self.retention_days {
            options = options.retention(days).retention_max_percent(self.retention_max_percent);
        }
        let mut change = |by: &dyn Fn(Options) -> Result<Options, Message>| match by(options.clone()) {
            Ok(changed) => options = changed,
            Err(problem) => problems.push(Failure::usage(problem)),
        };
        if let Some(networks) = &self.trusted_proxies {
            change(&|options| {
                options.with_trusted_proxies(networks).map_err(|problem| messages::within("trusted_proxies", problem))
            });
        }
        if let Some(file) = &self.chaos {
            change(&|options| Ok(options.with_chaos(Chaos::read(file)?)));
        }
        match (&self.tls_certificate, &self.tls_key) {
            (Some(certificate), Some(key)) => change(&|options| options.with_tls(certificate, key)),
            (Some(_), None) => problems.push(incomplete("tls_key", "tls_certificate")),
            (None, Some(_)) => problems.push(incomplete("tls_certificate", "tls_key")),
            (None, None) => {}
        }
        if let Some(level) = &self.log_level {
            problems.extend(check_filter(level).map_err(|problem| Failure::usage(problem).within("log_level")).err());
        }
        options
    }

    /// The limits and timeouts of the server.
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

    /// Validity of a token issued for a password.
    pub(crate) fn token_ttl(&self) -> Duration {
        Duration::from_secs(u64::from(self.token_ttl_hours) * 60 * 60)
    }

    /// The settings by name, without absent ones.
    pub(super) fn map(&self) -> Map<String, Value> {
        serde_json::to_value(self).ok().and_then(|value| value.as_object().cloned()).unwrap_or_default()
    }

    pub(crate) fn directory(&self) -> Result<&Path, Failure> {
        self.data.as_deref().ok_or_else(|| Failure::usage(messages::no_data_directory(format!("{PREFIX}DATA"))))
    }
}

/// The settings of the file that is named, if one is.
fn read_file(matches: &ArgMatches) -> Result<Option<Table>, Failure> {
    let path = flag_or_variable(matches, "config", &[format!("{PREFIX}CONFIG")])?;
    let Some(path) = path.map(|path| PathBuf::from(path.value)) else { return Ok(None) };
    let text = file::read(&path, true)?;
    text.map(|text| settings_of(&Source { path: &path, text: &text })).transpose()
}

fn settings_of(file: &Source<'_>) -> Result<Table, Failure> {
    file.settings(&file.parse()?, "", &properties::<Settings>(), |_| None)
}

fn incomplete(missing: &str, given: &str) -> Failure {
    Failure::usage(messages::incomplete_settings(missing, given))
}

/// Rejects unknown variables with the prefix of the settings: a misspelt one would be a limit that is silently ignored.
fn check_variables(names: impl Iterator<Item = String>) -> Result<(), Failure> {
    let properties = properties::<Settings>();
    let variables = properties.iter().flat_map(|property| property.variables(PREFIX));
    let known: Vec<String> = variables.chain([format!("{PREFIX}CONFIG")]).collect();
    let mut unknown: Vec<String> = names.filter(|name| name.starts_with(PREFIX) && !known.contains(name)).collect();
    unknown.sort();
    if unknown.is_empty() { Ok(()) } else { Err(Failure::usage(messages::unknown_variables(unknown.join(", ")))) }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use clap::Command;

    use super::*;

    fn resolve(text: &str, typed: &[&str]) -> Result<Settings, String> {
        let command = Command::new("serve").args(flags(Help(crate::locale::Locale::English)));
        let matches = command.try_get_matches_from([&["serve"], typed].concat()).unwrap();
        let mut problems = Vec::new();
        let file = settings_of(&Source { path: Path::new("serve.toml"), text });
        let file = file.map_err(|problem| problems.push(problem)).ok();
        let settings = Settings::resolve(&matches, file.as_ref(), &mut problems);
        settings.options(&mut problems);
        if problems.is_empty() { Ok(settings) } else { Err(Failure::all(problems).to_string()) }
    }

    #[test]
    fn a_flag_takes_precedence_over_the_file_and_the_rest_has_its_default() {
        let file = "data = \"ledger\"\nmax_concurrent_exports = 3\nheader_timeout = 7\nlog = \"json\"\n";
        let settings = resolve(file, &["--max-concurrent-exports", "9"]).unwrap();
        let limits = settings.limits();
        assert_eq!((limits.max_concurrent_exports, limits.header_timeout), (9, Duration::from_secs(7)));
        assert_eq!((settings.directory().unwrap(), settings.log), (Path::new("ledger"), LogFormat::Json));
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
