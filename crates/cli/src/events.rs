//! `--progress json`: what happens on the way, one JSON object a line, for programs that watch.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use clap::ArgMatches;
use deskledger::{Download, Progress, Retry};
use schemars::JsonSchema;
use serde::Serialize;

use crate::export::Exported;
use crate::failure::{Failure, with_path};

/// One line of `--progress json`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(crate) enum Event {
    /// The file has begun to come.
    Started {
        /// Its length in bytes, where the service has said so.
        total: Option<u64>,
        /// What it is: `xlsx`, `csv`, `ndjson`, `parquet`, ...
        format: String,
        /// Id of the request, for questions to the operator of the service.
        request_id: Option<String>,
    },
    /// How far it is: at most five a second. `bytes` falls back to 0 where the file starts over.
    Progress {
        /// Bytes so far.
        bytes: u64,
        /// Length in bytes, where the service has said so.
        total: Option<u64>,
        /// Bytes a second over about the last three seconds.
        bytes_per_second: Option<u64>,
    },
    /// A request is sent again after a pause, which begins now.
    Retry(Retried),
    /// The file is there, whole. The last line.
    Finished(Exported),
    /// There is no file. The last line.
    Failed(Failed),
}

/// Why there is no file.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Failed {
    /// What was expected, what was found, what to do.
    message: String,
    /// What the process ends with.
    exit_code: u8,
}

/// A request that is sent again, and why.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Retried {
    /// Which attempt begins with it: 2 is the first retry.
    attempt: u32,
    /// What went wrong before.
    reason: String,
    /// Status of the answer before, where there was one.
    status: Option<u16>,
    /// How long is waited.
    pause_seconds: f64,
}

impl From<&Retry> for Retried {
    fn from(retry: &Retry) -> Self {
        Self {
            attempt: retry.attempt,
            reason: retry.reason.clone(),
            status: retry.status,
            pause_seconds: retry.pause.as_secs_f64(),
        }
    }
}

/// The shortest time between two lines that tell how far the file is.
const SHORTEST: Duration = Duration::from_millis(200);

/// What `--progress` asks for, where the verb has it.
pub(crate) fn form(matches: &ArgMatches) -> Option<&str> {
    matches.try_get_one::<String>("progress").ok().flatten().map(String::as_str)
}

/// Where the lines go. Clones write to the same place.
#[derive(Clone)]
pub(crate) struct Events {
    out: Arc<Mutex<Box<dyn Write + Send>>>,
    told: Arc<Mutex<Option<Instant>>>,
}

impl Events {
    /// Where the flags ask for lines: standard error, or the end of a file, a pipe or `/dev/fd/N`.
    pub(crate) fn of(matches: &ArgMatches) -> Result<Option<Self>, Failure> {
        if form(matches) != Some("json") {
            return Ok(None);
        }
        let out: Box<dyn Write + Send> = match matches.get_one::<PathBuf>("progress-to") {
            None => Box::new(io::stderr()),
            Some(path) => {
                let opening = |error: io::Error| Failure::local(with_path("opening", path, "打开"), &error);
                Box::new(OpenOptions::new().append(true).create(true).open(path).map_err(opening)?)
            }
        };
        Ok(Some(Self { out: Arc::new(Mutex::new(out)), told: Arc::default() }))
    }

    /// Writes a line. A watcher that has gone, or a full disk, is no reason to give up the file.
    pub(crate) fn tell(&self, event: &Event) {
        if let (Ok(mut line), Ok(mut out)) = (serde_json::to_vec(event), self.out.lock()) {
            line.push(b'\n');
            let _ = out.write_all(&line).and_then(|()| out.flush());
        }
    }

    pub(crate) fn started(&self, download: &Download) {
        self.tell(&Event::Started {
            total: download.content_length(),
            format: download.format().extension().to_owned(),
            request_id: download.request_id().map(str::to_owned),
        });
    }

    /// Tells how far the file is, unless it has just been told.
    pub(crate) fn moved(&self, progress: Progress) {
        let Ok(mut told) = self.told.lock() else { return };
        let is_end = Some(progress.bytes) == progress.total;
        if is_end || progress.bytes == 0 || told.is_none_or(|told| told.elapsed() >= SHORTEST) {
            *told = Some(Instant::now());
            let Progress { bytes, total, bytes_per_second, .. } = progress;
            self.tell(&Event::Progress { bytes, total, bytes_per_second });
        }
    }

    pub(crate) fn ended(&self, outcome: &Result<Exported, Failure>) {
        self.tell(&match outcome {
            Ok(exported) => Event::Finished(exported.clone()),
            Err(failure) => {
                Event::Failed(Failed { message: failure.message().to_owned(), exit_code: failure.exit_code() })
            }
        });
    }
}
