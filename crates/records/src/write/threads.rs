//! Threads that work on one queue of jobs. Results come in the order of the jobs, regardless of the number of threads.

use std::collections::VecDeque;
use std::io;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;

pub(super) struct Threads<J, R> {
    pub(super) count: usize,
    queue: Option<Sender<(J, SyncSender<R>)>>,
    results: VecDeque<Receiver<R>>,
}

impl<J: Send + 'static, R: Send + 'static> Threads<J, R> {
    /// As many threads as there are processors, up to a maximum. They are started with the first job.
    pub(super) fn new(max: usize) -> Self {
        let count = thread::available_parallelism().map_or(1, usize::from).min(max);
        Self { count, queue: None, results: VecDeque::new() }
    }

    /// Number of jobs whose results have not been received.
    pub(super) fn pending(&self) -> usize {
        self.results.len()
    }

    /// Adds a job. The caller bounds their number. `start` gives each thread its work.
    pub(super) fn send<W: FnMut(J) -> R + Send + 'static>(&mut self, job: J, start: impl Fn() -> W) -> io::Result<()> {
        let queue = match &self.queue {
            Some(queue) => queue,
            None => {
                let (queue, jobs) = channel::<(J, SyncSender<R>)>();
                let jobs = Arc::new(Mutex::new(jobs));
                for _ in 0..self.count {
                    let (jobs, mut work) = (jobs.clone(), start());
                    // The threads end with the queue.
                    let next = move || jobs.lock().ok()?.recv().ok();
                    let run = move || {
                        while let Some((job, result)) = next() {
                            // Nobody waits for the result of a file that was given up.
                            let _ = result.send(work(job));
                        }
                    };
                    thread::Builder::new().name("encode".to_owned()).spawn(run)?;
                }
                self.queue.insert(queue)
            }
        };
        let (sender, result) = sync_channel(1);
        queue.send((job, sender)).map_err(|_| stopped())?;
        self.results.push_back(result);
        Ok(())
    }

    /// Waits for the result of the earliest job; `None` if there is no job.
    pub(super) fn receive(&mut self) -> io::Result<Option<R>> {
        self.results.pop_front().map(|result| result.recv().map_err(|_| stopped())).transpose()
    }
}

fn stopped() -> io::Error {
    io::Error::other("an encoding thread stopped")
}
