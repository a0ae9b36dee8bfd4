//! Responses that are sequences of items, read as they arrive.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use deskledger_runtime::sequence::{Sequence, SequenceReader};
use deskledger_runtime::typed::{HeaderKey, Typed};
use futures_util::stream::{Stream, unfold};
use reqwest::header::HeaderMap;

use crate::error::Error;
use crate::messages;
use crate::response::typed_header;
use crate::session::{ByteStream, RawResponse, Session};

/// The items of a response. One item and one piece of the body are in memory at a time; the connection is read on demand.
///
/// An item that is not of its type is an error, after which the next one can be read. After a failure of the network there
/// are no more: the sequence is not resumed.
pub struct Items<T> {
    session: Arc<Session>,
    status: u16,
    headers: HeaderMap,
    body: Option<ByteStream>,
    reader: SequenceReader,
    item: PhantomData<fn() -> T>,
}

impl<T: Typed + Default> Items<T> {
    pub(crate) fn new(session: Arc<Session>, response: RawResponse, sequence: Sequence) -> Self {
        let RawResponse { status, headers, body, .. } = response;
        Self { session, status, headers, body: Some(body), reader: SequenceReader::new(sequence), item: PhantomData }
    }

    /// The next item; `None` at the end. Cancel-safe. The idle timeout of the client limits the wait.
    ///
    /// # Errors
    /// The item is not of its type or too long, or the network failed.
    pub async fn next(&mut self) -> Result<Option<T>, Error> {
        loop {
            let item = self.reader.next(self.body.is_none());
            if let Some(item) =
                item.map_err(|mismatch| Error::unexpected_content(messages::no_json(mismatch.to_string()), None))?
            {
                return Ok(Some(item));
            }
            let Some(body) = self.body.as_mut().filter(|_| !self.reader.is_done()) else { return Ok(None) };
            match self.session.next_chunk(body).await {
                Ok(Some(chunk)) => self.reader.push(&chunk),
                Ok(None) => self.body = None,
                Err(failure) => {
                    self.reader.stop();
                    return Err(failure);
                }
            }
        }
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
