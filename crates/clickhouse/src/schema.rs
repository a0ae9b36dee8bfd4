//! The tables of a node, and what a node must be.

use clickhouse::sql::Identifier;
use deskledger::ConnectionRecord;
use deskledger_server::StoreError;

use crate::messages;
use crate::node::Node;

/// Version of the tables.
const SCHEMA: &str = "2";

/// Oldest version of ClickHouse.
const OLDEST: (u32, u32) = (18, 16);

/// A table: its name, its columns with their types and defaults, and how it is stored.
type Table = (&'static str, &'static [(&'static str, &'static str)], &'static str);

/// The tables. `records` also has a column for each field of a record.
const TABLES: [Table; 6] = [
    ("meta", &[("name", "String"), ("value", "String")], "MergeTree ORDER BY name"),
    (
        RECORDS,
        &[("project_id", "String"), ("start", "Int64"), ("key", "String"), ("version", "UInt64")],
        // The partition is chosen by the month; conditions on the start choose partitions by their smallest and largest start.
        "MergeTree PARTITION BY toYYYYMM(toDateTime(start, 'UTC')) ORDER BY (project_id, start, key, version)",
    ),
    (
        "versions",
        &[("project_id", "String"), ("version", "UInt64"), ("revision", "String")],
        "ReplacingMergeTree(version) ORDER BY project_id",
    ),
    (
        "corrections",
        &[
            ("project_id", "String"),
            ("start", "Int64"),
            ("key", "String"),
            ("corrected_at", "DateTime DEFAULT now()"),
            ("field", "String"),
            ("old", "String"),
            ("new", "String"),
        ],
        "MergeTree ORDER BY (project_id, start, key)",
    ),
    (
        // A log: the last row of a month says whether it is sealed, by its address.
        "sealed",
        &[
            ("project_id", "String"),
            ("month", "String"),
            ("number", "UInt64"),
            ("version", "UInt64"),
            ("records", "UInt64"),
            ("bytes", "UInt64"),
            ("sha256", "String"),
            ("url", "String"),
        ],
        "MergeTree ORDER BY (project_id, month, number)",
    ),
    ("accounts", &[("number", "UInt64"), ("is_whole", "UInt8"), ("sql", "String")], "MergeTree ORDER BY number"),
];

const RECORDS: &str = "records";

/// Prepares a node of a cluster of these nodes.
pub(crate) fn prepare(node: &Node, nodes: &str) -> Result<(), StoreError> {
    let server = node.without_database();
    let version = server.rows(server.query("SELECT version()"))?.concat().concat();
    if !is_supported(&version) {
        return Err(StoreError::without_source(messages::version(&node.name, version)));
    }
    server.run(server.query("CREATE DATABASE IF NOT EXISTS ?").bind(Identifier(&node.database)))?;
    for (table, columns, engine) in TABLES {
        let columns = columns.iter().map(|(name, definition)| format!("{name} {definition}"));
        let fields = fields(table).map(|name| format!("{name} String"));
        let columns = columns.chain(fields).collect::<Vec<_>>().join(", ");
        node.run(node.query(&format!("CREATE TABLE IF NOT EXISTS {table} ({columns}) ENGINE = {engine}")))?;
        check_columns(node, table)?;
    }
    for (name, expected) in [("schema", SCHEMA), ("nodes", nodes)] {
        let found = node.rows(node.query("SELECT value FROM meta WHERE name = ? LIMIT 1").bind(name))?;
        match found.first().map(|row| row.concat()) {
            None => node.run(node.query("INSERT INTO meta (name, value) VALUES (?, ?)").bind(name).bind(expected))?,
            Some(found) if found == expected => {}
            Some(found) => return Err(differs(node, format!("expected {name} {expected}, found {found}"))),
        }
    }
    Ok(())
}

/// The columns of the fields of a record, in the table of records.
fn fields(table: &str) -> impl Iterator<Item = &'static str> {
    ConnectionRecord::COLUMNS.iter().filter(move |_| table == RECORDS).map(|column| column.name)
}

/// Fields that the document gained are added; other differences are another schema.
fn check_columns(node: &Node, table: &'static str) -> Result<(), StoreError> {
    let columns = "SELECT name, type FROM system.columns WHERE database = ? AND table = ?";
    let found = node.rows(node.query(columns).bind(&node.database).bind(table))?;
    let own = TABLES.iter().filter(|(name, ..)| *name == table).flat_map(|(_, columns, _)| *columns).copied();
    let of_fields = fields(table).map(|name| (name, "String"));
    for ((name, expected), is_field) in own.map(|own| (own, false)).chain(of_fields.map(|field| (field, true))) {
        let expected = expected.split(' ').next().unwrap_or_default();
        let of_column = found.iter().find(|row| row.first().is_some_and(|column| column == name));
        match of_column.and_then(|row| row.get(1)).map(String::as_str) {
            Some(found) if found == expected => {}
            None if is_field => node.run(node.query(&format!("ALTER TABLE {table} ADD COLUMN {name} String")))?,
            found => {
                let found = found.unwrap_or("no such column");
                return Err(differs(node, format!("{table}.{name}: expected {expected}, found {found}")));
            }
        }
    }
    Ok(())
}

fn differs(node: &Node, problem: String) -> StoreError {
    StoreError::without_source(messages::schema(&node.name, &node.database, problem))
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
