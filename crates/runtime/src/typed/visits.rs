//! The limit of one check. Schemas in one another may look at a list or an object twice as often for each level, so that a
//! short value would keep a processor busy for ever.

use std::cell::Cell;

/// How often lists and objects are looked at for a value, at least.
const LEAST: usize = 1 << 20;

/// How often each list and each object of a large value may be looked at.
pub(crate) const OFTEN: usize = 64;

thread_local! {
    /// How often they may still be looked at, and whether a check has begun.
    static LEFT: Cell<(usize, bool)> = const { Cell::new((0, false)) };
}

/// A check of one value; those that begin within it have its limit.
pub(crate) struct Visits {
    before: (usize, bool),
}

impl Visits {
    /// Begins a check of a value of at most so many lists and objects.
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

    /// Counts a look at a list or an object; `false` beyond the limit.
    #[inline(always)]
    pub(crate) fn count() -> bool {
        let (left, has_begun) = LEFT.get();
        LEFT.set((left.saturating_sub(1), has_begun));
        left > 1
    }
}

impl Drop for Visits {
    fn drop(&mut self) {
        if !self.before.1 {
            LEFT.set((0, false));
        }
    }
}
