use super::At;

/// Lines of the document that the keywords of a rule stand on, by keyword; looked at only where a rule is broken.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lines(pub &'static [(&'static str, u32)]);

impl Lines {
    /// Where the keyword stands, or the whole rule where it is not known.
    pub(crate) fn of(self, keyword: &str, at: At) -> At {
        let line = self.0.iter().find(|(name, _)| *name == keyword).map_or(at.line, |(_, line)| *line);
        At { line, ..at }
    }
}
