//! The parts of a selection: sealed months, and slices of the table between them.

use std::ops::ControlFlow;

use deskledger_records::Message;
use deskledger_records::read::{Options, Position, ReadError, Row as Record, Source, read};
use deskledger_server::{Candidate, EachRow, Filter, Page, Row, Sealed, StoreError};

use crate::node::Node;
use crate::read::{self as table, Condition, Selection};
use crate::versions::Version;
use crate::{messages, objects};

/// Records between two looks whether the result is still needed.
const INTERVAL: u64 = 1024;

/// Rows of a slice. A node sorts them before it sends the first one, and holds their identities while it counts them.
const SLICE: u64 = 100_000;

/// Seconds of an hour.
const HOUR: i64 = 3600;

/// Seconds before and after all records.
const ALL: (i64, i64) = (-(1 << 60), 1 << 60);

/// A part of a selection: a sealed month, or a slice of the table.
struct Part<'s> {
    sealed: Option<&'s Sealed>,
    selection: Selection<'s>,
}

/// The parts of the records of a filter, in the order of the export.
fn parts<'s>(node: &Node, filter: &'s Filter, version: &'s Version) -> Result<Vec<Part<'s>>, StoreError> {
    let all = Selection::new(filter, version.number);
    let (first, to) = all.range.unwrap_or(ALL);
    let overlaps = |sealed: &&Sealed| sealed.month.seconds().0 < to && sealed.month.seconds().1 > first;
    let mut from = first;
    let mut parts = Vec::new();
    let within = |range| Selection { range: Some(range), ..all };
    for one in version.sealed.iter().filter(overlaps) {
        let (start, end) = one.month.seconds();
        if from < start {
            add_slices(node, within((from, start)), &mut parts)?;
        }
        parts.push(Part { sealed: Some(one), selection: within((from.max(start), to.min(end))) });
        from = end;
    }
    if from < to {
        add_slices(node, within((from, to)), &mut parts)?;
    }
    Ok(parts)
}

fn add_slices<'s>(node: &Node, selection: Selection<'s>, parts: &mut Vec<Part<'s>>) -> Result<(), StoreError> {
    let slices = in_slices(node, selection)?;
    parts.extend(slices.into_iter().map(|selection| Part { sealed: None, selection }));
    Ok(())
}

/// A selection of the table in slices, by the number of its rows in each hour.
pub(crate) fn in_slices<'s>(node: &Node, selection: Selection<'s>) -> Result<Vec<Selection<'s>>, StoreError> {
    let hours = format!("SELECT intDiv(start, {HOUR}) AS hour, count() FROM records");
    let query = Condition::of(&selection).query(node, &hours, " GROUP BY hour ORDER BY hour");
    let number = |text: Option<&String>| text.and_then(|text| text.parse::<i64>().ok()).unwrap_or_default();
    let hours = node.rows(query)?.into_iter().map(|row| (number(row.first()), number(row.get(1)).unsigned_abs()));
    let slices = slices(selection.range.unwrap_or(ALL), hours, SLICE);
    if slices.len() == 1 {
        return Ok(vec![selection]);
    }
    Ok(slices.into_iter().map(|range| Selection { range: Some(range), ..selection }).collect())
}

/// Ranges without gaps, each with at most so many rows unless one hour has more.
fn slices((mut from, to): (i64, i64), hours: impl Iterator<Item = (i64, u64)>, most: u64) -> Vec<(i64, i64)> {
    let (mut slices, mut rows) = (Vec::new(), 0);
    for (hour, count) in hours {
        let end = hour * HOUR;
        if rows > 0 && rows + count > most && (from + 1..to).contains(&end) {
            slices.push((from, end));
            (from, rows) = (end, 0);
        }
        rows += count;
    }
    slices.push((from, to));
    slices
}

/// Number of matching records.
pub(crate) fn count(
    node: &Node,
    (filter, version): (&Filter, &Version),
    is_needed: &dyn Fn() -> bool,
) -> Result<Option<u64>, StoreError> {
    let mut count = 0;
    for part in parts(node, filter, version)? {
        let Some(found) = count_part(node, &part, is_needed)? else { return Ok(None) };
        count += found;
    }
    Ok(Some(count))
}

fn count_part(node: &Node, part: &Part<'_>, is_needed: &dyn Fn() -> bool) -> Result<Option<u64>, StoreError> {
    let Some(sealed) = part.sealed else { return table::count(node, &part.selection, is_needed) };
    if part.selection.range == Some(sealed.month.seconds()) && !part.selection.filter.has_texts() {
        return Ok(Some(sealed.records));
    }
    let mut count = 0;
    let each = &mut |_: &Candidate<'_>, _: &str| {
        count += 1;
        ControlFlow::Continue(())
    };
    Ok(read_month(node, sealed, &part.selection, is_needed, each)?.is_continue().then_some(count))
}

/// Passes the matching records to `row`; less than all of them is an error.
pub(crate) fn select(
    node: &Node,
    (filter, version): (&Filter, &Version),
    page: Option<Page>,
    is_needed: &dyn Fn() -> bool,
    row: EachRow<'_>,
) -> Result<ControlFlow<()>, StoreError> {
    let mut parts = parts(node, filter, version)?;
    if let [Part { sealed: None, selection }] = &*parts {
        return table::select(node, selection, page, is_needed, row);
    }
    let Some(Page { mut offset, mut limit, is_newest_first }) = page else {
        for part in parts {
            let read = match part.sealed {
                None => table::select(node, &part.selection, None, is_needed, row)?,
                Some(sealed) => {
                    read_month(node, sealed, &part.selection, is_needed, &mut |_, line| row(&Row::new(line)))?
                }
            };
            if read.is_break() {
                return Ok(read);
            }
        }
        return Ok(ControlFlow::Continue(()));
    };
    if is_newest_first {
        parts.reverse();
    }
    for part in parts {
        let Some(count) = count_part(node, &part, is_needed)? else { return Ok(ControlFlow::Break(())) };
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let taken = limit.min(count.saturating_sub(offset));
        if taken > 0 {
            let page = Page { offset, limit: taken, is_newest_first };
            let read = match part.sealed {
                None => table::select(node, &part.selection, Some(page), is_needed, row)?,
                Some(sealed) => page_of_month(node, sealed, (&part.selection, count), page, is_needed, row)?,
            };
            if read.is_break() {
                return Ok(read);
            }
        }
        offset = offset.saturating_sub(count);
        limit -= taken;
        if limit == 0 {
            break;
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// A page of the records of a month, of which a selection has so many. No more than the page is held.
fn page_of_month(
    node: &Node,
    sealed: &Sealed,
    (selection, count): (&Selection<'_>, u32),
    page: Page,
    is_needed: &dyn Fn() -> bool,
    row: EachRow<'_>,
) -> Result<ControlFlow<()>, StoreError> {
    let Page { offset, limit, is_newest_first } = page;
    let first = if is_newest_first { count - offset - limit } else { offset };
    let (mut at, mut lines) = (0, Vec::new());
    let read = read_month(node, sealed, selection, is_needed, &mut |_, line| {
        if (first..first + limit).contains(&at) {
            lines.push(line.to_owned());
        }
        at += 1;
        ControlFlow::Continue(())
    })?;
    if is_newest_first {
        lines.reverse();
    }
    let rows = lines.iter().try_for_each(|line| row(&Row::new(line)));
    Ok(if read.is_break() { read } else { rows })
}

/// Fails in a build without the cold tier: an export would be short.
pub(crate) fn expect_feature(url: &str) -> Result<(), StoreError> {
    match cfg!(feature = "cold") {
        true => Ok(()),
        false => Err(StoreError::unavailable(messages::object(url), messages::no_objects())),
    }
}

/// Passes the matching records of a sealed month to `each`, with their lines.
pub(crate) fn read_month(
    node: &Node,
    sealed: &Sealed,
    selection: &Selection<'_>,
    is_needed: &dyn Fn() -> bool,
    each: &mut dyn FnMut(&Candidate<'_>, &str) -> ControlFlow<()>,
) -> Result<ControlFlow<()>, StoreError> {
    expect_feature(&sealed.url)?;
    let Some(file) = objects::get(node, sealed, is_needed)? else { return Ok(ControlFlow::Break(())) };
    let damaged = |what: Message| StoreError::unavailable(messages::object(&sealed.url), what);
    let (from, to) = selection.range.unwrap_or(ALL);
    let (mut found, mut failure) = (0, None);
    let mut row = |_: &Position, record: Result<Record, Message>| {
        found += 1;
        if found % INTERVAL == 0 && !is_needed() {
            return ControlFlow::Break(());
        }
        let record = match record {
            Ok(record) => record.record,
            Err(message) => {
                failure = Some(damaged(message));
                return ControlFlow::Break(());
            }
        };
        let line = Candidate::new(&record).and_then(|candidate| Ok((candidate.merge(None, false)?.1, candidate)));
        let (line, candidate) = match line {
            Ok(found) => found,
            Err(error) => {
                failure = Some(error);
                return ControlFlow::Break(());
            }
        };
        let is_selected = (from..to).contains(&candidate.start()) && Row::new(&line).matches(selection.filter);
        if is_selected { each(&candidate, &line) } else { ControlFlow::Continue(()) }
    };
    let source = Source::file(file).map_err(|error| damaged(Message::of(error.to_string())))?;
    let outcome = read(source, &Options::default(), &mut row);
    match (failure, outcome) {
        (Some(error), _) => Err(error),
        (None, Err(ReadError::Stopped)) => Ok(ControlFlow::Break(())),
        (None, Err(error)) => Err(damaged(error.to_message())),
        (None, Ok(())) if found != sealed.records => {
            Err(damaged(messages::changed(&node.name, sealed.records.to_string(), found.to_string())))
        }
        (None, Ok(())) => Ok(ControlFlow::Continue(())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_cover_a_range_without_gaps_and_none_is_large_unless_one_hour_is() {
        let hours = [(-2, 5), (0, 5), (1, 5), (2, 30), (3, 1), (9, 10), (10, 1)];
        let found = slices((-10_000, 50_000), hours.into_iter(), 10);
        let ends = [-10_000, 3600, 7200, 10_800, 32_400, 36_000, 50_000];
        assert_eq!(found, ends.windows(2).map(|pair| (pair[0], pair[1])).collect::<Vec<_>>());
        assert_eq!(slices(ALL, hours.into_iter(), 1000), [ALL]);
        assert_eq!(slices((5, 6), std::iter::empty(), 10), [(5, 6)]);
        // The hour of a range that begins within it.
        assert_eq!(slices((7300, 9000), [(2, 30), (2, 30)].into_iter(), 10), [(7300, 9000)]);
    }
}
