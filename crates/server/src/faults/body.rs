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

/// A body with a fault after some bytes: it ends, or continues, after a pause.
pub(super) struct FaultyBody {
    body: Body,
    after: u64,
    is_truncated: bool,
    pause: Duration,
    timer: Option<Pin<Box<Sleep>>>,
}

impl FaultyBody {
    /// Closes the connection after some bytes.
    pub(super) fn truncated(body: Body, after: u64) -> Self {
        Self { body, after, is_truncated: true, pause: FLUSH_TIME, timer: None }
    }

    /// Pauses after some bytes.
    pub(super) fn stalled(body: Body, after: u64, pause: Duration) -> Self {
        Self { body, after, is_truncated: false, pause, timer: None }
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
            ready!(this.timer.get_or_insert_with(|| Box::pin(sleep(this.pause))).as_mut().poll(context));
            if this.is_truncated {
                return Poll::Ready(Some(Err(axum::Error::new(io::Error::other("truncated by fault injection")))));
            }
            this.after = u64::MAX;
        }
        let frame = ready!(Pin::new(&mut this.body).poll_frame(context));
        Poll::Ready(frame.map(|frame| {
            frame.map(|frame| match frame.into_data() {
                Ok(mut bytes) => {
                    let passed = this.after.min(bytes.len() as u64);
                    // Only truncation splits a frame: after a pause the rest might have no next frame.
                    if this.is_truncated {
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
