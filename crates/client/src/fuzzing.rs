//! Entry points of the fuzz targets. Not part of the public API.

use crate::content::{FileFormat, UnexpectedContent, format};
use crate::download::{content_range as range, name};

/// Detects a format in the first bytes of a file, or all of them, and checks the end.
pub fn detect(bytes: &[u8], is_all: bool, media_type: Option<&str>) -> Result<FileFormat, UnexpectedContent> {
    format::may_be_json(bytes);
    format::detect(bytes, is_all, media_type, None).inspect(|found| {
        format::ends_well(*found, bytes);
    })
}

/// Parses a `Content-Range` header.
pub fn content_range(text: &str) -> Option<(u64, Option<u64>)> {
    range::read(text)
}

/// Sanitizes the file name of a `Content-Disposition` header, and a name in bytes.
pub fn file_names(bytes: &[u8]) -> [Option<String>; 2] {
    [name::suggested(bytes), name::of_bytes(bytes)]
}
