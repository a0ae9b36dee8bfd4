//! When users connect: office hours in several time zones, quiet nights and weekends.

use crate::random::Random;

pub(crate) const HOUR: i64 = 3600;
pub(crate) const DAY: i64 = 24 * HOUR;

/// A time zone and its users.
#[derive(Debug)]
pub(crate) struct Zone {
    /// Hours ahead of UTC.
    pub(crate) ahead: i64,
    /// Percentage of all users.
    pub(crate) share: u64,
    /// Domain of its user names; Chinese names if absent.
    pub(crate) domain: Option<&'static str>,
    /// Minimum latency to the desktops in milliseconds.
    pub(crate) line: i64,
    /// First three octets of its egress addresses, office and home, from the ranges reserved for documentation and
    /// benchmarks.
    pub(crate) egress: [&'static str; 2],
}

pub(crate) const ZONES: usize = 4;

/// Shanghai, Berlin in winter, Johannesburg, São Paulo. The shares add up to 100.
pub(crate) static WORLD: [Zone; ZONES] = [
    Zone { ahead: 8, share: 55, domain: None, line: 3, egress: ["203.0.113", "198.51.100"] },
    Zone { ahead: 1, share: 20, domain: Some("berlin.example"), line: 9, egress: ["192.0.2", "198.18.4"] },
    Zone { ahead: 2, share: 10, domain: Some("capetown.example"), line: 22, egress: ["198.18.9", "198.18.10"] },
    Zone { ahead: -3, share: 15, domain: Some("saopaulo.example"), line: 31, egress: ["198.19.2", "198.19.3"] },
];

/// Relative load in each hour of a local working day, never 0.
const WORKDAY: [u64; 24] = [2, 1, 1, 1, 2, 4, 12, 38, 96, 88, 60, 44, 30, 70, 66, 52, 44, 34, 22, 16, 14, 12, 8, 4];

/// Divisor of the load at a weekend.
const WEEKEND: u64 = 7;

impl Zone {
    /// Hour of the day, 0 to 23, and whether it is one of a weekend.
    pub(crate) fn local(&self, time: i64) -> (usize, bool) {
        let local = time + self.ahead * HOUR;
        let hour = usize::try_from(local.rem_euclid(DAY) / HOUR).unwrap_or_default();
        // 1970-01-01 was a Thursday.
        (hour, (local.div_euclid(DAY) + 3).rem_euclid(7) >= 5)
    }

    fn weight(&self, time: i64) -> u64 {
        let (hour, is_weekend) = self.local(time);
        let busy = WORKDAY.get(hour).copied().unwrap_or(1);
        self.share * busy * if is_weekend { 1 } else { WEEKEND }
    }
}

/// The period and the current position in it.
///
/// Each second has a weight. Record `i` of `n` starts within the `i`th of `n` equal parts of the total weight, so that
/// the starts are ordered, their number is exact, and no state is needed.
#[derive(Debug)]
pub(crate) struct Calendar {
    end: i64,
    total: u64,
    slot: Slot,
    /// Weight of everything before the slot.
    before: u64,
}

/// An interval within one hour in which all seconds have the same weight.
#[derive(Clone, Copy, Debug)]
struct Slot {
    start: i64,
    end: i64,
    weights: [u64; ZONES],
}

impl Slot {
    fn new(start: i64, end: i64) -> Self {
        let next_hour = (start.div_euclid(HOUR) + 1) * HOUR;
        let mut weights = [0; ZONES];
        for (weight, zone) in weights.iter_mut().zip(&WORLD) {
            *weight = zone.weight(start);
        }
        Self { start, end: next_hour.min(end), weights }
    }

    fn second(&self) -> u64 {
        self.weights.iter().sum()
    }

    fn weight(&self) -> u64 {
        self.end.abs_diff(self.start) * self.second()
    }
}

impl Calendar {
    pub(crate) fn new(start: i64, end: i64) -> Self {
        let first = Slot::new(start, end);
        let mut total = first.weight();
        let mut slot = first;
        while slot.end < end {
            slot = Slot::new(slot.end, end);
            total += slot.weight();
        }
        Self { end, total, slot: first, before: 0 }
    }

    /// When record `index` of `count` starts, and the weights of the zones at that time. `index` never goes back.
    pub(crate) fn start(&mut self, index: u64, count: u64, random: &mut Random) -> (i64, [u64; ZONES]) {
        let low = self.share(index, count);
        let at = low + random.below(self.share(index + 1, count).saturating_sub(low));
        while at >= self.before + self.slot.weight() && self.slot.end < self.end {
            self.before += self.slot.weight();
            self.slot = Slot::new(self.slot.end, self.end);
        }
        (self.slot.start.saturating_add_unsigned((at - self.before) / self.slot.second()), self.slot.weights)
    }

    fn share(&self, index: u64, count: u64) -> u64 {
        (u128::from(index) * u128::from(self.total) / u128::from(count)) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saturday_in_shanghai_is_not_a_working_day() {
        // 2020-04-24 was a Friday; 16:30 UTC is 00:30 of Saturday in Shanghai.
        let friday = 1_587_745_800;
        assert_eq!(WORLD[0].local(friday), (0, true));
        assert_eq!(WORLD[3].local(friday), (13, false));
    }

    #[test]
    fn a_period_that_begins_within_an_hour_is_filled_from_its_first_to_its_last_second() {
        let (start, end) = (1_587_745_801, 1_587_745_801 + DAY);
        let mut calendar = Calendar::new(start, end);
        let mut random = Random::new(1, 0);
        let starts: Vec<i64> = (0..200_000).map(|index| calendar.start(index, 200_000, &mut random).0).collect();
        assert!(starts.is_sorted());
        assert!(starts[0] < start + 60 && starts[0] >= start, "{}", starts[0]);
        assert!(starts[199_999] < end && starts[199_999] >= end - 60, "{}", starts[199_999]);
    }

    #[test]
    fn the_shares_make_a_whole() {
        assert_eq!(WORLD.iter().map(|zone| zone.share).sum::<u64>(), 100);
    }
}
