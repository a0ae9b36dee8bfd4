use super::location::Location;

/// Lines of the document that the keywords of a rule stand on, by keyword; looked at only where a rule is broken.
#[derive(Clone, Copy, Debug, Default)]
pub struct SourceLines(pub &'static [(&'static str, u32)]);

impl SourceLines {
    /// Line of the keyword, or of the whole rule where it is not known.
    pub(crate) fn of(self, keyword: &str, at: Location) -> Location {
        let line = self.0.iter().find(|(name, _)| *name == keyword).map_or(at.line, |(_, line)| *line);
        Location { line, ..at }
    }
}
