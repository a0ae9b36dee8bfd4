//! XML piece by piece, none of them larger than a row may be.

use std::io::{self, BufRead, BufReader, Read};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::message::of_io;
use crate::messages;
use crate::read::limits::MAX_BYTES;
use crate::read::sink::ReadError;
use deskledger::message::Argument;

/// How deep elements may be nested.
const DEEPEST: usize = 64;

/// A part of a workbook.
pub(super) struct Xml<R: Read> {
    reader: Reader<Bounded<BufReader<R>>>,
    buffer: Vec<u8>,
    depth: usize,
}

impl<R: Read> Xml<R> {
    pub(super) fn new(reader: R) -> Self {
        let reader = BufReader::with_capacity(1 << 16, reader);
        let mut reader = Reader::from_reader(Bounded { reader, left: 0 });
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::new(), depth: 0 }
    }

    /// The next piece. An element without content has a start and an end, too.
    #[inline]
    pub(super) fn next(&mut self) -> Result<Event<'_>, ReadError> {
        self.buffer.clear();
        self.reader.get_mut().left = MAX_BYTES;
        let event = self.reader.read_event_into(&mut self.buffer);
        match &event {
            Ok(Event::Start(_)) if self.depth == DEEPEST => {
                return Err(refused(messages::deep_elements(DEEPEST)));
            }
            Ok(Event::Start(_)) => self.depth += 1,
            Ok(Event::End(_)) => self.depth = self.depth.saturating_sub(1),
            Ok(Event::Eof) if self.depth > 0 => return Err(refused(messages::cut_element())),
            _ => {}
        }
        event.map_err(broken)
    }
}

/// The value of an attribute, by its local name.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().with_checks(false).flatten().find(|one| one.key.local_name().as_ref() == name)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
}

/// Adds the text of a piece, if it is text.
pub(super) fn add_text(event: &Event<'_>, text: &mut String) -> Result<(), ReadError> {
    match event {
        Event::Text(piece) => text.push_str(&piece.xml10_content()),
        Event::CData(piece) => text.push_str(&piece.xml10_content()),
        Event::GeneralRef(name) => match (&**name, name.resolve_char_ref()) {
            ("amp", _) => text.push('&'),
            ("lt", _) => text.push('<'),
            ("gt", _) => text.push('>'),
            ("quot", _) => text.push('"'),
            ("apos", _) => text.push('\''),
            (_, Ok(Some(char))) => text.push(char),
            _ => return Err(refused(messages::unknown_entity())),
        },
        _ => {}
    }
    Ok(())
}

fn broken(error: quick_xml::Error) -> ReadError {
    match error {
        quick_xml::Error::Io(error) => match error.kind() {
            io::ErrorKind::InvalidData => of_io(&error, messages::broken).into(),
            kind => io::Error::new(kind, error).into(),
        },
        error => refused(messages::xml_mistake(error.to_string())),
    }
}

pub(super) fn refused(found: impl Into<Argument>) -> ReadError {
    messages::xml(found).into()
}

/// Breaks off where one piece is too long to be taken into memory.
struct Bounded<R> {
    reader: R,
    left: usize,
}

impl<R: BufRead> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buffer)
    }
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(messages::long_text(MAX_BYTES).into());
        }
        self.reader.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.left = self.left.saturating_sub(count);
        self.reader.consume(count);
    }
}
