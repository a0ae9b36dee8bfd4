//! `serve`: the reference server.

use std::path::PathBuf;

use clap::ArgMatches;
use deskledger_server::Tokens;

use crate::failure::Failure;
use crate::interrupt::asked_to_stop;
use crate::output::Output;
use crate::store;

/// Runs the verb.
pub(crate) async fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let address = matches.get_one::<String>("listen").map(String::as_str).unwrap_or_default();
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
    crate::write_stdout(&format!("listening on http://{address}\n"))?;
    let served = deskledger_server::serve(listener, store, tokens, asked_to_stop).await;
    served.map_err(|error| Failure::local("serving", &error))
}
