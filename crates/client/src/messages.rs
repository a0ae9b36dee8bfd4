//! Messages of this crate, compiled from the files in `messages`.

#![cfg_attr(not(feature = "blocking"), allow(dead_code, reason = "a message of the blocking client"))]

use deskledger_runtime::message::{Argument, Message, Piece, Template};

include!(concat!(env!("OUT_DIR"), "/messages.rs"));
