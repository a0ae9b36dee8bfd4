//! What is known of a file on its way.

use deskledger_runtime::Operation;
use reqwest::header::{CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, HeaderName};

use super::name;
use super::stream::Download;
use crate::content::FileFormat;
use crate::error::Retry;

impl Download {
    /// The call that the file answers.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The format of the file, by its bytes.
    pub fn format(&self) -> FileFormat {
        self.format
    }

    /// The encodings that are removed from the file, the outermost first: `multipart`, `gzip`, `zip`.
    pub fn encodings(&self) -> Vec<&'static str> {
        self.layers.names()
    }

    /// Id of the request, for questions to the operator of the service.
    pub fn request_id(&self) -> Option<&str> {
        self.header(&HeaderName::from_static("x-request-id"))
    }

    /// Bytes of the whole file, where the service has said so. Unknown for a file in a wrapper, or packed on the way.
    pub fn content_length(&self) -> Option<u64> {
        self.body.length().filter(|_| self.is_as_sent())
    }

    /// The name that the service suggests, made safe: a name only, never a path.
    pub fn file_name(&self) -> Option<String> {
        self.layers.inner_name().or_else(|| {
            let value = self.headers.get(CONTENT_DISPOSITION)?;
            self.layers.without_ending(name::suggested(value.as_bytes())?)
        })
    }

    /// The media type that the service states. [`Download::format`] goes by the bytes instead.
    pub fn media_type(&self) -> Option<&str> {
        self.header(&CONTENT_TYPE)
    }

    /// Version of the file, where the service has said so.
    pub fn etag(&self) -> Option<&str> {
        self.header(&ETAG)
    }

    /// How many times the request was sent again so far.
    pub fn retries(&self) -> u32 {
        self.body.retries()
    }

    /// Why it was sent again, and after which pause: the last 32 times.
    pub fn retry_history(&self) -> &[Retry] {
        self.body.history()
    }

    fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}
