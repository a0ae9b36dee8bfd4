//! A reproducible random number generator.

use rand_core::Rng;
use rand_pcg::Pcg64;

/// A sequence of random numbers that depends only on its seed and stream.
///
/// Numbers are scaled to a range here and not by `rand`, whose range sampling may change between versions; the raw
/// sequence of PCG64 does not.
#[derive(Debug)]
pub(crate) struct Random(Pcg64);

impl Random {
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let state = u128::from(mix(seed)) << 64 | u128::from(mix(seed ^ mix(stream)));
        Self(Pcg64::new(state, u128::from(stream)))
    }

    pub(crate) fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number below `bound`; 0 where that is 0.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(bound)) >> 64) as u64
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        low.saturating_add_unsigned(self.below(high.abs_diff(low) + 1))
    }

    pub(crate) fn chance(&mut self, per_thousand: u64) -> bool {
        self.below(1000) < per_thousand
    }

    /// A random word; empty if the list is empty.
    pub(crate) fn pick<'w>(&mut self, words: &[&'w str]) -> &'w str {
        nth(words, self.below(words.len() as u64))
    }
}

/// A bijective hash of a number (SplitMix64).
pub(crate) fn mix(number: u64) -> u64 {
    let mut bits = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// The word at `number` modulo the length of the list.
pub(crate) fn nth<'w>(words: &[&'w str], number: u64) -> &'w str {
    let index = number.checked_rem(words.len() as u64).and_then(|index| usize::try_from(index).ok());
    index.and_then(|index| words.get(index)).copied().unwrap_or_default()
}
