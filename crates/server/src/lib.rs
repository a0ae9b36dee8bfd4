//! A server that stores connection records and exports them by the same contract as the cloud service.

mod auth;
mod clock;
mod config;
mod docs;
mod export;
mod faults;
pub mod generated;
mod handlers;
mod http;
pub mod import;
mod messages;
mod ops;
mod quota;
mod routes;
mod serve;
mod sqlite;
mod state;
mod store;
mod strangers;
mod sync;

pub use auth::{Access, AccessError, InvalidTokens, NewKey, NewToken, Project, Role, Tokens, User};
pub use clock::Clock;
pub use config::Limits;
pub use deskledger_records::write::Format;
pub use export::{ExportError, write_records};
pub use faults::{Chaos, ChaosRule, Fault, InjectedError, with_faults};
pub use ops::administration::{known_copies, log_administration};
pub use ops::backup::{Backup, TOKENS, back_up, back_up_unless};
pub use serve::{Options, Reloader, Tls, check_data, serve, serve_with};
pub use store::{
    AccountChange, Accounts, Added, AppendAccounts, Candidate, Conflicts, Corrections, EachRow, Embedded, Expired,
    Expiring, FILE_NAME, Filter, Import, Importing, IsNeeded, Month, Outcome, Page, Records, Row, Sealed, Slot, Store,
    StoreError, Summary,
};
