//! The file of the service, written again: CSV for spreadsheet programs (`--dialect excel`), times in a zone
//! (`--output-time-zone`).

use std::path::{Path, PathBuf};
use std::{fs, io};

use clap::ArgMatches;
use deskledger::{ExportConnectionRecords, FileFormat, PartFile};
use deskledger_records::read::TimeZone;
use deskledger_records::write::Format;

use super::format::Wanted;
use crate::args::Values as _;
use crate::command::convert;
use crate::error::{Doing as _, Failure, creating_temporary_file};
use crate::terminal::detached_writer::DetachedWriter;
use crate::terminal::result::Exported;
use crate::terminal::signals::unless_interrupted;
use crate::terminal::target::Target;
use crate::{messages, output_format};

/// A file that is written from the one of the service.
pub(super) struct Spreadsheet {
    /// The file of the service; removed once it is converted.
    pub(super) plain: PathBuf,
    target: PathBuf,
    format: Format,
    job: convert::Job,
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
        let is_excel = matches.text("dialect") == Some("excel");
        let format = match wanted.format {
            _ if !is_excel && zone.is_none() => return Ok(None),
            Some(FileFormat::Xlsx) if zone.is_none() => return Ok(None),
            Some(FileFormat::Csv) => Format::Csv,
            Some(FileFormat::Xlsx) => Format::Xlsx,
            Some(FileFormat::Ndjson) if !is_excel => Format::Ndjson,
            _ => return Err(Failure::usage(messages::dialect_needs_csv())),
        };
        let is_forced = matches.get_flag("force");
        let layout = output_format::layout(request.language.as_deref().or(Some("en_US")), is_excel, zone);
        let (target, stream) = match target {
            Target::File(path) => {
                // No request is sent for a target that cannot be written.
                drop(PartFile::create(path, is_forced)?);
                (path.clone(), None)
            }
            Target::StandardOutput => {
                let directory = tempfile::tempdir().doing(creating_temporary_file())?;
                (directory.path().join("records.csv"), Some(directory))
            }
            Target::Stream(_) | Target::SuggestedName => return Err(Failure::usage(messages::dialect_needs_file())),
        };
        let mut name = target.file_name().unwrap_or_default().to_owned();
        name.push(".plain");
        let plain = target.with_file_name(name);
        let job = convert::Job::of_export(plain.clone(), Target::File(target.clone()), format, layout, is_forced);
        Ok(Some(Self { plain, target, format, job, stream }))
    }

    /// Writes the output, and removes the file of the service.
    pub(super) async fn write(self, exported: Exported) -> Result<Exported, Failure> {
        let Self { plain, target, format, job, stream } = self;
        let kept = || messages::unconverted_file_kept(plain.display().to_string());
        let hints = if stream.is_some() { Vec::new() } else { vec![kept()] };
        let records = convert::execute(job).await.map_err(|failure| failure.with_hints(hints))?.records;
        let _ = fs::remove_file(&plain);
        let (path, (bytes, is_whole)) = match &stream {
            None => (target.display().to_string(), (fs::metadata(&target).map_or(0, |file| file.len()), true)),
            Some(_) => ("-".to_owned(), copy(&target).await?),
        };
        let records = records.filter(|_| is_whole);
        let format = format.extension().to_owned();
        Ok(Exported { path, bytes, format, records, sha256: None, ..exported })
    }
}

/// Copies a file to standard output, and returns the number of written bytes and whether these are all: a reader that
/// closes it early is not an error.
async fn copy(path: &Path) -> Result<(u64, bool), Failure> {
    let failed = |error: io::Error| Failure::local(messages::writing_standard_output(), &error);
    unless_interrupted(async {
        let mut file = tokio::fs::File::open(path).await.map_err(failed)?;
        let mut out = DetachedWriter::standard_output().map_err(failed)?;
        match tokio::io::copy(&mut file, &mut out).await {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(failed(error)),
            copied => Ok((out.written(), copied.is_ok())),
        }
    })
    .await
}
