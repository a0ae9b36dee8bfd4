//! Streaming extraction of a file from a `multipart/form-data` body, as some services send it.

use bytes::{Bytes, BytesMut};
pub use deskledger_runtime::multipart::boundary;
use deskledger_runtime::multipart::{MultipartError, MultipartParser, PartEvent};

use crate::download::name;

/// Extracts the only part of the body.
#[derive(Debug)]
pub struct Unwrap {
    parser: MultipartParser,
    /// File name of the part, sanitized.
    pub file_name: Option<String>,
    /// Media type of the part.
    pub media_type: Option<String>,
}

/// Why the body has no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrokenWrapper {
    /// It contains more than one part.
    AnotherPart,
    /// The closing delimiter is missing.
    Open,
    /// The headers of the part are too long.
    LongHeaders,
}

impl From<MultipartError> for BrokenWrapper {
    fn from(error: MultipartError) -> Self {
        match error {
            MultipartError::Headers => Self::LongHeaders,
            MultipartError::TooManyParts | MultipartError::Delimiter => Self::AnotherPart,
            _ => Self::Open,
        }
    }
}

impl Unwrap {
    /// For a body with this boundary.
    pub fn new(boundary: &[u8]) -> Self {
        Self { parser: MultipartParser::new(boundary, 1), file_name: None, media_type: None }
    }

    /// Adds bytes of the body; returns bytes of the file.
    ///
    /// # Errors
    /// The body contains more than one part, or the headers of the part are too long.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Bytes, BrokenWrapper> {
        let Self { parser, file_name, media_type } = self;
        let mut content = BytesMut::new();
        parser.push(bytes, |event| match event {
            PartEvent::Headers(headers) => {
                *file_name = headers.get("content-disposition").and_then(name::suggested);
                *media_type = headers.get("content-type").map(|text| String::from_utf8_lossy(text).into_owned());
            }
            PartEvent::Content(bytes) => content.extend_from_slice(bytes),
        })?;
        Ok(content.freeze())
    }

    /// Checks the end of the body.
    ///
    /// # Errors
    /// The closing delimiter is missing.
    pub fn finish(&self) -> Result<(), BrokenWrapper> {
        Ok(self.parser.finish()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unwrapped(body: &[u8], piece: usize) -> Result<(Vec<u8>, Unwrap), BrokenWrapper> {
        let mut unwrap = Unwrap::new(boundary(body).unwrap());
        let mut content = Vec::new();
        for piece in body.chunks(piece) {
            content.extend_from_slice(&unwrap.push(piece)?);
        }
        unwrap.finish()?;
        Ok((content, unwrap))
    }

    #[test]
    fn a_boundary_that_falls_between_two_pieces_is_still_found() {
        for content in ["a,b\r\n1,2\r\n", "", "\r\n--x", "\r\n--xy\r", "--xyz", "\r\n"] {
            let body = format!(
                "--xyz\r\nContent-Disposition: form-data; name=\"f\"; filename=\"../c.csv\"\r\nContent-Type: text/csv\r\n\r\n\
                 {content}\r\n--xyz--\r\nepilogue"
            );
            for piece in 1..body.len() {
                let (found, unwrap) = unwrapped(body.as_bytes(), piece).unwrap();
                assert_eq!(String::from_utf8(found).unwrap(), content, "pieces of {piece}");
                assert_eq!(unwrap.file_name.as_deref(), Some("c.csv"));
                assert_eq!(unwrap.media_type.as_deref(), Some("text/csv"));
            }
        }
    }

    #[test]
    fn a_wrapper_that_is_cut_or_holds_two_parts_is_not_the_file() {
        let head = "--xyz\r\nContent-Type: text/csv\r\n\r\n";
        for tail in ["a,b", "a,b\r\n--xyz", "a,b\r\n--xyz\r\nContent-Type: text/csv\r\n\r\nc\r\n--xyz--"] {
            assert!(unwrapped(format!("{head}{tail}").as_bytes(), 7).is_err(), "{tail}");
        }
        let endless = format!("--xyz\r\nContent-Type: {}", "a".repeat(10_000));
        assert!(unwrapped(endless.as_bytes(), 100).is_err());
    }

    #[test]
    fn a_file_that_only_begins_with_hyphens_is_no_wrapper() {
        for body in ["-- a comment\n", "--\r\nContent-Type: x", "--x y\r\nContent-Type: x", "--x\r\na,b\r\n", "--x"] {
            assert_eq!(boundary(body.as_bytes()), None, "{body}");
        }
    }
}
