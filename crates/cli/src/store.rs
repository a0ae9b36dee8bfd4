//! The local store that a verb works on.

use std::path::{Path, PathBuf};

use clap::ArgMatches;
use deskledger::EXPORT_CONNECTION_RECORDS;
use deskledger_server::{Store, StoreError};

use crate::connection;
use crate::failure::Failure;
use crate::settings::{Origin, Setting};

/// Opens the store under `--data`.
pub(crate) fn open(matches: &ArgMatches) -> Result<Store, Failure> {
    let path = directory(matches);
    Store::open(&path).map_err(|error| unopened(&path, &error))
}

/// The store of a directory cannot be opened.
pub(crate) fn unopened(directory: &Path, error: &StoreError) -> Failure {
    let shown = directory.display();
    Failure::local([format!("opening the store in {shown}"), format!("打开 {shown} 中的存储失败")], error)
}

/// The directory under `--data`.
pub(crate) fn directory(matches: &ArgMatches) -> PathBuf {
    matches.get_one::<PathBuf>("data").cloned().unwrap_or_default()
}

/// The project that the records belong to: by flag, by environment, or the one of the documented example.
pub(crate) fn project_id(matches: &ArgMatches) -> Result<String, Failure> {
    let of_flag = |value| Setting { value, origin: Origin::Flag("project-id".to_owned()) };
    let given = matches.get_one::<String>("project-id").cloned().map(of_flag).or_else(connection::project_id);
    let (project_id, origin) = match given {
        Some(Setting { value, origin }) => (value, Some(origin)),
        None => (example_project_id().to_owned(), None),
    };
    let request = deskledger::ExportConnectionRecords { project_id, ..Default::default() };
    let wrong = |violations| Failure::invalid(&violations).of_values(|_| origin.as_ref());
    request.check().map_err(wrong)?;
    Ok(request.project_id)
}

/// The project id that the document shows as its example.
pub(crate) fn example_project_id() -> &'static str {
    let mut inputs = EXPORT_CONNECTION_RECORDS.inputs();
    inputs.find(|parameter| parameter.name == "project_id").and_then(|parameter| parameter.example).unwrap_or("example")
}
