//! The messages of this crate, from the files in `messages`.

#![cfg_attr(not(feature = "progenitor"), allow(dead_code, reason = "only progenitor's client has some of them"))]

use deskledger_runtime::message::{Argument, Message, Piece, Template};

/// A message without placeholders, which is not built yet.
pub(crate) type Text = fn() -> Message;

include!(concat!(env!("OUT_DIR"), "/messages.rs"));
