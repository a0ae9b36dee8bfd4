//! Whether the store can be read, asked by a thread of its own: the threads that work for callers may all be busy, and a
//! server that is busy is ready.

use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use tokio::sync::oneshot;

use crate::store::Store;

/// How many may ask at once.
const MOST: usize = 64;

/// How long an answer may take.
const WAIT: Duration = Duration::from_secs(5);

type Answer = Result<(), String>;

/// Asks the store; the thread ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Readiness(SyncSender<oneshot::Sender<Answer>>);

impl Readiness {
    /// Begins the thread.
    ///
    /// # Errors
    /// There is no thread to be had.
    pub(crate) fn start(store: Store) -> io::Result<Self> {
        let (sender, questions) = sync_channel(MOST);
        std::thread::Builder::new().name("readiness".to_owned()).spawn(move || answer(&store, &questions))?;
        Ok(Self(sender))
    }

    /// Whether the store can be read.
    ///
    /// # Errors
    /// It cannot, in words, or nobody answered in time.
    pub(crate) async fn ask(&self) -> Answer {
        let (sender, found) = oneshot::channel();
        self.0.try_send(sender).map_err(|_| "too many ask at once".to_owned())?;
        match tokio::time::timeout(WAIT, found).await {
            Ok(Ok(answer)) => answer,
            _ => Err(format!("the store did not answer within {} s", WAIT.as_secs())),
        }
    }
}

/// Reads once for all who ask at the same time.
fn answer(store: &Store, questions: &Receiver<oneshot::Sender<Answer>>) {
    while let Ok(first) = questions.recv() {
        let waiting: Vec<_> = std::iter::once(first).chain(questions.try_iter().take(MOST)).collect();
        let found = store.moment().map(drop).map_err(|error| error.to_string());
        for one in waiting {
            let _ = one.send(found.clone());
        }
    }
}
