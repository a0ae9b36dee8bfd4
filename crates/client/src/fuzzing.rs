//! What the fuzz targets call. Not part of the public API.

use crate::content::{FileFormat, UnexpectedContent, format};
use crate::download::{content_range as range, name};

/// Detects a format in bytes that are the beginning of a file, or all of it, and looks at its end.
pub fn detect(bytes: &[u8], is_all: bool, media_type: Option<&str>) -> Result<FileFormat, UnexpectedContent> {
    format::may_be_json(bytes);
    format::detect(bytes, is_all, media_type, None).inspect(|found| {
        format::ends_well(*found, bytes);
    })
}

/// Parses the header `Content-Range`.
pub fn content_range(text: &str) -> Option<(u64, Option<u64>)> {
    range::read(text)
}

/// Safe file names out of a header `Content-Disposition`, and out of the bytes of a name.
pub fn file_names(bytes: &[u8]) -> [Option<String>; 2] {
    [name::suggested(bytes), name::of_bytes(bytes)]
}
