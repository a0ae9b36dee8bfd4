//! Results and errors, as text for a person or as JSON for a program.

use crate::messages;
use std::io::{self, IsTerminal, Write, stderr};

use deskledger::Message;
use serde::Serialize;

use crate::error::Failure;
use crate::locale;

/// How a subcommand reports.
pub(crate) struct Output {
    json: bool,
}

impl Output {
    /// Text for a person, or JSON for a program.
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether a program reads the result.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Reports the result: as JSON on standard output, or as a sentence, in English or in Chinese, at a terminal.
    pub(crate) fn result(&self, result: &impl Serialize, sentence: Message) -> Result<(), Failure> {
        if self.json {
            return self.json(result);
        }
        if stderr().is_terminal() {
            self.note(sentence);
        }
        Ok(())
    }

    /// Reports the result as JSON on standard error, if standard output holds the file.
    pub(crate) fn result_on_stderr(&self, result: &impl Serialize) -> Result<(), Failure> {
        json(result).map(|line| self.line(&line))
    }

    /// Prints the result as JSON.
    pub(crate) fn json(&self, result: &impl Serialize) -> Result<(), Failure> {
        write_stdout(&format!("{}\n", json(result)?))
    }

    /// Reports an error on standard error.
    pub(crate) fn failure(&self, failure: &Failure) {
        match self.json {
            true => self.line(&serde_json::json!({ "error": failure }).to_string()),
            false => self.line(&format!("deskledger: {failure}")),
        }
    }

    /// Writes a note for a person to standard error, in the language of the reader.
    pub(crate) fn note(&self, sentence: Message) {
        self.line(&sentence.localized(locale::of_environment()));
    }

    /// Writes a line to standard error. A failure to do so has nowhere to be reported.
    pub(crate) fn line(&self, line: &str) {
        let _ = writeln!(stderr(), "{line}");
    }
}

fn json(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(value).map_err(|error| Failure::local(messages::output_writing_result(), &error))
}

/// Writes to standard output; a closed pipe (`| head`) is not an error.
pub(crate) fn write_stdout(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::local(messages::writing_standard_output(), &error))
        }
        _ => Ok(()),
    }
}
