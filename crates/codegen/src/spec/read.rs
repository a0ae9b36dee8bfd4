use std::collections::{BTreeMap, BTreeSet};

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, StrInput};

use super::node::{Key, Node, Value};
use super::scalar;
use crate::diagnostic::{Diagnostic, Position, Severity};

/// Largest document, in bytes, with the files that it refers to.
pub(crate) const MAX_BYTES: usize = 16 << 20;
/// Deepest nesting.
const MAX_LEVELS: usize = 64;
/// Most values, aliases expanded.
const MAX_VALUES: usize = 2_000_000;

/// What the files of one run may take together.
#[derive(Default)]
pub(crate) struct Budget {
    bytes: usize,
    values: usize,
}

/// Reads a file, the document or the one of that number.
///
/// Size, depth and the expansion of aliases are bounded: a document of a few lines can otherwise fill the memory.
pub(crate) fn read(text: &str, file: u32, budget: &mut Budget) -> Result<Node, Diagnostic> {
    budget.bytes += text.len();
    let start = Position { file, line: 1, column: 1 };
    if budget.bytes > MAX_BYTES {
        return Err(wrong(
            "too-large",
            start,
            format!("expected a document of at most {MAX_BYTES} bytes, found {}", budget.bytes),
            if file == 0 { "split the document" } else { "leave files out that the document does not need" },
        ));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let events = Parser::new_from_str(text);
    Reader { events, anchors: BTreeMap::new(), budget, last: start, file }.document()
}

struct Reader<'t, 'b> {
    events: Parser<'t, StrInput<'t>>,
    anchors: BTreeMap<usize, (Node, usize)>,
    budget: &'b mut Budget,
    last: Position,
    file: u32,
}

impl<'t> Reader<'t, '_> {
    fn document(&mut self) -> Result<Node, Diagnostic> {
        let mut root = None;
        loop {
            let (event, position) = self.next()?;
            match event {
                Event::StreamEnd => break,
                Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd | Event::Nothing => {}
                _ if root.is_some() => {
                    return Err(wrong("syntax", position, "expected one document, found a second", "keep one a file"));
                }
                event => root = Some(self.node(event, position, 1)?),
            }
        }
        root.ok_or_else(|| {
            let start = Position { file: self.file, line: 1, column: 1 };
            wrong("syntax", start, "expected a document, found an empty file", "start with `openapi: 3.0.3`")
        })
    }

    fn next(&mut self) -> Result<(Event<'t>, Position), Diagnostic> {
        match self.events.next_event() {
            Some(Ok((event, span))) => {
                self.last = position(span.start, self.file);
                Ok((event, self.last))
            }
            Some(Err(error)) => {
                let found = format!("expected YAML or JSON, found: {}", error.info());
                let hint = if error.info().contains("recursion") {
                    "nest less deeply"
                } else {
                    "look for wrong indentation, a missing quote or a missing bracket"
                };
                Err(wrong("syntax", position(*error.marker(), self.file), found, hint))
            }
            None => Ok((Event::StreamEnd, self.last)),
        }
    }

    fn node(&mut self, event: Event<'t>, position: Position, level: usize) -> Result<Node, Diagnostic> {
        if level > MAX_LEVELS {
            let found = format!("expected at most {MAX_LEVELS} levels, found more");
            return Err(wrong("too-deep", position, found, "nest less deeply"));
        }
        let before = self.budget.values;
        self.count(1, position)?;
        let (anchor, value) = match event {
            Event::Alias(anchor) => {
                let Some((node, size)) = self.anchors.get(&anchor).cloned() else {
                    let found = "expected an alias of a finished value, found one of itself";
                    return Err(wrong("alias", position, found, "write the value out"));
                };
                self.count(size, position)?;
                return Ok(node);
            }
            Event::Scalar(text, style, anchor, tag) => {
                let tag = tag.as_deref().map(|tag| (tag.is_yaml_core_schema(), tag.suffix.as_str()));
                let value = scalar::resolve(text, style == ScalarStyle::Plain, tag).ok_or_else(|| {
                    wrong("syntax", position, "expected a value of JSON, found another tag", "leave the tag out")
                })?;
                (anchor, value)
            }
            Event::SequenceStart(anchor, _) => {
                let mut list = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd, _) => break,
                        (Event::StreamEnd, position) => return Err(unfinished(position)),
                        (event, position) => list.push(self.node(event, position, level + 1)?),
                    }
                }
                (anchor, Value::List(list))
            }
            Event::MappingStart(anchor, _) => (anchor, Value::Map(self.map(level)?)),
            _ => return Err(unfinished(position)),
        };
        let node = Node { position, value };
        if anchor > 0 {
            // Keeping a copy of each anchor counts as well: nested anchors would be quadratic otherwise.
            let size = self.budget.values - before;
            self.count(size, position)?;
            self.anchors.insert(anchor, (node.clone(), size));
        }
        Ok(node)
    }

    fn map(&mut self, level: usize) -> Result<Vec<(Key, Node)>, Diagnostic> {
        let (mut map, mut names) = (Vec::new(), BTreeSet::new());
        loop {
            let key = match self.next()? {
                (Event::MappingEnd, _) => return Ok(map),
                // A status such as 200 is a name even without quotes: the text counts, not the type.
                (Event::Scalar(name, ..), position) => Key { position, name: name.into_owned() },
                (Event::StreamEnd, position) => return Err(unfinished(position)),
                (_, position) => {
                    return Err(wrong("syntax", position, "expected a name, found a list or a map", "use a text"));
                }
            };
            if !names.insert(key.name.clone()) {
                let found = format!("expected every name once, found `{}` again", key.name);
                return Err(wrong("duplicate-name", key.position, found, "remove one of the two"));
            }
            let (event, position) = self.next()?;
            map.push((key, self.node(event, position, level + 1)?));
        }
    }

    fn count(&mut self, more: usize, position: Position) -> Result<(), Diagnostic> {
        self.budget.values += more;
        if self.budget.values <= MAX_VALUES {
            return Ok(());
        }
        let found = format!("expected at most {MAX_VALUES} values with every alias written out, found more");
        Err(wrong("too-large", position, found, "split the document, or use fewer aliases"))
    }
}

fn unfinished(position: Position) -> Diagnostic {
    wrong("syntax", position, "expected a value, found the end", "finish the document")
}

fn position(marker: Marker, file: u32) -> Position {
    let number = |number| u32::try_from(number).unwrap_or(u32::MAX);
    Position { file, line: number(marker.line()).max(1), column: number(marker.col()).saturating_add(1) }
}

fn wrong(code: &'static str, position: Position, message: impl Into<String>, hint: &str) -> Diagnostic {
    Diagnostic { severity: Severity::Error, code, position, message: message.into(), hint: hint.to_owned() }
}
