//! Results and errors, as text for a person or as JSON for a program.

use std::cell::Cell;
use std::io::{self, IsTerminal, Write, stderr};

use deskledger::Message;
use serde::Serialize;

use crate::error::{Doing as _, Failure, Report};
use crate::{locale, messages};

/// Reporting of a subcommand.
pub(crate) struct Output {
    json: bool,
    is_quiet: bool,
    /// Whether the last line has been written.
    is_ended: Cell<bool>,
}

impl Output {
    /// Text for a person, or JSON for a program.
    pub(crate) fn new(json: bool) -> Self {
        Self { json, is_quiet: false, is_ended: Cell::new(false) }
    }

    /// The same; if `is_quiet`, a person reads errors only.
    pub(crate) fn quiet(self, is_quiet: bool) -> Self {
        Self { is_quiet, ..self }
    }

    /// Whether nothing but errors is written for a person.
    pub(crate) fn is_silent(&self) -> bool {
        self.json || self.is_quiet
    }

    /// Whether a program reads the result.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Reports the result: as JSON on standard output, or as a sentence.
    pub(crate) fn result(&self, result: &impl Serialize, sentence: Message) -> Result<(), Failure> {
        self.end(sentence);
        if self.json { self.json(result) } else { Ok(()) }
    }

    /// Prints the result: as JSON, or as a text.
    pub(crate) fn print(&self, result: &impl Serialize, text: impl FnOnce() -> String) -> Result<(), Failure> {
        if self.json { self.json(result) } else { write_stdout(&text()) }
    }

    /// Writes the last line for a person.
    pub(crate) fn end(&self, sentence: Message) {
        self.is_ended.set(true);
        if !self.json {
            self.note(sentence);
        }
    }

    /// No last line: each line of standard error has a format of its own.
    pub(crate) fn ends_itself(&self) {
        self.is_ended.set(true);
    }

    /// Writes the last line of a subcommand that has not written one; a person at a terminal has seen its output.
    pub(crate) fn end_of(&self, subcommand: &str) {
        if !self.json && !self.is_ended.replace(true) && !stderr().is_terminal() {
            self.note(messages::done(subcommand));
        }
    }

    /// Reports why there are no records; fails if the user has asked for that.
    pub(crate) fn empty(&self, reason: Message, fails: bool) -> Result<(), Failure> {
        if fails {
            return Err(Failure::empty(reason));
        }
        self.note(reason);
        Ok(())
    }

    /// Reports the result as JSON on standard error, if standard output holds the file.
    pub(crate) fn result_on_stderr(&self, result: &impl Serialize) -> Result<(), Failure> {
        json(result).map(|line| self.line(&line))
    }

    pub(crate) fn json(&self, result: &impl Serialize) -> Result<(), Failure> {
        write_stdout(&format!("{}\n", json(result)?))
    }

    /// Reports an error on standard error.
    pub(crate) fn failure(&self, failure: &Failure) {
        self.line(&match self.json {
            true => json(&Report { error: failure }).unwrap_or_default(),
            false => format!("deskledger: {failure}"),
        });
    }

    /// Writes a note for a person to standard error, in the language of the reader.
    pub(crate) fn note(&self, sentence: Message) {
        if !self.is_quiet {
            self.line(&sentence.localized(locale::of_environment()));
        }
    }

    /// Writes a line to standard error. A failure to do so has nowhere to be reported.
    pub(crate) fn line(&self, line: &str) {
        let _ = writeln!(stderr(), "{line}");
    }
}

fn json(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(value).doing(messages::output_writing_result())
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
