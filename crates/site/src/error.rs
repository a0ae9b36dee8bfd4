//! Why no site is written.

use std::fmt;

use deskledger_codegen::Diagnostics;
use deskledger_runtime::message::Message;

/// Why no site was written.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The document is broken.
    Document(Diagnostics),
    /// A file cannot be read or written.
    File(Message),
    /// The output directory holds other files.
    Occupied(Message),
    /// Pages or templates are wrong: each problem.
    Pages(Vec<Message>),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document(diagnostics) => diagnostics.fmt(f),
            Self::File(message) | Self::Occupied(message) => message.fmt(f),
            Self::Pages(problems) => Message::lines(problems.clone()).fmt(f),
        }
    }
}

impl std::error::Error for Error {}
