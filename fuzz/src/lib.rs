//! Checks of the fuzz targets. The tests of `crates/fixture` include this file and repeat the seeds without libFuzzer.

#![allow(missing_docs, unreachable_pub, reason = "for the targets only")]
#![allow(clippy::expect_used, clippy::panic, reason = "a target stops where it fails")]

pub mod document;
pub mod download;
pub mod file;
pub mod pattern;
mod raw_request;
pub mod request;
pub mod value;
