//! A body that is truncated or stalls after some bytes.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http_body::Frame;
use tokio::time::{Sleep, sleep};

/// Time to flush written bytes; closing the connection earlier would discard them.
const FLUSH_TIME: Duration = Duration::from_millis(50);

/// A body with a fault after some bytes.
pub(super) struct FaultyBody {
    body: Body,
    after: u64,
    then: Then,
}

enum Then {
    /// Closes the connection after a timer.
    Break(Option<Pin<Box<Sleep>>>),
    /// The duration, and the timer once started.
    Wait(Duration, Option<Pin<Box<Sleep>>>),
    Nothing,
}

impl FaultyBody {
    /// Closes the connection after some bytes.
    pub(super) fn truncated(body: Body, after: u64) -> Self {
        Self { body, after, then: Then::Break(None) }
    }

    /// Pauses after some bytes.
    pub(super) fn stalled(body: Body, after: u64, length: Duration) -> Self {
        Self { body, after, then: Then::Wait(length, None) }
    }
}

impl http_body::Body for FaultyBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = &mut *self;
        if this.after == 0 {
            match &mut this.then {
                Then::Break(wait) => {
                    ready!(wait.get_or_insert_with(|| Box::pin(sleep(FLUSH_TIME))).as_mut().poll(context));
                    return Poll::Ready(Some(Err(axum::Error::new(io::Error::other("truncated by fault injection")))));
                }
                Then::Wait(length, wait) => {
                    ready!(wait.get_or_insert_with(|| Box::pin(sleep(*length))).as_mut().poll(context));
                    (this.then, this.after) = (Then::Nothing, u64::MAX);
                }
                Then::Nothing => {}
            }
        }
        let frame = ready!(Pin::new(&mut this.body).poll_frame(context));
        Poll::Ready(frame.map(|frame| {
            frame.map(|frame| match frame.into_data() {
                Ok(mut bytes) => {
                    let passed = this.after.min(bytes.len() as u64);
                    // Only truncation splits a frame: after a pause the rest might have no next frame.
                    if matches!(this.then, Then::Break(_)) {
                        bytes.truncate(usize::try_from(passed).unwrap_or(usize::MAX));
                    }
                    this.after -= passed;
                    Frame::data(bytes)
                }
                Err(frame) => frame,
            })
        }))
    }
}
