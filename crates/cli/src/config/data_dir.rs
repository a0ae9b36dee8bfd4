//! The local store of a subcommand, and the project of its records.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches};
use deskledger::EXPORT_CONNECTION_RECORDS;
#[cfg(not(feature = "clickhouse"))]
use deskledger::Message;
#[cfg(feature = "clickhouse")]
use deskledger_clickhouse::check_address;
use deskledger_server::{Access, Store, StoreError};

use crate::args::Values as _;
use crate::config::client::PROJECT_VARIABLES;
use crate::config::resolve::{flag_or_variable, variable};
use crate::error::{Doing as _, Failure};
use crate::help::Help;
use crate::messages;
use crate::origin::Sourced;

pub(crate) fn data(help: Help) -> Arg {
    help.path("data", "DIR", messages::flag_data()).required(true)
}

pub(crate) fn store(help: Help) -> Arg {
    help.value("store", "URL", messages::flag_store())
}

/// Opens the store of `--store`, or the one in `--data`.
pub(crate) fn open(matches: &ArgMatches) -> Result<Store, Failure> {
    open_at(&directory(matches), address(matches)?.as_deref())
}

/// The address of a store elsewhere, by flag or by environment.
fn address(matches: &ArgMatches) -> Result<Option<String>, Failure> {
    match matches.text("store") {
        Some(address) => Ok(Some(address.to_owned())),
        None => Ok(variable("DESKLEDGER_STORE")?.map(|found| found.value)),
    }
}

/// Checks the syntax of `--store`, without connecting.
pub(crate) fn check(matches: &ArgMatches) -> Result<(), Failure> {
    check_store(address(matches)?.as_deref())
}

/// Checks the syntax of the address of a store, without connecting.
pub(crate) fn check_store(address: Option<&str>) -> Result<(), Failure> {
    match address {
        Some(_) if !cfg!(feature = "clickhouse") => Err(Failure::usage(messages::no_cluster_in_this_build())),
        Some(address) => check_address(address).map_err(Failure::usage),
        None => Ok(()),
    }
}

#[cfg(not(feature = "clickhouse"))]
fn check_address(_: &str) -> Result<(), Message> {
    Ok(())
}

/// Rejects an action on the files of the embedded store if the records are elsewhere: it would succeed without them.
pub(crate) fn expect_embedded(matches: &ArgMatches) -> Result<(), Failure> {
    address(matches)?.map_or(Ok(()), |_| Err(Failure::usage(messages::expected_the_embedded_store())))
}

/// Opens the store at an address, with users and keys in a directory; without an address, the store in the directory.
pub(crate) fn open_at(directory: &Path, address: Option<&str>) -> Result<Store, Failure> {
    match address {
        Some(address) => open_cluster(directory, address),
        None => Store::open(directory).map_err(|error| cannot_open(directory, &error)),
    }
}

fn open_cluster(directory: &Path, address: &str) -> Result<Store, Failure> {
    check_store(Some(address))?;
    let opening = messages::opening_the_cluster;
    std::fs::create_dir_all(directory).doing(opening())?;
    let password = variable("DESKLEDGER_STORE_PASSWORD")?.map(|found| found.value);
    cluster(address, password.as_deref(), directory).doing(opening())
}

#[cfg(feature = "clickhouse")]
fn cluster(address: &str, password: Option<&str>, directory: &Path) -> Result<Store, StoreError> {
    deskledger_clickhouse::ClickHouse::open(address, password, directory)
}

#[cfg(not(feature = "clickhouse"))]
fn cluster(_: &str, _: Option<&str>, _: &Path) -> Result<Store, StoreError> {
    Err(StoreError::without_source(messages::no_cluster_in_this_build()))
}

/// The error for a store that cannot be opened.
pub(crate) fn cannot_open(directory: &Path, error: &StoreError) -> Failure {
    Failure::local(messages::data_dir_opening_store(directory.display()), error)
}

pub(crate) fn directory(matches: &ArgMatches) -> PathBuf {
    matches.path("data").map(Path::to_owned).unwrap_or_default()
}

/// Rejects a project that is neither registered nor in the store: a mistyped one would be a new one.
pub(crate) fn expect_project(store: &Store, access: &Access, project_id: &str) -> Result<(), Failure> {
    let reading = |error: StoreError| cannot_open(store.directory(), &error);
    let is_known = store.has_project(project_id).map_err(reading)?
        || access.has_project(project_id).doing(messages::admin_users_server())?;
    if is_known { Ok(()) } else { Err(Failure::usage(messages::unknown_project(project_id))) }
}

/// The project of the records: by flag or by environment, else the default if there is one.
pub(crate) fn project_id(matches: &ArgMatches, default: Option<&str>) -> Result<String, Failure> {
    let (project_id, origin) = match flag_or_variable(matches, "project_id", &PROJECT_VARIABLES)? {
        Some(Sourced { value, origin }) => (value, Some(origin)),
        None => (default.map(str::to_owned).ok_or_else(|| Failure::usage(messages::no_project()))?, None),
    };
    let request = deskledger::ExportConnectionRecords { project_id, ..Default::default() };
    let invalid = |violations| Failure::invalid(&violations).with_origins(|_| origin.as_ref());
    request.check().map_err(invalid)?;
    Ok(request.project_id)
}

/// The project id of the example in the document.
pub(crate) fn example_project_id() -> &'static str {
    let mut inputs = EXPORT_CONNECTION_RECORDS.inputs();
    inputs.find(|parameter| parameter.name == "project_id").and_then(|parameter| parameter.example).unwrap_or("example")
}
