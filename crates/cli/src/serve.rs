//! `serve`: the reference server.

use std::path::PathBuf;

use clap::ArgMatches;
use deskledger_server::{Chaos, Options, Tokens};

use crate::failure::Failure;
use crate::interrupt::asked_to_stop;
use crate::output::Output;
use crate::store;

/// Runs the verb.
pub(crate) async fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let address = matches.get_one::<String>("listen").map(String::as_str).unwrap_or_default();
    let options = options(matches)?;
    let scheme = if options.tls.is_some() { "https" } else { "http" };
    let store = store::open(matches)?;
    let tokens = match matches.get_one::<PathBuf>("token-file") {
        Some(path) => Tokens::read(path),
        None => {
            let path = store::directory(matches).join("tokens");
            let (tokens, is_new) =
                Tokens::read_or_make(&path).map_err(|error| Failure::local("reading the tokens", &error))?;
            if is_new {
                output.tell(&format!("made a token: {}", path.display()));
            }
            Ok(tokens)
        }
    };
    let tokens = tokens.map_err(|error| Failure::local("reading the tokens", &error))?;
    let listening = |error| Failure::local(&format!("listening on {address}"), &error);
    let listener = tokio::net::TcpListener::bind(address).await.map_err(listening)?;
    let address = listener.local_addr().map_err(listening)?;
    let asked_to_stop = asked_to_stop()?;
    crate::write_stdout(&format!("listening on {scheme}://{address}\n"))?;
    let served = deskledger_server::serve_with(options, listener, store, tokens, asked_to_stop).await;
    served.map_err(|error| Failure::local("serving", &error))
}

fn options(matches: &ArgMatches) -> Result<Options, Failure> {
    let path = |name: &str| matches.get_one::<PathBuf>(name);
    let mut options = Options::default();
    if let Some(file) = path("chaos") {
        options = options.with_chaos(Chaos::read(file).map_err(Failure::usage)?);
    }
    if let (Some(certificate), Some(key)) = (path("tls-certificate"), path("tls-key")) {
        options = options.with_tls(certificate, key).map_err(Failure::usage)?;
    }
    Ok(options)
}
