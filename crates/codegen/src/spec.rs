//! The document as it is written: YAML or JSON (which is YAML), every value with its position.

mod files;
mod index;
mod object;
mod read;
mod reference;
mod scalar;
mod tree;

pub(crate) use files::{Access, Files};
pub(crate) use index::Index;
pub(crate) use object::{Object, near, warn_unknown};
pub(crate) use read::MOST_BYTES;
pub(crate) use reference::{check_references, decoded, step_name};

use std::collections::BTreeMap;

use crate::diagnostic::{Position, Problems};
use crate::pattern::Pattern;

/// A value of the document.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub(crate) position: Position,
    pub(crate) value: Value,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Boolean(bool),
    Number(serde_json::Number),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

/// The name of an entry of a map.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Key {
    pub(crate) position: Position,
    pub(crate) name: String,
}

/// The document while it is turned into a model: the whole of it, for references, and what is wrong with it.
pub(crate) struct Source<'s> {
    pub(crate) root: &'s Node,
    pub(crate) files: &'s Files,
    pub(crate) problems: Problems,
    /// Whether the document is written in OpenAPI 3.1.
    pub(crate) is_3_1: bool,
    patterns: BTreeMap<&'s str, Option<Pattern>>,
    index: Index<'s>,
    /// Whether something is generated in spite of a pattern that cannot be checked.
    pub(crate) warns_of_patterns: bool,
}

impl<'s> Source<'s> {
    pub(crate) fn new(files: &'s Files) -> Self {
        Self {
            root: files.root(),
            files,
            problems: Problems::default(),
            is_3_1: false,
            patterns: BTreeMap::new(),
            index: Index::default(),
            warns_of_patterns: true,
        }
    }

    /// Reports a problem that must be mended in the document.
    pub(crate) fn report(
        &mut self,
        code: &'static str,
        position: Position,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.problems.report(code, position, message, hint);
    }

    /// Warns of what has no effect, or is not as it seems.
    pub(crate) fn warn(
        &mut self,
        code: &'static str,
        position: Position,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.problems.warn(code, position, message, hint);
    }

    /// The table of a pattern; the same pattern is turned into a table once.
    pub(crate) fn pattern(&mut self, source: &'s str, position: Position) -> Option<Pattern> {
        if let Some(known) = self.patterns.get(source) {
            return known.clone();
        }
        let pattern = match Pattern::new(source) {
            Ok(pattern) => Some(pattern),
            Err(wrong) if wrong.is_beyond && self.warns_of_patterns => {
                let found = format!("expected a pattern that one pass can check, {}: it is not checked", wrong.found);
                self.warn("pattern", position, found, wrong.hint);
                None
            }
            Err(wrong) => {
                self.report(
                    "pattern",
                    position,
                    format!("expected a pattern of ECMA-262, {}", wrong.found),
                    wrong.hint,
                );
                None
            }
        };
        self.patterns.insert(source, pattern.clone());
        pattern
    }
}
