//! SIGHUP: tokens, certificate and log level are read again.

use std::path::PathBuf;

use deskledger_records::Message;
use deskledger_server::{Tls, Tokens};

use super::config::Settings;
use crate::error::Failure;
use crate::messages;
use crate::terminal::log::SetFilter;

/// What a running server reads again.
pub(super) struct Reload<R> {
    pub(super) reread: R,
    pub(super) tokens: Tokens,
    pub(super) token_file: PathBuf,
    pub(super) tls: Option<Tls>,
    pub(super) set_filter: SetFilter,
}

impl<R: Fn() -> Result<Settings, Failure>> Reload<R> {
    /// Reads everything again at each signal. If anything is invalid, all of it stays as it was.
    #[cfg(unix)]
    pub(super) async fn at_signals(self) {
        use tokio::signal::unix::{SignalKind, signal};
        let mut hangups = match signal(SignalKind::hangup()) {
            Ok(hangups) => hangups,
            Err(error) => return tracing::error!(%error, "listening for SIGHUP"),
        };
        while hangups.recv().await.is_some() {
            match self.apply() {
                Ok(()) => tracing::warn!("tokens, certificate and log level have been reloaded"),
                Err(error) => tracing::error!(%error, "reloading failed: everything stays as it was"),
            }
        }
    }

    /// There is no such signal.
    #[cfg(not(unix))]
    pub(super) async fn at_signals(self) {}

    fn apply(&self) -> Result<(), Failure> {
        let settings = (self.reread)()?;
        let reading = |error| Failure::local(messages::serve_reading_tokens(), &error);
        let tokens = Tokens::read(&self.token_file).map_err(reading)?;
        let invalid = |error: Message| Failure::usage(error);
        self.tls.as_ref().map_or(Ok(()), Tls::reload_now).map_err(invalid)?;
        if let Some(level) = &settings.log_level
            && !(self.set_filter)(level)
        {
            return Err(Failure::usage(messages::invalid_log_level(level.clone())));
        }
        self.tokens.replace(&tokens);
        Ok(())
    }
}
