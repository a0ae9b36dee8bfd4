//! `explain`: what an error code means, what to do, and whether it is worth trying again.

mod codes;
mod statuses;

use clap::{ArgMatches, Command};
use schemars::JsonSchema;
use serde::Serialize;

use crate::failure::Failure;
use crate::help::Help;
use crate::locale::Locale;
use crate::locale::Pick as _;
use crate::output::Output;
use codes::{CODES, Code, FAMILIES};
use statuses::STATUSES;

/// What `explain --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Explained {
    /// The code, as the answer has it; the status where that was asked for.
    code: String,
    /// Status of an answer with this code.
    status: u16,
    /// What it means.
    meaning: String,
    /// What to do.
    advice: String,
    /// Whether the same request may succeed, so that trying again is worth it.
    retry: bool,
    /// When, and who does it.
    retry_advice: String,
}

/// The verb and its flags.
pub(crate) fn command(help: Help) -> Command {
    help.verb(
        "explain",
        [
            "Tells what an error code or a status of the service means, what to do, and whether to try again",
            "说明服务的错误码或状态码的含义、处理方法，以及是否值得重试",
        ],
    )
    .after_help(help.say([
        "In Chinese where LC_ALL, LC_MESSAGES or LANG asks for it.",
        "LC_ALL、LC_MESSAGES 或 LANG 指定中文时以中文说明；--json 为英文。",
    ]))
    .args([
        help.positional(
            "code",
            "CODE",
            [
                "Code of an error, for example WKS.00211302, or status, for example 503; without it, all of them",
                "错误码，例如 WKS.00211302，或状态码，例如 503；不给出则列出全部",
            ],
        ),
        crate::args::json(help),
    ])
}

/// Runs the verb.
pub(crate) fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    // Programs read English.
    let locale = if output.is_json() { Locale::English } else { crate::locale::of_environment() };
    let Some(wanted) = matches.get_one::<String>("code") else {
        let all: Vec<Explained> = CODES.iter().chain(STATUSES).map(|code| code.explained(locale)).collect();
        return match output.is_json() {
            true => output.json(&all),
            false => crate::write_stdout(&all.iter().map(Explained::text).collect::<Vec<_>>().join("\n")),
        };
    };
    let is_status = |code: &&Code| code.code == wanted.trim();
    let Some(code) = find(wanted).or_else(|| STATUSES.iter().find(is_status)) else { return Err(unknown(wanted)) };
    let explained = code.explained(locale);
    if output.is_json() { output.json(&explained) } else { crate::write_stdout(&explained.text()) }
}

/// What can be said of a code that is not known.
fn unknown(wanted: &str) -> Failure {
    let known = |separator| CODES.iter().chain(STATUSES).map(|code| code.code).collect::<Vec<_>>().join(separator);
    let code = normal(wanted);
    let family = FAMILIES.iter().find(|(start, _)| code.starts_with(start)).map(|(_, text)| *text);
    let wanted = wanted.chars().take(64).collect::<String>();
    let [english, chinese] = family.unwrap_or(["", ""]);
    let (comma, stop) = if english.is_empty() { ("", "") } else { ("; ", "；") };
    Failure::usage([
        format!(
            "expected one of the codes {}, found {wanted:?}{comma}{english}: look at the message of the answer, explain its \
             status (deskledger explain 403), and give the request id to the operator of the service",
            known(", ")
        ),
        format!(
            "应为以下错误码之一：{}，实际为 {wanted:?}{stop}{chinese}：请看应答的消息，查询其状态码（deskledger explain 403），并将请求 ID \
             提供给服务运维人员",
            known("、")
        ),
    ])
}

/// What to do about a code, in English and in Chinese.
pub(crate) fn advice(code: &str) -> Option<[&'static str; 2]> {
    find(code).map(|code| code.advice)
}

/// Finds a code in any case; `APIG.` is an older spelling of `APIGW.`.
fn find(wanted: &str) -> Option<&'static Code> {
    let wanted = normal(wanted);
    CODES.iter().find(|code| code.code == wanted)
}

fn normal(wanted: &str) -> String {
    wanted.trim().to_ascii_uppercase().replace("APIG.", "APIGW.")
}

impl Code {
    fn explained(&self, locale: Locale) -> Explained {
        Explained {
            code: self.code.to_owned(),
            status: self.status,
            meaning: locale.pick(self.meaning).to_owned(),
            advice: locale.pick(self.advice).to_owned(),
            retry: self.again().is_worth_it(),
            retry_advice: locale.pick(self.again().text()).to_owned(),
        }
    }
}

impl Explained {
    fn text(&self) -> String {
        let Self { code, status, meaning, advice, retry_advice, .. } = self;
        let status = if *code == status.to_string() { String::new() } else { format!(" ({status})") };
        format!("{code}{status}: {meaning}\n  {advice}\n  {retry_advice}\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_document_is_explained_with_its_status() {
        let (mut found, mut first) = (0, std::collections::HashMap::new());
        for response in deskledger::EXPORT_CONNECTION_RECORDS.responses {
            for example in response.media_types.iter().filter_map(|media_type| media_type.example) {
                let Ok(example) = serde_json::from_str::<serde_json::Value>(example) else { continue };
                if let Some(code) = example["error_code"].as_str() {
                    found += 1;
                    // One that stands under several is explained under the first.
                    let first = *first.entry(code.to_owned()).or_insert(response.status);
                    assert_eq!(find(code).map(|code| code.status), Some(first), "{code}");
                }
            }
        }
        assert!(found >= 7, "{found}");
    }

    #[test]
    fn an_older_spelling_and_small_letters_are_understood() {
        assert_eq!(find(" apig.0301 ").map(|code| code.code), Some("APIGW.0301"));
        assert!(find("WKS").is_none());
    }

    #[test]
    fn what_is_said_of_trying_again_is_what_the_client_does() {
        for code in CODES.iter().chain(STATUSES) {
            let again = code.again();
            assert_eq!(again == codes::Again::ByItself, [429, 502, 503, 504].contains(&code.status), "{}", code.code);
            let says_so = code.advice[0].contains("ry again later") || code.advice[0].contains("tried again");
            assert!(again.is_worth_it() || !says_so, "{}: {}", code.code, code.advice[0]);
        }
    }

    #[test]
    fn no_code_stands_twice_and_none_is_without_words() {
        for (index, code) in CODES.iter().enumerate() {
            assert!(CODES[..index].iter().all(|other| other.code != code.code), "{}", code.code);
            assert!(code.meaning.iter().chain(&code.advice).all(|text| !text.is_empty()), "{}", code.code);
        }
    }
}
