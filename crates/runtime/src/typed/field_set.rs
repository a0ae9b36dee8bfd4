/// FieldSet of fields: as bits, and those of a long struct in a list.
pub(super) struct FieldSet(u64, Vec<bool>);

impl FieldSet {
    pub(super) fn of(length: usize) -> Self {
        Self(0, vec![false; length.saturating_sub(64)])
    }

    pub(super) fn has(&self, index: usize) -> bool {
        index.checked_sub(64).map_or(self.0 >> (index & 63) & 1 == 1, |index| self.1[index])
    }

    /// Adds a field and returns whether it is new.
    pub(super) fn add(&mut self, index: usize) -> bool {
        let is_new = !self.has(index);
        match index.checked_sub(64) {
            None => self.0 |= 1 << index,
            Some(index) => self.1[index] = true,
        }
        is_new
    }
}
