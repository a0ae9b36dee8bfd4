//! Power failures and failing disks under the real program. Its changes of files are recorded once; the disk is then
//! rebuilt as of many moments, with unsynced changes kept, dropped or torn, and single changes are made to fail. Whatever
//! happens, the store opens, nothing acknowledged is missing, nothing is there twice, and what was removed is gone.
//!
//! `CRASH_RUNS` and `CRASH_SEED` set the number of runs of each test and the first seed. Every run repeats the seeds at which
//! a fault was found.

#![cfg(all(target_os = "linux", target_env = "gnu"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

#[path = "crashes/disk.rs"]
mod disk;
#[path = "crashes/found.rs"]
mod found;
mod support;

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use deskledger_server::{Access, Role, Store, Tokens, back_up};
use disk::{Disk, Random};
use found::{Found, holds, look};
use support::*;

/// The library that is loaded into the program.
static SHIM: LazyLock<PathBuf> = LazyLock::new(|| {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/crashes/shim.c");
    let library = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("crashes-{}.so", std::process::id()));
    let compiled = Command::new("cc").args(["-O1", "-shared", "-fPIC", "-o", text(&library), text(&source)]).status();
    assert!(compiled.unwrap().success());
    library
});

/// Seeds at which a fault was found: scenario, lost power or failing change, seed. At the one of the migration, the journal of
/// a file in rollback mode had been synced only once.
const FOUND: &str = include_str!("crashes/seeds.txt");

/// A step of a scenario.
enum Step {
    Command(&'static str),
    /// A server receives a batch; meanwhile another command may run.
    Batch(String, Option<&'static str>),
}

/// Steps on a directory, which is the working directory, and the text that must be nowhere after a step.
struct Scenario {
    setup: fn(&Path),
    steps: Vec<Step>,
    erased: &'static [(usize, &'static str)],
}

/// A recorded scenario.
struct Recorded<'s> {
    scenario: &'s Scenario,
    disk: Disk,
    /// Moments after each acknowledgement; the first is the start.
    moments: Vec<usize>,
    found: Vec<Found>,
}

/// A directory in memory where there is one: nothing here depends on real syncs.
fn scratch() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}

fn csv(path: &Path, name: &str, users: &str, year: u32, count: usize) {
    let mut rows = "user_name,connection_start_time,transaction_id,computer_name\n".to_owned();
    (0..count)
        .for_each(|row| rows += &format!("{users}-{row},{year}-04-24T03:02:47Z,{name}-{row},{}\n", "x".repeat(99)));
    fs::write(path.join(name), rows).unwrap();
}

fn lines(numbers: Range<u32>, more: &str) -> String {
    let line = |number| {
        format!("{{\"transaction_id\":\"b-{number}\",\"connection_start_time\":\"2026-01-05T08:10:00Z\"{more}}}\n")
    };
    numbers.map(line).collect()
}

/// Runs a step under the shim; true if it was acknowledged.
fn run_step(step: &Step, root: &Path, log: &Path, failing: &str) -> bool {
    let program = |line: &str| {
        let mut program = deskledger();
        program.current_dir(root).env("LD_PRELOAD", &*SHIM).env("CRASH_ROOT", root).env("CRASH_LOG", log);
        program.args(line.split(' ')).stdout(Stdio::piped()).stderr(Stdio::null());
        if !failing.is_empty() {
            program.env("CRASH_FAIL", failing);
        }
        program
    };
    let succeeds = |line: &str| program(line).output().unwrap().status.success();
    let acknowledge = || {
        let mut log = fs::File::options().append(true).open(log).unwrap();
        log.write_all(&[&b"m"[..], &[0; 24]].concat()).unwrap();
        true
    };
    match step {
        Step::Command(line) => succeeds(line) && acknowledge(),
        Step::Batch(lines, meanwhile) => {
            let mut child = program("serve --listen 127.0.0.1:0 --data data").spawn().unwrap();
            let mut line = String::new();
            BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
            let is_stored = line.trim().strip_prefix("listening on ").is_some_and(|url| {
                let token = fs::read_to_string(root.join("data/tokens")).unwrap_or_default();
                let (token, url) = (format!("X-Auth-Token: {}", token.trim()), format!("{url}/ledger/v1/p1/records"));
                let sent = ["-H", "Content-Type: application/x-ndjson", "--data-binary", lines, "--fail", &url];
                let sent = Command::new("curl").args(["--silent", "--noproxy", "*", "-H", &token]).args(sent).output();
                sent.unwrap().status.success() && meanwhile.is_none_or(succeeds) && acknowledge()
            });
            // A server whose start failed has ended.
            let _ = Command::new("kill").arg(child.id().to_string()).stderr(Stdio::null()).status();
            child.wait().unwrap();
            is_stored
        }
    }
}

impl Scenario {
    fn record(&self) -> Recorded<'_> {
        let dir = scratch();
        let (root, log) = (dir.path().join("disk"), dir.path().join("log"));
        fs::create_dir(&root).unwrap();
        (self.setup)(&root);
        let (mut disk, inodes) = Disk::new(&root);
        for (number, step) in self.steps.iter().enumerate() {
            assert!(run_step(step, &root, &log, ""), "step {number}");
        }
        disk.read(&fs::read(&log).unwrap(), inodes);
        let moments = [vec![0], disk.markers()].concat();
        let found = moments.iter().enumerate().map(|(number, moment)| {
            let state = dir.path().join(number.to_string());
            disk.restore(*moment, None, &state);
            look(&state).unwrap()
        });
        let found: Vec<Found> = found.collect();
        Recorded { scenario: self, disk, moments, found }
    }

    /// Whether the step is one transaction.
    fn is_whole(&self, step: usize) -> bool {
        match self.steps.get(step) {
            Some(Step::Command(line) | Step::Batch(_, Some(line))) => !line.contains("--confirm"),
            _ => true,
        }
    }
}

impl Recorded<'_> {
    /// Verifies a disk on which so many steps were acknowledged, and the next one perhaps began.
    fn verify(&self, acknowledged: usize, has_begun: bool, is_again: bool, root: &Path) -> Result<(), String> {
        if let Some((_, text)) =
            self.scenario.erased.iter().find(|(step, text)| acknowledged > *step && holds(root, text))
        {
            return Err(format!("{text} is still in a file"));
        }
        let found = look(root)?;
        let before = &self.found[acknowledged];
        let after = &self.found[if has_begun { (acknowledged + 1).min(self.found.len() - 1) } else { acknowledged }];
        // A step that ran again made another token.
        let [found, before, after] =
            [&found, before, after].map(|found| if is_again { found.without_secrets() } else { found.clone() });
        let is_adding = matches!(self.scenario.steps.get(acknowledged), Some(Step::Batch(..)));
        let is_between = match self.scenario.is_whole(acknowledged) {
            true => found.lines == before.lines || found.lines == after.lines,
            false => {
                let all: BTreeSet<_> = before.lines.union(&after.lines).cloned().collect();
                let least: BTreeSet<_> = before.lines.intersection(&after.lines).cloned().collect();
                (is_adding || found.lines.is_subset(&all)) && found.lines.is_superset(&least)
            }
        };
        if !is_between {
            let reported = |lines: &BTreeSet<String>, without: &BTreeSet<String>| {
                lines.difference(without).take(3).cloned().collect::<Vec<_>>().join("\n  ")
            };
            let (missing, extra) = (reported(&before.lines, &found.lines), reported(&found.lines, &after.lines));
            return Err(format!("missing:\n  {missing}\nthere without reason:\n  {extra}"));
        }
        if !found.log.starts_with(&before.log) {
            return Err(format!("lines of the log of administration are missing: {:?}", found.log));
        }
        // The next backup removes what a killed one left behind.
        if !root.join("copy").exists() {
            back_up(&root.join("data"), &root.join("copy")).map_err(|error| error.to_string())?;
            let left: Vec<String> = files(root).into_iter().filter(|name| name.contains(".part-")).collect();
            if !left.is_empty() && left.iter().any(|name| name.starts_with("copy")) {
                return Err(format!("left behind: {left:?}"));
            }
        }
        Ok(())
    }

    /// One power failure.
    fn lose_power(&self, seed: u64) -> Result<(), String> {
        let moment = 1 + spread(seed, self.disk.len());
        let dir = scratch();
        let root = dir.path().join("disk");
        self.disk.restore(moment, Some(Random(seed)), &root);
        let acknowledged = self.moments.iter().filter(|marker| **marker <= moment).count() - 1;
        let verified = self.verify(acknowledged, true, false, &root);
        let reported = || format!("after step {acknowledged}, change {moment} ({})", self.disk.reported(moment - 1));
        verified.map_err(|wrong| format!("seed {seed}, power lost {}: {wrong}", reported()))
    }

    /// One failing change, in a new run of a step.
    fn fail(&self, seed: u64) -> Result<(), String> {
        let change = spread(seed, *self.moments.last().unwrap());
        let step = self.moments.iter().filter(|moment| **moment <= change).count() - 1;
        let number = 1 + change - self.moments[step];
        let kind = ["error", "full", "torn", "broken"][Random(seed).next(4)];
        let dir = scratch();
        let (root, log) = (dir.path().join("disk"), dir.path().join("log"));
        self.disk.restore(self.moments[step], None, &root);
        let is_acknowledged = run_step(&self.scenario.steps[step], &root, &log, &format!("{number} {kind}"));
        let verified = self.verify(step + usize::from(is_acknowledged), !is_acknowledged, true, &root);
        let reported = || format!("change {number} of step {step} failed ({kind}), acknowledged: {is_acknowledged}");
        verified.map_err(|wrong| format!("seed {seed}, {}: {wrong}", reported()))
    }
}

/// Every number below a limit in turn, for successive seeds.
fn spread(seed: u64, limit: usize) -> usize {
    (seed as usize).wrapping_mul(7919) % limit
}

/// Records a scenario, and runs it with seeds and with those at which a fault was found; reports every seed that fails.
#[track_caller]
fn survives(scenario: &Scenario, name: &str) {
    let setting = |name: &str, default: u64| std::env::var(name).map_or(default, |value| value.parse().unwrap());
    let (runs, first) = (setting("CRASH_RUNS", 60), setting("CRASH_SEED", 1));
    let recorded = scenario.record();
    let found = |kind: &str| {
        let kind = format!("{name} {kind} ");
        FOUND.lines().filter_map(|line| line.strip_prefix(&kind)?.parse().ok()).collect::<Vec<u64>>()
    };
    let seeds = |kind: &str, runs: u64| found(kind).into_iter().chain(first..first + runs);
    let told = |kind: &str, wrong: String| format!("{wrong}\nfor seeds.txt: {name} {kind}, and the seed");
    let powerless =
        seeds("power", runs).filter_map(|seed| recorded.lose_power(seed).err()).map(|wrong| told("power", wrong));
    let failing = seeds("change", runs.div_ceil(4))
        .filter_map(|seed| recorded.fail(seed).err())
        .map(|wrong| told("change", wrong));
    let wrong: Vec<String> = powerless.chain(failing).collect();
    let shown = wrong.iter().take(10).cloned().collect::<Vec<_>>().join("\n");
    assert!(wrong.is_empty(), "{} of {} runs:\n{shown}", wrong.len(), runs + runs.div_ceil(4));
}

#[test]
fn a_crash_loses_no_acknowledged_record_user_token_or_file() {
    let ended = ",\"connection_end_time\":\"2026-01-05T09:10:00Z\"";
    let setup = |root: &Path| {
        csv(root, "a.csv", "wang", 2026, 90);
        fs::write(root.join("password"), "a password of length").unwrap();
    };
    let steps = vec![
        Step::Command("admin --data data user add wang --password-file password"),
        Step::Command("admin --data data project add p1"),
        Step::Command("import --data data --project-id p1 a.csv"),
        Step::Batch("\n".to_owned(), None),
        Step::Batch(lines(0..70, ""), None),
        Step::Batch(lines(60..90, ended), None),
        Step::Command("admin --data data project grant wang p1"),
        Step::Command("admin --data data key add wang"),
        Step::Command("convert a.csv -o saved.ndjson"),
    ];
    survives(&Scenario { setup, steps, erased: &[] }, "add");
}

#[test]
fn a_crash_brings_back_nothing_that_was_removed() {
    let setup = |root: &Path| {
        let data = root.join("data");
        let access = Access::open(&data).unwrap();
        for project in ["p1", "p2"] {
            access.set_project(project, None).unwrap();
        }
        Store::open(&data).unwrap();
        for (name, users, year, project) in [
            ("old.csv", "old", 2020, "p1"),
            ("erased.csv", "to-be-erased", 2099, "p1"),
            ("kept.csv", "kept", 2099, "p1"),
            ("p2.csv", "other", 2099, "p2"),
        ] {
            csv(root, name, users, year, 60);
            succeed(&["import", "--data", text(&data), "--project-id", project, text(&root.join(name))]);
            fs::remove_file(root.join(name)).unwrap();
        }
        for user in ["wang", "li"] {
            access.set_user(user, "a password of length").unwrap();
            access.grant(user, "p1", Role::Reader).unwrap();
            access.add_key(user).unwrap();
        }
    };
    let steps = vec![
        Step::Command("admin --data data retention --days 30 --confirm"),
        Step::Command("admin --data data records remove p1 --user-name to-be-erased-7 --confirm"),
        Step::Command("admin --data data project remove p2 --confirm"),
        Step::Command("admin --data data project revoke wang p1"),
        Step::Command("admin --data data user remove wang"),
        // Here the text is in the write-ahead log, which the server keeps.
        Step::Batch(
            lines(0..70, ",\"user_name\":\"erased-at-once\""),
            Some("admin --data data records remove p1 --user-name erased-at-once --confirm"),
        ),
    ];
    let erased = &[(1, "to-be-erased-7,"), (5, "erased-at-once")];
    survives(&Scenario { setup, steps, erased }, "remove");
}

#[test]
fn a_crash_leaves_a_whole_copy_or_none() {
    let setup = |root: &Path| {
        let data = root.join("data");
        csv(root, "a.csv", "wang", 2026, 200);
        succeed(&["import", "--data", text(&data), "--project-id", "p1", "--new-project", text(&root.join("a.csv"))]);
        Access::open(&data).unwrap().set_user("wang", "a password of length").unwrap();
        Tokens::load_or_generate(&data.join("tokens")).unwrap();
    };
    let steps =
        vec![Step::Command("admin --data data backup copy"), Step::Command("admin --data restored restore copy")];
    survives(&Scenario { setup, steps, erased: &[] }, "backup");
}

#[test]
fn a_crash_during_a_migration_loses_nothing() {
    let setup = |root: &Path| {
        fs::create_dir(root.join("data")).unwrap();
        let script = "import pathlib, sqlite3, sys; sqlite3.connect('data/ledger.sqlite').executescript(pathlib.Path(sys.argv[1]).read_text())";
        let old = Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/tests/data/ledger-2.sql");
        assert!(Command::new("python3").args(["-c", script, text(&old)]).current_dir(root).status().unwrap().success());
    };
    let steps = vec![Step::Command("admin --data data check"), Step::Command("admin --data data check")];
    survives(&Scenario { setup, steps, erased: &[] }, "migrate");
}
