//! The transport: the network, or a replacement by the embedding program.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::Stream;
use http::{Request, Response};
use reqwest::header::{HeaderValue, USER_AGENT};

mod http2_body;
mod network;
mod proxy;

pub(crate) use http2_body::UnprovedEnd;
pub(crate) use network::{MAX_REDIRECTS, Network, certificate_advice, reason};
pub use proxy::proxy_variables;

/// Handles requests in place of the network: see [`ClientBuilder::transport`](crate::ClientBuilder::transport).
///
/// Validation, credentials, timeouts, retries and resumption still apply. Redirects are not followed. Any function from
/// a request to a future implements it:
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
/// use deskledger::http::{Request, Response};
/// use deskledger::{Client, ExportConnectionRecords, HttpBody, Token};
/// let service = |request: Request<bytes::Bytes>| async move {
///     assert_eq!(request.uri().path(), "/v2/p1/connections/desktops/export");
///     Ok(Response::new(HttpBody::from("Connected User\njy01@local.com\n")))
/// };
/// let client = Client::builder().region("cn-north-4").token(Token::new("t")?).transport(service).build()?;
/// let request = ExportConnectionRecords { project_id: "p1".into(), ..Default::default() };
/// let mut file = Vec::new();
/// request.send(&client).await?.write_to(&mut file).await?;
/// assert_eq!(file, b"Connected User\njy01@local.com\n");
/// # Ok::<(), deskledger::Error>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Transport: Send + Sync + 'static {
    /// Handles one request. Dropping the future cancels it.
    fn send(&self, request: Request<Bytes>) -> ResponseFuture;
}

/// A pending response.
pub type ResponseFuture = Pin<Box<dyn Future<Output = Result<Response<HttpBody>, TransportError>> + Send>>;

impl<F, A> Transport for F
where
    F: Fn(Request<Bytes>) -> A + Send + Sync + 'static,
    A: Future<Output = Result<Response<HttpBody>, TransportError>> + Send + 'static,
{
    fn send(&self, request: Request<Bytes>) -> ResponseFuture {
        Box::pin(self(request))
    }
}

/// Response body: bytes in memory, or a stream.
#[derive(Debug)]
pub struct HttpBody(reqwest::Body);

impl HttpBody {
    /// A streamed body. An error item breaks it off, like a lost connection.
    ///
    /// ```
    /// use deskledger_client::HttpBody;
    /// let pieces = [Ok(bytes::Bytes::from("a,b\n")), Err("the connection is lost")];
    /// let body = HttpBody::stream(futures_util::stream::iter(pieces));
    /// assert!(format!("{body:?}").starts_with("HttpBody"));
    /// ```
    pub fn stream<S, E>(pieces: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
    {
        Self(reqwest::Body::wrap_stream(pieces))
    }

    /// A body that fails before its first byte.
    pub fn failing(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::stream(futures_util::stream::iter([Err::<Bytes, _>(error)]))
    }
}

impl From<HttpBody> for reqwest::Body {
    fn from(body: HttpBody) -> Self {
        body.0
    }
}

/// An empty body.
impl Default for HttpBody {
    fn default() -> Self {
        Self::from("")
    }
}

macro_rules! from_memory {
    ($($content:ty),*) => {
        $(impl From<$content> for HttpBody {
            fn from(content: $content) -> Self {
                Self(content.into())
            }
        })*
    };
}

from_memory!(Bytes, Vec<u8>, String, &'static str);

/// Why a transport has no response.
#[derive(Clone, Debug)]
pub struct TransportError {
    pub(crate) text: String,
    pub(crate) is_sent: bool,
}

impl TransportError {
    /// No connection: the request was not sent.
    pub fn no_connection(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_sent: false }
    }

    /// No response: the request may have been sent.
    pub fn no_response(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_sent: true }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for TransportError {}

/// Sends requests over the network, or passes them to a custom transport.
#[derive(Clone)]
pub(crate) struct Connection {
    /// Builds requests, and sends those that no transport takes.
    pub(crate) http: reqwest::Client,
    pub(crate) user_agent: HeaderValue,
    pub(crate) transport: Option<Arc<dyn Transport>>,
}

/// Why there is no response.
#[derive(Debug)]
pub(crate) enum SendError {
    Network(reqwest::Error),
    Transport(TransportError),
}

impl Connection {
    pub(crate) async fn send(&self, request: reqwest::Request) -> Result<reqwest::Response, SendError> {
        let Some(transport) = &self.transport else {
            return self.http.execute(request).await.map(http2_body::checked).map_err(SendError::Network);
        };
        let request = Request::<reqwest::Body>::try_from(request).map_err(SendError::Network)?;
        let mut request = request.map(|body| body.as_bytes().map(Bytes::copy_from_slice).unwrap_or_default());
        request.headers_mut().entry(USER_AGENT).or_insert_with(|| self.user_agent.clone());
        Ok(transport.send(request).await.map_err(SendError::Transport)?.map(|body| body.0).into())
    }
}
