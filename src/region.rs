//! Cloud regions and the addresses of their services.

use std::ffi::OsString;

use deskledger_client::{Endpoint, Error};

use crate::messages;

/// Domain of the cloud.
const CLOUD: &str = ".myhuaweicloud.com";
/// The environment variable with which the vendor's SDKs override the address of a region.
///
/// ```
/// assert_eq!(deskledger::region_variable("cn-north-4"), "HUAWEICLOUD_SDK_REGION_WORKSPACE_CN_NORTH_4");
/// ```
pub fn region_variable(region: &str) -> String {
    format!("HUAWEICLOUD_SDK_REGION_WORKSPACE_{}", region.replace('-', "_").to_ascii_uppercase())
}

/// Service address of a region, or its override in the environment.
pub(crate) fn service(
    region: &str,
    allow_http: bool,
    variable: &dyn Fn(&str) -> Option<OsString>,
) -> Result<String, Error> {
    let usual = address("workspace", region)?;
    let name = region_variable(region);
    let Some(other) = variable(&name).filter(|other| !other.is_empty()) else { return Ok(usual) };
    let other = other.to_str().ok_or_else(|| Error::configuration(messages::no_text()));
    let other = other.and_then(|other| Endpoint::parse(other, allow_http));
    other.map(|other| other.base().to_owned()).map_err(|error| error.within(messages::variable(name)))
}

/// Identity service address of a region.
pub(crate) fn identity(region: &str) -> Result<String, Error> {
    address("iam", region)
}

/// Region of a service address.
pub(crate) fn of(address: &str) -> Option<&str> {
    let region = address.strip_prefix("https://workspace.")?.trim_end_matches('/').strip_suffix(CLOUD)?;
    (!region.contains(['.', '/'])).then_some(region)
}

fn address(service: &str, region: &str) -> Result<String, Error> {
    let is_name = !region.is_empty()
        && region.len() <= 63
        && region.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !region.starts_with('-')
        && !region.ends_with('-');
    if !is_name {
        let found: String = region.chars().take(64).flat_map(char::escape_debug).collect();
        return Err(Error::configuration(messages::region(found)));
    }
    Ok(format!("https://{service}.{region}{CLOUD}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vendors_variable_replaces_the_address_of_its_region_alone() {
        let set = |value: &'static str| {
            move |name: &str| (name == "HUAWEICLOUD_SDK_REGION_WORKSPACE_CN_NORTH_4").then(|| value.into())
        };
        let at = |region, value| service(region, false, &set(value));
        assert_eq!(at("cn-north-4", "https://h.example/").unwrap(), "https://h.example");
        assert_eq!(at("cn-north-4", "").unwrap(), "https://workspace.cn-north-4.myhuaweicloud.com");
        assert_eq!(at("cn-north-9", "https://h.example").unwrap(), "https://workspace.cn-north-9.myhuaweicloud.com");
        let text = at("cn-north-4", "https://u:hunter2@h.example").unwrap_err().to_string();
        assert!(text.contains("WORKSPACE_CN_NORTH_4") && !text.contains("hunter2"), "{text}");
        assert!(at("evil.example/", "https://h.example").is_err());
    }

    #[test]
    fn a_region_cannot_change_the_host() {
        assert_eq!(address("workspace", "cn-north-4").unwrap(), "https://workspace.cn-north-4.myhuaweicloud.com");
        for region in ["", "evil.example/", "a.b", "cn north", "-a", "a-", "CN", "中", &"a".repeat(64)] {
            assert!(address("workspace", region).unwrap_err().is_invalid(), "{region}");
            assert!(identity(region).is_err(), "{region}");
        }
        assert_eq!(of("https://workspace.la-north-2.myhuaweicloud.com/"), Some("la-north-2"));
        assert_eq!(of("https://workspace.a.b.myhuaweicloud.com"), None);
        assert_eq!(of("https://h.example/workspace.a.myhuaweicloud.com"), None);
    }
}
