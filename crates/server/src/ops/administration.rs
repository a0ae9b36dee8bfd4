//! The log of administration: `audit.log` in the data directory. A subcommand on the machine has no server whose log
//! would record it.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use deskledger::DateTime;
use serde_json::{Map, Value, json};

use crate::clock::Clock;
use crate::sqlite::{append_file, sync_directory};

/// Name of the log in the data directory.
const FILE_NAME: &str = "audit.log";

/// Appends a change to the log and syncs it, in the format of the server's log.
///
/// # Errors
/// The log cannot be written.
pub fn log_administration(directory: &Path, action: &str, mut fields: Map<String, Value>) -> io::Result<()> {
    let seconds = i64::try_from(Clock::default().now().as_secs()).unwrap_or_default();
    let at = DateTime::from_unix_seconds(seconds).map(|at| at.to_string());
    fields.insert("message".to_owned(), "administration".into());
    fields.insert("who".to_owned(), who().into());
    fields.insert("action".to_owned(), action.into());
    let line = json!({ "timestamp": at, "level": "INFO", "target": super::audit::TARGET, "fields": fields });
    let mut file = append_file(&directory.join(FILE_NAME))?;
    file.write_all(format!("{line}\n").as_bytes())?;
    file.sync_all()?;
    sync_directory(directory)
}

/// The backups of the log that still exist: removed records remain in them.
///
/// # Errors
/// The log cannot be read.
pub fn known_copies(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let log = match fs::read_to_string(directory.join(FILE_NAME)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        log => log?,
    };
    let target = |line: &str| {
        let fields = serde_json::from_str::<Value>(line).ok()?["fields"].take();
        (fields["action"] == "backup").then(|| fields["target"].as_str().map(PathBuf::from)).flatten()
    };
    let mut copies: Vec<PathBuf> = log.lines().filter_map(target).filter(|copy| copy.exists()).collect();
    copies.sort();
    copies.dedup();
    Ok(copies)
}

/// The user of the operating system.
fn who() -> String {
    #[cfg(target_os = "linux")]
    if let Ok(process) = fs::metadata("/proc/self") {
        return format!("uid:{}", std::os::unix::fs::MetadataExt::uid(&process));
    }
    "unknown".to_owned()
}
