//! Realistic connection records, made up: the same seed makes the same records on every machine and in every version.
//!
//! A working day rises and falls in several time zones; everybody has a desktop, a terminal at the office and one at
//! home; attempts fail and are repeated, sessions drop and are resumed, and the last ones are still open. All of it is
//! integer arithmetic over one generator whose sequence is part of its contract, and nothing grows with the number of
//! records.

mod attempt;
mod draw;
mod person;
mod rhythm;
mod spell;
mod words;

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fmt;

use deskledger::{ConnectionRecord, DateTime, Locale};
use deskledger_records::Message;

use attempt::Attempt;
use draw::Draw;
use person::Population;
use rhythm::Rhythm;

/// Most days that one seed covers: a hundred years.
pub const MOST_DAYS: u32 = 36_525;

/// Most sequels that are waited for at a time. Attempts beyond it end without one, so that memory stays constant.
const MOST_SEQUELS: usize = 4096;

/// What records to make up.
///
/// ```
/// use deskledger_server::seed::Seed;
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
    /// How many, exactly.
    pub records: u64,
    /// Which of all possible sets of records.
    pub seed: u64,
    /// Length of the period in days, 1 to [`MOST_DAYS`].
    pub days: u32,
    /// End of the period: every connection starts before it, and the sessions that would end later are open.
    pub end: DateTime,
}

/// Why no records can be made up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidSeed(Message);

/// The records of a [`Seed`], in the order of their start, made when they are asked for.
#[derive(Debug)]
pub struct Records {
    seed: Seed,
    made: u64,
    draw: Draw,
    rhythm: Rhythm,
    population: Population,
    /// What follows on attempts already made, the earliest first.
    sequels: BinaryHeap<Reverse<Attempt>>,
}

impl Seed {
    /// The records, lazily, in constant memory.
    ///
    /// # Errors
    /// `days` is 0 or above [`MOST_DAYS`], or the period begins before the year 1.
    pub fn generate(&self) -> Result<Records, InvalidSeed> {
        if !(1..=MOST_DAYS).contains(&self.days) {
            let found = self.days;
            return Err(InvalidSeed(Message::new(
                format!("expected 1 to {MOST_DAYS} days, found {found}"),
                format!("应为 1 到 {MOST_DAYS} 天，实际为 {found} 天"),
            )));
        }
        let end = self.end.unix_seconds();
        let start = end - i64::from(self.days) * rhythm::DAY;
        if DateTime::from_unix_seconds(start).is_none() {
            let Self { days, end, .. } = self;
            return Err(InvalidSeed(Message::new(
                format!("expected a period after the year 0, found {days} days before {end}"),
                format!("时段应在公元元年之后，实际为 {end} 之前的 {days} 天"),
            )));
        }
        Ok(Records {
            seed: *self,
            made: 0,
            draw: Draw::new(self.seed, 0),
            rhythm: Rhythm::new(start, end),
            population: Population::new(self.seed, self.records, self.days),
            sequels: BinaryHeap::new(),
        })
    }
}

impl Records {
    /// The next attempt: a sequel that has fallen due, or a new one where the rhythm of the day puts it. The sequel
    /// takes the place of the new one, so that the number of records is exact and their order kept.
    fn next_attempt(&mut self) -> Attempt {
        let (start, weights) = self.rhythm.start(self.made, self.seed.records, &mut self.draw);
        if let Some(due) = self.sequels.peek()
            && due.0.start <= start
            && let Some(Reverse(sequel)) = self.sequels.pop()
        {
            return sequel;
        }
        let person = self.population.next(&weights, &mut self.draw);
        Attempt::new(start, person)
    }
}

impl Iterator for Records {
    type Item = ConnectionRecord;

    fn next(&mut self) -> Option<ConnectionRecord> {
        if self.made == self.seed.records {
            return None;
        }
        let attempt = self.next_attempt();
        let person = self.population.person(attempt.person);
        let (record, sequel) = attempt.play(self.made, &person, self.seed, &mut self.draw);
        self.made += 1;
        self.sequels.extend(sequel.filter(|_| self.sequels.len() < MOST_SEQUELS).map(Reverse));
        Some(record)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = usize::try_from(self.seed.records - self.made);
        (left.unwrap_or(usize::MAX), left.ok())
    }
}

impl InvalidSeed {
    /// What is wrong, in a language.
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
