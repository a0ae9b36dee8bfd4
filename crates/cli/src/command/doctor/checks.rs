//! The checks, each as cheap as possible, and none made twice.

use std::net::SocketAddr;
use std::time::{Duration, SystemTime};

use deskledger::{Client, ClientBuilder, Error, Probe, RetryPolicy};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use crate::command::doctor::check::{Check, Outcome};
#[cfg(feature = "serve")]
use crate::command::doctor::credentials::credentials;
use crate::command::doctor::words::Words;
use crate::config::client::ClientSettings;
use crate::error::Failure;

/// Maximum time for name resolution, and for a connection.
const MAX_WAIT: Duration = Duration::from_secs(10);
/// Maximum time until the service responds, unless the settings give another.
const RESPONSE: Duration = Duration::from_secs(30);
/// Maximum difference between two clocks before a signature is rejected.
const MAX_DIFFERENCE: Duration = Duration::from_secs(15 * 60);

/// What is checked.
pub(super) struct Subject {
    pub(super) client: deskledger::Client,
    pub(super) project_id: Option<String>,
    /// Whether requests are signed, so that the clock matters.
    pub(super) is_signed: bool,
    /// Where a proxy is named, if one is.
    pub(super) proxy: Option<String>,
    /// Why there is no credential. Name, connection, certificate and clock need none.
    pub(super) no_credential: Option<Failure>,
}

/// A client that does not retry.
pub(super) fn without_retries(builder: ClientBuilder, settings: &ClientSettings) -> ClientBuilder {
    let timeout = settings.response_timeout.get().copied().map_or(RESPONSE, Duration::from_secs);
    builder.retry(RetryPolicy::never()).response_timeout(timeout)
}

/// Makes every check, from the name to the credentials.
pub(super) async fn examine(subject: Subject, words: Words, checks: &mut Vec<Check>) {
    let Subject { client, project_id, is_signed, proxy, no_credential } = &subject;
    reach(client.endpoint(), proxy.as_deref(), words, checks).await;
    let probe = client.probe().await;
    let is_https = client.endpoint().starts_with("https:");
    response(&probe, is_https, words, checks);
    let clock = probe.as_ref().ok().map(|probe| clock(probe, *is_signed, words));
    let is_clock_wrong = clock.as_ref().is_some_and(|clock| clock.outcome == Outcome::Failed);
    checks.extend(clock);
    let identity = match &probe {
        Ok(_) => client.probe_identity().await,
        Err(_) => None,
    };
    let has_identity = !matches!(identity, Some(Err(_)));
    checks.extend(identity.map(|probe| identity_service(client, probe, words)));
    let why = if no_credential.is_some() {
        Some(words.skipped_no_credential())
    } else if probe.is_err() || !has_identity {
        Some(words.skipped_unreached())
    } else if is_clock_wrong {
        Some(words.skipped_clock())
    } else {
        None
    };
    checks.push(match (why, project_id) {
        (Some(why), _) => Check::skipped("credentials", why),
        (None, None) => Check::skipped("credentials", words.skipped_project()),
        (None, Some(project_id)) => credentials(client, project_id, words).await,
    });
}

/// Name and connection. Behind a proxy neither has to work from here.
async fn reach(endpoint: &str, proxy: Option<&str>, words: Words, checks: &mut Vec<Check>) {
    let Ok(address) = url::Url::parse(endpoint) else { return };
    let (Some(host), Some(port)) = (address.host_str(), address.port_or_known_default()) else { return };
    let failed = |name, found: String, advice: String| match proxy {
        Some(proxy) => Check::warning(name, found, words.behind_proxy(proxy)),
        None => Check::failed(name, found, advice),
    };
    let bare = host.trim_matches(['[', ']']);
    let addresses: Vec<SocketAddr> = match timeout(MAX_WAIT, lookup_host((bare, port))).await {
        Ok(Ok(addresses)) => addresses.collect(),
        Ok(Err(error)) => {
            checks.push(failed("name", words.no_name(host, &error.to_string()), words.advice_name()));
            return;
        }
        Err(_) => {
            checks.push(failed("name", words.no_name(host, &words.silence(MAX_WAIT)), words.advice_name()));
            return;
        }
    };
    let listed: Vec<String> = addresses.iter().take(4).map(|address| address.ip().to_string()).collect();
    checks.push(Check::ok("name", format!("{host}: {}", listed.join(", "))));
    let mut reason = words.silence(MAX_WAIT);
    for address in addresses.iter().take(4) {
        match timeout(MAX_WAIT, TcpStream::connect(address)).await {
            Ok(Ok(_)) => {
                checks.push(Check::ok("connection", address.to_string()));
                return;
            }
            Ok(Err(error)) => reason = error.to_string(),
            Err(_) => {}
        }
    }
    checks.push(failed("connection", words.no_connection(host, port, &reason), words.advice_connection()));
}

/// Certificate and response.
fn response(probe: &Result<Probe, Error>, is_https: bool, words: Words, checks: &mut Vec<Check>) {
    match probe {
        Ok(probe) => {
            checks.push(if is_https { Check::ok("tls", words.certificate_fits()) } else { words.not_encrypted() });
            let version = if probe.is_http2 { "HTTP/2" } else { "HTTP/1.1" };
            checks.push(Check::ok("service", words.answers(probe.status, version)));
        }
        Err(error) if error.is_certificate() => {
            checks.push(Check::failed("tls", words.error(error), words.advice_certificate()));
        }
        Err(error) => checks.push(Check::failed("service", words.error(error), words.advice_service())),
    }
}

/// The clock of this machine beside that of the service.
fn clock(probe: &Probe, is_signed: bool, words: Words) -> Check {
    let Some(there) = probe.date else { return Check::skipped("clock", words.no_date()) };
    let now = SystemTime::now();
    let (difference, is_ahead) = match now.duration_since(there) {
        Ok(ahead) => (ahead, true),
        Err(behind) => (behind.duration(), false),
    };
    let found = words.difference(difference, is_ahead);
    match (difference > MAX_DIFFERENCE, is_signed) {
        (false, _) => Check::ok("clock", found),
        (true, true) => Check::failed("clock", found, words.advice_clock()),
        (true, false) => Check::warning("clock", found, words.advice_clock()),
    }
}

fn identity_service(client: &Client, probe: Result<Probe, Error>, words: Words) -> Check {
    match probe {
        Ok(_) => Check::ok("identity", client.identity_endpoint().unwrap_or_default()),
        Err(error) if error.is_certificate() => {
            Check::failed("identity", words.error(&error), words.advice_certificate())
        }
        Err(error) => Check::failed("identity", words.error(&error), words.advice_identity()),
    }
}

/// The list of connections is a call of the reference server, which this build does not have.
#[cfg(not(feature = "serve"))]
async fn credentials(_: &Client, _: &str, words: Words) -> Check {
    Check::skipped("credentials", words.skipped_build())
}
