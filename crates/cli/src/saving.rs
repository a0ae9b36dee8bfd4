//! How long to wait, how often to try, and what to keep: the flags of `export` about the way of the file.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Arg, ArgAction, ArgMatches, value_parser};
use deskledger::{ClientBuilder, RetryPolicy, Save};

use crate::failure::Failure;
use crate::settings::{Setting, Settings};

const HEADING: &str = "Retries and limits";

/// The flags.
pub(crate) fn flags() -> impl Iterator<Item = Arg> {
    let switch = |name: &'static str, help| Arg::new(name).long(name).action(ArgAction::SetTrue).help(help);
    let number = |name: &'static str, unit, help: String| {
        Arg::new(name).long(name).value_name(unit).value_parser(value_parser!(u64)).help(help)
    };
    let seconds = |name, what: &str, default: Duration| {
        number(name, "SECONDS", format!("{what} [default: {}]", default.as_secs_f64()))
    };
    let policy = RetryPolicy::default();
    [
        Arg::new("progress").long("progress").value_parser(["bar", "json", "none"]).help(
            "How progress is told: a bar at a terminal, which is the default; JSON, one object a line (deskledger schema \
             progress), beside the one result of --json; or not at all",
        ),
        Arg::new("progress-to")
            .long("progress-to")
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .requires("progress")
            .help("Where the lines of --progress json go instead of standard error: the end of a file, a pipe, /dev/fd/3"),
        switch("no-clobber", "Keep a file that exists, and fail; this is the default").conflicts_with("force"),
        switch("no-resume", "Begin anew, whatever an earlier run has left"),
        switch("sha256", "Make the SHA-256 of the file on the way, and print it as sha256sum does"),
        number("most-bytes", "BYTES", "Fail where the file is larger".to_owned()),
        number("attempts", "N", format!("How often a failed request is sent at most [default: {}]", policy.attempts))
            .value_parser(value_parser!(u32).range(1..)),
        Arg::new("first-pause").long("first-pause").value_name("SECONDS").value_parser(some_seconds).help(format!(
            "Longest random pause before the first retry, for example 0.5; it doubles with each retry [default: {}]",
            policy.first_pause.as_secs_f64()
        )),
        seconds("longest-pause", "Longest random pause before a retry", policy.longest_pause),
        seconds("longest-retry-after", "Longest pause that the service may ask for", policy.longest_retry_after),
        seconds("retry-deadline", "No retry starts later than this after the first failure", policy.deadline),
        number(
            "deadline",
            "SECONDS",
            "How long everything may take: token, attempts, pauses, and the file until its last byte [default: no limit]"
                .to_owned(),
        ),
        seconds("connect-timeout", "How long a connection may take", Duration::from_secs(10)),
        seconds("answer-timeout", "How long the service may prepare its answer", Duration::from_secs(300)),
        seconds("idle-timeout", "How long nothing may come in the middle of a file", Duration::from_secs(60)),
    ]
    .into_iter()
    .map(|arg| arg.help_heading(HEADING))
}

/// The client's part of the flags.
pub(crate) fn patient(mut builder: ClientBuilder, settings: &Settings<'_>) -> Result<ClientBuilder, Failure> {
    let seconds = |key: &str| Ok::<_, Failure>(settings.number(key)?.map(Duration::from_secs));
    let default = RetryPolicy::default();
    builder = builder.retry(RetryPolicy {
        attempts: match settings.number("attempts")? {
            None => default.attempts,
            Some(attempts) => u32::try_from(attempts).unwrap_or(u32::MAX).max(1),
        },
        first_pause: match settings.get("first_pause")? {
            None => default.first_pause,
            Some(Setting { value, origin }) => {
                let chinese = format!("{origin}：应为秒数，例如 2 或 0.5，实际为 {value:?}");
                some_seconds(&value).map_err(|wrong| Failure::usage([format!("{origin}: {wrong}"), chinese]))?
            }
        },
        longest_pause: seconds("longest_pause")?.unwrap_or(default.longest_pause),
        longest_retry_after: seconds("longest_retry_after")?.unwrap_or(default.longest_retry_after),
        deadline: seconds("retry_deadline")?.unwrap_or(default.deadline),
    });
    if let Some(deadline) = seconds("deadline")? {
        builder = builder.deadline(deadline);
    }
    if let Some(timeout) = seconds("connect_timeout")? {
        builder = builder.connect_timeout(timeout);
    }
    if let Some(timeout) = seconds("answer_timeout")? {
        builder = builder.answer_timeout(timeout);
    }
    Ok(match seconds("idle_timeout")? {
        Some(timeout) => builder.idle_timeout(timeout),
        None => builder,
    })
}

/// Seconds, which may be parts of one.
fn some_seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.ok_or_else(|| format!("expected seconds such as 2 or 0.5, found {text:?}"))
}

/// The file's part of the flags.
pub(crate) fn read(matches: &ArgMatches) -> Save {
    let save = Save::new()
        .overwrite(matches.get_flag("force"))
        .digest(matches.get_flag("sha256"))
        .resume(!matches.get_flag("no-resume"));
    match matches.get_one::<u64>("most-bytes") {
        Some(most) => save.most_bytes(*most),
        None => save,
    }
}
