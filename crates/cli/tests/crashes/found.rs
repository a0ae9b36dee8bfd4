//! The state that the next run of the program finds on a disk.

use std::collections::BTreeSet;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use deskledger::ConnectionRecord;
use deskledger_server::{Access, Filter, Store, Tokens};

use crate::support::files;

const PROJECTS: [&str; 4] = ["p1", "p2", "p", "q"];

/// The state for a person: one line for each record, user, project and token, and the log of administration.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    pub(crate) lines: BTreeSet<String>,
    pub(crate) log: Vec<String>,
}

impl Found {
    /// The same without what differs between two runs.
    pub(crate) fn without_secrets(&self) -> Self {
        let secret = |line: &String| line.split(" token ").next().unwrap_or_default().to_owned();
        Self { lines: self.lines.iter().map(secret).collect(), log: self.log.clone() }
    }
}

/// Opens what is there, as the next run of the program does.
pub(crate) fn look(root: &Path) -> Result<Found, String> {
    let mut found = Found::default();
    for name in ["data", "copy", "restored"] {
        let dir = root.join(name);
        if name != "data" && !dir.exists() {
            continue;
        }
        found.lines.insert(name.to_owned());
        let failed = |error: &dyn std::fmt::Display| format!("{name}: {error}");
        let store = Store::open(&dir).map_err(|error| failed(&error))?;
        let access = Access::open(&dir).map_err(|error| failed(&error))?;
        let damage =
            (store.check(None).map_err(|error| failed(&error))?, access.check(None).map_err(|error| failed(&error))?);
        if damage != (None, None) {
            return Err(failed(&format!("{damage:?}")));
        }
        for project in PROJECTS {
            let mut is_twice = false;
            let row = |row: &deskledger_server::Row<'_>| {
                is_twice |= !found.lines.insert(format!("{name} {project} {:?}", row.values()));
                ControlFlow::Continue(())
            };
            let read = store.export(&Filter::project(project), || true, row).map_err(|error| failed(&error))?;
            if is_twice || read.is_break() {
                return Err(failed(&"a record is there twice"));
            }
        }
        let users = access.users().map_err(|error| failed(&error))?;
        let projects = access.projects().map_err(|error| failed(&error))?;
        found
            .lines
            .extend(users.iter().map(|user| format!("{name} {} {:?} {:?}", user.name, user.projects, user.keys.len())));
        found.lines.extend(projects.iter().map(|project| format!("{name} {project:?}")));
        if let Ok(tokens) = fs::read_to_string(dir.join("tokens")) {
            Tokens::read(&dir.join("tokens")).map_err(|error| failed(&error))?;
            found.lines.insert(format!("{name} token {tokens}"));
        }
        // The store takes further records.
        let mut import = store.import("another").map_err(|error| failed(&error))?;
        let record = ConnectionRecord { connection_start_time: "2020-04-24T03:02:47Z".into(), ..Default::default() };
        import.add(&record).and_then(|_| import.commit()).map_err(|error| failed(&error))?;
    }
    if let Ok(saved) = fs::read_to_string(root.join("saved.ndjson")) {
        found.lines.insert(saved);
    }
    let log = fs::read_to_string(root.join("data/audit.log")).unwrap_or_default();
    let action =
        |line: &str| serde_json::from_str::<serde_json::Value>(line).map(|line| line["fields"]["action"].to_string());
    found.log = log.lines().map(|line| action(line).unwrap_or_default()).collect();
    Ok(found)
}

/// Whether any file contains the text.
pub(crate) fn holds(path: &Path, text: &str) -> bool {
    match path.is_dir() {
        true => files(path).iter().any(|name| holds(&path.join(name), text)),
        false => fs::read(path).unwrap().windows(text.len()).any(|found| found == text.as_bytes()),
    }
}
