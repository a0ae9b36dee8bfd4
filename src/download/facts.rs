//! What is known of a file on its way.

use reqwest::header::{CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, HeaderName};

use super::{Download, FileKind, name};
use crate::error::Retry;
use deskledger_runtime::Operation;

impl Download {
    /// The call that the file answers.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// What the file is, by its bytes.
    pub fn kind(&self) -> FileKind {
        self.kind
    }

    /// The wrappers that are taken off the file, the outermost first: `multipart`, `gzip`, `zip`.
    pub fn wrappers(&self) -> Vec<&'static str> {
        self.wrapping.names()
    }

    /// Status of the answer: always 200.
    pub fn status(&self) -> u16 {
        200
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
        self.wrapping.inner_name().or_else(|| {
            let value = self.headers.get(CONTENT_DISPOSITION)?;
            self.wrapping.without_ending(name::suggested(value.as_bytes())?)
        })
    }

    /// The media type that the service states. [`Download::kind`] goes by the bytes instead.
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
