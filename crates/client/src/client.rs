//! The client.

use std::fmt;
use std::sync::Arc;

use deskledger_runtime::sequence::Sequence;
use deskledger_runtime::typed::Typed;
use deskledger_runtime::{EncodedRequest, Operation, Violations};
use reqwest::Url;
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, HeaderMap, HeaderValue};

use crate::download::Download;
use crate::error::Error;
use crate::items::Items;
use crate::messages;
use crate::preview::Preview;
use crate::probe::Probe;
use crate::response::Response;
use crate::session::{Part, Prepared, RawResponse, Session};

/// Longest response that is read whole, in bytes.
const MAX_RESPONSE_BYTES: usize = 64 << 20;

/// Sends requests to one endpoint with one credential. Cheap to clone; clones share their connections.
///
/// No total timeout applies unless one is set: a download may run as long as it makes progress.
/// [`ClientBuilder`](crate::ClientBuilder) lists the timeouts.
#[derive(Clone)]
pub struct Client {
    session: Arc<Session>,
    /// Address of the next call, if a response states one.
    target: Option<Box<Url>>,
}

impl Client {
    pub(crate) fn new(session: Session) -> Self {
        Self { session: Arc::new(session), target: None }
    }

    /// A client that sends a call to an address that a response of this service named.
    pub(crate) fn to(&self, target: Option<&Url>) -> Self {
        Self { session: self.session.clone(), target: target.cloned().map(Box::new) }
    }

    /// Address of the service, without a trailing `/`.
    pub fn endpoint(&self) -> &str {
        self.session.endpoint.base()
    }

    /// Whether requests go through a proxy: that of the settings, of the environment or of the operating system.
    pub fn has_proxy(&self) -> bool {
        self.session.has_proxy
    }

    /// Sends a request and returns the file of its response. Called by generated code. Safe methods are retried, and their
    /// files resumed, according to the retry policy; all others are sent once.
    ///
    /// # Errors
    /// `checked`, an error response, a network failure, or unexpected content.
    pub async fn download(
        &self,
        operation: &'static Operation,
        checked: Result<(), Violations>,
        request: impl FnOnce() -> EncodedRequest,
        media_type: Option<&str>,
    ) -> Result<Download, Error> {
        checked.map_err(Error::invalid)?;
        let request = Prepared::file(operation, request(), accept(media_type)?);
        Download::open(self.session.clone(), operation, request).await
    }

    /// Sends a request and reads the whole response. Called by generated code. Safe methods are retried according to
    /// the retry policy, all others are sent once.
    ///
    /// # Errors
    /// `checked`, an error response, a network failure, or a response longer than 64 MiB.
    pub async fn call(
        &self,
        operation: &'static Operation,
        checked: Result<(), Violations>,
        request: impl FnOnce() -> EncodedRequest,
    ) -> Result<Response, Error> {
        self.call_as(operation, checked, request, &operation.accept()).await
    }

    /// Sends a request as [`Client::call`] does, and asks for a media type, or several separated by commas.
    ///
    /// # Errors
    /// Those of [`Client::call`].
    pub async fn call_as(
        &self,
        operation: &'static Operation,
        checked: Result<(), Violations>,
        request: impl FnOnce() -> EncodedRequest,
        media_type: &str,
    ) -> Result<Response, Error> {
        checked.map_err(Error::invalid)?;
        let mut request = Prepared::new(operation, request(), accept(Some(media_type))?);
        request.target = self.target.as_deref().cloned();
        let mut budget = self.session.budget();
        loop {
            let resend = budget.retries;
            match budget.within(self.read_whole(&request, resend)).await? {
                Err(failure) if request.is_idempotent() => budget.pause(failure).await?,
                outcome => return outcome,
            }
        }
    }

    /// Sends a request and returns the items of its response as they arrive. Called by generated code. Safe methods are
    /// retried until the response begins, all others are sent once.
    ///
    /// # Errors
    /// `checked`, an error response, or a network failure.
    pub async fn stream<T: Typed + Default>(
        &self,
        operation: &'static Operation,
        checked: Result<(), Violations>,
        request: impl FnOnce() -> EncodedRequest,
        media_type: &str,
        sequence: Sequence,
    ) -> Result<Items<T>, Error> {
        checked.map_err(Error::invalid)?;
        let request = Prepared::new(operation, request(), accept(Some(media_type))?);
        let mut budget = self.session.budget();
        loop {
            let resend = budget.retries;
            match budget.within(self.session.exchange(&request, &Part::default(), resend)).await? {
                Ok(response) => return Ok(Items::new(self.session.clone(), request, response, sequence)),
                Err(failure) if request.is_idempotent() => budget.pause(failure).await?,
                Err(failure) => return Err(failure),
            }
        }
    }

    async fn read_whole(&self, request: &Prepared, resend: u32) -> Result<Response, Error> {
        let session = &self.session;
        let mut response = session.exchange(request, &Part::default(), resend).await?;
        let mut body = Vec::new();
        while let Some(chunk) = session.next_chunk(&mut response.body).await? {
            if body.len() + chunk.len() > MAX_RESPONSE_BYTES {
                return Err(Error::incomplete(messages::response_too_long(MAX_RESPONSE_BYTES)).not_retryable());
            }
            body.extend_from_slice(&chunk);
        }
        let RawResponse { url, status, headers, .. } = response;
        Ok(Response { operation: request.operation, url, status, headers, body: body.into() })
    }

    /// Returns the file request as it would be sent to this service, without secrets. Nothing is sent.
    ///
    /// # Errors
    /// The request cannot be built.
    pub fn preview(&self, request: &EncodedRequest, media_type: Option<&str>) -> Result<Preview, Error> {
        let headers = [(ACCEPT, accept(media_type)?), (ACCEPT_ENCODING, HeaderValue::from_static("identity"))];
        let headers = HeaderMap::from_iter(headers);
        let mut built = self.session.request(request, &headers, &Part::default())?;
        if let Some(credential) = &self.session.settings.credential {
            let call = self.session.security(request.security);
            credential.preview_call(&mut built, call, self.session.settings.clock.now())?;
        }
        Ok(Preview::from(&built))
    }

    /// Requests the headers of the endpoint (`HEAD`), once and without a credential, for programs that diagnose
    /// failures. Certificates, proxy and timeouts are those of every request.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new()?.block_on(async {
    /// let client = deskledger_client::Client::builder().endpoint("http://127.0.0.1:9").build()?;
    /// assert!(client.probe().await.unwrap_err().is_network());
    /// # Ok::<(), deskledger_client::Error>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// `is_network` if there is no response.
    pub async fn probe(&self) -> Result<Probe, Error> {
        let request = self.http().head(format!("{}/", self.endpoint())).build();
        let response = self.session.send(request.map_err(|error| self.session.unreached(&error))?).await?;
        Ok(Probe::from(&response))
    }

    /// Sends a request that another client generator built, once, without retries, and with the credential of this
    /// client.
    ///
    /// # Errors
    /// There is no response, or there is a credential and the request is for another origin than the endpoint. An error
    /// response is returned as `Ok`.
    pub async fn execute(&self, mut request: reqwest::Request) -> Result<reqwest::Response, Error> {
        if let Some(credential) = &self.session.settings.credential {
            if !self.session.endpoint.is_origin_of(request.url()) {
                return Err(Error::configuration(messages::other_origin(self.endpoint())));
            }
            credential.authorize(&mut request, self.session.settings.clock.now(), None).await?;
        }
        self.session.send(request).await
    }

    /// The HTTP client that [`Client::execute`] uses, for building requests.
    pub fn http(&self) -> &reqwest::Client {
        &self.session.connection.http
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.session.fmt(f)
    }
}

/// The `Accept` header for a media type.
fn accept(media_type: Option<&str>) -> Result<HeaderValue, Error> {
    HeaderValue::from_str(media_type.unwrap_or("*/*")).map_err(|_| Error::configuration(messages::bad_media_type()))
}
