//! SQL statements and their parameters.

use rusqlite::Statement;
use rusqlite::types::{ToSql, ToSqlOutput, Value as Parameter, ValueRef};

use super::filter::Filter;
use super::identity::{Entry, Key, hash};
use super::line::{Layouts, Row};

pub(super) const INSERT: &str = "INSERT INTO record (project, key, start, user, computer, layout, line) \
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING";
pub(super) const SELECT: &str = "SELECT layout, line FROM record WHERE project = ?1 AND key = ?2";
pub(super) const UPDATE: &str = "UPDATE record SET start = ?3, user = ?4, computer = ?5, layout = ?6, line = ?7 \
    WHERE project = ?1 AND key = ?2";

/// The order of the export, and its reverse: an index is read backwards.
pub(super) const OLDEST_FIRST: &str = "ORDER BY start, key";
pub(super) const NEWEST_FIRST: &str = "ORDER BY start DESC, key DESC";

/// Runs [`INSERT`] or [`UPDATE`].
pub(super) fn run(statement: &mut Statement<'_>, project: i64, entry: &Entry, layout: i64) -> rusqlite::Result<usize> {
    let Entry { key, start, user, computer, line } = entry;
    statement.raw_bind_parameter(1, project)?;
    statement.raw_bind_parameter(2, key)?;
    statement.raw_bind_parameter(3, start)?;
    statement.raw_bind_parameter(4, user)?;
    statement.raw_bind_parameter(5, computer)?;
    statement.raw_bind_parameter(6, layout)?;
    statement.raw_bind_parameter(7, line)?;
    statement.raw_execute()
}

/// The record of a row that begins with its layout and its line.
pub(super) fn read_row<'r>(layouts: &'r Layouts, row: &'r rusqlite::Row<'_>) -> rusqlite::Result<Row<'r>> {
    let (layout, line) = (row.get_ref(0)?.as_i64()?, row.get_ref(1)?.as_str()?);
    layouts.row(layout, line).ok_or(rusqlite::Error::IntegralValueOutOfRange(0, layout))
}

/// The query for the records whose project, start, and hashes of user and desktop are those of a filter, and the values
/// of its parameters. Texts remain to be compared.
pub(super) fn query(what: &str, filter: &Filter, order: &str) -> (String, Vec<Parameter>) {
    // Without statistics SQLite may prefer another one.
    let index = match (&filter.user_name, &filter.computer_name) {
        (Some(_), _) => "INDEXED BY record_by_user",
        (None, Some(_)) => "INDEXED BY record_by_computer",
        (None, None) => "INDEXED BY record_by_start",
    };
    let mut sql =
        format!("SELECT {what} FROM record {index} WHERE project = (SELECT number FROM project WHERE project_id = ?)");
    let mut values = vec![Parameter::Text(filter.project_id.clone())];
    let mut and = |condition: &str, value: Option<i64>| {
        if let Some(value) = value {
            sql.push_str(" AND ");
            sql.push_str(condition);
            values.push(Parameter::Integer(value));
        }
    };
    let (start, end) = filter.seconds().unzip();
    and("start >= ?", start);
    and("start < ?", end);
    and("user = ?", filter.user_name.as_deref().map(hash));
    and("computer = ?", filter.computer_name.as_deref().map(hash));
    sql.push(' ');
    sql.push_str(order);
    (sql, values)
}

/// The 16 bytes of a UUID in its usual notation.
pub(super) fn uuid(text: &str) -> Option<[u8; 16]> {
    let mut uuid = 0_u128;
    for (at, byte) in text.bytes().enumerate() {
        let digit = match (byte, matches!(at, 8 | 13 | 18 | 23)) {
            (b'-', true) => continue,
            (b'0'..=b'9', false) => byte - b'0',
            (b'a'..=b'f', false) => byte - b'a' + 10,
            _ => return None,
        };
        uuid = (uuid << 4) | u128::from(digit);
    }
    (text.len() == 36).then(|| uuid.to_be_bytes())
}

impl ToSql for Key {
    /// A UUID as 16 bytes, which are in the order of its texts; it is part of every index.
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Key::Transaction(id) => match uuid(id) {
                Some(uuid) => ToSqlOutput::Owned(Parameter::Blob(uuid.to_vec())),
                None => ToSqlOutput::Borrowed(ValueRef::Text(id.as_bytes())),
            },
            Key::Digest(digest) => ToSqlOutput::Borrowed(ValueRef::Blob(digest)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Embedded;

    #[test]
    fn no_query_reads_more_than_its_records_or_sorts_more_than_those_of_one_second() {
        let dir = tempfile::tempdir().unwrap();
        let store = Embedded::open(dir.path()).unwrap();
        let range =
            deskledger::TimeRange::new("2020-04-01T00:00Z".parse().unwrap(), "2020-05-01T00:00Z".parse().unwrap());
        let (range, text) = (Some(range.unwrap()), Some("a".to_owned()));
        let all = Filter::project("p");
        let user = Filter { user_name: text.clone(), ..all.clone() };
        let computer = Filter { computer_name: text.clone(), ..all.clone() };
        let terminal = Filter { terminal_type: text.clone(), ..all.clone() };
        let both = Filter { terminal_type: text, ..Filter { user_name: user.user_name.clone(), ..computer.clone() } };
        let within = |filter: &Filter| Filter { time_range: range, ..filter.clone() };
        let window = " AND start>? AND start<?";
        for (filter, index, terms) in [
            (&all, "INDEX record_by_start", "project=?"),
            (&terminal, "INDEX record_by_start", "project=?"),
            (&within(&terminal), "INDEX record_by_start", &format!("project=?{window}")),
            (&within(&all), "INDEX record_by_start", &format!("project=?{window}")),
            (&user, "INDEX record_by_user", "project=? AND user=?"),
            (&within(&user), "INDEX record_by_user", &format!("project=? AND user=?{window}")),
            (&computer, "INDEX record_by_computer", "project=? AND computer=?"),
            (&within(&computer), "INDEX record_by_computer", &format!("project=? AND computer=?{window}")),
            (&both, "INDEX record_by_user", "project=? AND user=?"),
            (&within(&both), "INDEX record_by_user", &format!("project=? AND user=?{window}")),
        ] {
            for order in [OLDEST_FIRST, NEWEST_FIRST] {
                let (sql, values) = query("layout, line", filter, order);
                let connection = store.connect().unwrap();
                let mut explain = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
                let plan = explain.query_map(rusqlite::params_from_iter(values), |row| row.get(3)).unwrap();
                let plan: Vec<String> = plan.collect::<Result<_, _>>().unwrap();
                assert_eq!(plan[0], format!("SEARCH record USING {index} ({terms})"), "{filter:?}");
                let rest = [
                    "SCALAR SUBQUERY 1",
                    "SEARCH project USING COVERING INDEX sqlite_autoindex_project_1 (project_id=?)",
                    // The last term is the key: the index has the order of the starts.
                    "USE TEMP B-TREE FOR LAST TERM OF ORDER BY",
                ];
                let sorted = usize::from(index != "INDEX record_by_start");
                assert_eq!(plan[1..], rest[..2 + sorted], "{filter:?}");
            }
        }
    }

    #[test]
    fn a_uuid_is_kept_short_in_the_order_of_its_text_and_no_other_text_is_taken_for_one() {
        let texts = [
            "0f0e0d0c-0b0a-0908-0706-05040302010f",
            "0f0e0d0c-0b0a-0908-0706-0504030201f0",
            "f00e0d0c-0b0a-0908-0706-050403020100",
        ];
        let uuids = texts.map(|text| uuid(text).unwrap());
        assert!(uuids.is_sorted() && uuids[0][0] == 0x0f && uuids[0][15] == 0x0f);
        let upper = texts[0].to_uppercase();
        for text in ["", &upper, &texts[0][1..], &texts[0].replace('-', "0"), "0f0e0d0c-0b0a-0908-0706-05040302010é"] {
            assert_eq!(uuid(text), None, "{text}");
        }
    }
}
