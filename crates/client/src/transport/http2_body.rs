//! The end of an HTTP/2 body: only END_STREAM is one.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::Version;
use http_body::{Body, Frame, SizeHint};

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// The same answer; over HTTP/2 a body that was reset before its end breaks off, whatever the reason says.
///
/// A stream that is reset with `NO_ERROR` ends like a whole one otherwise, and a file of unknown length would be taken for
/// whole. HTTP/1 needs no such look: its length or its last chunk says where it ends.
pub(super) fn checked(answer: reqwest::Response) -> reqwest::Response {
    if answer.version() != Version::HTTP_2 {
        return answer;
    }
    let answer = http::Response::<reqwest::Body>::from(answer);
    answer.map(|body| reqwest::Body::wrap(UntilEndStream(body))).into()
}

struct UntilEndStream(reqwest::Body);

impl Body for UntilEndStream {
    type Data = Bytes;
    type Error = Cause;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Cause>>> {
        Poll::Ready(match ready!(Pin::new(&mut self.0).poll_frame(context)) {
            Some(frame) => Some(frame.map_err(Cause::from)),
            None if self.0.is_end_stream() => None,
            None => Some(Err("the stream was reset before its end".into())),
        })
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}
