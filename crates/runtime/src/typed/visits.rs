//! The limit of one check. Schemas in one another may look at a value twice as often for each level, so that a short value would
//! keep a processor busy for ever. A visit of a list or an object costs its number of parts.

use std::cell::Cell;

/// Minimum number of visits for a value.
const LEAST: usize = 1 << 20;

/// Maximum average number of visits of each part of a large value.
pub(crate) const OFTEN: usize = 64;

thread_local! {
    /// Remaining number of visits, and whether a check has begun.
    static LEFT: Cell<(usize, bool)> = const { Cell::new((0, false)) };
}

/// A check of one value; those that begin within it have its limit.
pub(crate) struct Visits {
    before: (usize, bool),
}

impl Visits {
    /// Begins a check of a value of at most so many parts.
    pub(crate) fn begin(parts: usize) -> Self {
        let before = LEFT.get();
        if !before.1 {
            LEFT.set((parts.saturating_mul(OFTEN).max(LEAST), true));
        }
        Self { before }
    }

    /// Whether the limit is reached: what was said of the value is not known then.
    pub(crate) fn are_over() -> bool {
        LEFT.get().0 == 0
    }

    /// Counts a look at so many parts; `false` beyond the limit.
    #[inline(always)]
    pub(crate) fn count(parts: usize) -> bool {
        let (left, has_begun) = LEFT.get();
        LEFT.set((left.saturating_sub(parts), has_begun));
        left > parts
    }
}

impl Drop for Visits {
    fn drop(&mut self) {
        if !self.before.1 {
            LEFT.set((0, false));
        }
    }
}
