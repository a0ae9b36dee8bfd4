//! Check of a file for damage.

use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode};

/// Number of SQLite steps between two looks at the clock.
const STEPS: i32 = 10_000;

/// The first problem of a file; `None` if there is none, or none was found within the limit.
pub(crate) fn check(connection: &mut Connection, limit: Option<Duration>) -> rusqlite::Result<Option<String>> {
    let started = Instant::now();
    connection.progress_handler(STEPS, limit.map(|limit| move || started.elapsed() > limit))?;
    let found = first_problem(connection);
    connection.progress_handler(0, None::<fn() -> bool>)?;
    match found {
        Err(rusqlite::Error::SqliteFailure(error, text)) => match error.code {
            ErrorCode::OperationInterrupted => Ok(None),
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Ok(Some(text.unwrap_or_else(|| error.to_string()))),
            _ => Err(rusqlite::Error::SqliteFailure(error, text)),
        },
        found => found.map(|problem| Some(problem).filter(|problem| problem != "ok")),
    }
}

fn first_problem(connection: &Connection) -> rusqlite::Result<String> {
    let problem = connection.query_row("PRAGMA integrity_check(1)", (), |row| row.get::<_, String>(0))?;
    let mut keys = connection.prepare("PRAGMA foreign_key_check")?;
    let mut orphans = keys.query(())?;
    match orphans.next()? {
        Some(row) if problem == "ok" => Ok(format!("a row of {} refers to none", row.get::<_, String>(0)?)),
        _ => Ok(problem),
    }
}
