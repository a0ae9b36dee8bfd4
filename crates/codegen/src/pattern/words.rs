//! Patterns that a few words have and no other text, found in the table.

use super::table::Table;

/// Most words.
const MAX_WORDS: usize = 16;

/// The longest word, in bytes.
const MAX_LENGTH: usize = 64;

impl Table {
    /// Every text that the pattern accepts, if they are few and short.
    pub(crate) fn words(&self) -> Option<Vec<String>> {
        let mut words = Vec::new();
        self.gather(usize::from(self.start), &mut Vec::new(), &mut words)?;
        words.into_iter().map(|word| String::from_utf8(word).ok()).collect()
    }

    fn gather(&self, state: usize, before: &mut Vec<u8>, words: &mut Vec<Vec<u8>>) -> Option<()> {
        if state == 0 {
            return Some(());
        }
        if state == 1 || before.len() > MAX_LENGTH {
            return None;
        }
        if self.accepts[state] {
            words.push(before.clone());
        }
        // Every state but the first two leads to a text that is accepted: what is not finite is soon too much.
        for byte in 0..=u8::MAX {
            if words.len() > MAX_WORDS {
                return None;
            }
            let next = self.next[state * self.width + usize::from(self.classes[usize::from(byte)])];
            before.push(byte);
            self.gather(usize::from(next), before, words)?;
            before.pop();
        }
        Some(())
    }
}
