//! Which type of Rust the values of each schema have.

mod boxed;
mod builder;
mod decide;
mod definition;
mod facts;
mod outcome;
mod place;
mod tag;

pub(crate) use builder::build;
pub(crate) use definition::{Alternative, Definition, Field, Kind, Rust, Success, Types};
pub(crate) use outcome::status_name;
