//! The tables of a node, and what a node must be.

use clickhouse::sql::Identifier;
use deskledger::ConnectionRecord;
use deskledger_server::StoreError;

use crate::messages;
use crate::node::Node;

/// Version of the tables.
const SCHEMA: &str = "1";

/// Oldest version of ClickHouse.
const OLDEST: (u32, u32) = (18, 16);

/// Prepares a node of a cluster of these nodes.
pub(crate) fn prepare(node: &Node, nodes: &str) -> Result<(), StoreError> {
    let server = node.without_database();
    let version = server.rows(server.query("SELECT version()"))?.concat().concat();
    if !is_supported(&version) {
        return Err(StoreError::without_source(messages::version(&node.name, version)));
    }
    server.run(server.query("CREATE DATABASE IF NOT EXISTS ?").bind(Identifier(&node.database)))?;
    let fields: String = ConnectionRecord::COLUMNS.iter().map(|column| format!(", {} String", column.name)).collect();
    for statement in [
        "meta (name String, value String) ENGINE = MergeTree ORDER BY name",
        // The partition is chosen by the month; conditions on the start choose partitions by their smallest and largest start.
        &format!(
            "records (project_id String, start Int64, key String, version UInt64{fields}) ENGINE = MergeTree \
             PARTITION BY toYYYYMM(toDateTime(start, 'UTC')) ORDER BY (project_id, start, key, version)"
        ),
        "versions (project_id String, version UInt64, revision String) \
         ENGINE = ReplacingMergeTree(version) ORDER BY project_id",
        "corrections (project_id String, start Int64, key String, corrected_at DateTime DEFAULT now(), field String, \
         old String, new String) ENGINE = MergeTree ORDER BY (project_id, start, key)",
    ] {
        node.run(node.query(&format!("CREATE TABLE IF NOT EXISTS {statement}")))?;
    }
    for (name, expected) in [("schema", SCHEMA), ("nodes", nodes)] {
        let found = node.rows(node.query("SELECT value FROM meta WHERE name = ? LIMIT 1").bind(name))?;
        match found.first().map(|row| row.concat()) {
            None => node.run(node.query("INSERT INTO meta (name, value) VALUES (?, ?)").bind(name).bind(expected))?,
            Some(found) if found == expected => {}
            Some(found) => {
                let problem = format!("expected {name} {expected}, found {found}");
                return Err(StoreError::without_source(messages::schema(&node.name, &node.database, problem)));
            }
        }
    }
    check_columns(node)
}

/// Fields that the document gained are added; other columns are another schema.
fn check_columns(node: &Node) -> Result<(), StoreError> {
    let columns = "SELECT name, type FROM system.columns WHERE database = ? AND table = 'records'";
    let found = node.rows(node.query(columns).bind(&node.database))?;
    let own = [("project_id", "String"), ("start", "Int64"), ("key", "String"), ("version", "UInt64")];
    let fields = ConnectionRecord::COLUMNS.iter().map(|column| (column.name, "String"));
    for (name, expected) in own.into_iter().chain(fields) {
        match found.iter().find(|row| row.first().is_some_and(|column| column == name)) {
            Some(row) if row.get(1).is_some_and(|found| found == expected) => {}
            None if !own.contains(&(name, expected)) => {
                node.run(node.query(&format!("ALTER TABLE records ADD COLUMN {name} String")))?;
            }
            _ => {
                let problem = format!("records.{name} is not {expected}");
                return Err(StoreError::without_source(messages::schema(&node.name, &node.database, problem)));
            }
        }
    }
    Ok(())
}

fn is_supported(version: &str) -> bool {
    let mut numbers = version.split('.').map(|part| part.parse::<u32>().ok());
    match (numbers.next().flatten(), numbers.next().flatten()) {
        (Some(major), Some(minor)) => (major, minor) >= OLDEST,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_old_server_and_one_of_an_unknown_version_are_not_used() {
        for (version, expected) in [
            ("18.16.1", true),
            ("26.9.1.1", true),
            ("18.14.19", false),
            ("1.1.54388", false),
            ("", false),
            ("x.y", false),
        ] {
            assert_eq!(super::is_supported(version), expected, "{version}");
        }
    }
}
