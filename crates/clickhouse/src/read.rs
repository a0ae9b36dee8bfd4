//! Reads of one project up to a version.

use std::ops::ControlFlow;

use clickhouse::error::Error;
use clickhouse::native::{Block, ColumnIter};
use clickhouse::query::Query;
use deskledger::ConnectionRecord;
use deskledger_server::{EachRow, Filter, Page, Row, StoreError};

use crate::messages;
use crate::node::{Node, column};

/// Number of fields of a record.
pub(crate) const WIDTH: usize = ConnectionRecord::COLUMNS.len();

/// A condition of a query and its values.
pub(crate) struct Condition {
    sql: String,
    values: Vec<Bound>,
}

/// Records of a project: those of a filter, at a version, that start within a range of seconds.
#[derive(Clone, Copy)]
pub(crate) struct Selection<'f> {
    pub(crate) filter: &'f Filter,
    pub(crate) version: u64,
    pub(crate) range: Option<(i64, i64)>,
}

impl<'f> Selection<'f> {
    pub(crate) fn new(filter: &'f Filter, version: u64) -> Self {
        Self { filter, version, range: filter.seconds() }
    }
}

/// Fails if a read that everything depends on has ended before its end: nobody but the end of the program ends it.
pub(crate) fn expect_whole(node: &Node, read: ControlFlow<()>) -> Result<(), StoreError> {
    if read.is_continue() { Ok(()) } else { Err(interrupted(node)) }
}

/// The error of a read that has ended before its end.
pub(crate) fn interrupted(node: &Node) -> StoreError {
    StoreError::unavailable(messages::node(&node.name), messages::interrupted())
}

/// A value of a condition.
#[derive(Clone)]
pub(crate) enum Bound {
    Text(String),
    Number(i64),
}

/// The newest row of a record so far.
#[derive(Default)]
struct Newest {
    start: i64,
    key: String,
    version: u64,
    line: Vec<u8>,
}

impl Condition {
    /// The rows of a project up to a version.
    pub(crate) fn new(project_id: &str, version: u64) -> Self {
        Self::of_project(project_id).and(&format!("version <= {version}"), [])
    }

    /// All rows of a project.
    pub(crate) fn of_project(project_id: &str) -> Self {
        Self { sql: "project_id = ?".to_owned(), values: vec![Bound::Text(project_id.to_owned())] }
    }

    /// All rows.
    pub(crate) fn all() -> Self {
        Self { sql: "1".to_owned(), values: Vec::new() }
    }

    /// Those whose column is one of some values.
    pub(crate) fn one_of(self, column: &str, values: &[Bound]) -> Self {
        let places = vec!["?"; values.len()].join(", ");
        self.and(&format!("{column} IN ({places})"), values.to_vec())
    }

    pub(crate) fn and(mut self, sql: &str, values: impl IntoIterator<Item = Bound>) -> Self {
        self.sql.push_str(" AND ");
        self.sql.push_str(sql);
        self.values.extend(values);
        self
    }

    /// Those that start within a range of seconds.
    pub(crate) fn within(self, (from, to): (i64, i64)) -> Self {
        self.and("start >= ? AND start < ?", [Bound::Number(from), Bound::Number(to)])
    }

    /// The rows of the records that may match a filter: those of which any row does.
    pub(crate) fn of(&Selection { filter, version, range }: &Selection<'_>) -> Self {
        let of_range = || {
            let all = Self::new(&filter.project_id, version);
            if let Some(range) = range { all.within(range) } else { all }
        };
        if !filter.has_texts() {
            return of_range();
        }
        let mut rows = of_range();
        for (name, text) in texts(filter) {
            rows = rows.and(&format!("{name} = ?"), [Bound::Text(text.to_owned())]);
        }
        let Self { sql, values } = rows;
        of_range().and(&format!("(start, key) IN (SELECT start, key FROM records WHERE {sql})"), values)
    }

    /// A query that ends with this condition and a suffix.
    pub(crate) fn query(&self, node: &Node, before: &str, after: &str) -> Query {
        let mut query = node.query(&format!("{before} WHERE {}{after}", self.sql));
        for value in &self.values {
            query = match value {
                Bound::Text(text) => query.bind(text),
                Bound::Number(number) => query.bind(number),
            };
        }
        query
    }
}

fn texts(filter: &Filter) -> impl Iterator<Item = (&'static str, &str)> {
    let texts = [
        ("user_name", &filter.user_name),
        ("computer_name", &filter.computer_name),
        ("terminal_type", &filter.terminal_type),
    ];
    texts.into_iter().filter_map(|(name, text)| Some((name, text.as_deref()?)))
}

/// Number of matching records.
pub(crate) fn count(
    node: &Node,
    selection: &Selection<'_>,
    is_needed: &dyn Fn() -> bool,
) -> Result<Option<u64>, StoreError> {
    let (mut newest, mut conditions) = (String::new(), Vec::new());
    for (name, _) in texts(selection.filter) {
        newest.push_str(&format!(", argMax({name}, version) AS newest_{name}"));
        conditions.push(format!("newest_{name} = ?"));
    }
    let before = format!("SELECT count() FROM (SELECT start, key{newest} FROM records");
    let after = match conditions.is_empty() {
        true => " GROUP BY start, key)".to_owned(),
        false => format!(" GROUP BY start, key) WHERE {}", conditions.join(" AND ")),
    };
    let query = Condition::of(selection).query(node, &before, &after);
    node.number_while(texts(selection.filter).fold(query, |query, (_, text)| query.bind(text)), is_needed)
}

/// Passes the newest row of each record, its start and its key, in the order of the export or its reverse. `None` if it is
/// no longer needed.
pub(crate) fn newest(
    node: &Node,
    condition: &Condition,
    is_reverse: bool,
    is_needed: &dyn Fn() -> bool,
    each: &mut dyn FnMut(i64, &str, &str) -> ControlFlow<()>,
) -> Result<ControlFlow<()>, StoreError> {
    let fields: String = ConnectionRecord::COLUMNS.iter().map(|column| format!(", {}", column.name)).collect();
    let order = match is_reverse {
        false => " ORDER BY project_id, start, key",
        true => " ORDER BY project_id DESC, start DESC, key DESC",
    };
    let query = condition.query(node, &format!("SELECT start, key, version{fields} FROM records"), order);
    let mut blocks = node.blocks(query)?;
    let mut last: Option<Newest> = None;
    let mut emit = |newest: &Newest| {
        let line = std::str::from_utf8(&newest.line);
        let line = line.map_err(|error| node.failed(&Error::Other(error.into())))?;
        Ok::<_, StoreError>(each(newest.start, &newest.key, line))
    };
    loop {
        let Some(block) = blocks.next(is_needed)? else { return Ok(ControlFlow::Break(())) };
        let Some(block) = block else { break };
        let rows = Rows::new(&block).map_err(|error| node.failed(&error))?;
        for row in rows {
            let (start, key, version, texts) = row.map_err(|error| node.failed(&error))?;
            let last = match &mut last {
                Some(last) => {
                    let order = (start, key).cmp(&(last.start, &*last.key));
                    let order = if is_reverse { order.reverse() } else { order };
                    if order.is_lt() {
                        return Err(StoreError::unavailable(messages::order(&node.name), "order"));
                    }
                    if order.is_eq() && version <= last.version {
                        continue;
                    }
                    if order.is_gt() && emit(last)?.is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                    last
                }
                None => last.insert(Newest::default()),
            };
            last.key.clear();
            last.key.push_str(key);
            last.line.clear();
            Row::line_of(&texts, &mut last.line);
            (last.start, last.version) = (start, version);
        }
    }
    last.map_or(Ok(ControlFlow::Continue(())), |last| emit(&last))
}

/// Passes the matching records to `row`; less than all of them is an error.
pub(crate) fn select(
    node: &Node,
    selection: &Selection<'_>,
    page: Option<Page>,
    is_needed: &dyn Fn() -> bool,
    row: EachRow<'_>,
) -> Result<ControlFlow<()>, StoreError> {
    let filter = selection.filter;
    // First, so that rows that vanish meanwhile are noticed.
    let expected = if page.is_none() { count(node, selection, is_needed)? } else { None };
    if page.is_none() && expected.is_none() {
        return Ok(ControlFlow::Break(()));
    }
    let Page { offset, limit, is_newest_first } = page.unwrap_or((0, u32::MAX).into());
    let (mut found, mut is_stopped) = (0_u64, false);
    let read = newest(node, &Condition::of(selection), is_newest_first, is_needed, &mut |_, _, line| {
        let record = Row::new(line);
        if filter.has_texts() && !record.matches(filter) {
            return ControlFlow::Continue(());
        }
        found += 1;
        let is_over = page.is_some() && found > u64::from(offset) + u64::from(limit);
        is_stopped = is_over || (found > u64::from(offset) && row(&record).is_break());
        if is_stopped { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    if read.is_break() {
        let is_page_full = is_stopped && page.is_some() && found > u64::from(offset) + u64::from(limit);
        return Ok(if is_page_full { ControlFlow::Continue(()) } else { ControlFlow::Break(()) });
    }
    let expected = match expected {
        Some(expected) => Some(expected),
        None => count(node, selection, is_needed)?,
    };
    match expected {
        Some(expected) if expected != found => Err(StoreError::unavailable(
            messages::changed(&node.name, expected.to_string(), found.to_string()),
            "count",
        )),
        _ => Ok(ControlFlow::Continue(())),
    }
}

/// The rows of a block.
struct Rows<'b> {
    start: ColumnIter<'b, i64>,
    key: ColumnIter<'b, &'b str>,
    version: ColumnIter<'b, u64>,
    fields: Vec<ColumnIter<'b, &'b str>>,
}

type Found<'b> = (i64, &'b str, u64, [&'b str; WIDTH]);

impl<'b> Rows<'b> {
    fn new(block: &'b Block) -> Result<Self, Error> {
        let fields = ConnectionRecord::COLUMNS.iter().map(|field| column(block, field.name)?.iter());
        Ok(Self {
            start: column(block, "start")?.iter()?,
            key: column(block, "key")?.iter()?,
            version: column(block, "version")?.iter()?,
            fields: fields.collect::<Result<_, _>>()?,
        })
    }
}

impl<'b> Iterator for Rows<'b> {
    type Item = Result<Found<'b>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let (start, key, version) = (self.start.next()?, self.key.next()?, self.version.next()?);
        let mut texts = [""; WIDTH];
        for (text, field) in texts.iter_mut().zip(&mut self.fields) {
            match field.next()? {
                Ok(found) => *text = found,
                Err(error) => return Some(Err(error)),
            }
        }
        Some((|| Ok((start?, key?, version?, texts)))())
    }
}
