//! Histories of operation: writers, readers, retention and kills at once, checked against a model; and chains of events
//! that meet a running export or a restored copy.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

mod support;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::SeqCst};
use std::sync::{Mutex, RwLock};
use std::time::{Duration, Instant};

use deskledger_server::Store;
use support::*;

/// Records of a batch, old records, and records that one step of the retention removes.
const SIZE: usize = 5;
const OLD: usize = 300;
const STEP: u32 = 20;

/// Maximum time between two kills.
const PATIENCE: Duration = Duration::from_secs(60);

/// An event between two moments: a batch that was acknowledged, records that were removed, or an export.
struct Event<T>(u64, u64, T);

/// Content of an export: batches, and the number of removed old records.
type State = (BTreeSet<String>, usize);

#[derive(Default)]
struct History {
    clock: AtomicU64,
    batches: Mutex<HashMap<String, (u64, Option<u64>)>>,
    removals: Mutex<Vec<Event<usize>>>,
    exports: Mutex<Vec<Event<State>>>,
    /// The content of each entity tag.
    tags: Mutex<HashMap<String, String>>,
}

fn line(id: &str, start: &str) -> String {
    format!("{{\"transaction_id\":\"{id}\",\"connection_start_time\":\"{start}\"}}\n")
}

/// Sends lines; the report, unless the server failed.
fn send(url: &str, lines: &str) -> Option<serde_json::Value> {
    let (token, url) = (format!("X-Auth-Token: {TOKEN}"), format!("{url}/ledger/v1/{PROJECT}/records"));
    let sent = ["-H", &token, "-H", "Content-Type: application/x-ndjson", "--data-binary", lines, "--fail", &url];
    let output = Command::new("curl").args(["--silent", "--noproxy", "*"]).args(sent).output().unwrap();
    output.status.success().then(|| json_of(&output.stdout))
}

/// Entity tag and body of an export, unless it failed or was cut.
fn export(url: &str) -> Option<(String, String)> {
    let (token, url) = (format!("X-Auth-Token: {TOKEN}"), format!("{url}/v2/{PROJECT}/connections/desktops/export"));
    let asked = ["--include", "-H", &token, "-H", "Accept: application/x-ndjson", "--fail", &url];
    let output = Command::new("curl").args(["--silent", "--noproxy", "*"]).args(asked).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").filter(|_| output.status.success())?;
    Some((head.lines().find_map(|line| line.strip_prefix("etag: "))?.to_owned(), body.to_owned()))
}

impl History {
    fn tick(&self) -> u64 {
        self.clock.fetch_add(1, SeqCst)
    }

    /// Sends a batch until it is acknowledged: what was stored before a kill is not stored twice.
    fn write(&self, url: &RwLock<String>, id: &str) {
        self.batches.lock().unwrap().insert(id.to_owned(), (self.tick(), None));
        let lines: String = (0..SIZE).map(|row| line(&format!("{id}-{row}"), "2026-01-05T08:10:00Z")).collect();
        let url = || url.read().unwrap().clone();
        while send(&url(), &lines).is_none() {
            std::thread::sleep(Duration::from_millis(10));
        }
        self.batches.lock().unwrap().get_mut(id).unwrap().1 = Some(self.tick());
    }

    /// Exports; false if the server failed.
    fn read(&self, url: &RwLock<String>) -> bool {
        let (begun, url) = (self.tick(), url.read().unwrap().clone());
        let Some((tag, body)) = export(&url) else { return false };
        let ended = self.tick();
        let mut rows: BTreeMap<String, usize> = BTreeMap::new();
        for line in body.lines() {
            let id = json_of(line.as_bytes())["transaction_id"].as_str().unwrap().to_owned();
            *rows.entry(id.rsplit_once('-').unwrap().0.to_owned()).or_default() += 1;
        }
        let removed = OLD - rows.remove("old").unwrap_or_default();
        let oldest = body
            .lines()
            .find(|line| line.contains("\"old-"))
            .map(|line| line.contains(&format!("\"old-{removed:04}\"")));
        assert!(oldest.is_none_or(|oldest| oldest), "other records than the oldest were removed: {removed}");
        assert!(rows.values().all(|count| *count == SIZE), "a batch was seen in part or twice: {rows:?}");
        self.exports.lock().unwrap().push(Event(begun, ended, (rows.into_keys().collect(), removed)));
        let known = self.tags.lock().unwrap().entry(tag).or_insert_with(|| body.clone()).clone();
        assert_eq!(known, body, "one entity tag, two contents");
        true
    }

    /// Every export is a state between what had been acknowledged before it and what had begun by its end, and all
    /// of them lie on one line.
    fn check(self) {
        let (batches, removals) = (self.batches.into_inner().unwrap(), self.removals.into_inner().unwrap());
        let mut exports = self.exports.into_inner().unwrap();
        for Event(begun, ended, (seen, removed)) in &exports {
            for (id, (sent, acknowledged)) in &batches {
                assert!(seen.contains(id) || acknowledged.is_none_or(|at| at > *begun), "{id} was acknowledged");
                assert!(!seen.contains(id) || sent < ended, "{id} came before it was sent");
            }
            let done: usize = removals.iter().filter(|Event(_, end, _)| end < begun).map(|removal| removal.2).sum();
            let most: usize = removals.iter().filter(|Event(start, ..)| start < ended).map(|removal| removal.2).sum();
            assert!((done..=most).contains(removed), "{removed} records were removed, not {done} to {most}");
        }
        exports.sort_by_key(|Event(.., (seen, removed))| (seen.len() + removed, seen.len()));
        for pair in exports.windows(2) {
            let [Event(begun, _, one), Event(_, ended, other)] = pair else { panic!() };
            assert!(one.0.is_subset(&other.0) && one.1 <= other.1, "two exports contradict each other");
            assert!(one == other || begun < ended, "a later export saw less");
        }
    }
}

#[test]
fn every_export_is_a_state_that_existed_under_writers_retention_and_kills() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    succeed(&["admin", "--data", text(&data), "project", "add", PROJECT]);
    let mut server = Some(Server::start_with(&data, &["--log-level", "error"]));
    let url = RwLock::new(server.as_ref().unwrap().url.clone());
    let old = |row| line(&format!("old-{row:04}"), &format!("2020-01-01T{:02}:{:02}:00Z", row / 60, row % 60));
    assert!(send(&server.as_ref().unwrap().url, &(0..OLD).map(old).collect::<String>()).is_some());
    let (history, is_over, written, read) =
        (History::default(), AtomicBool::new(false), AtomicU32::new(0), AtomicU32::new(0));
    std::thread::scope(|scope| {
        let (history, url, is_over, written, read) = (&history, &url, &is_over, &written, &read);
        let repeat = |work: &dyn Fn(u32)| (0..).take_while(|_| !is_over.load(SeqCst)).for_each(work);
        for writer in 0..2 {
            scope.spawn(move || {
                repeat(&|number| {
                    history.write(url, &format!("{writer}-{number}"));
                    written.fetch_add(1, SeqCst);
                });
            });
            scope.spawn(move || {
                repeat(&|_| {
                    read.fetch_add(u32::from(history.read(url)), SeqCst);
                });
            });
        }
        // The retention of another process.
        let (store, before) = (Store::open(&data).unwrap(), "2021-01-01T00:00:00Z".parse().unwrap());
        scope.spawn(move || {
            repeat(&|_| {
                let begun = history.tick();
                if let Some(expired) = store.expire(before, STEP).unwrap() {
                    let removed = usize::try_from(expired.records).unwrap();
                    history.removals.lock().unwrap().push(Event(begun, history.tick(), removed));
                }
                std::thread::sleep(Duration::from_millis(100));
            });
        });
        for _ in 0..4 {
            let (writes, reads) = (written.load(SeqCst) + 4, read.load(SeqCst) + 4);
            // A worker that failed is reported after the others have stopped.
            let begun = Instant::now();
            while (written.load(SeqCst) < writes || read.load(SeqCst) < reads) && begun.elapsed() < PATIENCE {
                std::thread::sleep(Duration::from_millis(7));
            }
            drop(server.take());
            let started = Server::start_with(&data, &["--log-level", "error"]);
            url.write().unwrap().clone_from(&started.url);
            server = Some(started);
        }
        is_over.store(true, SeqCst);
    });
    assert!(history.read(&url));
    assert!(history.exports.lock().unwrap().len() > 8 && history.removals.lock().unwrap().len() > 1);
    history.check();
}

/// Makes a certificate for this machine, with its key.
fn certify(certificate: &Path, key: &Path) {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    fs::write(certificate, made.cert.pem()).unwrap();
    fs::write(key, made.signing_key.serialize_pem()).unwrap();
}

#[test]
fn a_running_export_ends_whole_while_its_token_is_revoked_and_the_certificate_renewed() {
    const RECORDS: usize = 60_000;
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    let [data, password, log] = ["data", "password", "log"].map(at);
    let [certificate, key, old, accepted] = ["certificate.pem", "key.pem", "old.pem", "accepted"].map(at);
    succeed(&["seed", "--data", text(&data), "--records", &RECORDS.to_string()]);
    let admin = |args: &[&str]| succeed(&[&["admin", "--data", text(&data)], args].concat());
    fs::write(&password, "a password of length").unwrap();
    admin(&["user", "add", "wang", "--password-file", text(&password)]);
    admin(&["project", "grant", "wang", PROJECT, "--role", "reader"]);
    certify(&certificate, &key);
    fs::copy(&certificate, &old).unwrap();
    fs::write(&accepted, TOKEN).unwrap();
    let mut command = deskledger();
    command.args(["serve", "--listen", "127.0.0.1:0", "--data", text(&data), "--token-file", text(&accepted)]);
    command.args(["--tls-certificate", text(&certificate), "--tls-key", text(&key)]);
    let server = Server::start_as(command.stderr(fs::File::create(&log).unwrap()), &accepted);
    let body = format!(
        r#"{{"auth":{{"identity":{{"methods":["password"],"password":{{"user":{{"name":"wang","password":"a password of length",
        "domain":{{"name":"example"}}}}}}}},"scope":{{"project":{{"id":"{PROJECT}"}}}}}}}}"#
    );
    let (tokens, url) =
        (format!("{}/v3/auth/tokens", server.url), format!("{}/v2/{PROJECT}/connections/desktops", server.url));
    let ask = ["--cacert", text(&old), "--fail", "--dump-header", "-", "-o", "/dev/null", "--json", &body, &tokens];
    let head = String::from_utf8(curl(&ask)).unwrap();
    let given = head.lines().find_map(|line| line.strip_prefix("x-subject-token: ")).unwrap().trim().to_owned();
    let list = format!("{url}?limit=1");
    let status = |certificate: &Path, token: &str| {
        let token = format!("X-Auth-Token: {token}");
        let asked =
            ["--cacert", text(certificate), "-H", &token, "-o", "/dev/null", "--write-out", "%{http_code}", &list];
        let output = Command::new("curl").args(["--silent", "--noproxy", "*"]).args(asked).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    assert_eq!((status(&old, &given).1, status(&old, TOKEN).1), ("200".to_owned(), "200".to_owned()));

    // Nobody reads on: the exports stay in the middle.
    let running = [given.as_str(), TOKEN].map(|token| {
        let (token, url) = (format!("X-Auth-Token: {token}"), format!("{url}/export"));
        let asked = ["--cacert", text(&old), "-H", &token, "-H", "Accept: text/csv", "--fail", &url];
        let mut curl = Command::new("curl");
        let mut curl = curl.args(["--silent", "--noproxy", "*"]).args(asked).stdout(Stdio::piped()).spawn().unwrap();
        let (mut stdout, mut first) = (curl.stdout.take().unwrap(), [0]);
        stdout.read_exact(&mut first).unwrap();
        (curl, Cursor::new(first).chain(stdout))
    });
    certify(&certificate, &key);
    fs::write(&accepted, "fedcba9876543210fedcba9876543210").unwrap();
    admin(&["project", "revoke", "wang", PROJECT]);
    server.signal("HUP");
    while !fs::read_to_string(&log).unwrap().contains("have been reloaded") {
        std::thread::sleep(Duration::from_millis(5));
    }
    let metrics = format!("{}/metrics", server.url);
    let metrics = String::from_utf8(curl(&["--cacert", text(&certificate), "--fail", &metrics])).unwrap();
    assert!(metrics.contains("deskledger_exports_running 2\n"), "{metrics}");
    assert_eq!([status(&certificate, &given).1, status(&certificate, TOKEN).1], ["401", "401"]);
    assert_eq!(status(&certificate, "fedcba9876543210fedcba9876543210").1, "200");
    assert_eq!(status(&old, "fedcba9876543210fedcba9876543210").0, Some(60), "the old certificate is still shown");
    for (mut curl, file) in running {
        assert_eq!(rows(file), RECORDS + 1);
        assert!(curl.wait().unwrap().success());
    }
}

#[test]
fn a_restored_copy_and_todays_batches_sent_again_give_what_was_lost() {
    let (dir, data) = seeded_data();
    let copy = dir.path().join("copy");
    let admin = |args: &[&str]| succeed(&[&["admin", "--data", text(&data)], args].concat());
    let batch = |number: u32, end: &str| {
        let record = |row| {
            format!(
                "{{\"transaction_id\":\"{number}-{row}\",\"connection_start_time\":\"2026-01-05T08:10:00Z\"{end}}}\n"
            )
        };
        (0..7).map(record).collect::<String>()
    };
    let ended = ",\"connection_end_time\":\"2026-01-05T09:10:00Z\"";
    let (yesterday, today) = ([batch(1, ""), batch(2, "")], [batch(2, ended), batch(3, ""), batch(4, "")]);
    let server = Server::start_with(&data, &["--log-level", "error"]);
    yesterday.iter().for_each(|lines| drop(send(&server.url, lines).unwrap()));
    admin(&["backup", text(&copy)]);
    let (tag, _) = export(&server.url).unwrap();
    let first = today.each_ref().map(|lines| send(&server.url, lines).unwrap());
    let (_, lost) = export(&server.url).unwrap();
    drop(server);
    fs::remove_dir_all(&data).unwrap();
    admin(&["restore", text(&copy)]);
    let server = Server::start_with(&data, &["--log-level", "error"]);
    let again = today.each_ref().map(|lines| send(&server.url, lines).unwrap());
    assert_eq!(first, again);
    // Records of the copy and those just sent exist already.
    for lines in yesterday.iter().chain(&today) {
        assert_eq!(send(&server.url, lines).unwrap()["unchanged"], 7);
    }
    let (new, found) = export(&server.url).unwrap();
    assert!(found == lost && found.lines().count() == 100 + 4 * 7);
    assert_ne!(new, tag, "a copy that a client kept since yesterday passes for today's");
}
