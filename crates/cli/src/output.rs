//! What a person and a program read: results and failures, as text or as JSON.

use std::io::{IsTerminal, Write, stderr};

use clap::ArgMatches;
use serde::Serialize;

use crate::failure::Failure;

/// How a verb speaks.
pub(crate) struct Output {
    json: bool,
}

impl Output {
    /// As the flags ask for.
    pub(crate) fn new(matches: &ArgMatches) -> Self {
        Self { json: matches.try_get_one("json").ok().flatten().copied().unwrap_or(false) }
    }

    /// Whether a program reads the result.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Tells the result: as JSON on standard output, or as a sentence to a person at a terminal.
    pub(crate) fn result(&self, result: &impl Serialize, sentence: &str) -> Result<(), Failure> {
        if self.json {
            return crate::write_stdout(&format!("{}\n", json(result)));
        }
        if stderr().is_terminal() {
            self.tell(sentence);
        }
        Ok(())
    }

    /// Tells a failure on standard error.
    pub(crate) fn failure(&self, failure: &Failure) {
        match self.json {
            true => self.tell(&json(&serde_json::json!({ "error": failure }))),
            false => self.tell(&format!("deskledger: {failure}")),
        }
    }

    /// Writes a line to standard error. Where even that cannot be written there is nobody left to tell.
    pub(crate) fn tell(&self, line: &str) {
        let _ = writeln!(stderr(), "{line}");
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|error| format!("{{\"error\":\"{error}\"}}"))
}
