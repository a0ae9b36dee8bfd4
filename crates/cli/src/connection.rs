//! Where to send the request: flags first, then the environment.

use std::env;

use clap::ArgMatches;
use deskledger::{Client, Credential};

use crate::failure::Failure;

/// The client that the flags and the environment describe.
pub(crate) fn client(matches: &ArgMatches, credential: Credential) -> Result<Client, Failure> {
    let text = |name: &str| matches.get_one::<String>(name).cloned();
    let mut builder = Client::builder().allow_http(matches.get_flag("allow-http")).credential(credential);
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
    Ok(crate::saving::patient(builder, matches).build()?)
}

/// The project id of the environment.
pub(crate) fn project_id() -> Option<String> {
    variable(&["DESKLEDGER_PROJECT_ID", "HUAWEICLOUD_SDK_PROJECT_ID"])
}

/// The vendor's SDKs let the environment replace the address of a region.
fn region_override(region: &str) -> Option<String> {
    variable(&[&format!("HUAWEICLOUD_SDK_REGION_WORKSPACE_{}", region.replace('-', "_").to_ascii_uppercase())])
}

/// The first of these variables that is set and not empty.
fn variable(names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| env::var(name).ok().filter(|value| !value.is_empty()))
}
