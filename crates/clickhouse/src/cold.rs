//! Moves months to object storage and back. The last step of each move is one row in the log of sealed months.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek};
use std::ops::ControlFlow;

use deskledger::DateTime;
use deskledger_records::write::{Format, Layout, Writer};
use deskledger_server::{Filter, Month, Row, Sealed, StoreError};
use sha2::{Digest, Sha256};

use crate::delete::delete;
use crate::insert::insert;
use crate::lock::Lock;
use crate::month::{expect_feature, in_slices, read_month};
use crate::node::Node;
use crate::read::{Bound, Condition, Selection, select};
use crate::removal::version_of_writer;
use crate::versions::{Version, all_sealed, hex, log_move};
use crate::{messages, objects};

/// Name of the lock of all moves on a node. A project has no spaces in its name.
const NAME: &str = "sealed months";

/// Projects of one deletion.
const CHUNK: usize = 2000;

/// Records of one insert.
const BATCH: usize = 50_000;

/// Seals a month of the projects of a node, and deletes its rows.
pub(crate) fn seal(node: &Node, month: &Month, to: &str, each: &mut dyn FnMut(&Sealed)) -> Result<(), StoreError> {
    if to.contains('@') || !["s3://", "file:///"].iter().any(|scheme| to.starts_with(scheme)) {
        // It may contain a password.
        let found = if to.contains('@') { "another text" } else { to };
        return Err(StoreError::rejected(messages::object_address(found)));
    }
    expect_feature(to)?;
    objects::check(to)?;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    if i64::try_from(now.as_secs()).is_ok_and(|now| now < month.seconds().1) {
        return Err(StoreError::rejected(messages::month_not_over(month.to_string())));
    }
    let lock = Lock::acquire(node, NAME)?;
    let all = || Condition::of_range(month.seconds());
    for row in node.rows(all().query(node, "SELECT DISTINCT project_id FROM records", ""))? {
        if let Some(sealed) = seal_project(node, &row.concat(), month, to)? {
            each(&sealed);
        }
    }
    lock.check()?;
    // Once for many projects: it rewrites the parts of the month. Also rows that a seal that was killed left behind.
    let sealed: Vec<_> = all_sealed(node)?.into_iter().filter(|sealed| sealed.month == *month).collect();
    for projects in sealed.chunks(CHUNK) {
        let places = vec!["?"; projects.len()].join(", ");
        let values = projects.iter().map(|sealed| Bound::Text(sealed.project_id.clone()));
        // By name: in ClickHouse 18.16 a deletion with a subquery never ends.
        delete(node, "records", &all().and(&format!("project_id IN ({places})"), values))?;
    }
    Ok(())
}

/// Seals a month of a project; `None` if it has no records of it, or has been sealed before.
fn seal_project(node: &Node, project_id: &str, month: &Month, to: &str) -> Result<Option<Sealed>, StoreError> {
    let lock = Lock::acquire(node, project_id)?;
    let Some(version) = version_of_writer(node, project_id, &lock)? else { return Ok(None) };
    if version.sealed.iter().any(|sealed| sealed.month == *month) {
        return Ok(None);
    }
    let filter = Filter::project(project_id);
    let selection = Selection { filter: &filter, version: version.number, range: Some(month.seconds()) };
    let failed = |error: io::Error| StoreError::new(messages::sealing(project_id, month.to_string()), error);
    let (mut file, records, lines) = write(node, &selection, failed)?;
    if records == 0 {
        return Ok(None);
    }
    let (bytes, sha256) = digest(&mut file).map_err(failed)?;
    let name = sha256.get(..16).unwrap_or_default();
    // With the digest in its name it never replaces a file of other content.
    let url = format!("{}/{project_id}/{month}-{name}.parquet", to.trim_end_matches('/'));
    let project_id = project_id.to_owned();
    let sealed = Sealed { project_id, month: month.clone(), records, bytes, sha256, url };
    objects::put(node, &sealed.url, file)?;
    // Read back as an export reads it.
    let mut found = Sha256::new();
    let _ = read_month(node, &sealed, &selection, &|| true, &mut |_, line| {
        found.update(line);
        found.update([b'\n']);
        ControlFlow::Continue(())
    })?;
    if found.finalize() != lines.finalize() {
        return Err(StoreError::without_source(messages::another_object(&sealed.url)));
    }
    lock.check()?;
    log_move(node, &version, &sealed)?;
    Ok(Some(sealed))
}

/// The records of a selection as a Parquet file, their number, and the digest of their lines.
fn write(
    node: &Node,
    selection: &Selection<'_>,
    failed: impl Fn(io::Error) -> StoreError,
) -> Result<(File, u64, Sha256), StoreError> {
    let file = tempfile::tempfile().map_err(&failed)?;
    let mut writer = Writer::begin(Format::Parquet, BufWriter::new(file), &Layout::new("en_US")).map_err(&failed)?;
    let (mut records, mut lines, mut written) = (0, Sha256::new(), Ok(()));
    for slice in in_slices(node, *selection)? {
        let _ = select(node, &slice, None, &|| true, &mut |row: &Row<'_>| {
            records += 1;
            lines.update(row.line().unwrap_or_default());
            lines.update([b'\n']);
            written = writer.row(&row.values());
            if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        if written.is_err() {
            break;
        }
    }
    let file = written.and_then(|()| writer.end()?.into_inner().map_err(io::IntoInnerError::into_error));
    Ok((file.map_err(failed)?, records, lines))
}

/// Size and SHA-256 of a file.
fn digest(file: &mut File) -> io::Result<(u64, String)> {
    let (mut digest, mut bytes, mut piece) = (Sha256::new(), 0, vec![0; 1 << 16]);
    file.rewind()?;
    loop {
        let read = file.read(&mut piece)?;
        let Some(read) = piece.get(..read).filter(|read| !read.is_empty()) else { break };
        digest.update(read);
        bytes += read.len() as u64;
    }
    Ok((bytes, hex(&digest.finalize())))
}

/// Moves sealed months of a node back, those of which `is_wanted` is true.
pub(crate) fn unseal(
    node: &Node,
    is_wanted: impl Fn(&Sealed) -> bool,
    each: &mut dyn FnMut(&Sealed),
) -> Result<(), StoreError> {
    if !all_sealed(node)?.iter().any(&is_wanted) {
        return Ok(());
    }
    let _lock = Lock::acquire(node, NAME)?;
    for sealed in all_sealed(node)?.iter().filter(|sealed| is_wanted(sealed)) {
        unseal_project(node, sealed)?;
        each(sealed);
    }
    Ok(())
}

fn unseal_project(node: &Node, sealed: &Sealed) -> Result<(), StoreError> {
    let Sealed { project_id, month, url, .. } = sealed;
    let lock = Lock::acquire(node, project_id)?;
    let version = version_of_writer(node, project_id, &lock)?;
    let Some(version) = version.filter(|version| version.sealed.contains(sealed)) else { return Ok(()) };
    // Until the end exports read the file, whatever the table has.
    delete(node, "records", &Condition::of_project(project_id).within(month.seconds()))?;
    insert_month(node, &version, sealed)?;
    lock.check()?;
    log_move(node, &version, &Sealed { url: String::new(), ..sealed.clone() })?;
    objects::remove(node, url)
}

/// Inserts the records of a sealed month.
fn insert_month(node: &Node, version: &Version, sealed: &Sealed) -> Result<(), StoreError> {
    let filter = Filter::project(&sealed.project_id);
    let selection = Selection { filter: &filter, version: version.number, range: None };
    let (mut rows, mut inserted) = (Vec::new(), Ok(()));
    let flush = |rows: &mut Vec<(i64, String, String)>| {
        let all = rows.iter().map(|(start, key, line)| (*start, &**key, &**line));
        let inserted = insert(node, (&sealed.project_id, version.number), all);
        rows.clear();
        inserted
    };
    let _ = read_month(node, sealed, &selection, &|| true, &mut |candidate, line| {
        rows.push((candidate.start(), candidate.key(), line.to_owned()));
        if rows.len() >= BATCH {
            inserted = flush(&mut rows);
        }
        if inserted.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    inserted?;
    if rows.is_empty() { Ok(()) } else { flush(&mut rows) }
}

/// Numbers of sealed records that started before a point in time, and of all of them.
pub(crate) fn expiring(node: &Node, before: DateTime) -> Result<Vec<(String, u64, u64)>, StoreError> {
    let mut found = Vec::new();
    for sealed in all_sealed(node)? {
        let filter = Filter::project(&sealed.project_id);
        let (start, end) = sealed.month.seconds();
        let range = Some((start, end.min(before.unix_seconds())));
        let mut expired = 0;
        if end <= before.unix_seconds() {
            expired = sealed.records;
        } else if start < before.unix_seconds() {
            let selection = Selection { filter: &filter, version: 0, range };
            let _ = read_month(node, &sealed, &selection, &|| true, &mut |_, _| {
                expired += 1;
                ControlFlow::Continue(())
            })?;
        }
        found.push((sealed.project_id, expired, sealed.records));
    }
    Ok(found)
}
