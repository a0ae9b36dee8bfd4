//! The format of the file: which one is requested, and the note if the service returns another.

use crate::messages;
use std::path::Path;

use deskledger::{Download, FileFormat};

use crate::config::client::ClientSettings;
use crate::origin::Level;
use crate::terminal::output::Output;
use crate::terminal::result::Exported;
use crate::terminal::target::Target;

/// The format that is requested.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    pub(super) format: Option<FileFormat>,
    /// Whether any other format is rejected. The extension of a file is only a preference.
    pub(super) is_required: bool,
}

impl Wanted {
    /// The format of the flag, else that of the output file's extension, else that of environment or profile. A file that
    /// is saved unchanged may have any format.
    pub(super) fn of(settings: &ClientSettings, target: &Target, is_raw: bool) -> Self {
        let extension = match target {
            Target::File(path) => path.extension().and_then(|extension| extension.to_str()),
            _ => None,
        };
        let by_extension = extension.and_then(FileFormat::from_extension);
        match (settings.format.at(Level::Flag), by_extension) {
            (None, Some(kind)) => Self { format: Some(kind), is_required: false },
            _ => {
                let format = settings.format.get().map(|format| format.kind());
                Self { format, is_required: format.is_some() && !is_raw }
            }
        }
    }

    /// The download, if it has the required format.
    pub(super) fn check(self, download: Download) -> Result<Download, deskledger::Error> {
        match self.format {
            Some(kind) if self.is_required => download.expect_format(kind),
            _ => Ok(download),
        }
    }
}

/// Notes that the extension is that of another format than the file has, which would mislead a reader.
pub(super) fn note(exported: &Exported, output: &Output) {
    let extension = Path::new(&exported.path).extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let is_known =
        ["xlsx", "xls", "csv", "ndjson", "parquet", "zip", "gz", "txt"].contains(&&*extension.to_ascii_lowercase());
    if !is_known || extension.eq_ignore_ascii_case(&exported.format) {
        return;
    }
    let (path, format) = (&exported.path, &exported.format);
    output.note(messages::other_format_returned(format.to_string(), path.to_string()));
}
