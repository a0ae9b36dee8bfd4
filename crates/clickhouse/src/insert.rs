//! Rows of records, written as one block.

use deskledger::ConnectionRecord;
use deskledger_server::{Row, StoreError};

use crate::node::Node;

/// Inserts rows of a project with a version: start, key and line of each.
pub(crate) fn insert<'r>(
    node: &Node,
    (project_id, version): (&str, u64),
    rows: impl Iterator<Item = (i64, &'r str, &'r str)> + Clone,
) -> Result<(), StoreError> {
    let texts: Vec<Vec<_>> = rows.clone().map(|(_, _, line)| Row::new(line).texts().collect()).collect();
    node.insert("records", |block| {
        block.upsert_column::<&str>("project_id")?.add_all(texts.iter().map(|_| project_id))?;
        block.upsert_column::<i64>("start")?.add_all(rows.clone().map(|(start, ..)| start))?;
        block.upsert_column::<&str>("key")?.add_all(rows.map(|(_, key, _)| key))?;
        block.upsert_column::<u64>("version")?.add_all(texts.iter().map(|_| version))?;
        for (index, column) in ConnectionRecord::COLUMNS.iter().enumerate() {
            let values = texts.iter().map(|texts| texts.get(index).map_or("", |text| &**text));
            block.upsert_column::<&str>(column.name)?.add_all(values)?;
        }
        Ok(())
    })
}
