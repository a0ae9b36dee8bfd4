//! Destination of an output file.

use std::fs::File;
use std::io::{IsTerminal, stdout};
use std::path::{Path, PathBuf};

/// Destination of the bytes.
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

    /// Whether a person sees the bytes.
    pub(crate) fn is_terminal(&self) -> bool {
        match self {
            Self::StandardOutput => stdout().is_terminal(),
            // Opening a pipe would wait for its other end.
            Self::Stream(path) => is_device(path) && File::open(path).is_ok_and(|file| file.is_terminal()),
            Self::File(_) | Self::SuggestedName => false,
        }
    }

    /// Whether bytes are written as they come and cannot be taken back.
    pub(crate) fn is_stream(&self) -> bool {
        matches!(self, Self::StandardOutput | Self::Stream(_))
    }
}

#[cfg(unix)]
fn is_device(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt;
    std::fs::metadata(path).is_ok_and(|found| found.file_type().is_char_device())
}

#[cfg(not(unix))]
fn is_device(_: &Path) -> bool {
    false
}
