//! Body of a file response: every byte in order and once, across reconnects.

use std::sync::Arc;

use bytes::{Buf, Bytes};
use deskledger_runtime::message::{Argument, Message};
use futures_util::StreamExt;
use futures_util::future::{Either, FutureExt, select};
use reqwest::header::{ACCEPT_RANGES, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, ETAG, HeaderMap, HeaderValue};

use super::content_range;
use crate::error::{Error, causes};
use crate::messages;
use crate::retry::Budget;
use crate::session::{ByteStream, Part, Prepared, RawResponse, Session};
use crate::transport::reason;

/// New bytes after which the retry budget is reset.
const PROGRESS: u64 = 1 << 20;
/// Statuses of services that do not support ranges, or not this one.
const NO_PARTS: [u16; 5] = [400, 405, 412, 416, 501];

/// A body that resumes automatically if the service supports it.
pub(crate) struct Body {
    pub(crate) session: Arc<Session>,
    request: Prepared,
    pub(crate) budget: Budget,
    state: State,
    received: u64,
    /// Length of the file when the budget was last reset. Starting over does not lower it.
    counted: u64,
    pub(crate) length: Option<u64>,
    has_unproved_end: bool,
    /// Whether the body is compressed (`Content-Encoding: gzip`), as some gateways do unasked.
    pub(crate) is_gzip: bool,
    /// Strong ETag, if the service accepts range requests for the file, and the method is safe.
    pub(crate) resumable: Option<String>,
    /// Id of the last request with a response.
    request_id: Option<String>,
}

enum State {
    Closed,
    /// An open body, and how many of its first bytes were delivered before.
    Open(ByteStream, u64),
    /// Needs to resume. A broken stream must not be polled again: it would report its end.
    Broken(Argument),
    /// All bytes were received.
    Ended,
    Failed,
}

/// Outcome of a range request into the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Jump {
    /// The rest follows, or there is none.
    Done,
    /// The service does not support it: the body must be requested from its first byte.
    Refused,
}

impl Body {
    pub(crate) fn new(session: Arc<Session>, request: Prepared) -> Self {
        Self {
            budget: session.budget(),
            session,
            request,
            state: State::Closed,
            received: 0,
            counted: 0,
            length: None,
            has_unproved_end: false,
            is_gzip: false,
            resumable: None,
            request_id: None,
        }
    }

    /// Requests the whole file, with retries if the method is safe, and returns the response headers.
    pub(crate) async fn open(&mut self) -> Result<HeaderMap, Error> {
        self.state = State::Closed;
        loop {
            match self.send(&Part::default()).await {
                Ok(RawResponse { status: 200, headers, body, has_unproved_end, .. }) => {
                    self.has_unproved_end = has_unproved_end;
                    let is_gzip = is_gzip(&headers, &self.session);
                    self.is_gzip = is_gzip.map_err(|reported| Error::unexpected_content(reported, None))?;
                    let length = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok());
                    self.length = length.and_then(|length| length.trim().parse().ok());
                    let ranges = headers.get(ACCEPT_RANGES);
                    let takes_ranges = ranges.is_some_and(|unit| unit.as_bytes().eq_ignore_ascii_case(b"bytes"));
                    self.resumable = strong_etag(&headers).filter(|_| takes_ranges && self.is_repeatable());
                    self.received = 0;
                    self.state = State::Open(body, 0);
                    return Ok(headers);
                }
                Ok(RawResponse { headers, status, .. }) => {
                    let error_response = self.session.read_error_response(status, &headers, b"");
                    return Err(Error::unexpected_content(messages::unasked_part(status), Some(error_response)));
                }
                Err(failure) if !self.is_repeatable() => return Err(failure),
                Err(failure) => self.budget.pause(failure).await?,
            }
        }
    }

    /// The next bytes; `None` at the end. Cancel-safe.
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

    /// Adds the request id and the retry history to an error.
    pub(crate) fn annotated(&self, failure: Error) -> Error {
        self.budget.annotated(failure).of_request(self.request_id.as_deref())
    }

    /// Continues at byte `first` of the same file.
    ///
    /// # Errors
    /// The rest may exist, but could not be received.
    pub(crate) async fn jump(&mut self, first: u64) -> Result<Jump, Error> {
        let Some(etag) = self.resumable.clone() else { return Ok(Jump::Refused) };
        // Close the open body before requesting the rest.
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
                Ok(RawResponse { status, headers, body, .. }) => {
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

    /// Whether a 416 response means that all bytes were received: the request named the same version.
    fn ends_here(&mut self, refused: &Error, etag: &str) -> bool {
        let is_end = refused.length_without_rest(etag) == Some(self.received)
            && self.length.is_none_or(|length| length == self.received);
        if is_end {
            self.length = Some(self.received);
            self.state = State::Ended;
        }
        is_end
    }

    /// Whether the request may be sent again: one of another method may have had an effect, whatever became of its response.
    pub(crate) fn is_repeatable(&self) -> bool {
        self.request.is_idempotent()
    }

    pub(crate) fn is_open(&self) -> bool {
        matches!(self.state, State::Open(..))
    }

    /// Prevents resumption: the received bytes are not the first bytes of the file.
    pub(crate) fn spoil(&mut self) {
        self.resumable = None;
    }

    /// Whether nothing but the end of the connection ends the body.
    pub(crate) fn has_unproved_end(&self) -> bool {
        self.has_unproved_end && self.length.is_none()
    }

    async fn send(&mut self, part: &Part) -> Result<RawResponse, Error> {
        let resend = self.budget.retries;
        let opened = self.budget.within(self.session.exchange(&self.request, part, resend)).await??;
        self.budget.is_sent = true;
        self.request_id = self.session.read_error_response(opened.status, &opened.headers, b"").request_id;
        Ok(opened)
    }

    /// The next bytes, or the cause of a broken body.
    ///
    /// # Errors
    /// The total timeout is exceeded.
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
                let (clock, limit) = (&self.session.settings.clock, self.session.settings.idle_timeout);
                match self.budget.within(select(stream.next(), clock.sleep(limit))).await? {
                    Either::Left((next, _)) => next,
                    Either::Right(_) => return Ok(Err(messages::nothing_came(format!("{limit:?}")).into())),
                }
            }
        };
        Ok(next.transpose().map_err(|error| reason(&error, self.session.redact(&causes(&error)))))
    }

    /// Counts bytes and drops those that were delivered before.
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

    /// Requests the rest of the same file.
    async fn resume(&mut self) -> Result<(), Error> {
        let why = if let State::Broken(why) = &self.state { why.clone() } else { "".into() };
        let mut failure = self.not_whole(why);
        let Some(etag) = self.resumable.clone() else { return Err(failure) };
        let part = Part { range: Some(format!("bytes={}-", self.received)), if_range: Some(etag.clone()) };
        loop {
            self.budget.pause(failure).await?;
            match self.send(&part).await {
                Ok(RawResponse { status, headers, body, .. }) => {
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

    /// Whether a response continues the file; returns how many of its bytes are already known.
    fn continues(&mut self, status: u16, headers: &HeaderMap, etag: &str) -> Result<u64, Message> {
        if is_gzip(headers, &self.session)? != self.is_gzip {
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

/// A strong ETag, which guarantees identical bytes; a weak one does not.
fn strong_etag(headers: &HeaderMap) -> Option<String> {
    let etag = headers.get(ETAG)?.to_str().ok()?.trim();
    (etag.len() > 2 && etag.len() <= 255 && etag.starts_with('"') && etag.ends_with('"')).then(|| etag.to_owned())
}

/// Values of Content-Encoding that name no coding: some services put a charset or a transfer encoding there.
const NO_CODING: [&str; 9] = ["", "identity", "none", "null", "binary", "8bit", "7bit", "utf-8", "utf8"];

/// Whether the Content-Encoding is gzip. Length, ranges and ETags refer to the encoded bytes.
fn is_gzip(headers: &HeaderMap, session: &Session) -> Result<bool, Message> {
    let mut codings = Vec::new();
    for value in headers.get_all(CONTENT_ENCODING) {
        let text = value.to_str().map_err(|_| messages::other_encoding(shown(value, session)))?.to_ascii_lowercase();
        let named = text.split(',').map(str::trim).filter(|name| !NO_CODING.contains(name));
        codings.extend(named.map(|name| (matches!(name, "gzip" | "x-gzip"), value)));
    }
    match codings.as_slice() {
        [] => Ok(false),
        [(true, _)] => Ok(true),
        [.., (_, value)] => Err(messages::other_encoding(shown(value, session))),
    }
}

/// A response header for a message: quoted, escaped, and with the credential redacted if the service repeats it.
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
