//! Why no site is written.

use std::path::PathBuf;
use std::{fmt, io};

use deskledger_codegen::Diagnostics;
use deskledger_runtime::message::Message;

/// Why no site was written.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The document is broken.
    Document(Diagnostics),
    /// A file cannot be read.
    Read(Message),
    /// A file of the site cannot be written.
    Write(PathBuf, io::Error),
    /// The output directory holds other files.
    Occupied(Message),
    /// Pages or templates are wrong: each problem.
    Pages(Vec<Message>),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document(diagnostics) => diagnostics.fmt(f),
            Self::Read(message) | Self::Occupied(message) => message.fmt(f),
            Self::Write(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Pages(problems) => Message::lines(problems.clone()).fmt(f),
        }
    }
}

impl std::error::Error for Error {}
