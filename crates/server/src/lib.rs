//! A server that keeps connection records and exports them by the same contract as the cloud.

pub mod seed;
mod store;

pub use store::{FILE_NAME, Filter, Import, Outcome, Row, Store, StoreError};
