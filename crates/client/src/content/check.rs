//! Whether content is what was requested.

use deskledger_runtime::Operation;

use super::format::{FileFormat, UnexpectedContent};

/// Decides whether the content of a response is the file that an operation returns.
///
/// Error documents, web pages and empty bodies are rejected before; a check rejects more, or accepts what it knows.
pub trait ContentCheck: Send + Sync + 'static {
    /// Whether files of this operation are checked, and encodings around them are removed.
    fn applies_to(&self, operation: &Operation) -> bool;

    /// A field that every record has: a single JSON object with it is a record and no error document.
    fn record_field(&self) -> Option<&str> {
        None
    }

    /// The format of a file, by what was detected and by its first bytes.
    ///
    /// # Errors
    /// Why the content is not the file.
    fn check(
        &self,
        detected: Result<FileFormat, UnexpectedContent>,
        start: &[u8],
    ) -> Result<FileFormat, UnexpectedContent>;
}
