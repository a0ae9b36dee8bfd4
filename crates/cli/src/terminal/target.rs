//! Where the bytes of an output file go.

use std::path::{Path, PathBuf};

/// Where the bytes go.
pub(crate) enum Target {
    StandardOutput,
    File(PathBuf),
    /// A pipe or a device, which takes bytes as they come.
    Stream(PathBuf),
    SuggestedName,
}

impl Target {
    /// The output that the user named; without one, the name that the service suggests.
    pub(crate) fn of(path: Option<&Path>) -> Self {
        let Some(path) = path else { return Self::SuggestedName };
        // If standard output is redirected to a file, its path looks like that of an existing file.
        if ["-", "/dev/stdout", "/dev/fd/1"].iter().any(|name| path == Path::new(name)) {
            return Self::StandardOutput;
        }
        match std::fs::metadata(path) {
            Ok(found) if !found.is_file() && !found.is_dir() => Self::Stream(path.to_owned()),
            _ => Self::File(path.to_owned()),
        }
    }

    /// The path of a file, a pipe or a device.
    pub(crate) fn path(&self) -> Option<&Path> {
        match self {
            Self::File(path) | Self::Stream(path) => Some(path),
            Self::StandardOutput | Self::SuggestedName => None,
        }
    }

    /// Whether bytes are written as they come and cannot be taken back.
    pub(crate) fn is_stream(&self) -> bool {
        matches!(self, Self::StandardOutput | Self::Stream(_))
    }
}
