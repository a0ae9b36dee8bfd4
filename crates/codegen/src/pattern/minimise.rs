//! The smallest automaton that does the same (Hopcroft), and the fewest classes of bytes.

use std::collections::{BTreeMap, BTreeSet};

use super::automaton::Raw;
use super::table::{InvalidPattern, Table};
use crate::messages;

/// Most entries of a table: what a rule of one parameter may cost in the program.
const MAX_ENTRIES: usize = 1 << 16;

/// Makes an automaton as small as it can be. The numbers of its states depend on nothing but what it does.
pub(super) fn minimise(raw: Raw) -> Result<Table, InvalidPattern> {
    let group_of = groups(&raw);
    let representative: BTreeMap<usize, usize> =
        group_of.iter().enumerate().rev().map(|(state, group)| (*group, state)).collect();
    let (refuse, accept, start) = (group_of[0], group_of[1], group_of[raw.start]);
    let mut order = vec![refuse, accept];
    if ![refuse, accept].contains(&start) {
        order.push(start);
    }
    let mut number: BTreeMap<usize, usize> = order.iter().enumerate().map(|(number, group)| (*group, number)).collect();
    let mut rows: Vec<Vec<u16>> = Vec::new();
    while let Some(group) = order.get(rows.len()).copied() {
        let targets = raw.rows[representative[&group]].iter().map(|target| {
            let target = group_of[*target];
            let fresh = order.len();
            *number.entry(target).or_insert_with(|| {
                order.push(target);
                fresh
            })
        });
        let row: Vec<usize> = targets.collect();
        rows.push(row.into_iter().map(|state| u16::try_from(state).unwrap_or(u16::MAX)).collect());
    }
    let (classes, samples) = classes(&raw, &rows);
    let entries = rows.len() * samples.len();
    if rows.len() > usize::from(u16::MAX) || entries > MAX_ENTRIES {
        let found = messages::large_table_of(entries, MAX_ENTRIES);
        return Err(InvalidPattern::beyond(found, messages::use_smaller_counts()));
    }
    Ok(Table {
        classes,
        width: samples.len(),
        next: rows.iter().flat_map(|row| samples.iter().map(|column| row[*column])).collect(),
        accepts: order.iter().map(|group| raw.accepts[representative[group]]).collect(),
        start: u16::try_from(number[&start]).unwrap_or(0),
    })
}

/// The group of each state: states of one group cannot be distinguished by any text.
fn groups(raw: &Raw) -> Vec<usize> {
    let (states, width) = (raw.rows.len(), raw.rows[0].len());
    let mut sources: Vec<Vec<Vec<usize>>> = vec![vec![Vec::new(); states]; width];
    for (state, row) in raw.rows.iter().enumerate() {
        for (column, target) in row.iter().enumerate() {
            sources[column][*target].push(state);
        }
    }
    let (accepting, refusing): (Vec<usize>, Vec<usize>) = (0..states).partition(|state| raw.accepts[*state]);
    let mut group_of: Vec<usize> = raw.accepts.iter().map(|accepts| usize::from(!accepts)).collect();
    let mut members = vec![accepting, refusing];
    // Where each state stands among the members of its group, so that it leaves them without a search.
    let mut place_of = vec![0; states];
    members.iter().flat_map(|group| group.iter().enumerate()).for_each(|(place, state)| place_of[*state] = place);
    let mut waiting: BTreeSet<(usize, usize)> = (0..width).map(|column| (0, column)).collect();
    while let Some((splitter, column)) = waiting.pop_last() {
        let mut hit: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for target in &members[splitter] {
            for state in &sources[column][*target] {
                hit.entry(group_of[*state]).or_default().push(*state);
            }
        }
        for (group, hit) in hit {
            if hit.len() == members[group].len() {
                continue;
            }
            let fresh = members.len();
            for (place, state) in hit.iter().enumerate() {
                let left = std::mem::replace(&mut place_of[*state], place);
                group_of[*state] = fresh;
                members[group].swap_remove(left);
                if let Some(moved) = members[group].get(left) {
                    place_of[*moved] = left;
                }
            }
            // The smaller half is enough, unless the whole is still waiting; then both halves must.
            let smaller = if hit.len() <= members[group].len() { fresh } else { group };
            members.push(hit);
            for column in 0..width {
                let other = if waiting.contains(&(group, column)) { fresh } else { smaller };
                waiting.insert((other, column));
            }
        }
    }
    group_of
}

/// The class of each byte, numbered as they first appear, and a column of each class.
fn classes(raw: &Raw, rows: &[Vec<u16>]) -> (Box<[u8; 256]>, Vec<usize>) {
    let (mut classes, mut samples, mut seen) = (Box::new([0; 256]), Vec::new(), BTreeMap::new());
    for byte in 0..256 {
        let column = usize::from(raw.columns[byte]);
        let what_it_does: Vec<u16> = rows.iter().map(|row| row[column]).collect();
        classes[byte] = *seen.entry(what_it_does).or_insert_with(|| {
            samples.push(column);
            u8::try_from(samples.len() - 1).unwrap_or(u8::MAX)
        });
    }
    (classes, samples)
}
