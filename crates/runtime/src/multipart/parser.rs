//! The one parser of multipart bodies. It takes the bytes as they come, in pieces of any size, and gives the same result
//! for the same bytes.

use std::borrow::Cow;

use super::header::PartHeaders;

/// Maximum number of parts of a body.
pub(super) const MAX_PARTS: usize = 256;
/// Maximum number of bytes of the headers of a part, with the empty line after them.
const MAX_HEADER_BYTES: usize = 8 * 1024;
/// The standard allows 70 characters for a boundary.
const MAX_BOUNDARY: usize = 70;

/// Event in a body.
#[derive(Clone, Copy, Debug)]
pub enum PartEvent<'b> {
    /// A part begins.
    Headers(PartHeaders<'b>),
    /// The next bytes of the part that began last; never none.
    Content(&'b [u8]),
}

/// Why bytes are not a multipart body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MultipartError {
    /// The boundary is empty, too long, or has other characters than a boundary may have.
    Boundary,
    /// It does not begin with the boundary.
    Unopened,
    /// A delimiter is followed by something else than a part or the end.
    Delimiter,
    /// The headers of a part have no end, or are too long.
    Headers,
    /// It has more parts than are allowed.
    TooManyParts,
    /// It ends before it is closed.
    Unclosed,
}

/// Parses a multipart body, piece by piece.
///
/// ```
/// use deskledger_runtime::multipart::{MultipartParser, PartEvent};
/// let mut content = Vec::new();
/// let mut parser = MultipartParser::new(b"x", 1);
/// for piece in [&b"--x\r\nContent-Type: text/csv\r\n\r\na,b\r"[..], b"\n--x-", b"-\r\n"] {
///     parser.push(piece, |event| {
///         if let PartEvent::Content(bytes) = event {
///             content.extend_from_slice(bytes);
///         }
///     })?;
/// }
/// parser.finish()?;
/// assert_eq!(content, b"a,b");
/// # Ok::<(), deskledger_runtime::multipart::MultipartError>(())
/// ```
#[derive(Debug)]
pub struct MultipartParser {
    /// `\r\n--BOUNDARY`: ends a part.
    delimiter: Vec<u8>,
    /// Bytes whose meaning depends on those that follow.
    held: Vec<u8>,
    state: State,
    parts: usize,
    max_parts: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// The boundary is not one.
    Invalid,
    Start,
    /// After a delimiter: `--` ends the body, a line break begins a part.
    Delimited,
    Headers,
    Content,
    Done,
}

/// The boundary of a body that begins with a part: its first line is `--BOUNDARY`, followed by a header `Content-...`.
pub fn boundary(beginning: &[u8]) -> Option<&[u8]> {
    // A boundary may have spaces; text that begins with hyphens usually does.
    let boundary = first_line(beginning).filter(|boundary| !boundary.contains(&b' '))?;
    let header = beginning.get(boundary.len() + 4..)?.get(..8)?;
    header.eq_ignore_ascii_case(b"content-").then_some(boundary)
}

/// The boundary in the first line of a body.
pub(super) fn first_line(body: &[u8]) -> Option<&[u8]> {
    let line = body.strip_prefix(b"--")?;
    let boundary = &line[..find(&line[..line.len().min(MAX_BOUNDARY + 2)], b"\r\n")?];
    is_boundary(boundary).then_some(boundary)
}

fn is_boundary(bytes: &[u8]) -> bool {
    (1..=MAX_BOUNDARY).contains(&bytes.len())
        && bytes.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ')
        && !bytes.ends_with(b" ")
}

impl MultipartParser {
    /// For a body with this boundary and at most so many parts. What is not a boundary is an error of the first bytes.
    pub fn new(boundary: &[u8], max_parts: usize) -> Self {
        let state = if is_boundary(boundary) { State::Start } else { State::Invalid };
        Self { delimiter: [b"\r\n--", boundary].concat(), held: Vec::new(), state, parts: 0, max_parts }
    }

    /// Parses the next bytes and hands on what they complete.
    ///
    /// # Errors
    /// The bytes so far are not the start of a multipart body.
    pub fn push(&mut self, bytes: &[u8], mut on_event: impl FnMut(PartEvent<'_>)) -> Result<(), MultipartError> {
        let bytes = match self.held.is_empty() {
            true => Cow::Borrowed(bytes),
            false => {
                self.held.extend_from_slice(bytes);
                Cow::Owned(std::mem::take(&mut self.held))
            }
        };
        let mut rest = &*bytes;
        while let Some(after) = self.step(rest, &mut on_event)? {
            rest = after;
        }
        // The epilogue is ignored.
        if self.state != State::Done {
            let kept = if self.state == State::Content { begun(rest, &self.delimiter) } else { rest.len() };
            self.held.extend_from_slice(&rest[rest.len() - kept..]);
        }
        Ok(())
    }

    /// Reports the end of the body.
    ///
    /// # Errors
    /// [`MultipartError::Unclosed`].
    pub fn finish(&self) -> Result<(), MultipartError> {
        if self.state == State::Done { Ok(()) } else { Err(MultipartError::Unclosed) }
    }

    /// Parses one element, and returns the bytes after it; none where more bytes are needed, or the body has ended.
    fn step<'b>(
        &mut self,
        bytes: &'b [u8],
        on_event: &mut impl FnMut(PartEvent<'_>),
    ) -> Result<Option<&'b [u8]>, MultipartError> {
        match self.state {
            State::Invalid => Err(MultipartError::Boundary),
            State::Start => {
                let opening = &self.delimiter[2..];
                if bytes.len() < opening.len() {
                    return if opening.starts_with(bytes) { Ok(None) } else { Err(MultipartError::Unopened) };
                }
                let after = bytes.strip_prefix(opening).ok_or(MultipartError::Unopened)?;
                self.state = State::Delimited;
                Ok(Some(after))
            }
            State::Delimited => match bytes {
                [] | [_] => Ok(None),
                [b'-', b'-', after @ ..] => {
                    self.state = State::Done;
                    Ok(Some(after))
                }
                [b'\r', b'\n', after @ ..] if self.parts < self.max_parts => {
                    self.parts += 1;
                    self.state = State::Headers;
                    Ok(Some(after))
                }
                [b'\r', b'\n', ..] => Err(MultipartError::TooManyParts),
                _ => Err(MultipartError::Delimiter),
            },
            State::Headers => {
                let head = &bytes[..bytes.len().min(MAX_HEADER_BYTES)];
                match find(head, b"\r\n\r\n") {
                    Some(end) => {
                        on_event(PartEvent::Headers(PartHeaders(&bytes[..end])));
                        self.state = State::Content;
                        Ok(Some(&bytes[end + 4..]))
                    }
                    None if head.len() == MAX_HEADER_BYTES => Err(MultipartError::Headers),
                    None => Ok(None),
                }
            }
            State::Content => {
                let end = find(bytes, &self.delimiter);
                let content = &bytes[..end.unwrap_or(bytes.len() - begun(bytes, &self.delimiter))];
                if !content.is_empty() {
                    on_event(PartEvent::Content(content));
                }
                Ok(end.map(|end| {
                    self.state = State::Delimited;
                    &bytes[end + self.delimiter.len()..]
                }))
            }
            State::Done => Ok(None),
        }
    }
}

/// Number of bytes at the end that may start a delimiter.
fn begun(bytes: &[u8], delimiter: &[u8]) -> usize {
    let most = bytes.len().min(delimiter.len() - 1);
    (1..=most).rev().find(|length| delimiter.starts_with(&bytes[bytes.len() - length..])).unwrap_or(0)
}

/// Position of bytes in others.
pub(super) fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = *wanted.first()?;
    let mut start = 0;
    loop {
        start += bytes.get(start..)?.iter().position(|byte| *byte == first)?;
        if bytes[start..].starts_with(wanted) {
            return Some(start);
        }
        start += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Parts = Vec<(Vec<u8>, Vec<u8>)>;

    /// Headers and content of the parts of a body that comes in pieces.
    fn parsed(boundary: &[u8], pieces: &[&[u8]]) -> Result<Parts, MultipartError> {
        let mut parts = Parts::new();
        let mut parser = MultipartParser::new(boundary, 3);
        for piece in pieces {
            parser.push(piece, |event| match event {
                PartEvent::Headers(headers) => parts.push((headers.0.to_vec(), Vec::new())),
                PartEvent::Content(bytes) => parts.last_mut().unwrap().1.extend_from_slice(bytes),
            })?;
        }
        parser.finish()?;
        Ok(parts)
    }

    #[test]
    fn the_same_bytes_give_the_same_result_in_pieces_of_any_size() {
        let elements = "--x|--|\r\n|\r\n\r\n|\r\n--x|\r|\n|-|x|a: b|content|--x\r\na: b\r\n\r\n";
        let elements = format!("{elements}|\r\n--x\r\nc: d\r\n\r\n|\r\n--x--");
        let elements: Vec<&str> = elements.split('|').collect();
        let long = "y".repeat(MAX_HEADER_BYTES - 4);
        // The same numbers each time, so that a failure can be repeated.
        let mut state = 7_u64;
        let mut below = |limit: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % limit
        };
        let (mut valid, mut invalid) = (0, 0);
        for round in 0..20_000 {
            let mut body = if round % 4 == 0 { Vec::new() } else { b"--x\r\na: b\r\n\r\n".to_vec() };
            for _ in 0..below(8) {
                body.extend_from_slice(elements[below(elements.len())].as_bytes());
            }
            if round % 3 == 0 {
                body.extend_from_slice(b"\r\n--x--");
            }
            if round % 97 == 0 {
                body = [b"--x\r\n", &long.as_bytes()[below(3)..], b"\r\n\r\nz\r\n--x--"].concat();
            }
            let whole = parsed(b"x", &[&body]);
            *if whole.is_ok() { &mut valid } else { &mut invalid } += 1;
            let mut pieces = Vec::new();
            let mut rest = &body[..];
            while !rest.is_empty() {
                let (piece, after) = rest.split_at(1 + below(rest.len().min(9)));
                pieces.push(piece);
                rest = after;
            }
            assert_eq!(parsed(b"x", &pieces), whole, "{:?}", String::from_utf8_lossy(&body));
        }
        assert!(valid > 1000 && invalid > 1000, "{valid} {invalid}");
    }

    #[test]
    fn a_boundary_is_the_first_line_of_a_body_that_begins_with_a_part() {
        assert_eq!(boundary(b"--xy\r\nContent-Type: a/b"), Some(&b"xy"[..]));
        for body in [
            "-- a comment\n",
            "--x y\r\nContent-Type: a/b",
            "--\r\nContent-Type: x",
            "--x \r\nContent-Type: x",
            "--x\r\na,b\r\n",
            "--x",
        ] {
            assert_eq!(boundary(body.as_bytes()), None, "{body}");
        }
        for boundary in [&[b'x'; 71][..], "张".as_bytes(), b"x ", b""] {
            assert_eq!(parsed(boundary, &[b"--"]), Err(MultipartError::Boundary));
        }
    }
}
