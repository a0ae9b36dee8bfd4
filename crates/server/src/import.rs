//! Import of files into the store, with the readers of deskledger-records.
//!
//! All files of one import form one transaction. Every record is validated against the document; an invalid one is
//! reported with its file and line. Files are streamed: a record may have up to 1 MiB, a file any length.

pub(crate) mod batch;
mod parser;
mod report;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use deskledger::{ExportConnectionRecords, Locale};
use deskledger_records::Message;
use deskledger_records::read::{Options, Position, Row};

use crate::messages;
use crate::store::{Import, Store};
use parser::{Parsed, Parser};

pub use report::{BadRow, IgnoredKey, ImportError, MAX_BAD_ROWS, MAX_IGNORED_KEYS, Report};

/// Effect of an invalid row on the import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OnError {
    /// Nothing is imported.
    #[default]
    Abort,
    /// The row is skipped and reported.
    Skip,
}

/// Effect of a record that differs from the one stored under its identity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OnConflict {
    /// The row is invalid.
    #[default]
    Reject,
    /// The stored values are replaced; the old and the new ones are logged.
    Correct,
}

/// Progress of an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress<'p> {
    /// The current file.
    pub file: &'p Path,
    /// Rows of all files so far, including invalid ones.
    pub rows: u64,
    /// Bytes of all files so far.
    pub bytes: u64,
    /// Bytes of all files; a pipe counts as 0.
    pub total_bytes: u64,
}

/// Rows between two calls of the progress callback.
const PROGRESS_INTERVAL: u64 = 1000;

/// Imports the records of all `files` into one project in one transaction. `progress` is called every thousand rows and
/// at the end of every file.
///
/// `-` is standard input. A file may be XLSX, CSV, NDJSON, Parquet or a response of the list call, also compressed, as
/// [`read`](deskledger_records::read) describes. Columns are identified by field name or by heading in any language of the
/// document, in any order. Points in time may have any offset and are stored in UTC with a resolution of seconds. Empty
/// values count as absent. Unknown columns are ignored and counted.
///
/// ```
/// use deskledger_server::Store;
/// use deskledger_server::import::{OnError, import_files};
/// # let directory = tempfile::tempdir()?;
/// let file = directory.path().join("records.csv");
/// std::fs::write(&file, "开始连接时间,连接用户,是否重连\n2020-04-24T11:02:47+08:00,jy01@local.com,否\n")?;
/// let store = Store::open(directory.path())?;
/// let first = import_files(&store, "p1", &[file.clone()], OnError::Abort, &mut |_| ())?;
/// let again = import_files(&store, "p1", &[file], OnError::Abort, &mut |_| ())?;
/// assert_eq!((first.added, again.added, again.unchanged), (1, 0, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The project id is invalid, a file cannot be read or has none of the formats, a row is invalid and `on_error` is
/// [`OnError::Abort`], or the store fails. Nothing has been imported.
pub fn import_files(
    store: &Store,
    project_id: &str,
    files: &[PathBuf],
    on_error: OnError,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Report, ImportError> {
    import_files_with(&Options::default(), store, (project_id, OnConflict::Reject), files, on_error, progress)
}

/// As [`import_files`], with options of reading (encoding, delimiter, date order and time zone), and with the treatment
/// of records that differ from the stored ones.
///
/// # Errors
/// Those of [`import_files`].
pub fn import_files_with(
    options: &Options,
    store: &Store,
    (project_id, on_conflict): (&str, OnConflict),
    files: &[PathBuf],
    on_error: OnError,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Report, ImportError> {
    // Records under an invalid project id could never be exported.
    ExportConnectionRecords { project_id: project_id.to_owned(), ..Default::default() }.check()?;
    let total_bytes = files.iter().map(|file| std::fs::metadata(file).map_or(0, |file| file.len())).sum();
    let bytes = Arc::new(AtomicU64::new(0));
    let mut intake = Intake {
        import: match on_conflict {
            OnConflict::Reject => store.import(project_id)?,
            OnConflict::Correct => store.import(project_id)?.correcting(),
        },
        file: Path::new(""),
        on_error,
        report: Report::default(),
        rows: 0,
        bytes: &bytes,
        total_bytes,
        progress,
    };
    for file in files {
        intake.file = file;
        let before = bytes.load(Ordering::Relaxed);
        let parser = Parser::start(options, file, &bytes).map_err(|error| ImportError::reading(file, error))?;
        for parsed in &parser.found {
            intake.take(parsed)?;
        }
        parser.finish().map_err(|broken| ImportError::reading(file, broken))?;
        // Formats that are read from the end do not count bytes while reading.
        bytes.fetch_max(before + std::fs::metadata(file).map_or(0, |file| file.len()), Ordering::Relaxed);
        intake.report_progress();
    }
    intake.import.commit()?;
    Ok(intake.report)
}

/// Receives the rows of all files.
struct Intake<'i> {
    import: Import,
    file: &'i Path,
    on_error: OnError,
    report: Report,
    rows: u64,
    bytes: &'i AtomicU64,
    total_bytes: u64,
    progress: &'i mut dyn FnMut(Progress<'_>),
}

impl Intake<'_> {
    fn report_progress(&mut self) {
        let Self { file, rows, total_bytes, .. } = *self;
        (self.progress)(Progress { file, rows, bytes: self.bytes.load(Ordering::Relaxed), total_bytes });
    }

    fn take(&mut self, parsed: Parsed) -> Result<(), ImportError> {
        match parsed {
            Parsed::Rows(rows) => self.add(rows),
            Parsed::Bad(place, message) => {
                self.count_row();
                self.bad(&place, message)
            }
            Parsed::Note(note) => {
                let file = self.file.display();
                let text = |locale| format!("{file}: {}", note.localized(locale));
                self.report.notes.push(Message::translated(text(Locale::English), text(Locale::Chinese)));
                Ok(())
            }
        }
    }

    fn add(&mut self, rows: Vec<(Position, Row)>) -> Result<(), ImportError> {
        self.import.prepare(rows.iter().map(|(_, row)| &row.record))?;
        for (place, row) in rows {
            self.count_row();
            row.extra.iter().for_each(|(name, _)| self.report.add_ignored(name));
            match self.import.add(&row.record) {
                Ok(outcome) => self.report.count(outcome),
                Err(error) if error.is_conflict() => {
                    let outcome = self.bad(&place, messages::not_stored(error.to_message()));
                    outcome.map_err(ImportError::of_conflict)?;
                }
                Err(error) if error.is_invalid_record() => {
                    self.bad(&place, messages::not_stored(error.to_message()))?;
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    fn count_row(&mut self) {
        self.rows += 1;
        if self.rows.is_multiple_of(PROGRESS_INTERVAL) {
            self.report_progress();
        }
    }

    fn bad(&mut self, place: &Position, message: Message) -> Result<(), ImportError> {
        let bad = BadRow::new(self.file, place, message);
        match self.on_error {
            OnError::Skip => {
                self.report.add_bad(bad);
                Ok(())
            }
            OnError::Abort => Err(ImportError::BadRow(Box::new(bad))),
        }
    }
}
