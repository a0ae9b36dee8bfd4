//! The messages of this crate, from the files in `messages`.

use deskledger_runtime::message::{Argument, Message, Piece, Template};

include!(concat!(env!("OUT_DIR"), "/messages.rs"));
