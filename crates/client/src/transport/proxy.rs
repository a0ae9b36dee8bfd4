//! The proxy of an endpoint: the address of the settings, else that of the environment. One function parses both, because
//! the parser of the HTTP client cuts a password at `@` and ignores an address that it does not understand.

use std::ffi::OsString;

use deskledger_runtime::message::Message;
use hyper_util::client::proxy::matcher::Matcher;
use reqwest::Url;

use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::messages;

/// Route to an endpoint.
#[derive(Debug)]
pub(super) enum Route {
    Direct,
    Proxy(Url),
    /// The settings of the operating system, which has them on Windows and macOS.
    System,
}

/// The route to an endpoint. `variable` reads the environment; an empty variable is not set.
pub(super) fn route(
    setting: Option<&str>,
    endpoint: &Endpoint,
    variable: &dyn Fn(&str) -> Option<OsString>,
) -> Result<Route, Error> {
    let text = &|name: &str| text_of(name, variable(name));
    let found = match setting {
        Some(address) => Some(parse(address)?),
        // Loopback endpoints bypass the proxy unless one is set explicitly.
        None if endpoint.is_loopback() => return Ok(Route::Direct),
        // In a CGI program these variables are headers of a stranger's request.
        None if variable("REQUEST_METHOD").is_some_and(|method| !method.is_empty()) => None,
        None => of_environment(endpoint, text)?,
    };
    let Some(url) = found else { return Ok(Route::System) };
    let exceptions = first(["NO_PROXY", "no_proxy"], text)?.map(|(_, hosts)| hosts).unwrap_or_default();
    let matcher = Matcher::builder().all("http://proxy.invalid").no(exceptions).build();
    Ok(if is_matched(&matcher, endpoint) { Route::Proxy(url) } else { Route::Direct })
}

/// Whether the settings of the operating system name a proxy for an endpoint.
pub(super) fn is_of_system(endpoint: &Endpoint) -> bool {
    is_matched(&Matcher::from_system(), endpoint)
}

/// Replacing the other bytes would select another proxy, or bypass it for other hosts.
fn text_of(name: &str, value: Option<OsString>) -> Result<Option<String>, Error> {
    let text = value.map(OsString::into_string).transpose();
    let text = text.map_err(|_| Error::configuration(messages::no_text()).within(Message::of(name)))?;
    Ok(text.filter(|value| !value.trim().is_empty()))
}

/// The first variable that is set, with its name.
fn first<'a>(
    names: impl IntoIterator<Item = &'a str>,
    variable: &dyn Fn(&str) -> Result<Option<String>, Error>,
) -> Result<Option<(&'a str, String)>, Error> {
    let set = names.into_iter().map(|name| Ok(variable(name)?.map(|value| (name, value))));
    set.filter_map(Result::transpose).next().transpose()
}

fn is_matched(matcher: &Matcher, endpoint: &Endpoint) -> bool {
    endpoint.base().parse().is_ok_and(|uri| matcher.intercept(&uri).is_some())
}

/// The environment variables that may name the proxy of an endpoint, the strongest first.
///
/// ```
/// assert_eq!(deskledger_client::proxy_variables(false), ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]);
/// ```
pub fn proxy_variables(is_https: bool) -> [&'static str; 4] {
    let [upper, lower] = if is_https { ["HTTPS_PROXY", "https_proxy"] } else { ["HTTP_PROXY", "http_proxy"] };
    [upper, lower, "ALL_PROXY", "all_proxy"]
}

fn of_environment(
    endpoint: &Endpoint,
    variable: &dyn Fn(&str) -> Result<Option<String>, Error>,
) -> Result<Option<Url>, Error> {
    let is_https = endpoint.base().starts_with("https:");
    let found = first(proxy_variables(is_https), variable)?;
    let Some((name, mut address)) = found else { return Ok(None) };
    if !address.contains("://") {
        address = format!("http://{}", address.trim());
    }
    parse(&address).map(Some).map_err(|error| error.within(Message::of(name)))
}

/// The address may contain a password and is not shown.
pub(super) fn parse(address: &str) -> Result<Url, Error> {
    let wrong = |found: Message| Error::configuration(messages::bad_proxy(found));
    let url = Url::parse(address.trim()).map_err(|_| wrong(messages::found_other_text()))?;
    // A slash, question mark or number sign in a password ends the host too early.
    if [Some(url.path()), url.query(), url.fragment()].into_iter().flatten().any(|part| part.contains('@')) {
        return Err(wrong(messages::found_unescaped()));
    }
    match url.scheme() {
        "http" | "https" if url.has_host() => Ok(url),
        scheme if url.has_host() => Err(wrong(messages::found_scheme(scheme))),
        _ => Err(wrong(messages::found_other_text())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routed(endpoint: &str, setting: Option<&str>, set: &[(&str, &str)]) -> String {
        let endpoint = Endpoint::parse(endpoint, true).unwrap();
        let value = |name: &str| Some(set.iter().find(|(known, _)| *known == name)?.1.into());
        match route(setting, &endpoint, &value) {
            Ok(Route::Proxy(url)) => url.to_string(),
            Ok(other) => format!("{other:?}"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_proxy_of_the_environment_is_neither_misread_nor_ignored() {
        let (https, http) = ("https://h.example", "http://h.example");
        let wrong = "expected an address such as http://proxy.example:3128";
        for (endpoint, set, expected) in [
            (https, &[("HTTPS_PROXY", "http://u:p@ss@p.example:1")][..], "http://u:p%40ss@p.example:1/"),
            (https, &[("https_proxy", " http://u:p ss@p.example:1 ")], "http://u:p%20ss@p.example:1/"),
            (https, &[("HTTPS_PROXY", "p.example:1")], "http://p.example:1/"),
            (https, &[("HTTPS_PROXY", "u:p@ss@p.example")], "http://u:p%40ss@p.example/"),
            (https, &[("ALL_PROXY", "https://p.example")], "https://p.example/"),
            (https, &[("HTTPS_PROXY", "http://a.example"), ("ALL_PROXY", "http://b.example")], "http://a.example/"),
            (https, &[("HTTPS_PROXY", ""), ("https_proxy", "http://a.example")], "http://a.example/"),
            (http, &[("http_proxy", "http://a.example"), ("HTTPS_PROXY", "http://b.example")], "http://a.example/"),
            (http, &[("HTTPS_PROXY", "http://b.example")], "System"),
            (https, &[("ALL_PROXY", "http://a.example"), ("no_proxy", "example")], "Direct"),
            (https, &[("ALL_PROXY", "http://a.example"), ("NO_PROXY", "other.example")], "http://a.example/"),
            (https, &[("ALL_PROXY", "http://a.example"), ("REQUEST_METHOD", "GET")], "System"),
            ("http://127.0.0.1:1", &[("ALL_PROXY", "http://a.example")], "Direct"),
            (https, &[("ALL_PROXY", "socks5h://127.0.0.1:1080")], "ALL_PROXY: proxy: expected"),
            (https, &[("HTTPS_PROXY", "http://u:hun/ter2@p.example")], wrong),
            (https, &[("HTTPS_PROXY", "http://u:1/hunter2@p.example")], wrong),
            (https, &[("HTTPS_PROXY", "http://u:1?hunter2@p.example")], wrong),
            (https, &[("HTTPS_PROXY", "http://hunter2 proxy")], wrong),
            (https, &[("HTTPS_PROXY", "http://u:hunter2@")], wrong),
        ] {
            let found = routed(endpoint, None, set);
            assert!(found.contains(expected) && !found.contains("hunter2"), "{set:?}: {found}");
        }
    }

    #[test]
    #[cfg(unix)]
    fn bytes_that_are_not_text_select_no_other_proxy_and_no_other_exceptions() {
        use std::os::unix::ffi::OsStringExt;
        let endpoint = Endpoint::parse("https://h.example", true).unwrap();
        for wrong in ["HTTPS_PROXY", "all_proxy", "NO_PROXY"] {
            let value = |name: &str| match name {
                _ if name == wrong => Some(OsString::from_vec(b"http://u:hunter2\xff@p.example".into())),
                "ALL_PROXY" if wrong == "NO_PROXY" => Some("http://p.example".into()),
                _ => None,
            };
            let text = route(None, &endpoint, &value).unwrap_err().to_string();
            assert!(text.starts_with(wrong) && text.contains("other bytes") && !text.contains("hunter2"), "{text}");
        }
    }

    #[test]
    fn a_proxy_of_the_settings_is_parsed_as_one_of_the_environment() {
        let set = [("HTTPS_PROXY", "http://a.example"), ("NO_PROXY", "h.example")];
        let setting = |address| routed("https://s.example", Some(address), &set);
        assert_eq!(setting("http://u:p@ss@p.example"), "http://u:p%40ss@p.example/");
        assert!(setting("socks5://p.example").contains("scheme socks5"));
        assert!(setting("p.example:1").contains("expected an address"));
        assert_eq!(routed("https://h.example", Some("http://p.example"), &set), "Direct");
        assert_eq!(routed("http://127.0.0.1:1", Some("http://p.example"), &[]), "http://p.example/");
    }
}
