//! The sequence of records of a seed.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fmt;

use deskledger::{ConnectionRecord, DateTime, Locale};
use deskledger_records::Message;

use crate::attempt::Attempt;
use crate::calendar::{Calendar, DAY};
use crate::messages;
use crate::person::Population;
use crate::random::Random;

/// Maximum length of the period in days: a hundred years.
pub const MAX_DAYS: u32 = 36_525;

/// Maximum number of pending follow-up attempts. Attempts beyond it get no follow-up, so that memory stays constant.
const MAX_FOLLOW_UPS: usize = 4096;

/// Parameters of a sequence of synthetic records.
///
/// ```
/// use deskledger_seed::Seed;
/// let seed = Seed { records: 1_000, seed: 7, days: 30, end: "2020-05-01T00:00:00Z".parse()? };
/// let records: Vec<_> = seed.generate()?.collect();
/// assert_eq!(records.len(), 1_000);
/// assert!(records.is_sorted_by_key(|record| record.connection_start_time.clone()));
/// assert!(records.iter().all(|record| record.check().is_ok()));
/// assert!(seed.generate()?.eq(records));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seed {
    /// Exact number of records.
    pub records: u64,
    /// Seed of the random number generator.
    pub seed: u64,
    /// Length of the period in days, 1 to [`MAX_DAYS`].
    pub days: u32,
    /// End of the period: every connection starts before it, and sessions that would end later are left open.
    pub end: DateTime,
}

/// Invalid parameters of a [`Seed`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidSeed(Message);

/// The records of a [`Seed`] in the order of their start, generated lazily.
#[derive(Debug)]
pub struct Records {
    seed: Seed,
    generated: u64,
    random: Random,
    calendar: Calendar,
    population: Population,
    /// Follow-ups of attempts already generated, the earliest first.
    follow_ups: BinaryHeap<Reverse<Attempt>>,
}

impl Seed {
    /// The records, lazily, in constant memory.
    ///
    /// # Errors
    /// `days` is 0 or above [`MAX_DAYS`], or the period begins before the year 1.
    pub fn generate(&self) -> Result<Records, InvalidSeed> {
        if !(1..=MAX_DAYS).contains(&self.days) {
            let found = self.days;
            return Err(InvalidSeed(messages::wrong_days(MAX_DAYS, found)));
        }
        let end = self.end.unix_seconds();
        let start = end - i64::from(self.days) * DAY;
        if DateTime::from_unix_seconds(start).is_none() {
            let Self { days, end, .. } = self;
            return Err(InvalidSeed(messages::early_period(*days, end.to_string())));
        }
        Ok(Records {
            seed: *self,
            generated: 0,
            random: Random::new(self.seed, 0),
            calendar: Calendar::new(start, end),
            population: Population::new(self.seed, self.records, self.days),
            follow_ups: BinaryHeap::new(),
        })
    }
}

impl Records {
    /// The next attempt: a follow-up that is due, or a new one at the next start time of the calendar. The follow-up
    /// replaces the new one, so that the number of records is exact and their order is preserved.
    fn next_attempt(&mut self) -> Attempt {
        let (start, weights) = self.calendar.start(self.generated, self.seed.records, &mut self.random);
        if let Some(due) = self.follow_ups.peek()
            && due.0.start <= start
            && let Some(Reverse(follow_up)) = self.follow_ups.pop()
        {
            return follow_up;
        }
        let person = self.population.next(&weights, &mut self.random);
        Attempt::new(start, person)
    }
}

impl Iterator for Records {
    type Item = ConnectionRecord;

    fn next(&mut self) -> Option<ConnectionRecord> {
        if self.generated == self.seed.records {
            return None;
        }
        let attempt = self.next_attempt();
        let person = self.population.person(attempt.person);
        let (record, follow_up) =
            attempt.play(self.generated, &person, (self.seed.seed, self.seed.end.unix_seconds()), &mut self.random);
        self.generated += 1;
        self.follow_ups.extend(follow_up.filter(|_| self.follow_ups.len() < MAX_FOLLOW_UPS).map(Reverse));
        Some(record)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = usize::try_from(self.seed.records - self.generated);
        (left.unwrap_or(usize::MAX), left.ok())
    }
}

impl InvalidSeed {
    /// The message in a language.
    pub fn localized(&self, language: Locale) -> String {
        self.0.localized(language)
    }
}

impl fmt::Display for InvalidSeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for InvalidSeed {}
