//! Addresses without secrets: reports are passed on, and an address may hold a password.

use url::Url;

/// Replaces a part that is not shown.
const HIDDEN: &str = "***";

/// An address without user, password, query and fragment. Text that is not a valid address is not shown at all, nor is an
/// address whose parts are ambiguous.
pub(crate) fn address(text: &str) -> String {
    let text = text.trim();
    let shown = match Url::parse(text) {
        Ok(url) if url.has_host() => shown(&url),
        // Variables of the system name proxies without a scheme, too.
        _ => Url::parse(&format!("http://{text}"))
            .ok()
            .filter(|url| matches!(url.path(), "" | "/"))
            .and_then(|url| shown(&url)?.strip_prefix("http://").map(|rest| rest.trim_end_matches('/').to_owned())),
    };
    shown.unwrap_or_else(|| HIDDEN.to_owned())
}

/// Whether an address may contain a user or a password, also one that does not parse.
pub(crate) fn may_hold_secret(text: &str) -> bool {
    text.contains('@')
}

fn shown(url: &Url) -> Option<String> {
    // A password with a slash ends the host too early, so that a part of it is parsed as the host.
    let is_misread = [Some(url.path()), url.query(), url.fragment()].into_iter().flatten().any(may_hold_secret);
    if is_misread {
        return None;
    }
    let user = if url.username().is_empty() && url.password().is_none() { "" } else { "***@" };
    let host = url.host_str()?;
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let query = if url.query().is_some() { "?***" } else { "" };
    let fragment = if url.fragment().is_some() { "#***" } else { "" };
    Some(format!("{}://{user}{host}{port}{}{query}{fragment}", url.scheme(), url.path()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_what_may_be_secret_in_it() {
        for (text, expected) in [
            ("http://proxy.example:3128", "http://proxy.example:3128/"),
            ("http://u:hunter2@proxy.example:3128/", "http://***@proxy.example:3128/"),
            ("http://hunter2@proxy.example", "http://***@proxy.example/"),
            ("http://:hunter2@proxy.example", "http://***@proxy.example/"),
            ("https://h.example/api?t=hunter2", "https://h.example/api?***"),
            ("https://h.example/#hunter2", "https://h.example/#***"),
            ("socks5://u:hunter2@[::1]:9", "socks5://***@[::1]:9"),
            ("u:hunter2@127.0.0.1:9", "***@127.0.0.1:9"),
            ("hunter2@127.0.0.1:9", "***@127.0.0.1:9"),
            ("u:hunter2 @proxy.example", "***@proxy.example"),
            ("127.0.0.1:9", "127.0.0.1:9"),
            ("proxy.example:3128", "proxy.example:3128"),
        ] {
            assert_eq!(address(text), expected, "{text}");
        }
    }

    #[test]
    fn nothing_is_shown_of_what_is_no_address() {
        for text in [
            "",
            "u:hunter2",
            "http//u:hunter2@proxy.example",
            "http:/u:hun/ter2@proxy.example",
            "http://u:1/hunter2@proxy.example",
            "http://u:hunter2@proxy.example:port",
            "http://u:hunter2@",
            "u:hunter2@proxy.example/path",
            "http://u:1?hunter2@proxy.example",
            "http://u:1#hunter2@proxy.example",
        ] {
            assert_eq!(address(text), "***", "{text}");
        }
    }
}
