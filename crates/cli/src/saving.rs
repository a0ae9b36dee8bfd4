//! How long to wait, how often to try, and what to keep: the flags of `export` about the way of the file.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Arg, ArgMatches, value_parser};
use deskledger::{ClientBuilder, RetryPolicy, SaveOptions};

use crate::failure::Failure;
use crate::help::Help;
use crate::settings::{Setting, Settings};

/// The flags.
pub(crate) fn flags(help: Help) -> impl Iterator<Item = Arg> {
    let number = |name, unit, both: [String; 2]| help.value(name, unit, both).value_parser(value_parser!(u64));
    let with_default = |[english, chinese]: [&str; 2], default: String| {
        [format!("{english} [default: {default}]"), format!("{chinese} [默认值：{default}]")]
    };
    let seconds = |name, what: [&str; 2], default: Duration| {
        number(name, "SECONDS", with_default(what, default.as_secs_f64().to_string()))
    };
    let policy = RetryPolicy::default();
    let attempts = ["How often a failed request is sent at most", "失败的请求最多发送的次数"];
    let initial_backoff = [
        "Longest random pause before the first retry, for example 0.5; it doubles with each retry",
        "首次重试前随机等待的最长秒数，例如 0.5；每次重试加倍",
    ];
    [
        help.choice(
            "progress",
            ["bar", "json", "none"],
            [
                "How progress is told: a bar at a terminal, which is the default; JSON, one object a line (deskledger schema \
                 progress), beside the one result of --json; or not at all",
                "进度的显示方式：bar 为终端上的进度条，是默认方式；json 为每行一个 JSON 对象（格式见 deskledger schema \
                 progress），与 --json 的结果并存；none 为不显示",
            ],
        ),
        help.value(
            "progress-to",
            "FILE",
            [
                "Where the lines of --progress json go instead of standard error: the end of a file, a pipe, /dev/fd/3",
                "--progress json 的各行写往何处（默认为标准错误）：文件末尾、管道、/dev/fd/3",
            ],
        )
        .value_parser(value_parser!(PathBuf))
        .requires("progress"),
        help.flag(
            "no-clobber",
            ["Keep a file that exists, and fail; this is the default", "保留已有的文件并报告失败；这是默认行为"],
        )
        .conflicts_with("force"),
        help.flag("no-resume", ["Begin anew, whatever an earlier run has left", "从头开始，不使用先前运行留下的部分"]),
        help.flag(
            "sha256",
            [
                "Make the SHA-256 of the file on the way, and print it as sha256sum does",
                "在下载过程中计算文件的 SHA-256，并按 sha256sum 的格式输出",
            ],
        ),
        number("most-bytes", "BYTES", ["Fail where the file is larger", "文件超过此大小则失败"].map(str::to_owned)),
        help.value("attempts", "N", with_default(attempts, policy.max_attempts.to_string()))
            .value_parser(value_parser!(u32).range(1..)),
        help.value("first-pause", "SECONDS", with_default(initial_backoff, policy.initial_backoff.as_secs_f64().to_string()))
            .value_parser(some_seconds),
        seconds(
            "longest-pause",
            ["Longest random pause before a retry", "重试前随机等待的最长秒数"],
            policy.max_backoff,
        ),
        seconds(
            "longest-retry-after",
            ["Longest pause that the service may ask for", "服务可以要求等待的最长秒数"],
            policy.max_retry_after,
        ),
        seconds(
            "retry-deadline",
            ["No retry starts later than this after the first failure", "首次失败后超过此秒数不再开始重试"],
            policy.max_elapsed,
        ),
        number(
            "deadline",
            "SECONDS",
            [
                "How long everything may take: token, attempts, pauses, and the file until its last byte [default: no limit]",
                "全过程的时限（秒）：获取令牌、各次尝试、等待，直到文件的最后一个字节 [默认值：不限]",
            ]
            .map(str::to_owned),
        ),
        seconds(
            "connect-timeout",
            ["How long a connection may take", "建立连接的时限（秒）"],
            Duration::from_secs(10),
        ),
        seconds(
            "answer-timeout",
            ["How long the service may prepare its answer", "服务准备应答的时限（秒）"],
            Duration::from_secs(300),
        ),
        seconds(
            "idle-timeout",
            ["How long nothing may come in the middle of a file", "文件传输中途没有数据的时限（秒）"],
            Duration::from_secs(60),
        ),
    ]
    .into_iter()
    .map(move |arg| arg.help_heading(help.say(["Retries and limits", "重试与限制"])))
}

/// The client's part of the flags.
pub(crate) fn patient(mut builder: ClientBuilder, settings: &Settings<'_>) -> Result<ClientBuilder, Failure> {
    let seconds = |key: &str| Ok::<_, Failure>(settings.number(key)?.map(Duration::from_secs));
    let default = RetryPolicy::default();
    builder = builder.retry(RetryPolicy {
        max_attempts: match settings.number("attempts")? {
            None => default.attempts,
            Some(attempts) => u32::try_from(attempts).unwrap_or(u32::MAX).max(1),
        },
        initial_backoff: match settings.get("initial_backoff")? {
            None => default.initial_backoff,
            Some(Setting { value, origin }) => some_seconds(&value).map_err(|wrong| {
                let [english, chinese] = wrong.told();
                Failure::usage([format!("{origin}: {english}"), format!("{origin}：{chinese}")])
            })?,
        },
        max_backoff: seconds("max_backoff")?.unwrap_or(default.max_backoff),
        max_retry_after: seconds("max_retry_after")?.unwrap_or(default.max_retry_after),
        deadline: seconds("retry_deadline")?.unwrap_or(default.deadline),
    });
    if let Some(deadline) = seconds("deadline")? {
        builder = builder.deadline(deadline);
    }
    if let Some(timeout) = seconds("connect_timeout")? {
        builder = builder.connect_timeout(timeout);
    }
    if let Some(timeout) = seconds("response_timeout")? {
        builder = builder.response_timeout(timeout);
    }
    Ok(match seconds("idle_timeout")? {
        Some(timeout) => builder.idle_timeout(timeout),
        None => builder,
    })
}

/// A text that is no number of seconds.
#[derive(Debug)]
pub(crate) struct NoSeconds(String);

impl NoSeconds {
    /// What is wrong, in English and in Chinese.
    pub(crate) fn told(&self) -> [String; 2] {
        let Self(found) = self;
        [
            format!("expected seconds such as 2 or 0.5, found {found:?}"),
            format!("应为秒数，例如 2 或 0.5，实际为 {found:?}"),
        ]
    }
}

impl fmt::Display for NoSeconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [english, _] = self.told();
        f.write_str(&english)
    }
}

impl std::error::Error for NoSeconds {}

/// Seconds, which may be parts of one.
fn some_seconds(text: &str) -> Result<Duration, NoSeconds> {
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.ok_or_else(|| NoSeconds(text.to_owned()))
}

/// The file's part of the flags.
pub(crate) fn read(matches: &ArgMatches) -> SaveOptions {
    let save = SaveOptions::new()
        .overwrite(matches.get_flag("force"))
        .digest(matches.get_flag("sha256"))
        .resume(!matches.get_flag("no-resume"));
    match matches.get_one::<u64>("most-bytes") {
        Some(most) => save.max_bytes(*most),
        None => save,
    }
}
