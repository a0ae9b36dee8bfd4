//! Sends the requests of generated code and saves files: retries, errors, credentials, timeouts, resumed downloads.
//!
//! Not tied to a vendor or to a document. Generated code calls [`Client::call`] and [`Client::download`].

#[cfg(feature = "blocking")]
pub mod blocking;
mod builder;
mod client;
mod content;
mod credential;
mod download;
mod endpoint;
mod error;
#[doc(hidden)]
pub mod fuzzing;
mod hex;
mod items;
mod link;
mod messages;
pub mod pages;
mod preview;
mod probe;
mod response;
mod retry;
mod secret;
mod security;
mod session;
mod token_cache;
mod transport;

pub use builder::ClientBuilder;
pub use client::Client;
pub use content::{ContentCheck, FileFormat, UnexpectedContent};
pub use credential::{Authorization, CallSecurity, Credential, HeaderCredential};
pub use download::{Download, PartFile, Progress, SaveOptions, SavedFile, multipart, safe_file_name};
pub use endpoint::Endpoint;
pub use error::{Error, Remedy, Retry, Stage, file_reason};
pub use hex::hex;
pub use http;
pub use items::Items;
pub use preview::Preview;
pub use probe::Probe;
pub use reqwest;
pub use response::{Response, Typed};
pub use retry::{Clock, RetryPolicy, Sleep, SystemClock};
pub use secret::{Secret, wipe, wipe_text};
pub use security::{ClientCredentials, SchemeCredentials};
pub use token_cache::{IssuedToken, TokenCache};
pub use transport::{HttpBody, ResponseFuture, Transport, TransportError, proxy_variables};
