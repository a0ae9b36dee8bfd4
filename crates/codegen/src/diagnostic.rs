//! Problems of a document with their positions, collected and reported together.

use std::fmt;

use deskledger_runtime::message::{Locale, Message};

use crate::messages;

/// Maximum number of reported problems of one document; the rest are only counted.
const MAX_PROBLEMS: usize = 50;

/// Maximum number of characters shown of a line.
const WIDTH: usize = 120;

/// Short name of the kind of a problem.
pub(crate) type Code = &'static str;

/// A place in the document. Both numbers count from 1; the column counts characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Number of the file: 0 is the document, the others follow as they were met; see [`Diagnostics::file`].
    pub file: u32,
    /// Line.
    pub line: u32,
    /// Column.
    pub column: u32,
}

/// Whether something is generated in spite of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// Something of the document has no effect, or is not as it seems; the rest is generated.
    Warning,
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Whether something is generated all the same.
    pub severity: Severity,
    /// Short name of the kind of problem, for example `missing-reference`.
    pub code: &'static str,
    /// Its position.
    pub position: Position,
    /// The problem: the expected and the found value.
    pub message: Message,
    /// The remedy.
    pub hint: Message,
}

impl Diagnostic {
    /// Every code that a diagnostic can have, in the order of the alphabet. A code, once given, keeps its meaning.
    ///
    /// ```
    /// use deskledger_codegen::{Diagnostic, generate};
    /// let reported = generate("x.yaml", "paths: {}").unwrap_err();
    /// assert!(reported.iter().all(|one| Diagnostic::CODES.contains(&one.code)));
    /// ```
    pub const CODES: [&str; 53] = [
        "alias", "allow-reserved", "content", "default", "discriminator", "duplicate-name", "duplicate-operation",
        "duplicate-parameter", "empty-range", "enum", "example", "external-reference", "generator", "identifier",
        "maximum", "media-type", "minimum", "missing", "missing-file", "missing-reference", "multipleOf", "name",
        "name-collision", "no-operation-id", "outside-directory", "path", "pattern", "provenance", "reference",
        "reference-loop", "required", "rule-without-effect", "security", "servers", "status", "style", "syntax",
        "too-deep", "too-large", "too-many-files", "type", "unknown-format", "unknown-name", "unknown-place",
        "unknown-rule", "unreadable-file", "unsupported", "untyped", "version", "x-fixed", "x-rules", "x-sunset",
        "x-transport",
    ];
}

/// A value in quotes, as a literal of Rust has it: what it contains ends neither the quotes nor the line.
pub(crate) fn quoted(value: &str) -> Message {
    let literal = format!("{value:?}");
    messages::quoted(&literal[1..literal.len() - 1])
}

/// The problems that one run collects.
#[derive(Clone, Debug, Default)]
pub(crate) struct Problems {
    errors: Gathered,
    warnings: Gathered,
}

#[derive(Clone, Debug, Default)]
struct Gathered {
    list: Vec<Diagnostic>,
    more: usize,
}

impl Problems {
    /// Adds an error, or only counts it when there are many already.
    pub(crate) fn report(&mut self, code: Code, at: Position, message: Message, hint: Message) {
        self.add(Diagnostic { severity: Severity::Error, code, position: at, message, hint });
    }

    /// Adds a warning, or only counts it when there are many already.
    pub(crate) fn warn(&mut self, code: Code, at: Position, message: Message, hint: Message) {
        self.add(Diagnostic { severity: Severity::Warning, code, position: at, message, hint });
    }

    /// Adds a problem, or only counts it when there are many already.
    pub(crate) fn add(&mut self, problem: Diagnostic) {
        let is_known = |one: &Diagnostic| one.position == problem.position && one.code == problem.code;
        let collected = match problem.severity {
            Severity::Error => &mut self.errors,
            // What is an error for a parameter is a warning for a body.
            Severity::Warning if self.errors.list.iter().any(is_known) => return,
            Severity::Warning => &mut self.warnings,
        };
        // An unresolved reference is reported once, regardless of who follows it.
        let is_again = |one: &Diagnostic| problem.code == "missing-reference" && one.position == problem.position;
        if collected.list.iter().any(|one| *one == problem || is_again(one)) {
            return;
        }
        if collected.list.len() < MAX_PROBLEMS { collected.list.push(problem) } else { collected.more += 1 }
    }

    /// Adds the problems of another part of the run.
    pub(crate) fn absorb(&mut self, other: Problems) {
        self.errors.more += other.errors.more;
        self.warnings.more += other.warnings.more;
        other.errors.list.into_iter().chain(other.warnings.list).for_each(|problem| self.add(problem));
    }

    /// Adds the problems of a part that nothing is generated from: they prevent nothing.
    pub(crate) fn absorb_as_warnings(&mut self, mut other: Problems) {
        let Gathered { list, more } = std::mem::take(&mut other.errors);
        let is_new = |problem: &Diagnostic| self.errors.list.iter().all(|one| one.position != problem.position);
        let problems = list.into_iter().filter(is_new);
        other.warnings.list.extend(problems.map(|problem| Diagnostic { severity: Severity::Warning, ..problem }));
        other.warnings.more += more;
        self.absorb(other);
    }

    /// Whether something can be generated so far.
    pub(crate) fn is_empty(&self) -> bool {
        self.errors.list.is_empty()
    }

    /// Number of errors so far.
    pub(crate) fn count(&self) -> usize {
        self.errors.list.len() + self.errors.more
    }

    /// The problems with the lines of the document that they are about.
    pub(crate) fn into_diagnostics(self, files: &[(&str, &str)]) -> Diagnostics {
        let more = self.errors.more + self.warnings.more;
        let errors = self.errors.more + self.errors.list.len();
        let mut problems: Vec<_> = self.errors.list.into_iter().chain(self.warnings.list).collect();
        problems.sort_by_key(|problem| problem.position);
        let lines: Vec<Vec<&str>> = files.iter().map(|(_, text)| text.lines().collect()).collect();
        let list = problems.into_iter().map(|problem| {
            let Position { file, line, column } = problem.position;
            let line = lines.get(file as usize).and_then(|lines| lines.get((line as usize).checked_sub(1)?));
            (problem, Excerpt::new(line.copied().unwrap_or_default(), column))
        });
        let list = list.collect();
        Diagnostics { list, paths: files.iter().map(|(path, _)| (*path).to_owned()).collect(), more, errors }
    }
}

/// Everything that is wrong with a document, in the order of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostics {
    paths: Vec<String>,
    list: Vec<(Diagnostic, Excerpt)>,
    more: usize,
    errors: usize,
}

impl Diagnostics {
    /// The problems.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter().map(|(problem, _)| problem)
    }

    /// The file that a place is in: the document as it was named, or a file that it refers to.
    pub fn file(&self, position: Position) -> &str {
        self.paths.get(position.file as usize).map_or("", String::as_str)
    }

    /// Number of errors, including those that were not collected.
    pub fn errors(&self) -> usize {
        self.errors
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Number of further problems, which were not collected.
    pub fn more(&self) -> usize {
        self.more
    }

    /// The problems with their lines, in a language.
    ///
    /// ```
    /// use deskledger_codegen::generate;
    /// use deskledger_runtime::Locale;
    /// let reported = generate("x.yaml", "").unwrap_err();
    /// assert!(reported.localized(Locale::Chinese).starts_with("x.yaml:1:1: 应有文档，实际文件为空 [syntax]\n"));
    /// assert!(reported.to_string().starts_with("x.yaml:1:1: expected a document, found an empty file [syntax]\n"));
    /// ```
    pub fn localized(&self, language: Locale) -> String {
        let mut text = String::new();
        for (index, (problem, excerpt)) in self.list.iter().enumerate() {
            let Diagnostic { severity, code, position: position @ Position { line, column, .. }, message, hint } =
                problem;
            let message = match severity {
                Severity::Error => message.localized(language),
                Severity::Warning => messages::warning(message.clone()).localized(language),
            };
            let margin = " ".repeat(line.to_string().len());
            text.extend((index > 0).then_some('\n'));
            text += &format!("{}:{line}:{column}: {message} [{code}]\n", self.file(*position));
            text += &format!("{margin} |\n{line} | {}\n", excerpt.line.trim_end());
            text += &format!("{margin} | {}^\n", " ".repeat(excerpt.caret));
            text += &format!("{margin} = {}\n", hint.localized(language));
        }
        if self.more > 0 {
            text += &format!("\n{}\n", messages::and_more(self.more).localized(language));
        }
        text
    }
}

/// The part of a line that is shown, and the column of the caret under it, counted from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Excerpt {
    line: String,
    caret: usize,
}

impl Excerpt {
    fn new(line: &str, column: u32) -> Self {
        let caret = (column as usize).saturating_sub(1);
        let skipped = if caret < WIDTH { 0 } else { caret - WIDTH * 2 / 3 };
        let shown = line.chars().skip(skipped).take(WIDTH);
        Self { line: shown.map(|c| if c.is_control() { ' ' } else { c }).collect(), caret: caret - skipped }
    }
}

/// In English.
impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.localized(Locale::English))
    }
}

impl std::error::Error for Diagnostics {}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong() -> Message {
        Message::of("wrong")
    }

    fn mend() -> Message {
        Message::of("mend it")
    }

    #[test]
    fn a_line_of_a_megabyte_is_shown_around_the_caret_only() {
        let text = format!("{}x{}", "a".repeat(1 << 20), "b".repeat(1 << 20));
        let mut problems = Problems::default();
        problems.report("test", Position { file: 0, line: 1, column: (1 << 20) + 1 }, wrong(), mend());
        let shown = problems.into_diagnostics(&[("x.yaml", &text)]).to_string();
        let lines: Vec<_> = shown.lines().collect();
        assert!(shown.len() < 500, "{shown}");
        assert_eq!(lines[2].find('x'), lines[3].find('^'));
    }

    #[test]
    fn a_thousand_problems_do_not_flood_the_terminal() {
        let mut problems = Problems::default();
        (0..1000).for_each(|line| problems.report("test", Position { file: 0, line, column: 1 }, wrong(), mend()));
        assert!(problems.into_diagnostics(&[("x.yaml", "")]).to_string().ends_with("\nand 950 more\n"));
    }
}
