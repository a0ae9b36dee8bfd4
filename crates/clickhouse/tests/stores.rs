//! The cluster: the conformance suite of stores, the bytes of files, and faults. `scripts/check-cluster` starts the nodes.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

#[cfg(feature = "cold")]
mod cold;
#[path = "../../server/tests/suite/mod.rs"]
mod suite;

use deskledger::ConnectionRecord;
use deskledger_clickhouse::ClickHouse;
use deskledger_server::{Filter, Format, Outcome, Store, write_records};
use suite::{import, record};
use tempfile::TempDir;

/// Addresses of the nodes: those that run, and one that does not.
fn nodes() -> Option<String> {
    std::env::var("DESKLEDGER_TEST_CLUSTER").ok()
}

fn open_at(nodes: &str, database: &str) -> Result<(TempDir, Store), deskledger_server::StoreError> {
    let dir = tempfile::tempdir().unwrap();
    let store = ClickHouse::open(&format!("clickhouse://{nodes}/{database}"), None, dir.path())?;
    Ok((dir, store))
}

/// A new database; the nodes are temporary.
fn database() -> String {
    format!("test_{:x}", std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos())
}

fn open() -> Option<(TempDir, Store)> {
    Some(open_at(&nodes()?, &database()).unwrap())
}

suite::of!(open);

/// A file of each format, with an update, a correction and texts that need quotes.
#[test]
fn files_have_the_bytes_of_the_embedded_store() {
    let Some((_guard, cluster)) = open() else { return };
    let dir = tempfile::tempdir().unwrap();
    let embedded = Store::open(dir.path()).unwrap();
    let mut records: Vec<_> = (0..5000)
        .map(|number: u64| ConnectionRecord {
            user_name: Some(["a", "b,\"c\"", "张三", "two\nlines"][number as usize % 4].into()),
            transaction_id: (!number.is_multiple_of(5)).then(|| match number % 3 {
                0 => format!("{number:08x}-0000-4000-8000-{:012x}", number * 7919 % 1000),
                1 => format!("T{number}"),
                _ => format!("?{number}\\'"),
            }),
            is_reconnect: (!number.is_multiple_of(3)).then_some(number.is_multiple_of(2)),
            ..record("", &format!("20{:02}-04-24T{:02}:02:{:02}Z", number % 40, number * 11 % 24, number / 100))
        })
        .collect();
    for store in [&cluster, &embedded] {
        import(store, "p", &records);
    }
    records.truncate(500);
    records.iter_mut().for_each(|record| record.connection_end_time = Some("2060-04-24T03:36:43Z".into()));
    for store in [&cluster, &embedded] {
        assert!(import(store, "p", &records).iter().all(|outcome| *outcome == Outcome::Updated));
    }
    let user = Filter { user_name: Some("b,\"c\"".into()), ..Filter::project("p") };
    for filter in [Filter::project("p"), user, Filter::project("q")] {
        for format in [Format::Csv, Format::Ndjson, Format::Xlsx, Format::Parquet] {
            let [ours, theirs] = [&cluster, &embedded]
                .map(|store| write_records(store, &filter, format, "zh_CN", Vec::new(), || true).unwrap());
            assert!(ours == theirs, "{filter:?} {format:?}");
        }
    }
}

#[test]
fn an_unreachable_or_other_cluster_is_rejected_at_the_start() {
    let Some(nodes) = nodes() else { return };
    let database = database();
    let away = open_at(&format!("{nodes},127.0.0.1:9"), &database).unwrap_err();
    assert!(away.is_busy() && away.to_string().contains("cluster node 127.0.0.1:9: "), "{away}");
    // Opened with another list of nodes, projects would be looked for where they are not.
    let first = nodes.split(',').next().unwrap();
    let database = self::database();
    drop(open_at(&nodes, &database).unwrap());
    let other = open_at(first, &database).unwrap_err().to_string();
    assert!(other.contains(&format!("expected nodes {first}, found {nodes}")), "{other}");
}

#[test]
fn several_servers_write_one_project_and_read_one_version() {
    let Some(nodes) = nodes() else { return };
    let database = database();
    let servers: Vec<_> = (0..3).map(|_| open_at(&nodes, &database).unwrap()).collect();
    std::thread::scope(|scope| {
        for (number, (_, store)) in servers.iter().enumerate() {
            scope.spawn(move || {
                for batch in 0..5 {
                    let own = record(&format!("{number} {batch}"), "2020-04-24T03:02:47Z");
                    let shared = record(&format!("shared {batch}"), "2020-04-24T03:02:47Z");
                    import(store, "p", &[own, shared]);
                }
            });
        }
    });
    let files: Vec<_> = servers
        .iter()
        .map(|(_, store)| {
            let file = write_records(store, &Filter::project("p"), Format::Csv, "en_US", Vec::new(), || true);
            (store.revision("p").unwrap(), file.unwrap())
        })
        .collect();
    assert!(files.iter().all(|file| *file == files[0]));
    assert_eq!(servers[0].1.count(Filter::project("p")).unwrap(), 20);
}
