//! Responses that are read whole.

use std::fmt;
use std::ops::Deref;

use bytes::Bytes;
use deskledger_runtime::{Operation, Violations, typed};
use reqwest::Url;
use reqwest::header::{CONTENT_TYPE, HeaderMap, LINK};
use serde::de::DeserializeOwned;

use crate::error::{Error, ErrorResponse};
use crate::{link, messages};

/// A response with a status below 400, read whole.
#[derive(Clone)]
pub struct Response {
    pub(crate) operation: &'static Operation,
    pub(crate) url: Url,
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Headers and body may contain secrets, such as an issued token: the `Debug` output omits them.
impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, status, body, .. } = self;
        f.debug_struct("Response")
            .field("operation", &operation.id)
            .field("status", status)
            .field("bytes", &body.len())
            .finish_non_exhaustive()
    }
}

impl Response {
    /// The target of the header `Link` with `rel="next"`; `None` without one.
    ///
    /// # Errors
    /// It leaves the service.
    pub(crate) fn next_page(&self) -> Result<Option<Url>, Error> {
        let links = self.headers.get_all(LINK).iter().filter_map(|value| value.to_str().ok());
        let Some(target) = links.into_iter().find_map(link::next) else { return Ok(None) };
        let target = self.url.join(target).ok().filter(|target| target.origin() == self.url.origin());
        target.map(Some).ok_or_else(|| Error::incomplete(messages::foreign_page()).not_retryable())
    }

    /// Status, 200 to 399.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// A header as text; `None` if it is absent or not text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The value of a header of the document; `None` if it is absent.
    ///
    /// # Errors
    /// The header is not of its type.
    pub fn typed_header<T: typed::Typed + Default>(&self, key: typed::HeaderKey<T>) -> Result<Option<T>, Error> {
        typed_header(&self.headers, key)
    }

    /// The body as received.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Parses the body as JSON.
    ///
    /// # Errors
    /// The body is not JSON, or does not match the type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(&self.body).map_err(|error| Error::incomplete(messages::no_json(error.to_string())))
    }

    /// The response with its body as a value of a type.
    ///
    /// # Errors
    /// The body is not of the type. The error has the response.
    pub fn typed<T: typed::Typed + Default>(self) -> Result<Typed<T>, Error> {
        let read = typed::from_body(&self.body);
        self.with(read)
    }

    /// The response with its body as a value of the type that the document has for its status.
    ///
    /// # Errors
    /// The document has no such status, or the body is not of the type. The error has the response.
    pub fn by_status<T: typed::Responses>(self) -> Result<Typed<T>, Error> {
        let read = T::read(self.status, &self.body);
        self.with(read)
    }

    fn with<T>(self, read: Result<T, typed::Mismatch>) -> Result<Typed<T>, Error> {
        match read {
            Ok(value) => Ok(Typed { value, response: self }),
            Err(mismatch) => {
                let text = messages::no_json(mismatch.to_string());
                Err(Error::unexpected_content(text, Some(ErrorResponse::of(self.status, self.headers, self.body))))
            }
        }
    }

    /// Validates the body against the schema that the document declares for this status and media type, if any.
    ///
    /// # Errors
    /// All violations.
    pub fn check(&self) -> Result<(), Violations> {
        let media_type = self.header(CONTENT_TYPE.as_str()).unwrap_or_default();
        self.operation.check_response(self.status, media_type, &self.body)
    }
}

/// A response with its body as a value of a type; status, headers and the body as received stay reachable.
#[derive(Clone, Debug)]
pub struct Typed<T> {
    value: T,
    response: Response,
}

impl<T> Typed<T> {
    /// The response as received.
    pub fn response(&self) -> &Response {
        &self.response
    }

    /// Status, 200 to 399.
    pub fn status(&self) -> u16 {
        self.response.status
    }

    /// A header as text; `None` if it is absent or not text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.response.header(name)
    }

    /// The value of a header of the document; `None` if it is absent.
    ///
    /// # Errors
    /// The header is not of its type.
    pub fn typed_header<H: typed::Typed + Default>(&self, key: typed::HeaderKey<H>) -> Result<Option<H>, Error> {
        self.response.typed_header(key)
    }

    /// The value.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T> Deref for Typed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

pub(crate) fn typed_header<T: typed::Typed + Default>(
    headers: &HeaderMap,
    key: typed::HeaderKey<T>,
) -> Result<Option<T>, Error> {
    // A list may be in several headers of the same name.
    let values = headers.get_all(key.name()).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
    let text = values.reduce(|before, value| format!("{before}, {value}").into());
    key.read(text.as_deref()).map_err(|mismatch| Error::unexpected_content(messages::no_json(mismatch.message), None))
}
