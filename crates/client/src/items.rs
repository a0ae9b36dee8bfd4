//! Responses that are sequences of items, read as they arrive.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use deskledger_runtime::sequence::{Sequence, SequenceReader};
use deskledger_runtime::typed::{HeaderKey, Mismatch, Typed};
use futures_util::stream::{Stream, unfold};
use reqwest::header::{HeaderMap, HeaderValue};

use crate::error::Error;
use crate::messages;
use crate::response::typed_header;
use crate::retry::Budget;
use crate::session::{ByteStream, Part, Prepared, RawResponse, Session};

/// The items of a response. One item and one piece of the body are in memory at a time; the connection is read on demand.
///
/// An item that is not of its type is an error, after which the next one can be read. After a failure of the network, events
/// with an `id` are requested again with `Last-Event-ID`, if the method is safe: by the retry policy, and not before the `retry` of the
/// service. Any other sequence ends with the failure.
pub struct Items<T> {
    session: Arc<Session>,
    request: Prepared,
    budget: Budget,
    /// Whether the connection has failed, and the request is to be sent again.
    is_lost: bool,
    status: u16,
    headers: HeaderMap,
    body: Option<ByteStream>,
    reader: SequenceReader,
    item: PhantomData<fn() -> T>,
}

impl<T: Typed + Default> Items<T> {
    pub(crate) fn new(session: Arc<Session>, request: Prepared, response: RawResponse, sequence: Sequence) -> Self {
        let RawResponse { status, headers, body, .. } = response;
        let (budget, reader) = (session.budget(), SequenceReader::new(sequence));
        let (body, is_lost) = (Some(body), false);
        Self { session, request, budget, is_lost, status, headers, body, reader, item: PhantomData }
    }

    /// The next item; `None` at the end. Cancel-safe. The idle timeout of the client limits the wait.
    ///
    /// # Errors
    /// The item is not of its type or too long, or the network failed.
    pub async fn next(&mut self) -> Result<Option<T>, Error> {
        loop {
            let wrong = |mismatch: Mismatch| Error::unexpected_content(messages::no_json(mismatch.to_string()), None);
            if let Some(item) = self.reader.next(self.body.is_none()).map_err(wrong)? {
                self.budget.progress();
                return Ok(Some(item));
            }
            if self.is_lost {
                self.connect().await?;
            }
            let Some(body) = self.body.as_mut().filter(|_| !self.reader.is_done()) else { return Ok(None) };
            match self.session.next_chunk(body).await {
                Ok(Some(chunk)) => self.reader.push(&chunk),
                Ok(None) => self.body = None,
                Err(failure) => {
                    self.is_lost = self.request.is_idempotent() && self.reader.last_id().is_some();
                    self.pause(failure).await?;
                }
            }
        }
    }

    /// Waits before the request is sent again; the failure itself, and the end, where it is not.
    async fn pause(&mut self, failure: Error) -> Result<(), Error> {
        let retry = self.reader.retry();
        let paused = if self.is_lost { self.budget.pause_at_least(retry, failure).await } else { Err(failure) };
        paused.inspect_err(|_| {
            self.is_lost = false;
            self.reader.stop();
        })
    }

    /// Sends the request again, from the event after the last one on.
    async fn connect(&mut self) -> Result<(), Error> {
        // The id is part of a text that was read, and may have what a header must not.
        if let Some(id) = self.reader.last_id().and_then(|id| HeaderValue::from_bytes(id.as_bytes()).ok()) {
            self.request.headers.insert("last-event-id", id);
        }
        while self.is_lost {
            let resend = self.budget.retries;
            match self.budget.within(self.session.exchange(&self.request, &Part::default(), resend)).await? {
                Ok(response) => {
                    // By the standard, 204 ends the events.
                    self.body = Some(response.body).filter(|_| response.status != 204);
                    self.reader.restart();
                    self.is_lost = false;
                }
                Err(failure) => self.pause(failure).await?,
            }
        }
        Ok(())
    }

    /// The items as a stream.
    pub fn into_stream(self) -> impl Stream<Item = Result<T, Error>> {
        unfold(self, async |mut items| Some((items.next().await.transpose()?, items)))
    }

    /// Status, 200 to 399.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The value of a header of the document; `None` if it is absent.
    ///
    /// # Errors
    /// The header is not of its type.
    pub fn typed_header<H: Typed + Default>(&self, key: HeaderKey<H>) -> Result<Option<H>, Error> {
        typed_header(&self.headers, key)
    }
}

/// Items may contain secrets: the `Debug` output omits them.
impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("status", &self.status).finish_non_exhaustive()
    }
}
