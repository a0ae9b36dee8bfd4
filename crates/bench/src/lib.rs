//! Shared by the benchmarks and the comparison with the jsonschema crate: a nested body with its rules, and values.

#![allow(missing_docs, unreachable_pub, dead_code)]

use deskledger_runtime as runtime;

include!(concat!(env!("OUT_DIR"), "/openapi.rs"));

/// The same document with types.
pub mod typed {
    use deskledger_runtime as runtime;

    include!(concat!(env!("OUT_DIR"), "/typed/openapi.rs"));
}
