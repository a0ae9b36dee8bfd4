//! A body that is truncated or stalls after some bytes.

use std::io;
use std::time::Duration;

use axum::body::Body;
use futures_util::StreamExt;
use futures_util::stream::unfold;
use tokio::time::sleep;

/// Time to flush written bytes; closing the connection earlier would discard them.
const FLUSH_TIME: Duration = Duration::from_millis(50);

/// Closes the connection after some bytes.
pub(super) fn truncated(body: Body, after: u64) -> Body {
    faulty(body, after, FLUSH_TIME, true)
}

/// Pauses after some bytes.
pub(super) fn stalled(body: Body, after: u64, pause: Duration) -> Body {
    faulty(body, after, pause, false)
}

/// The body ends, or continues, after some bytes and a pause.
fn faulty(body: Body, after: u64, pause: Duration, is_truncated: bool) -> Body {
    let pieces = unfold((body.into_data_stream(), after), move |(mut pieces, mut after)| async move {
        if after == 0 {
            sleep(pause).await;
            after = u64::MAX;
            if is_truncated {
                let error = axum::Error::new(io::Error::other("truncated by fault injection"));
                return Some((Err(error), (pieces, after)));
            }
        }
        let piece = pieces.next().await?.map(|mut bytes| {
            let passed = after.min(bytes.len() as u64);
            // Only truncation splits a piece: after a pause the rest might have no next one.
            if is_truncated {
                bytes.truncate(usize::try_from(passed).unwrap_or(usize::MAX));
            }
            after -= passed;
            bytes
        });
        Some((piece, (pieces, after)))
    });
    Body::from_stream(pieces)
}
