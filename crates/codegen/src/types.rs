//! Rust types for the values of each schema.

mod about;
mod boxed;
mod builder;
mod decide;
mod definition;
mod facts;
mod multipart;
mod outcome;
mod place;
mod share;
mod tag;

pub(crate) use about::about;
pub(crate) use builder::build;
pub(crate) use definition::{Alternative, Definition, Field, Kind, Rust, Success, Types};
pub(crate) use outcome::status_name;
