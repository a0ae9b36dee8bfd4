//! Blocking API, for programs without an asynchronous runtime. In an asynchronous task it blocks the executor: use
//! [`crate::Client`] there.
//!
//! ```
//! use deskledger::{ExportConnectionRecords, SaveOptions, Token, blocking};
//!
//! # let directory = tempfile::tempdir()?;
//! # std::env::set_current_dir(&directory)?;
//! # std::fs::write("token", "MIIFOgYJ\n")?;
//! # let file = "Connected User,Desktop Name\njy01@local.com,JY011\n";
//! # let service = move |_| std::future::ready(Ok(deskledger::http::Response::new(file.into())));
//! let client = blocking::Client::builder()
//!     .region("cn-north-4")
//!     .token(Token::from_file("token")?)
//! #   .transport(service)
//!     .build()?;
//! let client = blocking::Client::new(client)?;
//! let request = ExportConnectionRecords { project_id: "8dc9c40a06574a598941b254d4b63b43".into(), ..Default::default() };
//! let saved = client.send(&request)?.save("connections.xlsx", SaveOptions::new())?;
//! println!("{} bytes in {}", saved.bytes, saved.path.display());
//! # assert_eq!(std::fs::read_to_string(saved.path)?, file);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A [`Download`] implements `Read`: `deskledger_records::read::read(Source::stream(download.raw()), ...)` returns its
//! records.

use deskledger_client::Error;
use deskledger_client::blocking;

use crate::client::ClientBuilder;
use crate::generated::ExportConnectionRecords;

pub use blocking::Download;

/// Like [`crate::Client`], but every call blocks. Cheap to clone; clones share connections and the I/O thread.
#[derive(Clone, Debug)]
pub struct Client(blocking::Client);

impl Client {
    /// Wraps a client and starts a thread for its connections.
    ///
    /// # Errors
    /// `is_invalid` if the thread cannot be started.
    pub fn new(client: crate::client::Client) -> Result<Self, Error> {
        blocking::Client::new(client.into()).map(Self)
    }

    /// A builder with the defaults, as [`crate::Client::builder`].
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Address of the service, without a trailing `/`.
    pub fn endpoint(&self) -> &str {
        self.0.endpoint()
    }

    /// Validates and sends a request, and returns once the file starts to arrive.
    ///
    /// # Errors
    /// Those of [`ExportConnectionRecords::send`].
    pub fn send(&self, request: &ExportConnectionRecords) -> Result<Download, Error> {
        self.wait(|client| request.send(client))
    }

    /// Like [`Client::send`], but requests a media type that the document declares, for example `text/csv`.
    ///
    /// # Errors
    /// Those of [`Client::send`].
    pub fn send_as(&self, request: &ExportConnectionRecords, media_type: &str) -> Result<Download, Error> {
        self.wait(|client| request.send_as(client, media_type))
    }

    /// Runs any call that returns a file: `client.wait(|client| request.send(client))`.
    ///
    /// # Errors
    /// Those of the call.
    pub fn wait<'c, A>(&'c self, call: impl FnOnce(&'c deskledger_client::Client) -> A) -> Result<Download, Error>
    where
        A: Future<Output = Result<deskledger_client::Download, Error>> + Send + 'c,
    {
        self.0.wait(call)
    }
}
