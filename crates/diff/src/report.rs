//! Reports of a comparison.

mod changelog;
mod chinese;

use std::fmt::Write;

use deskledger_runtime::message::Locale;

use crate::change::{Change, Comparison, Location};
use crate::kind::Verdict;
pub use chinese::changelog_in_chinese;

/// Format of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Lines for a terminal.
    Text,
    /// A table, for example as the comment on a change.
    Markdown,
    /// Test results in the JUnit format, one for each change.
    Junit,
    /// Annotations of a GitHub workflow.
    Annotations,
    /// A section of a changelog, with migration notes.
    Changelog,
}

impl Comparison {
    /// Writes the report. Changes of the verdict `failing` and above are failures in JUnit and errors in annotations.
    pub fn report(&self, format: Format, failing: Option<Verdict>) -> String {
        let mut out = String::new();
        // Writing to a string does not fail.
        let _ = match format {
            Format::Text => self.text(&mut out),
            Format::Markdown => self.markdown(&mut out),
            Format::Junit => self.junit(&mut out, failing),
            Format::Annotations => self.annotations(&mut out, failing),
            Format::Changelog => out.write_str(&self.changelog(Locale::English)),
        };
        out
    }

    fn summary(&self) -> String {
        let count = |verdict: &Verdict| self.counts.get(verdict.name()).map(|count| format!("{count} {verdict}"));
        let counts: Vec<String> = Verdict::ALL.iter().rev().filter_map(count).collect();
        if counts.is_empty() { "no changes".to_owned() } else { counts.join(", ") }
    }

    fn version(&self) -> Option<String> {
        let (old, next) = (self.old_version.as_deref()?, self.next_version.as_deref()?);
        let declared = self.new_version.as_deref().filter(|new| *new != next);
        let declared = declared.map(|new| format!("; the new document says {new}")).unwrap_or_default();
        Some(format!("version: {old}, next {next}{declared}"))
    }

    fn text(&self, out: &mut String) -> std::fmt::Result {
        for change in &self.changes {
            writeln!(out, "{}: {}: {} [{}]", change.verdict, change.at, change.message, change.id)?;
            writeln!(out, "  {}", positions(change))?;
            if let Some(witness) = &change.witness {
                writeln!(out, "  for example {}", short(&witness.to_string()))?;
            }
            writeln!(out, "  {}", change.reason)?;
        }
        for one in &self.accepted {
            let (change, reason, until) = (&one.change, &one.reason, &one.until);
            writeln!(out, "accepted until {until}: {}: {} [{}]: {reason}", change.at, change.message, change.id)?;
        }
        self.notes.iter().try_for_each(|note| writeln!(out, "note: {note}"))?;
        writeln!(out, "{}", self.summary())?;
        self.version().map_or(Ok(()), |version| writeln!(out, "{version}"))
    }

    fn markdown(&self, out: &mut String) -> std::fmt::Result {
        let cell =
            |text: &str| text.replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;").replace(['\n', '\r'], " ");
        writeln!(out, "**{}**", self.summary())?;
        if let Some(version) = self.version() {
            writeln!(out, "\n{}", cell(&version))?;
        }
        if !self.changes.is_empty() {
            writeln!(out, "\n| verdict | wire | SDK source | part | change | position |\n|---|---|---|---|---|---|")?;
        }
        for change in &self.changes {
            let witness = change.witness.as_ref().map(|value| format!("; for example {}", short(&value.to_string())));
            let message = format!("{}{}", change.message, witness.unwrap_or_default());
            let (verdict, wire, source) = (change.verdict, change.wire, change.source);
            let (at, message, positions) = (cell(&change.at.to_string()), cell(&message), cell(&positions(change)));
            writeln!(out, "| {verdict} | {wire} | {source} | {at} | {message} (`{}`) | {positions} |", change.id)?;
        }
        for one in &self.accepted {
            let (change, reason, until) = (&one.change, cell(&one.reason), &one.until);
            let (at, message) = (cell(&change.at.to_string()), cell(&change.message.to_string()));
            writeln!(out, "\nAccepted until {until}: {at}: {message} (`{}`): {reason}", change.id)?;
        }
        self.notes.iter().try_for_each(|note| writeln!(out, "\nNote: {}", cell(note)))
    }

    fn junit(&self, out: &mut String, failing: Option<Verdict>) -> std::fmt::Result {
        let fails = |change: &&Change| failing.is_some_and(|level| change.is_at_least(level));
        let failures = self.changes.iter().filter(fails).count();
        let tests = self.changes.len();
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        writeln!(out, "<testsuites><testsuite name=\"spec diff\" tests=\"{tests}\" failures=\"{failures}\">")?;
        for change in &self.changes {
            let name = xml(&format!("{}: {}", change.at, change.message));
            write!(out, "<testcase classname=\"{}\" name=\"{name}\"", change.id)?;
            if fails(&change) {
                let text = xml(&format!("{}\n{}", positions(change), change.reason));
                writeln!(out, "><failure type=\"{}\" message=\"{name}\">{text}</failure></testcase>", change.verdict)?;
            } else {
                writeln!(out, "/>")?;
            }
        }
        writeln!(out, "</testsuite></testsuites>")
    }

    fn annotations(&self, out: &mut String, failing: Option<Verdict>) -> std::fmt::Result {
        let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
        let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
        for change in &self.changes {
            let level = match failing.is_some_and(|level| change.is_at_least(level)) {
                true => "error",
                false if change.verdict >= Verdict::SourceOnly => "warning",
                false => "notice",
            };
            let place = change.new.as_ref().or(change.old.as_ref());
            let place =
                place.map(|place| format!("file={},line={},col={},", property(&place.file), place.line, place.column));
            let title = property(&format!("{}: {}", change.verdict, change.id));
            let message = data(&format!("{}: {}. {}", change.at, change.message, change.reason));
            writeln!(out, "::{level} {}title={title}::{message}", place.unwrap_or_default())?;
        }
        Ok(())
    }

    /// Whether a change has a verdict or a stronger one.
    pub fn fails(&self, level: Verdict) -> bool {
        self.changes.iter().any(|change| change.is_at_least(level))
    }
}

impl Change {
    /// Whether the verdict is this one or a stronger one.
    pub fn is_at_least(&self, level: Verdict) -> bool {
        self.verdict >= level
    }
}

fn positions(change: &Change) -> String {
    let place = |place: &Option<Location>| {
        place.as_ref().map_or("-".to_owned(), |place| format!("{}:{}:{}", place.file, place.line, place.column))
    };
    format!("{} -> {}", place(&change.old), place(&change.new))
}

/// A value that fits a line.
fn short(text: &str) -> String {
    let is_short = text.chars().count() <= 160;
    if is_short { text.to_owned() } else { text.chars().take(159).chain(['…']).collect() }
}

fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            character if character.is_control() => out.push(' '),
            character => out.push(character),
        }
    }
    out
}
