//! What the fuzz targets call. Not part of the public API.

pub use crate::pattern::{BytePattern, Matcher, Pattern};
