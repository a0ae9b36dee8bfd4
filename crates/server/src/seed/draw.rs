//! Chance that repeats itself.

use rand_core::Rng;
use rand_pcg::Pcg64;

/// A sequence of random numbers that depends on nothing but its seed and stream.
///
/// Numbers are scaled here, not by a library: its way of drawing from a range may change from version to version, the
/// sequence of the generator may not.
#[derive(Debug)]
pub(super) struct Draw(Pcg64);

impl Draw {
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        let state = u128::from(mix(seed)) << 64 | u128::from(mix(seed ^ mix(stream)));
        Self(Pcg64::new(state, u128::from(stream)))
    }

    pub(super) fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number below `bound`; 0 where that is 0.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(bound)) >> 64) as u64
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        low.saturating_add_unsigned(self.below(high.abs_diff(low) + 1))
    }

    pub(super) fn chance(&mut self, per_thousand: u64) -> bool {
        self.below(1000) < per_thousand
    }

    /// One of the words; the empty one where there is none.
    pub(super) fn pick<'w>(&mut self, words: &[&'w str]) -> &'w str {
        nth(words, self.below(words.len() as u64))
    }
}

/// Scrambles a number; two numbers never become the same one.
pub(super) fn mix(number: u64) -> u64 {
    let mut bits = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// The word of that number, counted in a circle.
pub(super) fn nth<'w>(words: &[&'w str], number: u64) -> &'w str {
    let index = number.checked_rem(words.len() as u64).and_then(|index| usize::try_from(index).ok());
    index.and_then(|index| words.get(index)).copied().unwrap_or_default()
}
