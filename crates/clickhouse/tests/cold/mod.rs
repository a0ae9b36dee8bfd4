//! Sealed months in a directory. `scripts/check-cluster` starts the nodes, and tries S3.

mod faults;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use deskledger::{ConnectionRecord, TimeRange};
use deskledger_clickhouse::ClickHouse;
use deskledger_server::{Filter, Format, Page, Row, Store, StoreError, write_records};
use tempfile::TempDir;

use crate::suite::{column, import, record};

/// A cluster, the embedded store, a directory of files, and records of five months.
struct Case {
    nodes: String,
    database: String,
    cluster: Store,
    embedded: Store,
    files: PathBuf,
    _guard: TempDir,
}

fn case() -> Option<Case> {
    let nodes = std::env::var("DESKLEDGER_TEST_CLUSTER").ok()?;
    let guard = tempfile::tempdir().unwrap();
    let database = format!("cold_{:x}", std::time::UNIX_EPOCH.elapsed().unwrap().as_nanos());
    let [directory, other, files] = ["cluster", "embedded", "files"].map(|name| guard.path().join(name));
    for path in [&directory, &files] {
        std::fs::create_dir(path).unwrap();
    }
    let cluster = ClickHouse::open(&format!("clickhouse://{nodes}/{database}"), None, &directory).unwrap();
    let case = Case { nodes, database, cluster, embedded: Store::open(&other).unwrap(), files, _guard: guard };
    let records: Vec<_> = (0..600)
        .map(|number: u64| ConnectionRecord {
            user_name: Some(["a", "b,\"c\"", "张三"][number as usize % 3].into()),
            transaction_id: (!number.is_multiple_of(5)).then(|| format!("T{}", number * 7919 % 600)),
            is_reconnect: (!number.is_multiple_of(3)).then_some(number.is_multiple_of(2)),
            ..record(
                "",
                &format!("2020-{:02}-{:02}T{:02}:00:{:02}Z", number % 5 + 1, number % 28 + 1, number % 24, number / 10),
            )
        })
        .collect();
    for store in [&case.cluster, &case.embedded] {
        import(store, "p", &records);
        import(store, "q", &records[..10]);
    }
    Some(case)
}

fn range(from: &str, to: &str) -> Option<TimeRange> {
    Some(TimeRange::new(from.parse().unwrap(), to.parse().unwrap()).unwrap())
}

fn filters() -> [Filter; 6] {
    let all = Filter::project("p");
    let between = |from, to| Filter { time_range: range(from, to), ..all.clone() };
    let halves = between("2020-02-14T00:00Z", "2020-04-14T00:00Z");
    let user = Filter { user_name: Some("b,\"c\"".into()), ..halves.clone() };
    let month = between("2020-02-01T00:00Z", "2020-03-01T00:00Z");
    let days = between("2020-02-03T00:00Z", "2020-02-05T00:00Z");
    [all.clone(), halves, user, month, days, Filter::project("q")]
}

impl Case {
    /// Runs a statement on each node, and returns their output.
    fn run(&self, sql: &str) -> String {
        let mut output = String::new();
        for node in self.nodes.split(',') {
            let mut stream = TcpStream::connect(node).unwrap();
            let head = format!("POST /?database={} HTTP/1.0\r\n", self.database);
            write!(stream, "{head}Content-Length: {}\r\n\r\n{sql}", sql.len()).unwrap();
            let mut response = String::new();
            stream.read_to_string(&mut response).unwrap();
            let (head, body) = response.split_once("\r\n\r\n").unwrap();
            assert!(head.contains(" 200 "), "{response}");
            output.push_str(body);
        }
        output
    }

    /// The sum of a number over the nodes.
    fn number(&self, sql: &str) -> u64 {
        self.run(sql).split_whitespace().map(|number| number.parse::<u64>().unwrap()).sum()
    }

    fn seal(&self, month: &str) -> Vec<(String, u64)> {
        let (mut sealed, to) = (Vec::new(), format!("file://{}", self.files.display()));
        let each = &mut |one: &deskledger_server::Sealed| sealed.push((one.project_id.clone(), one.records));
        self.cluster.seal(&month.parse().unwrap(), &to, each).unwrap();
        sealed.sort();
        sealed
    }

    fn unseal(&self, month: &str) -> Result<(), StoreError> {
        self.cluster.unseal(&month.parse().unwrap(), &mut |_| ())
    }

    /// The files of sealed months.
    fn files(&self) -> Vec<PathBuf> {
        let projects = std::fs::read_dir(&self.files).unwrap().map(|entry| entry.unwrap().path());
        projects.flat_map(|path| std::fs::read_dir(path).unwrap()).map(|entry| entry.unwrap().path()).collect()
    }

    /// Files, counts and pages of both stores are the same.
    fn expect_equal(&self) {
        for filter in filters() {
            for format in [Format::Csv, Format::Parquet] {
                let [ours, theirs] = [&self.cluster, &self.embedded]
                    .map(|store| write_records(store, &filter, format, "zh_CN", Vec::new(), || true).unwrap());
                assert!(ours == theirs, "{filter:?} {format:?}");
            }
            let [ours, theirs] = [&self.cluster, &self.embedded].map(|store| store.count(&filter).unwrap());
            assert_eq!(ours, theirs, "{filter:?}");
            for (offset, is_newest_first) in
                [(0, true), (119, false), (119, true), (300, true), (599, false), (700, true)]
            {
                let page = Page { offset, limit: 150, is_newest_first };
                let [ours, theirs] = [&self.cluster, &self.embedded].map(|store| {
                    let mut lines = Vec::new();
                    let each = |row: &Row<'_>| {
                        lines.push(row.line().unwrap().to_owned());
                        ControlFlow::Continue(())
                    };
                    assert!(store.page(&filter, page, || true, each).unwrap().is_continue());
                    lines
                });
                assert_eq!(ours, theirs, "{filter:?} {page:?}");
            }
        }
    }
}

#[test]
fn a_sealed_month_is_exported_listed_and_counted_as_before() {
    let Some(case) = case() else { return };
    let revision = case.cluster.revision("p").unwrap();
    assert_eq!(case.seal("2020-02"), [("p".to_owned(), 120), ("q".to_owned(), 2)]);
    assert_eq!((case.seal("2020-04").len(), case.seal("2020-02"), case.seal("2019-12")), (2, vec![], vec![]));
    case.expect_equal();
    assert_eq!(case.files().len(), 4);
    // The same bytes have the same ETag.
    assert_eq!(case.cluster.revision("p").unwrap(), revision);
    let mut refused = case.cluster.import("p").unwrap();
    let error = refused.add(&record("x", "2020-02-29T23:59:59Z")).unwrap_err();
    assert!(error.is_conflict() && error.to_string().contains("2020-02 is sealed"), "{error}");
    drop(refused);
    for store in [&case.cluster, &case.embedded] {
        import(store, "p", &[record("y", "2020-03-01T00:00:00Z")]);
    }
    case.expect_equal();
    case.unseal("2020-02").unwrap();
    case.expect_equal();
    assert_eq!(case.files().len(), 2);
    for store in [&case.cluster, &case.embedded] {
        import(store, "p", &[record("x", "2020-02-29T23:59:59Z")]);
    }
    case.seal("2020-02");
    case.expect_equal();
    let future = case.cluster.seal(&"9999-11".parse().unwrap(), "file:///x", &mut |_| ()).unwrap_err();
    assert!(future.to_string().contains("9999-11 is not over"), "{future}");
    let address = case.cluster.seal(&"2020-02".parse().unwrap(), "https://user:secret@x/y", &mut |_| ()).unwrap_err();
    let address = address.to_string();
    assert!(address.contains("expected s3://BUCKET/PATH") && !address.contains("secret"), "{address}");
}

/// Damage to a file, by its content.
type Damage = fn(&Path, &[u8]);

#[test]
fn a_file_that_is_missing_cut_or_changed_is_an_error_and_never_a_short_export() {
    let Some(case) = case() else { return };
    case.seal("2020-02");
    let file = case.files().into_iter().find(|path| path.parent().unwrap().ends_with("p")).unwrap();
    let content = std::fs::read(&file).unwrap();
    let damages: [(&str, Damage); 4] = [
        ("missing", |path, _| std::fs::remove_file(path).unwrap()),
        ("cut", |path, content| std::fs::write(path, &content[..content.len() / 2]).unwrap()),
        ("changed", |path, content| {
            let mut content = content.to_vec();
            content[100] ^= 1;
            std::fs::write(path, content).unwrap();
        }),
        ("empty", |path, _| std::fs::write(path, b"").unwrap()),
    ];
    for (name, damage) in damages {
        damage(&file, &content);
        for filter in &filters()[..5] {
            let failed = write_records(&case.cluster, filter, Format::Csv, "en_US", Vec::new(), || true);
            assert!(failed.is_err_and(|error| error.to_string().contains("2020-02")), "{name} {filter:?}");
        }
        assert!(case.cluster.count(&filters()[2]).unwrap_err().is_busy(), "{name}");
        assert!(case.unseal("2020-02").is_err(), "{name}");
        std::fs::write(&file, &content).unwrap();
        case.expect_equal();
    }
}

#[test]
fn what_is_removed_or_expired_of_a_sealed_month_is_gone_from_its_file_too() {
    let Some(case) = case() else { return };
    for month in ["2020-01", "2020-02", "2020-03"] {
        case.seal(month);
    }
    for filter in [filters()[2].clone(), filters()[4].clone()] {
        let [ours, theirs] = [&case.cluster, &case.embedded].map(|store| {
            std::iter::from_fn(|| Some(store.remove(&filter, 1000).unwrap()).filter(|removed| *removed > 0))
                .sum::<u64>()
        });
        assert!(ours == theirs && ours > 0, "{filter:?}: {ours} {theirs}");
        case.expect_equal();
    }
    let before = "2020-02-10T00:00:00Z".parse().unwrap();
    case.seal("2020-02");
    let [ours, theirs] = [&case.cluster, &case.embedded].map(|store| store.expiring(before).unwrap());
    assert_eq!(ours, theirs);
    for store in [&case.cluster, &case.embedded] {
        while store.expire(before, 1000).unwrap().is_some() {}
    }
    case.expect_equal();
    // Those of March in q, which nothing has touched.
    assert_eq!(case.files().len(), 1, "{:?}", case.files());
}

#[test]
fn a_view_that_began_before_a_month_was_moved_is_an_error_and_never_a_short_export() {
    let Some(case) = case() else { return };
    let view = || {
        let view = case.cluster.snapshot().unwrap();
        view.revision("p").unwrap();
        view
    };
    let expect_error = |view: &Store| {
        let failed = write_records(view, &Filter::project("p"), Format::Csv, "en_US", Vec::new(), || true);
        assert!(failed.is_err() && view.count(Filter::project("p")).unwrap_err().is_busy());
    };
    let first = view();
    case.seal("2020-02");
    expect_error(&first);
    let second = view();
    case.unseal("2020-02").unwrap();
    for view in [&first, &second] {
        expect_error(view);
    }
    assert_eq!(column(&view(), &Filter::project("p"), "user_name").len(), 600);
}

#[test]
fn a_view_that_began_before_records_were_removed_is_an_error_and_never_a_short_export() {
    let Some(case) = case() else { return };
    let view = case.cluster.snapshot().unwrap();
    let revision = view.revision("p").unwrap();
    let removed = case.cluster.remove(&filters()[4], 1000).unwrap();
    assert!(removed > 0);
    let failed = write_records(&view, &Filter::project("p"), Format::Csv, "en_US", Vec::new(), || true);
    assert!(failed.is_err() && view.count(Filter::project("p")).unwrap_err().is_busy());
    assert_eq!(case.cluster.count(Filter::project("p")).unwrap(), 600 - removed);
    assert_ne!(case.cluster.revision("p").unwrap(), revision);
}

#[test]
fn a_removal_that_was_killed_is_ended_by_the_next_read() {
    let Some(case) = case() else { return };
    let revision = case.cluster.revision("p").unwrap();
    // State after a killed server: the start of a removal, and some rows less.
    case.run("INSERT INTO sealed (project_id, month, number, version, url) VALUES ('p', '-', 1, 1, '-')");
    case.run("ALTER TABLE records DELETE WHERE project_id = 'p' AND start < 1580515200");
    assert_eq!(case.cluster.count(Filter::project("p")).unwrap(), 480);
    assert_ne!(case.cluster.revision("p").unwrap(), revision);
    assert_eq!(column(&case.cluster, &Filter::project("p"), "user_name").len(), 480);
    import(&case.cluster, "p", &[record("x", "2020-01-29T23:59:59Z")]);
    assert_eq!(case.cluster.count(Filter::project("p")).unwrap(), 481);
}
