//! Input and output of a conversion.

use crate::messages;
use std::fs::{File, OpenOptions};
use std::io::{self, Seek, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use deskledger::PartFile;
use deskledger_records::read::{self, Source};
use deskledger_records::write::Format;

use crate::error::{Doing as _, Failure, creating_temporary_file};
use crate::terminal::target::Target;

/// The partial file while it is written, so that it can be removed from another thread.
#[derive(Clone, Default)]
pub(super) struct Unfinished(Arc<Mutex<Option<PartFile>>>);

impl Unfinished {
    pub(super) fn held(&self) -> MutexGuard<'_, Option<PartFile>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The input. A stream is copied to a temporary file if it may be read twice.
pub(super) enum Input {
    Path(PathBuf),
    Once(Option<Source<'static>>),
    Kept(File),
}

impl Input {
    pub(super) fn open(path: &Path, to: Format) -> Result<Self, Failure> {
        let doing = messages::io_reading((path.display()).to_string());
        let cannot = |error: io::Error| Failure::local(doing.clone(), &error);
        let stream = if path == Path::new("-") {
            Source::stream(io::stdin())
        } else {
            let file = File::open(path).map_err(cannot)?;
            if file.metadata().map_err(cannot)?.is_file() {
                return Ok(Self::Path(path.to_owned()));
            }
            Source::file(file).map_err(cannot)?
        };
        if to == Format::Ndjson {
            return Ok(Self::Once(Some(stream)));
        }
        stream.spooled(read::Limits::default().max_bytes).map(Self::Kept).map_err(cannot)
    }

    pub(super) fn source(&mut self) -> Result<Source<'static>, Failure> {
        let source = match self {
            Self::Path(path) => File::open(path).and_then(Source::file),
            Self::Kept(file) => file.rewind().and_then(|()| file.try_clone()).and_then(Source::file),
            Self::Once(source) => source.take().ok_or_else(|| messages::input_read_once().into()),
        };
        source.doing(messages::io_reading_input())
    }
}

pub(super) struct Destination {
    pub(super) target: Target,
    pub(super) format: Format,
    /// Whether an existing file is replaced.
    pub(super) force: bool,
    pub(super) part: Unfinished,
    pub(super) is_stopped: Arc<AtomicBool>,
}

/// A writer to the output: a file is written next to its target until it is complete.
pub(super) enum Writer {
    Part(Unfinished),
    /// A stream gets a file that is complete.
    Spool(File),
    /// Rows of NDJSON as they come.
    Stream(Box<dyn Write + Send>),
}

impl Destination {
    pub(super) fn new(target: Target, format: Format, force: bool) -> Self {
        Self { target, format, force, part: Unfinished::default(), is_stopped: Arc::default() }
    }

    /// The path as it is reported; `-` for standard output.
    pub(super) fn path(&self) -> String {
        self.target.path().map_or_else(|| "-".to_owned(), |path| path.display().to_string())
    }

    /// Whether the user has interrupted.
    pub(super) fn go_on(&self) -> ControlFlow<()> {
        if self.is_stopped.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    pub(super) fn open(&self) -> Result<Writer, Failure> {
        match &self.target {
            Target::File(path) => {
                let mut part = self.part.held();
                if self.go_on().is_break() {
                    return Err(Failure::interrupted());
                }
                // The one of a first pass is removed before the next one is created.
                drop(part.take());
                *part = Some(PartFile::create(path, self.force)?);
                Ok(Writer::Part(self.part.clone()))
            }
            _ if self.format == Format::Ndjson => {
                self.stream().map(Writer::Stream).map_err(|error| self.cannot_write(&error))
            }
            _ => tempfile::tempfile().map(Writer::Spool).doing(creating_temporary_file()),
        }
    }

    /// Completes the output; `false` if its reader has closed it before the end.
    pub(super) fn finish(&self, writer: Writer) -> Result<bool, Failure> {
        match writer {
            Writer::Part(part) => match part.held().take() {
                Some(part) => part.commit().map(|_| true).map_err(Failure::from),
                None => Err(Failure::interrupted()),
            },
            Writer::Stream(_) => Ok(true),
            Writer::Spool(mut spool) => match spool.rewind().and_then(|()| io::copy(&mut spool, &mut self.stream()?)) {
                Err(error) if !is_closed(&error) => Err(self.cannot_write(&error)),
                copied => Ok(copied.is_ok()),
            },
        }
    }

    pub(super) fn cannot_write(&self, error: &io::Error) -> Failure {
        Failure::local(messages::writing(self.path()), error)
    }

    fn stream(&self) -> io::Result<Box<dyn Write + Send>> {
        match self.target.path() {
            None => Ok(Box::new(io::stdout())),
            Some(path) => Ok(Box::new(OpenOptions::new().write(true).open(path)?)),
        }
    }
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Part(part) => match part.held().as_mut() {
                Some(part) => part.write(bytes).map(|()| bytes.len()).map_err(io::Error::other),
                None => Err(io::Error::other("interrupted")),
            },
            Self::Spool(file) => file.write(bytes),
            Self::Stream(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Part(_) => Ok(()),
            Self::Spool(file) => file.flush(),
            Self::Stream(stream) => stream.flush(),
        }
    }
}

/// Whether the reader of a stream has closed it, which is not an error.
pub(super) fn is_closed(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}
