//! What proves who asks: flags first, then the environment, then the vendor's credentials file.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, value_parser};
use deskledger::{Credential, Token};
use zeroize::Zeroizing;

use crate::failure::Failure;

/// A token is at most 40,000 characters; a longer input is no token.
const LONGEST_TOKEN_INPUT: u64 = 256 * 1024;

/// A credential, and what stood beside it.
pub(crate) struct Given {
    pub(crate) credential: Credential,
    /// The project id that stood beside the credential.
    pub(crate) project_id: Option<String>,
}

/// The flags that name a credential.
pub(crate) fn flags() -> [Arg; 3] {
    [
        Arg::new("token-file")
            .long("token-file")
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .help("File with the user token, or - for standard input [env: DESKLEDGER_TOKEN holds the token itself]"),
        Arg::new("token")
            .long("token")
            .value_name("TOKEN")
            .conflicts_with("token-file")
            .help("The user token itself; others on this machine can see it, so prefer --token-file"),
        Arg::new("profile").long("profile").value_name("NAME").conflicts_with_all(["token", "token-file"]).help(
            "Section of the vendor's credentials file, ~/.huaweicloud/credentials, with the access key that signs the \
             request [env: HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK hold the key itself, \
             HUAWEICLOUD_SDK_CREDENTIALS_FILE names another file]",
        ),
    ]
}

/// The credential that flags, environment and files give.
pub(crate) fn read(matches: &ArgMatches) -> Result<Given, Failure> {
    let given = |token: Token| Given { credential: token.into(), project_id: None };
    if let Some(path) = matches.get_one::<PathBuf>("token-file") {
        let token = if path == Path::new("-") { from_standard_input()? } else { Token::from_file(path)? };
        return Ok(given(token));
    }
    if let Some(token) = matches.get_one::<String>("token") {
        return Ok(given(Token::new(token)?));
    }
    match Credential::find(matches.get_one::<String>("profile").map(String::as_str))? {
        Some(found) => Ok(Given { credential: found.credential, project_id: found.project_id }),
        None => Err(Failure::usage(
            "expected a token or an access key, found none: give --token-file FILE, or set DESKLEDGER_TOKEN, or \
             HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK, or write ~/.huaweicloud/credentials",
        )),
    }
}

fn from_standard_input() -> Result<Token, Failure> {
    let mut text = Zeroizing::new(String::new());
    let mut input = std::io::stdin().take(LONGEST_TOKEN_INPUT);
    let failed = |error| Failure::local("reading the token from standard input", &error);
    input.read_to_string(&mut text).map_err(failed)?;
    Ok(Token::new(text.trim_end_matches(['\r', '\n']))?)
}
