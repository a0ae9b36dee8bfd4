//! The messages of the command, from the files in `messages`.

#![cfg_attr(not(feature = "serve"), allow(dead_code, reason = "messages of the subcommands that are left out"))]

use deskledger::message::{Argument, Message, Piece, Template};

include!(concat!(env!("OUT_DIR"), "/messages.rs"));
