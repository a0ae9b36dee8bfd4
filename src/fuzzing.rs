//! Entry points of the fuzz targets. Not part of the public API.

use std::path::Path;

use crate::credentials::profile::Profile;

/// Parses a credentials file and prints the section `basic`, or the error.
pub fn print_profile(text: &str) -> Result<String, String> {
    let profile = Profile::parse(Path::new("credentials"), text, "basic");
    profile.map(|profile| format!("{profile:?}")).map_err(|error| format!("{error:?}"))
}
