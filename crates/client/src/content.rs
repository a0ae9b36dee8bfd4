//! Detection and validation of file content.

use deskledger_runtime::Operation;

pub(crate) mod format;
pub(crate) mod record_count;
mod table;

pub use format::{FileFormat, UnexpectedContent};

/// Decides whether the content of a response is the file that an operation returns.
///
/// Error documents, web pages and empty bodies are rejected before. A check rejects further content, or accepts known
/// content.
pub trait ContentCheck: Send + Sync + 'static {
    /// Whether files of this operation are checked and their encodings removed.
    fn applies_to(&self, operation: &Operation) -> bool;

    /// A field that every record has: a single JSON object with it is a record, not an error document.
    fn record_field(&self) -> Option<&str> {
        None
    }

    /// Decides the format of a file from the detected format and its first bytes.
    ///
    /// # Errors
    /// Why the content is rejected.
    fn check(
        &self,
        detected: Result<FileFormat, UnexpectedContent>,
        start: &[u8],
    ) -> Result<FileFormat, UnexpectedContent>;
}
