//! Files of connection records, read and written row by row in constant memory.
//!
//! ```
//! use deskledger_records::Records as _;
//!
//! # use deskledger::{Client, ExportConnectionRecords, Token};
//! # let file = "connection_start_time,user_name\n2020-04-24T03:02:47Z,jy01@local.com\n";
//! # let service = move |_| std::future::ready(Ok(deskledger::http::Response::new(file.into())));
//! # let client = Client::builder().region("cn-north-4").token(Token::new("MIIFOgYJ")?).transport(service).build()?;
//! # let request = ExportConnectionRecords { project_id: "p1".into(), ..Default::default() };
//! # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
//! let mut records = request.send(&client).await?.records().await?;
//! # let mut names = Vec::new();
//! while let Some(row) = records.next().await {
//! #   names.extend(row.as_ref().ok().and_then(|row| row.record.user_name.clone()));
//!     match row {
//!         Ok(row) => println!("{:?} {:?}", row.record.user_name, row.extra.get("VIP")),
//!         Err(error) if error.bad_row().is_some() => eprintln!("left out {error}"),
//!         Err(error) => return Err(error.into()),
//!     }
//! }
//! # assert_eq!(names, ["jy01@local.com"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod convert;
mod format;
mod formula;
mod labels;
mod message;
mod messages;
pub mod read;
mod stream;
mod temporary_file;
pub mod write;

pub use message::{Message, carried_message};
pub use stream::{RecordError, RecordStream, Records};
pub use temporary_file::temporary_file;
