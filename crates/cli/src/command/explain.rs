//! `explain`: what an error code means, what to do, and whether a retry is worth it.

use clap::{ArgMatches, Command};
use schemars::JsonSchema;
use serde::Serialize;

use crate::args;
use crate::error::Failure;
use crate::error_codes::{CODES, Code, FAMILIES, STATUSES, find, normalized};
use crate::help::Help;
use crate::locale::{self, Locale, Pick as _};
use crate::terminal::output::{Output, write_stdout};

/// What `explain --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Explained {
    /// The code as in the response, or the status that was asked for.
    code: String,
    /// Status of a response with this code.
    status: u16,
    /// What it means.
    meaning: String,
    /// What to do.
    advice: String,
    /// Whether the same request may succeed if it is sent again.
    retry: bool,
    /// When to retry, and whether that happens automatically.
    retry_advice: String,
}

/// The subcommand and its flags.
pub(crate) fn command(help: Help) -> Command {
    help.subcommand(
        "explain",
        [
            "Explains an error code or a status of the service: its meaning, what to do, and whether to retry",
            "说明服务的错误码或状态码的含义、处理方法，以及是否值得重试",
        ],
    )
    .after_help(help.say([
        "In Chinese if LC_ALL, LC_MESSAGES or LANG selects it; --json is always English.",
        "LC_ALL、LC_MESSAGES 或 LANG 指定中文时以中文说明；--json 为英文。",
    ]))
    .args([
        help.positional(
            "code",
            "CODE",
            [
                "Error code, for example WKS.00211302, or status, for example 503; without it, all of them",
                "错误码，例如 WKS.00211302，或状态码，例如 503；不给出则列出全部",
            ],
        ),
        args::json(help),
    ])
}

/// Runs the subcommand.
pub(crate) fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    // JSON is always in English.
    let locale = if output.is_json() { Locale::English } else { locale::of_environment() };
    let Some(wanted) = matches.get_one::<String>("code") else {
        let all: Vec<Explained> = CODES.iter().chain(STATUSES).map(|code| Explained::of(code, locale)).collect();
        return match output.is_json() {
            true => output.json(&all),
            false => write_stdout(&all.iter().map(Explained::text).collect::<Vec<_>>().join("\n")),
        };
    };
    let is_status = |code: &&Code| code.code == wanted.trim();
    let Some(code) = find(wanted).or_else(|| STATUSES.iter().find(is_status)) else { return Err(unknown(wanted)) };
    let explained = Explained::of(code, locale);
    if output.is_json() { output.json(&explained) } else { write_stdout(&explained.text()) }
}

/// The error for an unknown code.
fn unknown(wanted: &str) -> Failure {
    let known = |separator| CODES.iter().chain(STATUSES).map(|code| code.code).collect::<Vec<_>>().join(separator);
    let code = normalized(wanted);
    let family = FAMILIES.iter().find(|(start, _)| code.starts_with(start)).map(|(_, text)| *text);
    let wanted = wanted.chars().take(64).collect::<String>();
    let [english, chinese] = family.unwrap_or(["", ""]);
    let (comma, stop) = if english.is_empty() { ("", "") } else { ("; ", "；") };
    Failure::usage([
        format!(
            "expected one of the codes {}, found {wanted:?}{comma}{english}: read the message of the response, explain its \
             status (deskledger explain 403), and give the request id to the operator of the service",
            known(", ")
        ),
        format!(
            "应为以下错误码之一：{}，实际为 {wanted:?}{stop}{chinese}：请看响应的消息，查询其状态码（deskledger explain 403），并将请求 ID \
             提供给服务运维人员",
            known("、")
        ),
    ])
}

impl Explained {
    fn of(code: &Code, locale: Locale) -> Self {
        Self {
            code: code.code.to_owned(),
            status: code.status,
            meaning: locale.pick(code.meaning).to_owned(),
            advice: locale.pick(code.advice).to_owned(),
            retry: code.again().is_worth_it(),
            retry_advice: locale.pick(code.again().text()).to_owned(),
        }
    }

    fn text(&self) -> String {
        let Self { code, status, meaning, advice, retry_advice, .. } = self;
        let status = if *code == status.to_string() { String::new() } else { format!(" ({status})") };
        format!("{code}{status}: {meaning}\n  {advice}\n  {retry_advice}\n")
    }
}
