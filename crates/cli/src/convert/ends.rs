//! Where the bytes of a conversion come from, and where they go.

use std::fs::{File, OpenOptions};
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use deskledger::{Locale, PartFile};
use deskledger_records::Message;
use deskledger_records::read::{self, Source};
use deskledger_records::write::Format;

use super::Job;
use crate::failure::Failure;

/// The part file while it is written, for whoever has to remove it.
#[derive(Clone, Default)]
pub(super) struct Unfinished(Arc<Mutex<Option<PartFile>>>);

impl Unfinished {
    pub(super) fn held(&self) -> MutexGuard<'_, Option<PartFile>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where the bytes come from. What can be read once only is kept in a temporary file, should it be needed twice.
pub(super) enum Input {
    Path(PathBuf),
    Once(Option<Source<'static>>),
    Kept(File),
}

impl Input {
    pub(super) fn open(path: &Path, to: Format) -> Result<Self, Failure> {
        let doing = [format!("reading {}", path.display()), format!("读取 {} 失败", path.display())];
        let cannot = |error: io::Error| local([&doing[0], &doing[1]], &error);
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
            Self::Once(source) => {
                source.take().ok_or_else(|| Message::new("it can be read once only", "输入只能读取一次").into())
            }
        };
        source.map_err(|error| local(["reading the input", "读取输入失败"], &error))
    }
}

/// Where the bytes go: beside the target until they are whole.
pub(super) enum Target {
    Part(Unfinished),
    /// A stream gets a file that is whole.
    Spool(File),
    /// Rows of NDJSON as they come.
    Stream(Box<dyn Write + Send>),
}

/// Whether a target takes bytes as they come and gives none back: standard output, a pipe, a device.
pub(super) fn is_stream(target: &Path) -> bool {
    target == Path::new("-") || target.metadata().is_ok_and(|found| !found.is_file() && !found.is_dir())
}

fn stream(target: &Path) -> io::Result<Box<dyn Write + Send>> {
    match target == Path::new("-") {
        true => Ok(Box::new(io::stdout())),
        false => Ok(Box::new(OpenOptions::new().write(true).open(target)?)),
    }
}

impl Target {
    pub(super) fn open(job: &Job) -> Result<Self, Failure> {
        if !job.is_stream {
            let mut part = job.part.held();
            if job.go_on().is_break() {
                return Err(Failure::interrupted());
            }
            // The one of a first pass goes before the next one takes its place.
            drop(part.take());
            *part = Some(PartFile::create(&job.output, job.force)?);
            return Ok(Self::Part(job.part.clone()));
        }
        if job.to == Format::Ndjson {
            return stream(&job.output).map(Self::Stream).map_err(|error| job.cannot_write(&error));
        }
        Ok(Self::Spool(tempfile::tempfile().map_err(|error| job.cannot_write(&error))?))
    }

    pub(super) fn finish(self, job: &Job) -> Result<(), Failure> {
        match self {
            Self::Part(part) => match part.held().take() {
                Some(part) => part.commit().map(drop).map_err(Failure::from),
                None => Err(Failure::interrupted()),
            },
            Self::Stream(_) => Ok(()),
            Self::Spool(mut spool) => {
                let copied = spool.rewind().and_then(|()| io::copy(&mut spool, &mut stream(&job.output)?));
                match copied {
                    Err(error) if !has_seen_enough(&error) => Err(job.cannot_write(&error)),
                    _ => Ok(()),
                }
            }
        }
    }
}

impl Write for Target {
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

/// Whether the reader of a stream has gone, which is no failure.
pub(super) fn has_seen_enough(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}

/// A failure of what was being done, in English and in Chinese.
pub(super) fn local(doing: [&str; 2], error: &io::Error) -> Failure {
    match Message::inside(error) {
        Some(message) => Failure::local_saying(doing, error, &message.localized(Locale::Chinese)),
        None => Failure::local(doing, error),
    }
}
