//! Patterns that only a few texts match, found in the table.

use super::table::Table;

/// Maximum number of texts.
const MAX_LITERALS: usize = 16;

/// Maximum length of a text in bytes.
const MAX_LENGTH: usize = 64;

impl Table {
    /// Every text that the pattern accepts, if they are few and short.
    pub(crate) fn literals(&self) -> Option<Vec<String>> {
        let mut texts = Vec::new();
        self.collect_from(usize::from(self.start), &mut Vec::new(), &mut texts)?;
        texts.into_iter().map(|text| String::from_utf8(text).ok()).collect()
    }

    fn collect_from(&self, state: usize, before: &mut Vec<u8>, texts: &mut Vec<Vec<u8>>) -> Option<()> {
        if state == 0 {
            return Some(());
        }
        if state == 1 || before.len() > MAX_LENGTH {
            return None;
        }
        if self.accepts[state] {
            texts.push(before.clone());
        }
        // Every state but the first two leads to a text that is accepted: what is not finite is soon too much.
        for byte in 0..=u8::MAX {
            if texts.len() > MAX_LITERALS {
                return None;
            }
            let next = self.next[state * self.width + usize::from(self.classes[usize::from(byte)])];
            before.push(byte);
            self.collect_from(usize::from(next), before, texts)?;
            before.pop();
        }
        Some(())
    }
}
