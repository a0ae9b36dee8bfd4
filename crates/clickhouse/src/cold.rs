//! Moves months to object storage and back. The last step of each move is one row in the log of sealed months.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek};
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use deskledger::DateTime;
use deskledger_records::write::{Format, Layout, Writer};
use deskledger_server::{Expired, Expiring, Filter, Month, Row, Sealed, StoreError};
use sha2::{Digest, Sha256};

use crate::delete::{self, delete, delete_any, delete_uncommitted};
use crate::insert::insert;
use crate::lock::Lock;
use crate::month::{expect_feature, in_slices, read_month};
use crate::node::Node;
use crate::read::{Bound, Condition, Selection, expect_whole, select};
use crate::removal::{begin, finish, version_of_writer};
use crate::versions::{Version, all_sealed, hex, log_file, log_move, sealed_and_former};
use crate::{messages, objects};

/// Name of the lock of all moves on a node. A project has no spaces in its name.
const NAME: &str = "sealed months";

/// Projects of one deletion.
const CHUNK: usize = 2000;

/// Records of one insert.
const BATCH: usize = 50_000;

/// Maximum time for files that cannot be read or removed.
const PATIENCE: Duration = Duration::from_secs(120);

/// Seals a month of the projects of a node, and deletes its rows, and files that moves that were killed have left.
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
    let all = || Condition::all().within(month.seconds());
    for row in node.rows(all().query(node, "SELECT DISTINCT project_id FROM records", ""))? {
        if let Some(sealed) = seal_project(node, &row.concat(), month, to)? {
            each(&sealed);
        }
    }
    lock.check()?;
    // Once for many projects: it rewrites the parts of the month. Also rows that a seal that was killed left behind.
    let sealed: Vec<_> = all_sealed(node)?.into_iter().filter(|sealed| sealed.month == *month).collect();
    for projects in sealed.chunks(CHUNK) {
        let names: Vec<_> = projects.iter().map(|sealed| Bound::Text(sealed.project_id.clone())).collect();
        // By name: in ClickHouse 18.16 a deletion with a subquery never ends.
        delete(node, "records", &all().one_of("project_id", &names))?;
    }
    remove_files(node, |former| former.month == *month)
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
    log_file(node, &version, &sealed)?;
    objects::put(node, &sealed.url, file)?;
    // Read back as an export reads it.
    let mut found = Sha256::new();
    let read = read_month(node, &sealed, &selection, &|| true, &mut |_, line| {
        found.update(line);
        found.update([b'\n']);
        ControlFlow::Continue(())
    })?;
    expect_whole(node, read)?;
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
    let file = deskledger_records::temporary_file().map_err(&failed)?;
    let mut writer = Writer::begin(Format::Parquet, BufWriter::new(file), &Layout::new("en_US")).map_err(&failed)?;
    let (mut records, mut lines, mut written) = (0, Sha256::new(), Ok(()));
    for slice in in_slices(node, *selection)? {
        let read = select(node, &slice, None, &|| true, &mut |row: &Row<'_>| {
            records += 1;
            lines.update(row.line().unwrap_or_default());
            lines.update([b'\n']);
            written = writer.row(&row.values());
            if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        if written.is_err() {
            break;
        }
        expect_whole(node, read)?;
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

/// Moves sealed months of a node back, those of which `is_wanted` is true, and removes their files, also those of moves that were
/// killed before.
pub(crate) fn unseal(
    node: &Node,
    is_wanted: impl Fn(&Sealed) -> bool,
    each: &mut dyn FnMut(&Sealed),
) -> Result<(), StoreError> {
    let (sealed, former) = sealed_and_former(node)?;
    if !sealed.iter().chain(&former).any(&is_wanted) {
        return Ok(());
    }
    let _lock = Lock::acquire(node, NAME)?;
    let sealed = all_sealed(node)?.into_iter().filter(|sealed| is_wanted(sealed));
    let moved = try_each(sealed, |sealed| {
        unseal_project(node, &sealed)?;
        each(&sealed);
        Ok(())
    });
    moved.and(remove_files(node, is_wanted))
}

/// Tries all of some moves, and returns the first error. A damaged file fails at once, and does not block others; if the
/// storage is away, each file takes long, and the rest is left out.
fn try_each<T>(
    all: impl Iterator<Item = T>,
    mut attempt: impl FnMut(T) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let (mut first, mut lost) = (Ok(()), Duration::ZERO);
    for one in all {
        let begun = Instant::now();
        if let Err(error) = attempt(one) {
            first = first.and(Err(error));
            lost += begun.elapsed();
        }
        if lost > PATIENCE {
            break;
        }
    }
    first
}

/// Removes the files of months that are no longer sealed in them, those of which `is_wanted` is true.
pub(crate) fn remove_former(node: &Node, is_wanted: impl Fn(&Sealed) -> bool) -> Result<(), StoreError> {
    if !sealed_and_former(node)?.1.iter().any(&is_wanted) {
        return Ok(());
    }
    let _lock = Lock::acquire(node, NAME)?;
    remove_files(node, is_wanted)
}

/// The same, under the lock of all moves. The log has their addresses until they are removed.
fn remove_files(node: &Node, is_wanted: impl Fn(&Sealed) -> bool) -> Result<(), StoreError> {
    let former = sealed_and_former(node)?.1.into_iter().filter(is_wanted);
    let mut removed = Vec::new();
    let tried = try_each(former, |former| {
        expect_feature(&former.url)?;
        objects::remove(node, &former.url)?;
        removed.push(Bound::Text(former.url));
        Ok(())
    });
    for urls in removed.chunks(CHUNK) {
        delete(node, "sealed", &Condition::all().one_of("url", urls))?;
    }
    tried
}

fn unseal_project(node: &Node, sealed: &Sealed) -> Result<(), StoreError> {
    let Sealed { project_id, month, .. } = sealed;
    let lock = Lock::acquire(node, project_id)?;
    let version = version_of_writer(node, project_id, &lock)?;
    let Some(version) = version.filter(|version| version.sealed.contains(sealed)) else { return Ok(()) };
    // Exports read the file, not the table, until the end.
    let rows = Condition::of_project(project_id).within(month.seconds());
    delete_any(node, "records", &rows)?;
    if let Err(error) = insert_month(node, &version, sealed) {
        // Otherwise the end of retention would take a part of the month for records that expire, again and again. If this fails, too,
        // so do the deletions of that.
        let _ = delete_any(node, "records", &rows);
        return Err(error);
    }
    lock.check()?;
    log_move(node, &version, &Sealed { url: String::new(), ..sealed.clone() })
}

/// Deletes the records of one project of a node that started before a point in time. What needs no file comes first: one that
/// cannot be read blocks nothing else.
pub(crate) fn expire(node: &Node, before: i64) -> Result<Option<Expired>, StoreError> {
    for expire in [delete::expire, expire_month] {
        if let Some(expired) = expire(node, before)? {
            return Ok(Some(expired));
        }
    }
    let moved = unseal(node, |sealed| sealed.month.seconds().0 < before, &mut |_| ());
    match delete::expire(node, before)? {
        None => moved.map(|()| None),
        expired => Ok(expired),
    }
}

/// Ends a sealed month of a project that has expired as a whole. Its file is not read.
fn expire_month(node: &Node, before: i64) -> Result<Option<Expired>, StoreError> {
    let is_over = |sealed: &Sealed| sealed.month.seconds().1 <= before;
    // Its file could not be removed without the feature.
    if !cfg!(feature = "cold") || !all_sealed(node)?.iter().any(is_over) {
        return Ok(None);
    }
    let _lock = Lock::acquire(node, NAME)?;
    for sealed in all_sealed(node)?.into_iter().filter(is_over) {
        let Sealed { project_id, month, records, .. } = sealed.clone();
        let lock = Lock::acquire(node, &project_id)?;
        let version = version_of_writer(node, &project_id, &lock)?;
        let Some(version) = version.filter(|version| version.sealed.contains(&sealed)) else { continue };
        delete_uncommitted(node, &project_id, version.number)?;
        let removal = begin(node, &project_id, version.clone())?;
        for table in ["corrections", "records"] {
            delete_any(node, table, &Condition::of_project(&project_id).within(month.seconds()))?;
        }
        lock.check()?;
        // With the number of the begin: nobody reads the project until the end.
        log_move(node, &version, &Sealed { url: String::new(), ..sealed })?;
        finish(node, &project_id, &removal, &lock)?;
        return Ok(Some(Expired { project_id, records }));
    }
    Ok(None)
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
    let read = read_month(node, sealed, &selection, &|| true, &mut |candidate, line| {
        rows.push((candidate.start(), candidate.key(), line.to_owned()));
        if rows.len() >= BATCH {
            inserted = flush(&mut rows);
        }
        if inserted.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    inserted?;
    expect_whole(node, read)?;
    if rows.is_empty() { Ok(()) } else { flush(&mut rows) }
}

/// Numbers of sealed records that started before a point in time, and of all of them. Of a file that cannot be read it is the
/// largest that is possible: a limit of what may expire is no reason to keep the other projects.
pub(crate) fn expiring(node: &Node, before: DateTime) -> Result<Vec<Expiring>, StoreError> {
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
            let read = read_month(node, &sealed, &selection, &|| true, &mut |_, _| {
                expired += 1;
                ControlFlow::Continue(())
            });
            if read.and_then(|read| expect_whole(node, read)).is_err() {
                expired = sealed.records;
            }
        }
        found.push(Expiring { project_id: sealed.project_id, expired, total: sealed.records });
    }
    Ok(found)
}
