//! Which type of Rust the values of each schema have.

mod boxed;
mod builder;
mod decide;
mod facts;
mod outcome;
mod place;
mod tag;
mod types;

pub(crate) use builder::build;
pub(crate) use types::{Alternative, Definition, Field, Kind, Rust, Success, Types};
