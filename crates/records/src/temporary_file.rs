use std::fs::File;
use std::io;

use crate::messages;

/// A file without a name in the directory for temporary files. The error names this directory, and how to select another one.
///
/// # Errors
/// The file cannot be created.
///
/// ```
/// use std::io::{Read, Seek, Write};
/// let mut file = deskledger_records::temporary_file()?;
/// file.write_all(b"rows")?;
/// file.rewind()?;
/// let mut text = String::new();
/// file.read_to_string(&mut text)?;
/// assert_eq!(text, "rows");
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn temporary_file() -> io::Result<File> {
    tempfile::tempfile().map_err(|error| {
        let directory = std::env::temp_dir();
        io::Error::new(error.kind(), messages::temporary_file(directory.display(), error.to_string()))
    })
}
