use std::collections::BTreeMap;

use deskledger_runtime::message::Message;

use super::files::Files;
use super::identifiers::{Identifiers, Naming};
use super::node::Node;
use super::pointer::Index;
use crate::diagnostic::{Code, Position, Problems};
use crate::messages;
use crate::pattern::{MAX_ENTRIES, Pattern};

/// How much work the patterns of a document may take, in entries of their tables before they are made small: that of 128
/// which are too large, or of many thousands of usual size.
const MAX_PATTERN_WORK: usize = 128 * MAX_ENTRIES;

/// The document while it is turned into a model: the whole of it, for references, and what is wrong with it.
pub(crate) struct Source<'s> {
    pub(crate) root: &'s Node,
    pub(crate) files: &'s Files,
    pub(crate) problems: Problems,
    /// Whether the document is written in OpenAPI 3.1.
    pub(crate) is_3_1: bool,
    patterns: BTreeMap<&'s str, Option<Pattern>>,
    /// Entries of the tables of all patterns so far, before minimisation.
    pattern_work: usize,
    pub(super) index: Index<'s>,
    /// Identifiers of schemas, if there are any.
    pub(super) identifiers: Option<Identifiers<'s>>,
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
            pattern_work: 0,
            index: Index::default(),
            identifiers: Some(Identifiers::collect(files, Naming::of(files), &mut Problems::default()))
                .filter(|identifiers| !identifiers.is_empty()),
            warns_of_patterns: true,
        }
    }

    /// Reports what is wrong with the names that schemas of the document give themselves.
    pub(crate) fn check_identifiers(&mut self) {
        Identifiers::collect(self.files, Naming::of(self.files), &mut self.problems);
    }

    /// Reports a problem that must be mended in the document.
    pub(crate) fn report(&mut self, code: Code, at: Position, message: Message, hint: Message) {
        self.problems.report(code, at, message, hint);
    }

    /// Warns of what has no effect, or is not as it seems.
    pub(crate) fn warn(&mut self, code: Code, at: Position, message: Message, hint: Message) {
        self.problems.warn(code, at, message, hint);
    }

    /// Reports a problem, and gives nothing.
    pub(crate) fn refuse<T>(&mut self, code: Code, at: Position, found: Message, hint: Message) -> Option<T> {
        self.report(code, at, found, hint);
        None
    }

    /// Warns of what is left out, and gives nothing.
    pub(crate) fn leave_out<T>(&mut self, code: Code, at: Position, found: Message, hint: Message) -> Option<T> {
        self.warn(code, at, found, hint);
        None
    }

    /// The table of a pattern; the same pattern is turned into a table once.
    pub(crate) fn pattern(&mut self, source: &'s str, position: Position) -> Option<Pattern> {
        if let Some(known) = self.patterns.get(source) {
            return known.clone();
        }
        if self.pattern_work >= MAX_PATTERN_WORK {
            let hint = messages::use_smaller_counts();
            return match self.warns_of_patterns {
                true => self.leave_out("pattern", position, messages::too_many_patterns_unchecked(), hint),
                false => self.refuse("pattern", position, messages::too_many_patterns(), hint),
            };
        }
        let pattern = match Pattern::counted(source, &mut self.pattern_work) {
            Ok(pattern) => Some(pattern),
            Err(wrong) if wrong.is_beyond && self.warns_of_patterns => {
                self.leave_out("pattern", position, messages::unchecked_pattern(wrong.found), wrong.hint)
            }
            Err(wrong) => self.refuse("pattern", position, messages::wrong_pattern(wrong.found), wrong.hint),
        };
        self.patterns.insert(source, pattern.clone());
        pattern
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_without_number_that_are_too_large_do_not_take_hours() {
        for warns in [true, false] {
            let files = Files::alone("x.yaml", "openapi: 3.0.3").unwrap();
            let mut source = Source::new(&files);
            source.warns_of_patterns = warns;
            let position = files.root().position;
            assert!(source.pattern(r"^a{2}$", position).is_some());
            assert!((1..100).contains(&source.pattern_work), "{}", source.pattern_work);
            source.pattern(r"r[\w;.]{1,16}:$", position);
            assert!(source.pattern_work > MAX_ENTRIES, "one that is too large counts as such");
            source.pattern_work = MAX_PATTERN_WORK;
            assert!(source.pattern(r"^b{2}$", position).is_none() && source.pattern(r"^a{2}$", position).is_some());
            let reported = source.problems.into_diagnostics(&[("x.yaml", "openapi: 3.0.3")]).to_string();
            assert!(
                reported.contains("too large") && reported.contains("too many large ones before this"),
                "{reported}"
            );
        }
    }
}
