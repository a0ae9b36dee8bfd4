//! Exports cloud-desktop connection records to a file, complete and verified.
//!
//! ```
//! use deskledger::{Client, ExportConnectionRecords, SaveOptions, Token};
//!
//! # let directory = tempfile::tempdir()?;
//! # std::env::set_current_dir(&directory)?;
//! # std::fs::write("token", "MIIFOgYJ\n")?;
//! # let file = "Connected User,Desktop Name\njy01@local.com,JY011\n";
//! # let service = move |_| std::future::ready(Ok(deskledger::http::Response::new(file.into())));
//! # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
//! let client = Client::builder()
//!     .region("cn-north-4")
//!     .token(Token::from_file("token")?)
//! #   .transport(service)
//!     .build()?;
//! let request = ExportConnectionRecords {
//!     project_id: "8dc9c40a06574a598941b254d4b63b43".into(),
//!     start_time: Some("2020-04-13T01:59Z".into()),
//!     end_time: Some("2020-04-30T02:20Z".into()),
//!     ..Default::default()
//! };
//! let saved = request.send(&client).await?.save("connections.xlsx", SaveOptions::new()).await?;
//! println!("{} bytes in {}", saved.bytes, saved.path.display());
//! # assert_eq!(std::fs::read_to_string(saved.path).unwrap(), file);
//! # Ok::<(), deskledger::Error>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! - Requests are validated before anything is sent; all violations are reported at once: [`Violations`].
//! - Files are saved atomically: [`Download::save`]. Their content is checked first: [`FileFormat`].
//! - An error states the cause, the stage and whether a retry may succeed: [`Error`].
//! - Failed requests are retried where that is safe: [`RetryPolicy`]. Each retry is reported:
//!   [`ClientBuilder::on_retry`], [`SavedFile::history`], and a `tracing` event in the span `http.request`.
//! - [`blocking`] is the API for programs without a runtime; [`ClientBuilder::transport`] replaces the network in
//!   tests.

#[cfg(feature = "blocking")]
pub mod blocking;
mod client;
mod credentials;
#[doc(hidden)]
pub mod fuzzing;
mod generated;
mod messages;
#[cfg(feature = "progenitor")]
pub mod progenitor;
mod records_file;
mod region;
pub mod runtime;

pub use client::{Client, ClientBuilder};
pub use credentials::{AccessKey, Credential, DiscoveredCredential, IamUser, SigningRequest, Source, Token, sign};
pub use deskledger_client::{
    Clock, Download, Error, FileFormat, HttpBody, PartFile, Preview, Probe, Progress, Remedy, Response, ResponseFuture,
    Retry, RetryPolicy, SaveOptions, SavedFile, Sleep, Stage, SystemClock, Transport, TransportError, http, multipart,
    proxy_variables, safe_file_name,
};
pub use deskledger_runtime::{
    Column, ColumnKind, DateTime, InvalidDateTime, InvalidMinute, Locale, MAX_VIOLATIONS, Message, Minute, Operation,
    ParameterIn, RawRequest, TimeRange, TimeRangeError, Value, Violation, Violations, json_schema, list, message,
};
pub use region::region_variable;
/// The token request of `specs/iam.yaml`: sent by [`IamUser`], parsed by servers that issue tokens.
///
/// ```
/// use deskledger::iam::CreateToken;
/// use deskledger::runtime::typed::from_value;
/// use serde_json::json;
/// let user = json!({"name": "auditor", "password": "hunter2", "domain": {"name": "example"}});
/// let identity = json!({"methods": ["password"], "password": {"user": user}});
/// let body = json!({"auth": {"identity": identity, "scope": {"project": {"name": "cn-north-4"}}}});
/// let request = CreateToken { body: from_value(&body)?.value };
/// assert!(request.check().is_ok() && !format!("{request:?}").contains("hunter2"));
/// # Ok::<(), deskledger::runtime::typed::Mismatch>(())
/// ```
pub mod iam {
    pub use crate::generated::iam::{CREATE_TOKEN, CreateToken, DOCUMENT, headers, types};
}

// All of it, so that a new operation of the document is exported.
pub use generated::*;

/// Compiles the Rust examples of the documentation.
#[cfg(doctest)]
mod documents {
    #[doc = include_str!("../README.md")]
    mod readme {}
    #[doc = include_str!("../docs/guide.md")]
    mod guide {}
}
