//! The checks, each as cheap as possible, and none made twice.

use std::net::SocketAddr;
use std::time::{Duration, SystemTime};

use deskledger::{Client, ClientBuilder, Error, Message, Probe, RetryPolicy};
#[cfg(feature = "serve")]
use deskledger_server::generated::{LIST_CONNECTION_RECORDS, ListConnectionRecords};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::report::{Check, Outcome};
use crate::config::client::ClientSettings;
use crate::locale;
use crate::messages::{self, Text};
#[cfg(feature = "serve")]
use crate::{error::Failure, error_codes};

/// Maximum time for name resolution, and for a connection.
const MAX_WAIT: Duration = Duration::from_secs(10);
/// Maximum time until the service responds, unless the settings give another.
const RESPONSE: Duration = Duration::from_secs(30);
/// Maximum difference between two clocks before a signature is rejected.
const MAX_DIFFERENCE: Duration = Duration::from_secs(15 * 60);

/// A client and its settings, to be checked.
pub(super) struct Subject {
    pub(super) client: Client,
    pub(super) project_id: Option<String>,
    /// Whether requests are signed, so that the clock matters.
    pub(super) is_signed: bool,
    /// The origin of the proxy setting, if there is one.
    pub(super) proxy: Option<String>,
    /// Whether there is a credential. Name, connection, certificate and clock need none.
    pub(super) has_credential: bool,
}

pub(super) fn without_retries(builder: ClientBuilder, settings: &ClientSettings) -> ClientBuilder {
    let timeout = settings.response_timeout.get().copied().map_or(RESPONSE, Duration::from_secs);
    builder.retry(RetryPolicy::never()).response_timeout(timeout)
}

/// Makes every check, from the name to the credentials.
pub(super) async fn examine(subject: Subject, checks: &mut Vec<Check>) {
    let Subject { client, project_id, is_signed, proxy, has_credential } = &subject;
    reach(client.endpoint(), proxy.as_deref(), checks).await;
    let probe = client.probe().await;
    let is_https = client.endpoint().starts_with("https:");
    response(&probe, is_https, checks);
    let clock = probe.as_ref().ok().map(|probe| clock(probe, *is_signed));
    let is_clock_wrong = clock.as_ref().is_some_and(|clock| clock.outcome == Outcome::Failed);
    checks.extend(clock);
    let identity = if probe.is_ok() { client.probe_identity().await } else { None };
    let has_identity = !matches!(identity, Some(Err(_)));
    checks.extend(identity.map(|probe| identity_service(client, probe)));
    let reasons: [(bool, Text); 5] = [
        (!has_credential, messages::doctor_skipped_no_credential),
        (probe.is_err() || !has_identity, messages::doctor_skipped_unreached),
        (is_clock_wrong, messages::doctor_skipped_clock),
        (project_id.is_none(), messages::doctor_skipped_project),
        // The list of connections is a call of the reference server.
        (cfg!(not(feature = "serve")), messages::doctor_skipped_build),
    ];
    let why = reasons.iter().find(|(is_skipped, _)| *is_skipped).map(|(_, why)| why());
    match (why, project_id) {
        #[cfg(feature = "serve")]
        (None, Some(project_id)) => checks.push(credentials(client, project_id).await),
        (why, _) => checks.extend(why.map(|why| Check::skipped("credentials", why))),
    }
}

/// Name and connection. Behind a proxy neither has to work from here.
async fn reach(endpoint: &str, proxy: Option<&str>, checks: &mut Vec<Check>) {
    let Ok(address) = url::Url::parse(endpoint) else { return };
    let (Some(host), Some(port)) = (address.host_str(), address.port_or_known_default()) else { return };
    let failed = |name, found: Message, advice: Message| match proxy {
        Some(proxy) => Check::warning(name, found, messages::doctor_behind_proxy(proxy)),
        None => Check::failed(name, found, advice),
    };
    let silence = || messages::doctor_silence(MAX_WAIT.as_secs().to_string());
    let bare = host.trim_matches(['[', ']']);
    let found = match timeout(MAX_WAIT, lookup_host((bare, port))).await {
        Ok(found) => found.map_err(|error| Message::of(error.to_string())),
        Err(_) => Err(silence()),
    };
    let addresses: Vec<SocketAddr> = match found {
        Ok(addresses) => addresses.take(4).collect(),
        Err(why) => {
            return checks.push(failed("name", messages::doctor_no_name(host, why), messages::doctor_advice_name()));
        }
    };
    let listed: Vec<String> = addresses.iter().map(|address| address.ip().to_string()).collect();
    checks.push(Check::ok("name", messages::within(host, listed.join(", "))));
    let mut reason = silence();
    for address in addresses {
        match timeout(MAX_WAIT, TcpStream::connect(address)).await {
            Ok(Ok(_)) => return checks.push(Check::ok("connection", Message::of(address.to_string()))),
            Ok(Err(error)) => reason = Message::of(error.to_string()),
            Err(_) => {}
        }
    }
    let found = messages::doctor_no_connection(host, port.to_string(), reason);
    checks.push(failed("connection", found, messages::doctor_advice_connection()));
}

/// Certificate and response.
fn response(probe: &Result<Probe, Error>, is_https: bool, checks: &mut Vec<Check>) {
    match probe {
        Ok(probe) => {
            checks.push(match is_https {
                true => Check::ok("tls", messages::doctor_certificate_fits()),
                false => Check::skipped("tls", messages::doctor_not_encrypted()),
            });
            let version = if probe.is_http2 { "HTTP/2" } else { "HTTP/1.1" };
            checks.push(Check::ok("service", messages::doctor_answers(version, probe.status.to_string())));
        }
        Err(error) if error.is_certificate() => {
            checks.push(Check::failed("tls", error_message(error), messages::doctor_advice_certificate()));
        }
        Err(error) => checks.push(Check::failed("service", error_message(error), messages::doctor_advice_service())),
    }
}

/// The clock of this machine beside that of the service.
fn clock(probe: &Probe, is_signed: bool) -> Check {
    let Some(there) = probe.date else { return Check::skipped("clock", messages::doctor_no_date()) };
    let (difference, is_ahead) = match SystemTime::now().duration_since(there) {
        Ok(ahead) => (ahead, true),
        Err(behind) => (behind.duration(), false),
    };
    let found = match (difference.as_secs(), is_ahead) {
        (0 | 1, _) => messages::doctor_same_service(),
        (seconds, true) => messages::doctor_ahead(seconds),
        (seconds, false) => messages::doctor_behind(seconds),
    };
    match (difference > MAX_DIFFERENCE, is_signed) {
        (false, _) => Check::ok("clock", found),
        (true, true) => Check::failed("clock", found, messages::doctor_advice_clock()),
        (true, false) => Check::warning("clock", found, messages::doctor_advice_clock()),
    }
}

fn identity_service(client: &Client, probe: Result<Probe, Error>) -> Check {
    let Err(error) = probe else {
        return Check::ok("identity", Message::of(client.identity_endpoint().unwrap_or_default()));
    };
    let is_certificate = error.is_certificate();
    let advice = if is_certificate { messages::doctor_advice_certificate } else { messages::doctor_advice_identity };
    Check::failed("identity", error_message(&error), advice())
}

/// What every response of the list has.
#[cfg(feature = "serve")]
#[derive(serde::Deserialize)]
struct Listed {
    #[expect(dead_code, reason = "its presence is what counts")]
    records: Vec<serde::de::IgnoredAny>,
}

/// Tries the credentials once, with one record of the list of connections, of which the reference server has the call.
#[cfg(feature = "serve")]
async fn credentials(client: &Client, project_id: &str) -> Check {
    let request = ListConnectionRecords { project_id: project_id.to_owned(), limit: Some(1), ..Default::default() };
    let called = client.call(&LIST_CONNECTION_RECORDS, request.check(), || request.encode()).await;
    // A login page has the status of success, too.
    let Err(error) = called.and_then(|response| response.json::<Listed>()) else {
        return Check::ok("credentials", messages::doctor_accepted());
    };
    let message = error_message(&error);
    let advice = error.code().and_then(error_codes::advice);
    if error.stage() == deskledger::Stage::Prepare {
        let found = Check::failed("credentials", message, messages::doctor_see_help());
        return Check { failure: Failure::usage, ..found };
    }
    if error.is_forbidden() {
        return Check::warning("credentials", message, messages::doctor_advice_forbidden());
    }
    let failure = if error.is_client_error() { Failure::rejected } else { Failure::service };
    let advice = advice.map_or_else(messages::doctor_advice_credentials, |advice| advice());
    Check { failure, ..Check::failed("credentials", message, advice) }
}

fn error_message(error: &Error) -> Message {
    locale::message(|locale| error.localized(locale))
}
