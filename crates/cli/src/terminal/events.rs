//! `--progress json`: the events of an export as JSON, one object a line, for programs.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use deskledger::{Download, Progress};

use crate::error::{Doing as _, Failure};
use crate::locale::Locale;
use crate::messages;
use crate::terminal::result::{Event, Exported, Failed};

/// The shortest time between two progress lines.
const MIN_INTERVAL: Duration = Duration::from_millis(200);

/// Destination of the lines. Clones write to the same stream.
#[derive(Clone)]
pub(crate) struct Events {
    out: Arc<Mutex<Box<dyn Write + Send>>>,
    last: Arc<Mutex<Option<Instant>>>,
}

impl Events {
    /// Lines to standard error, or appended to a file, a pipe or `/dev/fd/N`.
    pub(crate) fn open(file: Option<&Path>) -> Result<Self, Failure> {
        let out: Box<dyn Write + Send> = match file {
            None => Box::new(io::stderr()),
            Some(path) => {
                let opened = OpenOptions::new().append(true).create(true).open(path);
                Box::new(opened.doing(messages::opening(path.display()))?)
            }
        };
        Ok(Self { out: Arc::new(Mutex::new(out)), last: Arc::default() })
    }

    /// Writes a line. A reader that has gone, or a full disk, does not stop the export.
    pub(crate) fn report(&self, event: &Event) {
        if let (Ok(mut line), Ok(mut out)) = (serde_json::to_vec(event), self.out.lock()) {
            line.push(b'\n');
            let _ = out.write_all(&line).and_then(|()| out.flush());
        }
    }

    pub(crate) fn started(&self, download: &Download) {
        self.report(&Event::Started {
            total: download.content_length(),
            format: download.format().extension().to_owned(),
            request_id: download.request_id().map(str::to_owned),
        });
    }

    /// Reports progress, unless it has just been reported.
    pub(crate) fn moved(&self, progress: Progress) {
        let Ok(mut last) = self.last.lock() else { return };
        let is_end = Some(progress.bytes) == progress.total;
        if is_end || progress.bytes == 0 || last.is_none_or(|last| last.elapsed() >= MIN_INTERVAL) {
            *last = Some(Instant::now());
            let Progress { bytes, total, bytes_per_second, .. } = progress;
            self.report(&Event::Progress { bytes, total, bytes_per_second });
        }
    }

    pub(crate) fn ended(&self, outcome: &Result<Exported, Failure>) {
        self.report(&match outcome {
            Ok(exported) => Event::Finished(Box::new(exported.clone())),
            Err(failure) => {
                Event::Failed(Failed { message: failure.localized(Locale::English), exit_code: failure.exit_code() })
            }
        });
    }
}
