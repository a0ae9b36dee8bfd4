//! The subset of Fluent that message files are written in.

use std::error::Error;
use std::fmt;

/// A message of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name, in small letters, digits and hyphens.
    pub key: String,
    /// The line on which it begins.
    pub line: usize,
    /// The comment above it.
    pub comment: String,
    /// Its text.
    pub pattern: Vec<Element>,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Element {
    /// Text as it is.
    Text(String),
    /// The value of a placeholder.
    Value(String),
    /// One of two texts, by the number in a placeholder.
    Plural {
        /// The placeholder.
        value: String,
        /// The text for the number 1.
        one: Vec<Element>,
        /// The text for every other number.
        other: Vec<Element>,
    },
}

impl Entry {
    /// The placeholders of the text, each once, in the order of the text.
    pub fn values(&self) -> Vec<&str> {
        let mut values = Vec::new();
        collect(&self.pattern, &mut values);
        values
    }
}

fn add<'e>(value: &'e str, values: &mut Vec<&'e str>) {
    if !values.contains(&value) {
        values.push(value);
    }
}

fn collect<'e>(pattern: &'e [Element], values: &mut Vec<&'e str>) {
    for element in pattern {
        match element {
            Element::Text(_) => {}
            Element::Value(value) => add(value, values),
            Element::Plural { value, one, other } => {
                add(value, values);
                collect(one, values);
                collect(other, values);
            }
        }
    }
}

/// A problem in a message file, and its position.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Path of the file.
    pub path: String,
    /// Line in the file, from 1; 0 for the whole file.
    pub line: usize,
    /// The expected value, the found one, and the remedy.
    pub text: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.path, self.text),
            line => write!(f, "{}:{line}: {}", self.path, self.text),
        }
    }
}

/// All problems of the message files of a crate; as text, one a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl Error for Problems {}

/// Parses a message file. A message with a problem is left out and reported; those after it are parsed.
pub fn parse(path: &str, source: &str) -> (Vec<Entry>, Vec<Problem>) {
    let source = source.replace("\r\n", "\n");
    let source = source.strip_prefix('\u{feff}').unwrap_or(&source);
    let mut parser = Parser { rest: source, line: 1 };
    let (mut entries, mut problems, mut comment) = (Vec::new(), Vec::new(), String::new());
    while !parser.rest.is_empty() {
        let line = parser.line;
        if let Some(text) = parser.rest.strip_prefix('#') {
            let is_of_message = !text.starts_with('#');
            let text = parser.rest_of_line().trim_start_matches('#').trim().to_owned();
            match is_of_message {
                true => comment = comment + &text + "\n",
                false => comment.clear(),
            }
            parser.take("\n");
        } else if parser.rest.starts_with('\n') {
            parser.take("\n");
            comment.clear();
        } else {
            match parser.entry() {
                Ok((key, pattern)) => entries.push(Entry { key, line, comment: std::mem::take(&mut comment), pattern }),
                Err(text) => {
                    problems.push(Problem { path: path.to_owned(), line: parser.line, text });
                    comment.clear();
                    parser.skip_entry();
                }
            }
        }
    }
    (entries, problems)
}

/// A piece of a pattern before its indentation is removed.
enum Raw {
    Element(Element),
    /// Text in quotes, of which no blank is removed.
    Literal(String),
    /// Line breaks, and the indentation of the line after them.
    Break(usize, usize),
}

/// Context of a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    AtMessage,
    AtVariant,
}

struct Parser<'s> {
    rest: &'s str,
    line: usize,
}

type Parsed<T> = Result<T, String>;

impl<'s> Parser<'s> {
    fn advance(&mut self, length: usize) -> &'s str {
        let (taken, rest) = self.rest.split_at(length);
        self.line += taken.matches('\n').count();
        self.rest = rest;
        taken
    }

    fn take(&mut self, token: &str) -> bool {
        let is_next = self.rest.starts_with(token);
        if is_next {
            self.advance(token.len());
        }
        is_next
    }

    fn take_while(&mut self, is_taken: impl Fn(char) -> bool) -> &'s str {
        self.advance(self.rest.find(|c| !is_taken(c)).unwrap_or(self.rest.len()))
    }

    fn rest_of_line(&mut self) -> &'s str {
        self.take_while(|c| c != '\n')
    }

    /// Goes to the next line that can begin a message or a comment.
    fn skip_entry(&mut self) {
        loop {
            self.rest_of_line();
            if !self.take("\n") || self.rest.starts_with(|c: char| c == '#' || c.is_ascii_alphabetic()) {
                return;
            }
        }
    }

    fn found(&self) -> String {
        match self.rest.chars().next() {
            None => "the end of the file".to_owned(),
            Some('\n') => "the end of the line".to_owned(),
            Some(found) => format!("\"{found}\""),
        }
    }

    fn name(&mut self, what: &str) -> Parsed<String> {
        if !self.rest.starts_with(|c: char| c.is_ascii_lowercase()) {
            return Err(format!("expected {what} that begins with a small letter, found {}", self.found()));
        }
        let name = self.take_while(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if self.rest.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
            let found = self.found();
            return Err(format!(
                "expected {what} of small letters, digits and hyphens, found {found} after \"{name}\""
            ));
        }
        Ok(name.to_owned())
    }

    fn entry(&mut self) -> Parsed<(String, Vec<Element>)> {
        if self.rest.starts_with([' ', '\t']) {
            return Err("expected a message (name = text) or a comment (# ...) at the beginning of the line, found \
                        a space"
                .to_owned());
        }
        let key = self.name("the name of a message")?;
        self.take_while(|c| c == ' ');
        if !self.take("=") {
            return Err(format!("expected = after the name \"{key}\", found {}", self.found()));
        }
        let pattern = self.pattern(Ends::AtMessage)?;
        if pattern.is_empty() {
            return Err(format!("expected a text after \"{key} =\", found none"));
        }
        if self.indented_after_breaks().is_some() {
            self.take_while(|c| c.is_whitespace());
            return Err(format!("expected text or the end of the message \"{key}\", found {}", self.found()));
        }
        self.take("\n");
        Ok((key, pattern))
    }

    /// The line breaks and the indentation before the next line with a text, if that is indented.
    fn indented_after_breaks(&self) -> Option<(usize, usize)> {
        let blank = self.rest.len() - self.rest.trim_start_matches([' ', '\n']).len();
        let (before, after) = self.rest.split_at(blank);
        let indent = before.len() - before.rfind('\n')? - 1;
        (indent > 0 && !after.is_empty()).then(|| (before.matches('\n').count(), indent))
    }

    /// A text, until a line that is not indented, or that begins with what ends a text.
    fn pattern(&mut self, ends: Ends) -> Parsed<Vec<Element>> {
        let mut raw = Vec::new();
        self.take_while(|c| c == ' ');
        loop {
            match self.rest.chars().next() {
                None => break,
                Some('{') => raw.push(self.placeable()?),
                Some('}') if ends == Ends::AtVariant => {
                    return Err("expected the } of a plural on a line of its own, found it behind a text".to_owned());
                }
                Some('}') => return Err(r#"expected a text, found } without {: for a brace write { "}" }"#.to_owned()),
                Some('\n') => {
                    let Some((breaks, indent)) = self.indented_after_breaks() else { break };
                    let after = self.rest.trim_start_matches([' ', '\n']);
                    if after.starts_with(['}', '[', '*', '.']) {
                        break;
                    }
                    self.advance(self.rest.len() - after.len());
                    raw.push(Raw::Break(breaks, indent));
                }
                Some(_) => {
                    let text = self.take_while(|c| !matches!(c, '{' | '}' | '\n'));
                    if let Some(control) = text.chars().find(|c| c.is_control()) {
                        return Err(format!("expected text, found the control character {control:?}"));
                    }
                    raw.push(Raw::Element(Element::Text(text.to_owned())));
                }
            }
        }
        Ok(dedented(raw))
    }

    fn blank(&mut self) {
        self.take_while(|c| matches!(c, ' ' | '\n'));
    }

    /// Takes the token if it is the next text. Otherwise no line break is taken either: a mistake is reported before it.
    fn take_after_blank(&mut self, token: &str) -> bool {
        let is_next = self.rest.trim_start_matches([' ', '\n']).starts_with(token);
        self.take_while(|c| c == ' ' || is_next && c == '\n');
        self.take(token)
    }

    fn placeable(&mut self) -> Parsed<Raw> {
        self.take("{");
        self.blank();
        let element = if self.take("\"") {
            Raw::Literal(self.literal()?)
        } else if self.take("$") {
            let value = self.name("the name of a placeholder")?;
            Raw::Element(match self.take_after_blank("->") {
                true => self.plural(value)?,
                false => Element::Value(value),
            })
        } else {
            return Err(format!("expected {{ $placeholder }} or {{ \"text\" }}, found {} after {{", self.found()));
        };
        match self.take_after_blank("}") {
            true => Ok(element),
            false => Err(format!("expected }}, found {}", self.found())),
        }
    }

    fn literal(&mut self) -> Parsed<String> {
        let mut text = String::new();
        loop {
            text.push_str(self.take_while(|c| !matches!(c, '"' | '\\' | '\n')));
            if self.take("\"") {
                return Ok(text);
            }
            match self.rest.get(..2) {
                Some(r"\\" | "\\\"") => text.push_str(&self.advance(2)[1..]),
                _ => return Err(format!("expected \", or \\\\ or \\\" in quotes, found {}", self.found())),
            }
        }
    }

    fn plural(&mut self, value: String) -> Parsed<Element> {
        let (mut one, mut other) = (None, None);
        loop {
            self.blank();
            let text = match () {
                () if self.take("[one]") => &mut one,
                () if self.take("*[other]") => &mut other,
                () if self.rest.starts_with('}') => break,
                () => return Err(format!("expected [one], *[other] or }}, found {}", self.found())),
            };
            *text = Some(self.pattern(Ends::AtVariant)?);
        }
        match (one, other) {
            (Some(one), Some(other)) => Ok(Element::Plural { value, one, other }),
            _ => Err(format!("expected [one] and *[other] for {{ ${value} }}, found only one of them")),
        }
    }
}

/// The elements of a text without the indentation that its lines share, and without blanks at its end.
fn dedented(raw: Vec<Raw>) -> Vec<Element> {
    let indents = raw.iter().filter_map(|raw| if let Raw::Break(_, indent) = raw { Some(*indent) } else { None });
    let common = indents.min().unwrap_or_default();
    let (mut elements, mut open, mut kept) = (Vec::new(), String::new(), 0);
    let mut is_first = true;
    for raw in raw {
        match raw {
            Raw::Break(breaks, indent) => {
                // A text that begins on the line after its name begins without that line break.
                open += &("\n".repeat(if is_first { 0 } else { breaks }) + &" ".repeat(indent - common));
            }
            Raw::Literal(text) => {
                open += &text;
                kept = open.len();
            }
            Raw::Element(Element::Text(text)) => open += &text,
            Raw::Element(element) => {
                if !open.is_empty() {
                    elements.push(Element::Text(std::mem::take(&mut open)));
                }
                kept = 0;
                elements.push(element);
            }
        }
        is_first = false;
    }
    open.truncate(open.trim_end_matches([' ', '\n']).len().max(kept));
    if !open.is_empty() {
        elements.push(Element::Text(open));
    }
    elements
}
