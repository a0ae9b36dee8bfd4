//! A document as the subcommands read it.

use std::path::Path;

use clap::ArgMatches;
use deskledger::Message;
use deskledger_codegen::{Diagnostics, Error, Options, Output};

use crate::args::Values as _;
use crate::error::{Failure, message_of};
use crate::{locale, messages};

/// The sentence for a broken document, from its name and its problems.
pub(crate) type Broken = fn(String, Message) -> Message;

pub(super) fn within_root(options: Options, matches: &ArgMatches) -> Options {
    if let Some(root) = matches.path("root") { options.root(root) } else { options }
}

pub(super) fn broken(name: &str, diagnostics: &Diagnostics, sentence: Broken) -> Failure {
    Failure::problems(sentence(name.to_owned(), problems(diagnostics)))
}

/// The problems of a document, each on lines of its own.
pub(crate) fn problems(diagnostics: &Diagnostics) -> Message {
    locale::message(|language| visible(&diagnostics.localized(language)))
}

/// The generated code of a document; its problems, where it is broken.
pub(crate) fn generated(path: &Path, options: &Options, sentence: Broken) -> Result<Output, Failure> {
    let name = path.display().to_string();
    deskledger_codegen::generate_file(path, options).map_err(|error| match error {
        Error::Document(diagnostics) => broken(&name, &diagnostics, sentence),
        Error::File(_, error) => Failure::usage(messages::spec_cannot_read(name, message_of(&error))),
        other => {
            Failure::usage(messages::spec_cannot_read(name, locale::message(|language| other.localized(language))))
        }
    })
}

/// The words of a text in small letters, with hyphens between them. Other characters than Latin letters and digits end a word.
pub(crate) fn hyphenated(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
}

/// The text with control and bidirectional characters escaped: those of a document are shown, and not sent to the terminal.
pub(crate) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        let is_bidi = matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        match is_bidi || (character.is_control() && character != '\n') {
            true => shown.extend(character.escape_unicode()),
            false => shown.push(character),
        }
    }
    shown
}
