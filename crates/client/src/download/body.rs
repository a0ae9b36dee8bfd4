//! The bytes of a file in their order, each once, whatever breaks on the way.

use std::sync::Arc;

use bytes::{Buf, Bytes};
use deskledger_runtime::message::{Argument, Message};
use futures_util::StreamExt;
use futures_util::future::{Either, FutureExt, select};
use reqwest::header::{ACCEPT_RANGES, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, ETAG, HeaderMap, HeaderValue};

use super::content_range;
use crate::error::{Error, Retry, causes};
use crate::messages;
use crate::retry::Budget;
use crate::session::{ByteStream, Part, Prepared, RawResponse, Session};
use crate::transport::reason;

/// After this many bytes that never came before the retries are counted anew.
const PROGRESS: u64 = 1 << 20;
/// Statuses of a service that does not send parts, or not this one.
const NO_PARTS: [u16; 5] = [400, 405, 412, 416, 501];

/// A body that resumes by itself, where the service allows it.
pub(crate) struct Body {
    session: Arc<Session>,
    request: Prepared,
    budget: Budget,
    state: State,
    received: u64,
    /// How far the file was when the retries were last counted anew. Starting over does not bring it back.
    counted: u64,
    length: Option<u64>,
    encoding: Encoding,
    /// Strong ETag of a file whose parts can be asked for.
    resumable: Option<String>,
    /// Id of the request that was answered last.
    request_id: Option<String>,
}

enum State {
    Closed,
    /// A body, and how many of its first bytes have been delivered before.
    Open(ByteStream, u64),
    /// To be resumed. A stream that broke is not asked again: it would say that it has ended.
    Broken(Argument),
    /// Every byte has come.
    Ended,
    Failed,
}

/// What became of the wish to go on in the middle of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Jump {
    /// The rest is coming, or there is none.
    Done,
    /// The service does not play along: the body has to be opened anew.
    Refused,
}

impl Body {
    pub(crate) fn new(session: Arc<Session>, request: Prepared) -> Self {
        let budget = session.budget();
        Self {
            session,
            request,
            budget,
            state: State::Closed,
            received: 0,
            counted: 0,
            length: None,
            encoding: Encoding::Identity,
            resumable: None,
            request_id: None,
        }
    }

    /// Sends the request for the whole file, again where needed, and returns the headers of its answer.
    pub(crate) async fn open(&mut self) -> Result<HeaderMap, Error> {
        self.state = State::Closed;
        loop {
            match self.send(&Part::default()).await {
                Ok(RawResponse { status: 200, headers, body }) => {
                    self.encoding =
                        encoding(&headers, &self.session).map_err(|told| Error::unexpected_content(told, None))?;
                    self.length = number(&headers, CONTENT_LENGTH.as_str());
                    self.resumable = strong_etag(&headers).filter(|_| takes_ranges(&headers));
                    self.received = 0;
                    self.state = State::Open(body, 0);
                    return Ok(headers);
                }
                Ok(RawResponse { headers, status, .. }) => {
                    let refusal = self.session.read_error_response(status, &headers, b"");
                    return Err(Error::unexpected_content(messages::unasked_part(status), Some(refusal)));
                }
                Err(failure) => self.budget.pause(failure).await?,
            }
        }
    }

    /// The next bytes; `None` after the last one. May be dropped at any time, and called again.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        if matches!(self.state, State::Closed | State::Failed) {
            return Err(self.not_whole(messages::failed_before()).not_retryable());
        }
        loop {
            match self.read().await? {
                Ok(Some(bytes)) => {
                    if let Some(bytes) = self.take(bytes)? {
                        return Ok(Some(bytes));
                    }
                    continue;
                }
                Ok(None) if self.length.is_none_or(|length| self.received == length) => return Ok(None),
                Ok(None) => self.state = State::Broken(messages::it_ended().into()),
                Err(why) => self.state = State::Broken(why),
            }
            self.resume().await.inspect_err(|_| self.state = State::Failed)?;
        }
    }

    /// Waits until the file may be asked for from its beginning again, after `failure`.
    pub(crate) async fn pause_to_start_over(&mut self, failure: Error) -> Result<(), Error> {
        self.budget.pause_to_start_over(failure).await
    }

    /// Does a part of the work, unless the time for everything ends before.
    pub(crate) async fn within<T>(&mut self, work: impl Future<Output = T>) -> Result<T, Error> {
        self.budget.within(work).await
    }

    /// The same failure, with the request that it belongs to, and what was sent before.
    pub(crate) fn annotated(&self, failure: Error) -> Error {
        self.budget.annotated(failure).of_request(self.request_id.as_deref())
    }

    /// Goes on at byte `first` of the same file, instead of at its beginning.
    ///
    /// # Errors
    /// The rest may be there, and could not be had.
    pub(crate) async fn jump(&mut self, first: u64) -> Result<Jump, Error> {
        let Some(etag) = self.resumable.clone() else { return Ok(Jump::Refused) };
        // The body that has begun is given up before the rest is asked for.
        self.state = State::Closed;
        self.received = first;
        self.counted = self.counted.max(first);
        if self.length == Some(first) {
            self.state = State::Ended;
            return Ok(Jump::Done);
        }
        let part = Part { range: Some(format!("bytes={first}-")), if_range: Some(etag.clone()) };
        loop {
            match self.send(&part).await {
                Ok(RawResponse { status, headers, body }) => {
                    let Ok(skip) = self.continues(status, &headers, &etag) else { return Ok(Jump::Refused) };
                    self.state = State::Open(body, skip);
                    return Ok(Jump::Done);
                }
                Err(refused) if self.ends_here(&refused, &etag) => return Ok(Jump::Done),
                Err(refused) if refused.status().is_some_and(|status| NO_PARTS.contains(&status)) => {
                    return Ok(Jump::Refused);
                }
                Err(failure) => self.budget.pause(failure).await?,
            }
        }
    }

    /// Whether a service that has no rest says so because every byte has come (416). It was asked for the same version.
    fn ends_here(&mut self, refused: &Error, etag: &str) -> bool {
        let is_end = refused.length_without_rest(etag) == Some(self.received)
            && self.length.is_none_or(|length| length == self.received);
        if is_end {
            self.length = Some(self.received);
            self.state = State::Ended;
        }
        is_end
    }

    pub(crate) fn is_open(&self) -> bool {
        matches!(self.state, State::Open(..))
    }

    /// Whether no more retries are left.
    pub(crate) fn is_spent(&self) -> bool {
        self.budget.is_spent()
    }

    /// Strong ETag of a file whose parts can be asked for.
    pub(crate) fn resumable(&self) -> Option<&str> {
        self.resumable.as_deref()
    }

    /// What came is no beginning of the file: nobody is to go on there.
    pub(crate) fn spoil(&mut self) {
        self.resumable = None;
    }

    /// How its bytes are packed.
    pub(crate) fn encoding(&self) -> Encoding {
        self.encoding
    }

    pub(crate) fn length(&self) -> Option<u64> {
        self.length
    }

    pub(crate) fn retries(&self) -> u32 {
        self.budget.retries()
    }

    pub(crate) fn history(&self) -> &[Retry] {
        self.budget.history()
    }

    async fn send(&mut self, part: &Part) -> Result<RawResponse, Error> {
        let resend = self.budget.retries();
        let opened = self.budget.within(self.session.exchange(&self.request, part, resend)).await??;
        self.budget.answered();
        self.request_id = self.session.read_error_response(opened.status, &opened.headers, b"").request_id;
        Ok(opened)
    }

    pub(crate) fn session(&self) -> &Session {
        &self.session
    }

    /// The next bytes, or why the body broke.
    ///
    /// # Errors
    /// The time for everything has ended.
    async fn read(&mut self) -> Result<Result<Option<Bytes>, Argument>, Error> {
        self.budget.in_time()?;
        let stream = match &mut self.state {
            State::Open(stream, _) => stream,
            State::Broken(why) => return Ok(Err(why.clone())),
            State::Ended => return Ok(Ok(None)),
            State::Closed | State::Failed => return Ok(Err("".into())),
        };
        let next = match stream.next().now_or_never() {
            Some(next) => next,
            None => {
                let idle = self.session.clock.sleep(self.session.idle_timeout);
                match self.budget.within(select(stream.next(), idle)).await? {
                    Either::Left((next, _)) => next,
                    Either::Right(_) => {
                        return Ok(Err(messages::nothing_came(format!("{:?}", self.session.idle_timeout)).into()));
                    }
                }
            }
        };
        Ok(next.transpose().map_err(|error| reason(&error, self.session.redact(&causes(&error)))))
    }

    /// Counts the bytes, and drops those that have been delivered before.
    fn take(&mut self, mut bytes: Bytes) -> Result<Option<Bytes>, Error> {
        if let State::Open(_, skip) = &mut self.state {
            let known = usize::try_from(*skip).unwrap_or(usize::MAX).min(bytes.len());
            bytes.advance(known);
            *skip -= known as u64;
        }
        self.received += bytes.len() as u64;
        if let Some(length) = self.length.filter(|length| self.received > *length) {
            self.state = State::Failed;
            self.spoil();
            return Err(Error::incomplete(messages::too_long(length)).not_retryable());
        }
        if self.received >= self.counted.saturating_add(PROGRESS) {
            self.counted = self.received;
            self.budget.progress();
        }
        Ok(Some(bytes).filter(|bytes| !bytes.is_empty()))
    }

    /// Asks for the rest of the same file.
    async fn resume(&mut self) -> Result<(), Error> {
        let why = match &self.state {
            State::Broken(why) => why.clone(),
            _ => "".into(),
        };
        let mut failure = self.not_whole(why);
        let Some(etag) = self.resumable.clone() else {
            return Err(failure);
        };
        let part = Part { range: Some(format!("bytes={}-", self.received)), if_range: Some(etag.clone()) };
        loop {
            self.budget.pause(failure).await?;
            match self.send(&part).await {
                Ok(RawResponse { status, headers, body }) => {
                    let skip = self.continues(status, &headers, &etag).map_err(|why| self.not_whole(why))?;
                    self.state = State::Open(body, skip);
                    return Ok(());
                }
                Err(refused) if self.ends_here(&refused, &etag) => return Ok(()),
                Err(refused) if refused.status() == Some(416) => return Err(self.not_whole(messages::rest_missing())),
                Err(again) => failure = again,
            }
        }
    }

    /// Whether an answer goes on where the file broke off; how many of its bytes are known already.
    fn continues(&mut self, status: u16, headers: &HeaderMap, etag: &str) -> Result<u64, Message> {
        if encoding(headers, &self.session)? != self.encoding {
            return Err(messages::rest_encoded());
        }
        if strong_etag(headers).as_deref() != Some(etag) {
            return Err(messages::file_changed());
        }
        if status == 200 {
            return Ok(self.received);
        }
        let range = headers.get(CONTENT_RANGE).ok_or_else(messages::rest_without_range)?;
        let (first, total) = content_range::read(&String::from_utf8_lossy(range.as_bytes()))
            .ok_or_else(|| messages::rest_of_range(shown(range, &self.session)))?;
        if first != self.received {
            return Err(messages::rest_begins(first));
        }
        match (self.length, total) {
            (Some(length), Some(total)) if length != total => Err(messages::length_changed()),
            (length, total) => {
                self.length = length.or(total);
                Ok(0)
            }
        }
    }

    fn not_whole(&self, why: impl Into<Argument>) -> Error {
        let expected = self.length.map_or_else(messages::whole_file, messages::bytes_of_file);
        Error::incomplete(messages::cut(expected, self.received, why))
    }
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

/// An ETag that promises the same bytes. A weak one only promises the same meaning.
fn strong_etag(headers: &HeaderMap) -> Option<String> {
    let etag = headers.get(ETAG)?.to_str().ok()?.trim();
    (etag.len() > 2 && etag.len() <= 255 && etag.starts_with('"') && etag.ends_with('"')).then(|| etag.to_owned())
}

fn takes_ranges(headers: &HeaderMap) -> bool {
    headers.get(ACCEPT_RANGES).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"bytes"))
}

/// How the bytes are packed on the way. Length, ranges and versions are those of the packed bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// As they are: what every request asks for.
    Identity,
    /// Packed all the same, as some gateways do.
    Gzip,
}

fn encoding(headers: &HeaderMap, session: &Session) -> Result<Encoding, Message> {
    let Some(value) = headers.get(CONTENT_ENCODING) else { return Ok(Encoding::Identity) };
    match value.to_str().map(|text| text.trim().to_ascii_lowercase()).as_deref() {
        Ok("" | "identity") => Ok(Encoding::Identity),
        Ok("gzip" | "x-gzip") => Ok(Encoding::Gzip),
        _ => Err(messages::other_encoding(shown(value, session))),
    }
}

/// A header of the service for a message: quoted, escaped, and without the credential, should it be repeated there.
fn shown(value: &HeaderValue, session: &Session) -> String {
    format!("{:.80?}", session.redact(&String::from_utf8_lossy(value.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weak_etag_is_not_taken_for_a_strong_one() {
        let etag = |text: &str| strong_etag(&[(ETAG, text.parse().unwrap())].into_iter().collect());
        assert_eq!(etag("\"a\"").as_deref(), Some("\"a\""));
        for text in ["W/\"a\"", "a", "\"", "\"\"", "\"a"] {
            assert_eq!(etag(text), None, "{text}");
        }
    }
}
