//! A document as the subcommands read it.

use std::path::{Path, PathBuf};

use clap::ArgMatches;
use deskledger::Message;
use deskledger_codegen::{Diagnostics, Error, Options, Output};

use crate::error::Failure;
use crate::messages;

/// The sentence for a broken document, from its name and its problems.
pub(crate) type Broken = fn(String, Message) -> Message;

/// The options with the directory of `--root`.
pub(super) fn within_root(options: Options, matches: &ArgMatches) -> Options {
    match matches.get_one::<PathBuf>("root") {
        Some(root) => options.root(root),
        None => options,
    }
}

/// The failure of a broken document.
pub(super) fn broken(name: &str, diagnostics: &Diagnostics, sentence: Broken) -> Failure {
    Failure::problems(sentence(name.to_owned(), problems(diagnostics)))
}

/// The problems of a document, each on lines of its own.
pub(crate) fn problems(diagnostics: &Diagnostics) -> Message {
    let text = visible(&diagnostics.to_string());
    Message::translated(text.clone(), text)
}

/// The generated code of a document; its problems, where it is broken.
pub(crate) fn generated(path: &Path, options: &Options, sentence: Broken) -> Result<Output, Failure> {
    let name = path.display().to_string();
    deskledger_codegen::generate_file(path, options).map_err(|error| match error {
        Error::Document(diagnostics) => broken(&name, &diagnostics, sentence),
        Error::File(_, error) => Failure::usage(messages::spec_cannot_read(name, error.to_string())),
        other => Failure::usage(messages::spec_cannot_read(name, other.to_string())),
    })
}

/// The text with control and bidirectional characters escaped: those of a document are shown, and not sent to the terminal.
pub(crate) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        let is_bidi = matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        match character {
            '\n' => shown.push('\n'),
            _ if is_bidi || character.is_control() => shown.extend(character.escape_unicode()),
            _ => shown.push(character),
        }
    }
    shown
}
