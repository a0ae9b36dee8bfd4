//! The messages of the command, from the files in `messages`.

#![cfg_attr(
    not(all(feature = "docs", feature = "serve")),
    allow(dead_code, reason = "messages of subcommands that are left out")
)]

use deskledger::message::{Argument, Message, Piece, Template};

/// A message without placeholders, which is not built yet.
pub(crate) type Text = fn() -> Message;

include!(concat!(env!("OUT_DIR"), "/messages.rs"));
