//! Compiles message files to Rust functions, in a build script.
//!
//! A crate has its messages in `messages/en.ftl`, `messages/zh.ftl`, one file for each of [`LANGUAGES`], in a subset of
//! the [Fluent](https://projectfluent.org) syntax: messages with placeholders `{ $name }`, English plurals, literals
//! `{ "{" }`, comments and groups. The build fails where a file lacks a message or a placeholder, and reports each
//! problem with its file and line.
//!
//! ```no_run
//! // build.rs
//! fn main() -> std::process::ExitCode {
//!     deskledger_runtime::message_files::build()
//! }
//! ```
//!
//! The generated `messages.rs` has one function for each message, with one argument for each placeholder, in the order in
//! which the comment of the English message names them. It uses the types `Argument`, `Message`, `Piece` and `Template` of
//! the module that includes it:
//!
//! ```ignore
//! mod messages {
//!     use deskledger_runtime::message::{Argument, Message, Piece, Template};
//!     include!(concat!(env!("OUT_DIR"), "/messages.rs"));
//! }
//! ```
//!
//! The functions are `pub(crate)`, so that the compiler warns of a message that nobody uses.
//!
//! The parser is written by hand, not taken from `fluent-syntax`: its syntax tree has no line numbers, and it would add
//! three crates to every build of the client. The tests compare the two.

mod check;
mod compile;
mod emit;
mod parse;

pub use check::LANGUAGES;
pub use compile::{build, compile};
pub use parse::{Element, Entry, Problem, Problems, parse};
