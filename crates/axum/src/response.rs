use std::convert::Infallible;
use std::fmt;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use deskledger_runtime::sequence::Sequence;
use deskledger_runtime::typed::{HeaderKey, Typed, to_vec};
use futures_util::{Stream, StreamExt};

/// A response of an operation. Generated code makes one for each status of the document.
pub struct TypedResponse(Response);

/// Headers and body may contain secrets, such as an issued token: the `Debug` output omits them.
impl fmt::Debug for TypedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TypedResponse").field("status", &self.0.status()).finish_non_exhaustive()
    }
}

/// A body that is passed on as it is, with its media type.
#[derive(Debug)]
pub struct Content {
    media_type: String,
    body: Body,
}

impl Content {
    /// A body: text, bytes, or a stream made with [`Body::from_stream`].
    pub fn new(media_type: impl Into<String>, body: impl Into<Body>) -> Self {
        Self { media_type: media_type.into(), body: body.into() }
    }
}

impl TypedResponse {
    /// A response without a body. `class` is the status of the document: a digit stands for all of that class, 0 for any.
    pub fn empty(class: u16, status: u16) -> Self {
        let is_described = class == status || class == status / 100 || class == 0;
        let status = StatusCode::from_u16(status).ok().filter(|_| is_described);
        // A status that the document does not have is a fault of the service.
        Self(status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response())
    }

    /// A value as JSON.
    pub fn typed(class: u16, status: u16, media_type: &'static str, value: &dyn Typed) -> Self {
        Self::content(class, status, Content::new(media_type, to_vec(value)))
    }

    /// A body as it is.
    pub fn content(class: u16, status: u16, content: Content) -> Self {
        let Self(mut response) = Self::empty(class, status);
        match HeaderValue::try_from(content.media_type) {
            Ok(media_type) => drop(response.headers_mut().insert(header::CONTENT_TYPE, media_type)),
            Err(_) => *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR,
        }
        *response.body_mut() = content.body;
        Self(response)
    }

    /// A sequence of values, each written when the connection can take it.
    pub fn items<T: Typed>(
        class: u16,
        status: u16,
        media_type: &'static str,
        sequence: Sequence,
        items: impl Stream<Item = T> + Send + 'static,
    ) -> Self {
        let body = Body::from_stream(items.map(move |item| Ok::<_, Infallible>(sequence.encode(&item))));
        Self::content(class, status, Content::new(media_type, body))
    }

    /// Sets a header.
    #[must_use]
    pub fn header<T: Typed + Default>(mut self, key: HeaderKey<T>, value: &T) -> Self {
        match (HeaderName::try_from(key.name()), HeaderValue::try_from(key.write(value))) {
            (Ok(name), Ok(value)) => drop(self.0.headers_mut().insert(name, value)),
            // A line break in a header would be another header.
            _ => *self.0.status_mut() = StatusCode::INTERNAL_SERVER_ERROR,
        }
        self
    }

    /// The response, for what the document does not describe, such as caching.
    pub fn response_mut(&mut self) -> &mut Response {
        &mut self.0
    }
}

impl IntoResponse for TypedResponse {
    fn into_response(self) -> Response {
        self.0
    }
}
