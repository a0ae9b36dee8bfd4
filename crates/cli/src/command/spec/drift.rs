//! `spec drift`: a live service beside its document.

use std::collections::BTreeMap;
use std::time::Duration;

use clap::{ArgAction, ArgMatches, Command};
use deskledger_client::Client;
use deskledger_client::reqwest::Response;
use deskledger_client::reqwest::header::{ACCEPT, CONTENT_TYPE};
use deskledger_diff::{Observation, Probe, drift, probes};

use super::diff;
use crate::args::{self, Values as _};
use crate::error::{Doing as _, Failure, message_of};
use crate::help::Help;
use crate::messages;
use crate::terminal::output::Output;

/// Longest time of a call, with its body.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Longest body that is read; that of a file is not.
const MAX_BODY: usize = 16 << 20;

pub(super) fn command(help: Help) -> Command {
    let several = |name, value, text| help.value(name, value, text).action(ArgAction::Append);
    help.subcommand("drift", messages::about_spec_drift())
        .after_help(help.say(messages::exit_codes_of_spec_drift()))
        .args([
            help.positional("file", "FILE", messages::argument_documents()).required(true),
            help.value("endpoint", "URL", messages::flag_endpoint_of_drift()).required(true),
            several("parameter", "NAME=VALUE", messages::flag_parameter()),
            several("header", "HEADER", messages::flag_header()),
            several("allow", "OPERATION", messages::flag_allow()),
            help.flag("allow_http", messages::flag_allow_http_of_drift()),
            diff::report_flag(help),
            diff::fail_on_flag(help).default_value("safe"),
            args::json(help),
        ])
}

pub(super) fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let all = |name: &str| matches.get_many::<String>(name).into_iter().flatten();
    let one = |name: &str| matches.text(name).unwrap_or_default();
    let contract = diff::read(one("file"), None, messages::spec_diff_broken)?;
    let pair = |text: &String| {
        let pair = text.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
        pair.ok_or_else(|| Failure::usage(messages::drift_no_pair(&**text)))
    };
    let values: BTreeMap<String, String> = all("parameter").map(pair).collect::<Result<_, _>>()?;
    let headers = all("header").map(|text| header(text)).collect::<Result<Vec<_>, _>>()?.concat();
    let requests = probes(&contract, &values);
    let is_unknown = |name: &&String| requests.iter().all(|probe| probe.operation != **name);
    if let Some(name) = all("allow").find(is_unknown) {
        let known: Vec<&str> = requests.iter().map(|probe| probe.operation.as_str()).collect();
        return Err(Failure::usage(messages::drift_no_operation(&**name, known.join(", "))));
    }
    let builder = Client::builder().endpoint(one("endpoint")).allow_http(matches.get_flag("allow_http"));
    let client = builder.follow_redirects(false).build()?;
    let threads = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let threads = threads.doing(messages::dispatch_starting_threads())?;
    let (mut seen, mut notes) = (Vec::new(), Vec::new());
    for probe in &requests {
        if !probe.is_safe() && !all("allow").any(|name| *name == probe.operation) {
            notes.push(format!("{} was not called: it may change data; --allow {0} permits it", probe.operation));
        } else if !probe.missing.is_empty() {
            let missing = probe.missing.join(", ");
            notes.push(format!("{} was not called: no value of {missing}; --parameter gives it", probe.operation));
        } else {
            seen.push(threads.block_on(call(&client, probe, &headers))?);
        }
    }
    // The response to a rejected call does not show whether the operation does as its document states.
    let rejected: Vec<&Observation> = seen.iter().filter(|one| one.status >= 400).collect();
    let rejection = |one: &&Observation| {
        let remedy = "--header gives a credential, --parameter other values";
        format!("{} was rejected with {}, so no success was compared: {remedy}", one.operation, one.status)
    };
    notes.extend(rejected.iter().map(rejection));
    let has_success = rejected.len() < seen.len();
    let mut found = drift(&contract, &seen);
    found.notes = notes;
    diff::print(&found, matches, output)?;
    match seen.len() {
        0 => Err(Failure::problems(messages::drift_nothing(requests.len()))),
        count if !has_success => Err(Failure::problems(messages::drift_no_success(count))),
        _ => diff::outcome(&found, matches, messages::spec_drift_fails),
    }
}

/// Headers of `NAME: VALUE`, or of the lines of `@FILE`, where a secret is not seen by other users.
fn header(text: &str) -> Result<Vec<(String, String)>, Failure> {
    let lines = match text.strip_prefix('@') {
        Some(path) => std::fs::read_to_string(path)
            .map_err(|error| Failure::usage(messages::spec_cannot_read(path, message_of(&error))))?,
        None => text.to_owned(),
    };
    let pair = |line: &str| {
        let pair = line.split_once(':').map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()));
        pair.ok_or_else(|| Failure::usage(messages::drift_no_header()))
    };
    lines.lines().filter(|line| !line.trim().is_empty()).map(pair).collect()
}

async fn call(client: &Client, probe: &Probe, headers: &[(String, String)]) -> Result<Observation, Failure> {
    let method = probe.method.to_uppercase();
    let wrong = || Failure::usage(messages::drift_no_request(&*probe.operation));
    let method = method.parse().map_err(|_| wrong())?;
    let mut request = client.http().request(method, format!("{}{}", client.endpoint(), probe.target));
    // A header of the command line replaces the one of the document.
    let is_given = |name: &str| headers.iter().any(|(given, _)| given.eq_ignore_ascii_case(name));
    let of_document = probe.headers.iter().filter(|(name, _)| !is_given(name));
    for (name, value) in of_document.chain(headers) {
        request = request.header(name, value);
    }
    if !is_given("accept") {
        request = request.header(ACCEPT, "*/*");
    }
    if let Some((media_type, text)) = &probe.body {
        request = request.header(CONTENT_TYPE, media_type).body(text.clone());
    }
    let request = request.build().map_err(|_| wrong())?;
    let work = async { observation(probe, client.execute(request).await?).await };
    let late = |_| Failure::service(messages::drift_late(&*probe.operation, TIMEOUT.as_secs()));
    tokio::time::timeout(TIMEOUT, work).await.map_err(late)?
}

async fn observation(probe: &Probe, mut response: Response) -> Result<Observation, Failure> {
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let mut body = None;
    if media_type.as_deref().is_some_and(|name| name.contains("json")) && probe.method != "head" {
        let mut bytes = Vec::new();
        let failed = |error: deskledger_client::reqwest::Error| {
            Failure::service(messages::drift_cut(&*probe.operation, error.without_url().to_string()))
        };
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > MAX_BODY {
                return Err(Failure::service(messages::drift_long(&*probe.operation, MAX_BODY)));
            }
        }
        // A stream of JSON lines is several values.
        body = serde_json::from_slice(&bytes).ok();
    }
    let (operation, path, method) = (probe.operation.clone(), probe.path.clone(), probe.method.clone());
    let headers = headers.keys().map(|name| name.as_str().to_owned()).collect();
    Ok(Observation { operation, path, method, status, media_type, headers, body })
}
