//! Local targets: kept, rejected, or replaced by a complete file.

#![allow(clippy::unwrap_used)]

mod support;

use std::path::{Path, PathBuf};

use deskledger::{Error, PartFile, SaveOptions};
use support::{CSV, Script, Server, request};

fn names(directory: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn refused(target: PathBuf, overwrite: bool) -> String {
    let error: Error = PartFile::create(&target, overwrite).unwrap_err();
    assert!(error.is_local() && !error.may_have_been_sent() && !error.is_retryable());
    assert!(error.to_string().contains(target.to_str().unwrap().trim_end_matches("/..")), "{error}");
    error.to_string()
}

async fn save(target: &Path, save: SaveOptions) -> Result<deskledger::SavedFile, Error> {
    let server = Server::start([Script::status(200).body(CSV)]).await;
    request().send(&server.client()).await.unwrap().save(target, save).await
}

#[tokio::test]
async fn an_existing_file_is_kept_unless_it_may_be_overwritten() {
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("x.csv");
    std::fs::write(&target, "old").unwrap();
    let error = save(&target, SaveOptions::new()).await.unwrap_err();
    assert!(error.is_local() && error.to_string().contains("it is kept"), "{error}");
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "old");
    let saved = save(&target, SaveOptions::new().overwrite(true)).await.unwrap();
    assert_eq!(saved.path, target);
    assert_eq!(std::fs::read_to_string(&target).unwrap(), CSV);
    assert_eq!(names(directory.path()), ["x.csv"]);
}

#[test]
fn a_file_that_appeared_in_the_meantime_is_kept() {
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("x.csv");
    let mut part = PartFile::create(&target, false).unwrap();
    part.write(b"new").unwrap();
    std::fs::write(&target, "theirs").unwrap();
    assert!(part.commit().unwrap_err().to_string().contains("it is kept"));
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "theirs");
    assert_eq!(names(directory.path()), ["x.csv"]);
}

#[tokio::test]
async fn an_existing_file_stays_as_it_was_when_the_new_one_breaks_off() {
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("x.csv");
    std::fs::write(&target, "old").unwrap();
    let big = "1,2\n".repeat(5000);
    let server = Server::start([Script::status(200).header("Content-Length", "20000").piece(&big[..10_000])]).await;
    let download = request().send(&server.client()).await.unwrap();
    let error = download.save(&target, SaveOptions::new().overwrite(true)).await.unwrap_err();
    assert!(error.is_network() || error.is_unexpected_content(), "{error}");
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "old");
    assert_eq!(names(directory.path()), ["x.csv"]);
}

#[tokio::test]
async fn a_dropped_download_leaves_no_part_behind() {
    let directory = tempfile::tempdir().unwrap();
    let big = "1,2\n".repeat(5000);
    let server =
        Server::start([Script::status(200).header("Content-Length", "20000").piece(&big[..10_000]).stall()]).await;
    let download = request().send(&server.client()).await.unwrap();
    let target = directory.path().join("x.csv");
    let begun = async {
        while std::fs::metadata(directory.path().join("x.csv.part")).map_or(0, |part| part.len()) < 8192 {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
    };
    tokio::select! {
        outcome = download.save(&target, SaveOptions::new()) => unreachable!("{outcome:?}"),
        () = begun => {}
    }
    assert_eq!(names(directory.path()), [""; 0]);
}

#[test]
fn two_exports_to_the_same_file_do_not_mix() {
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("x.csv");
    let mut first = PartFile::create(&target, true).unwrap();
    first.write(b"first").unwrap();
    let error = PartFile::create(&target, true).unwrap_err();
    assert!(error.is_local() && error.to_string().contains("another process"), "{error}");
    first.commit().unwrap();
    let mut second = PartFile::create(&target, true).unwrap();
    second.write(b"second").unwrap();
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "first");
    drop(second);
    assert_eq!(names(directory.path()), ["x.csv"]);
}

#[test]
fn what_a_killed_export_left_behind_is_taken_over() {
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("x.csv");
    std::fs::write(directory.path().join("x.csv.part"), "a long leftover").unwrap();
    let mut part = PartFile::create(&target, false).unwrap();
    part.write(b"new").unwrap();
    part.commit().unwrap();
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "new");
    assert_eq!(names(directory.path()), ["x.csv"]);
}

#[cfg(unix)]
#[test]
fn an_export_killed_between_its_two_names_does_not_cost_the_finished_file() {
    let directory = tempfile::tempdir().unwrap();
    let (target, part) = (directory.path().join("x.csv"), directory.path().join("x.csv.part"));
    std::fs::write(&target, "finished").unwrap();
    std::fs::hard_link(&target, &part).unwrap();
    let mut next = PartFile::create(&target, true).unwrap();
    next.write(b"n").unwrap();
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "finished");
}

#[test]
fn a_target_that_cannot_be_a_file_is_reported_before_anything_is_sent() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path();
    assert!(refused(path.to_owned(), true).contains("found a directory"));
    assert!(refused(path.join(".."), false).contains("found a directory"));
    assert!(refused(path.join("missing/x.csv"), false).contains("check the path"));
    for directory in ["missing/", "missing/.", "missing//"] {
        assert!(refused(path.join(directory), true).contains("found a directory"), "{directory}");
    }
    std::fs::write(path.join("file"), "").unwrap();
    refused(path.join("file/x.csv"), true);
    #[cfg(target_os = "linux")]
    assert!(refused("/dev/null".into(), true).contains("device"));
    assert_eq!(names(path), ["file"]);
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_is_not_turned_into_a_file() {
    let directory = tempfile::tempdir().unwrap();
    let (real, link) = (directory.path().join("real.csv"), directory.path().join("link.csv"));
    std::fs::write(&real, "old").unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    assert!(refused(link.clone(), false).contains("it is kept"));
    let mut part = PartFile::create(&link, true).unwrap();
    part.write(b"new").unwrap();
    part.commit().unwrap();
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(std::fs::read_to_string(&real).unwrap(), "new");
    std::os::unix::fs::symlink(directory.path().join("elsewhere"), directory.path().join("y.csv.part")).unwrap();
    assert!(PartFile::create(directory.path().join("y.csv"), false).is_err());
    assert!(!directory.path().join("elsewhere").exists());
}

#[cfg(unix)]
#[test]
fn a_replaced_file_keeps_who_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("x.csv");
    std::fs::write(&target, "old").unwrap();
    std::fs::set_permissions(&target, std::fs::Permissions::from_mode(0o600)).unwrap();
    PartFile::create(&target, true).unwrap().commit().unwrap();
    assert_eq!(std::fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o600);
}

#[cfg(unix)]
#[test]
fn a_complete_file_in_a_directory_that_cannot_be_read_is_no_failure() {
    use std::os::unix::fs::PermissionsExt;
    let outer = tempfile::tempdir().unwrap();
    let directory = outer.path().join("drop");
    std::fs::create_dir(&directory).unwrap();
    std::fs::set_permissions(&directory, std::fs::Permissions::from_mode(0o333)).unwrap();
    // The superuser may read every directory: nothing is shown then.
    for (name, overwrite) in [("new.csv", false), ("replaced.csv", true)] {
        let target = directory.join(name);
        let mut part = PartFile::create(&target, overwrite).unwrap();
        part.write(b"whole").unwrap();
        assert_eq!(part.commit().unwrap(), target);
        assert_eq!(std::fs::read_to_string(&target).unwrap(), "whole");
    }
    std::fs::set_permissions(&directory, std::fs::Permissions::from_mode(0o700)).unwrap();
    assert_eq!(names(&directory), ["new.csv", "replaced.csv"]);
}

#[cfg(unix)]
#[test]
fn nobody_else_reads_a_file_that_is_not_whole_yet() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    let mode = |name: &str| std::fs::metadata(directory.path().join(name)).unwrap().permissions().mode() & 0o777;
    std::fs::write(directory.path().join("as others"), "").unwrap();
    // The part file of an earlier run may have been readable by everyone.
    std::fs::write(directory.path().join("new.csv.part"), "left").unwrap();
    for (name, before, after) in [("new.csv", None, mode("as others")), ("old.csv", Some(0o640), 0o640)] {
        let target = directory.path().join(name);
        if let Some(before) = before {
            std::fs::write(&target, "old").unwrap();
            std::fs::set_permissions(&target, std::fs::Permissions::from_mode(before)).unwrap();
        }
        let mut part = PartFile::create(&target, before.is_some()).unwrap();
        part.write(b"secret").unwrap();
        assert_eq!(mode(&format!("{name}.part")), 0o600);
        part.commit().unwrap();
        assert_eq!(mode(name), after, "{name}");
    }
}

#[tokio::test]
async fn a_file_name_of_maximum_length_gets_its_file_and_its_partial_file() {
    let directory = tempfile::tempdir().unwrap();
    let long = "\u{684c}".repeat(84);
    let (one, other) = (directory.path().join(format!("{long}1-b")), directory.path().join(format!("{long}2-b")));
    // The names share their first characters, but not their part files.
    let (first, second) = (PartFile::create(&one, false).unwrap(), PartFile::create(&other, false).unwrap());
    first.commit().unwrap();
    second.commit().unwrap();
    assert_eq!(names(directory.path()).iter().map(String::len).collect::<Vec<_>>(), [255, 255]);

    let file = format!("{CSV}{}", "1,2\r\n".repeat(4000));
    let cut = support::resumable("\"v1\"").header("Content-Length", &file.len().to_string());
    let server = Server::start([cut.piece(&file[..9000]), support::resumable("\"v1\"").body(&file)]).await;
    let client = server.builder().retry(deskledger::RetryPolicy::never()).build().unwrap();
    let save = || SaveOptions::new().overwrite(true);
    request().send(&client).await.unwrap().save(&one, save()).await.unwrap_err();
    assert_eq!(names(directory.path()).len(), 4);
    assert!(names(directory.path()).iter().all(|name| name.len() <= 255));
    let left = names(directory.path()).into_iter().find(|name| name.ends_with(".part")).unwrap();
    std::fs::write(directory.path().join(left), &file).unwrap();
    let saved = request().send(&client).await.unwrap().save(&one, save()).await.unwrap();
    assert_eq!((saved.resumed_from, names(directory.path()).len()), (file.len() as u64, 2));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_is_reported_with_what_to_do() {
    let (_, mut full) = (0, tokio::fs::OpenOptions::new().write(true).open("/dev/full").await.unwrap());
    let server = Server::start([Script::status(200).body(CSV)]).await;
    let error = request().send(&server.client()).await.unwrap().write_to(&mut full).await.unwrap_err();
    assert!(error.is_local() && error.to_string().contains("free disk space"), "{error}");
}
