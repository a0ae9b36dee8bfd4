//! Files of connection records, read and written row by row in constant memory.
//!
//! ```no_run
//! use deskledger_records::Records as _;
//!
//! # async fn show(request: deskledger::ExportConnectionRecords, client: deskledger::Client) -> Result<(), Box<dyn std::error::Error>> {
//! let mut records = request.send(&client).await?.records().await?;
//! while let Some(row) = records.next().await {
//!     match row {
//!         Ok(row) => println!("{:?} {:?}", row.record.user_name, row.extra.get("VIP")),
//!         Err(error) if error.bad_row().is_some() => eprintln!("left out {error}"),
//!         Err(error) => return Err(error.into()),
//!     }
//! }
//! # Ok(())
//! # }
//! ```

pub mod copy;
mod message;
pub mod read;
mod stream;
mod words;
pub mod write;

pub use message::Message;
pub use stream::{RecordError, RecordStream, Records};
