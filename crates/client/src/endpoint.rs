//! The address of the service, and whether a credential may be sent to it.

use reqwest::Url;

use deskledger_runtime::message::Message;

use crate::error::Error;
use crate::messages;

/// A validated address: `http` or `https`, a host, an optional port and path, no trailing `/`.
#[derive(Clone, Debug)]
pub struct Endpoint {
    url: Url,
    base: String,
    is_loopback: bool,
}

impl Endpoint {
    /// Parses an address. Plain `http` to another machine requires `allow_http`.
    ///
    /// # Errors
    /// `is_invalid`; the message never contains a possible password.
    pub fn parse(text: &str, allow_http: bool) -> Result<Self, Error> {
        let wrong = |found: Message| Error::configuration(messages::endpoint(found));
        // An address that may contain a password is not shown.
        let url = Url::parse(text.trim()).map_err(|cause| wrong(messages::found_unparsable(cause.to_string())))?;
        // Searched in the whole text: a slash in a password ends the host early, and without a scheme the user is
        // parsed as one.
        if text.contains('@') {
            return Err(wrong(messages::found_password()));
        }
        if !matches!(url.scheme(), "http" | "https") {
            return Err(wrong(messages::found_scheme(url.scheme())));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(wrong(messages::found_query()));
        }
        let host = url.host_str().unwrap_or_default();
        let is_loopback = match host.trim_matches(['[', ']']).parse::<std::net::IpAddr>() {
            Ok(address) => address.is_loopback(),
            Err(_) => host == "localhost" || host.ends_with(".localhost") && resolves_to_loopback(host),
        };
        if url.scheme() == "http" && !is_loopback && !allow_http {
            return Err(Error::configuration(messages::not_encrypted(host)));
        }
        Ok(Self { base: url.as_str().trim_end_matches('/').to_owned(), url, is_loopback })
    }

    /// An address that has not been parsed, for output: `***` where it may contain a password.
    pub fn shown(text: &str) -> &str {
        if text.contains(['@', '?', '#']) { "***" } else { text }
    }

    /// Address without a trailing `/`.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Host name or IP address.
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// Port, or the default port of the scheme.
    pub fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or_default()
    }

    /// Whether an address has the scheme, host and port of this one.
    pub(crate) fn is_origin_of(&self, url: &Url) -> bool {
        self.url.origin() == url.origin()
    }

    /// Whether it is a loopback address: such requests bypass the proxy.
    pub fn is_loopback(&self) -> bool {
        self.is_loopback
    }
}

/// Whether every address of the name is one of this machine: a resolver may know another one.
fn resolves_to_loopback(host: &str) -> bool {
    let addresses = std::net::ToSocketAddrs::to_socket_addrs(&(host, 0)).map(Iterator::collect::<Vec<_>>);
    addresses.is_ok_and(|found| !found.is_empty() && found.iter().all(|address| address.ip().is_loopback()))
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
    fn an_address_that_is_none_is_rejected_without_its_password() {
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
        // A name that does not resolve may resolve to another machine later.
        let unresolved = format!("http://{}.localhost", "a".repeat(70));
        let texts = ["http://h.example", "http://10.0.0.1", "http://localhost.example", "http://127.0.0.1.example"];
        for text in texts.into_iter().chain([unresolved.as_str()]) {
            assert!(Endpoint::parse(text, false).unwrap_err().to_string().contains("expected https"), "{text}");
            assert!(Endpoint::parse(text, true).is_ok(), "{text}");
        }
    }
}
