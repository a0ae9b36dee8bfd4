//! Synthetic connection records: realistic, and identical for the same seed on every machine and in every version.
//!
//! Load rises and falls with the working day in several time zones; every user has a desktop and two terminals, one at
//! the office and one at home; attempts fail and are retried, sessions drop and are resumed, and the last ones are still
//! open. Everything is integer arithmetic over one generator whose sequence is part of the contract, and memory does
//! not grow with the number of records.

mod attempt;
mod calendar;
mod format;
mod messages;
mod person;
mod random;
mod records;
mod words;

pub use records::{InvalidSeed, MAX_DAYS, Records, Seed};
