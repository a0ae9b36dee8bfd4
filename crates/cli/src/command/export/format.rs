//! The format of the file: which one is requested, and the note if the service returns another.

use std::path::Path;

use deskledger::{Download, FileFormat};
use deskledger_records::write::Format;

use crate::config::client::ClientSettings;
use crate::error::Failure;
use crate::terminal::output::Output;
use crate::terminal::result::Exported;
use crate::terminal::target::Target;
use crate::{messages, output_format};

#[derive(Clone, Copy)]
pub(super) struct Wanted {
    pub(super) format: Option<FileFormat>,
    /// Whether any other format is rejected. The extension of a file is only a preference.
    pub(super) is_required: bool,
}

impl Wanted {
    /// The format of the flag, else that of the environment or the profile, else that of the output file's extension. A file
    /// that is saved unchanged may have any format.
    pub(super) fn of(settings: &ClientSettings, target: &Target, is_raw: bool) -> Result<Self, Failure> {
        let given = settings.format.first();
        let given = given.and_then(|one| Some((Format::from_extension(&one.value)?, one.origin.message())));
        let is_required = given.is_some() && !is_raw;
        let path = if let Target::File(path) = target { Some(path.as_path()) } else { None };
        let format = match is_raw {
            true => {
                let extension = path.and_then(Path::extension).and_then(|extension| extension.to_str());
                given.map(|(format, _)| format).or(extension.and_then(Format::from_extension))
            }
            false => output_format::choose(given, path)?,
        };
        output_format::reject_binary(format.filter(|_| !is_raw), target)?;
        Ok(Self { format: format.and_then(|format| FileFormat::from_extension(format.extension())), is_required })
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
    let is_known = ["xlsx", "xls", "csv", "ndjson", "jsonl", "parquet", "zip", "gz", "txt"]
        .contains(&&*extension.to_ascii_lowercase());
    let is_same = FileFormat::from_extension(extension).is_some_and(|format| format.extension() == exported.format);
    if !is_known || is_same || extension.eq_ignore_ascii_case(&exported.format) {
        return;
    }
    output.note(messages::other_format_returned(&exported.format, &exported.path));
}
