//! The wrapper that the vendor's definition declares around a file: `multipart/form-data` with one part.

use deskledger_records::write::Format;

use crate::http::negotiation::WRAPPER;

/// The bytes before and after a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wrapper {
    boundary: String,
    /// Before the file.
    pub(super) head: Vec<u8>,
    /// After the file.
    pub(super) tail: Vec<u8>,
}

impl Wrapper {
    /// A wrapper for a file of this format. The boundary contains the entity tag, which no file contains by chance; the
    /// same version has the same bytes.
    pub(crate) fn new(etag: &str, format: Format) -> Self {
        let boundary = format!("deskledger-{}", etag.trim_matches('"'));
        let (name, media_type) = (format.extension(), format.media_type());
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"connection-records.{name}\"\r\n\
             Content-Type: {media_type}\r\n\r\n"
        );
        let tail = format!("\r\n--{boundary}--\r\n");
        Self { boundary, head: head.into_bytes(), tail: tail.into_bytes() }
    }

    /// The media type of the whole, with the boundary.
    pub(crate) fn media_type(&self) -> String {
        format!("{WRAPPER}; boundary={}", self.boundary)
    }
}
