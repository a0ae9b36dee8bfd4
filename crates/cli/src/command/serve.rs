//! `serve`: the reference server.

mod config;
mod memory;
mod reload;

use std::path::Path;

use clap::Command;
use deskledger_server::{Options, TOKENS, Tokens};

use crate::config::data_dir;
use crate::error::{Doing as _, Failure};
use crate::help::Help;
use crate::terminal::log::{Log, SetFilter};
use crate::terminal::output::{Output, write_stdout};
use crate::terminal::signals::termination_requested;
use crate::{locale, messages};

pub(crate) use config::{LogFormat, Settings};
pub(crate) use memory::give_back;
use reload::Reload;

pub(crate) fn command(help: Help) -> Command {
    let ready = help.say(messages::serve_notes());
    help.subcommand("serve", messages::about_serve())
        .after_help(format!("{ready}\n\n{}", help.say(messages::exit_codes())))
        .args(config::flags(help))
}

pub(crate) async fn run(
    (settings, options): (Settings, Options),
    output: &Output,
    log: &Log,
    (reread, set_filter): (impl Fn() -> Result<(Settings, Options), Failure> + Send + Sync + 'static, SetFilter),
) -> Result<(), Failure> {
    let directory = settings.directory()?;
    raise_descriptor_limit();
    let (options, reloader) = options.with_log_losses(log.lost()).with_reloader();
    let scheme = if options.tls.is_some() { "https" } else { "http" };
    let store = data_dir::open_at(directory, settings.store.as_deref())?;
    deskledger_server::check_data(&store).map_err(std::io::Error::other).doing(messages::admin_checking())?;
    let token_file = settings.token_file.clone().unwrap_or_else(|| directory.join(TOKENS));
    let tokens = match &settings.token_file {
        Some(path) => Tokens::read(path).map(|tokens| (tokens, false)),
        None => Tokens::load_or_generate(&token_file),
    };
    let (tokens, is_new) = tokens.doing(messages::serve_reading_tokens())?;
    if is_new {
        output.line(&made(&token_file, settings.log));
    }
    let listening = || messages::serve_listening(settings.listen.as_str());
    let listener = tokio::net::TcpListener::bind(&settings.listen).await.doing(listening())?;
    let address = listener.local_addr().doing(listening())?;
    let termination_requested = termination_requested()?;
    if options.tls.is_none() && !address.ip().is_loopback() {
        tracing::warn!(%address, "{}", messages::serve_plaintext().localized(locale::Locale::English));
    }
    let (tls, running) = (options.tls.clone(), settings.map());
    let reload = Reload { reread, tokens: tokens.clone(), token_file, tls, set_filter, reloader, running };
    tokio::spawn(reload.at_signals());
    write_stdout(&format!("listening on {scheme}://{address}\n"))?;
    let served = deskledger_server::serve_with(options, listener, store, tokens, termination_requested).await;
    served.doing(messages::demo_serving())
}

/// The message about a new token: the token itself in a text log, its file in a JSON log.
fn made(path: &Path, form: LogFormat) -> String {
    let token = std::fs::read_to_string(path).ok().filter(|_| form == LogFormat::Text);
    match token {
        Some(token) => messages::serve_new_token(path.display(), token.trim()).localized(locale::of_environment()),
        None => {
            let path = path.display().to_string();
            let how = format!("it is not logged; whoever runs the server reads it: cat '{path}'");
            let fields = serde_json::json!({ "message": "made a token", "path": path, "how": how });
            serde_json::json!({ "level": "INFO", "fields": fields }).to_string()
        }
    }
}

/// Raises the limit of open files to what the system permits: every connection needs one.
fn raise_descriptor_limit() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, getrlimit, setrlimit};
        let mut limit = getrlimit(Resource::Nofile);
        limit.current = limit.maximum;
        if let Err(error) = setrlimit(Resource::Nofile, limit) {
            tracing::warn!(%error, "raising the limit of open files");
        }
    }
}
