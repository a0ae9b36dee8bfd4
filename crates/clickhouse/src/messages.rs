//! The messages of the cluster store, from the files in `messages`.

use deskledger::message::{Argument, Message, Piece, Template};

include!(concat!(env!("OUT_DIR"), "/messages.rs"));
