//! The end of a body: END_STREAM in HTTP/2; in HTTP/1 the length or the last chunk. Without either, a body that ends with
//! its connection may be cut, and is marked.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::Version;
use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use http_body::{Body, Frame, SizeHint};

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Makes a reset HTTP/2 body fail, regardless of the error code.
///
/// A stream reset with `NO_ERROR` otherwise ends like a complete one, and a truncated file of unknown length would pass
/// as complete. HTTP/1 marks the end itself, by the length or the last chunk.
pub(super) fn checked(mut response: reqwest::Response) -> reqwest::Response {
    if response.version() != Version::HTTP_2 {
        let headers = response.headers();
        if !headers.contains_key(CONTENT_LENGTH) && !headers.contains_key(TRANSFER_ENCODING) {
            response.extensions_mut().insert(UnprovedEnd);
        }
        return response;
    }
    let response = http::Response::<reqwest::Body>::from(response);
    response.map(|body| reqwest::Body::wrap(UntilEndStream(body))).into()
}

/// Marks a response whose body ends with its connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UnprovedEnd;

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
