//! Work that a question may take, and all questions together: documents that are made to take for ever end.

use std::cell::Cell;

/// Work that is left.
pub(crate) struct Fuel {
    total: Cell<u32>,
    question: Cell<u32>,
    part: Cell<u32>,
}

impl Fuel {
    pub(crate) fn new(total: u32) -> Self {
        Self { total: Cell::new(total), question: Cell::new(0), part: Cell::new(u32::MAX) }
    }

    /// Begins a question that may take so much.
    pub(crate) fn begin(&self, most: u32) {
        self.question.set(most);
    }

    /// Begins a part of a question that may take so much.
    pub(crate) fn begin_part(&self, most: u32) {
        self.part.set(most);
    }

    /// Takes a step; false if there is nothing left.
    pub(crate) fn step(&self) -> bool {
        let cells = [&self.total, &self.question, &self.part];
        let is_left = cells.iter().all(|cell| cell.get() > 0);
        if is_left {
            cells.iter().for_each(|cell| cell.set(cell.get() - 1));
        }
        is_left
    }
}
