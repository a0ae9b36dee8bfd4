//! A document as the subcommands read it.

use std::path::Path;

use deskledger::Message;
use deskledger_codegen::{Error, Options, Output};

use crate::error::Failure;
use crate::messages;

/// The generated code of a document; its problems, where it is broken.
pub(super) fn generated(path: &Path, options: &Options) -> Result<Output, Failure> {
    let name = path.display().to_string();
    deskledger_codegen::generate_file(path, options).map_err(|error| match error {
        Error::Document(diagnostics) => {
            let text = visible(&diagnostics.to_string());
            Failure::problems(messages::spec_broken(name, Message::translated(text.clone(), text)))
        }
        Error::File(_, error) => Failure::usage(messages::spec_cannot_read(name, error.to_string())),
        other => Failure::usage(messages::spec_cannot_read(name, other.to_string())),
    })
}

/// The text with control and bidirectional characters escaped: those of a document are shown, and not sent to the terminal.
pub(super) fn visible(text: &str) -> String {
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
