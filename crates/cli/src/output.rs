//! What a person and a program read: results and failures, as text or as JSON.

use std::io::{IsTerminal, Write, stderr};

use clap::ArgMatches;
use serde::Serialize;

use crate::failure::Failure;
use crate::locale::Pick as _;

/// How a verb speaks.
pub(crate) struct Output {
    json: bool,
}

impl Output {
    /// As the flags ask for.
    pub(crate) fn new(matches: &ArgMatches) -> Self {
        Self { json: crate::args::wants_json(matches) }
    }

    /// For a program.
    pub(crate) fn as_json() -> Self {
        Self { json: true }
    }

    /// Whether a program reads the result.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Tells the result: as JSON on standard output, or as a sentence, in English or in Chinese, to a person at a
    /// terminal.
    pub(crate) fn result(&self, result: &impl Serialize, sentence: [String; 2]) -> Result<(), Failure> {
        if self.json {
            return self.json(result);
        }
        if stderr().is_terminal() {
            self.note(sentence);
        }
        Ok(())
    }

    /// Tells the result as JSON on standard error, where standard output holds the file.
    pub(crate) fn tell_result(&self, result: &impl Serialize) -> Result<(), Failure> {
        json(result).map(|line| self.tell(&line))
    }

    /// Prints the result as JSON, for a verb that prints it in another way to a person.
    pub(crate) fn json(&self, result: &impl Serialize) -> Result<(), Failure> {
        crate::write_stdout(&format!("{}\n", json(result)?))
    }

    /// Tells a failure on standard error.
    pub(crate) fn failure(&self, failure: &Failure) {
        match self.json {
            true => self.tell(&serde_json::json!({ "error": failure }).to_string()),
            false => self.tell(&format!("deskledger: {failure}")),
        }
    }

    /// Tells a person something on standard error, in the language of whoever reads.
    pub(crate) fn note(&self, sentence: [String; 2]) {
        self.tell(&crate::locale::of_environment().pick(sentence));
    }

    /// Writes a line to standard error. Where even that cannot be written there is nobody left to tell.
    pub(crate) fn tell(&self, line: &str) {
        let _ = writeln!(stderr(), "{line}");
    }
}

fn json(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(value).map_err(|error| Failure::local(["writing the result", "写出结果失败"], &error))
}
