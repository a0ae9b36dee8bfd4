//! Bodies of several parts, `multipart/form-data`: fields and files, each with its name.

mod header;
mod parse;
mod parser;
mod serialize;
mod typed;

pub use header::PartHeaders;
pub use parser::{MultipartError, MultipartParser, PartEvent, boundary};

use std::fmt;

use serde_json::Value;

use crate::json_schema::{Schema, View};
use crate::parameter::{first_valid, from_fields};
use crate::quality::essence;
use crate::validate::{Expected, Field, Location, Rule, Violation, Violations};
use crate::{list, messages};

/// The parts of a body, in their order.
///
/// ```
/// use deskledger_runtime::FormParts;
/// let parts = FormParts::new().field("title", "Desk").file("photo", "desk.png", "image/png", vec![0x89, 0x50]);
/// assert_eq!(parts.get("title").map(|part| &*part.content), Some(&b"Desk"[..]));
/// assert_eq!(parts.get("photo").and_then(|part| part.file_name.as_deref()), Some("desk.png"));
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct FormParts(Vec<FormPart>);

/// A part.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct FormPart {
    /// Name of the field.
    pub name: String,
    /// Name of the file, as it was sent. Not to be trusted: see `safe_file_name`.
    pub file_name: Option<String>,
    /// Media type, where it is stated.
    pub media_type: Option<String>,
    /// The bytes.
    pub content: Vec<u8>,
}

impl FormParts {
    /// None so far.
    pub fn new() -> Self {
        Self::default()
    }

    /// With a field: a text as it is, a number and yes or no as text, a list as a part for each item, an object as JSON.
    #[must_use]
    pub fn field(mut self, name: &str, value: impl Into<Value>) -> Self {
        let (content, media_type) = match value.into() {
            Value::Null => return self,
            Value::Array(items) => return items.into_iter().fold(self, |parts, item| parts.field(name, item)),
            Value::String(text) => (text, None),
            value @ Value::Object(_) => (value.to_string(), Some("application/json".to_owned())),
            value => (value.to_string(), None),
        };
        let (name, content) = (name.to_owned(), content.into_bytes());
        self.0.push(FormPart { name, file_name: None, media_type, content });
        self
    }

    /// With a file: its name, its media type and its bytes.
    #[must_use]
    pub fn file(self, name: &str, file_name: &str, media_type: &str, content: Vec<u8>) -> Self {
        let (file_name, media_type) = (Some(file_name.to_owned()), Some(media_type.to_owned()));
        self.part(FormPart { name: name.to_owned(), file_name, media_type, content })
    }

    /// With a part.
    #[must_use]
    pub fn part(mut self, part: FormPart) -> Self {
        self.0.push(part);
        self
    }

    /// The first part of a name.
    pub fn get(&self, name: &str) -> Option<&FormPart> {
        self.iter().find(|part| part.name == name)
    }

    /// The parts.
    pub fn iter(&self) -> std::slice::Iter<'_, FormPart> {
        self.0.iter()
    }
}

/// Without the bytes: they may be long, or secret.
impl fmt::Debug for FormPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("FormPart");
        shown.field("name", &self.name).field("file_name", &self.file_name).field("media_type", &self.media_type);
        shown.finish_non_exhaustive()
    }
}

impl fmt::Debug for FormParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.0).finish()
    }
}

/// Rule for a body of several parts.
#[derive(Clone, Copy, Debug)]
pub struct Multipart {
    /// The rule for the parts as fields of an object. A file counts as a text of as many characters as it has bytes.
    pub schema: &'static Schema,
    /// The fields whose values are files.
    pub files: &'static [&'static str],
    /// The media types that a part of a name may have.
    pub media_types: &'static [(&'static str, &'static [&'static str])],
}

impl Multipart {
    /// The parts that are not files, as an object; none where one does not read as the document has it.
    fn fields(&self, view: &View, parts: &FormParts) -> Option<Value> {
        let texts = parts.iter().filter(|part| !self.files.contains(&part.name.as_str()));
        let texts = texts.map(|part| Some((part.name.as_str(), std::str::from_utf8(&part.content).ok()?)));
        from_fields(view, &texts.collect::<Option<Vec<_>>>()?)
    }

    fn files<'p>(&self, parts: &'p FormParts) -> impl Iterator<Item = &'p FormPart> {
        parts.iter().filter(|part| self.files.contains(&part.name.as_str()))
    }

    /// The parts as an object; none where a part does not read as the document has it, or is repeated.
    fn value(&self, parts: &FormParts) -> Option<Value> {
        first_valid(self.schema, |view| Ok::<_, ()>(self.value_as(view, parts))).ok().flatten()
    }

    fn value_as(&self, view: &View, parts: &FormParts) -> Option<Value> {
        let mut value = self.fields(view, parts)?;
        let fields = value.as_object_mut()?;
        for part in self.files(parts) {
            let file = Value::String(" ".repeat(part.content.len()));
            if view.field(&part.name).is_list() {
                fields.entry(&part.name).or_insert_with(|| Value::Array(Vec::new())).as_array_mut()?.push(file);
            } else if fields.insert(part.name.clone(), file).is_some() {
                return None;
            }
        }
        Some(value)
    }

    /// The media types that a part should have and has not.
    fn wrong_media_type(&self, part: &FormPart) -> Option<&'static [&'static str]> {
        let found = essence(part.media_type.as_deref()?);
        let (_, allowed) = self.media_types.iter().find(|(name, _)| *name == part.name)?;
        let is_allowed = |one: &&str| match essence(one).strip_suffix('*') {
            Some(kind) => found.get(..kind.len()).is_some_and(|start| start.eq_ignore_ascii_case(kind)),
            None => essence(one).eq_ignore_ascii_case(found),
        };
        (!allowed.iter().any(is_allowed)).then_some(*allowed)
    }
}

impl Rule for Multipart {
    type Value = FormParts;

    fn collect(&self, at: Location, parts: &FormParts, out: &mut Violations) {
        match self.value(parts) {
            None => out.push(Violation::hidden(at, "type", messages::kind_of_fields())),
            Some(value) => self.schema.collect(at, &value, out),
        }
        for part in parts.iter() {
            if let Some(allowed) = self.wrong_media_type(part) {
                let expected = Expected::from(messages::media_type(list::names(allowed))).limit(allowed);
                out.push(Violation::inside(at, &format!("/{}", part.name), "contentType", expected, at.line));
            }
        }
    }

    fn is_valid(&self, _at: Location, parts: &FormParts) -> bool {
        parts.iter().all(|part| self.wrong_media_type(part).is_none())
            && self.value(parts).is_some_and(|value| self.schema.is_valid(&value))
    }
}

impl Field<Multipart> {
    /// Adds the fields that are absent and have a default, to parts that were read.
    pub fn fill(&self, parts: Option<&mut FormParts>) {
        let Some(parts) = parts else { return };
        let Some(mut value) = self.rule.value(parts) else { return };
        self.rule.schema.fill(&mut value);
        for (name, value) in value.as_object_mut().into_iter().flatten() {
            if parts.get(name).is_none() {
                *parts = std::mem::take(parts).field(name, value.take());
            }
        }
    }
}
