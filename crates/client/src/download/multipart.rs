//! A file inside a `multipart/form-data` wrapper, taken out while it streams: the vendor's definition declares one.

use bytes::{Buf, Bytes, BytesMut};

use crate::download::name;

/// How many bytes the headers of the part may have.
const MAX_HEADERS: usize = 8 * 1024;
/// The standard allows 70 characters for a boundary.
const MAX_BOUNDARY: usize = 70;

/// Takes the only part out of the wrapper.
#[derive(Debug)]
pub struct Unwrap {
    /// `\r\n--BOUNDARY`: ends the part.
    delimiter: Vec<u8>,
    held: BytesMut,
    state: State,
    pub(crate) file_name: Option<String>,
    pub(crate) media_type: Option<String>,
}

/// Why there is no file in a wrapper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrokenWrapper {
    /// It holds more than one part.
    AnotherPart,
    /// It ends before it is closed.
    Open,
    /// The headers of its part have no end.
    LongHeaders,
}

#[derive(Debug, PartialEq, Eq)]
enum State {
    Headers,
    Content,
    /// After the delimiter: `--`, or another part.
    End,
    Done,
}

/// The boundary, if the body begins with a wrapper: its first line is `--BOUNDARY`, followed by headers of a part.
pub fn boundary(beginning: &[u8]) -> Option<&[u8]> {
    let line = beginning.strip_prefix(b"--")?;
    let end = line.iter().position(|byte| *byte == b'\r')?;
    let (boundary, rest) = line.split_at(end);
    let is_word = !boundary.is_empty() && boundary.len() <= MAX_BOUNDARY && boundary.iter().all(u8::is_ascii_graphic);
    let header = rest.strip_prefix(b"\r\n")?.get(..8)?;
    (is_word && header.eq_ignore_ascii_case(b"content-")).then_some(boundary)
}

impl Unwrap {
    /// Of a wrapper with this boundary.
    pub fn new(boundary: &[u8]) -> Self {
        let delimiter = [b"\r\n--", boundary].concat();
        Self { delimiter, held: BytesMut::new(), state: State::Headers, file_name: None, media_type: None }
    }

    /// Takes in bytes of the wrapper; returns bytes of the file.
    ///
    /// # Errors
    /// The wrapper holds more than one part, or headers without an end.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Bytes, BrokenWrapper> {
        if self.state == State::Done {
            return Ok(Bytes::new());
        }
        self.held.extend_from_slice(bytes);
        if self.state == State::Headers && !self.take_headers()? {
            return Ok(Bytes::new());
        }
        let mut content = Bytes::new();
        if self.state == State::Content {
            content = match find(&self.held, &self.delimiter) {
                Some(end) => {
                    let content = self.held.split_to(end).freeze();
                    self.held.advance(self.delimiter.len());
                    self.state = State::End;
                    content
                }
                // The delimiter may have begun.
                None => self.held.split_to(self.held.len().saturating_sub(self.delimiter.len() - 1)).freeze(),
            };
        }
        if self.state == State::End && self.held.len() >= 2 {
            if !self.held.starts_with(b"--") {
                return Err(BrokenWrapper::AnotherPart);
            }
            self.state = State::Done;
            self.held.clear();
        }
        Ok(content)
    }

    /// Tells that the wrapper has ended.
    ///
    /// # Errors
    /// It has not been closed.
    pub fn finish(&self) -> Result<(), BrokenWrapper> {
        match self.state {
            State::Done => Ok(()),
            _ => Err(BrokenWrapper::Open),
        }
    }

    fn take_headers(&mut self) -> Result<bool, BrokenWrapper> {
        let Some(end) = find(&self.held, b"\r\n\r\n") else {
            let is_endless = self.held.len() > MAX_HEADERS;
            return if is_endless { Err(BrokenWrapper::LongHeaders) } else { Ok(false) };
        };
        let headers = self.held.split_to(end);
        self.held.advance(4);
        for line in headers[..].split(|byte| *byte == b'\n') {
            let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
            let (header, value) = (&line[..colon], line[colon + 1..].trim_ascii());
            if header.eq_ignore_ascii_case(b"content-disposition") {
                self.file_name = name::suggested(value);
            } else if header.eq_ignore_ascii_case(b"content-type") {
                self.media_type = Some(String::from_utf8_lossy(value).into_owned());
            }
        }
        self.state = State::Content;
        Ok(true)
    }
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    let first = *part.first()?;
    let mut from = 0;
    while let Some(at) = bytes.get(from..)?.iter().position(|byte| *byte == first) {
        if bytes[from + at..].starts_with(part) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
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
