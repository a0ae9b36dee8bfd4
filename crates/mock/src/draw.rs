//! Choices among what rules permit: at random, or the first of all.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// A source of choices.
pub(crate) struct Draw {
    /// None for readers: always the first of what can be chosen, so that a rule has the same value wherever it stands.
    random: Option<Pcg64>,
    is_varied: bool,
}

impl Draw {
    /// The choices of a seed; without one always the first.
    pub(crate) fn new(seed: Option<u64>) -> Self {
        Self { random: seed.map(Pcg64::seed_from_u64), is_varied: false }
    }

    pub(crate) fn is_first(&self) -> bool {
        self.random.is_none()
    }

    /// Whether values are drawn from all that rules permit, as items of a list that differ, and not from a few usual ones.
    pub(crate) fn is_varied(&self) -> bool {
        self.is_varied
    }

    /// Sets whether values are varied, and returns what was set before.
    pub(crate) fn vary(&mut self, is_varied: bool) -> bool {
        std::mem::replace(&mut self.is_varied, is_varied)
    }

    /// A number from `low` to `high`, which is not below it.
    pub(crate) fn between(&mut self, low: i128, high: i128) -> i128 {
        self.random.as_mut().map_or(low, |random| random.random_range(low..=high.max(low)))
    }

    /// A number below `count`; zero where there is none.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        self.random.as_mut().filter(|_| count > 1).map_or(0, |random| random.random_range(0..count))
    }

    pub(crate) fn pick<T: Copy>(&mut self, list: &[T]) -> Option<T> {
        list.get(self.below(list.len())).copied()
    }

    pub(crate) fn is_true(&mut self) -> bool {
        self.below(2) == 0
    }
}
