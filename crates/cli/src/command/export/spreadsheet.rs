//! The file of the service, written again: CSV for spreadsheet programs (`--dialect excel`), times in a zone
//! (`--output-time-zone`).

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use deskledger::{ExportConnectionRecords, FileFormat, PartFile};
use deskledger_records::read::TimeZone;
use deskledger_records::write::{Format, Layout};

use super::format::Wanted;
use crate::command::convert;
use crate::error::Failure;
use crate::messages;
use crate::terminal::result::Exported;
use crate::terminal::signals::unless_interrupted;
use crate::terminal::target::Target;

/// A file that is written from the one of the service.
pub(super) struct Spreadsheet {
    /// The file of the service; removed once it is converted.
    pub(super) plain: PathBuf,
    target: PathBuf,
    is_forced: bool,
    format: Format,
    layout: Layout,
    /// The directory of both files if the output is a stream.
    stream: Option<tempfile::TempDir>,
}

impl Spreadsheet {
    /// `None` if the file of the service is the output: workbooks are for spreadsheet programs anyway. `zone` is that of
    /// the times.
    pub(super) fn of(
        matches: &ArgMatches,
        request: &ExportConnectionRecords,
        wanted: Wanted,
        zone: Option<TimeZone>,
        target: &Target,
    ) -> Result<Option<Self>, Failure> {
        let is_excel = matches.get_one::<String>("dialect").is_some_and(|dialect| dialect == "excel");
        let format = match wanted.format {
            _ if !is_excel && zone.is_none() => return Ok(None),
            Some(FileFormat::Xlsx) if zone.is_none() => return Ok(None),
            Some(FileFormat::Csv) => Format::Csv,
            Some(FileFormat::Xlsx) => Format::Xlsx,
            Some(FileFormat::Ndjson) if !is_excel => Format::Ndjson,
            _ => return Err(Failure::usage(messages::dialect_needs_csv())),
        };
        let is_forced = matches.get_flag("force");
        let layout = Layout::new(request.language.as_deref().unwrap_or("en_US"));
        let layout = if is_excel { layout.for_spreadsheet() } else { layout };
        let layout = match zone {
            Some(zone) => layout.in_time_zone(zone),
            None => layout,
        };
        let (target, stream) = match target {
            Target::File(path) => {
                // No request is sent for a target that cannot be written.
                drop(PartFile::create(path, is_forced)?);
                (path.clone(), None)
            }
            Target::StandardOutput => {
                let failed = |error: io::Error| Failure::local(messages::creating_temporary_file(), &error);
                let directory = tempfile::tempdir().map_err(failed)?;
                (directory.path().join("records.csv"), Some(directory))
            }
            Target::Stream(_) | Target::SuggestedName => return Err(Failure::usage(messages::dialect_needs_file())),
        };
        let mut name = target.file_name().unwrap_or_default().to_owned();
        name.push(".plain");
        Ok(Some(Self { plain: target.with_file_name(name), target, is_forced, format, layout, stream }))
    }

    /// Writes the output, and removes the file of the service.
    pub(super) async fn write(self, exported: Exported) -> Result<Exported, Failure> {
        let target = Target::File(self.target.clone());
        let layout = self.layout.clone();
        let job = convert::Job::of_export(self.plain.clone(), target, self.format, layout, self.is_forced);
        let kept = || messages::unconverted_file_kept(self.plain.display().to_string());
        let records = match convert::execute(job).await {
            Ok(converted) => converted.records,
            Err(failure) if self.stream.is_some() => return Err(failure),
            Err(failure) => return Err(failure.with_hints(vec![kept()])),
        };
        let _ = fs::remove_file(&self.plain);
        let (path, bytes) = match &self.stream {
            None => (self.target.display().to_string(), fs::metadata(&self.target).map_or(0, |file| file.len())),
            Some(_) => ("-".to_owned(), copy(&self.target).await?),
        };
        Ok(Exported { path, bytes, records: Some(records), sha256: None, ..exported })
    }
}

/// Copies a file to standard output; a reader that closes it early is not an error.
async fn copy(path: &Path) -> Result<u64, Failure> {
    let path = path.to_owned();
    let copy = move || io::copy(&mut fs::File::open(path)?, &mut io::stdout().lock());
    unless_interrupted(async {
        match tokio::task::spawn_blocking(copy).await.unwrap_or_else(|error| Err(io::Error::other(error))) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(Failure::local(messages::writing_standard_output(), &error))
            }
            copied => Ok(copied.unwrap_or_default()),
        }
    })
    .await
}
