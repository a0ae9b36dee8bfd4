//! Where the service is, and whether a credential may be sent there.

use std::ffi::OsString;

use reqwest::Url;

use crate::error::{Error, Told, catalogue};

/// What the hosts of the cloud end in.
const CLOUD: &str = ".myhuaweicloud.com";
/// What the variables begin with in which the vendor's SDKs find another address for a region.
const OVERRIDE: &str = "HUAWEICLOUD_SDK_REGION_WORKSPACE_";

/// A checked address: `http` or `https`, a host, maybe a port and a path, never a `/` at the end.
#[derive(Clone, Debug)]
pub(crate) struct Endpoint {
    base: String,
    is_loopback: bool,
}

impl Endpoint {
    pub(crate) fn parse(text: &str, allow_http: bool) -> Result<Self, Error> {
        let wrong = |found: Told| Error::setup(catalogue::endpoint(found));
        // Nothing of an address that may hold a password is shown.
        let url = Url::parse(text.trim()).map_err(|cause| wrong(catalogue::found_unparsable(cause)))?;
        // Wherever it stands: behind a password with a slash in it the host begins too early, and without a scheme a user
        // is taken for one.
        if text.contains('@') {
            return Err(wrong(catalogue::found_password()));
        }
        if !matches!(url.scheme(), "http" | "https") {
            return Err(wrong(catalogue::found_scheme(url.scheme())));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(wrong(catalogue::found_query()));
        }
        let host = url.host_str().unwrap_or_default();
        let is_loopback = match host.trim_matches(['[', ']']).parse::<std::net::IpAddr>() {
            Ok(address) => address.is_loopback(),
            Err(_) => host == "localhost" || host.ends_with(".localhost"),
        };
        if url.scheme() == "http" && !is_loopback && !allow_http {
            return Err(Error::setup(catalogue::not_encrypted(host)));
        }
        Ok(Self { base: url.as_str().trim_end_matches('/').to_owned(), is_loopback })
    }

    pub(crate) fn of_region(region: &str) -> Result<Self, Error> {
        let is_name = !region.is_empty()
            && region.len() <= 63
            && region.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && !region.starts_with('-')
            && !region.ends_with('-');
        if !is_name {
            let found: String = region.chars().take(64).flat_map(char::escape_debug).collect();
            return Err(Error::setup(catalogue::region(found)));
        }
        Ok(Self { base: format!("https://workspace.{region}{CLOUD}"), is_loopback: false })
    }

    /// The service of a region: where the environment variable of the vendor's SDKs names an address for it, that one.
    pub(crate) fn at_region(
        region: &str,
        allow_http: bool,
        variable: &dyn Fn(&str) -> Option<OsString>,
    ) -> Result<Self, Error> {
        let usual = Self::of_region(region)?;
        let name = format!("{OVERRIDE}{}", region.replace('-', "_").to_ascii_uppercase());
        let Some(address) = variable(&name).filter(|address| !address.is_empty()) else { return Ok(usual) };
        let address = address.to_str().ok_or_else(|| Error::setup(catalogue::no_text()));
        let there = address.and_then(|address| Self::parse(address, allow_http));
        there.map_err(|error| error.within(catalogue::variable(name)))
    }

    /// The identity service of a region.
    pub(crate) fn of_identity(region: &str) -> Result<Self, Error> {
        Self::of_region(region).map(|_| Self { base: format!("https://iam.{region}{CLOUD}"), is_loopback: false })
    }

    /// The region of an address of the cloud service.
    pub(crate) fn region(&self) -> Option<&str> {
        let region = self.base.strip_prefix("https://workspace.")?.strip_suffix(CLOUD)?;
        (!region.contains(['.', '/'])).then_some(region)
    }

    /// Address without `/` at its end.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// Name or address of the machine.
    pub(crate) fn host(&self) -> &str {
        let authority = self.base.split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default();
        match authority.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => host,
            _ => authority,
        }
    }

    /// Its port, the usual one where none is named.
    pub(crate) fn port(&self) -> u16 {
        Url::parse(&self.base).ok().and_then(|url| url.port_or_known_default()).unwrap_or_default()
    }

    /// Whether it is on this machine: such requests go through no proxy.
    pub(crate) fn is_loopback(&self) -> bool {
        self.is_loopback
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_at_the_end_does_not_double() {
        for (text, base) in [
            ("https://h.example", "https://h.example"),
            ("https://h.example/", "https://h.example"),
            ("https://h.example/api//", "https://h.example/api"),
            ("HTTPS://H.example:443/", "https://h.example"),
            ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
            ("http://[::1]:8080", "http://[::1]:8080"),
            ("http://localhost", "http://localhost"),
        ] {
            assert_eq!(Endpoint::parse(text, false).map(|endpoint| endpoint.base).unwrap(), base);
        }
    }

    #[test]
    fn a_machine_is_named_without_its_port() {
        for (text, host, port) in [
            ("https://h.example/api", "h.example", 443),
            ("http://127.0.0.1:8080", "127.0.0.1", 8080),
            ("http://[::1]:8080/x", "[::1]", 8080),
            ("http://[::1]", "[::1]", 80),
        ] {
            let endpoint = Endpoint::parse(text, false).unwrap();
            assert_eq!((endpoint.host(), endpoint.port()), (host, port));
        }
    }

    #[test]
    fn an_address_that_is_none_is_refused_without_its_password() {
        for text in [
            "",
            "h.example",
            "ftp://h.example",
            "file:///etc/passwd",
            "https://",
            "https://u:hunter2@h.example",
            "https://hunter2@h.example",
            "https://h:1/hunter2@h.example",
            "hunter2:x@h.example",
            "u:hunter2@h.example",
            "https://h.example/?hunter2",
            "https://h.example/#hunter2",
        ] {
            let error = Endpoint::parse(text, true).unwrap_err();
            assert!(error.is_invalid() && !error.to_string().contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn a_credential_does_not_leave_the_machine_in_clear() {
        for text in ["http://h.example", "http://10.0.0.1", "http://localhost.example", "http://127.0.0.1.example"] {
            assert!(Endpoint::parse(text, false).unwrap_err().to_string().contains("expected https"), "{text}");
            assert!(Endpoint::parse(text, true).is_ok(), "{text}");
        }
    }

    #[test]
    fn the_vendors_variable_replaces_the_address_of_its_region_alone() {
        let set = |value: &'static str| {
            move |name: &str| (name == "HUAWEICLOUD_SDK_REGION_WORKSPACE_CN_NORTH_4").then(|| value.into())
        };
        let at = |region, value| Endpoint::at_region(region, false, &set(value)).map(|endpoint| endpoint.base);
        assert_eq!(at("cn-north-4", "https://h.example/").unwrap(), "https://h.example");
        assert_eq!(at("cn-north-4", "").unwrap(), "https://workspace.cn-north-4.myhuaweicloud.com");
        assert_eq!(at("cn-north-9", "https://h.example").unwrap(), "https://workspace.cn-north-9.myhuaweicloud.com");
        let told = at("cn-north-4", "https://u:hunter2@h.example").unwrap_err().to_string();
        assert!(told.contains("WORKSPACE_CN_NORTH_4") && !told.contains("hunter2"), "{told}");
        assert!(at("evil.example/", "https://h.example").is_err());
    }

    #[test]
    fn a_region_cannot_change_the_host() {
        assert_eq!(Endpoint::of_region("cn-north-4").unwrap().base(), "https://workspace.cn-north-4.myhuaweicloud.com");
        for region in ["", "evil.example/", "a.b", "cn north", "-a", "a-", "CN", "中", &"a".repeat(64)] {
            assert!(Endpoint::of_region(region).unwrap_err().is_invalid(), "{region}");
            assert!(Endpoint::of_identity(region).is_err(), "{region}");
        }
        let region = |text| Endpoint::parse(text, false).unwrap().region().map(str::to_owned);
        assert_eq!(region("https://workspace.la-north-2.myhuaweicloud.com/").as_deref(), Some("la-north-2"));
        assert_eq!(region("https://workspace.a.b.myhuaweicloud.com"), None);
        assert_eq!(region("https://h.example/workspace.a.myhuaweicloud.com"), None);
    }
}
