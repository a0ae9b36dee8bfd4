//! The messages of this crate, from the files in `messages`.

#![cfg_attr(
    not(all(feature = "parquet", feature = "xlsx")),
    allow(dead_code, reason = "messages about formats that are left out")
)]

use deskledger::message::{Argument, Message, Piece, Template};

include!(concat!(env!("OUT_DIR"), "/messages.rs"));
