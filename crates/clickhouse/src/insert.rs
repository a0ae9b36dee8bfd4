//! Rows of records, written as blocks.

use deskledger::ConnectionRecord;
use deskledger_server::{Row, StoreError};

use crate::node::Node;

/// Seconds of the shortest month.
const MONTH: i64 = 28 * 86_400;

/// Such times of a block. Each is in two months at most, and newer versions of ClickHouse reject a block for more than 100.
const MONTHS: usize = 50;

/// A row: its start, key and line.
type Record<'r> = (i64, &'r str, &'r str);

/// Inserts rows of a project with a version.
pub(crate) fn insert<'r>(
    node: &Node,
    of: (&str, u64),
    rows: impl Iterator<Item = Record<'r>>,
) -> Result<(), StoreError> {
    blocks(rows.collect()).iter().try_for_each(|block| insert_block(node, of, block.iter().copied()))
}

/// The rows in blocks of some months each.
fn blocks(mut rows: Vec<Record<'_>>) -> Vec<Vec<Record<'_>>> {
    rows.sort_by_key(|(start, ..)| *start);
    let mut blocks: Vec<Vec<Record<'_>>> = Vec::new();
    let (mut months, mut last) = (MONTHS, None);
    for row in rows {
        let month = row.0.div_euclid(MONTH);
        if last != Some(month) {
            (months, last) = (months + 1, Some(month));
        }
        if months > MONTHS {
            (months, last) = (1, Some(month));
            blocks.push(Vec::new());
        }
        if let Some(block) = blocks.last_mut() {
            block.push(row);
        }
    }
    blocks
}

fn insert_block<'r>(
    node: &Node,
    (project_id, version): (&str, u64),
    rows: impl Iterator<Item = Record<'r>> + Clone,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_block_has_rows_of_more_than_a_hundred_months() {
        let day = |day: i64| (day * 86_400, "key", "line");
        let rows: Vec<_> = (-1000..9000).rev().map(day).collect();
        let found = blocks(rows.clone());
        assert!(found.iter().all(|block| block.len() <= MONTHS * 28) && found.len() == 8, "{}", found.len());
        assert!(found.concat().is_sorted() && found.concat().len() == rows.len());
        // As many as an import of some years has.
        assert_eq!(blocks((0..1000).map(day).collect()).len(), 1);
        assert!(blocks(Vec::new()).is_empty());
    }
}
