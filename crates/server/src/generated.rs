//! Generated from specs/ledger.yaml.

#![allow(unreachable_pub, dead_code, reason = "generated code is for any including crate")]

use deskledger::runtime;

include!(concat!(env!("OUT_DIR"), "/openapi.rs"));
