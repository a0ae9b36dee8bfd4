//! Whether what has begun to come is the file that was asked for.

use super::kind::{self, NotAFile};
use super::{Download, FileKind};
use crate::error::{Error, catalogue};
use crate::generated::ConnectionRecord;
use deskledger_runtime::{Column, Operation};

/// How many characters of a page or a message are shown.
const SHOWN: usize = 200;

/// Whether a call answers with records in one of the known forms, and with nothing else: then a file of another kind is not
/// the one that was asked for, and a wrapper hides one that is.
pub(super) fn is_of_records(operation: &Operation) -> bool {
    let known = [FileKind::Xlsx, FileKind::Csv, FileKind::Ndjson, FileKind::Parquet].map(FileKind::media_type);
    let whole = operation.responses.iter().filter(|response| matches!(response.status, 200 | 2));
    let mut names = whole.flat_map(|response| response.media_types).map(|media_type| media_type.name).peekable();
    names.peek().is_some() && names.all(|name| known.contains(&name) || name == "multipart/form-data")
}

/// Whether the first line of a text is the heading of a known column: a table of one column has no separators.
fn begins_with_a_heading(beginning: &[u8]) -> bool {
    let text = String::from_utf8_lossy(beginning);
    let line = text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default();
    let line = line.trim().trim_matches('"');
    let is_called =
        |column: &Column| column.name == line || column.headings.iter().any(|(_, heading)| *heading == line);
    ConnectionRecord::COLUMNS.iter().any(is_called)
}

impl Download {
    /// The kind of the file, or why it is none.
    pub(super) fn judge(&self, found: Result<FileKind, NotAFile>, beginning: &[u8]) -> Result<FileKind, Error> {
        let takes_all = self.body.door().as_is || !is_of_records(self.operation);
        let found = match found {
            Ok(FileKind::Text) if !takes_all && begins_with_a_heading(beginning) => Ok(FileKind::Csv),
            Ok(FileKind::Text) if !takes_all => Err(NotAFile::Prose),
            Ok(FileKind::Other) if !takes_all => Err(NotAFile::Bytes),
            Ok(FileKind::Zip) if !takes_all && kind::is_document(beginning) => Err(NotAFile::Document),
            found => found,
        };
        found.map_err(|found| self.not_the_file(found, beginning))
    }

    /// The same file, if it has this form: the service may send another one than was asked for.
    ///
    /// # Errors
    /// `is_not_the_file` where it has another one; nothing more of it is fetched.
    pub fn expect_kind(self, kind: FileKind) -> Result<Self, Error> {
        if self.kind() == kind {
            return Ok(self);
        }
        let told = catalogue::other_form(kind.extension(), self.kind().extension());
        let refusal = self.body.door().read_refusal(200, &self.headers, b"");
        Err(self.told(Error::not_the_file(told, Some(refusal))))
    }

    /// The file with gzip and ZIP left on, as it comes, for whoever unpacks it in another way. Nothing may have been taken.
    #[must_use]
    pub fn packed(mut self) -> Self {
        if let Some(front) = self.wrapping.leave_packed() {
            self.front = front;
            self.checks.start_over();
            self.kind = self.front.front().and_then(|first| FileKind::by_signature(first)).unwrap_or(FileKind::Zip);
            if self.is_as_sent() {
                self.of_body = None;
            }
        }
        self
    }

    fn not_the_file(&self, found: NotAFile, beginning: &[u8]) -> Error {
        let refusal = self.body.door().read_refusal(200, &self.headers, beginning);
        let document = |what| catalogue::document(what, refusal.code_told(), refusal.message_told());
        let start = || refusal.message.iter().flat_map(|text| text.chars()).take(SHOWN).collect::<String>();
        let told = match found {
            NotAFile::Nothing => catalogue::nothing(),
            NotAFile::Page => catalogue::page(start()),
            NotAFile::ErrorDocument => document(catalogue::error_document()),
            NotAFile::Json => document(catalogue::other_json()),
            NotAFile::Prose => catalogue::prose(start()),
            NotAFile::Bytes => catalogue::unknown_bytes(),
            NotAFile::Document => catalogue::office_document(),
        };
        Error::not_the_file(told, Some(refusal))
    }
}
