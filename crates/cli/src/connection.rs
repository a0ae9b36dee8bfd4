//! Where to send the request, and with which credentials: flags first, then the environment.

use std::env;
use std::io::Read;
use std::path::Path;

use clap::ArgMatches;
use deskledger::{Client, Token};

use crate::failure::Failure;

/// A token is at most 40,000 characters; a longer input is no token.
const LONGEST_TOKEN_INPUT: u64 = 256 * 1024;

/// The client that the flags and the environment describe.
pub(crate) fn client(matches: &ArgMatches) -> Result<Client, Failure> {
    let text = |name: &str| matches.get_one::<String>(name).cloned();
    let mut builder = Client::builder().allow_http(matches.get_flag("allow-http")).token(token(matches)?);
    let region = text("region");
    let endpoint = match &region {
        Some(region) => region_override(region),
        None => text("endpoint").or_else(|| variable(&["DESKLEDGER_ENDPOINT"])),
    };
    let region = region.or_else(|| variable(&["DESKLEDGER_REGION"]));
    builder = match (endpoint, region) {
        (Some(endpoint), _) => builder.endpoint(endpoint),
        (None, Some(region)) => match region_override(&region) {
            Some(endpoint) => builder.endpoint(endpoint),
            None => builder.region(region),
        },
        (None, None) => {
            return Err(Failure::usage(
                "expected an endpoint, found none: give --endpoint URL or --region NAME, or set DESKLEDGER_ENDPOINT",
            ));
        }
    };
    Ok(builder.build()?)
}

/// The project id of the environment.
pub(crate) fn project_id() -> Option<String> {
    variable(&["DESKLEDGER_PROJECT_ID", "HUAWEICLOUD_SDK_PROJECT_ID"])
}

/// The vendor's SDKs let the environment replace the address of a region.
fn region_override(region: &str) -> Option<String> {
    variable(&[&format!("HUAWEICLOUD_SDK_REGION_WORKSPACE_{}", region.replace('-', "_").to_ascii_uppercase())])
}

fn token(matches: &ArgMatches) -> Result<Token, Failure> {
    if let Some(path) = matches.get_one::<std::path::PathBuf>("token-file") {
        return match path == Path::new("-") {
            true => {
                let mut text = String::new();
                let mut input = std::io::stdin().take(LONGEST_TOKEN_INPUT);
                input
                    .read_to_string(&mut text)
                    .map_err(|error| Failure::local("reading the token from standard input", &error))?;
                Ok(Token::new(text.trim_end_matches(['\r', '\n']))?)
            }
            false => Ok(Token::from_file(path)?),
        };
    }
    match matches.get_one::<String>("token").cloned().or_else(|| variable(&["DESKLEDGER_TOKEN"])) {
        Some(token) => Ok(Token::new(&token)?),
        None => Err(Failure::usage("expected a token, found none: give --token-file FILE or set DESKLEDGER_TOKEN")),
    }
}

/// The first of these variables that is set and not empty.
fn variable(names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| env::var(name).ok().filter(|value| !value.is_empty()))
}
