use std::collections::{BTreeMap, BTreeSet};

use deskledger_runtime::message::Message;
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, StrInput};

use super::lenient::Lenient;
use super::node::{Key, Node, Value};
use super::scalar;
use crate::diagnostic::{Diagnostic, Position, Problems, Severity};
use crate::messages;

/// Largest document, in bytes, with the files that it refers to, unless the options say otherwise.
pub(crate) const MAX_BYTES: usize = 16 << 20;
/// Deepest nesting.
const MAX_LEVELS: usize = 64;
/// Maps of fewer entries are looked through for a name.
const SMALL: usize = 16;
/// Most values, aliases expanded.
const MAX_VALUES: usize = 2_000_000;

/// Limits of the files of one run, and the problems that do not prevent reading them.
pub(crate) struct Budget {
    pub(super) max_bytes: usize,
    bytes: usize,
    values: usize,
    pub(super) problems: Problems,
}

impl Budget {
    pub(crate) fn new(max_bytes: usize) -> Self {
        Self { max_bytes, bytes: 0, values: 0, problems: Problems::default() }
    }

    /// Values grow with the bytes that are allowed.
    fn max_values(&self) -> usize {
        MAX_VALUES.saturating_mul(self.max_bytes.div_ceil(MAX_BYTES).max(1))
    }
}

/// Reads a file, the document or the one of that number.
///
/// Size, depth and the expansion of aliases are bounded: a document of a few lines can otherwise fill the memory.
pub(crate) fn read(text: &str, file: u32, budget: &mut Budget) -> Result<Node, Diagnostic> {
    budget.bytes += text.len();
    let start = Position { file, line: 1, column: 1 };
    if budget.bytes > budget.max_bytes {
        let found = messages::too_many_bytes(budget.max_bytes, budget.bytes);
        return Err(wrong("too-large", start, found, messages::raise_max_size()));
    }
    let mut lenient = Lenient::new(text.strip_prefix('\u{feff}').unwrap_or(text));
    let (values, mut first) = (budget.values, None);
    loop {
        budget.values = values;
        let events = Parser::new_from_str(&lenient.text);
        let mut reader =
            Reader { events, lenient: &lenient, anchors: BTreeMap::new(), budget, last: start, file, rejected: None };
        let (read, rejected) = (reader.document(), reader.rejected);
        match (read, rejected) {
            (Ok(root), _) => return Ok(root),
            (Err(wrong), rejected) => {
                // The first problem is the one of the text as it is written.
                let wrong = first.get_or_insert(wrong).clone();
                if !rejected.is_some_and(|error| lenient.rewrite(&error)) {
                    return Err(wrong);
                }
            }
        }
    }
}

struct Reader<'t, 'b> {
    events: Parser<'t, StrInput<'t>>,
    lenient: &'t Lenient<'t>,
    anchors: BTreeMap<usize, (Node, usize)>,
    budget: &'b mut Budget,
    last: Position,
    file: u32,
    /// The error of the parser.
    rejected: Option<ScanError>,
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
                    return Err(wrong("syntax", position, messages::second_document(), messages::keep_one_a_file()));
                }
                event => root = Some(self.node(event, position, 1)?),
            }
        }
        root.ok_or_else(|| {
            let start = Position { file: self.file, line: 1, column: 1 };
            wrong("syntax", start, messages::empty_file(), messages::start_with_openapi())
        })
    }

    fn next(&mut self) -> Result<(Event<'t>, Position), Diagnostic> {
        match self.events.next_event() {
            Some(Ok((event, span))) => {
                self.last = self.position(&span.start);
                Ok((event, self.last))
            }
            Some(Err(error)) => {
                let found = messages::no_yaml(error.info());
                let hint = match error.info().contains("recursion") {
                    true => messages::nest_less(),
                    false => messages::check_punctuation(),
                };
                let position = self.position(error.marker());
                self.rejected = Some(error);
                Err(wrong("syntax", position, found, hint))
            }
            None => Ok((Event::StreamEnd, self.last)),
        }
    }

    fn position(&self, mark: &Marker) -> Position {
        let number = |number| u32::try_from(number).unwrap_or(u32::MAX);
        let column = number(self.lenient.column(mark)).saturating_add(1);
        Position { file: self.file, line: number(mark.line()).max(1), column }
    }

    fn node(&mut self, event: Event<'t>, position: Position, level: usize) -> Result<Node, Diagnostic> {
        if level > MAX_LEVELS {
            let found = messages::too_many_levels(MAX_LEVELS);
            return Err(wrong("too-deep", position, found, messages::nest_less()));
        }
        let before = self.budget.values;
        self.count(1, position)?;
        let (anchor, value) = match event {
            Event::Alias(anchor) => {
                let Some((node, size)) = self.anchors.get(&anchor).cloned() else {
                    let found = messages::alias_of_itself();
                    return Err(wrong("alias", position, found, messages::write_value_out()));
                };
                self.count(size, position)?;
                return Ok(node);
            }
            Event::Scalar(text, style, anchor, tag) => {
                let tag = tag.as_deref().map(|tag| (tag.is_yaml_core_schema(), tag.suffix.as_str()));
                let value = scalar::resolve(text, style == ScalarStyle::Plain, tag)
                    .ok_or_else(|| wrong("syntax", position, messages::another_tag(), messages::leave_tag_out()))?;
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
        let (mut map, mut names, mut merged) = (Vec::new(), BTreeSet::new(), Vec::new());
        loop {
            let (key, is_plain) = match self.next()? {
                (Event::MappingEnd, _) => break,
                // A status such as 200 is a name even without quotes: the text counts, not the type.
                (Event::Scalar(name, style, ..), position) => {
                    (Key { position, name: name.into_owned() }, style == ScalarStyle::Plain)
                }
                (Event::StreamEnd, position) => return Err(unfinished(position)),
                (_, position) => {
                    return Err(wrong("syntax", position, messages::no_name(), messages::use_a_text()));
                }
            };
            let (event, position) = self.next()?;
            let node = self.node(event, position, level + 1)?;
            match node.value {
                Value::Map(entries) if is_plain && key.name == "<<" => merged.extend(entries),
                Value::List(maps) if is_plain && key.name == "<<" => {
                    let entries = |one: Node| if let Value::Map(entries) = one.value { entries } else { Vec::new() };
                    merged.extend(maps.into_iter().flat_map(entries));
                }
                _ if is_known(&map, &mut names, &key.name) => {
                    let found = messages::name_again(&key.name);
                    self.budget.problems.report("duplicate-name", key.position, found, messages::remove_one());
                }
                _ => map.push((key, node)),
            }
        }
        // Entries of the map itself precede merged ones.
        if !merged.is_empty() {
            names = map.iter().map(|(key, _)| key.name.clone()).collect();
        }
        map.extend(merged.into_iter().filter(|(key, _)| names.insert(key.name.clone())));
        Ok(map)
    }

    fn count(&mut self, more: usize, position: Position) -> Result<(), Diagnostic> {
        self.budget.values += more;
        let most = self.budget.max_values();
        if self.budget.values <= most {
            return Ok(());
        }
        let found = messages::too_many_values(most);
        Err(wrong("too-large", position, found, messages::split_document()))
    }
}

/// Whether a map has a name; `names` has those of a large one.
fn is_known(map: &[(Key, Node)], names: &mut BTreeSet<String>, name: &str) -> bool {
    if map.len() < SMALL {
        return map.iter().any(|(key, _)| key.name == name);
    }
    if names.is_empty() {
        names.extend(map.iter().map(|(key, _)| key.name.clone()));
    }
    !names.insert(name.to_owned())
}

fn unfinished(position: Position) -> Diagnostic {
    wrong("syntax", position, messages::unfinished(), messages::finish_document())
}

fn wrong(code: &'static str, position: Position, message: Message, hint: Message) -> Diagnostic {
    Diagnostic { severity: Severity::Error, code, position, message, hint }
}
