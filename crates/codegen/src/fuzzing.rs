//! Functions for the fuzz targets. Not part of the public API.

pub use crate::pattern::{BytePattern, Matcher, Pattern};
