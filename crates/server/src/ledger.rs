//! What the generator makes of specs/ledger.yaml. Changed by changing the document.

#![allow(unreachable_pub, dead_code, reason = "generated for whoever includes it")]

use deskledger::runtime;

include!(concat!(env!("OUT_DIR"), "/openapi.rs"));
