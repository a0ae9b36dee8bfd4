//! Metadata of a download.

use deskledger_runtime::Operation;
use reqwest::header::{CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, HeaderName};

use super::name;
use super::stream::Download;
use crate::content::FileFormat;
use crate::error::Retry;

impl Download {
    /// The operation that returned the file.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// Detected format of the file.
    pub fn format(&self) -> FileFormat {
        self.format
    }

    /// Removed encodings, the outermost first: `multipart`, `gzip`, `zip`.
    pub fn encodings(&self) -> Vec<&'static str> {
        self.layers.names()
    }

    /// Request id, to quote to the operator of the service.
    pub fn request_id(&self) -> Option<&str> {
        self.header(&HeaderName::from_static("x-request-id"))
    }

    /// Length of the whole file in bytes, if the service states it. Unknown if encodings are removed.
    pub fn content_length(&self) -> Option<u64> {
        self.body.length.filter(|_| self.is_unencoded())
    }

    /// File name suggested by the service, sanitized: a name, never a path.
    pub fn file_name(&self) -> Option<String> {
        self.layers
            .inner_name()
            .or_else(|| self.layers.without_ending(name::suggested(self.headers.get(CONTENT_DISPOSITION)?.as_bytes())?))
    }

    /// Media type stated by the service. [`Download::format`] is detected from the content instead.
    pub fn media_type(&self) -> Option<&str> {
        self.header(&CONTENT_TYPE)
    }

    /// Version (ETag) of the file, if the service states it.
    pub fn etag(&self) -> Option<&str> {
        self.header(&ETAG)
    }

    /// Number of retries so far.
    pub fn retries(&self) -> u32 {
        self.body.budget.retries
    }

    /// Reasons and delays of the last 32 retries.
    pub fn retry_history(&self) -> &[Retry] {
        &self.body.budget.history
    }

    fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}
