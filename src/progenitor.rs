//! The client that progenitor generates from openapi.yaml, running over a session of this library.
//!
//! Prefer [`crate::ExportConnectionRecords`], which validates, retries and resumes. This client has the plain methods
//! of the document: it does not validate, and takes credential, timeouts, certificates and proxy from the session.
//!
//! ```
//! # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
//! # let transport = |_| std::future::ready(Ok(deskledger::http::Response::new("Connected User\n".into())));
//! let client = deskledger::Client::builder().region("cn-north-4").token("secret".parse()?);
//! # let client = client.transport(transport);
//! let generated = client.build()?.progenitor();
//! let json = "application/json";
//! let response = generated.export_connection_records("p1", None, None, None, None, None, None, json, None, None).await?;
//! assert_eq!(response.status().as_u16(), 200);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use deskledger_client::{Error, HttpBody, reqwest};
use progenitor_client::{ClientHooks, ClientInfo, OperationInfo};

pub use generated::Client;

/// State of the generated client.
pub mod adapter {
    /// The session that sends the requests of the generated client.
    #[derive(Clone, Debug)]
    pub struct Session(pub(super) deskledger_client::Client);
}

#[allow(dead_code, missing_docs, unreachable_pub, clippy::all, clippy::unwrap_used, reason = "generated")]
mod generated {
    use super::adapter;

    include!(concat!(env!("OUT_DIR"), "/progenitor.rs"));
}

impl crate::client::Client {
    /// The generated client over this session.
    pub fn progenitor(&self) -> Client {
        Client::new_with_client(self.endpoint(), self.http().clone(), adapter::Session((**self).clone()))
    }
}

impl ClientHooks<adapter::Session> for Client {
    async fn exec(&self, request: reqwest::Request, _: &OperationInfo) -> reqwest::Result<reqwest::Response> {
        match self.inner().0.execute(request).await {
            Ok(response) => Ok(response),
            Err(error) => failed(error).await,
        }
    }
}

/// Wraps a session error in a `reqwest::Error`, which has no public constructor: a failing body read produces one.
async fn failed(error: Error) -> reqwest::Result<reqwest::Response> {
    let body = HttpBody::failing(error);
    let response = reqwest::Response::from(http::Response::new(reqwest::Body::from(body)));
    response.bytes().await.map(|bytes| http::Response::new(bytes).into())
}
