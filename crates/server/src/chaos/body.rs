//! A body that breaks off or stalls after some bytes.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http_body::Frame;
use tokio::time::{Sleep, sleep};

/// What has been written is sent in this time; a break before would take it back.
const FLUSHED: Duration = Duration::from_millis(50);

/// A body to which something happens after some bytes.
pub(super) struct Spoiled {
    body: Body,
    after: u64,
    then: Then,
}

enum Then {
    /// The wait where it has begun.
    Break(Option<Pin<Box<Sleep>>>),
    /// How long, and the wait where it has begun.
    Wait(Duration, Option<Pin<Box<Sleep>>>),
    Nothing,
}

impl Spoiled {
    /// The connection breaks after so many bytes.
    pub(super) fn cut(body: Body, after: u64) -> Self {
        Self { body, after, then: Then::Break(None) }
    }

    /// Nothing comes for a while after so many bytes.
    pub(super) fn stalled(body: Body, after: u64, length: Duration) -> Self {
        Self { body, after, then: Then::Wait(length, None) }
    }
}

impl http_body::Body for Spoiled {
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
                    ready!(wait.get_or_insert_with(|| Box::pin(sleep(FLUSHED))).as_mut().poll(context));
                    return Poll::Ready(Some(Err(axum::Error::new(io::Error::other("cut on request")))));
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
                    // What is behind the wait follows it with the next frame only where there is one: so only a break
                    // cuts inside of a frame.
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
