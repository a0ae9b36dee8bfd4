//! Gets cloud-desktop connection records out of the cloud, whole, and into a file.
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
//! - The request is checked before anything is sent, and every broken rule is told at once: [`Violations`].
//! - The file is there whole or not at all: [`Download::save`]. It is looked at before it is called a file: [`FileFormat`].
//! - What failed, how far it had come, and whether it is worth trying again: [`Error`].
//! - A failed request is sent again where that is safe: [`RetryPolicy`]. Each retry is told: [`ClientBuilder::on_retry`],
//!   [`SavedFile::history`], and an event of `tracing` in the span `http.request` of its request.
//! - Programs without a runtime use [`blocking`]; tests without sockets [`ClientBuilder::transport`].

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
mod time_range;

pub use client::{Client, ClientBuilder};
pub use credentials::{AccessKey, Credential, DiscoveredCredential, IamUser, SigningRequest, Source, Token, sign};
pub use deskledger_client::{
    Clock, Download, Error, FileFormat, HttpBody, PartFile, Preview, Probe, Progress, Response, ResponseFuture, Retry,
    RetryPolicy, SaveOptions, SavedFile, Sleep, Stage, SystemClock, Transport, TransportError, http, multipart,
    safe_file_name,
};
pub use deskledger_runtime::{
    Column, ColumnKind, DateTime, InvalidDateTime, InvalidMinute, Locale, MAX_VIOLATIONS, Message, Minute, Operation,
    ParameterIn, RawRequest, Value, Violation, Violations, json_schema, list, message,
};
/// The token call, as `specs/iam.yaml` has it; [`IamUser`] sends it, a server that issues tokens reads it.
///
/// ```
/// use deskledger::iam::CreateToken;
/// use serde_json::json;
/// let user = json!({"name": "auditor", "password": "hunter2", "domain": {"name": "example"}});
/// let identity = json!({"methods": ["password"], "password": {"user": user}});
/// let project = json!({"id": "8dc9c40a06574a598941b254d4b63b43"});
/// let request = CreateToken { body: json!({"auth": {"identity": identity, "scope": {"project": project}}}) };
/// assert!(request.check().is_ok() && !format!("{request:?}").contains("hunter2"));
/// ```
pub mod iam {
    pub use crate::generated::iam::{CREATE_TOKEN, CreateToken, DOCUMENT};
}

pub use generated::{ConnectionRecord, DOCUMENT, EXPORT_CONNECTION_RECORDS, ExportConnectionRecords, Language};
pub use time_range::{TimeRange, TimeRangeError};

/// The documents for people: what they say in Rust compiles.
#[cfg(doctest)]
mod documents {
    #[doc = include_str!("../README.md")]
    mod readme {}
    #[doc = include_str!("../docs/guide.md")]
    mod guide {}
}
