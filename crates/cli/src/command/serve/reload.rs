//! SIGHUP: tokens, certificate and settings are read again.

use std::path::PathBuf;

use deskledger_server::{Options, Reloader, Tls, Tokens};
use serde_json::{Map, Value};

use super::config::Settings;
use crate::error::{Doing as _, Failure};
use crate::messages;
use crate::terminal::log::SetFilter;

/// Settings that are fixed when the server starts.
const FIXED: [&str; 11] = [
    "data", "store", "listen", "token_file", "tls_certificate", "tls_key", "chaos", "log", "max_connections",
    "max_header_bytes", "header_timeout",
];

/// The reloadable state of a running server.
pub(super) struct Reload<R> {
    pub(super) reread: R,
    pub(super) tokens: Tokens,
    pub(super) token_file: PathBuf,
    pub(super) tls: Option<Tls>,
    pub(super) set_filter: SetFilter,
    pub(super) reloader: Reloader,
    /// The settings in use.
    pub(super) running: Map<String, Value>,
}

/// Names of changed settings.
#[derive(Debug, Default, PartialEq)]
struct Changes {
    applied: Vec<String>,
    need_restart: Vec<String>,
}

impl<R: Fn() -> Result<(Settings, Options), Failure>> Reload<R> {
    /// Reads everything again at each signal. If anything is invalid, all of it stays as it was.
    #[cfg(unix)]
    pub(super) async fn at_signals(mut self) {
        use tokio::signal::unix::{SignalKind, signal};
        let mut hangups = match signal(SignalKind::hangup()) {
            Ok(hangups) => hangups,
            Err(error) => return tracing::error!(%error, "listening for SIGHUP"),
        };
        while hangups.recv().await.is_some() {
            match self.apply() {
                Ok(Changes { applied, need_restart }) => {
                    let applied = applied.join(", ");
                    tracing::warn!(changed = applied, "tokens, certificate and settings have been reloaded");
                    if !need_restart.is_empty() {
                        let settings = need_restart.join(", ");
                        tracing::warn!(settings, "these settings have changed and need a restart");
                    }
                }
                Err(error) => tracing::error!(%error, "reloading failed: everything stays as it was"),
            }
        }
    }

    /// There is no such signal.
    #[cfg(not(unix))]
    pub(super) async fn at_signals(self) {}

    /// Everything that may be invalid is read before anything is replaced.
    fn apply(&mut self) -> Result<Changes, Failure> {
        let (settings, options) = (self.reread)()?;
        let tokens = Tokens::read(&self.token_file).doing(messages::serve_reading_tokens())?;
        if let Some(level) = &settings.log_level {
            (self.set_filter)(level).map_err(Failure::usage)?;
        }
        self.tokens.replace(&tokens);
        if let (Some(running), Some(loaded)) = (&self.tls, &options.tls) {
            running.replace(loaded);
        }
        self.reloader.apply(&options);
        Ok(replace(&mut self.running, settings.map()))
    }
}

/// Replaces the settings in use, except the fixed ones.
fn replace(running: &mut Map<String, Value>, new: Map<String, Value>) -> Changes {
    let mut changes = Changes::default();
    let mut names: Vec<String> = running.keys().chain(new.keys()).cloned().collect();
    names.sort();
    names.dedup();
    for name in names {
        match new.get(&name) {
            value if value == running.get(&name) => continue,
            _ if FIXED.contains(&&*name) => {
                changes.need_restart.push(name);
                continue;
            }
            Some(value) => drop(running.insert(name.clone(), value.clone())),
            None => drop(running.remove(&name)),
        }
        changes.applied.push(name);
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_that_needs_a_restart_is_named_at_every_reload_and_others_once() {
        let mut running = Settings::default().map();
        assert!(FIXED[..7].iter().all(|name| !running.contains_key(*name) || *name == "listen"));
        let mut new = running.clone();
        let of = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let (applied, fixed) = (of(&["token_ttl_hours"]), of(&["data", "listen", "max_header_bytes", "store"]));
        new.extend(fixed.iter().chain(&applied).map(|name| (name.clone(), Value::from("changed"))));
        assert_eq!(replace(&mut running, new.clone()), Changes { applied, need_restart: fixed.clone() });
        assert_eq!(replace(&mut running, new), Changes { applied: Vec::new(), need_restart: fixed });
        new = running.clone();
        new.remove("token_ttl_hours");
        assert_eq!(replace(&mut running, new).applied, ["token_ttl_hours"]);
    }
}
