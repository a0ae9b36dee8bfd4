//! The batches that wait to be stored.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use super::error::StoreError;
use super::identity::Entry;
use super::record::{Added, Conflicts};
use crate::sync::lock;

/// The batches that wait to be stored. The thread of one of them stores those of all others, too.
#[derive(Debug, Default)]
pub(super) struct Batches(pub(super) Mutex<State>);

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) is_led: bool,
    pub(super) waiting: VecDeque<Batch>,
}

#[derive(Debug)]
pub(super) struct Batch {
    pub(super) project_id: String,
    pub(super) entries: Vec<Entry>,
    /// When it stops to wait for other writers.
    pub(super) deadline: Instant,
    pub(super) signal: Sender<Signal>,
}

impl Batch {
    /// Remaining time of its wait.
    pub(super) fn patience(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }
}

pub(super) type Stored = Result<Result<Added, Conflicts>, StoreError>;

pub(super) enum Signal {
    /// It is the turn of the thread to store its batch, and those that wait.
    Lead(Batch),
    Stored(Stored),
}

impl Batches {
    /// Queues a batch; returns it if its thread is to store it.
    pub(super) fn enter(&self, batch: Batch) -> Option<Batch> {
        let mut state = lock(&self.0);
        if std::mem::replace(&mut state.is_led, true) {
            state.waiting.push_back(batch);
            return None;
        }
        Some(batch)
    }

    pub(super) fn take(&self, max: usize) -> Vec<Batch> {
        let waiting = &mut lock(&self.0).waiting;
        let count = waiting.len().min(max);
        waiting.drain(..count).collect()
    }
}

/// Lets the next thread lead on drop.
pub(super) struct Leader<'b>(pub(super) &'b Batches);

impl Drop for Leader<'_> {
    fn drop(&mut self) {
        let mut state = lock(&self.0.0);
        while let Some(next) = state.waiting.pop_front() {
            if next.signal.clone().send(Signal::Lead(next)).is_ok() {
                return;
            }
        }
        state.is_led = false;
    }
}
