//! XML piece by piece, none of them larger than a row may be.
//!
//! An element counts where it stands, in the namespace of its part: callers go down from the root child by child, and skip what
//! they do not know. An element of an extension has no name here.

use std::io::{self, BufRead, BufReader, Read};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::message::{Message, of_io};
use crate::messages;
use crate::read::encoding::Decoded;
use crate::read::limits::MAX_BYTES;
use crate::read::options::TextEncoding;
use crate::read::sink::ReadError;

/// Maximum nesting of elements.
const MAX_DEPTH: usize = 64;

/// Bytes in which the declaration of the encoding is looked for.
const DECLARATION: u64 = 256;

/// How deep namespaces may be declared: cells, which are many, are in that of their sheet.
const DECLARED_DEPTH: usize = 3;

/// A part of a workbook.
pub(super) struct Xml<R: Read> {
    reader: Reader<Bounded<Decoded<BufReader<R>>>>,
    buffer: Vec<u8>,
    depth: usize,
    /// Whether the piece that came last begins an element.
    is_open: bool,
    namespace: Namespace,
}

/// The namespace of the root, and the prefixes that stand for it.
#[derive(Default)]
struct Namespace {
    name: String,
    prefixes: Vec<String>,
    /// Whether elements without a prefix are in it. Apart from the prefixes: comparing empty texts for every cell takes time.
    is_default: bool,
}

/// The start of an element; none for text between elements.
pub(super) struct Element<'x> {
    start: Option<BytesStart<'x>>,
    /// Where the name behind the prefix begins; none for an element of another namespace.
    name: Option<usize>,
}

impl Element<'_> {
    /// The name without its prefix; empty for an element of another namespace.
    pub(super) fn name(&self) -> &str {
        match (&self.start, self.name) {
            (Some(start), Some(begin)) => start.name().into_inner().get(begin..).unwrap_or_default(),
            _ => "",
        }
    }

    /// Hands over the attributes of no namespace, by name.
    pub(super) fn attributes(&self, mut take: impl FnMut(&str, &str)) {
        if let Some(start) = &self.start {
            start.attributes().with_checks(false).flatten().for_each(|one| take(one.key.as_ref(), &one.value));
        }
    }

    /// The value of an attribute of no namespace.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        self.value(|key| key == name)
    }

    /// The value of an attribute of any namespace but none; else of that name alone.
    pub(super) fn prefixed_attribute(&self, name: &str) -> Option<String> {
        let is_prefixed = |key: &str| key.split_once(':').is_some_and(|(_, local)| local == name);
        self.value(is_prefixed).or_else(|| self.attribute(name))
    }

    fn value(&self, is_it: impl Fn(&str) -> bool) -> Option<String> {
        let mut attributes = self.start.as_ref()?.attributes();
        let found = attributes.with_checks(false).flatten().find(|one| is_it(one.key.as_ref()))?;
        found.normalized_value(XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
    }
}

impl Namespace {
    fn of_root(root: &BytesStart<'_>) -> Self {
        let own = prefix(root);
        let name = declared(root, own).unwrap_or_default();
        let mut prefixes = vec![own.to_owned()];
        for one in root.attributes().with_checks(false).flatten().filter(|one| *one.value == *name) {
            prefixes.extend(one.key.as_ref().strip_prefix("xmlns:").map(str::to_owned));
        }
        // Some programs leave out the declaration.
        let is_default = declared(root, "").is_none_or(|default| default == name);
        Self { name, prefixes, is_default }
    }

    /// Where the name of an element behind its prefix begins, if the element is of this namespace.
    fn local_name(&self, element: &BytesStart<'_>, depth: usize) -> Option<usize> {
        let prefix = prefix(element);
        let may_declare = depth <= DECLARED_DEPTH && element.attributes_raw().contains("xmlns");
        let declared = if may_declare { declared(element, prefix) } else { None };
        let is_main = match declared {
            Some(name) => name == self.name,
            None if prefix.is_empty() => self.is_default,
            None => self.prefixes.iter().any(|known| known == prefix),
        };
        is_main.then_some(if prefix.is_empty() { 0 } else { prefix.len() + 1 })
    }
}

fn prefix<'e>(element: &'e BytesStart<'_>) -> &'e str {
    let name = element.name().into_inner();
    // Byte by byte: most names are one letter.
    name.bytes().position(|byte| byte == b':').and_then(|end| name.get(..end)).unwrap_or_default()
}

/// The namespace that an element declares for a prefix.
fn declared(element: &BytesStart<'_>, prefix: &str) -> Option<String> {
    let is_it = |key: &str| match key.strip_prefix("xmlns") {
        Some("") => prefix.is_empty(),
        Some(rest) => rest.strip_prefix(':') == Some(prefix),
        None => false,
    };
    let found = element.attributes().with_checks(false).flatten().find(|one| is_it(one.key.as_ref()));
    found.map(|one| one.value.into_owned())
}

/// The next piece. An element without content has a start and an end, too.
#[inline]
fn next<'b, R: BufRead>(
    reader: &mut Reader<Bounded<R>>,
    buffer: &'b mut Vec<u8>,
    depth: &mut usize,
    is_open: &mut bool,
) -> Result<Event<'b>, ReadError> {
    buffer.clear();
    reader.get_mut().left = MAX_BYTES;
    let event = reader.read_event_into(buffer).map_err(broken)?;
    *is_open = matches!(event, Event::Start(_));
    match event {
        Event::Start(_) if *depth == MAX_DEPTH => return Err(refused(messages::deep_elements(MAX_DEPTH))),
        Event::Start(_) => *depth += 1,
        Event::End(_) => *depth = depth.saturating_sub(1),
        Event::Eof if *depth > 0 => return Err(refused(messages::cut_element())),
        _ => {}
    }
    Ok(event)
}

impl<R: Read> Xml<R> {
    /// A part from its root on, whose content comes next.
    pub(super) fn new(reader: R) -> Result<Self, ReadError> {
        let mut reader = BufReader::with_capacity(1 << 16, reader);
        let mut head = Vec::new();
        reader.by_ref().take(DECLARATION).read_to_end(&mut head)?;
        let encoding = declared_encoding(&head);
        let text = Decoded::behind(head, reader, encoding);
        let mut reader = Reader::from_reader(Bounded { reader: text, left: 0 });
        reader.config_mut().expand_empty_elements = true;
        let mut xml = Self { reader, buffer: Vec::new(), depth: 0, is_open: false, namespace: Namespace::default() };
        while xml.depth == 0 {
            xml.namespace = match xml.event()? {
                Event::Start(root) => Namespace::of_root(&root),
                Event::Eof => break,
                _ => continue,
            };
        }
        Ok(xml)
    }

    #[inline]
    fn event(&mut self) -> Result<Event<'_>, ReadError> {
        next(&mut self.reader, &mut self.buffer, &mut self.depth, &mut self.is_open)
    }

    /// The next child of the current element; `None` at its end. A child has to be read to its own end, or skipped. Text
    /// between the children comes as a child without a name, and is skipped too.
    #[inline]
    pub(super) fn child(&mut self) -> Result<Option<Element<'_>>, ReadError> {
        Ok(match next(&mut self.reader, &mut self.buffer, &mut self.depth, &mut self.is_open)? {
            Event::Start(start) => {
                let name = self.namespace.local_name(&start, self.depth);
                Some(Element { start: Some(start), name })
            }
            Event::End(_) | Event::Eof => None,
            _ => Some(Element { start: None, name: None }),
        })
    }

    /// Skips the rest of the child that came last.
    pub(super) fn skip(&mut self) -> Result<(), ReadError> {
        let mut open = usize::from(self.is_open);
        while open > 0 {
            match self.event()? {
                Event::Start(_) => open += 1,
                Event::End(_) => open -= 1,
                _ => {}
            }
        }
        Ok(())
    }

    /// Adds the text of the child that came last, up to its end, until it is longer than `max`.
    #[inline]
    pub(super) fn text(&mut self, text: &mut String, max: usize) -> Result<(), ReadError> {
        let mut open = 1_usize;
        while open > 0 {
            match self.event()? {
                Event::Start(_) => open += 1,
                Event::End(_) => open -= 1,
                event if open == 1 && text.len() <= max => add_text(&event, text)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Adds the text of a string, in one piece or in runs of one format each. How it is pronounced is not part of it.
    pub(super) fn rich_text(&mut self, text: &mut String, max: usize) -> Result<(), ReadError> {
        while let Some(element) = self.child()? {
            match element.name() {
                "t" => self.text(text, max)?,
                "r" => {
                    while let Some(element) = self.child()? {
                        if element.name() == "t" { self.text(text, max)? } else { self.skip()? }
                    }
                }
                _ => self.skip()?,
            }
        }
        Ok(())
    }
}

/// The encoding that a part declares, where its first bytes do not say more.
fn declared_encoding(head: &[u8]) -> Option<TextEncoding> {
    let encoding = match head {
        // Their marks decide.
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => return None,
        [b'<', 0, ..] => UTF_16LE,
        [0, b'<', ..] => UTF_16BE,
        _ => {
            let text = String::from_utf8_lossy(head);
            let declaration = text.split_once("?>").map_or("", |(declaration, _)| declaration);
            let value = declaration.split_once("encoding").map_or("", |(_, value)| value);
            let value = value.trim_start().trim_start_matches('=').trim_start();
            let name = value.split(['"', '\'']).nth(1).unwrap_or_default();
            let declared = Encoding::for_label(name.as_bytes());
            // A text that could be read up to here is not in UTF-16, even if it is declared so.
            declared.filter(|encoding| encoding.is_ascii_compatible()).unwrap_or(UTF_8)
        }
    };
    Some(TextEncoding(encoding))
}

/// Adds the text of a piece, if it is text.
fn add_text(event: &Event<'_>, text: &mut String) -> Result<(), ReadError> {
    match event {
        Event::Text(piece) => text.push_str(&piece.xml10_content()),
        Event::CData(piece) => text.push_str(&piece.xml10_content()),
        Event::GeneralRef(name) => match (resolve_xml_entity(name), name.resolve_char_ref()) {
            (Some(sign), _) => text.push_str(sign),
            (None, Ok(Some(char))) => text.push(char),
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

pub(super) fn refused(found: Message) -> ReadError {
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
    #[inline]
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(messages::long_text(MAX_BYTES).into());
        }
        self.reader.fill_buf()
    }

    #[inline]
    fn consume(&mut self, count: usize) {
        self.left = self.left.saturating_sub(count);
        self.reader.consume(count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names of the elements, by their depth; those of other namespaces are empty.
    fn names(text: &[u8]) -> String {
        fn children<R: Read>(xml: &mut Xml<R>, names: &mut String) {
            while let Some(element) = xml.child().unwrap() {
                if element.start.is_none() {
                    continue;
                }
                names.push_str(&format!("{}(", element.name()));
                children(xml, names);
                names.push(')');
            }
        }
        let mut names = String::new();
        children(&mut Xml::new(text).unwrap(), &mut names);
        names
    }

    #[test]
    fn an_element_of_another_namespace_has_no_name() {
        for (text, expected) in [
            ("<w xmlns='m' xmlns:x='m'><a/><x:b/><c xmlns='y'/><d xmlns='m'/><z:e/></w>", "a()b()()d()()"),
            ("<x:w xmlns:x='m' xmlns='y'><a/><x:b><x:c/></x:b></x:w>", "()b(c())"),
            ("<x:w xmlns:x='m'><a/><y:b xmlns:y='m'/></x:w>", "a()b()"),
            ("<w><a>text<b/></a></w>", "a(b())"),
        ] {
            assert_eq!(names(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn xml_is_read_in_the_encoding_that_it_declares() {
        let texts = |bytes: &[u8]| {
            let (mut xml, mut text) = (Xml::new(bytes).unwrap(), String::new());
            xml.rich_text(&mut text, 100).unwrap();
            text
        };
        let (gbk, ..) = encoding_rs::GBK.encode("<?xml version=\"1.0\" encoding='gb2312'?><si><t>张三</t></si>");
        assert_eq!(texts(&gbk), "张三");
        assert_eq!(texts(b"<?xml version=\"1.0\" encoding = \"ISO-8859-1\"?><si><t>M\xfcller</t></si>"), "Müller");
        assert_eq!(texts("\u{feff}<si><t>张</t><rPh><t>zhang</t></rPh><r><t>三</t></r></si>".as_bytes()), "张三");
        let utf16 = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><si><t>张三</t></si>";
        for to in [u16::to_le_bytes, u16::to_be_bytes] {
            for mark in ["\u{feff}", ""] {
                let bytes: Vec<u8> = (mark.to_owned() + utf16).encode_utf16().flat_map(to).collect();
                assert_eq!(texts(&bytes), "张三");
            }
        }
    }
}
