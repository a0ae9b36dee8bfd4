//! `explain`: what an error code means, what to do, and whether it is worth trying again.

mod codes;

use clap::{Arg, ArgMatches, Command};
use schemars::JsonSchema;
use serde::Serialize;

use crate::failure::Failure;
use crate::locale::Locale;
use crate::output::Output;
use codes::{CODES, Code};

/// What `explain --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Explained {
    /// The code, as the answer has it.
    code: String,
    /// Status of an answer with this code.
    status: u16,
    /// What it means.
    meaning: String,
    /// What to do.
    advice: String,
    /// Whether the same request may succeed later, so that trying again is worth it.
    retry: bool,
}

/// The verb and its flags.
pub(crate) fn command() -> Command {
    Command::new("explain")
        .about("Tells what an error code of the service means, and what to do")
        .after_help("In Chinese where LC_ALL, LC_MESSAGES or LANG asks for it.")
        .args([
            Arg::new("code")
                .value_name("CODE")
                .help("Code of an error, for example WKS.00211302; without it, all of them"),
            crate::args::json(),
        ])
}

/// Runs the verb.
pub(crate) fn run(matches: &ArgMatches, output: &Output) -> Result<(), Failure> {
    let locale = Locale::of_environment();
    let Some(wanted) = matches.get_one::<String>("code") else {
        let all: Vec<Explained> = CODES.iter().map(|code| code.explained(locale)).collect();
        return match output.is_json() {
            true => output.result(&all, ""),
            false => crate::write_stdout(&all.iter().map(Explained::text).collect::<Vec<_>>().join("\n")),
        };
    };
    let Some(code) = find(wanted) else {
        let known: Vec<&str> = CODES.iter().map(|code| code.code).collect();
        let wanted = wanted.chars().take(64).collect::<String>();
        return Err(Failure::usage([
            format!(
                "expected one of the codes {}, found {wanted:?}: look at the status and the message of the answer instead",
                known.join(", ")
            ),
            format!("应为以下错误码之一：{}，实际为 {wanted:?}：请改看应答的状态码和消息", known.join("、")),
        ]));
    };
    let explained = code.explained(locale);
    if output.is_json() { output.result(&explained, "") } else { crate::write_stdout(&explained.text()) }
}

/// What to do about a code, in English and in Chinese.
pub(crate) fn advice(code: &str) -> Option<[&'static str; 2]> {
    find(code).map(|code| code.advice)
}

/// Finds a code in any case; `APIG.` is an older spelling of `APIGW.`.
fn find(wanted: &str) -> Option<&'static Code> {
    let wanted = wanted.trim().to_ascii_uppercase().replace("APIG.", "APIGW.");
    CODES.iter().find(|code| code.code == wanted)
}

impl Code {
    fn explained(&self, locale: Locale) -> Explained {
        Explained {
            code: self.code.to_owned(),
            status: self.status,
            meaning: locale.choose(self.meaning).to_owned(),
            advice: locale.choose(self.advice).to_owned(),
            retry: self.is_retryable(),
        }
    }
}

impl Explained {
    fn text(&self) -> String {
        let Self { code, status, meaning, advice, .. } = self;
        format!("{code} ({status}): {meaning}\n  {advice}\n")
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
    fn no_code_stands_twice_and_none_is_without_words() {
        for (index, code) in CODES.iter().enumerate() {
            assert!(CODES[..index].iter().all(|other| other.code != code.code), "{}", code.code);
            assert!(code.meaning.iter().chain(&code.advice).all(|text| !text.is_empty()), "{}", code.code);
        }
    }
}
